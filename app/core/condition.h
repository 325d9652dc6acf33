/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CONDITION_H
#define DETOUR_CONDITION_H

/*
 * condition.h - for which requests a rule is, besides its source.
 *
 *	condition.c		the stored text, and each kind's part of it
 *	condition_value.c	one value as people type it: parse, refuse
 *	condition_hold.c	whether they hold for a request, and what to
 *				vary by
 *	condition_describe.c	in words
 *
 * Pure.  A rule keeps its conditions as one text, a value a line:
 *
 *	method GET
 *	method HEAD
 *	cookie beta=1
 *	header X-Device=phone
 *	language de
 *	from_net 10.0.0.0/8
 *	cors https://app.example
 *
 * in the order of enum condition_kind, the values of a kind sorted, each once.
 *
 * Values for the same thing, as two methods or two values of one cookie, are
 * alternatives: one is enough.  Different things must all hold.
 */

#include <stdbool.h>

#include "buf.h"
#include "errs.h"
#include "key.h"

#define CONDITIONS_MAX      32   /* values of a rule, of all kinds */
#define CONDITIONS_TEXT_MAX 4000 /* octets of the text */
#define CONDITION_VALUE_MAX 500  /* octets of a value */

enum condition_kind {
	CONDITION_METHOD,   /* "GET"; GET always takes HEAD with it */
	CONDITION_COOKIE,   /* "NAME" or "NAME=VALUE" */
	CONDITION_HEADER,   /* the same */
	CONDITION_LANGUAGE, /* the preferred one: "de", see language.h */
	CONDITION_FROM_NET, /* the visitor's address: see net.h */
	CONDITION_CORS,     /* no condition, but which pages of other origins
	                     * may be led on: see cors.h */
	CONDITION_KINDS
};

/* "method", "cookie", "header", "language", "from_net", "cors": the names of
 * the columns. */
const char *condition_name(enum condition_kind);

/* What the conditions of a rule look at. */
struct conditions {
	unsigned looks; /* bits: 1 << enum condition_kind */
	int      n;     /* how many different things, cors not counted */
};

/* What depends on more than the method, which is a part of every question. */
#define CONDITIONS_BY_VISITOR                              \
	(1U << CONDITION_COOKIE | 1U << CONDITION_HEADER | \
	    1U << CONDITION_LANGUAGE | 1U << CONDITION_FROM_NET)

/*
 * Check a stored text, and what it looks at.  Errors: ERR_SYNTAX, ERR_LIMIT,
 * with a sentence in why; ERR_NOMEM.
 */
enum err conditions_parse(struct slice text, struct conditions *ret,
    struct buf *why) MUST_CHECK;

/* The next line of a sound text: cuts it off *rest.  False at the end. */
bool condition_next(struct slice *rest, enum condition_kind *,
    struct slice                 *value);

/*
 * conditions_set - a text with other values of one kind: appends it to out.
 *
 *	typed	as people type it, several joined by ',', of cookies by ';',
 *		of headers by a newline; nothing takes the kind away
 *
 * Errors: as above.
 */
enum err conditions_set(struct slice text, enum condition_kind,
    struct slice typed, struct buf *out, struct buf *why) MUST_CHECK;

/* Append the values of one kind, as conditions_set() takes them: "GET,HEAD",
 * "a=1; b". */
void conditions_get(struct slice text, enum condition_kind, struct buf *out);

/* What joins them: ',', ';' or '\n'. */
char condition_joint(enum condition_kind);

/*
 * One value in its stored form, appended; of GET, "GET,HEAD".
 *
 * Refused: what can never hold, what a request says elsewhere, and headers that
 * do not reach every worker.  Errors: as above.
 */
enum err condition_value(enum condition_kind, struct slice typed,
    struct buf *out, struct buf *why) MUST_CHECK;

/* "beta=1" in its parts; false when it has no '='. */
bool condition_split(struct slice value, struct slice *name,
    struct slice *wanted);

/* Whether two values of a kind are about the same thing. */
bool condition_is_same_thing(enum condition_kind, struct slice a,
    struct slice b);

/* Whether a value, a slice of the text, is the first for its thing. */
bool condition_is_first(struct slice text, enum condition_kind,
    struct slice                     value);

/*
 * Whether all conditions of a sound text hold for a request.  What a request
 * lacks holds for nobody; where nobody in particular asks (key.anybody), all
 * hold.  A preflight (key_is_preflight()) is asked for the method that it
 * announces, if the rule has cors.
 *
 *	ret_kind, ret_value	the first that does not, a slice of text
 */
bool conditions_hold(struct slice text, const struct key *,
    enum condition_kind *ret_kind, struct slice *ret_value);

/*
 * Append the header fields that conditions look at, joined by ", ", those that
 * are there already left out: the value of Vary.  The method is none: caches
 * tell methods apart (RFC 9111, 2).  Nor is the address, which no cache between
 * knows: such an answer is private.  Origin is looked at by who answers only.
 */
void conditions_vary(struct slice text, struct buf *out);

/* The same for one field. */
void vary_add(struct slice field, struct buf *out);

/* Append ", for the method GET or HEAD and the cookie beta=1", or nothing. */
void conditions_describe(struct slice text, struct buf *out);

/* Append one thing as wanted, with its alternatives: "the cookie beta=1". */
void condition_describe(struct slice text, enum condition_kind,
    struct slice value, struct buf *out);

#endif
