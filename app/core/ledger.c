/* SPDX-License-Identifier: MIT */
/* ledger.c - changes, each with its event; see ledger.h. */
#include "ledger.h"

#include "finding.h"
#include "ledger_base.h"
#include "rules.h"
#include "sql.h"

enum err
ledger_begin(struct ledger *l, struct store *s, const char *who,
    const char *what, int64_t now)
{
	enum err rc;

	*l =
	    (struct ledger){ .store = s, .who = who, .what = what, .now = now };
	buf_init(&l->before, LEDGER_JSON_MAX);
	buf_init(&l->after, LEDGER_JSON_MAX);
	rc = store_begin_write(s);
	if (rc != ERR_OK)
		return rc;
	rc = query_number(store_query(s, sql_event_next), &l->next);
	if (rc != ERR_OK)
		store_end(s);
	return rc;
}

enum err
ledger_row_json(struct ledger *l, int64_t id, struct buf *out)
{
	struct query *q = store_query(l->store, sql_rule_json);
	bool          row = false;
	enum err      rc;

	buf_reset(out);
	query_bind_int(q, ":id", id);
	rc = query_step(q, &row);
	if (rc != ERR_OK)
		return rc;
	if (row) {
		buf_add_slice(out, query_text(q, 0));
		query_reset(q);
	}
	return buf_end(out);
}

enum err
ledger_record(struct ledger *l, int64_t rule, int64_t count)
{
	struct query *q = store_query(l->store, sql_event_add);

	if (l->batch == 0)
		l->batch = l->next;
	query_bind_int(q, ":id", l->next++);
	query_bind_int(q, ":batch", l->batch);
	query_bind_int(q, ":at", l->now);
	query_bind_text(q, ":who", slice_of(l->who));
	query_bind_text(q, ":what", slice_of(l->what));
	query_bind_int(q, ":rule", rule);
	query_bind_int(q, ":count", count);
	if (l->before.len > 0)
		query_bind_text(q, ":before", buf_slice(&l->before));
	if (l->after.len > 0)
		query_bind_text(q, ":after", buf_slice(&l->after));
	query_bind_int(q, ":undoes", l->undoes);
	l->count += count;
	return query_run(q);
}

/* --------------------------------------------------------------- changes */

/* Hits refer to ids, so the id of a removed rule is not free either. */
static enum err
keep_id_if_free(struct ledger *l, struct rule *r)
{
	struct query *q;
	int64_t       used = 1;
	enum err      rc = ERR_OK;

	if (r->id == 0)
		return ERR_OK;
	if (r->id > 0 && r->id <= LEDGER_ID_MAX) {
		q = store_query(l->store, sql_rule_id_used);
		query_bind_int(q, ":id", r->id);
		rc = query_number(q, &used);
	}
	if (used)
		r->id = 0;
	return rc;
}

enum err
ledger_insert(struct ledger *l, struct rule *r, int64_t added)
{
	struct query *q = store_query(l->store, sql_rule_add);
	enum err      rc;

	rules_bind(q, r);
	query_bind_int(q, ":added", added);
	rc = query_run(q);
	if (rc == ERR_OK)
		r->id = store_last_id(l->store);
	l->next_rule = 0;
	return rc;
}

enum err
ledger_add(struct ledger *l, struct rule *r)
{
	enum err rc = keep_id_if_free(l, r);

	if (rc == ERR_OK)
		rc = ledger_insert(l, r, l->next);
	if (rc == ERR_OK)
		rc = ledger_row_json(l, r->id, &l->after);
	buf_reset(&l->before);
	return rc == ERR_OK ? ledger_record(l, r->id, 1) : rc;
}

/* The event of a batch's additions: its place now, so that the rules can refer
 * to it; its count when it is known. */
static enum err
begin_many(struct ledger *l)
{
	if (l->many != 0)
		return ERR_OK;
	buf_reset(&l->before);
	buf_reset(&l->after);
	l->many = l->next;
	return ledger_record(l, 0, 0);
}

enum err
ledger_add_many(struct ledger *l, struct rule *r)
{
	enum err rc = begin_many(l);

	if (rc == ERR_OK)
		rc = keep_id_if_free(l, r);
	if (rc == ERR_OK)
		rc = ledger_insert(l, r, l->many);
	if (rc != ERR_OK)
		return rc;
	l->many_n++;
	l->count++;
	return ERR_OK;
}

/* Whether rule_add_plain has all of it. */
static bool
is_plain(const struct rule *r)
{
	return r->tags.n + r->note.n + r->conditions.n + r->repeats.n == 0 &&
	    slice_is(r->after, "decline") && r->query == QUERY_PASS &&
	    r->share == RULE_SHARE_ALL && r->promoted_at == 0 &&
	    r->promoted_until == 0 && r->max_age == RULE_MAX_AGE_NONE &&
	    !r->strict && !r->ignore_case && !r->literal && r->enabled &&
	    !r->protect && !r->sunset && r->rank == RULE_RANK_DEFAULT &&
	    r->at.kind == SOURCE_EXACT && !r->at.wild && r->at.nparams == 0 &&
	    r->at.scheme == SCHEME_ANY;
}

enum err
ledger_add_soon(struct ledger *l, struct rule *r)
{
	static const struct given_sql added = { sql_rule_add_given,
		sql_rule_add_plain };
	struct value                  values[RULES_VALUES + 1];
	enum err                      rc = begin_many(l);

	if (rc == ERR_OK && l->next_rule == 0)
		rc = query_number(store_query(l->store, sql_rule_next),
		    &l->next_rule);
	/* Nothing ever had an id from there on. */
	if (rc == ERR_OK && (r->id < l->next_rule || r->id > LEDGER_ID_MAX))
		rc = keep_id_if_free(l, r);
	if (rc != ERR_OK)
		return rc;
	/* What gets the next one anyway is added at the end without a look. */
	if (r->id == l->next_rule)
		r->id = 0;
	rules_values(r, values);
	if (r->id == 0)
		r->id = l->next_rule;
	if (r->id >= l->next_rule)
		l->next_rule = r->id + 1;
	values[RULES_VALUES] =
	    (struct value){ .kind = VALUE_INT, .number = l->many };
	rc = store_give(l->store, &added, is_plain(r), values,
	    ARRAY_LEN(values));
	if (rc != ERR_OK)
		return rc;
	l->many_n++;
	l->count++;
	return ERR_OK;
}

enum err
ledger_change(struct ledger *l, const struct rule *r)
{
	struct query *q;
	enum err      rc = ledger_row_json(l, r->id, &l->before);

	if (rc != ERR_OK || l->before.len == 0)
		return rc != ERR_OK ? rc : ERR_STORE;
	rc = finding_forget(l->store, r->id, r->target);
	if (rc != ERR_OK)
		return rc;
	q = store_query(l->store, sql_rule_change);
	rules_bind(q, r);
	rc = query_run(q);
	if (rc == ERR_OK)
		rc = ledger_row_json(l, r->id, &l->after);
	if (rc != ERR_OK ||
	    slice_eq(buf_slice(&l->before), buf_slice(&l->after)))
		return rc;
	return ledger_record(l, r->id, 1);
}

enum err
ledger_remove(struct ledger *l, int64_t id, bool *ret_found)
{
	struct query *q;
	enum err      rc = ledger_row_json(l, id, &l->before);

	if (rc != ERR_OK)
		return rc;
	*ret_found = l->before.len > 0;
	if (!*ret_found)
		return ERR_OK;
	q = store_query(l->store, sql_rule_remove);
	query_bind_int(q, ":id", id);
	rc = query_run(q);
	buf_reset(&l->after);
	return rc == ERR_OK ? ledger_record(l, id, 1) : rc;
}

enum err
ledger_end(struct ledger *l, bool keep)
{
	enum err rc = ERR_OK;

	if (keep && l->many != 0) {
		struct query *q = store_query(l->store, sql_event_count);

		query_bind_int(q, ":count", l->many_n);
		query_bind_int(q, ":id", l->many);
		rc = query_run(q);
	}
	if (keep && rc == ERR_OK)
		rc = store_commit(l->store);
	else
		store_end(l->store);
	buf_free(&l->before);
	buf_free(&l->after);
	return rc;
}

/* --------------------------------------------------------------- history */

enum err
ledger_each(struct store *s, int64_t rule, int64_t limit, event_fn *fn,
    void *arg)
{
	struct query *q =
	    store_query(s, rule == 0 ? sql_event_each : sql_event_each_of);
	bool     row = false;
	enum err rc;

	if (rule != 0)
		query_bind_int(q, ":rule", rule);
	query_bind_int(q, ":limit", limit > 0 ? limit : -1);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		const struct event e = {
			.id = query_int(q, 0),
			.batch = query_int(q, 1),
			.at = query_int(q, 2),
			.who = query_text(q, 3),
			.what = query_text(q, 4),
			.rule = query_int(q, 5),
			.count = query_int(q, 6),
			.before = query_text(q, 7),
			.after = query_text(q, 8),
			.undone = query_int(q, 9),
		};

		rc = fn(&e, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}
