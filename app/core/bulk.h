/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BULK_H
#define DETOUR_BULK_H

/*
 * bulk.h - very many additions to a table with few rows, or none.
 *
 * To keep an index in order while rows come in none costs more than the rows
 * themselves.  So the one of exact rules is dropped, and made again at the end,
 * within the one transaction that nobody else sees a part of.  Until then a
 * hash in memory, of what makes two rows the same, says which row a rule may be
 * again: 8 octets for each, at 3/4 full.
 */

#include <stdbool.h>
#include <stdint.h>

#include "rules.h"

/* Rows, after which the index is made, and kept in order row by row. */
#define BULK_MAX 12000000

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
};

/*
 * bulk_begin - within a write transaction: nothing happens when the table of
 * rules holds more rows than few, or one that is no rule.  most is BULK_MAX,
 * but for tests.  On any error end the transaction, and the index is there
 * again.
 */
enum err bulk_begin(struct bulk *, struct store *, size_t most,
    int64_t few) MUST_CHECK;

/* As rules_again(), with the index or without. */
enum err bulk_again(struct bulk *, const struct rule *, rules_fn *,
    void *arg) MUST_CHECK;

/*
 * bulk_note - a rule, of this id, was added, or changed: from now on it may be
 * had again.  What is more than most ends the bulk.
 */
enum err bulk_note(struct bulk *, const struct rule *) MUST_CHECK;

/* Make the index, if it is not there: before the commit. */
enum err bulk_end(struct bulk *) MUST_CHECK;
void     bulk_free(struct bulk *);

#endif
