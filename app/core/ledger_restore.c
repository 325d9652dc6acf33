/* SPDX-License-Identifier: MIT */
/* ledger_restore.c - a copy that takes the place of the rules; see ledger.h. */
#include "ledger.h"

#include "ledger_base.h"
#include "sql.h"

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
