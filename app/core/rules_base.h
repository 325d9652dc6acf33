/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RULES_BASE_H
#define DETOUR_RULES_BASE_H

/*
 * rules_base.h - what rules.c and rules_same.c share; nobody else includes it.
 */

#include "rules.h"

/* Hand the rule in each row of a query to fn. */
enum err rules_walk(struct query *, rules_fn *fn, void *arg) MUST_CHECK;

#endif
