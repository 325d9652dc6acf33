/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BULK_H
#define DETOUR_BULK_H

/*
 * bulk.h - very many additions to a table.
 *
 * Which row is a rule again?  The index has it.  But of thousands with one
 * source all would be looked at, for each of them.  So from the second rule of
 * a source on, a hash in memory of what makes two rows the same says which one
 * it may be: 8 octets for each row, and 8 for each source, at 3/4 full.
 *
 * To keep an index in order while rows come in none costs more than the rows
 * themselves.  So where few are in the table, or none, the one of exact rules
 * is dropped, and made again at the end, within the one transaction that nobody
 * else sees a part of.  Until then the hash has all rows.
 */

#include <stdbool.h>
#include <stdint.h>

#include "rules.h"

/* Rows, after which the index is made, and kept in order row by row. */
#define BULK_MAX 12000000

/* So many rules that are not exact, and their index is dropped, too. */
#define BULK_HELD 2000

/* As few rows as no table has: the index stays. */
#define BULK_NEVER (-1)

struct bulk_place {
	uint32_t hash;
	uint32_t id; /* of its row; 0: nobody's place */
};

struct bulk {
	struct store      *store;
	bool               on; /* the index is not there */
	struct bulk_place *places;
	size_t             room; /* a power of two, or 0 */
	size_t             n, most;
	size_t             held; /* that are in the other index */

	/* Without the index: how many rows have a path and host, or another of
	 * the same hash; NULL: not counted. */
	uint16_t *counts;
	bool      may_crowd; /* bulk_may_crowd() */

	/* With the index: hashes of sources, of which the lowest bit says
	 * whether their rows are among the places; 0 where there is none. */
	uint64_t *sources;
	size_t    sources_room, sources_n;
	bool      is_full; /* there are too many rows, or sources */
};

/*
 * bulk_begin - within a write transaction: the index stays when the table of
 * rules holds more rows than few, or one that is no rule.  most is BULK_MAX,
 * but for tests.  On any error end the transaction, and the index is there
 * again.
 */
enum err bulk_begin(struct bulk *, struct store *, size_t most,
    int64_t few) MUST_CHECK;

/* As rules_again(), whatever there is to find them by. */
enum err bulk_again(struct bulk *, const struct rule *, rules_fn *,
    void *arg) MUST_CHECK;

/*
 * bulk_note - a rule, of this id, was added, or changed: from now on it may be
 * had again.  What is more than most has the index made, or no longer hashed.
 */
enum err bulk_note(struct bulk *, const struct rule *) MUST_CHECK;

/*
 * Of rows that were added without the index: whether some source may have more
 * than RULES_OF_SOURCE_MAX, so that rules_all_fit() has to look.  In doubt
 * true.
 */
bool bulk_may_crowd(const struct bulk *);

/* Make the index, if it is not there: before the commit. */
enum err bulk_end(struct bulk *) MUST_CHECK;
void     bulk_free(struct bulk *);

#endif
