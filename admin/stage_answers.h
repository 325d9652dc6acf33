/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGE_ANSWERS_H
#define DETOUR_STAGE_ANSWERS_H

/*
 * stage_answers.h - which answers a stage would change, by what is known of
 * visitors: each rule that was ever hit, and each that the stage touches, is
 * asked for by URLs that stand for it (witness.h), before and after.
 *
 * Hits are counted for rules, not for URLs: that is what diff with a log does.
 */

#include "cmd.h"
#include "ids.h"

struct stage_sum {
	size_t  answers;         /* that are others */
	int64_t hits;            /* of all rules */
	int64_t hits_of_answers; /* of those whose answer is another */
};

/*
 * Put a row for each answer that is another: the rules with most hits first,
 * then those that are not live yet.
 *
 *	before, was	the table and the store of what is committed
 *	touched, added	rules of the stage: that are there, that are not
 *
 * Errors: those of table_find().
 */
enum err stage_answers(struct session *, struct table *before,
    struct table *after, struct store *was, const struct ids *touched,
    const struct ids *added, struct stage_sum *ret) MUST_CHECK;

#endif
