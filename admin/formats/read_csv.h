/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_READ_CSV_H
#define DETOUR_READ_CSV_H

/*
 * read_csv.h - the records of a CSV file (RFC 4180), as cells in known columns.
 *
 * The separator is a comma, a semicolon, a tab or a '|': whichever of those
 * that the format allows stands most often in the first line.
 */

#include "import.h"

#define CSV_COLUMNS_MAX 48

struct csv_shape {
	/* Names of the columns, in the order in which they stand without a
	 * header; several for one are separated by '|'.  Case and spaces,
	 * '_' and '-' make no difference. */
	const char *const *names;
	size_t             n;
	unsigned           needed; /* the first columns that must be there */
	enum { CSV_HEADER, CSV_EITHER, CSV_BARE } header;
	const char *separators; /* "," ... */
	bool        exact;      /* short rows and unknown columns are refused */

	/*
	 * A row that has begun: cells[i] is of names[i], s is NULL where it is
	 * not there.  It ends the row, or several: with import_end_row(line,
	 * raw), after import_row() for all but the first.
	 */
	enum err (*row)(struct import *, const struct slice *cells,
	    int64_t line, struct slice raw);

	char comment; /* lines that begin with it are none; or 0 */
	bool closed;  /* unknown columns are refused: if not, they are said */
};

/* Whether a text begins with a line that only names the separator, "sep=;", as
 * spreadsheets take it. */
bool csv_is_separator(struct slice);

/* Which of the columns has a name: an index, or n for none. */
size_t csv_column(const char *const *names, size_t n, struct slice typed);

/* To the end of the file.  Errors: as import_read(). */
enum err read_csv(struct import *, const struct csv_shape *) MUST_CHECK;

#endif
