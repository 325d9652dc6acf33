/* SPDX-License-Identifier: MIT */
/*
 * to_vercel.c - rules as the redirects of vercel.json: the first that covers a
 * path answers, and passes the parameters on.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "to.h"

static void
head(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out, "{\"redirects\":[");
}

static void
tail(const struct to_sum *sum, struct buf *out)
{
	(void)sum;
	buf_adds(out, "\n]}\n");
}

static enum err
check(const struct rule *r, struct buf *why)
{
	if (r->at.wild || r->at.scheme != SCHEME_ANY)
		return refuse(why, ERR_SYNTAX,
		    r->at.wild ? "a wildcard host is an expression there" :
				 "Vercel knows no scheme in a source");
	if (r->at.nparams > 0)
		return refuse(why, ERR_SYNTAX,
		    "of what a request has a host is written, and no "
		    "parameters");
	if (r->ignore_case)
		return refuse(why, ERR_SYNTAX, "case matters there");
	if (r->query == QUERY_DROP)
		return refuse(why, ERR_SYNTAX,
		    "Vercel passes the visitor's parameters on");
	return ERR_OK;
}

/* A text in which nothing is a placeholder but what we know as one.  alone: of
 * the path itself, where the star is nothing. */
static enum err
add_target(const struct rule *r, bool alone, struct buf *out, struct buf *why)
{
	struct slice path = r->to.path, before, hole;
	bool         more = true;

	buf_add_slice(out, r->to.origin);
	while (more) {
		more =
		    !r->to.literal && target_next_hole(&path, &before, &hole);
		if (!more)
			before = path;
		for (size_t i = 0; i < before.n; i++)
			if (strchr("(){}*+:?$\\", before.s[i]) != NULL)
				return refuse(why, ERR_SYNTAX,
				    "a '%c' in a target means something there",
				    before.s[i]);
		buf_add_slice(out, before);
		if (!more)
			break;
		if (slice_is(hole, ":splat") && path.n > 0 && path.s[0] == '/')
			return refuse(why, ERR_SYNTAX,
			    "a '/' follows :splat in its target, and would "
			    "there stand twice behind another one");
		if (!alone || !slice_is(hole, ":splat"))
			buf_add_slice(out, hole);
	}
	if (r->to.has_query)
		return refuse(why, ERR_SYNTAX, "its target has a query");
	if (r->to.has_fragment) {
		buf_addc(out, '#');
		buf_add_slice(out, r->to.fragment);
	}
	return buf_end(out);
}

/* What would be a parameter in an exact path is escaped. */
static void
add_source(const struct rule *r, struct slice path, struct buf *out)
{
	for (size_t i = 0; i < path.n; i++) {
		if (strchr(r->at.kind == SOURCE_PATTERN ? "(){}*+?" :
							  "(){}*+?:",
			path.s[i]) != NULL)
			buf_addc(out, '\\');
		buf_addc(out, path.s[i]);
	}
}

static enum err
add_object(const struct rule *r, const char *source, const char *target,
    bool first, struct buf *out)
{
	json_t *o =
	    json_pack("{s:s,s:s}", "source", source, "destination", target);
	char *text;

	if (o == NULL)
		return ERR_NOMEM;
	if (r->at.host.n > 0)
		json_object_set_new(o, "has",
		    json_pack("[{s:s,s:s%}]", "type", "host", "value",
			r->at.host.s, r->at.host.n));
	if (r->status == 308 || r->status == 307)
		json_object_set_new(o, "permanent",
		    json_boolean(r->status == 308));
	else
		json_object_set_new(o, "statusCode", json_integer(r->status));
	text = json_dumps(o, JSON_COMPACT);
	json_decref(o);
	if (text == NULL)
		return ERR_NOMEM;
	buf_adds(out, first ? "\n" : ",\n");
	buf_adds(out, text);
	free(text);
	return ERR_OK;
}

static enum err
add_both(const struct rule *r, bool first, struct buf *source,
    const char *target, const char *alone, struct buf *out)
{
	struct slice path = url_trim(r->at.path);
	bool         rest = r->at.kind == SOURCE_PREFIX || r->at.rest;
	enum err     rc;

	if (rest && path.n == 1)
		path.n = 0;
	add_source(r, r->strict && !rest ? r->at.path : path, source);
	rc = buf_end(source);
	/* "/a" and "/a/" are two things there, and so are "/a" and what is
	 * below it: "/a/:splat*" would be for neither "/a/" nor "/a/b/". */
	if (rc == ERR_OK && (!rest || (!r->strict && path.n > 0))) {
		rc = add_object(r, source->data, alone, first, out);
		first = false;
	}
	if (rc != ERR_OK || (!rest && (r->strict || path.n <= 1)))
		return rc;
	buf_adds(source, rest ? "/:splat(.*)" : "/");
	rc = buf_end(source);
	return rc == ERR_OK ? add_object(r, source->data, target, first, out) :
			      rc;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct buf source, target, alone;
	enum err   rc = to_timeless(r, how, why);

	buf_init(&source, (size_t)4 * SOURCE_MAX);
	buf_init(&target, (size_t)4 * TARGET_MAX);
	if (rc == ERR_OK)
		rc = check(r, why);
	buf_init(&alone, (size_t)4 * TARGET_MAX);
	if (rc == ERR_OK)
		rc = add_target(r, false, &target, why);
	if (rc == ERR_OK)
		rc = add_target(r, true, &alone, why);
	if (rc == ERR_OK)
		rc = add_both(r, how.first, &source, target.data, alone.data,
		    out);
	buf_free(&alone);
	buf_free(&target);
	buf_free(&source);
	return rc;
}

const struct to_format to_vercel = {
	.name = "vercel-json",
	.help = "redirects of vercel.json",
	.head = head,
	.tail = tail,
	.rule = add_rule,
};
