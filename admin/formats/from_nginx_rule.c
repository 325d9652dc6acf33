/* SPDX-License-Identifier: MIT */
/* from_nginx_rule.c - what return, rewrite and maps lead to; see from_nginx.h.
 */
#include <string.h>

#include "foreign.h"
#include "foreign_regex.h"
#include "from_nginx.h"

static const struct slice no_host = { "", 0 };

/* -------------------------------------------------------------- statements */

/*
 * A location that does not end in a '/' takes what begins so, within a segment,
 * too.  The path and what is below it are a rule that is asked as locations
 * are, the longest first; the others are an expression, of which the same can
 * be said among themselves.
 */
static void
take_beginning(struct import *im, struct slice host, struct slice path,
    struct slice to, bool *second, int64_t line)
{
	if (*second) {
		foreign_regex_path(im, host, path, "[^/].*");
		im->rule.rank = RULE_RANK_DEFAULT + SOURCE_MAX - (int)path.n;
		import_remark(im, line,
		    "a location without a '/' at its end takes what begins so "
		    "within a segment, too: that is an expression here, and "
		    "expressions are asked after plain paths");
	} else {
		foreign_source(im, host, path, "/*");
	}
	foreign_target(im, to, "");
	*second = !*second;
}

/* return: whatever the location takes leads to one place. */
static void
take_return(struct import *im, const struct place *p, struct slice host,
    struct slice to, int64_t line, bool *second)
{
	struct slice path = buf_slice(&p->path);
	char         how = p->path.len > 0 ? p->how : '^';
	struct buf   text;
	bool         uri, args, slash;

	if (path.n == 0)
		path = SLICE("/");
	slash = path.s[path.n - 1] == '/';
	buf_init(&text, 2 * TARGET_MAX);
	nginx_target(im, to, host, how == '~' || how == 'i' ? path : no_host,
	    &uri, &args, &text);
	if (!args)
		im->rule.query = QUERY_DROP;
	im->rule.ignore_case = how == 'i';
	/* Of locations the longest wins, as here. */
	im->ordered = false;
	if (how == '~' || how == 'i')
		import_remark(im, line,
		    "nginx asks expressions before plain locations; here they "
		    "come last");
	if (uri && (how == '~' || how == 'i'))
		import_refuse(im,
		    "an expression, and the whole path in the target: write "
		    "what of it is wanted as $1");
	if (uri && how == '^' && !slash)
		import_refuse(im,
		    "location %.*s takes what begins so, within a segment, "
		    "too: end it with a '/'",
		    quotable(path), path.s);
	if (uri)
		buf_add_slice(&text, path);
	if (uri && how == '^')
		buf_adds(&text, ":splat");
	if (im->rule.status != 410 && text.len == 0)
		buf_addc(&text, '/');
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its target is too long");
	if (im->bad) {
		buf_free(&text);
		return;
	}
	if (how == '~' || how == 'i') {
		foreign_regex(im, host, path, buf_slice(&text), line,
		    REGEX_DECODED);
	} else if (how == '=') {
		foreign_source(im, host, path, "");
		foreign_target(im, buf_slice(&text), "");
		foreign_plain(im);
		im->rule.strict = true;
	} else if (slash) {
		foreign_source(im, host, path, "/*");
		foreign_target(im, buf_slice(&text), "");
		im->rule.strict = path.n > 1;
	} else {
		take_beginning(im, host, path, buf_slice(&text), second, line);
	}
	buf_free(&text);
}

static bool
is_all(struct slice pattern)
{
	static const char *const all[] = { "^", "^/", "^(.*)$", "^/(.*)$", ".*",
		"^.*$" };

	for (size_t i = 0; i < ARRAY_LEN(all); i++)
		if (slice_is(pattern, all[i]))
			return true;
	return false;
}

/* Whether an expression within a location says where it is by itself:
 * "^/a/(.*)$" in "location /a/". */
static bool
says_location(const struct place *p, struct slice pattern)
{
	struct slice path = buf_slice(&p->path);

	if (p->how != '^' || !slice_starts(pattern, "^"))
		return false;
	for (size_t i = 0; i < path.n; i++)
		if (strchr(".^$|()[]+*?{}\\", path.s[i]) != NULL)
			return false;
	return pattern.n > path.n + 1 &&
	    memcmp(pattern.s + 1, path.s, path.n) == 0 &&
	    memchr("*+?{|", pattern.s[path.n + 1], 5) == NULL;
}

/* rewrite: the last word says whether it is a redirect. */
static void
take_rewrite(struct import *im, const struct place *p, struct slice host,
    const struct statement *s, bool *second)
{
	struct slice to = s->words[2], rest;
	struct slice flag = s->n > 3 ? s->words[3] : no_host;
	struct buf   text;
	bool         uri, args, drop;

	if (slice_is(flag, "permanent"))
		im->rule.status = 301;
	else if (slice_is(flag, "redirect"))
		im->rule.status = 302;
	else if (!foreign_is_url(to, &rest) && !slice_starts(to, "$scheme"))
		import_refuse(im,
		    "without 'permanent' or 'redirect' it is no redirect: the "
		    "server shows another page under this address, and where a "
		    "wider rule is for it, too, one with the target '-' leaves "
		    "it alone");
	drop = nginx_cut_end(&to, "?");
	/* "^" is whatever the location takes: as "return", with parameters. */
	if (p->path.len > 0 && slice_is(s->words[1], "^") && !im->bad) {
		take_return(im, p, host, to, s->line, second);
		/* Without a final '?' they are added. */
		im->rule.query = drop ? im->rule.query : QUERY_PASS;
		return;
	}
	if (p->path.len > 0 && !says_location(p, s->words[1]))
		import_refuse(im,
		    "an expression within a location is for what both take: "
		    "write it on the server");
	buf_init(&text, 2 * TARGET_MAX);
	if (drop)
		im->rule.query = QUERY_DROP;
	nginx_target(im, to, host, s->words[1], &uri, &args, &text);
	if (uri && !is_all(s->words[1]))
		import_refuse(im,
		    "the whole path in the target of a rewrite: write what of "
		    "it is wanted as $1");
	if (uri) {
		im->rule.query = args ? QUERY_PASS : im->rule.query;
		buf_adds(&text, "/:splat");
	}
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its target is too long");
	if (!im->bad && uri) {
		foreign_source(im, host, SLICE("/"), "/*");
		foreign_target(im, buf_slice(&text), "");
	} else if (!im->bad)
		foreign_regex(im, host, s->words[1], buf_slice(&text), s->line,
		    REGEX_DECODED);
	buf_free(&text);
}

/* A line of a map: nobody but the file says its status. */
void
nginx_entry(struct import *im, const struct place *p, const struct statement *s)
{
	struct slice from = s->words[0], to = s->words[1];
	bool         is_regex = from.n > 0 && from.s[0] == '~';
	bool         args, uri;
	struct buf   text;

	if (to.n == 0)
		import_refuse(im, "it leads nowhere");
	buf_init(&text, 2 * TARGET_MAX);
	nginx_target(im, to, no_host, is_regex ? from : no_host, &uri, &args,
	    &text);
	if (uri)
		import_refuse(im, "the whole path in the target of a map");
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its target is too long");
	if (!args)
		im->rule.query = QUERY_DROP;
	im->ordered = false;
	/* Of a map, plain texts are compared in any case. */
	im->rule.ignore_case = !is_regex || slice_starts(from, "~*");
	if (is_regex) {
		from.s += 1 + (from.n > 1 && from.s[1] == '*');
		from.n = (size_t)(s->words[0].s + s->words[0].n - from.s);
		if (!im->bad)
			foreign_regex(im, no_host, from, buf_slice(&text),
			    s->line, REGEX_DECODED);
	} else if (!im->bad) {
		if (from.n > 0 && from.s[0] == '\\')
			from = (struct slice){ from.s + 1, from.n - 1 };
		if (from.n == 0 || from.s[0] != '/')
			import_refuse(im, "'%.*s' is no path", quotable(from),
			    from.s);
		foreign_source(im, no_host, from, "");
		foreign_target(im, buf_slice(&text), "");
		foreign_plain(im);
		im->rule.strict = true;
		if (p->with_args && !im->bad)
			import_remark(im, s->line,
			    "a path in a map of $request_uri is for exactly "
			    "the parameters that it has; here others may be "
			    "there, too");
	}
	buf_free(&text);
}

void
nginx_rule(struct import *im, const struct place *p, struct slice host,
    const struct statement *s, bool *second)
{
	struct slice rest, code = s->words[1];

	if (slice_is(s->words[0], "rewrite")) {
		if (s->n < 3 || s->n > 4)
			import_refuse(im, "it has no target");
		else
			take_rewrite(im, p, host, s, second);
		return;
	}
	if (s->n == 2 && foreign_is_url(code, &rest)) {
		take_return(im, p, host, code, s->line, second);
		return;
	}
	foreign_status(im, code);
	if (s->n < 3 && im->rule.status != 410)
		import_refuse(im, "it has no target");
	if (!im->bad)
		take_return(im, p, host, s->n > 2 ? s->words[2] : no_host,
		    s->line, second);
}
