/* SPDX-License-Identifier: MIT */
/*
 * from_short.c - short links: Shlink, YOURLS, golink.
 *
 * A name is one segment, and stands below '/'.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "read_csv.h"
#include "read_json.h"

/* An end or a start, where there is one. */
static enum err
take_time(struct import *im, enum column column, struct slice typed)
{
	struct slice s = foreign_trim(typed);

	if (s.n == 0 || slice_is(s, "-") || slice_is_word(s, "null"))
		return ERR_OK;
	return import_cell(im, column, s);
}

/* A name or a URL that is the short link. */
static void
take_name(struct import *im, struct slice host, struct slice name)
{
	struct slice rest, s = foreign_trim(name);

	if (s.n == 0)
		import_refuse(im, "it has no name");
	else if (foreign_is_url(s, &rest))
		foreign_source_url(im, s, false);
	else
		foreign_source(im, host, s, "");
}

/* ------------------------------------------------------------------ Shlink */

enum {
	SHL_LONG,
	SHL_CODE,
	SHL_TAGS,
	SHL_DOMAIN,
	SHL_TITLE,
	SHL_URL,
	SHL_SINCE,
	SHL_UNTIL,
	SHL_VISITS_MAX,
	SHL_FORWARD
};
static const char *const shl_names[] = { "long url", "short code|slug", "tags",
	"domain", "title", "short url", "valid since", "valid until",
	"max visits", "forward query", "created at|date created",
	"visits|visits count|device long urls" };

static enum err
shl_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice host = foreign_trim(c[SHL_DOMAIN]);
	struct slice tags = foreign_trim(c[SHL_TAGS]);
	enum err     rc;

	/* Without a domain of its own a link is on the default one. */
	if (slice_is_word(host, "default") || slice_is_word(host, "null"))
		host.n = 0;
	im->rule.strict = true;
	take_name(im, host, c[SHL_CODE]);
	foreign_target(im, c[SHL_LONG], "");
	foreign_plain(im);
	if (!foreign_bool(im, "forward query", c[SHL_FORWARD], true))
		im->rule.query = QUERY_DROP;
	else if (slice_has(c[SHL_LONG], '?') && !im->bad)
		import_remark(im, line,
		    "a parameter of the request replaces the target's own of "
		    "that name there; here the target's stands");
	if (foreign_trim(c[SHL_VISITS_MAX]).n > 0)
		import_refuse(im,
		    "it ends after %.*s visits, and here a link ends at a time",
		    quotable(foreign_trim(c[SHL_VISITS_MAX])),
		    foreign_trim(c[SHL_VISITS_MAX]).s);
	foreign_note(im, "", c[SHL_TITLE]);
	foreign_tags(im, tags,
	    tags.n > 0 && memchr(tags.s, '|', tags.n) != NULL ? '|' : ',',
	    line);
	rc = take_time(im, COLUMN_STARTS_AT, c[SHL_SINCE]);
	if (rc == ERR_OK)
		rc = take_time(im, COLUMN_EXPIRES_AT, c[SHL_UNTIL]);
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_shlink(struct import *im)
{
	static const struct csv_shape shape = { shl_names, ARRAY_LEN(shl_names),
		2, CSV_HEADER, ",;\t", false, shl_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_shlink(const struct hint *h)
{
	return hint_fields(h, "long url,short code") ||
	    hint_fields(h, "longurl,shortcode");
}

/* ------------------------------------------------------------------ YOURLS */

enum { YRL_NAME, YRL_URL, YRL_CLICKS, YRL_TITLE, YRL_STAMP, YRL_IP, YRL_END };
static const char *const yrl_names[] = { "keyword|source|short url|shorturl",
	"url|target|destination|long url", "clicks|hits", "title", "timestamp",
	"ip", "expires|expiry|expiry date|expires at|valid until" };

static enum err
yrl_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	enum err rc;

	take_name(im, (struct slice){ "", 0 }, c[YRL_NAME]);
	foreign_target(im, c[YRL_URL], "");
	foreign_plain(im);
	im->rule.query = QUERY_DROP;
	foreign_note(im, "", c[YRL_TITLE]);
	rc = take_time(im, COLUMN_EXPIRES_AT, c[YRL_END]);
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_yourls(struct import *im)
{
	static const struct csv_shape shape = { yrl_names, ARRAY_LEN(yrl_names),
		2, CSV_EITHER, ",;\t", false, yrl_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_yourls(const struct hint *h)
{
	return (hint_fields(h, "keyword,url") ||
		   hint_fields(h, "source,target,hits")) &&
	    hint_only(h, yrl_names, ARRAY_LEN(yrl_names));
}

/* ------------------------------------------------------------------ golink */

/* What it does beyond a rule, each said once. */
static void
golink_remarks(struct import *im, struct slice name, struct slice to,
    int64_t line)
{
	if (im->bad)
		return;
	import_remark(im, line,
	    "golink forgives a '.', ',' or ')' behind a name, and keeps two "
	    "slashes in what follows it: here neither is so");
	if (slice_has(name, '-'))
		import_remark(im, line,
		    "golink takes no notice of '-' in a name; here it is as it "
		    "is written");
	if (slice_has(to, '?'))
		import_remark(im, line,
		    "a parameter of the request that the target has, too, is "
		    "added there; here the target's own stands alone");
}

/* A link itself, with a final slash or without, or what follows its name:
 * go/name/more leads to what the name stands for, and "/more", wherever that
 * comes to stand. */
static enum err
golink_rule(struct import *im, const json_t *o, bool below, int64_t line,
    struct slice raw)
{
	char         n[JSON_NUMBER_MAX];
	struct slice name = foreign_trim(json_text(o, "Short", n));
	struct slice to = foreign_trim(json_text(o, "Long", n));
	struct buf   all;
	enum err     rc;

	im->rule.ignore_case = true;
	if (name.n == 0)
		import_refuse(im, "it has no name: \"Short\"");
	if (to.n > 1 && memmem(to.s, to.n, "{{", 2) != NULL)
		import_refuse(im,
		    "'%.*s' is a template, which computes where it leads: only "
		    "plain links can be imported",
		    quotable(to), to.s);
	im->rule.strict = below;
	foreign_source(im, (struct slice){ "", 0 }, name, below ? "/*" : "");
	buf_init(&all, 2 * TARGET_MAX);
	buf_add_slice(&all, to);
	if (below)
		buf_adds(&all, slice_ends(to, "/") ? ":splat" : "/:splat");
	if (buf_end(&all) == ERR_OK)
		foreign_target(im, buf_slice(&all), "");
	else
		import_refuse(im, "its target is too long");
	buf_free(&all);
	if (!below)
		foreign_plain(im);
	foreign_note(im, "by ", json_text(o, "Owner", n));
	rc = take_time(im, COLUMN_CREATED_AT, json_text(o, "Created", n));
	golink_remarks(im, name, to, line);
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

static enum err
golink_row(struct import *im, void *arg, const json_t *o, int64_t line,
    struct slice raw)
{
	enum err rc = golink_rule(im, o, false, line, raw);

	(void)arg;
	if (rc != ERR_OK || im->bad)
		return rc;
	import_row(im);
	return golink_rule(im, o, true, line, raw);
}

enum err
from_golink(struct import *im)
{
	return read_json(im, NULL, golink_row, NULL);
}

bool
guess_golink(const struct hint *h)
{
	return guess_json(h) && hint_has(h, "\"Short\"") &&
	    hint_has(h, "\"Long\"");
}
