/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MATCH_H
#define DETOUR_MATCH_H

/*
 * match.h - which rules cover a request, and in which order they are asked.
 *
 *	env -> request -> key -> CANDIDATES -> WINNER -> decision -> bytes
 *
 * Pure.  The table proposes candidates; this module is the only judge of
 * whether one covers a key, so an index can be too generous but never wrong.
 */

#include <stdbool.h>
#include <stdint.h>

#include "rule.h"
#include "key.h"

/*
 * A rule that was looked at.  Borrows the rule and, in splat, the key.
 */
struct match {
	const struct rule *rule;
	struct slice       splat; /* of a source that ends in a '*': what
	                           * follows its path, without leading slashes,
	                           * the final one kept */
	/* What the placeholders of a pattern, or the captures of a regular
	 * expression, stand for, in their order: where in the key's path, or,
	 * of the last source.values ones, in its query, not decoded. */
	struct piece pieces[URL_PIECES_MAX];
};

/* Why a rule does not cover a key.  MATCH_YES when it does. */
enum match_why {
	MATCH_YES,
	MATCH_NO_SCHEME, /* bound to the other scheme */
	MATCH_NO_HOST,   /* bound to another host */
	MATCH_NO_PATH,   /* another path, case or final slash */
	MATCH_NO_PARAM   /* a required parameter is missing */
};

/* Whether a rule's source covers a key; *ret is written on MATCH_YES. */
enum match_why match_rule(const struct rule *, const struct key *,
    struct match *ret);

/*
 * match_order - the total order in which rules that cover the same key are
 * asked:
 *
 *	1	an exact host; then the longest wildcard; then any host
 *	2	an exact path; then the longer literal head; at an equal head
 *		placeholders, then placeholders with a final '*', then a '*'
 *		alone; regular expressions last, by lower rank, then lower id
 *	3	more required parameters; fewer of them with any value; more
 *		things among its conditions; scheme-bound before any scheme
 *	4	the later start, of the window, also where it repeats; the
 *		higher id
 *
 * A rule of id 0 is not stored yet: it is the newest.  Negative when a comes
 * first.
 */
int match_order(const struct rule *a, const struct rule *b);

/* What decides between two rules, in the order of match_order(). */
enum match_step {
	STEP_HOST,       /* a host of its own, the longest wildcard, any */
	STEP_KIND,       /* this path; one with a head; a regular expression */
	STEP_HEAD,       /* the longer head */
	STEP_WIDTH,      /* placeholders before a star */
	STEP_RANK,       /* of two regular expressions, the lower rank, ... */
	STEP_AGE,        /* ... then the lower id */
	STEP_PARAMS,     /* more required parameters */
	STEP_VALUES,     /* fewer of them with any value */
	STEP_CONDITIONS, /* more conditions */
	STEP_SCHEME,     /* a scheme of its own before any */
	STEP_START,      /* the later start */
	STEP_ID          /* the higher id */
};

/* At which step match_order() tells two rules apart. */
enum match_step match_step(const struct rule *a, const struct rule *b);

/* Sort matches by match_order(), in place; a handful without allocating. */
void match_sort(struct match *, size_t n);

#endif
