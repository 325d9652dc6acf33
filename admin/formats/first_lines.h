/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FIRST_LINES_H
#define DETOUR_FIRST_LINES_H

/*
 * first_lines.h - the numbers of lines, by what stood in them.
 *
 * A text is known by a hash of 64 bits: 16 octets each, however long it is.
 * Among 10 million lines that two are taken for one is a matter of chance, one
 * in some 370,000.
 */

#include <stdint.h>

#include "buf.h"
#include "errs.h"

/* All zero is empty. */
struct first_lines {
	uint64_t *hashes; /* 0 where there is none */
	uint32_t *lines;
	size_t    room; /* a power of two, or 0 */
	size_t    n;
};

void first_lines_free(struct first_lines *);

/* By what a text is known; never 0. */
uint64_t first_lines_hash(struct slice);

/* The line that was kept for a hash, or 0. */
int64_t first_lines_find(const struct first_lines *, uint64_t hash);

/* Keep one that is not there; beyond 4,294,967,295 it is that.  Errors:
 * ERR_NOMEM, and nothing is kept. */
enum err first_lines_keep(struct first_lines *, uint64_t hash,
    int64_t line) MUST_CHECK;

#endif
