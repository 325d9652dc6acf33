/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_VISITOR_H
#define DETOUR_VISITOR_H

/*
 * visitor.h - for which visitors a rule is, and what that makes of an answer.
 *
 * Pure.  An answer that another visitor would not get must say so, to caches
 * on the way (Vary, private) and to the worker that remembers it.
 */

#include <stdint.h>

#include "buf.h"
#include "key.h"
#include "rule.h"

/* Whether a rule is for a visitor; else the first reason why not. */
enum visitor_why { VISITOR_YES, VISITOR_CONDITION, VISITOR_SHARE };

enum visitor_why visitor_is_for(const struct rule *, const struct key *);

/* What tells visitors apart, of all rules that were asked for an answer. */
struct visitors {
	struct buf *vary;       /* see conditions_vary() */
	bool        is_private; /* no header tells them apart */
	bool        by_address; /* ... but where they are, which may change */
	bool        by_visitor; /* the answer, or a late hit, depends on more
	                         * than request_ask() says */
	bool settled;           /* whoever asks, no further rule is asked */
};

/* What became of a rule. */
enum visitor_fate {
	FATE_LOST,  /* no answer from it here: a further rule is asked */
	FATE_WON,   /* it answers */
	FATE_BEHIND /* another one does, and it was not asked */
};

/*
 * Take another rule into account, in the order in which they are asked.  Once
 * settled, nothing is added any more.
 */
void visitors_add(struct visitors *, const struct rule *, const struct key *,
    int64_t now, enum visitor_fate);

#endif
