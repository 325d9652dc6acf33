/* SPDX-License-Identifier: MIT */
/* table_near.c - rules that almost cover a key; see table.h. */
#include "table.h"

#include "sql.h"
#include "table_base.h"

/* What a look for exact rules may cost, whatever the table holds. */
#define SPELLINGS_MAX 256 /* searches for another spelling */
#define ROWS_MAX      64  /* rules of one spelling */

struct look {
	struct table     *table;
	const struct key *key;
	struct near      *list;
	size_t            n;
	struct buf        spelling; /* what is looked up next */
	struct buf        found;    /* ... and what there is instead */
};

static void
consider(struct look *l, const struct rule *r)
{
	unsigned why = near_why(r, l->key);

	if (why != 0)
		near_keep(l->list, TABLE_NEAR_MAX, &l->n,
		    (struct near){ r, why });
}

/* The exact rules of one spelling, on whatever host. */
static enum err
look_at(struct look *l)
{
	struct query *q = store_query(l->table->good.store, sql_near_exact);
	const struct rule *r;
	bool               row = false;
	enum err           rc;

	query_bind_text(q, ":lookup", buf_slice(&l->spelling));
	query_bind_int(q, ":most", ROWS_MAX);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = table_rule(l->table, query_int(q, 0), &r);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
		if (r != NULL)
			consider(l, r);
	}
	return rc;
}

/* The first lookup in the table that is not before the spelling. */
static enum err
next_in_table(struct look *l, bool *ret_row)
{
	struct query *q = store_query(l->table->good.store, sql_near_lookup);
	enum err      rc;

	buf_reset(&l->found);
	query_bind_text(q, ":least", buf_slice(&l->spelling));
	rc = query_step(q, ret_row);
	if (rc == ERR_OK && *ret_row) {
		buf_add_slice(&l->found, query_text(q, 0));
		query_reset(q);
		rc = buf_end(&l->found);
	}
	return rc;
}

/* A lookup may have a parameter: what of it is as long as a spelling. */
static struct slice
path_of(const struct look *l)
{
	struct slice found = buf_slice(&l->found);

	if (found.n > l->spelling.len && found.s[l->spelling.len] == '?')
		found.n = l->spelling.len;
	return found;
}

/*
 * All spellings of the path that the table holds.  Table and spellings are
 * sorted alike, so each leads to the next of the other: the steps are as many
 * as there are places where both go on, not as many as there are spellings.
 */
static enum err
look_for_exact(struct look *l)
{
	struct slice path = url_trim(l->key->path);
	bool         row = false;
	enum err     rc = ERR_OK;

	if (!near_spelling(path, slice_of(NULL), &l->spelling))
		return ERR_OK;
	for (int i = 0; i < SPELLINGS_MAX; i++) {
		rc = buf_end(&l->spelling);
		if (rc == ERR_OK)
			rc = next_in_table(l, &row);
		if (rc != ERR_OK || !row)
			break;
		l->found.len = path_of(l).n;
		if (slice_eq(buf_slice(&l->found), buf_slice(&l->spelling))) {
			rc = look_at(l);
			if (rc != ERR_OK)
				break;
			/* Nothing stands between a text and this one. */
			buf_addc(&l->found, '\0');
		}
		buf_reset(&l->spelling);
		if (!near_spelling(path, buf_slice(&l->found), &l->spelling))
			break;
	}
	return rc;
}

enum err
table_near(struct table *t, const struct key *k, int64_t mono_ms,
    struct near *ret, size_t *ret_n)
{
	struct look l = { .table = t, .key = k, .list = ret };
	enum err    rc = table_fresh(t, mono_ms);

	if (rc != ERR_OK)
		return rc;
	*ret_n = 0;
	if (k->asterisk)
		return ERR_OK;
	buf_init(&l.spelling, 3 * URL_REQUEST_MAX);
	buf_init(&l.found, 3 * URL_REQUEST_MAX);
	rc = look_for_exact(&l);
	if (rc != ERR_OK)
		rc = table_asked(t, rc, mono_ms);
	for (size_t i = 0; rc == ERR_OK && i < t->good.heads.n; i++)
		consider(&l, &t->good.heads.rules[i]);
	buf_free(&l.found);
	buf_free(&l.spelling);
	if (rc == ERR_OK)
		*ret_n = l.n;
	return rc;
}
