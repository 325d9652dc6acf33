/* SPDX-License-Identifier: MIT */
/*
 * to_vercel.c - rules as the redirects of vercel.json: the first that covers a
 * path answers, and passes the parameters on.
 */
#include <stdlib.h>

#include "to_vercel.h"

static const struct to_host vercel = {
	.name = "Vercel",
	.conditions = 1U << CONDITION_COOKIE | 1U << CONDITION_HEADER,
	.values = true,
	.regex = true,
};

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
	if (r->ignore_case)
		return refuse(why, ERR_SYNTAX, "case matters there");
	if (r->query == QUERY_DROP)
		return refuse(why, ERR_SYNTAX,
		    "Vercel passes the visitor's parameters on");
	return ERR_OK;
}

static enum err
add_object(const struct rule *r, const char *source, const char *target,
    json_t *has, bool first, struct buf *out)
{
	json_t *o =
	    json_pack("{s:s,s:s}", "source", source, "destination", target);
	char *text;

	if (o == NULL)
		return ERR_NOMEM;
	if (has != NULL)
		json_object_set(o, "has", has);
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
add_both(const struct rule *r, json_t *has, bool first, struct buf *source,
    const char *target, const char *alone, struct buf *out)
{
	struct slice path = url_trim(r->at.path);
	bool         rest = r->at.kind == SOURCE_PREFIX || r->at.rest;
	enum err     rc;

	if (rest && path.n == 1)
		path.n = 0;
	vercel_add_path(r, r->strict && !rest ? r->at.path : path, source);
	rc = buf_end(source);
	/* "/a" and "/a/" are two things there, and so are "/a" and what is
	 * below it: "/a/:splat*" would be for neither "/a/" nor "/a/b/". */
	if (rc == ERR_OK && (!rest || (!r->strict && path.n > 0))) {
		rc = add_object(r, source->data, alone, has, first, out);
		first = false;
	}
	if (rc != ERR_OK || (!rest && (r->strict || path.n <= 1)))
		return rc;
	buf_adds(source, rest ? "/:splat(.*)" : "/");
	rc = buf_end(source);
	return rc == ERR_OK ?
	    add_object(r, source->data, target, has, first, out) :
	    rc;
}

/* An expression says itself what it makes of a final slash. */
static enum err
add_expression(const struct rule *r, json_t *has, bool first,
    struct buf *source, const char *target, struct buf *out, struct buf *why)
{
	enum err rc = vercel_add_expression(r->at.path, source, why);

	return rc == ERR_OK ?
	    add_object(r, source->data, target, has, first, out) :
	    rc;
}

static enum err
add_rule(const struct rule *r, struct to_how how, struct buf *out,
    struct buf *why)
{
	struct buf source, target, alone;
	json_t    *has = NULL;
	enum err   rc = to_hosted(r, how, &vercel, why);

	buf_init(&source, (size_t)4 * SOURCE_MAX);
	buf_init(&target, (size_t)4 * TARGET_MAX);
	buf_init(&alone, (size_t)4 * TARGET_MAX);
	if (rc == ERR_OK)
		rc = check(r, why);
	if (rc == ERR_OK)
		rc = vercel_asked(r, how, &has, why);
	if (rc == ERR_OK)
		rc = vercel_add_target(r, false, &target, why);
	if (rc == ERR_OK)
		rc = vercel_add_target(r, true, &alone, why);
	if (rc == ERR_OK)
		rc = r->at.kind == SOURCE_REGEX ?
		    add_expression(r, has, how.first, &source, target.data, out,
			why) :
		    add_both(r, has, how.first, &source, target.data,
			alone.data, out);
	json_decref(has);
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
