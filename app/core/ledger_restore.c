/* SPDX-License-Identifier: MIT */
/* ledger_restore.c - a copy that takes the place of the rules; see ledger.h. */
#include "ledger.h"

#include "ledger_base.h"
#include "rules.h"
#include "sql.h"
#include "trust.h"

static enum err
last_of(struct store *s, const char *table, int64_t *ret)
{
	struct query *q = store_query(s, sql_sequence);

	query_bind_text(q, ":name", slice_of(table));
	return query_number(q, ret);
}

enum err
ledger_used(struct store *s, struct used_ids *ret)
{
	enum err rc = last_of(s, "rule", &ret->rule);

	return rc == ERR_OK ? last_of(s, "event", &ret->event) : rc;
}

static enum err
raise(struct store *s, const char *table, int64_t least)
{
	struct query *q = store_query(s, sql_sequence_begin);
	enum err      rc;

	query_bind_text(q, ":name", slice_of(table));
	rc = query_run(q);
	if (rc != ERR_OK)
		return rc;
	q = store_query(s, sql_sequence_raise);
	query_bind_int(q, ":least", least);
	query_bind_text(q, ":name", slice_of(table));
	return query_run(q);
}

enum err
ledger_restore(struct ledger *l, const struct used_ids *used)
{
	enum err rc = raise(l->store, "rule", used->rule);

	if (rc == ERR_OK)
		rc = raise(l->store, "event", used->event);
	if (rc != ERR_OK)
		return rc;
	if (l->next <= used->event)
		l->next = used->event + 1;
	buf_reset(&l->before);
	buf_reset(&l->after);
	return ledger_record(l, 0, 0);
}

/* Since when a rule of the copy has stood, by what is there under its id. */
static enum err
trust_again(struct ledger *l, struct store *was, int64_t id)
{
	struct query *q;
	struct rule   r, there;
	bool          has = false, had = false;
	int64_t       since;
	enum err      rc;

	rule_init(&r, 0);
	rule_init(&there, 0);
	rc = rules_get(l->store, id, &r, &has);
	if (rc == ERR_OK)
		rc = rules_get(was, id, &there, &had);
	since = r.promoted_at;
	trust_judge(&r, had ? &there : NULL, l->now);
	if (rc == ERR_OK && has && r.promoted_at != since) {
		q = store_query(l->store, sql_rule_trust);
		query_bind_int(q, ":promoted_at", r.promoted_at);
		query_bind_int(q, ":id", id);
		rc = query_run(q);
	}
	rule_free(&there);
	rule_free(&r);
	return rc;
}

enum err
ledger_restore_trust(struct ledger *l, struct store *was)
{
	struct used_ids used;
	int64_t         id = 0;
	bool            row = true;
	enum err        rc = ledger_used(was, &used);

	while (rc == ERR_OK && row) {
		struct query *q =
		    store_query(l->store, sql_rule_permanent_next);

		query_bind_int(q, ":after", id);
		rc = query_step(q, &row);
		if (rc != ERR_OK || !row)
			break;
		id = query_int(q, 0);
		query_reset(q);
		if (id > used.rule)
			break;
		rc = trust_again(l, was, id);
	}
	return rc;
}
