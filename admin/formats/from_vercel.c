/* SPDX-License-Identifier: MIT */
/*
 * from_vercel.c - Vercel: "redirects" of vercel.json, and bulk redirects as
 * CSV, JSON or JSON lines.
 */
#include <string.h>
#include <strings.h>

#include "foreign.h"
#include "formats.h"
#include "from_vercel.h"
#include "pattern.h"
#include "read_csv.h"
#include "read_json.h"
#include "url.h"

static const struct slice no_text = { "", 0 };

/* What both say of the status: of bulk redirects, nothing means temporary. */
static void
take_status(struct import *im, struct slice code, struct slice permanent,
    bool none)
{
	if (code.n > 0 && permanent.n > 0 && none)
		import_refuse(im,
		    "\"permanent\" and \"statusCode\" are both there: Vercel "
		    "takes one of them");
	im->rule.status =
	    foreign_bool(im, "permanent", permanent, none) ? 308 : 307;
	foreign_status(im, code);
	if (im->rule.status == 410)
		import_refuse(im, "Vercel knows no 410");
}

/* A bulk redirect is for one path, in any case unless it says so. */
static void
take_bulk(struct import *im, struct slice source, struct slice to,
    struct slice sensitive, struct slice query)
{
	im->rule.ignore_case = !foreign_bool(im, "sensitive", sensitive, false);
	im->rule.strict = true;
	if (!foreign_bool(im, "query", query, false))
		im->rule.query = QUERY_DROP;
	foreign_source(im, (struct slice){ "", 0 }, foreign_trim(source), "");
	foreign_target(im, to, "");
	foreign_plain(im);
}

/* -------------------------------------------------------------------- json */

/* A value is an expression for the whole of it: one that is just a text? */
static bool
is_plain(struct import *im, struct slice value, int64_t line)
{
	for (size_t i = 0; i < value.n; i++)
		if (strchr("()[]{}\\*+?^$|", value.s[i]) != NULL) {
			import_refuse(im,
			    "the value '%.*s' is an expression, and a "
			    "condition is for a text",
			    quotable(value), value.s);
			return false;
		}
	if (memchr(value.s, '.', value.n) != NULL)
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
	if (key.n == 0 || !is_plain(im, value, line) ||
	    memchr(value.s, cookie ? ';' : '\n', value.n) != NULL)
		import_refuse(im, "a condition in \"has\" says nothing");
	if (list->len > 0)
		buf_addc(list, cookie ? ';' : '\n');
	buf_add_slice(list, key);
	if (value.n == 0)
		return;
	buf_addc(list, '=');
	buf_add_slice(list, value);
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

/* A parameter with one value: "a=b&". */
static void
add_param(struct import *im, const json_t *one, int64_t line,
    struct buf *params)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice key = json_text(one, "key", a);
	struct slice value = json_text(one, "value", b);

	if (key.n == 0 || value.n == 0)
		import_refuse(im,
		    "a parameter in \"has\" with any value: a rule is for one "
		    "value, so write each");
	if (im->bad || !is_plain(im, value, line))
		return;
	if (params->len > 0)
		buf_addc(params, '&');
	add_escaped(key, params);
	buf_addc(params, '=');
	add_escaped(value, params);
}

/* What a source asks for is passed on there with everything else. */
static void
require(struct import *im, struct slice params, int64_t line)
{
	struct slice from = im->rule.source;
	struct buf   text;

	if (params.n == 0 || im->bad)
		return;
	buf_init(&text, 2 * SOURCE_MAX + TARGET_MAX);
	buf_add_slice(&text, from);
	buf_addc(&text, '?');
	buf_add_slice(&text, params);
	if (slice_has(from, '~'))
		import_refuse(im,
		    "an expression and parameters cannot be said together: "
		    "write each path");
	else if (buf_end(&text) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&text));
	foreign_add_params(im, params);
	buf_free(&text);
	import_remark(im, line,
	    "parameters that \"has\" asks for come first in the answer here, "
	    "and where they were there");
}

/* "has": a host, parameters, and what else is a condition of ours, too. */
static enum err
take_has(struct import *im, const json_t *o, int64_t line,
    struct slice *ret_host, struct buf *params)
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

		if (slice_is(type, "host") && ret_host->n == 0 &&
		    is_plain(im, json_text(one, "value", n), line))
			*ret_host = json_text(one, "value", n);
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

/* "/docs/:path*" is for "/docs", too, which leads to the target without a
 * slash: that is another rule. */
static enum err
vercel_both(struct import *im, const json_t *o, struct slice source,
    struct slice to, int64_t line, struct slice raw)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice code = json_text(o, "statusCode", a);
	struct slice permanent = json_text(o, "permanent", b);
	struct slice host;
	struct buf   params;
	bool         below = false;
	enum err     rc;

	buf_init(&params, SOURCE_MAX);
	do {
		import_row(im);
		host = no_text;
		buf_reset(&params);
		rc = take_has(im, o, line, &host, &params);
		if (rc != ERR_OK)
			break;
		take_status(im, code, permanent, true);
		vercel_path(im, host, foreign_trim(source), foreign_trim(to),
		    &below);
		if (!im->bad && below)
			import_remark(im, line,
			    "what ends in a '*' is here for a path with a "
			    "final slash, too");
		if (buf_end(&params) != ERR_OK)
			import_refuse(im, "its parameters are too long");
		require(im, buf_slice(&params), line);
		rc = import_end_row(im, line, raw);
	} while (rc == ERR_OK && !im->bad && below);
	buf_free(&params);
	return rc;
}

static enum err
vercel_object(struct import *im, void *arg, const json_t *o, int64_t line,
    struct slice raw)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX], c[JSON_NUMBER_MAX];
	struct slice source = json_text(o, "source", a), sensitive;
	struct slice to = json_text(o, "destination", b);

	(void)arg;
	if (json_object_get(o, "env") != NULL)
		import_refuse(im, "\"env\" has no meaning here");
	if (source.n == 0)
		import_refuse(im, "it has no source");
	/* One a line, or in an array without a name, they are bulk ones. */
	if (!im->bad && slice_starts(raw, "{\"redirects\":["))
		return vercel_both(im, o, source, to, line, raw);
	take_status(im, json_text(o, "statusCode", c), no_text, false);
	if (json_object_get(o, "statusCode") == NULL)
		take_status(im, no_text, json_text(o, "permanent", c), false);
	sensitive = json_text(o, "sensitive", a);
	if (sensitive.n == 0)
		sensitive = json_text(o, "caseSensitive", a);
	source = json_text(o, "source", c);
	take_bulk(im, source, to, sensitive, json_text(o, "query", c));
	return import_end_row(im, line, raw);
}

/* --------------------------------------------------------------------- csv */

enum { VER_SOURCE, VER_TO, VER_PERMANENT, VER_CODE, VER_SENSITIVE, VER_QUERY };
static const char *const ver_names[] = { "source", "destination", "permanent",
	"status code", "sensitive|case sensitive",
	"query|preserve query params" };

static enum err
vercel_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	take_status(im, c[VER_CODE], c[VER_PERMANENT], false);
	take_bulk(im, c[VER_SOURCE], c[VER_TO], c[VER_SENSITIVE], c[VER_QUERY]);
	return import_end_row(im, line, raw);
}

enum err
from_vercel(struct import *im)
{
	static const struct csv_shape shape = { ver_names, ARRAY_LEN(ver_names),
		2, CSV_HEADER, ",", false, vercel_row, 0 };
	struct slice ahead = foreign_trim(feed_ahead(&im->feed));

	if (ahead.n > 0 && (ahead.s[0] == '{' || ahead.s[0] == '['))
		return read_json(im, "redirects", vercel_object, NULL);
	return read_csv(im, &shape);
}

bool
guess_vercel(const struct hint *h)
{
	return hint_named(h, "vercel.json") ||
	    hint_fields(h, "source,destination") ||
	    (guess_json(h) && hint_has(h, "\"destination\"") &&
		hint_has(h, "\"source\""));
}
