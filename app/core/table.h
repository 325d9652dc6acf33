/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TABLE_H
#define DETOUR_TABLE_H

/*
 * table.h - candidates for a key: exact rules from SQLite, the others in
 * memory.
 *
 *	env -> request -> key -> CANDIDATES -> winner -> decision -> bytes
 *
 * SQLite is the table.  Exact rules are one indexed lookup inside a read
 * transaction that is held for at most TABLE_HOLD_MS and ended when idle.
 * Rules that are not exact are few: they are held in memory, found by their
 * literal head, and read again when a renewed transaction sees other data.
 *
 * When the database fails, the last good connection and tables are kept, and
 * what cannot be answered is declined.
 */

#include <stdint.h>

#include "decide.h"
#include "match.h"
#include "near.h"
#include "sieve.h"
#include "store.h"
#include "key.h"

#define TABLE_HOLD_MS  20   /* a read transaction is never held longer */
#define TABLE_CHECK_MS 1000 /* how often the file itself is looked at */

struct table;

/*
 * Make a table for a database file, which need not exist: the first
 * table_find() opens it.  path is copied.  Errors: ERR_NOMEM.
 */
enum err table_open(const char *path, struct table **ret) MUST_CHECK;
void     table_close(struct table *); /* NULL is fine */

/*
 * A table of what an open store sees now, also what its transaction has
 * changed and not committed: how things would be.  The rules that are not exact
 * are read here, so what changes later is not all seen: make another one then.
 * The store is borrowed.  Errors: ERR_NOMEM, and whatever reading says.
 */
enum err table_within(struct store *, struct table **ret) MUST_CHECK;

/*
 * table_find - all rules that cover a key, sorted by match_order().
 *
 *	mono_ms	a monotonic clock, for TABLE_HOLD_MS and TABLE_CHECK_MS
 *	ret	the matches; they and their rules are the table's and valid
 *		until the next call
 *
 * Sees every change committed before the call.  Errors: ERR_NOMEM; whatever
 * the database says when it cannot be asked and nothing good is left.
 */
enum err table_find(struct table *, const struct key *, int64_t mono_ms,
    const struct match **ret, size_t *ret_n) MUST_CHECK;

#define TABLE_NEAR_MAX 8 /* rules of table_near() */

/*
 * table_near - rules that almost cover a key, the nearest first: for people who
 * wonder, not on the way of a request.
 *
 *	ret	room for TABLE_NEAR_MAX; the rules are the table's and, as
 *		those of the last table_find(), valid until the next one
 *
 * Of exact rules, a bounded number is looked at: the same path in any
 * spelling, on any host.  Of the others, all.  Errors: those of table_find().
 */
enum err table_near(struct table *, const struct key *, int64_t mono_ms,
    struct near *ret, size_t *ret_n) MUST_CHECK;

/*
 * table_unserved - rules that are there for a key, and are passed over, because
 * what is stored does not validate: for people who wonder, too.
 *
 *	fn	gets each, as rules_get() hands it out; valid during the call.
 *		Anything but ERR_OK from it ends the search and is returned
 *
 * A source that cannot be understood is judged by what it is looked up by, and
 * so may be for other URLs.  Bounded as table_near(): of rules that are not
 * exact, the first TABLE_UNSERVED_MAX that were met are looked at.  Errors:
 * those of table_find().
 */
#define TABLE_UNSERVED_MAX 64
typedef enum err table_unserved_fn(const struct rule *, void *arg);
enum err table_unserved(struct table *, const struct key *, int64_t mono_ms,
    table_unserved_fn *, void *arg) MUST_CHECK;

/*
 * A number for the rules as they stand at this call: as long as it is the same,
 * so are they, and so is what table_find() finds.  0 when that cannot be told,
 * as when the database fails.
 */
uint64_t table_state(struct table *, int64_t mono_ms);

/*
 * Let somebody else's sieve say which paths need no look at the database; NULL:
 * none.  It is borrowed.  table_wants_sieve() tells whether it was of no use,
 * being of another state of the rules, since it was asked last.
 */
void table_use_sieve(struct table *, const struct sieve *);
bool table_wants_sieve(struct table *);

/* End the read transaction; call it when there is nothing to do. */
void table_rest(struct table *);

/* Let the next call open the file again, also when it is the same: SIGHUP.  The
 * old connection serves until that has succeeded. */
void table_reopen(struct table *);

/* Look at the database now, as a request would: for whoever asks only how it
 * is. */
void table_look(struct table *, int64_t mono_ms);

/* How the database is: ERR_OK, or why the last attempt failed. */
enum err table_health(const struct table *);

/* The sentence that belongs to table_health(); empty when it is well. */
const char *table_trouble(const struct table *);

/*
 * Whether the last table_find() asked neither the database nor any rule: what
 * is found so fast is not worth remembering.
 */
bool table_knew(const struct table *);

/* How often, since the rules last changed, a rule was passed over because what
 * is stored does not validate: somebody wrote to the table by other means. */
uint64_t table_skipped(const struct table *);

/* The id of the last of them, or 0. */
int64_t table_skipped_last(const struct table *);

/*
 * decide() for a key, in one call: find, then decide.  The worker and stale's
 * "chained" go through here.  A database that cannot be asked is a decline
 * with WHY_FAILED: ret is such a decline whenever an error is returned.
 * Errors: those of table_find().
 */
enum err table_decide(struct table *, const struct key *, struct moment at,
    int64_t mono_ms, struct decision *ret) MUST_CHECK;

/*
 * Whether a rule's target is answered by another rule: *ret_other is its id,
 * or 0.  One that leaves it alone answers nothing.  Looks on the rule's own
 * host for a path, on the target's host for a URL; a :splat is looked up as it
 * stands.  The rule must have passed rule_validate().
 */
enum err table_chained(struct table *, const struct rule *, int64_t now,
    int64_t mono_ms, int64_t *ret_other) MUST_CHECK;

#endif
