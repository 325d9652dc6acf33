/* SPDX-License-Identifier: MIT */
/* table.c - candidates for a key, and what is asked of them; see table.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "request.h"
#include "rules.h"
#include "sql.h"
#include "table_base.h"
#include "target.h"

/* A request's path, a '?' and a parameter, in which all may be escaped. */
#define LOOKUP_MAX  (6 * URL_REQUEST_MAX)
#define TROUBLE_MAX 16384 /* octets of table_trouble() */
#define OTHERS_MAX  4     /* rules of other hosts that are stepped over */

/* ---------------------------------------------------------- life and death */

enum err
table_open(const char *path, struct table **ret)
{
	struct table *t = calloc(1, sizeof(*t));

	if (t == NULL)
		return ERR_NOMEM;
	t->path = strdup(path);
	if (t->path == NULL) {
		free(t);
		return ERR_NOMEM;
	}
	t->check_due = true;
	heads_init(&t->good.heads);
	buf_init(&t->trouble, TROUBLE_MAX);
	key_init(&t->key);
	decision_init(&t->decision);
	buf_init(&t->url, URL_REQUEST_MAX);
	buf_init(&t->parts, 3 * TARGET_MAX);
	buf_init(&t->lookup, LOOKUP_MAX);
	*ret = t;
	return ERR_OK;
}

enum err
table_within(struct store *s, struct table **ret)
{
	struct table *t = NULL;
	enum err      rc = table_open("", &t);

	if (rc != ERR_OK)
		return rc;
	t->within = true;
	t->good.store = s;
	rc = table_load(t);
	if (rc == ERR_OK)
		*ret = t;
	else
		table_close(t);
	return rc;
}

void
table_close(struct table *t)
{
	if (t == NULL)
		return;
	if (!t->within)
		store_close(t->good.store);
	heads_free(&t->good.heads);
	table_forget_rules(t);
	free(t->matches);
	buf_free(&t->lookup);
	buf_free(&t->parts);
	buf_free(&t->url);
	decision_free(&t->decision);
	key_free(&t->key);
	buf_free(&t->trouble);
	free(t->path);
	free(t);
}

void
table_rest(struct table *t)
{
	if (t->held)
		store_end(t->good.store);
	t->held = false;
}

void
table_reopen(struct table *t)
{
	t->check_due = true;
	t->reopen = true;
}

enum err
table_health(const struct table *t)
{
	return t->file != ERR_OK ? t->file : t->ask;
}

const char *
table_trouble(const struct table *t)
{
	if (table_health(t) == ERR_OK)
		return "";
	return t->trouble.len > 0 ? t->trouble.data : err_name(table_health(t));
}

uint64_t
table_skipped(const struct table *t)
{
	return t->skipped;
}

int64_t
table_skipped_last(const struct table *t)
{
	const struct loaded *l = &t->good;

	if (t->skipped_last != 0 || l->nunserved == 0)
		return t->skipped_last;
	return l->unserved[l->nunserved - 1];
}

/* -------------------------------------------------------------- candidates */

static enum err
add_match(const struct match *m, void *arg)
{
	struct table *t = arg;
	struct match *p;

	if (t->n == t->cap) {
		size_t cap = t->cap == 0 ? 16 : t->cap * 2;

		p = realloc(t->matches, cap * sizeof(*p));
		if (p == NULL)
			return ERR_NOMEM;
		t->matches = p;
		t->cap = cap;
	}
	t->matches[t->n++] = *m;
	return ERR_OK;
}

/* The rule in a row, or of an id, if it covers the key. */
static enum err
take(struct table *t, const struct key *k, int64_t id, struct query *row)
{
	const struct rule *r = NULL;
	struct match       m;
	enum err           rc =
            row != NULL ? table_row(t, row, &r) : table_rule(t, id, &r);

	if (rc == ERR_OK && r != NULL && match_rule(r, k, &m) == MATCH_YES)
		rc = add_match(&m, t);
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

void
table_use_sieve(struct table *t, const struct sieve *s)
{
	t->sieve = s;
}

bool
table_wants_sieve(struct table *t)
{
	const bool wants = t->sieve_is_old;

	t->sieve_is_old = false;
	return wants;
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
table_find(struct table *t, const struct key *k, int64_t mono_ms,
    const struct match **ret, size_t *ret_n)
{
	bool     judged = false;
	enum err rc;

	t->n = t->extra_used = 0;
	t->call++;
	t->knew = false;
	rc = table_fresh(t, mono_ms);
	if (rc != ERR_OK)
		return rc;
	t->knew = true;
	if (k->asterisk)
		goto out;
	rc = find_path(t, k, url_trim(k->path));
	if (rc == ERR_OK && t->good.any_folded && !slice_eq(k->path, k->folded))
		rc = find_path(t, k, url_trim(k->folded));
	if (rc == ERR_OK)
		rc = heads_find(&t->good.heads, k, add_match, t, &judged);
	if (judged)
		t->knew = false;
	if (rc != ERR_OK || t->ask != ERR_OK)
		rc = table_asked(t, rc, mono_ms);
	if (rc != ERR_OK)
		return rc;
	match_sort(t->matches, t->n);
out:
	*ret = t->matches;
	*ret_n = t->n;
	return ERR_OK;
}

bool
table_knew(const struct table *t)
{
	return t->knew;
}

void
table_look(struct table *t, int64_t mono_ms)
{
	enum err rc = table_fresh(t, mono_ms);

	if (rc == ERR_OK && t->ask != ERR_OK)
		(void)table_asked(t, rc, mono_ms);
}

uint64_t
table_state(struct table *t, int64_t mono_ms)
{
	const enum err rc = table_fresh(t, mono_ms);

	return rc == ERR_OK && table_health(t) == ERR_OK ? t->era : 0;
}

enum err
table_decide(struct table *t, const struct key *k, struct moment at,
    int64_t mono_ms, struct decision *ret)
{
	const struct match *m = NULL;
	size_t              n = 0;
	enum err            rc = table_find(t, k, mono_ms, &m, &n);

	if (rc == ERR_OK)
		rc = decide(k, m, n, at, NULL, ret);
	if (rc != ERR_OK) {
		decide_without_key(rc, ret);
		ret->method = k->method;
	}
	return rc;
}
