/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ADVISE_H
#define DETOUR_ADVISE_H

/*
 * advise.h - what a person should know of a rule before it is stored, and what
 * only --force allows.
 */

#include "cmd.h"
#include "ids.h"
#include "ledger.h"
#include "rule.h"

/*
 * EXIT_USAGE, with a message, for a rule on which no visitor could ever arrive;
 * a warning only with --force.
 */
enum status advise_loop(struct session *, const struct rule *);

/* Warn of what other programs take for a placeholder or an expression, and this
 * one for a text. */
void advise_spelling(struct session *, const struct rule *);

/* Warn of other rules on the same source that are active, and of a target that
 * another rule answers now, unless r is to come or over.  EXIT_FAIL when that
 * can't be told. */
enum status advise_neighbours(struct session *, const struct rule *);

/*
 * What lint finds on a rule, as if it were stored already: EXIT_USAGE, with a
 * message, when it makes a loop with others, now or later, without --force;
 * everything else is a warning.
 */
enum status advise_lint(struct session *, const struct rule *);

/*
 * Within a transaction that has changed rules: the loops in which they take
 * part, now or later.  A loop is EXIT_NO, with a message, or a warning where
 * warn is set or with --force.  It stops after ADVISE_LOOPS_MS and says how far
 * it came.
 *
 *	ret_found	NULL, or how many there are
 */
#define ADVISE_LOOPS_MS 1000

enum status advise_loops(struct session *, const struct ids *, bool warn,
    size_t *ret_found);

/* The same for the rules that a ledger, which has not ended, has put into the
 * table or changed; but for the additions that one event stands for. */
enum status advise_batch(struct session *, const struct ledger *);

/*
 * Whether a rule may be promoted: EXIT_NO, with a message, if not.  What
 * --force allows is a share below 100, a target that another rule answers, a
 * loop, a rule that has not begun, a target that was dead when it was asked
 * last, and --protect; nothing allows a 303 or a
 * 410 or 503.
 */
enum status advise_promotion(struct session *, const struct rule *);

/* Warn when browsers may still remember the redirect that is removed. */
enum status advise_removal(struct session *, const struct rule *);

#endif
