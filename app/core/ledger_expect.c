/* SPDX-License-Identifier: MIT */
/* ledger_expect.c - expectations in the history; see ledger.h. */
#include "ledger.h"

#include "ledger_base.h"
#include "sql.h"

/* The JSON of one, or the empty text if there is none. */
static enum err
row_json(struct ledger *l, int64_t id, struct buf *out)
{
	struct query *q = store_query(l->store, sql_expectation_json);
	bool          row = false;
	enum err      rc;

	buf_reset(out);
	query_bind_int(q, ":id", id);
	rc = query_step(q, &row);
	if (rc != ERR_OK || !row)
		return rc;
	buf_add_slice(out, query_text(q, 0));
	query_reset(q);
	return buf_end(out);
}

enum err
ledger_expected(struct ledger *l, int64_t id)
{
	enum err rc = row_json(l, id, &l->after);

	buf_reset(&l->before);
	return rc == ERR_OK ? ledger_record(l, 0, 1) : rc;
}

enum err
ledger_unexpect(struct ledger *l, int64_t id, bool *ret_found)
{
	struct query *q;
	enum err      rc = row_json(l, id, &l->before);

	*ret_found = rc == ERR_OK && l->before.len > 0;
	if (!*ret_found)
		return rc;
	q = store_query(l->store, sql_expectation_remove);
	query_bind_int(q, ":id", id);
	rc = query_run(q);
	buf_reset(&l->after);
	return rc == ERR_OK ? ledger_record(l, 0, 1) : rc;
}

enum err
ledger_expectation_of(struct ledger *l, struct slice json, int64_t *ret_id)
{
	struct query *q = store_query(l->store, sql_expectation_id);

	*ret_id = 0;
	if (json.n == 0)
		return ERR_OK;
	query_bind_text(q, ":json", json);
	return query_number(q, ret_id);
}

enum err
ledger_expect_again(struct ledger *l, struct slice json, int64_t id)
{
	struct query *q = store_query(l->store, sql_expectation_from_json);
	enum err      rc;

	query_bind_text(q, ":json", json);
	rc = query_run(q);
	/* It is there already. */
	if (rc != ERR_OK || store_changes(l->store) == 0)
		return rc;
	return ledger_expected(l, id);
}
