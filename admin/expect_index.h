/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECT_INDEX_H
#define DETOUR_EXPECT_INDEX_H

/*
 * expect_index.h - expectations in memory, found by the request and the instant
 * that they are of: of one there is one answer.
 *
 * Of a table that was written by other means there may be several.
 */

#include <jansson.h>

#include "buf.h"
#include "expect.h"

struct expect_index {
	json_t    *of; /* by request and instant: by answer: the id */
	struct buf key;
};

/* Errors: ERR_NOMEM.  Free it in any case. */
enum err expect_index_init(struct expect_index *) MUST_CHECK;
void     expect_index_free(struct expect_index *);

/* Add all of a store, or one.  Errors: those of expect_each(), ERR_NOMEM. */
enum err expect_index_all(struct expect_index *, struct store *) MUST_CHECK;
enum err expect_index_add(struct expect_index *,
    const struct expectation *) MUST_CHECK;

/* What is said of the request of one. */
struct expect_found {
	bool        same;   /* the same answer, too */
	int64_t     other;  /* the id of one with another answer; 0: none */
	const char *answer; /* ... which is this; until something is added */
};

/* Errors: ERR_NOMEM. */
enum err expect_index_find(struct expect_index *, const struct expectation *,
    struct expect_found *ret) MUST_CHECK;

#endif
