/* SPDX-License-Identifier: MIT */
/* store_query.c - statements, prepared once; see store.h. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "store_base.h"

struct query {
	sqlite3_stmt *st;
	const char   *sql; /* its address is the statement's identity */
	struct store *store;
	struct query *next;
	int           count;  /* parameters */
	int           hint;   /* number of the one bound last */
	int           error;  /* SQLite's, of the first failed bind */
	enum err      failed; /* of one that cannot be run */
	struct {
		/* SQLite seeks it anew, and frees its own when it prepares
		 * anew. */
		char        name[24];
		const char *from; /* the literal that was this name last */
	} parameters[];
};

struct query *
store_query(struct store *s, const char *sql)
{
	struct query **at = &s->queries, *q;
	sqlite3_stmt  *st = NULL;
	int            rc, n;

	if (s->given != NULL) {
		s->broken->failed = store_take_given(s);
		if (s->broken->failed != ERR_OK)
			return s->broken;
	}
	for (; (q = *at) != NULL; at = &q->next) {
		if (q->sql != sql)
			continue;
		query_reset(q);
		if (q->count > 0)
			sqlite3_clear_bindings(q->st);
		return q;
	}
	rc = sqlite3_prepare_v3(s->db, sql, -1, SQLITE_PREPARE_PERSISTENT, &st,
	    NULL);
	n = rc == SQLITE_OK ? sqlite3_bind_parameter_count(st) : 0;
	q = rc == SQLITE_OK ?
	    calloc(1, sizeof(*q) + (size_t)n * sizeof(q->parameters[0])) :
	    NULL;
	if (q == NULL) {
		sqlite3_finalize(st);
		s->broken->failed =
		    store_check(s, rc != SQLITE_OK ? rc : SQLITE_NOMEM);
		return s->broken;
	}
	*q = (struct query){ .st = st, .sql = sql, .store = s, .count = n };
	for (int i = 0; i < n; i++)
		snprintf(q->parameters[i].name, sizeof(q->parameters[i].name),
		    "%s", sqlite3_bind_parameter_name(st, i + 1));
	*at = q;
	return q;
}

/*
 * The number of a parameter; -1 if there is none of that name.  Callers bind
 * in the order of the statement, so that the next one is nearly always right.
 */
static int
parameter(struct query *q, const char *name)
{
	if (q->hint < q->count) {
		if (q->parameters[q->hint].from == name)
			return ++q->hint;
		if (strcmp(q->parameters[q->hint].name, name) == 0) {
			q->parameters[q->hint].from = name;
			return ++q->hint;
		}
	}
	q->hint = sqlite3_bind_parameter_index(q->st, name);
	return q->hint > 0 ? q->hint : -1;
}

static void
bound(struct query *q, int rc)
{
	if (rc != SQLITE_OK && q->error == SQLITE_OK)
		q->error = rc;
}

void
query_bind_int(struct query *q, const char *name, int64_t v)
{
	bound(q, sqlite3_bind_int64(q->st, parameter(q, name), v));
}

void
query_bind_text(struct query *q, const char *name, struct slice s)
{
	bound(q,
	    sqlite3_bind_text64(q->st, parameter(q, name), s.n > 0 ? s.s : "",
		s.n, SQLITE_STATIC, SQLITE_UTF8));
}

void
query_bind_null(struct query *q, const char *name)
{
	bound(q, sqlite3_bind_null(q->st, parameter(q, name)));
}

enum err
query_step(struct query *q, bool *ret_row)
{
	int      rc;
	enum err e;

	if (q->st == NULL)
		return q->failed;
	rc = q->error;
	if (rc == SQLITE_OK)
		rc = sqlite3_step(q->st);
	e = store_check(q->store, rc);
	if (rc != SQLITE_ROW)
		query_reset(q);
	if (e == ERR_OK)
		*ret_row = rc == SQLITE_ROW;
	return e;
}

enum err
query_run(struct query *q)
{
	bool     row;
	enum err rc = query_step(q, &row);

	query_reset(q);
	return rc;
}

void
query_reset(struct query *q)
{
	if (q->st == NULL)
		return; /* it keeps its reason */
	sqlite3_reset(q->st);
	q->hint = 0;
	q->error = SQLITE_OK;
}

int64_t
query_int(struct query *q, int column)
{
	return sqlite3_column_int64(q->st, column);
}

struct slice
query_text(struct query *q, int column)
{
	/* Not sqlite3_column_text(), which copies to add a NUL. */
	const void *text = sqlite3_column_blob(q->st, column);

	if (text == NULL)
		return (struct slice){ 0 };
	return (struct slice){ text,
		(size_t)sqlite3_column_bytes(q->st, column) };
}

bool
query_is_null(struct query *q, int column)
{
	return sqlite3_column_type(q->st, column) == SQLITE_NULL;
}

void
store_reset_queries(struct store *s)
{
	store_await_given(s);
	for (struct query *q = s->queries; q != NULL; q = q->next)
		query_reset(q);
}

enum err
store_prepare(struct store *s, const char *sql)
{
	const struct query *q = store_query(s, sql);

	return q == s->broken ? q->failed : ERR_OK;
}

bool
store_begin_queries(struct store *s)
{
	s->broken = calloc(1, sizeof(*s->broken));
	return s->broken != NULL;
}

void
store_free_queries(struct store *s)
{
	struct query *q, *next;

	for (q = s->queries; q != NULL; q = next) {
		next = q->next;
		sqlite3_finalize(q->st);
		free(q);
	}
	free(s->broken);
}
