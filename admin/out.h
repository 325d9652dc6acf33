/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_OUT_H
#define DETOUR_OUT_H

/*
 * out.h - the same rows as text for people, TSV, CSV or JSON.
 *
 * A command names its columns once and then hands over cells; it does not know
 * the format.  Rows are streamed.
 *
 * A failure (memory, a full disk, a closed pipe) is sticky and is returned by
 * out_end().
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jansson.h>

#include "buf.h"
#include "grid.h"

enum out_format {
	OUT_TEXT, /* aligned; free to change */
	OUT_TSV,  /* one row a line, no header; \t \n \\ escaped */
	OUT_CSV,  /* a header, then rows; RFC 4180 with LF */
	OUT_JSON  /* an array of objects */
};

/* Who sees a column. */
enum out_for {
	OUT_ALL,
	OUT_MACHINES, /* not in text tables */
	OUT_PEOPLE    /* in text tables only */
};

struct out_column {
	const char  *name;
	enum out_for who;
};

struct out {
	FILE           *file; /* borrowed */
	enum out_format format;
	int64_t         now; /* for "in 29d 23h" */

	/* The rest is out.c's. */
	const struct out_column *columns;
	size_t                   n;
	bool                     one;   /* a single row: an object in JSON */
	bool                     lines; /* JSON: an object a line */
	bool                     safe;  /* CSV for spreadsheets */
	size_t                   at;    /* the column that comes next */
	size_t                   rows;  /* finished */
	struct grid              grid;
	struct buf               line; /* of TSV and CSV */
	json_t                  *object;
	enum err                 err;
	int                      error; /* errno of an ERR_IO */
};

/* The format of a name ("text", "tsv", "csv", "json"); false if unknown. */
bool out_format_parse(const char *name, enum out_format *ret);

/* colour: the file is a terminal and its owner likes colours. */
void out_init(struct out *, FILE *, enum out_format, bool colour, int64_t now);

/* The file is a terminal with lines of so many characters: tables of text are
 * made to fit (grid.h).  0, as from the start: lines without an end. */
void out_fold(struct out *, size_t room);
void out_free(struct out *);

/*
 * Start a table of at most GRID_COLUMNS_MAX columns, borrowed until out_end().
 * one: there is a single row, which is an object in JSON and a line for each
 * column in text.
 */
void out_begin(struct out *, const struct out_column *, size_t n, bool one);

/*
 * CSV for spreadsheets: a cell that one would run, which begins with one of
 * = + - @, a tab or a CR, gets a "'" in front; so does one that begins with a
 * "'", so that it can be undone.
 */
void out_for_spreadsheet(struct out *);

/* After out_begin(): JSON without the array, an object a line, for streams. */
void out_lines(struct out *);

/* The cells of a row, in the order of the columns; the last one ends it. */
void out_text(struct out *, struct slice);
void out_string(struct out *, const char *); /* NULL is a null */
void out_int(struct out *, int64_t);
void out_bool(struct out *, bool);
void out_null(struct out *);

/* An instant: RFC 3339 in UTC; local with its distance in text.  WHEN_EVER and
 * WHEN_NEVER are null, and a word in text. */
void out_time(struct out *, int64_t);

/* A span: seconds; "29d 23h" in text. */
void out_span(struct out *, int64_t seconds);

/* Any JSON value (stolen); its text in the other formats, nothing of null. */
void out_json(struct out *, json_t *);

/* Close the table and flush.  ERR_NOMEM, ERR_IO. */
enum err out_end(struct out *) MUST_CHECK;

/* Whether it makes no sense to go on: memory or the receiver is gone. */
bool out_failed(const struct out *);

/* A JSON string from any octets: what is not UTF-8 becomes U+FFFD. */
json_t *out_json_text(struct slice);

/* Append ", in 29d 23h" or ", 3d ago" for an instant; nothing for others. */
void out_distance(int64_t at, int64_t now, struct buf *);

#endif
