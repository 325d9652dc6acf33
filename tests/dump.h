/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DUMP_H
#define DETOUR_DUMP_H

/*
 * dump.h - all that a query gives, or all of a schema, as one text: by other
 * means than the programs'.
 */

#include "scratch.h"

#define DUMP_MAX 1000000 /* octets */

/* Every row that a query gives, a line each. */
static inline void
dump(const char *path, const char *sql, struct buf *out)
{
	sqlite3      *db = NULL;
	sqlite3_stmt *q = NULL;
	int           rc;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	if (sqlite3_prepare_v2(db, sql, -1, &q, NULL) != SQLITE_OK)
		fail_msg("%s: %s", sql, sqlite3_errmsg(db));
	while ((rc = sqlite3_step(q)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(q); i++) {
			const char *cell =
			    (const char *)sqlite3_column_text(q, i);

			buf_addf(out, "%s|", cell != NULL ? cell : "NULL");
		}
		buf_addc(out, '\n');
	}
	assert_int_equal(rc, SQLITE_DONE);
	sqlite3_finalize(q);
	sqlite3_close(db);
	assert_err(buf_end(out), ERR_OK);
}

static inline void
assert_dump(const char *path, const char *sql, const struct buf *wanted)
{
	struct buf got;

	buf_init(&got, DUMP_MAX);
	dump(path, sql, &got);
	assert_string_equal(got.data, wanted->data);
	buf_free(&got);
}

/* SQL as it is, whatever its comments and its lines are. */
static inline void
add_bare(const char *sql, struct buf *out)
{
	for (; *sql != '\0'; sql++) {
		if (sql[0] == '-' && sql[1] == '-')
			sql += strcspn(sql, "\n");
		else if (strchr(" \t\n", *sql) == NULL)
			buf_addc(out, *sql);
		if (*sql == '\0')
			break;
	}
	buf_addc(out, '\n');
}

/* Every table and index of a database, in its barest form. */
static inline void
schema_of(const char *path, struct buf *out)
{
	sqlite3      *db = NULL;
	sqlite3_stmt *q = NULL;

	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db,
			     "SELECT type, name, tbl_name, sql FROM "
			     "sqlite_schema ORDER BY type, name",
			     -1, &q, NULL),
	    SQLITE_OK);
	while (sqlite3_step(q) == SQLITE_ROW) {
		const char *sql = (const char *)sqlite3_column_text(q, 3);

		buf_addf(out, "%s %s %s ",
		    (const char *)sqlite3_column_text(q, 0),
		    (const char *)sqlite3_column_text(q, 1),
		    (const char *)sqlite3_column_text(q, 2));
		add_bare(sql != NULL ? sql : "", out);
	}
	sqlite3_finalize(q);
	sqlite3_close(db);
	assert_err(buf_end(out), ERR_OK);
}

#endif
