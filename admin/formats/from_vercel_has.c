/* SPDX-License-Identifier: MIT */
/* from_vercel_has.c - what a redirect of vercel.json asks for; from_vercel.h.
 */
#include <string.h>
#include <strings.h>

#include "foreign.h"
#include "from_vercel.h"
#include "pattern.h"
#include "read_json.h"
#include "target.h"
#include "url.h"

/* A value is an expression for the whole of it: one that is just a text, in
 * which a mark behind a '\' is a mark?  Appends it. */
static bool
add_plain(struct import *im, struct slice value, int64_t line, struct buf *out)
{
	bool dots = false;

	for (size_t i = 0; i < value.n; i++) {
		const bool marked = value.s[i] == '\\' && i + 1 < value.n &&
		    !pattern_is_name(value.s[i + 1]);

		i += marked;
		if (!marked && value.s[i] != '\0' &&
		    strchr("()[]{}\\*+?^$|", value.s[i]) != NULL) {
			import_refuse(im,
			    "the value '%.*s' is an expression, and a "
			    "condition is for a text",
			    quotable(value), value.s);
			return false;
		}
		dots |= !marked && value.s[i] == '.';
		buf_addc(out, value.s[i]);
	}
	if (buf_end(out) != ERR_OK) {
		import_refuse(im, "a value in \"has\" is too long");
		return false;
	}
	if (dots)
		import_remark(im, line,
		    "a '.' in a value of \"has\" is any character there; here "
		    "it is a dot");
	return true;
}

/* A cookie or a header: NAME or NAME=VALUE, in a list as people type it. */
static void
add_condition(struct import *im, const json_t *has, const json_t *one,
    int64_t line, struct buf *list)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX], c[JSON_NUMBER_MAX];
	struct slice type = json_text(one, "type", a);
	struct slice key = json_text(one, "key", b);
	struct slice value;
	bool         cookie = slice_is(type, "cookie");
	const json_t *other;
	struct buf    text;
	size_t        i, same = 0;

	/* Here several values of one thing are alternatives. */
	json_array_foreach(has, i, other)
	{
		struct slice name = json_text(other, "key", c);

		same += slice_eq(json_text(other, "type", a), type) &&
		    name.n == key.n && strncasecmp(name.s, key.s, key.n) == 0;
	}
	value = json_text(one, "value", c);
	if (same > 1)
		import_refuse(im,
		    "\"has\" asks twice for '%.*s': here either would be "
		    "enough",
		    quotable(key), key.s);
	buf_init(&text, CONDITIONS_TEXT_MAX);
	if (key.n == 0 || !add_plain(im, value, line, &text) ||
	    memchr(value.s, cookie ? ';' : '\n', value.n) != NULL)
		import_refuse(im, "a condition in \"has\" says nothing");
	if (list->len > 0)
		buf_addc(list, cookie ? ';' : '\n');
	buf_add_slice(list, key);
	if (text.len > 0) {
		buf_addc(list, '=');
		buf_add_slice(list, buf_slice(&text));
	}
	buf_free(&text);
}

/* Text as it stands in a query. */
static void
add_escaped(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++)
		if (pattern_is_name(s.s[i]) ||
		    (s.s[i] != '\0' && strchr("-.~", s.s[i]) != NULL))
			buf_addc(out, s.s[i]);
		else
			url_escape((unsigned char)s.s[i], out);
}

/* The name in "(?<name>.*)", which is any value; empty of all else. */
static struct slice
name_of(struct slice value)
{
	const struct slice none = { NULL, 0 };
	struct slice       rest = value, name;

	(void)slice_cut(&rest, '<');
	name = slice_cut(&rest, '>');
	if (!slice_starts(value, "(?<") || name.n == 0 ||
	    !pattern_is_start(name.s[0]) ||
	    (!slice_is(rest, ".*)") && !slice_is(rest, ".+)")))
		return none;
	for (size_t i = 0; i < name.n; i++)
		if (!pattern_is_name(name.s[i]))
			return none;
	return name;
}

/* Without a value, the name is what letters that of the parameter has. */
static void
add_letters(struct import *im, struct slice key, struct buf *out)
{
	const size_t before = out->len;

	for (size_t i = 0; i < key.n; i++)
		if (url_lower(key.s[i]) >= 'a' && url_lower(key.s[i]) <= 'z')
			buf_addc(out, key.s[i]);
	if (out->len == before)
		import_refuse(im,
		    "the parameter '%.*s' in \"has\" has any value, and no "
		    "letter by which Vercel names it",
		    quotable(key), key.s);
}

/* A parameter with one value, "a=b&", or with any but an empty one. */
static void
add_param(struct import *im, const json_t *one, int64_t line,
    struct buf *params)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice key = json_text(one, "key", a);
	struct slice value = json_text(one, "value", b);
	struct slice name = name_of(value);
	struct buf   text;

	buf_init(&text, SOURCE_MAX);
	if (key.n == 0)
		import_refuse(im, "a parameter in \"has\" has no name");
	else if (name.n == 0)
		(void)add_plain(im, value, line, &text);
	if (params->len > 0)
		buf_addc(params, '&');
	add_escaped(key, params);
	buf_addc(params, '=');
	if (value.n == 0 || name.n > 0)
		buf_addc(params, ':');
	if (name.n > 0)
		buf_add_slice(params, name);
	else if (value.n == 0)
		add_letters(im, key, params);
	else
		add_escaped(buf_slice(&text), params);
	buf_free(&text);
}

/* Names of values stand in a rule that is not literal; in the destination each
 * is there for the whole value, once. */
static void
check_taken(struct import *im, struct slice from, int64_t line)
{
	struct slice to = im->rule.target, before, hole;

	if (im->rule.literal &&
	    (slice_has(from, '*') || target_next_hole(&from, &before, &hole)))
		import_refuse(im,
		    "a '*' or ':' that belongs to the path, and a value that "
		    "is taken over, cannot be said together");
	im->rule.literal = false;
	while (!im->bad && target_next_hole(&to, &before, &hole))
		if ((to.n > 0 && strchr("*+(", to.s[0]) != NULL) ||
		    (to.n == 1 && to.s[0] == '?') ||
		    (before.n > 0 && before.s[before.n - 1] == '{'))
			import_refuse(im,
			    "'%.*s' in its destination is more than the value "
			    "of a parameter",
			    quotable(hole), hole.s);
	if (!im->bad)
		import_remark(im, line,
		    "of several parameters with the name of one whose value is "
		    "taken over the last one counts there; here the first that "
		    "is not empty");
}

/* What a source asks for is passed on there with everything else. */
void
vercel_require(struct import *im, struct slice params, int64_t line)
{
	struct slice from = im->rule.source;
	struct buf   text;

	if (params.n == 0 || im->bad)
		return;
	if (slice_has(from, '~'))
		import_refuse(im,
		    "an expression and parameters cannot be said together: "
		    "write each path");
	/* No other ':' is left. */
	else if (slice_has(params, ':'))
		check_taken(im, from, line);
	buf_init(&text, 2 * SOURCE_MAX + TARGET_MAX);
	buf_add_slice(&text, from);
	buf_addc(&text, '?');
	buf_add_slice(&text, params);
	if (!im->bad && buf_end(&text) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	foreign_add_params(im, params);
	buf_free(&text);
	if (im->bad)
		return;
	import_remark(im, line,
	    "parameters that \"has\" asks for come first in the answer here, "
	    "and where they were there");
}

/* "has": a host, parameters, and what else is a condition of ours, too. */
enum err
vercel_has(struct import *im, const json_t *o, int64_t line,
    struct buf *ret_host, struct buf *params)
{
	const json_t *has = json_object_get(o, "has"), *one;
	struct buf    lists[2]; /* cookies, headers */
	char          n[JSON_NUMBER_MAX];
	size_t        i;
	enum err      rc = ERR_OK;

	if (json_array_size(json_object_get(o, "missing")) > 0)
		import_refuse(im,
		    "\"missing\" asks for what a request lacks, which no rule "
		    "does");
	buf_init(&lists[0], CONDITIONS_TEXT_MAX);
	buf_init(&lists[1], CONDITIONS_TEXT_MAX);
	json_array_foreach(has, i, one)
	{
		struct slice type = json_text(one, "type", n);

		if (slice_is(type, "host") && ret_host->len == 0)
			(void)add_plain(im, json_text(one, "value", n), line,
			    ret_host);
		else if (slice_is(type, "cookie"))
			add_condition(im, has, one, line, &lists[0]);
		else if (slice_is(type, "header"))
			add_condition(im, has, one, line, &lists[1]);
		else if (slice_is(type, "query"))
			add_param(im, one, line, params);
		else
			import_refuse(im,
			    "\"has\" with the type '%.*s' is no condition of a "
			    "rule",
			    quotable(type), type.s);
	}
	if (buf_end(&lists[0]) != ERR_OK || buf_end(&lists[1]) != ERR_OK)
		import_refuse(im, "its conditions are too long");
	if (!im->bad && lists[0].len > 0)
		rc = import_cell(im, COLUMN_COOKIE, buf_slice(&lists[0]));
	if (rc == ERR_OK && !im->bad && lists[1].len > 0)
		rc = import_cell(im, COLUMN_HEADER, buf_slice(&lists[1]));
	buf_free(&lists[1]);
	buf_free(&lists[0]);
	return rc;
}
