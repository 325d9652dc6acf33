/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TRUST_H
#define DETOUR_TRUST_H

/*
 * trust.h - for how long caches may trust a permanent rule: for as long as it
 * has stood.  When what it says changes, or it was not served for a while, that
 * begins anew.  Pure.
 */

#include "rule.h"

/* Caches may begin to trust a permanent rule now, or at its start if that is to
 * come; a temporary one is left as it is. */
void trust_restart(struct rule *, int64_t now);

/* Whether a rule says something else than it did, or says it where or when it
 * did not: then that trust begins anew. */
bool trust_is_other_answer(const struct rule *, const struct rule *was);

/* Of a permanent rule that comes back: it has stood for no longer than what was
 * there until now, or NULL where nothing was. */
void trust_judge(struct rule *, const struct rule *was, int64_t now);

#endif
