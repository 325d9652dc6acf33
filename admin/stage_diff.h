/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGE_DIFF_H
#define DETOUR_STAGE_DIFF_H

/*
 * stage_diff.h - what a stage would change: rules, faults, answers.
 */

#include "cmd.h"

/*
 * Print it.  Answers are those to URLs that stand for rules which were hit or
 * are changed, or, with --file, to the requests of a log or list, as "diff"
 * prints them.  EXIT_NO for what apply would refuse, or an error of lint.
 */
enum status stage_diff(struct session *, const char *path);

#endif
