/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TURNS_H
#define DETOUR_TURNS_H

/*
 * turns.h - the instants at which the answer for a key becomes another.
 *
 * Pure: decides at every instant at which a window of a covering rule begins or
 * ends, with the function that serves.
 */

#include "decide.h"

/* The answer from an instant on. */
struct turn {
	int64_t                at;
	const struct decision *decision;
	const struct rule     *rule;  /* that answers, or NULL */
	bool                   first; /* the answer at from, not a change */
};

/* Borrowed: valid during the call that brings it. */
typedef enum err turn_fn(const struct turn *, void *arg);

/*
 * turns_each - bring the answer at from, and then each one that differs from
 * the one before it, up to and including until.
 *
 *	m, n	all matches of the key, sorted by match_order()
 *
 * Answers differ in their status, their Location, or the rule that gives them.
 * How long caches may keep an answer changes every second, and is no
 * difference.  Anything but ERR_OK from fn ends it and is returned.
 *
 * Errors: ERR_NOMEM.
 */
enum err turns_each(const struct key *, const struct match *m, size_t n,
    int64_t from, int64_t until, turn_fn *fn, void *arg) MUST_CHECK;

#endif
