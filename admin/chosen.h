/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CHOSEN_H
#define DETOUR_CHOSEN_H

/*
 * chosen.h - the ids of very many rules, in an order in which they can be
 * written for servers that take the first that fits.
 *
 * Of two rules that may cover the same request the one that match_order() puts
 * first comes first; the others are in order of their ids.  16 octets a rule,
 * and as many again while they are sorted.
 */

#include "rule.h"

struct chosen_one {
	uint64_t order;
	uint64_t id; /* and, as its lowest bit, whether it is wanted */
};

struct chosen {
	struct chosen_one *all;
	size_t             n, cap;
};

void chosen_free(struct chosen *); /* of one that was all zero at first */

/* wanted is for the caller: chosen_is_wanted().  Errors: ERR_NOMEM. */
enum err chosen_add(struct chosen *, const struct rule *,
    bool wanted) MUST_CHECK;
bool     chosen_is_wanted(const struct chosen_one *);
int64_t  chosen_id(const struct chosen_one *);

/* Once all are there. */
void chosen_sort(struct chosen *);

/*
 * How many from i on stand together: rules with one path on one host, mostly
 * one.  Only chosen_compare() knows their order.
 */
size_t chosen_group(const struct chosen *, size_t i);

/* For rules of one group: by host and path, then by match_order(). */
int  chosen_compare(const struct rule *, const struct rule *);
bool chosen_same_path(const struct rule *, const struct rule *);

#endif
