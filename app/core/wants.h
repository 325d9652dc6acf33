/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WANTS_H
#define DETOUR_WANTS_H

/*
 * wants.h - whether a request has what a rule wants, told by a few bits.
 *
 * Of many rules that begin alike most can be left out by them, without a look
 * at the rule, which lies elsewhere: in a hundredth of the time.  They are what
 * an expression wants of a path (regex.h), and the parameters that are required
 * (params.h).  Pure.
 */

#include "regex.h"
#include "rule.h"

struct wants {
	struct regex_pairs pairs;
	uint64_t           params; /* two bits for each, or more share them */
};

/* Of a rule that has passed rule_validate(); false when it wants nothing that
 * can be told. */
bool wants_of(const struct rule *, struct wants *ret);

/* What is there, in a path and a query.  ignore_case: whatever the path's case
 * is. */
void wants_there(struct slice path, struct slice query, bool ignore_case,
    struct wants *ret);

/* Whether all that is wanted is there: false is for sure no match. */
static inline bool
wants_fit(const struct wants *wanted, const struct wants *there)
{
	return (wanted->params & ~there->params) == 0 &&
	    regex_pairs_fit(&wanted->pairs, &there->pairs);
}

#endif
