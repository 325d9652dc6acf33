/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RULES_H
#define DETOUR_RULES_H

/*
 * rules.h - rows of the rule table to struct rule and back; reading them.
 * Changing them goes through ledger.h, which also records the change.
 */

#include "rule.h"
#include "store.h"

/*
 * Fill a rule from the row of a query whose columns are those of "SELECT *
 * FROM rule" (sql/queries.sql), and pass it through rule_validate(): what was
 * put into the table by other means is as suspect as any input.
 *
 *	ret		initialised; its memory is used again
 *	ret_valid	whether it passed; may be NULL.  What did not is whole
 *			but for its parsed source, which is empty, and must not
 *			be served
 *
 * Errors: ERR_NOMEM.
 */
enum err rules_from_row(struct query *, struct rule *ret,
    bool *ret_valid) MUST_CHECK;

/*
 * The same from a row of rule_at or rule_exact, which have of the columns only
 * what serving needs, and whoever goes on from what is served: the others of
 * the rule are at their defaults.
 */
#define RULES_SERVED_ID   0 /* the numbers of these columns */
#define RULES_SERVED_HOST 1
enum err rules_from_served(struct query *, struct rule *ret,
    bool *ret_valid) MUST_CHECK;

/*
 * The values of every column but "added" of a rule that rule_validate() has
 * passed, in the order of the table "given" (sql/given.sql).  Their texts are
 * the rule's.
 */
#define RULES_VALUES 32
void rules_values(const struct rule *, struct value *ret);

/* Bind every column but "added" of a rule that rule_validate() has passed, by
 * the columns' names.  The rule must live until the statement has run. */
void rules_bind(struct query *, const struct rule *);

/*
 * One rule by id, as rules_from_row() gives it; *ret_found is whether it is
 * there.  Of a row that SQLite does not read, because of a text of a megabyte,
 * each text is its beginning, so much of it that rule_validate() says that it
 * is too long; *ret_valid is false.
 */
enum err rules_read(struct store *, int64_t id, struct rule *ret,
    bool *ret_found, bool *ret_valid) MUST_CHECK;

/*
 * Whether a rule that rule_validate() has passed stands in the table where its
 * source says: its normalised columns, by which it is found, are those of that
 * source.  What is not, as after an edit of source by other means, is never or
 * not always served.
 */
enum err rules_is_placed(struct store *, const struct rule *,
    bool *ret) MUST_CHECK;

/* One rule by id; *ret_found is set, and ret filled if it is there.  Like
 * all that follow, it hands out rules that do not validate, too. */
enum err rules_get(struct store *, int64_t id, struct rule *ret,
    bool *ret_found) MUST_CHECK;

/*
 * Every rule in order of id, one at a time, so that memory stays small.  The
 * rule is valid during the call.  Anything but ERR_OK from fn ends the walk
 * and is returned.
 * fn may read other things from the store, but not walk in the same way.
 */
typedef enum err rules_fn(const struct rule *, void *arg);
enum err         rules_each(struct store *, rules_fn *, void *arg) MUST_CHECK;

/*
 * Every rule with the same normalised source, in order of id: scheme, host,
 * kind, flags and path, of which the final slash counts only when strict, and
 * the case only without ignore_case.  The rule itself is among them if it is
 * stored.  It must have passed rule_validate().
 */
enum err rules_same_source(struct store *, const struct rule *, rules_fn *,
    void *arg) MUST_CHECK;

/*
 * So many rules may have the same normalised source: each request for it reads
 * them all.  rules_fit() refuses one more, besides the rule itself: ERR_LIMIT,
 * with a sentence in why.  It must have passed rule_validate().  Of what is
 * there already, or comes back by an undo, lint tells.
 */
#define RULES_OF_SOURCE_MAX 1000
enum err rules_fit(struct store *, const struct rule *,
    struct buf *why) MUST_CHECK;

/* The same after many were added at once, by one event: looks at all. */
enum err rules_all_fit(struct store *, int64_t event,
    struct buf *why) MUST_CHECK;

/*
 * Of the rules with the same normalised source those that a rule may be again,
 * as imports see it: with its id, or with its start, its conditions and its
 * repetition; in order of id.  There may be thousands with one source, and few
 * of these.
 */
enum err rules_again(struct store *, const struct rule *, rules_fn *,
    void *arg) MUST_CHECK;

/* The same for one row only, the one with this id: so it needs no index. */
enum err rules_again_of(struct store *, const struct rule *, int64_t id,
    rules_fn *, void *arg) MUST_CHECK;

#endif
