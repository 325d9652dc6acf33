/* SPDX-License-Identifier: MIT */
/* to_cloudflare_whole.c - the rules that are one row; see to_cloudflare.h. */
#include <string.h>

#include "to_cloudflare.h"

static const struct slice rest = { "/:splat", sizeof("/:splat") - 1 };

/* Which part of a row a rule could be. */
struct part {
	bool wild;  /* for subdomains */
	bool below; /* of a path that is a rule of its own */
};

static bool
part_of(const struct rule *r, struct part *ret)
{
	const struct slice path = r->to.path;

	*ret = (struct part){ .wild = r->at.wild };
	if (r->at.host.n == 0 || r->at.nparams > 0 || r->to.kind != TARGET_URL)
		return false;
	if (r->at.kind == SOURCE_EXACT)
		return true;
	ret->below = r->strict;
	return r->at.kind == SOURCE_PREFIX &&
	    (!r->strict ||
		(path.n > rest.n &&
		    memcmp(path.s + path.n - rest.n, rest.s, rest.n) == 0));
}

static void
add_source(const struct rule *r, struct part p, struct buf *out)
{
	struct slice host = r->at.host;

	if (r->at.scheme != SCHEME_ANY)
		buf_addf(out, "%s://", scheme_name(r->at.scheme));
	if (r->at.wild) {
		host.s += strlen("*.");
		host.n -= strlen("*.");
	}
	if (p.wild)
		buf_adds(out, "*.");
	buf_add_slice(out, host);
	buf_add_slice(out, r->at.path);
	if (p.below || (r->at.kind == SOURCE_PREFIX && !r->strict))
		buf_adds(out, "/*");
}

static void
add_target(const struct rule *r, struct part from, struct part p,
    struct buf *out)
{
	struct slice path = r->to.path;

	if (from.below)
		path.n -= rest.n;
	buf_add_slice(out, r->to.origin);
	buf_add_slice(out, path);
	if (p.below)
		buf_add_slice(out, rest);
	if (r->to.has_query) {
		buf_addc(out, '?');
		buf_add_slice(out, r->to.query);
	}
	if (r->to.has_fragment) {
		buf_addc(out, '#');
		buf_add_slice(out, r->to.fragment);
	}
}

/* The rule that is this part of the row of another one; its id, or 0. */
static enum err
find(const struct rule *r, struct part from, struct part p, struct to_how how,
    int64_t *ret)
{
	const struct rule *found = NULL;
	struct rule        like;
	struct buf         text;
	enum err           rc;

	*ret = 0;
	rule_init(&like, how.now);
	rc = rule_copy(&like, r);
	buf_init(&text, (size_t)2 * SOURCE_MAX);
	add_source(r, p, &text);
	rule_set_text(&like, &like.source, buf_slice(&text));
	buf_reset(&text);
	add_target(r, from, p, &text);
	rule_set_text(&like, &like.target, buf_slice(&text));
	like.literal = !p.below && (from.below || r->literal);
	if (rc == ERR_OK)
		rc = buf_end(&text);
	if (rc == ERR_OK)
		rc = rule_validate(&like, NULL);
	if (rc == ERR_OK)
		found = how.peers->find(how.peers, &like);
	if (found != NULL)
		*ret = found->id;
	buf_free(&text);
	rule_free(&like);
	/* What can be no rule, as it is too long, is none that is there. */
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? ERR_OK : rc;
}

enum err
cloudflare_whole(const struct rule *r, struct to_how how, struct whole *ret)
{
	static const struct part itself = { false, false };
	struct part              from;
	int64_t                  first = r->id, below = 0, wild = 0, both = 0;
	enum err                 rc = ERR_OK;

	*ret = (struct whole){ 0 };
	if (!part_of(r, &from))
		return ERR_OK;
	if (from.wild || from.below)
		rc = find(r, from, itself, how, &first);
	if (rc != ERR_OK || first == 0 ||
	    !how.peers->is_whole(how.peers, first))
		return rc;
	if (r->strict)
		rc = find(r, from, (struct part){ false, true }, how, &below);
	if (rc == ERR_OK)
		rc = find(r, from, (struct part){ true, false }, how, &wild);
	if (rc == ERR_OK && below != 0 && wild != 0)
		rc = find(r, from, (struct part){ true, true }, how, &both);
	if (below != 0 && wild != 0 && both == 0)
		wild = 0;
	if ((from.wild && wild == 0) || (from.below && below == 0) ||
	    (below == 0 && wild == 0))
		return rc;
	*ret = (struct whole){ first, wild != 0, below != 0 };
	return rc;
}
