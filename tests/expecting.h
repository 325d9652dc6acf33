/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECTING_H
#define DETOUR_EXPECTING_H

/*
 * expecting.h - an expectation in the store of the running scene.
 */

#include "changes.h"

#include "expect.h"

static const struct expectation some = { .url = { "/a", 2 },
	.method = { "GET", 3 },
	.answer = { "307 /b", 6 },
	.at = EXPECT_NOW,
	.created_at = SCRATCH_NOW,
	.who = { "ann", 3 },
	.note = { "why", 3 } };

static inline int64_t
store_one(const struct expectation *e)
{
	struct ledger l;
	int64_t       id = 0;

	start(&l, "expect");
	assert_err(expect_add(&l, e, &id), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	return id;
}

#endif
