/* SPDX-License-Identifier: MIT */
/*
 * naive.c - what one writes first: libfcgi's own loop, a statement that is
 * prepared for each request, and a hit that is written at once.
 *
 *	naive FILE [wal]	listening on descriptor 0
 *
 * FILE has one table: rule (host, path, target, status, expires, hits).
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <fcgiapp.h>
#include <sqlite3.h>

#define FIND                                                    \
	"SELECT target FROM rule WHERE host = ?1 AND path = ?2" \
	" AND (expires IS NULL OR expires > ?3)"
#define COUNT "UPDATE rule SET hits = hits + 1 WHERE host = ?1 AND path = ?2"

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql, const char *host, const char *path)
{
	sqlite3_stmt *st = NULL;

	if (sqlite3_prepare_v2(db, sql, -1, &st, NULL) != SQLITE_OK)
		return NULL;
	sqlite3_bind_text(st, 1, host, -1, SQLITE_STATIC);
	sqlite3_bind_text(st, 2, path, (int)strcspn(path, "?"), SQLITE_STATIC);
	return st;
}

static bool
redirect(sqlite3 *db, FCGX_Request *r, const char *host, const char *path)
{
	sqlite3_stmt *st = prepare(db, FIND, host, path);
	bool          found;

	if (st != NULL)
		sqlite3_bind_int64(st, 3, time(NULL));
	found = st != NULL && sqlite3_step(st) == SQLITE_ROW;
	if (found)
		FCGX_FPrintF(r->out,
		    "Status: 307 Temporary Redirect\r\n"
		    "Location: %s\r\n\r\n",
		    (const char *)sqlite3_column_text(st, 0));
	sqlite3_finalize(st);
	if (!found)
		return false;
	st = prepare(db, COUNT, host, path);
	sqlite3_step(st);
	sqlite3_finalize(st);
	return true;
}

int
main(int argc, char **argv)
{
	sqlite3     *db;
	FCGX_Request r;

	if (argc < 2 || sqlite3_open(argv[1], &db) != SQLITE_OK ||
	    FCGX_Init() != 0 || FCGX_InitRequest(&r, 0, 0) != 0)
		return 1;
	sqlite3_busy_timeout(db, 2000);
	if (argc > 2)
		sqlite3_exec(db,
		    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL",
		    NULL, NULL, NULL);
	while (FCGX_Accept_r(&r) == 0) {
		const char *host = FCGX_GetParam("HTTP_HOST", r.envp);
		const char *path = FCGX_GetParam("REQUEST_URI", r.envp);

		if (host == NULL || path == NULL ||
		    !redirect(db, &r, host, path))
			FCGX_PutS("Status: 404 Not Found\r\n\r\n", r.out);
		FCGX_Finish_r(&r);
	}
	return 0;
}
