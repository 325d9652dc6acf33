/* SPDX-License-Identifier: MIT */
/*
 * read_csv.c - the records and cells of a CSV file (RFC 4180), as they come.
 *
 * libcsv takes the fields apart.  It is given line by line, so that each record
 * has the number of its first line, and its text is at hand when it is refused.
 */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include <csv.h>

#include "import.h"

#define NAME_LONG 100 /* octets of a column's name that are quoted */

struct reader {
	struct import    *im;
	struct csv_parser parser;
	enum column       map[COLUMN_COUNT]; /* field to column */
	size_t            columns;           /* fields of the header */
	bool              header;            /* the header has been read */
	size_t            at;                /* the field that comes next */
	bool              ended;             /* a record ended in this line */
	int64_t           line;              /* of what is being read */
	int64_t           first;             /* of the record */
	struct buf        raw;               /* the record's text */
	struct buf        header_raw;
	enum status       status;
};

/* One name of the header. */
static void
name_column(struct reader *r, struct slice name)
{
	char        folded[NAME_LONG];
	struct buf  known;
	enum column column;
	size_t      i;

	for (i = 0; i < name.n && i < sizeof(folded); i++)
		folded[i] = (char)tolower((unsigned char)name.s[i]);
	column = columns_find((struct slice){ folded, i });
	if (name.n > sizeof(folded) || column == COLUMN_COUNT) {
		buf_init(&known, WHY_MAX);
		columns_names(&known);
		if (buf_end(&known) == ERR_OK)
			r->status = import_stop(r->im, r->first,
			    "unknown column '%.*s'; the first row names the "
			    "columns, which are %s",
			    (int)i, name.s, known.data);
		buf_free(&known);
		return;
	}
	for (i = 0; i < r->at; i++)
		if (r->map[i] == column) {
			r->status = import_stop(r->im, r->first,
			    "column '%s' stands there twice",
			    columns[column].name);
			return;
		}
	/* Never beyond the end: a column more would be unknown or there twice.
	 */
	r->map[r->at] = column;
}

static void
check_header(struct reader *r)
{
	bool   source = false, target = false;
	size_t i;

	r->header = true;
	r->columns = r->at;
	for (i = 0; i < r->columns; i++) {
		source |= r->map[i] == COLUMN_SOURCE;
		target |= r->map[i] == COLUMN_TARGET;
	}
	if (!source || !target)
		r->status = import_stop(r->im, r->first,
		    "the first row names the columns, and of these 'source' "
		    "and 'target' are needed");
}

/* libcsv: a field. */
static void
on_field(void *s, size_t n, void *arg)
{
	struct reader *r = arg;
	struct slice   text = { s, n };
	enum err       rc;

	if (r->status != EXIT_YES)
		return;
	if (!r->header) {
		name_column(r, text);
	} else if (r->at < r->columns) {
		if (r->at == 0)
			import_row(r->im);
		rc = import_cell(r->im, r->map[r->at], text);
		if (rc != ERR_OK)
			r->status = failed(r->im->session, rc);
	}
	r->at++;
}

/* libcsv: the end of a record. */
static void
on_record(int c, void *arg)
{
	struct reader *r = arg;

	(void)c;
	r->ended = true;
	if (r->status != EXIT_YES)
		return;
	if (!r->header) {
		buf_add_slice(&r->header_raw, buf_slice(&r->raw));
		check_header(r);
	} else {
		if (r->at != r->columns)
			import_refuse(r->im,
			    "it has %zu %s, but the first row has %zu", r->at,
			    r->at == 1 ? "field" : "fields", r->columns);
		r->status = import_end_row(r->im, r->first, buf_slice(&r->raw));
	}
	r->at = 0;
}

static enum status
start_parser(struct reader *r)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return failed(r->im->session, ERR_NOMEM);
	return EXIT_YES;
}

/* A record that is no CSV: refuse it, and go on with the next line. */
static enum status
skip_record(struct reader *r, const char *reason)
{
	csv_free(&r->parser);
	r->ended = true;
	r->at = 0;
	r->status = start_parser(r);
	if (r->status != EXIT_YES)
		return r->status;
	if (!r->header)
		return import_stop(r->im, r->first, "%s", reason);
	import_row(r->im);
	import_refuse(r->im, "%s", reason);
	return import_end_row(r->im, r->first, buf_slice(&r->raw));
}

static bool
is_blank(const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (strchr(" \t\r\n", s[i]) == NULL || s[i] == '\0')
			return false;
	return true;
}

static enum status
read_line(struct reader *r, const char *s, size_t n)
{
	enum err rc;

	r->line++;
	if (r->ended) {
		if (is_blank(s, n))
			return EXIT_YES;
		r->ended = false;
		r->first = r->line;
		buf_reset(&r->raw);
	}
	buf_add(&r->raw, s, n);
	rc = buf_end(&r->raw);
	if (rc == ERR_LIMIT)
		return skip_record(r,
		    "it is too long for a rule: is a quote not closed?");
	if (rc != ERR_OK)
		return failed(r->im->session, rc);
	if (csv_parse(&r->parser, s, n, on_field, on_record, r) != n) {
		if (csv_error(&r->parser) != CSV_EPARSE)
			return failed(r->im->session, ERR_NOMEM);
		return skip_record(r,
		    "a quote stands within a field: quote the whole field, "
		    "and write \"\" for a quote in it");
	}
	return r->status;
}

/* The last record may end without a newline. */
static enum status
read_end(struct reader *r)
{
	if (csv_fini(&r->parser, on_field, on_record, r) != 0) {
		if (csv_error(&r->parser) != CSV_EPARSE)
			return failed(r->im->session, ERR_NOMEM);
		return skip_record(r, "the file ends within a quoted field");
	}
	if (r->status == EXIT_YES && !r->header)
		return import_stop(r->im, 1,
		    "the file is empty: its first row names the columns");
	return r->status;
}

/* The refused rows go with their header, so that they can be imported. */
static void
write_header(struct reader *r)
{
	struct slice raw = buf_slice(&r->header_raw);

	if (r->im->again == NULL || !r->header)
		return;
	fwrite(raw.s, 1, raw.n, r->im->again);
	if (raw.n > 0 && raw.s[raw.n - 1] != '\n')
		fputc('\n', r->im->again);
}

enum status
import_csv(struct import *im)
{
	struct reader r = { .im = im, .ended = true };
	char         *line = NULL;
	size_t        room = 0;
	ssize_t       n;
	bool          had_header = false;

	r.status = start_parser(&r);
	if (r.status != EXIT_YES)
		return r.status;
	buf_init(&r.raw, IMPORT_RECORD_MAX);
	buf_init(&r.header_raw, IMPORT_RECORD_MAX);
	while (r.status == EXIT_YES &&
	    (n = getline(&line, &room, im->in)) > 0) {
		r.status = read_line(&r, line, (size_t)n);
		if (r.header && !had_header)
			write_header(&r);
		had_header = r.header;
	}
	if (r.status == EXIT_YES && ferror(im->in))
		r.status = said(im->session, EXIT_FAIL,
		    "'%s' could not be read", im->name);
	if (r.status == EXIT_YES)
		r.status = read_end(&r);
	free(line);
	csv_free(&r.parser);
	buf_free(&r.header_raw);
	buf_free(&r.raw);
	return r.status;
}
