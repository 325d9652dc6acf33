/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SIFT_H
#define DETOUR_SIFT_H

/*
 * sift.h - make a sieve of the rules as they stand, a piece at a time.
 *
 * Whoever does it has other things to do, and a read transaction that is held
 * for long keeps the WAL from being used again: so a piece is a few
 * milliseconds, and a commit of anybody ends the work, which would be of no use
 * any more.
 */

#include "sieve.h"
#include "store.h"

#define SIFT_PIECE 8192 /* rules of a piece: some milliseconds */

struct sift {
	const char       *path; /* borrowed */
	struct sieve     *sieve;
	struct store     *store; /* NULL between two sieves */
	struct query     *query;
	struct store_pins pins; /* as long as the sieve is of these files */
};

/* No memory is taken yet. */
void sift_init(struct sift *, const char *path, struct sieve *);
void sift_free(struct sift *);

/*
 * sift_piece - go on, or begin.
 *
 *	ret_done	true when the sieve is made, and published
 *
 * Errors: ERR_BUSY when somebody has committed meanwhile, or it cannot be told;
 * whatever opening and reading says.  Then the sieve is nobody's, or as it was,
 * and the next call begins anew.
 */
enum err sift_piece(struct sift *, bool *ret_done) MUST_CHECK;

#endif
