/* SPDX-License-Identifier: MIT */
/* table.c - candidates for a key, and what is asked of them; see table.h. */
#include "table.h"

#include <stdlib.h>
#include <string.h>

#include "request.h"
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

enum err
table_add(const struct match *m, void *arg)
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
	rc = table_exact(t, k);
	if (rc == ERR_OK)
		rc = heads_find(&t->good.heads, k, table_add, t, &judged);
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
