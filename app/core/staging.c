/* SPDX-License-Identifier: MIT */
/* staging.c - what a stage has otherwise; see staging.h. */
#include "staging.h"

#include <stdio.h>

#include "ledger_base.h"
#include "sql.h"

enum err
staging_begin(struct store *copy, const char *who, int64_t now)
{
	struct ledger l;
	enum err      rc = ledger_begin(&l, copy, who, "stage", now), end;

	if (rc != ERR_OK)
		return rc;
	rc = ledger_record(&l, 0, 0);
	end = ledger_end(&l, rc == ERR_OK);
	return rc == ERR_OK ? end : rc;
}

enum err
staging_find(struct store *stage, struct staging *ret, bool *ret_found)
{
	struct query *q = store_query(stage, sql_stage_event);
	struct slice  who;
	enum err      rc;

	*ret_found = false;
	rc = query_step(q, ret_found);
	if (rc != ERR_OK || !*ret_found)
		return rc;
	ret->base = query_int(q, 0);
	ret->at = query_int(q, 1);
	who = query_text(q, 2);
	snprintf(ret->who, sizeof(ret->who), "%.*s", (int)who.n, who.s);
	query_reset(q);
	return ERR_OK;
}

enum err
staging_fits(struct store *live, const struct staging *g, bool *ret)
{
	struct query *q = store_query(live, sql_stage_fits);
	int64_t       fits = 0;
	enum err      rc;

	query_bind_int(q, ":base", g->base);
	rc = query_number(q, &fits);
	*ret = fits != 0;
	return rc;
}

enum err
staging_new(struct store *s, const struct staging *g, staging_id_fn *fn,
    void *arg)
{
	struct query *q = store_query(s, sql_stage_expected);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":base", g->base);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = fn(query_int(q, 0), arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

/* -------------------------------------------------------------------- rows */

static enum err
read_row(struct store *s, const char *sql, int64_t id, int64_t base,
    struct buf *out, bool *ret_row)
{
	struct query *q = store_query(s, sql);
	enum err      rc;

	buf_reset(out);
	*ret_row = false;
	query_bind_int(q, ":id", id);
	if (base != 0)
		query_bind_int(q, ":base", base);
	rc = query_step(q, ret_row);
	if (rc != ERR_OK || !*ret_row)
		return rc;
	buf_add_slice(out, query_text(q, 0));
	query_reset(q);
	return buf_end(out);
}

struct walk {
	struct store         *live, *stage;
	const struct staging *staging;
	struct buf            is, was, wanted; /* rows: now, then, staged */
};

/* Whether two rows say the same, but for the event that added them. */
static enum err
is_same(struct walk *w, const struct buf *a, const struct buf *b, bool *ret)
{
	struct query *q;
	int64_t       same = 0;
	enum err      rc;

	*ret = slice_eq(buf_slice(a), buf_slice(b));
	if (*ret || a->len == 0 || b->len == 0)
		return ERR_OK;
	q = store_query(w->stage, sql_stage_same);
	query_bind_text(q, ":a", buf_slice(a));
	query_bind_text(q, ":b", buf_slice(b));
	rc = query_number(q, &same);
	*ret = same != 0;
	return rc;
}

/* The row as it was when the stage began: what the first change since then has
 * found, or what is there.  What was added since then was not. */
static enum err
read_was(struct walk *w, int64_t id)
{
	struct query *q;
	int64_t       added = 0;
	bool          row;
	enum err rc = read_row(w->live, sql_stage_was, id, w->staging->base,
	    &w->was, &row);

	if (rc == ERR_OK && !row) {
		buf_reset(&w->was);
		buf_add_slice(&w->was, buf_slice(&w->is));
		rc = buf_end(&w->was);
	}
	if (rc != ERR_OK || w->was.len == 0)
		return rc;
	q = store_query(w->live, sql_stage_added);
	query_bind_text(q, ":row", buf_slice(&w->was));
	rc = query_number(q, &added);
	if (added >= w->staging->base)
		buf_reset(&w->was);
	return rc;
}

/* What became of one rule that the stage has touched; *ret_any is false if it
 * is nothing. */
static enum err
compare(struct walk *w, int64_t id, struct staged *ret, bool *ret_any)
{
	bool     row, as_was = false, as_is = false, kept = false;
	enum err rc;

	rc = read_row(w->stage, sql_rule_json, id, 0, &w->wanted, &row);
	if (rc == ERR_OK)
		rc = read_row(w->live, sql_rule_json, id, 0, &w->is, &row);
	if (rc == ERR_OK)
		rc = read_was(w, id);
	if (rc == ERR_OK)
		rc = is_same(w, &w->wanted, &w->was, &as_was);
	if (rc == ERR_OK)
		rc = is_same(w, &w->wanted, &w->is, &as_is);
	if (rc == ERR_OK)
		rc = is_same(w, &w->is, &w->was, &kept);
	*ret_any = !as_was && !as_is;
	if (rc != ERR_OK || !*ret_any)
		return rc;
	/* An id that was given to two rules since: there is no quarrel. */
	if (w->was.len == 0) {
		buf_reset(&w->is);
		kept = true;
	}
	*ret = (struct staged){ .id = id,
		.is_new = w->was.len == 0,
		.conflict = !kept,
		.kind = w->wanted.len == 0 ? STAGED_REMOVED :
		    w->is.len == 0         ? STAGED_ADDED :
					     STAGED_CHANGED,
		.before = buf_slice(&w->is),
		.after = buf_slice(&w->wanted) };
	return ERR_OK;
}

enum err
staging_each(struct store *live, struct store *stage, const struct staging *g,
    staged_fn *fn, void *arg)
{
	struct walk   w = { .live = live, .stage = stage, .staging = g };
	struct query *q = store_query(stage, sql_stage_touched);
	struct staged s;
	bool          row = false, any;
	enum err      rc;

	buf_init(&w.is, LEDGER_JSON_MAX);
	buf_init(&w.was, LEDGER_JSON_MAX);
	buf_init(&w.wanted, LEDGER_JSON_MAX);
	query_bind_int(q, ":base", g->base);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = compare(&w, query_int(q, 0), &s, &any);
		if (rc == ERR_OK && any)
			rc = fn(&s, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	buf_free(&w.wanted);
	buf_free(&w.was);
	buf_free(&w.is);
	return rc;
}
