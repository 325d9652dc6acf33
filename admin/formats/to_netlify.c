/* SPDX-License-Identifier: MIT */
/*
 * to_netlify.c - rules as lines of Netlify's _redirects: the first that covers
 * a path answers, with or without its final slash, and passes the parameters
 * on.
 */
#include <string.h>

#include "to.h"

static enum err
check(const struct rule *r, struct buf *why)
{
	if (r->at.wild)
		return refuse(why, ERR_SYNTAX,
		    "Netlify knows no wildcard in a host");
	if (r->at.host.n > 0 && r->at.scheme == SCHEME_ANY)
		return refuse(why, ERR_SYNTAX,
		    "Netlify wants http:// or https:// before a host");
	if (r->at.host.n == 0 && r->at.scheme != SCHEME_ANY)
		return refuse(why, ERR_SYNTAX,
		    "Netlify knows no scheme without a host");
	if (r->at.nparams > 0)
		return refuse(why, ERR_SYNTAX,
		    "Netlify takes a rule with parameters for requests that "
		    "have no others");
	if (r->strict || r->ignore_case)
		return refuse(why, ERR_SYNTAX,
		    r->strict ? "a final slash makes no difference there" :
				"case matters there");
	if (r->query == QUERY_DROP)
		return refuse(why, ERR_SYNTAX,
		    "Netlify passes the visitor's parameters on");
	if (r->at.kind == SOURCE_EXACT &&
	    (memchr(r->at.path.s, '*', r->at.path.n) != NULL ||
		memmem(r->at.path.s, r->at.path.n, "/:", 2) != NULL))
		return refuse(why, ERR_SYNTAX,
		    "its '*' or ':' would be a placeholder there");
	if (r->literal &&
	    memchr(r->target.s, ':', r->to.origin.n == 0 ? r->target.n : 0) !=
		NULL)
		return refuse(why, ERR_SYNTAX,
		    "a ':' in its target would be a placeholder there");
	return ERR_OK;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	enum err rc = to_timeless(r, how, why);

	if (rc == ERR_OK)
		rc = check(r, why);
	if (rc != ERR_OK)
		return rc;
	if (r->at.host.n > 0) {
		buf_addf(out, "%s://", scheme_name(r->at.scheme));
		buf_add_slice(out, r->at.host);
	}
	to_path(r, out);
	buf_addc(out, ' ');
	buf_add_slice(out, r->target);
	/* '!': also where there is a file; so does detour. */
	buf_addf(out, " %d!\n", r->status);
	return ERR_OK;
}

const struct to_format to_netlify = {
	.name = "netlify",
	.help = "lines of _redirects, of Netlify",
	.rule = add_rule,
};
