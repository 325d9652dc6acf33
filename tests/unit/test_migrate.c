/* SPDX-License-Identifier: MIT */
/* test_migrate.c - a database of another version: read, refused, brought to
 * this one.  What comes out of each is test_golden.c's. */
#include "dump.h"
#include "golden.h"
#include "tables.h"

/* Bring the golden database of version 1 to this one. */
static void
migrate(const char *path, bool keep)
{
	struct store *old = scratch_open(path, STORE_MIGRATE);
	int64_t       from = 0;

	assert_err(store_migrate(old, keep, &from, NULL), ERR_OK);
	assert_int_equal(from, 1);
	assert_int_equal(store_version(old), keep ? RULES_VERSION : 1);
	store_close(old);
}

/* ----------------------------------------------------------------- scenes */

static void
rehearsal(struct scratch *s)
{
	struct buf before, rules;

	golden_make("rules-1.sql", s->db);
	buf_init(&before, DUMP_MAX);
	buf_init(&rules, DUMP_MAX);
	schema_of(s->db, &before);
	dump(s->db, "SELECT * FROM rule", &rules);
	migrate(s->db, false);
	assert_dump(s->db, "SELECT * FROM rule", &rules);
	buf_reset(&rules);
	schema_of(s->db, &rules);
	assert_string_equal(rules.data, before.data);
	assert_int_equal(scratch_number(s->db, "PRAGMA user_version"), 1);
	buf_free(&before);
	buf_free(&rules);
}

static void
once_only(struct scratch *s)
{
	struct store *a, *b;
	int64_t       from = 0;

	golden_make("rules-1.sql", s->db);
	a = scratch_open(s->db, STORE_MIGRATE);
	b = scratch_open(s->db, STORE_MIGRATE);
	assert_int_equal(store_version(b), 1);
	assert_err(store_migrate(a, true, &from, NULL), ERR_OK);
	assert_int_equal(from, 1);
	/* It waited for the lock, and finds that all is done. */
	assert_err(store_migrate(b, true, &from, NULL), ERR_OK);
	assert_int_equal(from, RULES_VERSION);
	assert_int_equal(store_version(b), RULES_VERSION);
	store_close(a);
	store_close(b);
	store_close(scratch_open(s->db, STORE_WRITE));
}

/* Somebody has dropped indexes: named, and made as they were. */
static void
dropped_indexes(struct scratch *s)
{
	static const char drop[] = "DROP INDEX rule_folded;"
				   "DROP INDEX event_batch";
	struct buf        whole, now, names;
	int64_t           from = 0;

	buf_init(&whole, DUMP_MAX);
	buf_init(&now, DUMP_MAX);
	buf_init(&names, WHY_MAX);
	st = scratch_open(s->db, STORE_CREATE);
	assert_err(store_lacks(st, &names), ERR_OK);
	assert_int_equal(names.len, 0);
	store_close(st);
	schema_of(s->db, &whole);
	scratch_sql(s->db, drop);
	st = scratch_open(s->db, STORE_MIGRATE);
	assert_err(store_lacks(st, &names), ERR_OK);
	assert_err(buf_end(&names), ERR_OK);
	assert_string_equal(names.data, "rule_folded, event_batch");
	assert_err(store_migrate(st, false, &from, NULL), ERR_OK);
	buf_reset(&names);
	assert_err(store_lacks(st, &names), ERR_OK);
	assert_true(names.len > 0); /* it was a rehearsal */
	assert_err(store_migrate(st, true, &from, NULL), ERR_OK);
	assert_int_equal(from, RULES_VERSION);
	store_close(st);
	schema_of(s->db, &now);
	assert_string_equal(now.data, whole.data);
	buf_free(&whole);
	buf_free(&now);
	buf_free(&names);
}

static void
held_lock(struct scratch *s)
{
	int64_t from = 0;

	golden_make("rules-1.sql", s->db);
	st = scratch_open(s->db, STORE_MIGRATE);
	assert_err(store_hold(st), ERR_OK);
	assert_err(store_migrate(st, true, &from, NULL), ERR_OK);
	assert_int_equal(store_version(st), RULES_VERSION);
	store_close(st);
}

static void
writers_refuse(struct scratch *s)
{
	golden_make("rules-1.sql", s->db);
	scratch_refuse(s->db, STORE_WRITE, ERR_SCHEMA, "migrate");
	scratch_sql(s->db, "PRAGMA user_version = 0");
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "no such version");
	scratch_refuse(s->db, STORE_MIGRATE, ERR_SCHEMA, "no such version");
	scratch_sql(s->db, "PRAGMA user_version = 3");
	scratch_refuse(s->db, STORE_MIGRATE, ERR_SCHEMA, "newer");
}

/* The worker reads what it finds, and goes on when it is migrated. */
static void
table_goes_on(struct scratch *s)
{
	static const char *const urls[] = { "/old", "http://example.com/docs/x",
		"/blog/2026/x", "/p/12", "/index.php?lang=de&p=12", "/i3" };
	static const char *const want[] = { "1", "2", "3", "4", "5", "13" };

	golden_make("rules-1.sql", s->db);
	mono_ms = 1000000;
	assert_err(table_open(s->db, &table), ERR_OK);
	for (int round = 0; round < 3; round++) {
		for (size_t i = 0; i < ARRAY_LEN(urls); i++)
			assert_found(urls[i], want[i]);
		assert_err(table_health(table), ERR_OK);
		if (round == 0) /* its statements are made again */
			migrate(s->db, true);
		else
			mono_ms += TABLE_CHECK_MS;
	}
	st = scratch_open(s->db, STORE_WRITE);
	remove_rule(13);
	store_close(st);
	assert_found("/i3", "");
	table_close(table);
}

/* Migrated by a program that is newer than this worker. */
static void
table_is_old(struct scratch *s)
{
	st = scratch_open(s->db, STORE_CREATE);
	add("/a", "/x");
	add("/p/*", "/y");
	mono_ms = 1000000;
	assert_err(table_open(s->db, &table), ERR_OK);
	assert_found("/a", "1");
	scratch_sql(s->db, "PRAGMA user_version = 99");
	for (int i = 0; i < 3; i++) {
		assert_found("/a", "1");
		assert_found("/p/q", "2");
		assert_err(table_health(table), ERR_SCHEMA);
		assert_non_null(strstr(table_trouble(table), "version 99"));
		mono_ms += TABLE_CHECK_MS;
	}
	scratch_sql(s->db, "PRAGMA user_version = 2");
	mono_ms += TABLE_CHECK_MS;
	assert_found("/a", "1");
	assert_err(table_health(table), ERR_OK);
	table_close(table);
	store_close(st);
}

/* History of version 1 is taken back by this one. */
static void
old_history(struct scratch *s)
{
	struct ledger l;
	struct buf    rule;
	int64_t       batch = 0;

	golden_make("rules-1.sql", s->db);
	migrate(s->db, true);
	st = scratch_open(s->db, STORE_WRITE);
	/* Event 17 had removed rule 12. */
	assert_err(ledger_begin(&l, st, "me", "undo", SCRATCH_NOW), ERR_OK);
	assert_err(ledger_undo(&l, 17, false, &batch, NULL), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	store_close(st);
	assert_int_equal(batch, 17);
	buf_init(&rule, DUMP_MAX);
	dump(s->db,
	    "SELECT source, target, note, lookup, repeats, conditions, added "
	    "FROM rule WHERE id = 12",
	    &rule);
	assert_string_equal(rule.data, "/i2|/j2|caf\xc3\xa9|/i2|||14|\n");
	buf_free(&rule);
}

static const struct scene scenes[] = {
	{ "a rehearsal leaves everything as it was", rehearsal },
	{ "of two who migrate at once, one finds it done", once_only },
	{ "an index that was dropped is named, and made again",
	    dropped_indexes },
	{ "the lock can be held from before the copy on", held_lock },
	{ "an older version is not written, an unknown one not read",
	    writers_refuse },
	{ "a worker reads version 1, and goes on when it is migrated",
	    table_goes_on },
	{ "a worker keeps serving what a newer program has migrated",
	    table_is_old },
	{ "a change of version 1 is taken back", old_history },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("migrate", tests, NULL, NULL);
}
