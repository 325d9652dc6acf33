/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LINT_H
#define DETOUR_LINT_H

/*
 * lint.h - what is wrong with a table of rules, before a visitor finds out.
 *
 * Each rule is asked for by its witnesses (witness.h), at each instant from now
 * on at which an answer may change, and each answer is followed as a browser
 * would follow it: with the functions that serve.  So a loop or a shadow is one
 * only where all its members are active together, and a rule that does not
 * answer everybody (a share) is nobody's shadow.
 *
 * What it does not see: a loop that only runs on the host of one rule with the
 * parameters of another one; a chain to which only some visitors of a rule
 * come, by a host, parameters or the value of a placeholder that another one
 * names; what only some captures of a regular expression show; what another
 * site answers; and, of windows that repeat, what comes after some dozens of
 * turns.
 *
 * Nothing is kept of a rule once it is judged but what was found already, so
 * that the time grows with the number of rules and memory hardly; but what very
 * many rules share, a window for each day, is remembered for a while.  Of more
 * than 20,000 rules that cover one URL it only says that they are too many.
 */

#include "table.h"

enum lint_kind {
	LINT_LOOP,        /* visitors are sent in a circle, or for ever */
	LINT_SELF,        /* it only leads where the visitor is already */
	LINT_INVALID,     /* what is stored is no rule */
	LINT_DEAD,        /* it can't answer anything */
	LINT_SHADOWED,    /* others always answer before it */
	LINT_DUPLICATE,   /* another one says the same at the same time */
	LINT_CHAIN,       /* its target is redirected again */
	LINT_GONE,        /* its target is answered 410 or 503 */
	LINT_POST,        /* a 301 or 302 that gets POSTs */
	LINT_CATCH_ALL,   /* it also takes robots.txt or .well-known */
	LINT_UNANCHORED,  /* an expression that does not mean what it says */
	LINT_DOT,         /* an expression with an unescaped dot in a name */
	LINT_GAP,         /* nothing answers between two windows of a source */
	LINT_OVERLAP,     /* two windows of a source overlap */
	LINT_CROWDED,     /* a source has more rules than may be added */
	LINT_OPEN_ENDED,  /* temporary, without an end */
	LINT_UNJUDGED,    /* not all of this could be told */
	LINT_EXPECTATION, /* what was expected is not so: expect.h */
	LINT_KINDS
};

/* "loop", "self", ..., "catch-all", "unescaped-dot", "open-ended". */
const char *lint_kind_name(enum lint_kind);

/* One clause for people: "visitors are sent in a circle". */
const char *lint_kind_help(enum lint_kind);

enum lint_severity { LINT_INFO, LINT_WARNING, LINT_ERROR };

/* "info", "warning", "error". */
const char *lint_severity_name(enum lint_severity);

/* The severity that findings of a kind have at most. */
enum lint_severity lint_kind_severity(enum lint_kind);

#define LINT_RULES_MAX                                        \
	24 /* rules of a finding: as many as a browser's hops \
	    */

/* What was found.  Borrowed: valid during the call that brings it. */
struct lint_finding {
	enum lint_kind     kind;
	enum lint_severity severity;
	int64_t            rules[LINT_RULES_MAX]; /* the one that is judged, or
	                                           * the whole circle, in its
	                                           * order */
	size_t      n;           /* 0 when no rule answers what was expected */
	int64_t     from, until; /* when it is so; from is never before now */
	const char *message;     /* a sentence without a full stop */
	const char *url;         /* one that shows it, or "" */
};

typedef enum err lint_fn(const struct lint_finding *, void *arg);

struct lint;

/*
 * lint_open - begin to judge.
 *
 *	table	of the rules
 *	now	nothing before is judged
 *	fn	gets each finding; anything but ERR_OK from it ends the call
 *		at hand and is returned
 */
enum err lint_open(struct table *, int64_t now, lint_fn *, void *arg,
    struct lint **ret) MUST_CHECK;
void     lint_close(struct lint *); /* NULL is fine */

/* Take the table as if it had this valid rule, in place of the one of the same
 * id; borrowed until lint_close().  What is not stored yet has the id 0. */
void lint_draft(struct lint *, const struct rule *);

/* From how many rules on that cover one URL they are remembered, rather than
 * read anew: for tests.  What is found is the same. */
void lint_crowd_least(struct lint *, size_t);

/* Judge one rule. */
enum err lint_rule(struct lint *, const struct rule *,
    int64_t mono_ms) MUST_CHECK;

/*
 * A POST that was seen: which rules answer it with 301 or 302, of which
 * browsers make a GET.  Each such rule is found once.  What is no URL is
 * nothing.
 */
enum err lint_post(struct lint *, const char *url, int64_t mono_ms) MUST_CHECK;

#endif
