/* SPDX-License-Identifier: MIT */
/* table_exact.c - the exact rules that cover a key, each found by one search of
 * the table; see table.h. */
#include "params.h"
#include "request.h"
#include "rules.h"
#include "sql.h"
#include "table_base.h"

#define OTHERS_MAX 4 /* rules of other hosts that are stepped over */

/* The rule in a row, or of an id, if it covers the key. */
static enum err
take(struct table *t, const struct key *k, int64_t id, struct query *row)
{
	const struct rule *r = NULL;
	struct match       m;
	enum err           rc =
            row != NULL ? table_row(t, row, &r) : table_rule(t, id, &r);

	if (rc == ERR_OK && r != NULL && match_rule(r, k, &m) == MATCH_YES)
		rc = table_add(&m, t);
	return rc;
}

/* Those looked up by a path, one by one: one has a text of a megabyte, which no
 * tool has written, and cannot be read with the others. */
static enum err
take_each(struct table *t, const struct key *k, struct slice lookup)
{
	struct query *q = store_query(t->good.store, sql_rule_at_ids);
	bool          row = false;
	enum err      rc;

	query_bind_text(q, ":lookup", lookup);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = take(t, k, query_int(q, 0), NULL);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

/* The rules for this host, where many others have the path. */
static enum err
ask_host(struct table *t, const struct key *k, struct slice lookup)
{
	struct query *q = store_query(t->good.store,
	    table_is_current(t) ? sql_rule_exact : sql_rule_exact_1);
	bool          row = false;
	enum err      rc;

	query_bind_text(q, ":lookup", lookup);
	query_bind_text(q, ":host", k->host);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = take(t, k, 0, q);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
}

/* Whether there is no exact rule, for all that the sieve says. */
static bool
is_lacking(struct table *t, struct slice lookup)
{
	struct store_stamp stamp;
	enum sieved        sieved = SIEVED_OTHER;

	if (store_stamp(t->good.store, &stamp))
		sieved = sieve_look(t->sieve, &stamp, lookup);
	t->sieve_is_old |= sieved == SIEVED_OTHER;
	return sieved == SIEVED_LACKS;
}

/* They come by host: those for any first, and then it may be a long way. */
static enum err
ask_exact(struct table *t, const struct key *k, struct slice lookup)
{
	struct query *q = store_query(t->good.store,
	    table_is_current(t) ? sql_rule_at : sql_rule_at_1);
	bool          row = false;
	int           others = 0, order;
	enum err      rc;

	query_bind_text(q, ":lookup", lookup);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		struct slice of = query_text(q, RULES_SERVED_HOST);

		order = of.n == 0 ? 0 : slice_order(of, k->host);
		if (order == 0)
			rc = take(t, k, 0, q);
		if (rc == ERR_OK && order <= 0 &&
		    (order == 0 || ++others < OTHERS_MAX))
			continue;
		query_reset(q);
		return rc == ERR_OK && order < 0 ? ask_host(t, k, lookup) : rc;
	}
	return rc;
}

/* The exact rules that are looked up by a path, for any host and for the
 * key's. */
static enum err
find_exact(struct table *t, const struct key *k, struct slice lookup)
{
	const size_t n = t->n;
	enum err     rc;

	if (t->sieve != NULL && is_lacking(t, lookup))
		return ERR_OK;
	t->knew = false;
	rc = ask_exact(t, k, lookup);
	if (rc != ERR_LIMIT)
		return rc;
	t->n = n;
	return take_each(t, k, lookup);
}

/* Whether it is among the first n of a query, too. */
static bool
is_repeated(struct slice param, struct slice query, unsigned n)
{
	struct slice one;

	while (n-- > 0 && url_next_param(&query, &one))
		if (params_is_same(one, param))
			return true;
	return false;
}

/*
 * The exact rules that require one of the request's parameters, each of which
 * is looked up together with the path.
 */
static enum err
find_params(struct table *t, const struct key *k, struct slice path)
{
	struct slice rest = k->query, one;
	enum err     rc = ERR_OK;

	for (unsigned i = 0; i < PARAMS_SEEN_MAX && rc == ERR_OK; i++) {
		if (!url_next_param(&rest, &one))
			break;
		if (one.n == 0 || is_repeated(one, k->query, i))
			continue;
		buf_reset(&t->lookup);
		buf_add_slice(&t->lookup, path);
		buf_addc(&t->lookup, '?');
		params_canonical(one, &t->lookup);
		rc = buf_end(&t->lookup);
		if (rc == ERR_OK && t->lookup.len <= SOURCE_MAX)
			rc = find_exact(t, k, buf_slice(&t->lookup));
	}
	return rc;
}

/* All that are looked up by a path, in one of its spellings. */
static enum err
find_path(struct table *t, const struct key *k, struct slice path)
{
	enum err rc = find_exact(t, k, path);

	if (rc == ERR_OK && t->good.any_params && k->query.n > 0)
		rc = find_params(t, k, path);
	return rc;
}

enum err
table_exact(struct table *t, const struct key *k)
{
	enum err rc = find_path(t, k, url_trim(k->path));

	if (rc == ERR_OK && t->good.any_folded && !slice_eq(k->path, k->folded))
		rc = find_path(t, k, url_trim(k->folded));
	return rc;
}
