/* SPDX-License-Identifier: MIT */
/* store.c - the connection; see store.h. */
#include "store.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "lock.h"
#include "sql.h"
#include "store_base.h"

#define SAID_MAX 1024 /* octets of store_message() */

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

/* SQLite says the same whatever it cannot open: the reason, or where to look
 * for it.  That a disk takes no more files is lost, as it tries another way. */
static void
add_reason(struct store *s)
{
	const int why = sqlite3_system_errno(s->db);

	if (why == EMFILE || why == ENFILE)
		buf_addf(&s->said, "; %s", strerror(why));
	else if (store_is_reader(s->mode))
		buf_adds(&s->said,
		    "; its -wal and -shm files are missing or "
		    "not readable, and are made by any command "
		    "that changes a rule");
	else
		buf_adds(&s->said,
		    "; its -wal and -shm files can be neither opened "
		    "nor made");
}

/* Translate, and keep SQLite's words: a rollback would replace them. */
enum err
store_check(struct store *s, int rc)
{
	enum err e = from_sqlite(rc);

	if (e == ERR_OK)
		return e;
	buf_reset(&s->said);
	buf_adds(&s->said, sqlite3_errmsg(s->db));
	if (rc == SQLITE_READONLY_DIRECTORY || rc == SQLITE_CANTOPEN)
		add_reason(s);
	return e;
}

const char *
store_message(struct store *s)
{
	return buf_end(&s->said) == ERR_OK ? s->said.data : "out of memory";
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
	return store_check(s, rc);
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
		(void)store_check(s, rc);
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
	/* A connection is one thread's at a time, and has no locks; what all
	 * share has.  Only the first time it does anything. */
	sqlite3_config(SQLITE_CONFIG_MULTITHREAD);
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
	/* ":memory:" is a file, too. */
	if (asprintf(&s->path, "%s%s", path[0] == ':' ? "./" : "", path) < 0)
		s->path = NULL;
	if (s->path == NULL || !store_begin_queries(s))
		goto out;
	rc = store_check(s, sqlite3_open_v2(s->path, &s->db, flags, NULL));
	if (rc == ERR_OK)
		rc = harden(s);
	for (size_t i = 0; i < ARRAY_LEN(early) && rc == ERR_OK; i++)
		rc = store_prepare(s, early[i]);
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
	if (s == NULL)
		return;
	store_drop_given(s);
	store_free_queries(s);
	sqlite3_close(s->db);
	store_free_given(s);
	lock_release(s->lock);
	buf_free(&s->said);
	free(s->path);
	free(s);
}
