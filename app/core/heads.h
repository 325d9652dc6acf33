/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_HEADS_H
#define DETOUR_HEADS_H

/*
 * heads.h - rules that are not exact, in memory, found by their literal head.
 *
 * "/docs/ *" has the head "/docs".  A request tries each of its own heads
 * ("", "/docs", "/docs/a", ...) for which some rule has as many segments, so
 * that the cost grows neither with the number of rules nor with the depth of
 * the path; the same for the ends of its host (".b.example", ".example") and
 * wildcards.
 *
 * "/:lang/shop/:id" has no head, and many may share one.  Patterns are found by
 * what is literal behind it, too: a site has few sets of places where that is
 * (pattern_places), and a request tries its own segments in each.  Pure.
 */

#include <stdint.h>

#include "match.h"
#include "wants.h"
#include "rule.h"
#include "key.h"

/* Whom a rule is bound to: nobody, a host, or all subdomains of one. */
enum { HEADS_ANY, HEADS_HOST, HEADS_WILD, HEADS_HOSTS };

#define HEADS_DEPTHS 64 /* what is deeper shares the last */

/* Sets of places that are told apart; patterns with others are looked through.
 */
#define HEADS_SETS_MAX 32

/* A rule of a chain; what can be told of it without a look at it. */
struct heads_link {
	uint32_t next; /* the one behind it, plus one */
	uint32_t mark; /* of the hash that it is found by */
	uint16_t set;  /* where it is literal behind its head: the number of the
	                * set, from 1; 0 when by its head alone */
	bool wanting;  /* another has the same mark, and wants[] tells of it */
};

/* Filled once, by heads_room(), heads_keep() and heads_index(), then only
 * read. */
struct heads {
	struct rule       *rules;
	size_t             n, cap;
	uint32_t          *slots; /* first rule of a chain, plus one */
	struct heads_link *links; /* of each rule */
	size_t             size;  /* slots; a power of two */
	/* Of each that is wanting; NULL if there is none. */
	struct wants *wants;
	/* Which numbers of segments occur, [ignore_case][of hosts]; and which
	 * numbers of dots in a wildcard. */
	uint64_t depths[2][HEADS_HOSTS];
	uint64_t dots;
	/* Sets of places, and which of them occur behind a head of so many
	 * segments, [ignore_case][segments]; as bits, from 0. */
	uint64_t sets[HEADS_SETS_MAX];
	unsigned nsets;
	uint32_t behind[2][HEADS_DEPTHS];
};

void heads_init(struct heads *);
void heads_free(struct heads *);

/* An initialised rule to fill; NULL without memory.  It belongs to the heads,
 * is kept by heads_keep(), and otherwise given out again. */
struct rule *heads_room(struct heads *);
void         heads_keep(struct heads *);

/* Make what was kept findable.  Errors: ERR_NOMEM. */
enum err heads_index(struct heads *) MUST_CHECK;

/*
 * Call fn once for each rule that covers a key, in no order.  Anything but
 * ERR_OK from fn ends the search and is returned.  *judged is set when any rule
 * had to be looked at, and is left alone otherwise.
 */
typedef enum err heads_fn(const struct match *, void *arg);
enum err heads_find(const struct heads *, const struct key *, heads_fn *,
    void *arg, bool *judged) MUST_CHECK;

#endif
