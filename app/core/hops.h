/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_HOPS_H
#define DETOUR_HOPS_H

/*
 * hops.h - where a redirect leads, as long as this table answers.
 */

#include "request.h"
#include "table.h"

#define HOPS_MAX 10 /* browsers give up after 20 */

/* How it ends. */
enum hops_end {
	HOPS_NONE,     /* the first answer is no redirect */
	HOPS_LEAVES,   /* to a URL that no rule answers: the visitor arrives */
	HOPS_GONE,     /* to an answer of a rule that is no redirect: 410 */
	HOPS_LOOPS,    /* to a URL where it has been before */
	HOPS_TOO_MANY, /* it goes on after HOPS_MAX hops */
	HOPS_REFUSED   /* to a URL that is answered 400 or 414 */
};

/* "none", "leaves", "gone", "loops", "too many", "refused". */
const char *hops_end_name(enum hops_end);

/* One URL on the way and its answer.  The texts are NUL-terminated and the
 * hops' own. */
struct hop {
	const char *url;      /* canonical, the port kept */
	const char *location; /* as sent; "" unless it is a redirect */
	int         status;
	int64_t     rule_id;   /* that answers, or 0 */
	bool        same_host; /* as the URL that was asked for first */
};

struct hops {
	/* The URLs after the one that was asked for, in order; the last is
	 * where it ends. */
	struct hop    hop[HOPS_MAX + 1];
	size_t        n;
	enum hops_end end;
	size_t        loops_to; /* of HOPS_LOOPS: which hop it is again, from 1;
	                         * 0 is the URL that was asked for */
	/* The rest is hops.c's. */
	size_t          url_at[HOPS_MAX + 2], location_at[HOPS_MAX + 1];
	struct buf      text, url;
	struct key      key;
	struct decision decision;
};

void hops_init(struct hops *);
void hops_free(struct hops *);

/*
 * hops_follow - from an answer to where it ends.
 *
 *	r	the request; what it says of its client goes for all hops, but
 *		cookies for those on its host only
 *	k, d	its key, and what is answered to it
 *	ret	initialised; overwritten
 *
 * Each Location is asked for at the same instant, on whatever host it names, as
 * if this table answered there, too: hop.same_host says where that is sure.
 * Cookies stay with their host: browsers send others no cookie of it.
 * The method stays, but becomes GET where browsers change it: after a 303, and
 * for a POST after a 301 or 302.  A URL is the same when scheme,
 * host, port, path and query are.
 *
 * Errors: those of table_find().
 */
enum err hops_follow(struct table *, const struct request *r,
    const struct key *k, const struct decision *d, struct moment at,
    int64_t mono_ms, struct hops *ret) MUST_CHECK;

#endif
