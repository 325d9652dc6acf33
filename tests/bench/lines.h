/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_LINES_H
#define DETOUR_BENCH_LINES_H

/*
 * lines.h - what to ask for, and what must come back, read from a file.
 *
 *	PATH[?QUERY] [TAB STATUS [TAB LOCATION]]
 *
 * Lines are taken in order, and again from the top.
 */

#include "buf.h"

#define LINES_URI_MAX 8000 /* octets of PATH and QUERY */

struct line {
	struct slice uri;
	struct slice path;
	struct slice query;
	int          status;   /* wanted, or 0 */
	struct slice location; /* wanted, or empty */
};

struct lines {
	struct line *at;
	size_t       n;
	size_t       next;
	char        *text; /* owns what the slices point to */
};

/* Errors: ERR_IO, ERR_NOMEM, ERR_LIMIT; ERR_SYNTAX when there is no line. */
enum err lines_read(const char *file, struct lines *ret) MUST_CHECK;
void     lines_free(struct lines *);

const struct line *lines_next(struct lines *);

#endif
