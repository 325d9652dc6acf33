/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LINT_CROWD_H
#define DETOUR_LINT_CROWD_H

/*
 * lint_crowd.h - URLs that very many rules cover: there may be a window for
 * each day of the next years.
 *
 * Each of these rules asks for the same URL, and at each time only a few of
 * them have a word.  So they are read once, and then given out by their time.
 */

#include "match.h"
#include "table.h"

#define CROWD_LEAST 64    /* rules that cover a URL; fewer are read anew */
#define CROWD_MOST  20000 /* of more, no rule is looked at */
#define CROWD_RULES 50000 /* rules of all crowds that are kept */
#define CROWDS      32

/* When a rule may answer, which is [from, until). */
struct crowd_span {
	int64_t from, until; /* from is WHEN_NEVER for one that is disabled */
};

/* All rules that cover a URL, copied. */
struct crowd {
	struct buf         url;   /* canonical */
	size_t             total; /* that cover it; 0: there is no crowd */
	struct rule       *rules; /* in match_order(); none of too many */
	struct crowd_span *spans;
	size_t             n;
	uint32_t          *by_id;
	int64_t *turns;   /* when any that does not repeat changes, ... */
	size_t   nturns;  /* ... sorted */
	bool     repeats; /* some do */
	uint64_t used;    /* when, by a count of uses */
};

struct crowds {
	struct crowd crowd[CROWDS];
	uint64_t     uses;
	size_t       rules; /* of all */
};

void crowds_init(struct crowds *);
void crowds_free(struct crowds *);

/* The crowd of a URL, or NULL. */
struct crowd *crowds_find(struct crowds *, struct slice url);

/* Make one of what table_find() has found; the one that was used longest ago
 * goes.  Errors: ERR_NOMEM. */
enum err crowds_add(struct crowds *, struct slice url, const struct match *,
    size_t n, struct crowd **ret) MUST_CHECK;

/* Whether a rule may answer within [from, until). */
static inline bool
crowd_is_on(const struct crowd *c, size_t i, int64_t from, int64_t until)
{
	return c->spans[i].from < until && c->spans[i].until > from;
}

/* The next instant after at at which one of all that do not repeat changes. */
int64_t crowd_turn(const struct crowd *, int64_t at);

#endif
