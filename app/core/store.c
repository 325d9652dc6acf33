/* SPDX-License-Identifier: MIT */
/* store.c - the connection and its statements; see store.h. */
#include "store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "lock.h"
#include "sql.h"
#include "store_base.h"

#define SAID_MAX 1024 /* octets of store_message() */

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

/* --------------------------------------------------------------- failure */

static enum err
from_sqlite(int rc)
{
	if (rc == SQLITE_IOERR_NOMEM)
		return ERR_NOMEM;
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return ERR_OK;
	case SQLITE_NOMEM:
		return ERR_NOMEM;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_TOOBIG:
		return ERR_LIMIT;
	case SQLITE_NOTADB:
		return ERR_SCHEMA;
	default:
		return ERR_STORE;
	}
}

/* Translate, and keep SQLite's words: a rollback would replace them. */
static enum err
check(struct store *s, int rc)
{
	enum err e = from_sqlite(rc);

	if (e == ERR_OK)
		return e;
	buf_reset(&s->said);
	buf_adds(&s->said, sqlite3_errmsg(s->db));
	if (rc == SQLITE_READONLY_DIRECTORY || rc == SQLITE_CANTOPEN)
		buf_adds(&s->said,
		    "; its -wal and -shm files are missing or "
		    "not readable, and are made by any command "
		    "that changes a rule");
	return e;
}

const char *
store_message(struct store *s)
{
	return buf_end(&s->said) == ERR_OK ? s->said.data : "out of memory";
}

/* --------------------------------------------------------------- queries */

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
		    check(s, rc != SQLITE_OK ? rc : SQLITE_NOMEM);
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
	e = check(q->store, rc);
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

int64_t
store_last_id(struct store *s)
{
	return sqlite3_last_insert_rowid(s->db);
}

int64_t
store_changes(struct store *s)
{
	return sqlite3_changes64(s->db);
}

void
store_reset_queries(struct store *s)
{
	for (struct query *q = s->queries; q != NULL; q = q->next)
		query_reset(q);
}

/* ------------------------------------------------------------ connection */

/* Hostile files and statements meet these first (sqlite.org/security.html). */
static enum err
harden(struct store *s)
{
	const int limits[][2] = {
		{ SQLITE_LIMIT_LENGTH, store_longest() },
		{ SQLITE_LIMIT_SQL_LENGTH, 100000 },
		{ SQLITE_LIMIT_COLUMN, 100 }, { SQLITE_LIMIT_EXPR_DEPTH, 20 },
		{ SQLITE_LIMIT_FUNCTION_ARG, 100 },
		{ SQLITE_LIMIT_ATTACHED, 1 }, /* VACUUM INTO needs it */
	};
	static const int switches[][2] = {
		{ SQLITE_DBCONFIG_DEFENSIVE, 1 },
		{ SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0 },
		{ SQLITE_DBCONFIG_ENABLE_TRIGGER, 0 },
		{ SQLITE_DBCONFIG_ENABLE_VIEW, 0 },
		{ SQLITE_DBCONFIG_DQS_DML, 0 },
		{ SQLITE_DBCONFIG_DQS_DDL, 0 },
		/* Else a parameter beside the condition of a partial index
		 * has the statement prepared again for each new value. */
		{ SQLITE_DBCONFIG_ENABLE_QPSG, 1 },
		/* A checkpoint on closing would run without our lock. */
		{ SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1 },
	};
	int rc, persist = 1;

	/* Memory at hand, or each statement asks for some; but Debian's
	 * SQLite is built without. */
	rc =
	    sqlite3_db_config(s->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, 400, 200);

	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		sqlite3_limit(s->db, limits[i][0], limits[i][1]);
	for (size_t i = 0; i < ARRAY_LEN(switches) && rc == SQLITE_OK; i++)
		rc = sqlite3_db_config(s->db, switches[i][0], switches[i][1],
		    NULL);
	/* A worker that may not write the folder needs -wal and -shm to be
	 * there when no writer is. */
	if (rc == SQLITE_OK && store_is_shared(s->mode))
		rc = sqlite3_file_control(s->db, "main",
		    SQLITE_FCNTL_PERSIST_WAL, &persist);
	store_set_wait(s, s->wait_ms);
	return check(s, rc);
}

bool
store_in_transaction(const struct store *s)
{
	return !sqlite3_get_autocommit(s->db);
}

void
store_set_wait(struct store *s, int ms)
{
	sqlite3_busy_timeout(s->db, ms);
}

enum err
store_script(struct store *s, const char *sql)
{
	sqlite3_stmt *st = NULL;
	int           rc = SQLITE_OK;

	while (rc == SQLITE_OK && *sql != '\0') {
		rc = sqlite3_prepare_v3(s->db, sql, -1, 0, &st, &sql);
		while (rc == SQLITE_OK && st != NULL &&
		    (rc = sqlite3_step(st)) == SQLITE_ROW)
			rc = SQLITE_OK;
		if (rc == SQLITE_DONE)
			rc = SQLITE_OK;
		(void)check(s, rc);
		sqlite3_finalize(st);
	}
	return from_sqlite(rc);
}

enum err
store_connect(const char *path, enum store_mode mode, bool no_wait,
    struct store **ret)
{
	/* Needed when memory has run out: prepared while there is some. */
	static const char *const early[] = { sql_begin_read, sql_data_version,
		sql_begin_write, sql_commit, sql_rollback };
	struct store            *s = calloc(1, sizeof(*s));
	enum err                 rc = ERR_NOMEM;
	int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;

	if (s == NULL)
		return ERR_NOMEM;
	/* No threads, no locks; only the first time it does anything. */
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	flags |= store_is_reader(mode) ? SQLITE_OPEN_READONLY :
					 SQLITE_OPEN_READWRITE;
	if (mode == STORE_CREATE || mode == HITS_WRITE ||
	    !store_is_shared(mode))
		flags |= SQLITE_OPEN_CREATE;
	s->lock = -1;
	s->mode = mode;
	s->wait_ms = store_wait_ms(no_wait ? STORE_READ : mode);
	s->lock_ms = no_wait ? 0 : store_wait_ms(mode);
	buf_init(&s->said, SAID_MAX);
	s->broken = calloc(1, sizeof(*s->broken));
	/* ":memory:" is a file, too. */
	if (asprintf(&s->path, "%s%s", path[0] == ':' ? "./" : "", path) < 0)
		s->path = NULL;
	if (s->path == NULL || s->broken == NULL)
		goto out;
	rc = check(s, sqlite3_open_v2(s->path, &s->db, flags, NULL));
	if (rc == ERR_OK)
		rc = harden(s);
	for (size_t i = 0; i < ARRAY_LEN(early) && rc == ERR_OK; i++)
		if (store_query(s, early[i]) == s->broken)
			rc = s->broken->failed;
out:
	if (rc == ERR_NOMEM) {
		store_close(s);
		return rc;
	}
	*ret = s;
	return rc;
}

void
store_close(struct store *s)
{
	struct query *q, *next;

	if (s == NULL)
		return;
	for (q = s->queries; q != NULL; q = next) {
		next = q->next;
		sqlite3_finalize(q->st);
		free(q);
	}
	sqlite3_close(s->db);
	store_free_given(s);
	lock_release(s->lock);
	buf_free(&s->said);
	free(s->broken);
	free(s->path);
	free(s);
}
