/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LIFE_H
#define DETOUR_LIFE_H

/*
 * life.h - what promotion, demotion and retirement do to a rule.  Pure.
 */

#include "rule.h"

/*
 * Make a temporary rule permanent: its end goes to promoted_until, and
 * promoted_at is the instant from which caches may begin to trust it.
 */
void life_promote(struct rule *, int status, int64_t now);

/*
 * A rule that is permanent from the start: its creation is its promotion, and
 * the window that demote would give back is over.
 */
void life_permanent(struct rule *, int64_t now);

/*
 * Make a permanent rule temporary: the old window, or RULE_FOR_DEFAULT from now
 * when that is over.
 */
void life_demote(struct rule *, int status, int64_t now);

/* 410 from now on, without an end and without a fallback; enabled. */
void life_retire(struct rule *, int64_t now);

#endif
