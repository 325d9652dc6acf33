/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GRID_H
#define DETOUR_GRID_H

/*
 * grid.h - rows of text for people, in aligned columns.
 *
 * The first GRID_SAMPLE rows are held to find the widths; later ones are
 * written as they come, so that any number of rows takes the same memory.
 *
 * Lines are as long as they are, unless there is a terminal, which would wrap
 * them anywhere: then columns in which nothing stands are left out, and cells
 * are folded within their columns.  Where that does not do, each row is printed
 * in lines of its own, as a single one is.
 */

#include <stdbool.h>
#include <stdio.h>

#include "buf.h"

#define GRID_COLUMNS_MAX 32
#define GRID_SAMPLE      500 /* rows that decide the widths */

struct grid {
	const char *names[GRID_COLUMNS_MAX]; /* borrowed, as is all but buf */
	size_t      n;
	bool        one;    /* a single row: a line for each column */
	bool        colour; /* words of the column "state" are coloured */
	size_t      room;   /* columns of a terminal's line; 0: no end */
	size_t      at;     /* the column that comes next */
	size_t      held;   /* rows in cells */
	bool        sized;  /* widths are known, the header is written */
	bool        apart;  /* each row in lines of its own */
	size_t      width[GRID_COLUMNS_MAX]; /* 0: the column is left out */
	struct buf  cells;                   /* each ends with a NUL */
	struct buf  line;
};

void grid_init(struct grid *, bool colour);
void grid_free(struct grid *);

/* Start a table without columns, then name them. */
void grid_begin(struct grid *, bool one);
void grid_column(struct grid *, const char *name);

/* The next cell of a row; made safe for a terminal.  The last one of a row may
 * write to the file.  ERR_NOMEM, ERR_LIMIT, ERR_IO. */
enum err grid_cell(struct grid *, struct slice, FILE *) MUST_CHECK;

/* Write what is held. */
enum err grid_end(struct grid *, FILE *) MUST_CHECK;

#endif
