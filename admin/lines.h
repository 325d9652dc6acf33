/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LINES_H
#define DETOUR_LINES_H

/*
 * lines.h - in which line of a file a rule stands that was read from it.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "errs.h"

/* Lines by the ids of rules. */
struct lines {
	struct line {
		int64_t id, line;
	} * all;
	size_t n, cap;
	bool   mixed; /* to be sorted */
};

/* Note where a rule begins; once for each.  ERR_NOMEM. */
enum err lines_note(struct lines *, int64_t id, int64_t line) MUST_CHECK;

/* 0 when nobody knows. */
int64_t lines_at(struct lines *, int64_t id);
void    lines_free(struct lines *);

#endif
