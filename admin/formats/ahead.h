/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_AHEAD_H
#define DETOUR_AHEAD_H

/*
 * ahead.h - rules that are asked before others, found by those that may cover
 * the same request.
 *
 * Rules are noted in the order in which they are asked (match.h), and looked
 * for by those that come later, of a million as of ten in a handful of steps.
 * What is found may still not meet: shape_may_meet() judges.  Pure.
 */

#include <stdint.h>

#include "rule.h"

struct ahead {
	uint8_t           *seen;  /* bits: the heads of what is expected, ... */
	uint8_t           *again; /* ... and of what is more than once */
	struct ahead_note *notes; /* what is noted, ... */
	size_t             nnotes, max_notes;
	struct ahead_node *nodes; /* ... by each way to find it, ... */
	size_t             n, cap;
	uint32_t          *first; /* ... in chains, by key */
	size_t             nfirst;
};

/* Free it in any case.  Errors: ERR_NOMEM. */
enum err ahead_init(struct ahead *) MUST_CHECK;
void     ahead_free(struct ahead *);

/* As if none had been noted; what is expected stays so. */
void ahead_forget(struct ahead *);

/* A rule that may look later; all of them before the first is noted, so that
 * what nobody looks for takes no memory. */
void ahead_expect(struct ahead *, const struct rule *);

/* Note a rule, by a number of the caller's; looks says that it was expected
 * itself, and so is none of those that find it.  Errors: ERR_NOMEM, ERR_LIMIT.
 */
enum err ahead_note(struct ahead *, const struct rule *, int64_t number,
    bool looks) MUST_CHECK;

enum ahead_next {
	AHEAD_KEEP,
	AHEAD_FORGET, /* it need not be found again */
	AHEAD_STOP    /* it is kept, and no other is brought */
};

typedef enum ahead_next ahead_fn(int64_t number, void *arg);

/* Bring those that may stand in the way of a rule. */
void ahead_each(struct ahead *, const struct rule *, ahead_fn *, void *arg);

#endif
