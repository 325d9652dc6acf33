/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SHAPE_H
#define DETOUR_SHAPE_H

/*
 * shape.h - a rule taken apart for servers that have no detour: for which
 * requests, from when until when, with which answer.
 *
 * A server asks with one line of text, "TARGET HOST SCHEME": the raw target of
 * the request in normal form (spell.h), the Host header as it came, and http or
 * https.  Of the shapes of all rules, in the order in which rules are asked,
 * the first that covers the line at that second is the answer.
 *
 * The answers are those of decide() to the octet, for requests in normal form
 * by any method but OPTIONS and TRACE.  Only caches are told less: no server
 * can count down, so a temporary answer is "no-cache" whatever its max-age, and
 * a permanent one is trusted for as long as at the export.  What cannot be said
 * exactly is refused, with the reason.  Pure.
 */

#include <stdint.h>

#include "buf.h"
#include "rule.h"

#define SHAPE_TEXT_MAX    65536
#define SHAPE_WINDOWS_MAX 400 /* times that a rule may yet repeat */

struct shape {
	const struct rule *rule;
	int64_t    from, until; /* the window; WHEN_EVER if it has begun */
	int        status;      /* 0: leave this alone */
	struct buf ask;         /* expression for the whole line */
	struct buf except;      /* expression for the beginning of lines that
	                         * are left out, or empty */
	struct buf location;    /* a text; an octet 1 to 9 in it is what the
	                         * expression has captured there */
	bool       looks;       /* ask looks ahead, which RE2 cannot */
	struct buf methods; /* "GET HEAD": by which it is asked; or empty for
	                     * any */
	const char *cache;  /* Cache-Control; "" for none */
	int64_t     sunset; /* of a Sunset header, or WHEN_NEVER */
	int64_t     retry;  /* of a Retry-After header, or WHEN_NEVER */
};

/* Borrowed: valid during the call that brings it. */
typedef enum err shape_fn(const struct shape *, void *arg);

/*
 * shape_each - bring the shapes of a rule, in order.  Those whose window is
 * over at now are left out; so a disabled rule has none.
 *
 *	r	has passed rule_validate()
 *	why	a clause that says what cannot be expressed: "it is for a
 *		share of the visitors"
 *
 * Errors: ERR_SYNTAX when it cannot be expressed, and then some shapes may
 * have been brought; ERR_NOMEM, ERR_LIMIT; whatever fn returns.
 */
enum err shape_each(const struct rule *r, int64_t now, shape_fn *fn, void *arg,
    struct buf *why) MUST_CHECK;

/*
 * shape_guard - the shapes of the requests that a rule may answer, from now on,
 * all with status 0: where it cannot be expressed itself, those that come after
 * it must leave them alone.  Errors: those of shape_each().
 */
enum err shape_guard(const struct rule *r, int64_t now, shape_fn *fn, void *arg,
    struct buf *why) MUST_CHECK;

/*
 * shape_sample - a request target that a rule covers by GET, in normal form,
 * and the Location that it gets while the rule is in force; empty if it leads
 * nowhere.
 * Errors: ERR_SYNTAX, as shape_each().
 */
enum err shape_sample(const struct rule *r, struct buf *ret_target,
    struct buf *ret_location, struct buf *why) MUST_CHECK;

/*
 * shape_turns - whether a rule may lead to the very URL that was asked for,
 * where it gives way: true if in doubt.  Of what it asks for nothing is looked
 * at but the source, and of its dates nothing.  Errors: ERR_NOMEM, ERR_LIMIT.
 */
enum err shape_turns(const struct rule *, bool *ret) MUST_CHECK;

/* Whether some request could be covered by both rules: true if in doubt. */
bool shape_may_meet(const struct rule *, const struct rule *);

#endif
