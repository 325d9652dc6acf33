/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LINT_BASE_H
#define DETOUR_LINT_BASE_H

/*
 * lint_base.h - what the files behind lint.h share; nobody else includes it.
 *
 *	lint.c		one rule after the other; what was found already
 *	lint_find.c	all rules that cover a URL
 *	lint_look.c	all answers that a URL may get from now on
 *	lint_walk.c	where an answer leads: loops, chains
 *	lint_reach.c	whether a rule ever answers: shadowed, dead
 *	lint_calendar.c	windows of one source: duplicates, gaps, overlaps
 *	lint_crowd.c	URLs that very many rules cover (a header of its own)
 *	lint_text.c	what a source says by itself: catch-alls, expressions
 */

#include "key.h"
#include "lint.h"
#include "lint_crowd.h"
#include "request.h"

#define LINT_HOPS  20  /* browsers give up then */
#define LINT_STEPS 48  /* answers of one URL, over time and visitors */
#define LINT_NODES 300 /* URLs that are looked at for one rule */
#define LINT_TEXT  (64U * URL_REQUEST_MAX)

/* An answer that a URL may get, and when. */
struct step {
	int64_t from, until;
	int64_t rule;
	int     status;
	size_t  location_at; /* in lint.text, NUL-terminated */
	bool    named;       /* the rule names the host */
	bool    always;      /* the rule answers everybody */
	bool    wants;       /* the rule has conditions */
	bool    leaves;      /* "leave this alone": no answer */
};

/* What one look at a URL has brought. */
struct steps {
	struct step step[LINT_STEPS];
	size_t      n;
	bool        cut;  /* there was more */
	size_t      mark; /* of lint.text */
};

/* One URL on the way. */
struct place {
	struct key   key;
	struct steps steps;
	size_t       url_at; /* in lint.text */
	int64_t      rule;   /* that was followed from here */
	bool         sure;   /* this table answers here, too */
	bool         wants;  /* ... and it has conditions */
};

struct lint {
	struct table *table;
	int64_t       now, mono_ms;
	lint_fn      *fn;
	void         *arg;

	const struct rule *draft;
	struct match      *matches; /* of a crowd, or with the draft */
	struct crowd_span *spans;   /* of a crowd, those of its matches */
	size_t             matches_cap;
	struct crowds     *crowds;
	size_t             crowd_least;
	struct buf         crowd_url;
	bool               too_many; /* the last find gave none */

	struct place *places; /* LINT_HOPS + 2 */
	struct buf    text;   /* URLs and Locations of the places */
	struct buf    url;    /* to ask for */
	struct buf    message;
	size_t        nodes; /* URLs that were looked at for the rule at hand */
	size_t        others;  /* rules that cover the URL of the last find */
	bool          alone;   /* one rule covers the last witness */
	bool          answers; /* the rule at hand was seen to answer */
	struct decision decision;

	uint64_t *seen; /* a hash set of findings that several rules show */
	size_t    seen_n, seen_cap;
};

/*
 * The rules that cover a key, the draft among them; as table_find().  Of a
 * crowd, those that may answer within [from, until).
 *
 *	ret_crowd	NULL if there is none; valid until the next call
 *
 * Of more than CROWD_MOST there is none at all, and once it is said so.
 */
enum err lint_find(struct lint *, const struct key *, int64_t from,
    int64_t until, const struct match **ret, size_t *ret_n,
    struct crowd **ret_crowd) MUST_CHECK;

/* Make a key of a URL; ERR_SYNTAX and ERR_LIMIT as key_from_request(). */
enum err lint_key(const char *url, const char *method, struct key *) MUST_CHECK;

/*
 * lint_look - all answers that a URL may get within [from, until).
 *
 * At each instant these are the rules that would answer, in their order, up to
 * the first that answers everybody.
 */
enum err lint_look(struct lint *, const struct key *, int64_t from,
    int64_t until, struct steps *ret) MUST_CHECK;

/* Whether a rule answers all visitors that its source covers. */
bool lint_always(const struct rule *);

/* Whether two rules have the same normalised source, and the same answer. */
bool lint_same_source(const struct rule *, const struct rule *);
bool lint_same_answer(const struct rule *, const struct rule *);

/*
 * lint_first - look at the i-th witness of a rule, as places[0].
 *
 *	ret_more	false: there is none
 *	ret_covered	whether the rule covers it; else nothing was looked at
 */
enum err lint_first(struct lint *, const struct rule *, size_t i,
    bool *ret_more, bool *ret_covered) MUST_CHECK;

/* The first instant from now on at which a rule answers; WHEN_NEVER if it
 * never does. */
int64_t lint_begins(const struct lint *, const struct rule *);

/* When a rule ceases to answer for good. */
int64_t lint_ends(const struct rule *);

/* The parts of lint_rule(), in this order: the first one finds the answers to
 * the first witness in places[0]. */
enum err lint_walk(struct lint *, const struct rule *) MUST_CHECK;
enum err lint_reach(struct lint *, const struct rule *) MUST_CHECK;
enum err lint_calendar(struct lint *, const struct rule *) MUST_CHECK;
enum err lint_text(struct lint *, const struct rule *) MUST_CHECK;

/* Bring a finding whose message is in lint.message. */
enum err lint_found(struct lint *, struct lint_finding *) MUST_CHECK;

/* A finding on a single rule from now on, or from its start. */
struct lint_finding lint_about(const struct lint *, enum lint_kind,
    const struct rule *);

/* Whether this kind of finding on these rules is new; remembers it. */
enum err lint_is_new(struct lint *, enum lint_kind, const int64_t *rules,
    size_t n, bool *ret) MUST_CHECK;

/* Append "rule 1", "rule 1 and rule 2"; the one of the draft is "this". */
void lint_add_rules(struct buf *, const int64_t *rules, size_t n);

/* Append ", from ... until ..." for what is not so now. */
void lint_add_when(const struct lint *, struct buf *, int64_t from,
    int64_t until);

#endif
