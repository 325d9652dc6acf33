/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LEDGER_H
#define DETOUR_LEDGER_H

/*
 * ledger.h - changes to the rules: one transaction and one batch of events
 * for each command, so that everything can be told and taken back.
 */

#include "rule.h"
#include "store.h"

/* An open batch.  Everything between ledger_begin() and ledger_end() is one
 * transaction: it happens whole or not at all. */
struct ledger {
	struct store *store;
	const char   *who;  /* the user's name */
	const char   *what; /* the command: "add", "promote", "import" */
	int64_t       now;
	int64_t       batch; /* id of the first event, 0 before it */
	int64_t       count; /* changes so far */
	/* The rest is the ledger's own. */
	int64_t    next;      /* id of the next event */
	int64_t    undoes;    /* the batch that this one takes back, or 0 */
	int64_t    many;      /* the event of ledger_add_many(), or 0 */
	int64_t    many_n;    /* rules that it stands for */
	int64_t    next_rule; /* the id that a new rule gets; 0: not known */
	struct buf before, after; /* JSON */
};

/* The highest id that a rule may bring along; beyond it, it gets a new one,
 * so that nobody can use up all ids at once. */
#define LEDGER_ID_MAX 1000000000000LL

/* Takes the write lock.  who and what are borrowed until ledger_end(), which
 * must be called if and only if this succeeds. */
enum err ledger_begin(struct ledger *, struct store *, const char *who,
    const char *what, int64_t now) MUST_CHECK;

/*
 * Add a rule that rule_validate() has passed; sets rule->id.  A rule that
 * comes with an id keeps it if no rule has or ever had it, up to
 * LEDGER_ID_MAX; else it gets a new one.
 */
enum err ledger_add(struct ledger *, struct rule *) MUST_CHECK;

/*
 * The same for imports: the additions of a batch are one event.  They are
 * recorded when the ledger ends.
 */
enum err ledger_add_many(struct ledger *, struct rule *) MUST_CHECK;

/*
 * The same for very many of them: the rule has its id, and comes into the table
 * with others, before anybody can miss it: store_give().
 */
enum err ledger_add_soon(struct ledger *, struct rule *) MUST_CHECK;

/*
 * Replace the rule of the same id by one that rule_validate() has passed;
 * nothing is recorded when nothing differs.  ERR_STORE when there is no such
 * rule.
 */
enum err ledger_change(struct ledger *, const struct rule *) MUST_CHECK;

/* Remove a rule.  *ret_found tells whether there was such a rule. */
enum err ledger_remove(struct ledger *, int64_t id, bool *ret_found) MUST_CHECK;

/*
 * An expectation (expect.h) that was added just now becomes a part of the
 * history; one is removed, and recorded as gone.
 */
enum err ledger_expected(struct ledger *, int64_t id) MUST_CHECK;
enum err ledger_unexpect(struct ledger *, int64_t id,
    bool *ret_found) MUST_CHECK;

/*
 * Take a batch back: the one that holds this event, or, for event 0, the last
 * one that is neither an undo nor undone.  Is recorded as a batch itself, so an
 * undo can be undone by its own number.
 *
 *	*ret_batch	what was taken back; 0 when there is nothing to undo,
 *			no such event, it is undone already or it is a restore
 *			(why says)
 *
 * Refused, with a sentence in why and *ret_batch 0: a batch one of whose rules
 * was changed again later, unless force; changes that were taken back
 * themselves do not count.
 *
 * What is restored passes rule_validate() first: ERR_SYNTAX, ERR_LIMIT with
 * its sentence when it does not.  After any error the ledger must be ended
 * without keeping it.
 */
enum err ledger_undo(struct ledger *, int64_t event, bool force,
    int64_t *ret_batch, struct buf *why) MUST_CHECK;

/* The highest ids that rules and events ever had. */
struct used_ids {
	int64_t rule;
	int64_t event;
};

enum err ledger_used(struct store *, struct used_ids *ret) MUST_CHECK;

/*
 * Within a ledger on a copy that is about to take the place of a database:
 * record it, and see to it that no id that was used there is used again, since
 * hits and logs refer to them.
 */
enum err ledger_restore(struct ledger *, const struct used_ids *) MUST_CHECK;

/*
 * The same of what caches may trust: a permanent rule of the copy that was
 * there, but said something else or is away by now, has not stood in the
 * meantime.  One that was never there comes from elsewhere, and stood there.
 */
enum err ledger_restore_trust(struct ledger *, struct store *was) MUST_CHECK;

/* Commit (keep) or leave everything as it was; what cannot be committed is left
 * as it was, too.  Ends the ledger in any case. */
enum err ledger_end(struct ledger *, bool keep) MUST_CHECK;

/* One recorded change.  Text is valid during the call. */
struct event {
	int64_t      id;
	int64_t      batch; /* the id of its batch's first event */
	int64_t      at;
	struct slice who;
	struct slice what; /* the command */
	int64_t      rule; /* 0 for an event that stands for many additions, or
	                    * is about an expectation, which before or after
	                    * has */
	int64_t count;     /* rules added by such an event, else 1 */
	struct slice
	    before; /* JSON object of the row's columns; empty if none */
	struct slice after;
	int64_t      undone; /* the batch that took it back, or 0 */
};

typedef enum err event_fn(const struct event *, void *arg);

/* Newest first; rule 0 for all, else that rule's, with the event that stands
 * for its addition; at most limit, 0 for all.  Anything but ERR_OK from fn ends
 * the walk and is returned. */
enum err ledger_each(struct store *, int64_t rule, int64_t limit, event_fn *,
    void *arg) MUST_CHECK;

#endif
