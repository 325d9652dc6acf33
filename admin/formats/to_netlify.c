/* SPDX-License-Identifier: MIT */
/*
 * to_netlify.c - rules as lines of Netlify's _redirects: the first that covers
 * a path answers, with or without its final slash, and passes the parameters
 * on.
 */
#include <string.h>

#include "pattern.h"
#include "to.h"

static const struct to_host netlify = {
	.name = "Netlify",
	.conditions = 1U << CONDITION_LANGUAGE | 1U << CONDITION_COOKIE,
	.values = true,
};

/* A name is replaced there wherever its text is, first those that come first:
 * ":id" within ":idea", too. */
static enum err
check_names(const struct rule *r, struct buf *why)
{
	struct slice to = r->target, before, hole, name;

	while (!r->literal && target_next_hole(&to, &before, &hole)) {
		size_t at = 0;

		while (pattern_next(r->at.names, &at, &name)) {
			if (slice_eq(name, hole))
				break;
			if (name.n < hole.n &&
			    memcmp(name.s, hole.s, name.n) == 0)
				return refuse(why, ERR_SYNTAX,
				    "Netlify would replace '%.*s' within "
				    "'%.*s', too",
				    quotable(name), name.s, quotable(hole),
				    hole.s);
		}
	}
	return ERR_OK;
}

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
	return check_names(r, why);
}

/* --------------------------------------------------------------- parameters */

/* Text as it is read there: not for a placeholder, nor for the target. */
static void
add_text(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (i == 0 && strchr(":/", s.s[i]) != NULL)
			url_escape((unsigned char)s.s[i], out);
		else
			buf_addc(out, s.s[i]);
}

/* Whether one with its name stands before it. */
static bool
is_second(struct slice all, struct slice name)
{
	struct slice one;

	while (url_next_param(&all, &one) && one.s < name.s)
		if (slice_eq(slice_cut(&one, '='), name))
			return true;
	return false;
}

/* Each is a word of its own. */
static enum err
add_params(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct slice typed = r->source, all, one, name;

	(void)slice_cut(&typed, '?');
	all = typed;
	while (url_next_param(&typed, &one)) {
		name = slice_cut(&one, '=');
		if (is_second(all, name))
			return refuse(why, ERR_SYNTAX,
			    "Netlify looks for the last parameter of a name "
			    "only");
		buf_addc(out, ' ');
		add_text(name, out);
		buf_addc(out, '=');
		if (!r->literal && one.n > 0 && one.s[0] == ':')
			buf_add_slice(out, one);
		else
			add_text(one, out);
	}
	to_differs(how,
	    "of several parameters with one name Netlify looks at the last one "
	    "only");
	if (r->at.values > 0)
		to_differs(how,
		    "a value that is taken over may be empty there");
	return ERR_OK;
}

/* --------------------------------------------------------------- conditions */

static enum err
add_conditions(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct slice        rest = r->conditions, value, is;
	enum condition_kind kind;
	unsigned            cookies = 0;

	if ((r->wants.looks & 1U << CONDITION_LANGUAGE) != 0) {
		buf_adds(out, " Language=");
		conditions_get(r->conditions, CONDITION_LANGUAGE, out);
		to_differs(how,
		    "Netlify asks the cookie nf_lang before the browser's "
		    "languages");
	}
	while (condition_next(&rest, &kind, &value)) {
		if (kind != CONDITION_COOKIE)
			continue;
		if (condition_split(value, &value, &is))
			return refuse(why, ERR_SYNTAX,
			    "Netlify looks for the name of a cookie, and not "
			    "for its value");
		if (cookies++ > 0)
			return refuse(why, ERR_SYNTAX,
			    "of several cookies one is enough for Netlify");
		buf_adds(out, " Cookie=");
		buf_add_slice(out, value);
	}
	return ERR_OK;
}

/* -------------------------------------------------------------------- lines */

/* Whether a '/' follows the rest of a path. */
static bool
has_slash_behind(const struct rule *r)
{
	struct slice path = r->to.path, before, hole;

	while (!r->to.literal && target_next_hole(&path, &before, &hole))
		if (slice_is(hole, ":splat") && path.n > 0 && path.s[0] == '/')
			return true;
	return false;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	enum err rc = to_hosted(r, how, &netlify, why);

	if (rc == ERR_OK)
		rc = check(r, why);
	if (rc != ERR_OK)
		return rc;
	if (r->at.host.n > 0) {
		buf_addf(out, "%s://", scheme_name(r->at.scheme));
		buf_add_slice(out, r->at.host);
	}
	to_path(r, out);
	if (r->at.nparams > 0)
		rc = add_params(r, how, out, why);
	buf_addc(out, ' ');
	buf_add_slice(out, r->target);
	/* '!': also where there is a file; so does detour. */
	buf_addf(out, " %d!", r->status);
	if (rc == ERR_OK)
		rc = add_conditions(r, how, out, why);
	if (has_slash_behind(r))
		to_differs(how,
		    "where :splat is empty, or ends with a '/', two stand "
		    "there one behind the other");
	buf_addc(out, '\n');
	return rc;
}

const struct to_format to_netlify = {
	.name = "netlify",
	.help = "lines of _redirects, of Netlify",
	.rule = add_rule,
};
