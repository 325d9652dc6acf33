/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FLATTEN_BASE_H
#define DETOUR_FLATTEN_BASE_H

/*
 * flatten_base.h - what the files behind flatten.h share; nobody else includes
 * it.
 *
 *	flatten.c		the way of a rule, and what becomes of it
 *	flatten_target.c	two targets made one
 *	flatten_rivals.c	who else might answer what a target leads to
 */

#include "flatten.h"
#include "heads.h"

struct flatten {
	struct store *store;
	struct table *table;
	int64_t       now, mono_ms;
	struct rule  *held; /* all that are not exact */
	size_t        held_n, held_cap;

	bool            circle;   /* the rule at hand leads in one */
	struct key      from, to; /* a URL of the rule, and where it leads */
	struct decision decision;
	struct buf      url, text;
	struct rule     next; /* a copy of the rule that answers there */
};

/* What a target leads to: one path, or all below one. */
struct area {
	struct slice path; /* canonical; of many with a final slash */
	bool         many;
	struct slice host; /* or empty for any */
	bool         wild; /* host is below the one of a wildcard */
};

/*
 * The placeholder with which the path of a target ends behind a slash,
 * ":splat", if it is the only one in all of it: *ret_before is what stands
 * before it. false when there is none, or others; *ret_constant when there is
 * none at all.
 */
bool flatten_splat(const struct target *, struct slice *ret_before,
    bool *ret_constant);

/*
 * Append the target of a rule that leads on over another one.
 *
 *	r, m	the rule and where it covers f->from
 *	next	the other one and where it covers f->to; of a splat it is a
 *		prefix
 *
 * False when no target says the same: why is a clause.
 */
bool flatten_target(struct flatten *, const struct rule *r,
    const struct match *next, struct buf *out, struct buf *why);

/* Another rule than next, or next itself where it is r, that may answer some of
 * an area first, while both are active; *ret is its id, or 0. */
enum err flatten_rival(struct flatten *, const struct rule *r,
    const struct rule *next, const struct area *, int64_t until,
    int64_t *ret) MUST_CHECK;

#endif
