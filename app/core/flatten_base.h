/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FLATTEN_BASE_H
#define DETOUR_FLATTEN_BASE_H

/*
 * flatten_base.h - what the files behind flatten.h share; nobody else includes
 * it.
 *
 *	flatten.c		the way of a rule, one hop after the other
 *	flatten_join.c		whether two rules can be one, and that one
 *	flatten_target.c	two targets made one
 *	flatten_query.c		their queries
 *	flatten_fit.c		a target's path and a source's
 *	flatten_rivals.c	who else might answer what a target leads to
 */

#include "flatten.h"
#include "heads.h"
#include "pattern.h"

struct flatten {
	struct store *store;
	struct table *table;
	int64_t       now, mono_ms;
	struct rule  *held; /* all that are not exact */
	size_t        held_n, held_cap;

	int64_t at;               /* when the rule at hand answers */
	int64_t again;            /* the rule over which the one at hand leads
	                           * somebody in a circle, or 0 */
	struct key      from, to; /* a URL of the rule, and where it leads */
	struct match    covers;   /* the rule, of from */
	struct decision decision;
	struct buf      url, text;
	struct buf      path; /* the target's, canonical, with its
	                       * placeholders */
	struct rule next;     /* a copy of the rule that answers there */
};

/* What a target leads to. */
struct area {
	struct slice path;  /* canonical, with placeholders */
	struct slice base;  /* what all of it begins with, in whole segments */
	bool         holes; /* there are some */
	struct slice host;  /* or empty for any */
	bool         wild;  /* host is below the one of a wildcard */
};

/* ---------------------------------------------------------- paths and holes */

/* How much of what a target's path stands for is covered by a source. */
enum fit { FIT_NONE, FIT_SOME, FIT_ALL };

/* What the placeholders of a source are then: texts that may have some of the
 * target's; slices of its path. */
struct pieces {
	struct slice         piece[PATTERN_NAMES_MAX];
	struct slice         splat;
	const struct source *from; /* whose placeholders the target has */
};

/*
 * flatten_fit - compare a canonical path with that of a rule's source.
 *
 *	holes	whether ":name" in it is a placeholder
 *	ret	written with FIT_ALL
 *
 * FIT_NONE is certain, and so is FIT_ALL; of an expression it is never.
 */
enum fit flatten_fit(const struct rule *, struct slice path, bool holes,
    struct pieces *ret);

/*
 * Whether a placeholder of a source may stand for what makes no sound path: it
 * is a capture, or the value of a parameter.  What is declined for that must be
 * once more.
 */
bool flatten_is_wild(const struct source *, struct slice hole);

/* Whether a target, or a part of it, has a placeholder. */
bool flatten_has_holes(const struct target *);
bool flatten_has_hole(const struct target *, struct slice part);

/*
 * Append the path of r's target to f->path in canonical form, as it is asked
 * for.  False when the canonical form has other placeholders.
 */
bool flatten_path(struct flatten *, const struct rule *r);

/* ----------------------------------------------------------------- two hops */

/*
 * flatten_target - append the target of a rule that leads on over f->next.
 *
 *	r	the rule, which leads to f->to, or all that f->path says
 *	next	where f->next covers f->to
 *
 * False when no target says the same: why is a clause.
 */
bool flatten_target(struct flatten *, const struct rule *r,
    const struct match *next, struct buf *out, struct buf *why);

/*
 * Append the query or fragment of next's target, its placeholders replaced.
 * What would end a value is escaped in what is no placeholder.  False where a
 * value would not be the same.
 */
bool flatten_part(const struct rule *next, struct slice part,
    const struct pieces *, struct buf                  *out);

/* What a placeholder of a rule's target has become. */
struct slice flatten_piece(const struct rule *, const struct pieces *,
    struct slice hole);

/*
 * Whether the query of r's target has all that f->next requires, and one target
 * can say what is left of it.  False: why is a clause.
 */
bool flatten_query_fits(const struct rule *r, const struct rule *next,
    struct buf *why);

/* Append "?" and the query of both; false when it can't be said. */
bool flatten_query(const struct rule *r, const struct rule *next,
    const struct pieces *, struct buf                      *out);

/* Whether f->next may be crossed by r: else why is a clause. */
bool flatten_may(struct flatten *, const struct rule *r, struct buf *why);

/* The match of a rule that answers. */
const struct match *flatten_find(const struct match *, size_t n, int64_t id);

/*
 * flatten_again - set f->again: whether r itself, or a rule that it is led
 * over, answers f->to for visitors of r, be it because those before have
 * conditions.
 *
 *	m, n		what covers f->to; f->decision is by these, and is
 *			overwritten
 */
enum err flatten_again(struct flatten *, const struct rule *r,
    const struct match *m, size_t n, const int64_t *through,
    size_t through_n) MUST_CHECK;

/* What r is once it leads on over next, to a target. */
void flatten_join(struct rule *r, const struct rule *next, struct slice target,
    int64_t now);

/* Whether r, as it is once it leads on, declines some whom the rules between
 * sent in a circle, but by another method. */
bool flatten_declines(struct flatten *, const struct rule *r);

/* Another rule than next, or next itself where it is r, that may answer some of
 * an area first, while both are active; *ret is its id, or 0.  With next NULL
 * one that sends some of it on. */
enum err flatten_rival(struct flatten *, const struct rule *r,
    const struct rule *next, const struct area *, int64_t until,
    int64_t *ret) MUST_CHECK;

#endif
