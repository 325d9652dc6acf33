/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TESTS_REMEMBERED_H
#define DETOUR_TESTS_REMEMBERED_H

/*
 * remembered.h - what a memo is given to keep, and whether it has it.
 */

#include "memo.h"

#define NOW 1796083200LL /* 2026-12-01T00:00:00Z */

static const struct siphash_key key = { { 1, 2 } };

static const struct moment made = { NOW, NOW + 1 };

/* A decision with nothing at its default. */
static inline void
decided(struct decision *d, const char *location, int64_t until)
{
	decision_init(d);
	d->status = 307;
	buf_adds(&d->location, location);
	d->max_age = 42;
	d->rule_id = 1234567890123;
	d->late_id = 7;
	d->sunset = NOW + 5;
	d->until = until;
	d->state = RULE_ACTIVE;
	d->why = WHY_AFTER;
	d->method = METHOD_HEAD;
}

static inline bool
knows(struct memo *m, struct slice ask, struct moment at)
{
	struct decision got;
	bool            found;

	decision_init(&got);
	found = memo_find(m, memo_id(m, ask), 3, at, &got);
	decision_free(&got);
	return found;
}

#endif
