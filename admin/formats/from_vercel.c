/* SPDX-License-Identifier: MIT */
/*
 * from_vercel.c - Vercel: "redirects" of vercel.json, and bulk redirects as
 * CSV, JSON or JSON lines.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_vercel.h"
#include "pattern.h"
#include "read_csv.h"
#include "read_json.h"
#include "url.h"

static const struct slice no_text = { "", 0 };

/* What a redirect of vercel.json can say, and a bulk one; Next.js has "locale"
 * and "basePath", which say false: the path is the whole one, as here. */
static const char *const path_keys[] = { "source", "destination", "permanent",
	"statusCode", "locale", "basePath", "env", "has", "missing" };
static const char *const bulk_keys[] = { "source", "destination", "permanent",
	"statusCode", "sensitive", "caseSensitive", "query",
	"preserveQueryParams", "env" };

static bool
is_off_only(const char *name)
{
	return strcmp(name, "locale") == 0 || strcmp(name, "basePath") == 0;
}

/* A key that nobody knows may be a condition, or another status: the row is
 * of another program then. */
static void
check_keys(struct import *im, const json_t *o, const char *const *keys,
    size_t n)
{
	char         number[JSON_NUMBER_MAX];
	const char  *name;
	struct slice text;
	json_t      *value;
	size_t       i;

	/* Each of them is only looked at. */
	json_object_foreach((json_t *)(uintptr_t)o, name, value)
	{
		for (i = 0; i < n && strcmp(name, keys[i]) != 0;)
			i++;
		if (i == n || (is_off_only(name) && !json_is_false(value)))
			import_refuse(im,
			    "unknown key '%.*s': no redirect of Vercel has it "
			    "here",
			    quotable(slice_of(name)), name);
		else if (strcmp(name, "has") == 0 ||
		    strcmp(name, "missing") == 0) {
			if (!json_is_array(value))
				import_refuse(im,
				    "\"%s\" is no list of conditions", name);
		} else if (strcmp(name, "env") == 0)
			import_refuse(im, "\"env\" has no meaning here");
		else if (!json_plain(value, number, &text))
			import_refuse(im,
			    "%s: a text, a whole number, true or false is "
			    "expected",
			    name);
	}
}

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

/* Whether a path is one of vercel.json: with "/:name", or a '*'. */
static bool
looks_like_pattern(struct slice path)
{
	bool is = slice_has(path, '*');

	for (size_t i = 0; i + 2 < path.n; i++)
		is |= path.s[i] == '/' && path.s[i + 1] == ':' &&
		    pattern_is_start(path.s[i + 2]);
	return is;
}

/* A bulk redirect is for one path, in any case unless it says so. */
static void
take_bulk(struct import *im, struct slice source, struct slice to,
    struct slice sensitive, struct slice query, int64_t line)
{
	struct slice path = foreign_trim(source);

	im->rule.ignore_case = !foreign_bool(im, "sensitive", sensitive, false);
	im->rule.strict = true;
	if (!foreign_bool(im, "query", query, false))
		im->rule.query = QUERY_DROP;
	foreign_source(im, (struct slice){ "", 0 }, path, "");
	foreign_target(im, to, "");
	foreign_plain(im);
	if (!im->bad && looks_like_pattern(path))
		import_warn(im, line,
		    "'%.*s' is taken as it stands: a bulk redirect knows no "
		    "pattern, which stands in {\"redirects\": [...]}",
		    quotable(path), path.s);
}

/* -------------------------------------------------------------------- json */

/* "/docs/:path*" is for "/docs", too, which leads to the target without a
 * slash: that is another rule. */
static enum err
vercel_both(struct import *im, const json_t *o, struct slice source,
    struct slice to, int64_t line, struct slice raw)
{
	char         a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX];
	struct slice code = json_text(o, "statusCode", a);
	struct slice permanent = json_text(o, "permanent", b);
	struct buf   host, params;
	bool         below = false;
	enum err     rc;

	buf_init(&params, SOURCE_MAX);
	buf_init(&host, SOURCE_MAX);
	do {
		import_row(im);
		im->answered = true; /* what is refused did */
		buf_reset(&host);
		buf_reset(&params);
		rc = vercel_has(im, o, line, &host, &params);
		if (rc != ERR_OK)
			break;
		take_status(im, code, permanent, true);
		vercel_path(im, buf_slice(&host), foreign_trim(source),
		    foreign_trim(to), &below);
		if (!im->bad && slice_ends(foreign_trim(source), "*") &&
		    !slice_has(im->rule.source, '~'))
			import_remark(im, line,
			    "what ends in a '*' is here for a path with a "
			    "final slash, too");
		if (buf_end(&params) != ERR_OK)
			import_refuse(im, "its parameters are too long");
		vercel_require(im, buf_slice(&params), line);
		rc = import_end_row(im, line, raw);
	} while (rc == ERR_OK && !im->bad && below);
	buf_free(&host);
	buf_free(&params);
	return rc;
}

static enum err
vercel_object(struct import *im, void *arg, const json_t *o, int64_t line,
    struct slice raw)
{
	char a[JSON_NUMBER_MAX], b[JSON_NUMBER_MAX], c[JSON_NUMBER_MAX],
	    d[JSON_NUMBER_MAX], e[JSON_NUMBER_MAX];
	struct slice source = json_text(o, "source", a), sensitive;
	struct slice to = json_text(o, "destination", b), query;
	/* One a line, or in an array without a name, they are bulk ones. */
	const bool is_path = slice_starts(raw, "{\"redirects\":[");

	(void)arg;
	if (is_path)
		check_keys(im, o, path_keys, ARRAY_LEN(path_keys));
	else
		check_keys(im, o, bulk_keys, ARRAY_LEN(bulk_keys));
	if (source.n == 0)
		import_refuse(im, "it has no source");
	if (!im->bad && is_path)
		return vercel_both(im, o, source, to, line, raw);
	take_status(im, json_text(o, "statusCode", c), no_text, false);
	if (json_object_get(o, "statusCode") == NULL)
		take_status(im, no_text, json_text(o, "permanent", c), false);
	sensitive = json_text(o, "sensitive", d);
	if (sensitive.n == 0)
		sensitive = json_text(o, "caseSensitive", d);
	query = json_text(o, "query", e);
	if (query.n == 0)
		query = json_text(o, "preserveQueryParams", e);
	take_bulk(im, source, to, sensitive, query, line);
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
	take_bulk(im, c[VER_SOURCE], c[VER_TO], c[VER_SENSITIVE], c[VER_QUERY],
	    line);
	return import_end_row(im, line, raw);
}

/* What else of vercel.json sends visitors elsewhere. */
static void
tell_others(struct import *im, struct slice ahead)
{
	static const char *const others[] = { "\"routes\"", "\"cleanUrls\"",
		"\"trailingSlash\"", "\"bulkRedirectsPath\"" };

	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (memmem(ahead.s, ahead.n, others[i], strlen(others[i])) !=
		    NULL)
			import_warn(im, 0,
			    "%s redirects there, too, and is not read: only "
			    "\"redirects\" is",
			    others[i]);
}

enum err
from_vercel(struct import *im)
{
	static const struct csv_shape shape = { ver_names, ARRAY_LEN(ver_names),
		2, CSV_HEADER, ",", false, vercel_row, 0, true };
	struct slice ahead = foreign_trim(feed_ahead(&im->feed));

	if (ahead.n > 0 && ahead.s[0] == '{')
		tell_others(im, ahead);
	if (ahead.n > 0 && (ahead.s[0] == '{' || ahead.s[0] == '['))
		return read_json(im, "redirects", vercel_object, NULL);
	return read_csv(im, &shape);
}

bool
guess_vercel(const struct hint *h)
{
	return hint_named(h, "vercel.json") ||
	    (hint_fields(h, "source,destination") &&
		hint_only(h, ver_names, ARRAY_LEN(ver_names))) ||
	    (guess_json(h) && hint_has(h, "\"destination\"") &&
		hint_has(h, "\"source\""));
}
