/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CHANGE_H
#define DETOUR_CHANGE_H

/*
 * change.h - the frame around every command that changes rules: one
 * transaction, one batch in the history, and nothing printed before it is
 * committed.
 */

#include "cmd.h"
#include "ledger.h"
#include "rule.h"

/* How a command speaks of what it does. */
struct change_words {
	const char *did;   /* "promoted" */
	const char *would; /* "would promote", with --dry-run */
};

struct change {
	struct session            *session;
	const struct change_words *words;
	struct ledger              ledger;
	bool                       open; /* the ledger has begun */
	bool                       done; /* what was changed is committed */
	bool                       one;  /* a single rule: an object in JSON */
	FILE                      *file; /* what is to be printed, in memory */
	bool aside; /* set it to print on standard error: the output is for
	             * something else */
	bool       quiet; /* set it to print nothing */
	char      *text;
	size_t     n;
	struct out out;
	struct buf line;
};

/* Take the write lock.  words is borrowed.  On anything but EXIT_YES there is
 * a message, and change_end() is to be called all the same. */
enum status change_begin(struct change *, struct session *,
    const struct change_words *, bool one);

/* Note down that this rule was changed, for the end: a line of text, its id in
 * TSV, its columns in CSV and JSON. */
void change_tell(struct change *, const struct rule *);

/* Note down what was done to something else than a rule: a line of text, and
 * nothing in a table. */
void change_tell_other(struct change *, struct slice what);

/*
 * The table of rules that were changed, for a command that commits each of them
 * by itself: begun once, a row each.  one is as in struct change.  In text
 * there is no table.
 */
void change_table(struct out *, bool one);
void change_row(struct out *, const struct rule *);

/* There is nothing to change: an empty table for machines.  Returns status, or
 * what went wrong. */
enum status change_none(struct session *, enum status);

/*
 * Commit when status is EXIT_YES and it is no dry run, then print what was
 * noted down; otherwise leave everything as it was.  Returns status, or what
 * went wrong; change.done says which of the two it was, also where it could not
 * be printed.
 */
enum status change_end(struct change *, enum status);

#endif
