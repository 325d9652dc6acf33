/* SPDX-License-Identifier: MIT */
/* ledger_undo.c - taking a batch of changes back; see ledger.h. */
#include "ledger.h"

#include "ledger_base.h"
#include "rules.h"
#include "sql.h"
#include "trust.h"

#define COL_ADDED 31 /* of the rule table, as in sql/schema.sql */

/* The batch that is to be taken back, or 0 with the reason in why. */
static enum err
find_batch(struct ledger *l, int64_t event, int64_t *ret_batch, struct buf *why)
{
	struct query *q;
	int64_t       batch = 0, undone = 0;
	bool          row = false;
	enum err      rc;

	*ret_batch = 0;
	if (event == 0) {
		rc = query_number(store_query(l->store, sql_batch_last),
		    ret_batch);
		if (rc == ERR_OK && *ret_batch == 0)
			refuse(why, ERR_OK, "there is nothing to undo");
		return rc;
	}
	q = store_query(l->store, sql_batch_of);
	query_bind_int(q, ":event", event);
	rc = query_step(q, &row);
	if (rc != ERR_OK)
		return rc;
	if (row) {
		batch = query_int(q, 0);
		undone = query_int(q, 1);
		query_reset(q);
	}
	if (!row)
		refuse(why, ERR_OK, "there is no event %lld: see the history",
		    (long long)event);
	else if (undone != 0)
		refuse(why, ERR_OK,
		    "event %lld is taken back already, by event %lld; to have "
		    "it again, undo that one",
		    (long long)event, (long long)undone);
	else
		*ret_batch = batch;
	return ERR_OK;
}

/* A restore is no change of single rules, nor is the begin of a stage: they
 * have none to give back. */
static enum err
is_restore(struct ledger *l, int64_t batch, bool *ret, struct buf *why)
{
	struct query *q = store_query(l->store, sql_batch_what);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":batch", batch);
	rc = query_step(q, &row);
	if (rc != ERR_OK || !row)
		return rc;
	/* The changes that a stage has brought are some; its begin is none. */
	if (slice_is(query_text(q, 0), "stage") && query_int(q, 1) == 0) {
		query_reset(q);
		*ret = true;
		refuse(why, ERR_OK,
		    "in the stage there is nothing more to undo");
		return ERR_OK;
	}
	*ret = slice_is(query_text(q, 0), "restore");
	query_reset(q);
	if (*ret)
		refuse(why, ERR_OK,
		    "event %lld put a copy in the place of the rules: restore "
		    "the file that it kept, or name an earlier event",
		    (long long)batch);
	return ERR_OK;
}

/* Whether one of a batch's rules was changed later; why says which. */
static enum err
is_disturbed(struct ledger *l, int64_t batch, bool *ret, struct buf *why)
{
	struct query *q = store_query(l->store, sql_batch_disturbed);
	enum err      rc;

	query_bind_int(q, ":batch", batch);
	rc = query_step(q, ret);
	if (rc != ERR_OK || !*ret)
		return rc;
	refuse(why, ERR_OK,
	    "rule %lld was changed again by event %lld (%.*s): undo that one "
	    "first, or use --force",
	    (long long)query_int(q, 1), (long long)query_int(q, 0),
	    (int)query_text(q, 2).n, query_text(q, 2).s);
	query_reset(q);
	return ERR_OK;
}

/*
 * Caches may trust what is permanent for as long as it has stood, and that it
 * has not while it was away or said something else.
 */
static enum err
judge_trust(struct ledger *l, struct rule *r)
{
	struct rule was;
	bool        found = false;
	enum err    rc;

	if (!rule_is_permanent(r))
		return ERR_OK;
	rule_init(&was, 0);
	rc = rules_get(l->store, r->id, &was, &found);
	if (rc == ERR_OK)
		trust_judge(r, found ? &was : NULL, l->now);
	rule_free(&was);
	return rc;
}

/* Give a rule the row that it had: change it, or insert it again under its
 * own id and the event that had added it. */
static enum err
restore(struct ledger *l, int64_t id, struct slice json, struct buf *why)
{
	struct query *q = store_query(l->store, sql_rule_from_json);
	struct rule   r;
	int64_t       added = 0;
	bool          row = false;
	enum err      rc;

	rule_init(&r, 0);
	query_bind_text(q, ":json", json);
	rc = query_step(q, &row);
	if (rc == ERR_OK) {
		rc = rules_from_row(q, &r, NULL);
		added = query_int(q, COL_ADDED);
		query_reset(q);
	}
	if (rc == ERR_OK)
		rc = rule_validate(&r, why);
	r.id = id;
	if (rc == ERR_OK)
		rc = judge_trust(l, &r);
	if (rc == ERR_OK)
		rc = ledger_row_json(l, id, &l->before);
	if (rc != ERR_OK)
		goto out;
	if (l->before.len > 0) {
		rc = ledger_change(l, &r);
		goto out;
	}
	rc = ledger_insert(l, &r, added);
	if (rc == ERR_OK)
		rc = ledger_row_json(l, id, &l->after);
	if (rc == ERR_OK)
		rc = ledger_record(l, id, 1);
out:
	rule_free(&r);
	return rc;
}

/* Remove all rules that one event has added, with an event for each. */
static enum err
remove_added(struct ledger *l, int64_t event)
{
	struct query *q = store_query(l->store, sql_event_remove_added);
	int64_t       removed;
	enum err      rc;

	query_bind_int(q, ":batch", l->batch != 0 ? l->batch : l->next);
	query_bind_int(q, ":at", l->now);
	query_bind_text(q, ":who", slice_of(l->who));
	query_bind_text(q, ":what", slice_of(l->what));
	query_bind_int(q, ":undoes", l->undoes);
	query_bind_int(q, ":event", event);
	rc = query_run(q);
	removed = store_changes(l->store);
	if (rc != ERR_OK || removed == 0)
		return rc;
	if (l->batch == 0)
		l->batch = l->next;
	l->next += removed;
	l->count += removed;
	q = store_query(l->store, sql_rule_remove_added);
	query_bind_int(q, ":event", event);
	return query_run(q);
}

/* An expectation that was added goes, one that was removed comes back; *ret_id
 * is 0 if the event is about none. */
static enum err
revert_expectation(struct ledger *l, struct slice before, struct slice after,
    int64_t *ret_id)
{
	bool     found;
	enum err rc = ledger_expectation_of(l, before, ret_id);

	if (rc != ERR_OK)
		return rc;
	if (*ret_id != 0)
		return ledger_expect_again(l, before, *ret_id);
	rc = ledger_expectation_of(l, after, ret_id);
	return rc == ERR_OK && *ret_id != 0 ?
	    ledger_unexpect(l, *ret_id, &found) :
	    rc;
}

/* Take back one event after the other, the last one first. */
static enum err
revert(struct ledger *l, int64_t batch, struct buf *why)
{
	int64_t    below = l->next, rule, expectation;
	struct buf before, after;
	bool       row = true, found;
	enum err   rc = ERR_OK;

	buf_init(&before, LEDGER_JSON_MAX);
	buf_init(&after, LEDGER_JSON_MAX);
	while (rc == ERR_OK) {
		struct query *q = store_query(l->store, sql_batch_previous);

		query_bind_int(q, ":batch", batch);
		query_bind_int(q, ":below", below);
		rc = query_step(q, &row);
		if (rc != ERR_OK || !row)
			break;
		below = query_int(q, 0);
		rule = query_int(q, 1);
		buf_reset(&before);
		buf_add_slice(&before, query_text(q, 2));
		buf_reset(&after);
		buf_add_slice(&after, query_text(q, 3));
		query_reset(q);
		rc = buf_end(&before);
		if (rc == ERR_OK)
			rc = buf_end(&after);
		if (rc == ERR_OK && rule == 0)
			rc = revert_expectation(l, buf_slice(&before),
			    buf_slice(&after), &expectation);
		if (rc != ERR_OK)
			break;
		if (rule == 0 && expectation == 0)
			rc = remove_added(l, below);
		else if (rule == 0)
			continue;
		else if (before.len > 0)
			rc = restore(l, rule, buf_slice(&before), why);
		else
			rc = ledger_remove(l, rule, &found);
	}
	buf_free(&after);
	buf_free(&before);
	return rc;
}

/*
 * Mark a batch as taken back by another.  What it had taken back itself holds
 * again, what that one had taken back does not, and so on.
 */
static enum err
mark(struct ledger *l, int64_t batch, int64_t by)
{
	bool     undone = true, row = false;
	int64_t  undoes;
	enum err rc;

	for (; batch != 0; by = batch, batch = undoes, undone = !undone) {
		struct query *q = store_query(l->store, sql_batch_of);

		query_bind_int(q, ":event", batch);
		rc = query_step(q, &row);
		if (rc != ERR_OK)
			return rc;
		undoes = row ? query_int(q, 2) : 0;
		q = store_query(l->store, sql_batch_undone);
		query_bind_int(q, ":undone", undone ? by : 0);
		query_bind_int(q, ":batch", batch);
		rc = query_run(q);
		if (rc != ERR_OK)
			return rc;
	}
	return ERR_OK;
}

enum err
ledger_undo(struct ledger *l, int64_t event, bool force, int64_t *ret_batch,
    struct buf *why)
{
	int64_t  batch = 0;
	bool     restored = false, disturbed = false;
	enum err rc = find_batch(l, event, &batch, why);

	if (rc == ERR_OK && batch != 0)
		rc = is_restore(l, batch, &restored, why);
	if (rc == ERR_OK && batch != 0 && !force && !restored)
		rc = is_disturbed(l, batch, &disturbed, why);
	if (rc != ERR_OK || batch == 0 || restored || disturbed) {
		if (rc == ERR_OK)
			*ret_batch = 0;
		return rc;
	}
	l->undoes = batch;
	rc = revert(l, batch, why);
	if (rc == ERR_OK && l->batch == 0) {
		/* All was gone already: say at least that it was asked for. */
		buf_reset(&l->before);
		buf_reset(&l->after);
		rc = ledger_record(l, 0, 0);
	}
	if (rc == ERR_OK)
		rc = mark(l, batch, l->batch);
	if (rc == ERR_OK)
		*ret_batch = batch;
	return rc;
}
