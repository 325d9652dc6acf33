/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DEEDS_H
#define DETOUR_DEEDS_H

/*
 * deeds.h - what the programs do with a database, a deed at a time, and what
 * must hold whatever fails meanwhile: nothing that was acknowledged is lost,
 * and nothing is left half done.
 *
 * Every deed begins with the same database: rules /a and /p/<star>, made by
 * deeds_prepare().  What there is afterwards is asked by other means, through
 * the VFS "unix", which never fails.
 */

#include "tables.h"

#include "bulk.h"
#include "golden.h"
#include "hits.h"

static char *deeds_file; /* the database as it is before, its octets */
static long  deeds_n;
static char *deeds_old; /* one of version 1 */
static long  deeds_old_n;
static long  deeds_tables; /* and indexes */
static long  deeds_old_tables;

#define DEEDS_COUNT "SELECT count(*) FROM sqlite_schema"

/* ----------------------------------------------------------------- the file */

static inline char *
deeds_read(const char *path, long *ret_n)
{
	FILE *f = fopen(path, "rb");
	char *data;

	assert_non_null(f);
	assert_int_equal(fseek(f, 0, SEEK_END), 0);
	*ret_n = ftell(f);
	rewind(f);
	data = malloc((size_t)*ret_n + 1);
	assert_int_equal(fread(data, 1, (size_t)*ret_n, f), *ret_n);
	fclose(f);
	return data;
}

/* Thousands of databases are made: in memory, where tests/run has a folder
 * there, and clears it whatever happens. */
static inline void
deeds_prepare(void)
{
	const char    *memory = getenv("MEMORY_TMPDIR");
	struct scratch s;

	if (memory != NULL)
		setenv("TMPDIR", memory, 1);

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	add("/a", "/x");
	add("/p/*", "/y");
	store_close(st);
	deeds_tables = scratch_number(s.db, DEEDS_COUNT);
	deeds_file = deeds_read(s.db, &deeds_n);
	unlink(s.db);
	golden_make("rules-1.sql", s.db);
	deeds_old_tables = scratch_number(s.db, DEEDS_COUNT);
	deeds_old = deeds_read(s.db, &deeds_old_n);
	scratch_remove(&s);
}

static inline void
deeds_end(void)
{
	free(deeds_file);
	free(deeds_old);
}

/* The database as it is before, and nothing beside it. */
static inline void
deeds_begin(const struct scratch *s)
{
	static const char *const ends[] = { "rules.db-wal", "rules.db-shm",
		"hits.db", "hits.db-wal", "hits.db-shm", "copy.db",
		"old.db-wal", "old.db-shm" };
	char                     path[700];

	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		snprintf(path, sizeof(path), "%s/%s", s->dir, ends[i]);
		unlink(path);
	}
	scratch_write(s->db, deeds_file, (size_t)deeds_n);
	snprintf(path, sizeof(path), "%s/old.db", s->dir);
	scratch_write(path, deeds_old, (size_t)deeds_old_n);
}

/* Everything in it, as one text; what is not sound fails the test. */
static inline void
deeds_state(const char *path, struct buf *out)
{
	static const char *const asks[] = { "PRAGMA integrity_check",
		"PRAGMA user_version", DEEDS_COUNT,
		"SELECT id || source || '>' || target || added FROM rule "
		"ORDER BY id",
		"SELECT id || what || rule || count || coalesce(before, '-') "
		"|| coalesce(after, '-') || undone FROM event ORDER BY id" };
	sqlite3                 *db = NULL;
	sqlite3_stmt            *q;

	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE,
			     "unix"),
	    SQLITE_OK);
	sqlite3_busy_timeout(db, 1000);
	sqlite3_exec(db, "PRAGMA synchronous = OFF", NULL, NULL, NULL);
	for (size_t i = 0; i < ARRAY_LEN(asks); i++) {
		if (sqlite3_prepare_v2(db, asks[i], -1, &q, NULL) != SQLITE_OK)
			fail_msg("%s: %s", path, sqlite3_errmsg(db));
		while (sqlite3_step(q) == SQLITE_ROW)
			buf_addf(out, "%s\n",
			    (const char *)sqlite3_column_text(q, 0));
		assert_int_equal(sqlite3_finalize(q), SQLITE_OK);
	}
	sqlite3_close(db);
	assert_err(buf_end(out), ERR_OK);
	if (strncmp(out->data, "ok\n", 3) != 0)
		fail_msg("%s is damaged: %s", path, out->data);
}

/* ------------------------------------------------------------------- deeds */

struct deed {
	const char *name;
	enum err (*run)(const struct scratch *);
	bool reads; /* changes nothing */
};

/* A change, from opening the database to closing it, as a command does. */
static inline enum err
deeds_change(const struct scratch *s,
    enum err (*fn)(struct ledger *, struct rule *))
{
	struct store *w = NULL;
	struct ledger l;
	struct rule   r;
	enum err      rc = store_open(s->db, STORE_WRITE, &w, NULL), end;

	if (rc != ERR_OK)
		return rc;
	rule_init(&r, SCRATCH_NOW);
	rc = ledger_begin(&l, w, "ann", "deed", SCRATCH_NOW);
	if (rc == ERR_OK) {
		rc = fn(&l, &r);
		end = ledger_end(&l, rc == ERR_OK);
		if (rc == ERR_OK)
			rc = end;
	}
	rule_free(&r);
	store_close(w);
	return rc;
}

static inline enum err
deeds_rule(struct rule *r, const char *source)
{
	rule_reset(r, SCRATCH_NOW);
	r->expires_at = SCRATCH_NOW + WHEN_DAY;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, SLICE("/new"));
	return rule_validate(r, NULL);
}

static inline enum err
deeds_add_fn(struct ledger *l, struct rule *r)
{
	enum err rc = deeds_rule(r, "/b");

	return rc == ERR_OK ? ledger_add(l, r) : rc;
}

static inline enum err
deeds_edit_fn(struct ledger *l, struct rule *r)
{
	enum err rc = deeds_rule(r, "/a");

	r->id = 1;
	return rc == ERR_OK ? ledger_change(l, r) : rc;
}

static inline enum err
deeds_undo_fn(struct ledger *l, struct rule *r)
{
	int64_t batch;

	(void)r;
	return ledger_undo(l, 0, false, &batch, NULL);
}

static inline enum err
deeds_import_fn(struct ledger *l, struct rule *r)
{
	char     source[64];
	enum err rc = ERR_OK;

	for (int i = 0; i < 40 && rc == ERR_OK; i++) {
		snprintf(source, sizeof(source), "/import/%d", i);
		rc = deeds_rule(r, source);
		if (rc == ERR_OK)
			rc = ledger_add_many(l, r);
	}
	return rc;
}

static inline enum err
deeds_bulk_fn(struct ledger *l, struct rule *r)
{
	struct bulk b = { 0 };
	char        source[64];
	enum err    rc = bulk_begin(&b, l->store, BULK_MAX, 10);

	for (int i = 0; i < 40 && rc == ERR_OK; i++) {
		snprintf(source, sizeof(source), "/bulk/%d", i);
		rc = deeds_rule(r, source);
		if (rc == ERR_OK)
			rc = ledger_add_soon(l, r);
		if (rc == ERR_OK)
			rc = bulk_note(&b, r);
	}
	if (rc == ERR_OK)
		rc = bulk_end(&b);
	bulk_free(&b);
	return rc;
}

static inline enum err
deeds_add(const struct scratch *s)
{
	return deeds_change(s, deeds_add_fn);
}

static inline enum err
deeds_edit(const struct scratch *s)
{
	return deeds_change(s, deeds_edit_fn);
}

static inline enum err
deeds_undo(const struct scratch *s)
{
	return deeds_change(s, deeds_undo_fn);
}

static inline enum err
deeds_import(const struct scratch *s)
{
	return deeds_change(s, deeds_import_fn);
}

static inline enum err
deeds_bulk(const struct scratch *s)
{
	return deeds_change(s, deeds_bulk_fn);
}

/* A copy that is there is whole. */
static inline enum err
deeds_backup(const struct scratch *s)
{
	struct store *r = NULL;
	char          copy[700];
	enum err      rc;

	snprintf(copy, sizeof(copy), "%s/copy.db", s->dir);
	rc = store_open(s->db, STORE_READ, &r, NULL);
	if (rc == ERR_OK)
		rc = store_backup(r, copy, NULL);
	store_close(r);
	return rc;
}

static inline enum err
deeds_count(const struct scratch *s)
{
	const struct hit hit = { .rule = 1,
		.day = 86400,
		.served = 1,
		.first = 86400,
		.last = 86400 };
	struct store    *w = NULL;
	enum err         rc = store_open(s->hits, HITS_WRITE, &w, NULL);

	if (rc == ERR_OK)
		rc = hits_write(w, &hit, 1);
	store_close(w);
	return rc;
}

/* What was there before is another database, to the last rule. */
static inline enum err
deeds_replace(const struct scratch *s)
{
	struct store *w = NULL, *from = NULL;
	char          path[700];
	enum err      rc;

	snprintf(path, sizeof(path), "%s/from.db", s->dir);
	rc = store_open(s->db, STORE_MIGRATE, &w, NULL);
	if (rc == ERR_OK)
		rc = store_open(path, STORE_WRITE, &from, NULL);
	if (rc == ERR_OK)
		rc = store_hold(w);
	if (rc == ERR_OK)
		rc = store_replace(w, from, NULL);
	store_close(from);
	store_close(w);
	return rc;
}

static inline enum err
deeds_migrate(const struct scratch *s)
{
	struct store *w = NULL;
	char          old[700];
	int64_t       from;
	enum err      rc;

	snprintf(old, sizeof(old), "%s/old.db", s->dir);
	rc = store_open(old, STORE_MIGRATE, &w, NULL);
	if (rc == ERR_OK)
		rc = store_migrate(w, true, &from, NULL);
	store_close(w);
	return rc;
}

static const struct deed deeds[] = {
	{ "add", deeds_add, false },
	{ "edit", deeds_edit, false },
	{ "undo", deeds_undo, false },
	{ "import", deeds_import, false },
	{ "import in bulk", deeds_bulk, false },
	{ "restore", deeds_replace, false },
	{ "migrate", deeds_migrate, true },
	{ "backup", deeds_backup, true },
	{ "count hits", deeds_count, true },
};

/* What deeds_replace() takes: no rule but /restored. */
static inline void
deeds_make_from(const struct scratch *s)
{
	char path[700];

	snprintf(path, sizeof(path), "%s/from.db", s->dir);
	st = scratch_open(path, STORE_CREATE);
	add("/restored", "/z");
	store_close(st);
	st = NULL;
}

/* ----------------------------------------------------------------- judging */

/* After a deed that ended with rc: what was there, or what should be. */
static inline void
deeds_judge(const struct scratch *s, const struct deed *d, enum err rc,
    const struct buf *before, const struct buf *after)
{
	struct buf now;
	char       copy[700];

	buf_init(&now, 1000000);
	deeds_state(s->db, &now);
	if (rc == ERR_OK)
		assert_string_equal(now.data, after->data);
	else if (strcmp(now.data, before->data) != 0)
		assert_string_equal(now.data, after->data);
	snprintf(copy, sizeof(copy), "%s/copy.db", s->dir);
	if (d->run == deeds_backup &&
	    (rc == ERR_OK || access(copy, F_OK) == 0)) {
		buf_reset(&now);
		deeds_state(copy, &now);
		assert_string_equal(now.data, before->data);
	}
	if (d->run == deeds_migrate) {
		buf_reset(&now);
		snprintf(copy, sizeof(copy), "%s/old.db", s->dir);
		deeds_state(copy, &now);
		/* The version comes first; nothing of the old one is left. */
		assert_true(strncmp(now.data, "ok\n2\n", 5) == 0 ||
		    (rc != ERR_OK && strncmp(now.data, "ok\n1\n", 5) == 0));
		assert_int_equal(strtol(now.data + 5, NULL, 10),
		    now.data[3] == '2' ? deeds_tables : deeds_old_tables);
	}
	if (d->run == deeds_count && rc == ERR_OK)
		assert_int_equal(scratch_number(s->hits,
				     "SELECT sum(served) FROM hit"),
		    1);
	buf_free(&now);
}

#endif
