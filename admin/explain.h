/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPLAIN_H
#define DETOUR_EXPLAIN_H

/*
 * explain.h - what became of a request, stage by stage, and that in words.
 *
 *	env -> request -> key -> candidates -> winner -> decision -> bytes
 *
 *	explain.c	works it out, with the functions that serve
 *	explain_text.c	for a person
 *	explain_row.c	for programs, and one of many
 */

#include "asked.h"
#include "cmd.h"
#include "decide.h"
#include "hops.h"
#include "key.h"
#include "near.h"
#include "respond.h"

/* A rule that was looked at; a copy. */
struct judged {
	struct rule  rule;
	enum verdict verdict; /* of one that covers the URL, or would */
	unsigned     near;    /* else what is in the way: near.h */
};

struct explanation {
	struct session *session;
	/* To be set before explain_work(). */
	int64_t       at;
	struct moment moment;   /* at, or the present */
	enum role     role;     /* whom the worker would answer */
	bool          thorough; /* also what is near an answer */

	struct asked    asked; /* the request */
	struct key      key;   /* if has_key: else it was malformed */
	bool            has_key;
	struct judged  *judged;     /* the rules that cover it, in order, ... */
	size_t          n, near_n;  /* ... those that nearly do, ... */
	size_t          unserved_n; /* ... and those that do not make sense */
	size_t          room;
	struct decision decision;
	struct hops     hops; /* where it leads */
	struct buf      why;  /* one sentence */
};

void explain_init(struct explanation *, struct session *);
void explain_free(struct explanation *);

/*
 * Work out what a request gets; may be called again for the next one.  Rules
 * that nearly cover the URL, or that would if they made sense, are looked for
 * where no rule answers, or always when thorough.  On an error its status, and
 * the message is printed.
 */
enum status explain_work(struct explanation *, const char *url,
    const char *method);

/* Whether a rule answers: a decline is no rule's answer, also where a rule
 * asked for it. */
bool explain_is_answered(const struct explanation *);

/* The rule that answers, or leaves the URL alone; NULL when there is none. */
const struct judged *explain_winner(const struct explanation *);

/* The head of the very response that the worker sends, a line each, each ended
 * by a newline. */
void explain_head(const struct explanation *, struct buf *out);

/* Print it all for a person.  ERR_NOMEM, ERR_LIMIT, ERR_IO. */
enum err explain_print(const struct explanation *) MUST_CHECK;

/* Begin a table of explanations, and add a row to it. */
void explain_begin(struct out *, bool one);
void explain_row(const struct explanation *);

#endif
