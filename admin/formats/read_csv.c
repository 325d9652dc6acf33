/* SPDX-License-Identifier: MIT */
/*
 * read_csv.c - the records of a CSV file, as cells; see read_csv.h.
 *
 * libcsv takes the fields apart.  It is given line by line, so that each record
 * has the number of its first line, and its text is at hand when it is refused.
 */
#include "read_csv.h"

#include <ctype.h>
#include <string.h>

#include <csv.h>

#include "formats.h"

#define NAME_LONG 100 /* octets of a column's name that are quoted */

struct reader {
	struct import          *im;
	const struct csv_shape *shape;
	struct csv_parser       parser;
	size_t map[CSV_COLUMNS_MAX]; /* field to column; shape->n for none */
	size_t columns;              /* fields of the header; 0 without one */
	bool   begun;                /* the first record has been seen */
	struct slice cells[CSV_COLUMNS_MAX + 1]; /* in text, by field */
	size_t       at[CSV_COLUMNS_MAX + 1];    /* where they begin */
	size_t       fields;                     /* of the record at hand */
	bool         ended; /* a record ended in this line */
	int64_t      first; /* line of the record */
	struct buf   text;  /* the cells */
	struct buf   raw;   /* the record's text */
	enum err     rc;
};

/* Whether two names are the same but for case, spaces, '_' and '-'. */
static bool
is_name(struct slice typed, struct slice name)
{
	size_t i = 0, j = 0;

	for (;;) {
		while (i < typed.n && strchr(" _-", typed.s[i]) != NULL)
			i++;
		while (j < name.n && strchr(" _-", name.s[j]) != NULL)
			j++;
		if (i == typed.n || j == name.n)
			return i == typed.n && j == name.n;
		if (tolower((unsigned char)typed.s[i++]) !=
		    tolower((unsigned char)name.s[j++]))
			return false;
	}
}

/* The column of a name; shape->n if there is none. */
static size_t
find_column(const struct csv_shape *shape, struct slice typed)
{
	for (size_t i = 0; i < shape->n; i++) {
		const char *name = shape->names[i];

		while (typed.n > 0) {
			size_t n = strcspn(name, "|");

			if (is_name(typed, (struct slice){ name, n }))
				return i;
			if (name[n] == '\0')
				break;
			name += n + 1;
		}
	}
	return shape->n;
}

static void
add_names(const struct csv_shape *shape, size_t n, const char *between,
    struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%.*s", i > 0 ? between : "",
		    (int)strcspn(shape->names[i], "|"), shape->names[i]);
}

static enum err
unknown_column(struct reader *r, struct slice name)
{
	struct buf known;
	enum err   rc;

	buf_init(&known, WHY_MAX);
	add_names(r->shape, r->shape->n, ", ", &known);
	rc = buf_end(&known);
	if (rc == ERR_OK)
		rc = import_stop(r->im, r->first,
		    "unknown column '%.*s'; the first row names the columns, "
		    "which are %s",
		    quotable(name) < NAME_LONG ? quotable(name) : NAME_LONG,
		    name.s, known.data);
	buf_free(&known);
	return rc;
}

static enum err
missing_columns(struct reader *r)
{
	struct buf needed;
	enum err   rc;

	buf_init(&needed, WHY_MAX);
	buf_addc(&needed, '\'');
	add_names(r->shape, r->shape->needed, "' and '", &needed);
	buf_addc(&needed, '\'');
	rc = buf_end(&needed);
	if (rc == ERR_OK)
		rc = import_stop(r->im, r->first,
		    "the first row names the columns, and of these %s are "
		    "needed",
		    needed.data);
	buf_free(&needed);
	return rc;
}

/* The first record, as names. */
static enum err
take_header(struct reader *r)
{
	size_t i, j, column, found = 0;

	for (i = 0; i < r->fields; i++) {
		column = find_column(r->shape, r->cells[i]);
		if (column == r->shape->n && r->shape->exact)
			return unknown_column(r, r->cells[i]);
		for (j = 0; column < r->shape->n && j < i; j++)
			if (r->map[j] == column)
				return import_stop(r->im, r->first,
				    "column '%.*s' stands there twice",
				    (int)strcspn(r->shape->names[column], "|"),
				    r->shape->names[column]);
		r->map[i] = column;
		found += column < r->shape->needed;
	}
	r->columns = r->fields;
	if (found < r->shape->needed)
		return missing_columns(r);
	if (r->im->heading_fn != NULL)
		return r->im->heading_fn(r->im, r->first, buf_slice(&r->raw));
	return ERR_OK;
}

/* Without a header the columns stand in their order. */
static bool
is_header(const struct reader *r)
{
	if (r->shape->header != CSV_EITHER)
		return r->shape->header == CSV_HEADER;
	for (size_t i = 0; i < r->fields && i < r->shape->needed; i++)
		if (find_column(r->shape, r->cells[i]) == r->shape->n)
			return false;
	return true;
}

static void
check_fields(struct reader *r)
{
	size_t most = r->columns > 0 ? r->columns : r->shape->n;

	if (r->columns > 0 &&
	    (r->fields > most || (r->fields < most && r->shape->exact)))
		import_refuse(r->im, "it has %zu %s, but the first row has %zu",
		    r->fields, r->fields == 1 ? "field" : "fields", r->columns);
	else if (r->columns == 0 && r->fields > most)
		import_refuse(r->im,
		    "it has %zu fields, but there are only %zu", r->fields,
		    most);
	else if (r->columns == 0 && r->fields < r->shape->needed)
		import_refuse(r->im,
		    "it has %zu %s, but at least %u are needed", r->fields,
		    r->fields == 1 ? "field" : "fields", r->shape->needed);
}

static enum err
take_row(struct reader *r)
{
	struct slice cells[CSV_COLUMNS_MAX] = { 0 };
	size_t       i, column;

	import_row(r->im);
	check_fields(r);
	if (r->im->bad)
		return import_end_row(r->im, r->first, buf_slice(&r->raw));
	for (i = 0; i < r->fields; i++) {
		column = r->columns > 0 ? r->map[i] : i;
		if (column < r->shape->n)
			cells[column] = r->cells[i];
	}
	return r->shape->row(r->im, cells, r->first, buf_slice(&r->raw));
}

/* libcsv: a field. */
static void
on_field(void *s, size_t n, void *arg)
{
	struct reader *r = arg;

	if (r->fields < CSV_COLUMNS_MAX) {
		r->at[r->fields] = r->text.len;
		buf_add(&r->text, s, n);
		r->at[r->fields + 1] = r->text.len;
	}
	r->fields++;
}

/* libcsv: the end of a record. */
static void
on_record(int c, void *arg)
{
	struct reader *r = arg;
	size_t         n;

	(void)c;
	r->ended = true;
	if (r->rc == ERR_OK)
		r->rc = buf_end(&r->text);
	n = r->fields < CSV_COLUMNS_MAX ? r->fields : CSV_COLUMNS_MAX;
	for (size_t i = 0; i < n; i++)
		r->cells[i] = (struct slice){ r->text.data + r->at[i],
			r->at[i + 1] - r->at[i] };
	if (r->rc == ERR_OK && r->fields > CSV_COLUMNS_MAX && !r->begun)
		r->rc = import_stop(r->im, r->first,
		    "the first row has %zu fields, and no format has so many",
		    r->fields);
	else if (r->rc == ERR_OK && !r->begun && is_header(r))
		r->rc = take_header(r);
	else if (r->rc == ERR_OK)
		r->rc = take_row(r);
	r->begun = true;
	r->fields = 0;
	buf_reset(&r->text);
}

/* Whichever of the separators stands most often in the first line. */
static unsigned char
separator_of(const struct reader *r)
{
	struct slice ahead = feed_ahead(&r->im->feed);
	const char  *sep = r->shape->separators;
	size_t       most = 0, n;
	char         best = sep[0];

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
	return (unsigned char)best;
}

static enum err
start_parser(struct reader *r, unsigned char separator)
{
	if (csv_init(&r->parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return ERR_NOMEM;
	csv_set_delim(&r->parser, separator);
	/* A tab or a space at the ends is of the field. */
	csv_set_space_func(&r->parser, NULL);
	return ERR_OK;
}

/* A record that is no CSV: refuse it, and go on with the next line. */
static enum err
skip_record(struct reader *r, const char *reason)
{
	unsigned char separator = csv_get_delim(&r->parser);

	csv_free(&r->parser);
	r->ended = true;
	r->fields = 0;
	buf_reset(&r->text);
	r->rc = start_parser(r, separator);
	if (r->rc != ERR_OK)
		return r->rc;
	if (!r->begun && r->shape->header == CSV_HEADER)
		return import_stop(r->im, r->first, "%s", reason);
	r->begun = true;
	import_row(r->im);
	import_refuse(r->im, "%s", reason);
	return import_end_row(r->im, r->first, buf_slice(&r->raw));
}

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
	enum err rc;

	if (r->ended) {
		if (is_blank(line) ||
		    (r->shape->comment != 0 && line.s[0] == r->shape->comment))
			return ERR_OK;
		r->ended = false;
		r->first = number;
		buf_reset(&r->raw);
	}
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

/* The last record may end without a newline. */
static enum err
read_end(struct reader *r)
{
	if (csv_fini(&r->parser, on_field, on_record, r) != 0) {
		if (csv_error(&r->parser) != CSV_EPARSE)
			return ERR_NOMEM;
		return skip_record(r, "the file ends within a quoted field");
	}
	if (r->rc == ERR_OK && !r->begun && r->shape->header == CSV_HEADER)
		return import_stop(r->im, 1,
		    "the file is empty: its first row names the columns");
	return r->rc;
}

enum err
read_csv(struct import *im, const struct csv_shape *shape)
{
	struct reader r = { .im = im, .shape = shape, .ended = true };
	struct slice  line;
	int64_t       number;
	bool          is_long;

	r.rc = start_parser(&r, separator_of(&r));
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
