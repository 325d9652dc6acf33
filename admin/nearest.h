/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_NEAREST_H
#define DETOUR_NEAREST_H

/*
 * nearest.h - which word was probably meant.  Pure.
 */

#include <stddef.h>

/* A search: start it with NEAREST(typed), offer words, read best. */
struct nearest {
	const char *typed;
	const char *best; /* the nearest word so far, or NULL: none is near */
	size_t      distance;
};

#define NEAREST(word) ((struct nearest){ .typed = (word) })

/*
 * A word is near when a third of its letters, or one, would have to be put in,
 * taken out, replaced or swapped with a neighbour, and nearest when it begins
 * with what was typed.  Of two that are equally near the first offered stays.
 */
void nearest_offer(struct nearest *, const char *word);

#endif
