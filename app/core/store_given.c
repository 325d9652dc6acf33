/* SPDX-License-Identifier: MIT */
/*
 * store_given.c - rows that a statement takes all at once; see store.h.
 *
 * To begin a statement, to bind its values one by one and to end it costs
 * SQLite more than the row.  So rows are collected, and read by the statement
 * from a virtual table.  (sqlite.org/vtab.html: an eponymous-only one.)
 */
#include <stdlib.h>

#include <sqlite3.h>

#include "sql.h"
#include "store_base.h"

#define GIVEN_CELLS 8448    /* values of all rows: of rules, 256 */
#define GIVEN_TEXT  1000000 /* octets of all texts, but for the last row */

/* A value, as it waits. */
struct cell {
	int64_t v; /* a number, or where a text begins */
	int64_t n; /* octets of a text, or CELL_INT, CELL_NULL */
};

enum { CELL_INT = -1, CELL_NULL = -2 };

struct given {
	sqlite3_vtab_cursor     cursor; /* there is one at a time */
	size_t                  at;     /* the row that is read */
	const struct given_sql *sql;    /* what takes them; NULL: none waits */
	bool                    plain;  /* each of the rows */
	const char             *table;  /* as a statement would make it */
	size_t                  rows, columns;
	struct cell            *cells; /* GIVEN_CELLS */
	struct buf              text;
	enum err failed; /* rows are lost: so is the transaction */
};

/* ------------------------------------------------------- as a virtual table */

struct given_table {
	sqlite3_vtab  base;
	struct given *given;
};

static int
on_connect(sqlite3 *db, void *arg, int argc, const char *const *argv,
    sqlite3_vtab **ret, char **ret_why)
{
	struct given_table *t;
	struct given       *g = arg;
	int                 rc = sqlite3_declare_vtab(db, g->table);

	(void)argc;
	(void)argv;
	(void)ret_why;
	if (rc != SQLITE_OK)
		return rc;
	t = sqlite3_malloc64(sizeof(*t));
	if (t == NULL)
		return SQLITE_NOMEM;
	*t = (struct given_table){ .given = g };
	*ret = &t->base;
	return SQLITE_OK;
}

static int
on_disconnect(sqlite3_vtab *t)
{
	sqlite3_free(t);
	return SQLITE_OK;
}

/* All rows, in their order. */
static int
on_best_index(sqlite3_vtab *t, sqlite3_index_info *info)
{
	(void)t;
	(void)info;
	return SQLITE_OK;
}

static int
on_open(sqlite3_vtab *t, sqlite3_vtab_cursor **ret)
{
	*ret = &((struct given_table *)t)->given->cursor;
	return SQLITE_OK;
}

static int
on_close(sqlite3_vtab_cursor *c)
{
	(void)c;
	return SQLITE_OK;
}

static int
on_filter(sqlite3_vtab_cursor *c, int number, const char *name, int argc,
    sqlite3_value **argv)
{
	(void)number;
	(void)name;
	(void)argc;
	(void)argv;
	((struct given *)c)->at = 0;
	return SQLITE_OK;
}

static int
on_next(sqlite3_vtab_cursor *c)
{
	((struct given *)c)->at++;
	return SQLITE_OK;
}

static int
on_eof(sqlite3_vtab_cursor *c)
{
	const struct given *g = (struct given *)c;

	return g->at >= g->rows;
}

static int
on_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int column)
{
	const struct given *g = (struct given *)c;
	const struct cell  *cell = &g->cells[g->at * g->columns];

	if ((size_t)column >= g->columns)
		return SQLITE_OK; /* NULL */
	cell += column;
	if (cell->n == CELL_INT)
		sqlite3_result_int64(to, cell->v);
	else if (cell->n != CELL_NULL)
		sqlite3_result_text64(to, g->text.data + cell->v,
		    (sqlite3_uint64)cell->n, SQLITE_STATIC, SQLITE_UTF8);
	return SQLITE_OK;
}

static int
on_rowid(sqlite3_vtab_cursor *c, sqlite3_int64 *ret)
{
	*ret = (sqlite3_int64)((struct given *)c)->at;
	return SQLITE_OK;
}

static const sqlite3_module module = {
	.xConnect = on_connect,
	.xDisconnect = on_disconnect,
	.xBestIndex = on_best_index,
	.xOpen = on_open,
	.xClose = on_close,
	.xFilter = on_filter,
	.xNext = on_next,
	.xEof = on_eof,
	.xColumn = on_column,
	.xRowid = on_rowid,
};

/* ------------------------------------------------------------ as a waiting row
 */

static enum err
begin(struct store *s)
{
	struct given *g = calloc(1, sizeof(*g));

	if (g == NULL)
		return ERR_NOMEM;
	g->table = store_is_rules(s->mode) ? sql_given : sql_given_hits;
	if (sqlite3_create_module_v2(s->db, "given", &module, g, NULL) !=
	    SQLITE_OK) {
		free(g);
		return ERR_NOMEM;
	}
	/* A row may begin below the limit. */
	buf_init(&g->text, 2 * GIVEN_TEXT);
	s->given = g;
	return ERR_OK;
}

void
store_free_given(struct store *s)
{
	if (s->given == NULL)
		return;
	buf_free(&s->given->text);
	free(s->given->cells);
	free(s->given);
	s->given = NULL;
}

static void
empty(struct given *g)
{
	g->rows = 0;
	g->columns = 0;
	g->sql = NULL;
	buf_reset(&g->text);
}

void
store_drop_given(struct store *s)
{
	if (s->given == NULL)
		return;
	empty(s->given);
	s->given->failed = ERR_OK;
}

enum err
store_take_given(struct store *s)
{
	struct given           *g = s->given;
	const struct given_sql *sql = g != NULL ? g->sql : NULL;

	if (g == NULL)
		return ERR_OK;
	if (sql != NULL) {
		g->sql = NULL; /* or store_query() would be here again */
		g->failed = buf_end(&g->text);
		if (g->failed == ERR_OK)
			g->failed = query_run(store_query(s,
			    g->plain ? sql->plain : sql->all));
		empty(g);
	}
	return g->failed;
}

enum err
store_commit_given(struct store *s)
{
	if (store_in_transaction(s))
		return refuse(&s->said, ERR_STORE, "a transaction is open");
	return store_take_given(s);
}

static enum err
make_room(struct given *g, size_t n)
{
	g->columns = n;
	if (g->cells == NULL)
		g->cells = calloc(GIVEN_CELLS, sizeof(*g->cells));
	return g->cells != NULL ? ERR_OK : ERR_NOMEM;
}

enum err
store_give(struct store *s, const struct given_sql *sql, bool plain,
    const struct value *values, size_t n)
{
	struct given *g;
	struct cell  *cell;
	enum err      rc = s->given == NULL ? begin(s) : ERR_OK;

	if (rc != ERR_OK)
		return rc;
	g = s->given;
	if (g->sql != NULL &&
	    (g->sql != sql || g->columns != n ||
		(g->rows + 1) * n > GIVEN_CELLS || g->text.len >= GIVEN_TEXT))
		rc = store_take_given(s);
	if (rc == ERR_OK)
		rc = g->failed;
	if (rc == ERR_OK && g->sql == NULL)
		rc = make_room(g, n);
	if (rc != ERR_OK)
		return rc;
	g->plain = plain && (g->plain || g->sql == NULL);
	g->sql = sql;
	cell = &g->cells[g->rows++ * n];
	for (size_t i = 0; i < n; i++, cell++) {
		*cell = (struct cell){ values[i].number, CELL_INT };
		if (values[i].kind == VALUE_NULL)
			cell->n = CELL_NULL;
		if (values[i].kind != VALUE_TEXT)
			continue;
		*cell = (struct cell){ (int64_t)g->text.len,
			(int64_t)values[i].text.n };
		buf_add_slice(&g->text, values[i].text);
	}
	return ERR_OK;
}
