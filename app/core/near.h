/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_NEAR_H
#define DETOUR_NEAR_H

/*
 * near.h - rules that almost cover a key, and what is in the way.
 *
 * For people who wonder why nothing answers; never on the way of a request.
 * Pure: match_rule() stays the only judge, it is only asked about a rule that
 * is less particular.
 */

#include "match.h"

/* What keeps a rule from a key, one bit each; together they are all. */
enum {
	NEAR_SCHEME = 1, /* bound to the other scheme */
	NEAR_HOST = 2,   /* bound to another host, or to one */
	NEAR_SLASH = 4,  /* its final slash matters, and differs */
	NEAR_CASE = 8,   /* capitals matter, and differ */
	NEAR_PARAM = 16  /* a required parameter is missing */
};

/* A rule and its bits; the rule is borrowed. */
struct near {
	const struct rule *rule;
	unsigned           why;
};

/*
 * What would have to be otherwise for a rule to cover a key: bits, or 0 when it
 * covers the key or is about something else.  A rule for everything on another
 * host is near only if one of the hosts is below the other, as
 * www.example.com is below example.com, or if the key has no host.
 */
unsigned near_why(const struct rule *, const struct key *);

/*
 * Keep one more in a list that is sorted, the nearest first: what less keeps
 * from the key, then match_order().  Of a full list the last one goes.
 */
void near_keep(struct near *list, size_t room, size_t *n, struct near);

/*
 * near_spelling - the first way to write a canonical path in capitals and
 * small letters that does not come before a text, in the order of octets.
 *
 *	out	receives it; empty before
 *
 * Escapes stay as they are.  False when all come before it; then out is of no
 * use.  With it an index in that order is searched for every spelling in a few
 * steps.
 */
bool near_spelling(struct slice path, struct slice not_before, struct buf *out);

#endif
