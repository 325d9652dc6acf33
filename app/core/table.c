/* SPDX-License-Identifier: MIT */
/* table.c - candidates for a key, and what is asked of them; see table.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "request.h"
#include "sql.h"
#include "table_base.h"
#include "target.h"

/* A request's path, a '?' and a parameter, in which all may be escaped. */
#define LOOKUP_MAX  (6 * URL_REQUEST_MAX)
#define TROUBLE_MAX 16384 /* octets of table_trouble() */

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

void
table_close(struct table *t)
{
	if (t == NULL)
		return;
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

/* The exact rules that are looked up by this path. */
static enum err
find_exact(struct table *t, const struct key *k, struct slice lookup)
{
	struct query      *q = store_query(t->good.store, sql_rule_exact);
	const struct rule *r;
	struct match       m;
	bool               row = false;
	enum err           rc;

	query_bind_text(q, ":lookup", lookup);
	/* No host is no value, which equals none: the second half of the
	 * query finds the rules for any host. */
	if (k->host.n > 0)
		query_bind_text(q, ":host", k->host);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = table_rule(t, query_int(q, 0), &r);
		if (rc == ERR_OK && r != NULL &&
		    match_rule(r, k, &m) == MATCH_YES)
			rc = add_match(&m, t);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	return rc;
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
	enum err rc;

	t->n = t->extra_used = 0;
	t->call++;
	rc = table_fresh(t, mono_ms);
	if (rc != ERR_OK)
		return rc;
	if (k->asterisk)
		goto out;
	rc = find_path(t, k, url_trim(k->path));
	if (rc == ERR_OK && t->good.any_folded && !slice_eq(k->path, k->folded))
		rc = find_path(t, k, url_trim(k->folded));
	if (rc == ERR_OK)
		rc = heads_find(&t->good.heads, k, add_match, t);
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

void
table_look(struct table *t, int64_t mono_ms)
{
	enum err rc = table_fresh(t, mono_ms);

	if (rc == ERR_OK && t->ask != ERR_OK)
		(void)table_asked(t, rc, mono_ms);
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

/* ----------------------------------------------------------------- chained */

/* Who answers a URL: *ret is its id, or 0. */
static enum err
who_answers(struct table *t, int64_t now, int64_t mono_ms, int64_t *ret)
{
	struct request r;
	enum err       rc = buf_end(&t->url);

	*ret = 0;
	if (rc == ERR_OK) {
		request_from_url(t->url.data, "GET", &r);
		rc = key_from_request(&r, &t->key);
	}
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK; /* then nobody does */
	if (rc == ERR_OK)
		rc = table_decide(t, &t->key, when_exactly(now), mono_ms,
		    &t->decision);
	if (rc == ERR_OK && t->decision.why != WHY_ALONE)
		*ret = t->decision.rule_id;
	return rc;
}

enum err
table_chained(struct table *t, const struct rule *rule, int64_t now,
    int64_t mono_ms, int64_t *ret_other)
{
	static const enum scheme schemes[] = { SCHEME_HTTP, SCHEME_HTTPS };
	struct target            target;
	int64_t                  id = 0;
	enum err                 rc;

	buf_reset(&t->parts);
	rc = target_parse(rule->target, &rule->at, rule->literal, &target,
	    &t->parts, NULL);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK || target.kind == TARGET_ALONE) {
		*ret_other = 0;
		return ERR_OK;
	}
	for (size_t i = 0; i < ARRAY_LEN(schemes) && id == 0; i++) {
		enum scheme s =
		    target.kind == TARGET_URL ? target.scheme : rule->at.scheme;

		if (s != SCHEME_ANY && s != schemes[i])
			continue;
		buf_reset(&t->url);
		if (target.kind == TARGET_URL)
			buf_add_slice(&t->url, target.origin);
		else if (rule->at.host.n > 0) {
			buf_addf(&t->url, "%s://", scheme_name(schemes[i]));
			source_any_host(&rule->at, &t->url);
		}
		/* ":splat" stays: it is a segment like any other that a
		 * visitor could have there. */
		buf_add_slice(&t->url, target.path);
		if (target.has_query) {
			buf_addc(&t->url, '?');
			buf_add_slice(&t->url, target.query);
		}
		rc = who_answers(t, now, mono_ms, &id);
		if (rc != ERR_OK)
			return rc;
		if (id == rule->id)
			id = 0;
		/* A path on no host in particular has no scheme either. */
		if (t->url.data[0] == '/')
			break;
	}
	*ret_other = id;
	return ERR_OK;
}
