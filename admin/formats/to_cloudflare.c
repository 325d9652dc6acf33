/* SPDX-License-Identifier: MIT */
/*
 * to_cloudflare.c - rules as rows of Cloudflare's Bulk Redirects: one URL each,
 * or all below it; whatever stands first.
 */
#include <string.h>

#include "to_cloudflare.h"

static const struct to_host cloudflare = { .name = "Cloudflare" };

static enum err
check(const struct rule *r, const struct whole *whole, struct buf *why)
{
	if (r->at.host.n == 0 || (r->at.wild && whole->first == 0))
		return refuse(why, ERR_SYNTAX,
		    r->at.wild ? "subdomains are there with the name itself" :
				 "a bulk redirect is for one host");
	if (r->to.kind != TARGET_URL)
		return refuse(why, ERR_SYNTAX,
		    "a bulk redirect leads to a whole URL");
	if (r->at.kind != SOURCE_EXACT && r->at.kind != SOURCE_PREFIX)
		return refuse(why, ERR_SYNTAX,
		    "a bulk redirect has no placeholders");
	if (r->at.nparams > 0)
		return refuse(why, ERR_SYNTAX,
		    "no source of a bulk redirect has parameters");
	if (r->ignore_case)
		return refuse(why, ERR_SYNTAX, "case matters there");
	if (r->status == 303)
		return refuse(why, ERR_SYNTAX, "Cloudflare knows no 303");
	if (r->at.kind == SOURCE_PREFIX && r->strict && whole->first == 0)
		return refuse(why, ERR_SYNTAX,
		    "what is below a path is there with the path itself");
	return ERR_OK;
}

static void
add_cell(struct slice s, struct buf *out)
{
	bool quoted =
	    memchr(s.s, ',', s.n) != NULL || memchr(s.s, '"', s.n) != NULL;

	if (quoted)
		buf_addc(out, '"');
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '"')
			buf_addc(out, '"');
		buf_addc(out, s.s[i]);
	}
	if (quoted)
		buf_addc(out, '"');
}

/* A row for a path as it stands, perhaps with all below it. */
static enum err
add_row(const struct rule *r, const struct whole *whole, struct slice path,
    struct slice target, bool suffix, struct buf *out)
{
	struct buf source;
	bool       below = r->at.kind == SOURCE_PREFIX || whole->below;
	enum err   rc;

	buf_init(&source, (size_t)2 * SOURCE_MAX);
	if (r->at.scheme != SCHEME_ANY)
		buf_addf(&source, "%s://", scheme_name(r->at.scheme));
	buf_add_slice(&source, r->at.host);
	buf_add_slice(&source, path);
	rc = buf_end(&source);
	if (rc == ERR_OK)
		add_cell(buf_slice(&source), out);
	buf_addc(out, ',');
	add_cell(target, out);
	buf_addf(out, ",%d,%s,%s,%s,%s\n", r->status,
	    r->query == QUERY_PASS ? "TRUE" : "FALSE",
	    whole->subdomains ? "TRUE" : "FALSE", below ? "TRUE" : "FALSE",
	    suffix || whole->below ? "TRUE" : "FALSE");
	buf_free(&source);
	return rc;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct slice path = url_trim(r->at.path), target = r->target, slashed;
	struct slice splat = SLICE(":splat");
	struct whole whole;
	bool         suffix;
	enum err     rc = cloudflare_whole(r, how, &whole);

	how.peers->first = whole.first;
	if (rc == ERR_OK)
		rc = to_hosted(r, how, &cloudflare, why);
	if (rc == ERR_OK)
		rc = check(r, &whole, why);
	if (rc != ERR_OK || (whole.first != 0 && whole.first != r->id))
		return rc; /* it is in the row of the first */
	if (r->at.kind == SOURCE_PREFIX) {
		suffix = target.n > splat.n && !r->to.has_query &&
		    memcmp(target.s + target.n - splat.n, splat.s, splat.n) ==
			0;
		if (suffix)
			target.n -= splat.n;
		if (memmem(target.s, target.n, ":splat", 6) != NULL ||
		    (suffix && target.s[target.n - 1] != '/') ||
		    (suffix && r->to.has_fragment))
			return refuse(why, ERR_SYNTAX,
			    "the rest of a path is put at the end there, and "
			    "nowhere else");
		return add_row(r, &whole, path, target, suffix, out);
	}
	if (r->strict || path.n == 1)
		return add_row(r, &whole, r->at.path, target, false, out);
	/* A final slash makes a difference there. */
	rc = add_row(r, &whole, path, target, false, out);
	slashed = (struct slice){ NULL, 0 };
	if (rc == ERR_OK && path.n < r->at.path.n)
		slashed = r->at.path;
	if (rc == ERR_OK && slashed.n > 0)
		return add_row(r, &whole, slashed, target, false, out);
	if (rc == ERR_OK) {
		struct buf with;

		buf_init(&with, (size_t)2 * SOURCE_MAX);
		buf_add_slice(&with, path);
		buf_addc(&with, '/');
		rc = buf_end(&with);
		if (rc == ERR_OK)
			rc = add_row(r, &whole, buf_slice(&with), target, false,
			    out);
		buf_free(&with);
	}
	return rc;
}

const struct to_format to_cloudflare = {
	.name = "cloudflare-csv",
	.help = "Bulk Redirects of Cloudflare",
	.joins = true,
	.rule = add_rule,
};
