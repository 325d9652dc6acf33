/* SPDX-License-Identifier: MIT */
/* table_unserved.c - rules that are passed over; see table.h. */
#include "table.h"

#include <string.h>

#include "rules.h"
#include "sql.h"
#include "table_base.h"

#define ROWS_MAX 64 /* rules of one spelling */

struct look {
	struct table      *table;
	const struct key  *key;
	table_unserved_fn *fn;
	void              *arg;
	struct rule        rule;
};

/* What neither a '*', a placeholder nor an expression begins in. */
static struct slice
plain_beginning(struct slice lookup)
{
	size_t n = 0;

	while (n < lookup.n && strchr("*:?.([{\\^$+|", lookup.s[n]) == NULL)
		n++;
	while (n < lookup.n && n > 0 && lookup.s[n - 1] != '/')
		n--;
	lookup.n = n;
	return url_trim(lookup);
}

/* As a prefix covers, on these hosts. */
static bool
below_covers(const struct look *l, struct slice host, struct slice head)
{
	struct rule  r = l->rule; /* borrows all text, frees none */
	struct match m;

	r.strict = false;
	r.at.kind = SOURCE_PREFIX;
	r.at.host = host;
	r.at.wild = slice_starts(host, "*.");
	r.at.head = head;
	return match_rule(&r, l->key, &m) == MATCH_YES;
}

/* By the columns, where the source says nothing. */
static enum err
key_covers(const struct look *l, bool *ret)
{
	struct query *q = store_query(l->table->good.store, sql_rule_key);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":id", l->rule.id);
	rc = query_step(q, &row);
	if (rc != ERR_OK || !row)
		return rc;
	*ret = below_covers(l, query_text(q, 0),
	    plain_beginning(query_text(q, 1)));
	query_reset(q);
	return ERR_OK;
}

/* Whether it would cover the key, as far as its source can be understood. */
static enum err
covers(const struct look *l, bool *ret)
{
	const struct source *at = &l->rule.at;
	struct match         m;

	if (at->path.s == NULL)
		return key_covers(l, ret);
	if (at->kind == SOURCE_REGEX && l->rule.regex == NULL)
		*ret = below_covers(l, at->host, at->head);
	else
		*ret = match_rule(&l->rule, l->key, &m) == MATCH_YES;
	return ERR_OK;
}

/* A rule by its id; held: it was met among those that are not exact. */
static enum err
look_at(struct look *l, int64_t id, bool held)
{
	struct rule *r = &l->rule;
	bool         found = false, covered = false;
	enum err     rc = rules_get(l->table->good.store, id, r, &found);

	if (rc != ERR_OK || !found || (r->parsed && !held))
		return rc;
	/* Again, for the parts that can be understood. */
	r->at = (struct source){ 0 };
	rc = rule_validate(r, NULL);
	if (rc == ERR_NOMEM)
		return rc;
	rc = covers(l, &covered);
	if (!r->parsed)
		r->at = (struct source){ 0 };
	return rc == ERR_OK && covered ? l->fn(r, l->arg) : rc;
}

/* The exact rules of one spelling. */
static enum err
look_for_exact(struct look *l, struct slice lookup)
{
	struct query *q = store_query(l->table->good.store, sql_near_exact);
	bool          row = false;
	enum err      rc;

	query_bind_text(q, ":lookup", lookup);
	query_bind_int(q, ":most", ROWS_MAX);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = look_at(l, query_int(q, 0), false);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

enum err
table_unserved(struct table *t, const struct key *k, int64_t mono_ms,
    table_unserved_fn *fn, void *arg)
{
	struct look l = { .table = t, .key = k, .fn = fn, .arg = arg };
	enum err    rc = table_fresh(t, mono_ms);

	if (rc != ERR_OK || k->asterisk)
		return rc;
	rule_init(&l.rule, 0);
	rc = look_for_exact(&l, url_trim(k->path));
	if (rc == ERR_OK && t->good.any_folded && !slice_eq(k->path, k->folded))
		rc = look_for_exact(&l, url_trim(k->folded));
	for (size_t i = 0; rc == ERR_OK && i < t->good.nunserved; i++)
		rc = look_at(&l, t->good.unserved[i], true);
	rule_free(&l.rule);
	return rc;
}
