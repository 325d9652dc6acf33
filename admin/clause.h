/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CLAUSE_H
#define DETOUR_CLAUSE_H

/*
 * clause.h - why a rule answers, loses, or was not even asked, in plain words,
 * with what can be done about it.  Pure.
 */

#include "explain.h"

/*
 * What became of a rule, as a clause of which the rule is the subject: "ended
 * 2026-11-29 10:00:00 +01:00, 2d ago; 'detour renew 3' brings it back".
 */
void clause_verdict(const struct explanation *, const struct judged *,
    struct buf *out);

/* Which condition of a rule does not hold: "is for the cookie beta=1, and this
 * request has no such cookie". */
void clause_condition(const struct explanation *, const struct rule *,
    struct buf *out);

/* What keeps a rule from the URL, in the same way: "is for www.example.com
 * only". */
void clause_near(const struct explanation *, const struct judged *,
    struct buf *out);

/* The whole, as one sentence. */
void clause_why(const struct explanation *, struct buf *out);

#endif
