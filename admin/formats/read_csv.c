/* SPDX-License-Identifier: MIT */
/*
 * read_csv.c - the records of a CSV file, cut into fields; see read_csv.h.
 *
 * libcsv takes the fields apart.  It is given line by line, so that each record
 * has the number of its first line, and its text is at hand when it is refused.
 * It looks at each octet by itself, though, and hardly any line has a quote: so
 * those without one are cut here, into the same fields.
 */
#include "read_csv_base.h"

#include <string.h>
#include <strings.h>

#include <csv.h>

#include "formats.h"

struct reader {
	struct csv_record record;
	struct csv_parser parser;
	char              separator;
	size_t            at[CSV_COLUMNS_MAX + 1]; /* of fields in text */
	bool              ended; /* a record ended in this line */
	struct buf        text;  /* the fields */
	struct buf        raw;   /* the record's text */
	enum err          rc;
};

/* --------------------------------------------------------- with quotes */

/* libcsv: a field. */
static void
on_field(void *s, size_t n, void *arg)
{
	struct reader *r = arg;
	const size_t   field = r->record.fields++;

	if (field < CSV_COLUMNS_MAX) {
		r->at[field] = r->text.len;
		buf_add(&r->text, s, n);
		r->at[field + 1] = r->text.len;
	}
}

/* libcsv: the end of a record. */
static void
on_record(int c, void *arg)
{
	struct reader *r = arg;
	size_t         n = r->record.fields;

	(void)c;
	r->ended = true;
	if (r->rc == ERR_OK)
		r->rc = buf_end(&r->text);
	for (size_t i = 0; i < n && i < CSV_COLUMNS_MAX; i++)
		r->record.cells[i] = (struct slice){ r->text.data + r->at[i],
			r->at[i + 1] - r->at[i] };
	if (r->rc == ERR_OK)
		r->rc = csv_record(&r->record, buf_slice(&r->raw));
	r->record.fields = 0;
	buf_reset(&r->text);
}

bool
csv_is_separator(struct slice s)
{
	return s.n > 5 && strncasecmp(s.s, "sep=", 4) == 0 &&
	    (s.s[5] == '\r' || s.s[5] == '\n');
}

/* Whichever of the separators stands most often in the first line. */
static char
separator_of(const struct reader *r)
{
	struct slice ahead = feed_ahead(&r->record.im->feed);
	const char  *sep = r->record.shape->separators;
	size_t       most = 0, n;
	char         best = sep[0];

	if (csv_is_separator(ahead) && strchr(sep, ahead.s[4]) != NULL)
		return ahead.s[4];
	for (; *sep != '\0'; sep++) {
		n = 0;
		for (size_t i = 0;
		     i < ahead.n && ahead.s[i] != '\n' && ahead.s[i] != '\r';
		     i++)
			n += ahead.s[i] == *sep;
		/* No URL has one. */
		if (n > 0 && *sep == '\t')
			return '\t';
		if (n > most) {
			most = n;
			best = *sep;
		}
	}
	return best;
}

/* Spaces and tabs at the ends of a field are not of it, which is libcsv's way.
 */
static enum err
start_parser(struct reader *r)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return ERR_NOMEM;
	csv_set_delim(&r->parser, (unsigned char)r->separator);
	return ERR_OK;
}

/* A record that is no CSV: refuse it, and go on with the next line. */
static enum err
skip_record(struct reader *r, const char *reason)
{
	struct csv_record *c = &r->record;

	csv_free(&r->parser);
	r->ended = true;
	c->fields = 0;
	buf_reset(&r->text);
	r->rc = start_parser(r);
	if (r->rc != ERR_OK)
		return r->rc;
	if (!c->begun && c->shape->header == CSV_HEADER)
		return import_stop(c->im, c->first, "%s", reason);
	c->begun = true;
	import_row(c->im);
	import_refuse(c->im, "%s", reason);
	return import_end_row(c->im, c->first, buf_slice(&r->raw));
}

/* A line that begins a record, or goes on with one. */
static enum err
read_quoted(struct reader *r, struct slice line, bool is_long)
{
	enum err rc;

	buf_add_slice(&r->raw, line);
	rc = is_long ? ERR_LIMIT : buf_end(&r->raw);
	if (rc == ERR_LIMIT)
		return skip_record(r,
		    "it is too long for a rule: is a quote not closed?");
	if (rc != ERR_OK)
		return rc;
	if (csv_parse(&r->parser, line.s, line.n, on_field, on_record, r) !=
	    line.n) {
		if (csv_error(&r->parser) != CSV_EPARSE)
			return ERR_NOMEM;
		return skip_record(r,
		    "a quote stands within a field: quote the whole field, "
		    "and write \"\" for a quote in it");
	}
	return r->rc;
}

/* ------------------------------------------------------- without quotes */

/* A line that is a record. */
static enum err
read_plain(struct reader *r, struct slice line)
{
	struct csv_record *c = &r->record;
	struct slice       rest = line, field;

	while (rest.n > 0 &&
	    (rest.s[rest.n - 1] == '\n' || rest.s[rest.n - 1] == '\r'))
		rest.n--;
	while (rest.s != NULL) {
		field = slice_cut(&rest, r->separator);
		if (c->fields < CSV_COLUMNS_MAX)
			c->cells[c->fields] = slice_trim(field);
		c->fields++;
	}
	r->ended = true;
	return csv_record(c, line);
}

/* ------------------------------------------------------------- the lines */

static bool
is_blank(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] == '\0' || strchr(" \t\r\n", s.s[i]) == NULL)
			return false;
	return true;
}

static enum err
read_line(struct reader *r, struct slice line, int64_t number, bool is_long)
{
	const char comment = r->record.shape->comment;

	if (r->ended) {
		if (is_blank(line) || (comment != 0 && line.s[0] == comment))
			return ERR_OK;
		r->record.first = number;
		if (!is_long && !slice_has(line, '"'))
			return read_plain(r, line);
		r->ended = false;
		buf_reset(&r->raw);
	}
	return read_quoted(r, line, is_long);
}

/* The last record may end without a newline. */
static enum err
read_end(struct reader *r)
{
	if (csv_fini(&r->parser, on_field, on_record, r) != 0) {
		if (csv_error(&r->parser) != CSV_EPARSE)
			return ERR_NOMEM;
		return skip_record(r, "the file ends within a quoted field");
	}
	if (r->rc == ERR_OK && !r->record.begun &&
	    r->record.shape->header == CSV_HEADER)
		return import_stop(r->record.im, 1,
		    "the file is empty: its first row names the columns");
	return r->rc;
}

enum err
read_csv(struct import *im, const struct csv_shape *shape)
{
	struct reader r = { .record = { .im = im, .shape = shape },
		.ended = true };
	struct slice  line;
	int64_t       number;
	bool          is_long;

	r.separator = separator_of(&r);
	if (csv_is_separator(feed_ahead(&im->feed)))
		(void)feed_line(&im->feed, &is_long);
	r.rc = start_parser(&r);
	if (r.rc != ERR_OK)
		return r.rc;
	buf_init(&r.raw, IMPORT_RECORD_MAX);
	buf_init(&r.text, IMPORT_RECORD_MAX);
	do {
		number = im->feed.line;
		line = feed_line(&im->feed, &is_long);
		if (line.n > 0)
			r.rc = read_line(&r, line, number, is_long);
	} while (r.rc == ERR_OK && line.n > 0);
	if (r.rc == ERR_OK && !feed_failed(&im->feed))
		r.rc = read_end(&r);
	csv_free(&r.parser);
	buf_free(&r.text);
	buf_free(&r.raw);
	return r.rc;
}
