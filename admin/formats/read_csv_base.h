/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_READ_CSV_BASE_H
#define DETOUR_READ_CSV_BASE_H

/*
 * read_csv_base.h - a record that was cut into its fields; for read_csv.c,
 * which cuts, and read_csv_record.c, which knows the columns.
 */

#include "read_csv.h"

struct csv_record {
	struct import          *im;
	const struct csv_shape *shape;
	size_t map[CSV_COLUMNS_MAX]; /* field to column; shape->n for none */
	size_t columns;              /* fields of the header; 0 without one */
	bool   begun;                /* the first record has been seen */

	/* The one at hand. */
	struct slice cells[CSV_COLUMNS_MAX + 1]; /* by field */
	size_t       fields; /* may be more than there are cells */
	int64_t      first;  /* its line */
};

/* A record is whole: it names the columns, or it is a row.  raw is its text. */
enum err csv_record(struct csv_record *, struct slice raw) MUST_CHECK;

#endif
