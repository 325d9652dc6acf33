/* SPDX-License-Identifier: MIT */
/*
 * store_given.c - rows that a statement takes all at once; see store.h.
 *
 * To begin a statement, to bind its values one by one and to end it costs
 * SQLite more than the row.  So rows are collected, and read by the statement
 * from a virtual table.  (sqlite.org/vtab.html: an eponymous-only one.)  There
 * are two batches of them: one is read while the other is filled.
 */
#include <stdlib.h>

#include <sqlite3.h>

#include "beside.h"
#include "sql.h"
#include "store_base.h"

/* Values of all rows: of rules, 1,024.  They are some milliseconds of work; of
 * shorter turns the system leaves both threads on one processor. */
#define GIVEN_CELLS 33792
#define GIVEN_TEXT  1000000 /* octets of all texts, but for the last row */

/* A value, as it waits. */
struct cell {
	int64_t v; /* a number, or where a text begins */
	int64_t n; /* octets of a text, or CELL_INT, CELL_NULL */
};

enum { CELL_INT = -1, CELL_NULL = -2 };

/* Rows that go together. */
struct batch {
	const struct given_sql *sql; /* what takes them; NULL: there is none */
	bool                    plain; /* each of them */
	size_t                  rows, columns;
	struct cell            *cells; /* GIVEN_CELLS */
	struct buf              text;
};

struct given {
	sqlite3_vtab_cursor cursor; /* there is one at a time */
	size_t              at;     /* the row that is read */
	const char         *table;  /* as a statement would make it */
	struct batch       *waits;  /* rows come to it */
	struct batch       *taken;  /* the statement reads it */
	struct batch        batches[2];
	struct query       *query;  /* the statement */
	struct beside      *beside; /* who runs it, or NULL */
	enum err            failed; /* rows are lost: so is the transaction */
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

	return g->at >= g->taken->rows;
}

static int
on_column(sqlite3_vtab_cursor *c, sqlite3_context *to, int column)
{
	const struct given *g = (struct given *)c;
	const struct batch *b = g->taken;
	const struct cell  *cell = &b->cells[g->at * b->columns];

	if ((size_t)column >= b->columns)
		return SQLITE_OK; /* NULL */
	cell += column;
	if (cell->n == CELL_INT)
		sqlite3_result_int64(to, cell->v);
	else if (cell->n != CELL_NULL)
		sqlite3_result_text64(to, b->text.data + cell->v,
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

/* --------------------------------------------------------- as a waiting row */

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
	for (size_t i = 0; i < ARRAY_LEN(g->batches); i++)
		buf_init(&g->batches[i].text, 2 * GIVEN_TEXT);
	g->waits = &g->batches[0];
	g->taken = &g->batches[1];
	s->given = g;
	return ERR_OK;
}

void
store_free_given(struct store *s)
{
	struct given *g = s->given;

	if (g == NULL)
		return;
	beside_end(g->beside);
	for (size_t i = 0; i < ARRAY_LEN(g->batches); i++) {
		buf_free(&g->batches[i].text);
		free(g->batches[i].cells);
	}
	free(g);
	s->given = NULL;
}

static void
empty(struct batch *b)
{
	b->rows = 0;
	b->columns = 0;
	b->sql = NULL;
	buf_reset(&b->text);
}

void
store_await_given(struct store *s)
{
	struct given *g = s->given;
	enum err      rc;

	if (g == NULL)
		return;
	rc = beside_wait(g->beside);
	if (g->failed == ERR_OK)
		g->failed = rc;
}

void
store_drop_given(struct store *s)
{
	if (s->given == NULL)
		return;
	store_await_given(s);
	empty(s->given->waits);
	s->given->failed = ERR_OK;
}

/* The statement is ready to read what has waited, and the other batch to be
 * filled. */
static void
change_places(struct store *s, struct given *g)
{
	struct batch *b = g->waits;

	g->waits = g->taken;
	g->taken = b;
	empty(g->waits); /* or store_query() would be here again */
	g->failed = buf_end(&b->text);
	if (g->failed == ERR_OK)
		g->query =
		    store_query(s, b->plain ? b->sql->plain : b->sql->all);
}

static enum err
take(void *arg)
{
	const struct given *g = arg;

	return query_run(g->query);
}

enum err
store_take_given(struct store *s)
{
	struct given *g = s->given;

	if (g == NULL)
		return ERR_OK;
	store_await_given(s);
	if (g->failed != ERR_OK || g->waits->sql == NULL)
		return g->failed;
	change_places(s, g);
	if (g->failed == ERR_OK)
		g->failed = take(g);
	return g->failed;
}

/* The same, but it may not be done yet.  The keeper of hits has no threads: it
 * may not make any, and waits for its rows anyway. */
static enum err
take_beside(struct store *s)
{
	struct given *g = s->given;

	if (g->beside == NULL && store_is_rules(s->mode))
		g->beside = beside_begin();
	if (g->beside == NULL)
		return store_take_given(s);
	store_await_given(s);
	if (g->failed == ERR_OK)
		change_places(s, g);
	if (g->failed == ERR_OK)
		beside_do(g->beside, take, g);
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
make_room(struct batch *b, size_t n)
{
	b->columns = n;
	if (b->cells == NULL)
		b->cells = calloc(GIVEN_CELLS, sizeof(*b->cells));
	return b->cells != NULL ? ERR_OK : ERR_NOMEM;
}

enum err
store_give(struct store *s, const struct given_sql *sql, bool plain,
    const struct value *values, size_t n)
{
	struct batch *b;
	struct cell  *cell;
	enum err      rc = s->given == NULL ? begin(s) : s->given->failed;

	if (rc != ERR_OK)
		return rc;
	b = s->given->waits;
	if (b->sql != NULL &&
	    (b->sql != sql || b->columns != n ||
		(b->rows + 1) * n > GIVEN_CELLS || b->text.len >= GIVEN_TEXT)) {
		rc = take_beside(s);
		b = s->given->waits;
	}
	if (rc == ERR_OK && b->sql == NULL)
		rc = make_room(b, n);
	if (rc != ERR_OK)
		return rc;
	b->plain = plain && (b->plain || b->sql == NULL);
	b->sql = sql;
	cell = &b->cells[b->rows++ * n];
	for (size_t i = 0; i < n; i++, cell++) {
		*cell = (struct cell){ values[i].number, CELL_INT };
		if (values[i].kind == VALUE_NULL)
			cell->n = CELL_NULL;
		if (values[i].kind != VALUE_TEXT)
			continue;
		*cell = (struct cell){ (int64_t)b->text.len,
			(int64_t)values[i].text.n };
		buf_add_slice(&b->text, values[i].text);
	}
	return ERR_OK;
}
