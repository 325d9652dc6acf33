/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REGEX_H
#define DETOUR_REGEX_H

/*
 * regex.h - regular expressions for whole paths; the only module that knows
 * PCRE2.
 *
 * An expression is for a path from its first octet to its last, as it stands:
 * canonical (url.h), so escaped.  No path and no expression can cost more than
 * a bounded time: PCRE2 gives up after REGEX_MATCH_LIMIT steps, and a path of
 * more than REGEX_PATH_MAX octets matches none.  Compiled to machine code where
 * the system lets us, and interpreted where it does not (systemd's
 * MemoryDenyWriteExecute); both give the same answers, but for expressions that
 * reach a limit.
 */

#include <stdbool.h>

#include "buf.h"
#include "errs.h"
#include "url.h"

#define REGEX_PATH_MAX    2000  /* octets of a path */
#define REGEX_MATCH_LIMIT 20000 /* steps, and depth, of one attempt */
#define REGEX_HEAP_LIMIT  1024  /* KiB to remember where it was: interpreted, */
#define REGEX_STACK_LIMIT 512   /* and as machine code */

/*
 * regex_check - refuse, by its text alone, what is no expression here: octets
 * that no path has, "(*" (verbs of PCRE2) and callouts.  Errors: ERR_SYNTAX.
 */
enum err regex_check(struct slice pattern, struct buf *why) MUST_CHECK;

/*
 * regex_literal - append what every path begins with that an expression
 * matches; perhaps less, perhaps nothing.  With ignore_case, letters are in
 * lower case, and so they are in the path.  The expression has passed
 * regex_check() and compiles.
 */
void regex_literal(struct slice pattern, bool ignore_case, struct buf *out);

/*
 * Pairs of neighbouring octets that a path has, or that an expression wants to
 * be in every path that it matches; pairs share the places of a set.  What
 * lacks one that is wanted is told in a hundredth of the time that a match
 * takes.
 */
struct regex_pairs {
	uint64_t set[4];
};

/* Of a path; with ignore_case whatever its case is.  One that is longer than
 * any expression matches has none. */
void regex_pairs_of(struct slice path, bool ignore_case,
    struct regex_pairs *ret);

/* Of an expression, as far as its text tells them; it has passed regex_check()
 * and compiles. */
void regex_pairs_wanted(struct slice pattern, bool ignore_case,
    struct regex_pairs *ret);

/* Whether all that are wanted are there: false is for sure no match. */
static inline bool
regex_pairs_fit(const struct regex_pairs *wanted,
    const struct regex_pairs             *there)
{
	uint64_t lacking = 0;

	for (int i = 0; i < 4; i++)
		lacking |= wanted->set[i] & ~there->set[i];
	return lacking == 0;
}

#define REGEX_SAMPLES 4 /* ways to write one down */

/*
 * regex_sample - append a text that an expression probably matches: an example
 * for people and for lint, to be put to regex_covers() before it is believed.
 *
 *	variant	below REGEX_SAMPLES: whether what may be left out is there, and
 *		which of several alternatives is taken
 *
 * False for what is not understood here: references back, recursion.
 */
bool regex_sample(struct slice pattern, unsigned variant, struct buf *out);

/* A compiled expression. */
struct regex;

/* Errors: ERR_SYNTAX with PCRE2's reason, ERR_NOMEM. */
enum err regex_compile(struct slice pattern, bool ignore_case,
    struct regex **ret, struct buf *why) MUST_CHECK;
void     regex_free(struct regex *); /* NULL is fine */

/* How many captures it has, at most URL_PIECES_MAX: $1 to $9. */
unsigned regex_captures(const struct regex *);

/*
 * regex_covers - whether it matches a path, before it reaches a limit.  *ret
 * says where in the path its captures are; one that took no part is empty.
 */
bool regex_covers(struct regex *, struct slice path,
    struct piece ret[URL_PIECES_MAX]);

/*
 * regex_begins - whether an expression may match a path that begins with this,
 * an octet or more: false is for sure.  Compiles, so costs more than a match.
 */
bool regex_begins(struct slice pattern, bool ignore_case, struct slice head);

#endif
