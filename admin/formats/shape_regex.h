/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SHAPE_REGEX_H
#define DETOUR_SHAPE_REGEX_H

/*
 * shape_regex.h - regular expressions of rules for other servers: what of PCRE2
 * means the same to them all.
 *
 * Understood are characters, classes, counts, groups and alternatives; not what
 * looks around, refers back or has options.  It is written anew, with classes
 * that end where a path does.  No expression is taken that could take so many
 * steps that detour would give up where another server goes on.  Pure.
 */

#include "rule.h"

#define SHAPE_TOKENS_MAX 256

enum token_kind { TOKEN_SET, TOKEN_OPEN, TOKEN_OR, TOKEN_CLOSE };

/* One of an expression: octets, so and so often; or what is around others. */
struct token {
	enum token_kind kind;
	uint64_t        set[2];   /* of octets below 128 */
	unsigned        min, max; /* how often; max 0: without an end; of a
	                           * group, on its close, min is 0 or 1 */
	bool     lazy;
	unsigned group; /* of an open: its number, or 0 if nothing is kept */
	size_t   close; /* of an open and an or */
};

struct shape_regex {
	struct token token[SHAPE_TOKENS_MAX];
	size_t       n;
	unsigned     groups;
};

/* Take the expression of a rule apart.  ERR_SYNTAX with a clause. */
enum err shape_regex_parse(const struct rule *, struct shape_regex *ret,
    struct buf *why) MUST_CHECK;

/* Append it, for a path within a line; groups are kept. */
void shape_regex_spell(const struct shape_regex *, struct buf *out);

/*
 * Refuse a target of which detour would make another Location than a server
 * that puts what is captured into its place: where slashes would meet, or dots
 * or halves of an escape come to stand by themselves.  ERR_SYNTAX with a
 * clause.
 */
enum err shape_regex_target(const struct shape_regex *, const struct target *,
    struct buf *why) MUST_CHECK;

#endif
