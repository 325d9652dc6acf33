/* SPDX-License-Identifier: MIT */
/*
 * from_table.c - formats of two or a few columns: gov.uk's Transition, MDN,
 * Wagtail, Neos.
 *
 * All of them compare whole paths: their sources are literal.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "read_csv.h"

static const struct slice no_host = { "", 0 };

/* ----------------------------------------------------------------- gov.uk */

enum { GOV_OLD, GOV_NEW, GOV_STATUS, GOV_SUGGESTED, GOV_ARCHIVE };
static const char *const gov_names[] = { "old url", "new url", "status|type",
	"suggested link|suggested url", "archive link|archive url" };

#define GOV_ARCHIVES "webarchive.nationalarchives.gov.uk/"

/* What a list of two columns says by its new URL: where it is archived, that it
 * is, or nothing yet. */
static struct slice
gov_type(struct slice to)
{
	struct slice rest;

	if (to.n == 0)
		return SLICE("unresolved");
	if (slice_is_word(to, "TNA") ||
	    (foreign_is_url(to, &rest) && slice_starts(rest, GOV_ARCHIVES)))
		return SLICE("archive");
	return SLICE("redirect");
}

/* Of an old URL only host, path and significant parameters count there, in
 * any case. */
static enum err
gov_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice old = foreign_trim(c[GOV_OLD]), rest;
	struct slice to = foreign_trim(c[GOV_NEW]);
	struct slice status = c[GOV_STATUS].s == NULL ?
	    gov_type(to) :
	    foreign_trim(c[GOV_STATUS]);

	im->rule.ignore_case = true;
	if (old.n > 0 && old.s[0] != '/' && !foreign_is_url(old, &rest))
		import_refuse(im,
		    "'%.*s' begins with neither '/' nor http:// or https://: "
		    "Transition leaves out such a line",
		    quotable(old), old.s);
	if (slice_is_word(status, "unresolved"))
		import_refuse(im,
		    "it is unresolved: neither a new URL nor 'archive', which "
		    "is a 410, is there");
	if (slice_is_word(status, "archive"))
		status = SLICE("410");
	else if (slice_is_word(status, "redirect"))
		status = SLICE("301");
	foreign_status(im, status);
	foreign_source_url(im, old, false);
	foreign_target(im, to, "");
	if (im->rule.status == 410 && c[GOV_STATUS].s != NULL && to.n > 0)
		import_warn(im, line,
		    "a 410 leads nowhere: its new URL is left out");
	else if (im->rule.status == 410 && foreign_is_url(to, &rest))
		foreign_note(im, "archive: ", to);
	foreign_note(im, "suggested: ", c[GOV_SUGGESTED]);
	foreign_note(im, "archive: ", c[GOV_ARCHIVE]);
	im->rule.query = QUERY_DROP;
	return import_end_row(im, line, raw);
}

enum err
from_govuk(struct import *im)
{
	static const struct csv_shape shape = { gov_names, ARRAY_LEN(gov_names),
		2, CSV_EITHER, ",;\t", false, gov_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_govuk(const struct hint *h)
{
	return hint_fields(h, "old url,new url,status");
}

/* -------------------------------------------------------------------- MDN */

static const char *const pair_names[] = {
	"from|from url|old path|old|old url|source",
	"to|to url|new target|new|link|new url|target|redirect link"
};

static enum err
mdn_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	im->rule.ignore_case = true;
	im->rule.query = QUERY_DROP;
	foreign_source(im, no_host, foreign_trim(c[0]), "");
	foreign_target(im, c[1], "");
	if (!im->bad)
		import_remark(im, line,
		    "there a page takes its index.json and bcd.json along; "
		    "here it does not");
	return import_end_row(im, line, raw);
}

enum err
from_mdn(struct import *im)
{
	static const struct csv_shape shape = { pair_names,
		ARRAY_LEN(pair_names), 2, CSV_BARE, "\t", false, mdn_row, '#',
		false };

	return read_csv(im, &shape);
}

bool
guess_mdn(const struct hint *h)
{
	return h->line.n > 0 && h->line.s[0] == '/' &&
	    memchr(h->line.s, '\t', h->line.n) != NULL &&
	    (hint_named(h, ".tsv") || hint_named(h, "_redirects.txt"));
}

/* ---------------------------------------------------------------- Wagtail */

enum { WAG_OLD, WAG_TO, WAG_TYPE, WAG_SITE, WAG_PERMANENT };
static const char *const wag_names[] = {
	"from|from url|old path|old|old url|source",
	"to|to url|new target|new|link|new url|target|redirect link", "type",
	"site", "permanent|is permanent"
};

/* As the report says it, or as a list may. */
static void
wagtail_type(struct import *im, struct slice typed)
{
	struct slice s = foreign_trim(typed);

	if (slice_is_word(s, "temporary") ||
	    (s.n > 0 && !slice_is_word(s, "permanent") &&
		!foreign_bool(im, "type", s, true)))
		im->rule.status = 302;
}

/* "host:port [default]": of a site with a name that is all there is. */
static struct slice
wagtail_site(struct import *im, struct slice typed)
{
	struct slice s = foreign_trim(typed), host = s;
	size_t       n = 0;

	while (n < s.n && s.s[n] != ':' && s.s[n] != ' ')
		n++;
	host.n = n;
	if (s.n > 0 && !slice_has(host, '.') && !slice_is(host, "localhost"))
		import_refuse(im,
		    "the site '%.*s' is a name: write its host in its place",
		    quotable(s), s.s);
	return host;
}

/* Of an old URL only the path and the parameters count. */
static struct slice
wagtail_path(struct import *im, struct slice old, int64_t line)
{
	struct slice rest;

	if (!foreign_is_url(old, &rest))
		return old;
	import_remark(im, line,
	    "there an old URL is a path, whatever host is before it: --from "
	    "wagtail-csv takes hosts from a column 'site'");
	while (rest.n > 0 && strchr("/?#", rest.s[0]) == NULL) {
		rest.s++;
		rest.n--;
	}
	return rest;
}

static enum err
wagtail_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice old = wagtail_path(im, foreign_trim(c[WAG_OLD]), line);

	/* Beside a list's own word for it, a type is of something else. */
	wagtail_type(im,
	    c[WAG_PERMANENT].s != NULL ? c[WAG_PERMANENT] : c[WAG_TYPE]);
	foreign_source(im, wagtail_site(im, c[WAG_SITE]), old, "");
	foreign_target(im, c[WAG_TO], "");
	im->rule.query = QUERY_DROP;
	if (old.n > 0 && memchr(old.s, '?', old.n) != NULL)
		import_remark(im, line,
		    "there a path with parameters is for exactly these, here "
		    "others may stand beside them");
	return import_end_row(im, line, raw);
}

enum err
from_wagtail(struct import *im)
{
	static const struct csv_shape shape = { wag_names, ARRAY_LEN(wag_names),
		2, CSV_EITHER, ",;\t", false, wagtail_row, 0, false };

	return read_csv(im, &shape);
}

bool
guess_wagtail(const struct hint *h)
{
	return ((hint_fields(h, "from,to") || hint_fields(h, "old path")) &&
		   hint_only(h, wag_names, ARRAY_LEN(wag_names))) ||
	    (h->line.n > 0 && h->line.s[0] == '/' && hint_named(h, ".csv"));
}

/* ------------------------------------------------------------------- Neos */

enum {
	NEOS_SOURCE,
	NEOS_TARGET,
	NEOS_STATUS,
	NEOS_HOST,
	NEOS_START,
	NEOS_END,
	NEOS_COMMENT,
	NEOS_CREATOR,
	NEOS_TYPE
};
static const char *const neos_names[] = { "source uri|source uri path",
	"target uri|target uri path", "status code", "host", "start datetime",
	"end datetime", "comment", "creator", "type" };

/* Relative targets keep the visitor's parameters unless they have some. */
static void
neos_target(struct import *im, struct slice typed)
{
	struct slice target = foreign_trim(typed), rest;
	struct buf   text;

	if (foreign_is_url(target, &rest)) {
		im->rule.query = QUERY_DROP;
		foreign_target(im, target, "");
		return;
	}
	buf_init(&text, TARGET_MAX + 1);
	if (target.n > 0 && target.s[0] != '/')
		buf_addc(&text, '/');
	buf_add_slice(&text, target);
	if (im->rule.status != 410 && target.n == 0)
		buf_addc(&text, '/');
	if (buf_end(&text) != ERR_OK)
		import_refuse(im, "its target is too long");
	else
		foreign_target(im, buf_slice(&text), "");
	foreign_own_query(im);
	buf_free(&text);
}

static enum err
neos_host(struct import *im, const struct slice *c, struct slice host,
    int64_t line, struct slice raw)
{
	enum err rc = ERR_OK;

	foreign_status(im, c[NEOS_STATUS]);
	foreign_source(im, host, foreign_trim(c[NEOS_SOURCE]), "");
	neos_target(im, c[NEOS_TARGET]);
	if (foreign_trim(c[NEOS_START]).n > 0)
		rc = import_cell(im, COLUMN_STARTS_AT,
		    foreign_trim(c[NEOS_START]));
	if (rc == ERR_OK && foreign_trim(c[NEOS_END]).n > 0)
		rc = import_cell(im, COLUMN_EXPIRES_AT,
		    foreign_trim(c[NEOS_END]));
	foreign_note(im, "", c[NEOS_COMMENT]);
	foreign_note(im, "by ", c[NEOS_CREATOR]);
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

/* Hosts are joined by '|': a rule for each. */
static enum err
neos_row(struct import *im, const struct slice *c, int64_t line,
    struct slice raw)
{
	struct slice hosts = foreign_trim(c[NEOS_HOST]), host;
	enum err     rc = ERR_OK;
	bool         any = false;

	while (rc == ERR_OK && hosts.n > 0) {
		host = foreign_trim(slice_cut(&hosts, '|'));
		if (host.n == 0)
			continue;
		any = true;
		import_row(im);
		rc = neos_host(im, c, host, line, raw);
	}
	return any ? rc : neos_host(im, c, no_host, line, raw);
}

enum err
from_neos(struct import *im)
{
	static const struct csv_shape shape = { neos_names,
		ARRAY_LEN(neos_names), 3, CSV_EITHER, ",;\t", false, neos_row,
		0, false };

	return read_csv(im, &shape);
}

bool
guess_neos(const struct hint *h)
{
	return hint_fields(h, "source uri,target uri") ||
	    hint_fields(h, "source uri path,target uri path");
}
