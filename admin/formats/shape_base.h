/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SHAPE_BASE_H
#define DETOUR_SHAPE_BASE_H

/*
 * shape_base.h - what the files behind shape.h share; nobody else includes it.
 *
 *	shape.c		the shapes of a rule, put together
 *	shape_window.c	when it does what
 *	shape_path.c	the ways to write a path that a rule covers
 *	shape_regex.h	the same where that is a regular expression
 *	shape_query.c	the ways to write its query
 *	shape_try.c	the Location to such a path, by the functions that serve
 *	shape_self.c	where a rule could lead to the URL that was asked for
 *	shape_apart.c	that it never does
 *	shape_sample.c	one request, and its answer
 *	shape_meet.c	whether two rules could cover the same request
 */

#include "key.h"
#include "shape.h"
#include "shape_regex.h"

/* When a rule does one thing, and which. */
struct window {
	int64_t from, until; /* from is WHEN_EVER if it has begun */
	bool    over;        /* the rule is, and does what its after says */
	bool    leads;       /* to ... */
	const struct target *to;
	int                  status; /* 0: leave this alone */
	char                 cache[32];
	int64_t              sunset, retry; /* as in struct shape */
};

typedef enum err window_fn(const struct window *, void *arg);

/* Bring the windows of a rule that are not over at now, in their order; those
 * that are active before the one in which it is over.  ERR_SYNTAX, and then
 * none is brought, when there are more than SHAPE_WINDOWS_MAX. */
enum err windows_each(const struct rule *, int64_t now, window_fn *, void *arg,
    struct buf *why) MUST_CHECK;

/*
 * How paths are written that a rule covers: an expression, and a path of that
 * kind with a mark for each piece that the expression captures.
 */
struct form {
	struct buf re;
	struct buf path;
	unsigned   pieces;   /* that it captures */
	struct buf location; /* for shape.c: the template of its answer */
};

#define FORMS_MAX 4

struct forms {
	struct form         form[FORMS_MAX];
	size_t              n;
	unsigned            pieces; /* of the one that captures most */
	struct shape_regex *regex;  /* of an expression, or NULL; owned */
	bool                rest;   /* the last one is :splat */
	char                mark;   /* marks are 'z', mark, number, mark, 'z' */
};

#define MARK_N 5 /* octets of a mark */

void forms_init(struct forms *);
void forms_free(struct forms *);

/* Find a mark that no text of the rule has, and the forms.  ERR_SYNTAX with a
 * clause. */
enum err forms_make(struct forms *, const struct rule *, struct buf *why);

/* Make one form of those whose locations say the same: all of them, without
 * and with a final slash, a rest without and with one. */
void forms_merge(struct forms *);

/* Whether a text has a mark; the number of the one that it begins with, or -1.
 */
bool mark_is_in(const struct forms *, struct slice);
int  mark_at(const struct forms *, struct slice);

/* Append a mark: a piece's number from 1, or 0 for a query. */
void mark_add(const struct forms *, unsigned number, struct buf *out);

/* How a query is written: an expression, and what the Location has in the place
 * of the visitor's; 'A' and 'B' in it is what is captured first and second. */
struct asking {
	struct buf  re;
	const char *passed;
};

#define ASKINGS_MAX         5
#define ASKINGS_PASSING_MAX 3 /* parameters, where others are passed on */

struct askings {
	struct asking asking[ASKINGS_MAX];
	size_t        n;
	struct buf    param; /* expression for what is required */
	bool          looks; /* it looks ahead */
};

void askings_init(struct askings *);
void askings_free(struct askings *);

/* passes: the visitor's parameters are in the answer; of those that are
 * required there are ASKINGS_PASSING_MAX at most then. */
enum err askings_make(struct askings *, const struct source *,
    bool passes) MUST_CHECK;

/* What the functions that serve make of such a path. */
struct trial {
	struct key key;
	struct buf url;
	struct buf location; /* as built, with its marks */
	struct buf path;     /* of it, canonical: for shape_self.c */
	bool       self;     /* it is the URL that was asked for */
};

void trial_init(struct trial *);
void trial_free(struct trial *);

/*
 * Ask a rule for a path, perhaps with a query, on its own host or that of the
 * target.  ERR_SYNTAX when it does not cover it, or has no Location.
 */
enum err trial_make(struct trial *, const struct rule *, const struct target *,
    struct slice path, struct slice query) MUST_CHECK;

/* The same for a regular expression, of which each piece is a mark, and the
 * path is nothing else: whether it is covered is not looked at. */
enum err trial_make_pieces(struct trial *, const struct rule *,
    const struct target *, const struct forms *, struct slice query) MUST_CHECK;

/* Turn the marks of a Location into octets 1 to 9, that of a query into
 * MARK_QUERY. */
#define MARK_QUERY '\v'

void trial_template(const struct trial *, const struct forms *,
    struct buf *out);

/*
 * Where a target may lead to the very URL: *ret_always is set when it always
 * does; except receives an expression for such lines as a whole, or nothing.
 * ERR_SYNTAX with a clause when that cannot be told.
 */
enum err self_except(const struct rule *, const struct target *,
    const struct forms *, struct trial *, bool *ret_always, struct buf *except,
    struct buf *why) MUST_CHECK;

/*
 * Whether no value of its marks makes a path that is covered the one that is
 * led to: they differ in the number of their segments, or a segment would have
 * to be two things.  Both are canonical.
 */
bool apart_by_segments(const struct rule *, const struct forms *,
    struct slice covered, struct slice led);

/* Whether an expression covers nothing that its target could be: both begin
 * with something that stands fast, and differ there. */
bool apart_by_head(const struct rule *, const struct target *);

/* Append an expression for a Host header. */
void shape_host(struct slice host, bool wild, int port, struct buf *out);

#endif
