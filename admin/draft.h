/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DRAFT_H
#define DETOUR_DRAFT_H

/*
 * draft.h - the options of add and edit, put into a rule.
 */

#include "cmd.h"
#include "rule.h"

/*
 * Put every option that says how a rule answers into it: all but its window,
 * its source and its target.  Those that were not given change nothing.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in session.why; ERR_NOMEM.
 */
enum err draft_options(struct session *, struct rule *) MUST_CHECK;

/* The part of it that says for which requests the rule is: draft_condition.c.
 */
enum err draft_conditions(struct session *, struct rule *) MUST_CHECK;

/*
 * --daily, --weekly, --zone and --no-repeat; draft_options() has them, too.
 * Hours and days that are given replace both; the zone stays, and is the local
 * one at first.  Errors: as above.
 */
enum err draft_repeats(struct session *, struct rule *) MUST_CHECK;

/*
 * The window of a rule that is added.  Without any option a temporary rule
 * starts now and has RULE_FOR_DEFAULT; --for counts from its start; an --until
 * that is past, without --from, is a window that began at some time ever.  A
 * permanent rule takes no end.  Errors: as above.
 */
enum err draft_window(struct session *, struct rule *) MUST_CHECK;

/*
 * The window of a rule that is edited: what is not given stays.  --for counts
 * from --from, or from now, or from a start that is still to come.
 */
enum err draft_new_window(struct session *, struct rule *) MUST_CHECK;

/*
 * The end that renew gives: --until, or --for from now (or from a start that is
 * still to come), or RULE_FOR_DEFAULT.  Errors: as above.
 */
enum err draft_renewal(struct session *, struct rule *) MUST_CHECK;

/* Warnings, for what is done: a refusal stands alone. */

/* Warn of "--for 30" of somebody who means days. */
void draft_warn_seconds(const struct session *);

/* Warn when the window is already over, or nothing in it is still to come. */
void draft_warn_over(const struct session *, const struct rule *);

#endif
