/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TO_VERCEL_H
#define DETOUR_TO_VERCEL_H

/*
 * to_vercel.h - what the files of vercel.json's export share; nobody else
 * includes it.
 *
 *	to_vercel.c		a rule, as one object or two
 *	to_vercel_has.c		what a request must have
 *	to_vercel_path.c	its paths: "/post/:id(\\d+)"
 */

#include <jansson.h>

#include "to.h"

/* Whether an octet, and not the end, is one of a set. */
bool vercel_is_one_of(char, const char *set);

/* The list "has" of a rule, of what is in its source besides the path and of
 * its conditions; NULL for none.  The caller's.  Errors: ERR_SYNTAX with a
 * clause, ERR_NOMEM. */
enum err vercel_asked(const struct rule *, struct to_how, json_t **ret,
    struct buf *why) MUST_CHECK;

/* Append a path in which placeholders mean what they do here, and all else is
 * text; or an expression, whose n-th group is ":pN".  ERR_SYNTAX, with a
 * clause, for what has no such form. */
void     vercel_add_path(const struct rule *, struct slice path, struct buf *);
enum err vercel_add_expression(struct slice, struct buf *,
    struct buf *why) MUST_CHECK;

/*
 * Append a target in which nothing is a placeholder but what we know as one.
 * alone: of the path itself, where the star is nothing.  Errors as above.
 */
enum err vercel_add_target(const struct rule *, bool alone, struct buf *,
    struct buf *why) MUST_CHECK;

#endif
