/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BULK_BASE_H
#define DETOUR_BULK_BASE_H

/*
 * bulk_base.h - what bulk.c and bulk_source.c share; nobody else includes it.
 */

#include "bulk.h"

/* Go on with a hash, of one more text. */
uint64_t bulk_hash(uint64_t, struct slice);

/*
 * A row that is in the table already, for a struct bulk.  What does not
 * validate has an empty source, so that nobody can say what it is the same as:
 * ERR_LIMIT, as when there is no room.
 */
rules_fn bulk_hold_stored;

/*
 * With the index: about to look for a rule again.  *ret is whether all of its
 * source are among the places: from the second time on.
 */
enum err bulk_ask_source(struct bulk *, const struct rule *,
    bool *ret) MUST_CHECK;

/* Whether all rules of this source are among the places. */
bool bulk_has_source(const struct bulk *, const struct rule *);
void bulk_free_sources(struct bulk *);

#endif
