/* SPDX-License-Identifier: MIT */
/* test_table_replaced.c - another file takes the place of the rules. */
#include "tables.h"

/* Let the time pass after which the file is looked at again. */
static void
pass_time(void)
{
	mono_ms += TABLE_CHECK_MS;
}

static void
beside(struct scratch *s, const char *suffix, char *ret, size_t n)
{
	snprintf(ret, n, "%s%s", s->db, suffix);
}

/* A second database with one rule, /new, at "rules.db.new". */
static void
make_new(struct scratch *s, char *path, size_t n)
{
	struct store *old = st;

	beside(s, ".new", path, n);
	st = scratch_open(path, STORE_CREATE);
	add("/new", "/x");
	add("/newp/*", "/x");
	store_close(st);
	st = old;
}

#define LONG_N 30 /* rules that take several pages */

static const char *
long_source(char *source, size_t n, int i)
{
	snprintf(source, n, "/long%0400d", i);
	return source;
}

static void
add_long(void)
{
	char source[500];

	for (int i = 0; i < LONG_N; i++)
		add(long_source(source, sizeof(source), i), "/x");
}

static void
assert_health(enum err e, const char *words)
{
	assert_err(table_health(table), e);
	if (e == ERR_OK)
		assert_string_equal(table_trouble(table), "");
	else
		assert_non_null(strstr(table_trouble(table), words));
}

static void
replaced(struct scratch *s)
{
	char new[700];

	add("/a", "/x");
	assert_found("/a", "1");
	make_new(s, new, sizeof(new));
	assert_int_equal(rename(new, s->db), 0);
	pass_time();
	assert_found("/a", "");
	assert_found("/new", "1");
	assert_found("/newp/x", "2");
	assert_health(ERR_OK, NULL);
}

static void
replaced_by_rubbish(struct scratch *s)
{
	char new[700];

	add("/a", "/x");
	add("/p/*", "/x");
	assert_found("/a", "1");
	beside(s, ".new", new, sizeof(new));
	scratch_write(new, "this is no database, is it?", 27);
	assert_int_equal(rename(new, s->db), 0);
	pass_time();
	assert_found("/a", "1");
	assert_found("/p/x", "2");
	assert_health(ERR_SCHEMA, "not a database");
	make_new(s, new, sizeof(new));
	assert_int_equal(rename(new, s->db), 0);
	pass_time();
	assert_found("/new", "1");
	assert_health(ERR_OK, NULL);
}

static void
replaced_by_empty(struct scratch *s)
{
	char new[700];

	add("/a", "/x");
	assert_found("/a", "1");
	beside(s, ".new", new, sizeof(new));
	scratch_write(new, "", 0);
	assert_int_equal(rename(new, s->db), 0);
	pass_time();
	assert_found("/a", "1"); /* not: no rules at all */
	assert_health(ERR_SCHEMA, "is empty");
}

/*
 * The -wal and -shm files belong to a name, not to a file: what somebody writes
 * into the new file is, to who has the old one open, a change of the old one.
 */
static void
written_at_once(struct scratch *s)
{
	char new[700], source[500];

	add_long();
	assert_found(long_source(source, sizeof(source), 1), "2");
	make_new(s, new, sizeof(new));
	assert_int_equal(rename(new, s->db), 0);
	store_close(st);
	st = scratch_open(s->db, STORE_WRITE);
	for (int i = 0; i < LONG_N; i++) {
		snprintf(source, sizeof(source), "/more%0400d", i);
		add(source, "/x");
	}
	/* The clock stands still. */
	assert_found(source, "32");
	assert_found(long_source(source, sizeof(source), 1), "");
	assert_found("/newp/x", "2");
	assert_health(ERR_OK, NULL);
}

/* Neither file can be read: the old one no more, the new one not by us. */
static void
written_by_a_newer_release(struct scratch *s)
{
	char new[700], path[700];

	add("/a", "/x");
	add("/p/*", "/x");
	assert_found("/a", "1");
	make_new(s, new, sizeof(new));
	assert_int_equal(rename(new, s->db), 0);
	beside(s, "", path, sizeof(path));
	scratch_sql(path, "PRAGMA user_version = 99");
	assert_found("/a", err_name(ERR_SCHEMA));
	assert_found("/p/x", err_name(ERR_SCHEMA));
	assert_health(ERR_SCHEMA, "newer");
	scratch_sql(path, "PRAGMA user_version = 2");
	pass_time();
	assert_found("/new", "1");
	assert_health(ERR_OK, NULL);
}

/* What has no writer has not changed: it was the one that is open. */
static void
edited_then_replaced_by_rubbish(struct scratch *s)
{
	char new[700];

	add("/a", "/x");
	assert_found("/a", "1");
	add("/b", "/x"); /* not seen yet */
	beside(s, ".new", new, sizeof(new));
	scratch_write(new, "this is no database, is it?", 27);
	assert_int_equal(rename(new, s->db), 0);
	assert_found("/b", "2");
	pass_time();
	assert_found("/a", "1");
	assert_found("/b", "2");
	assert_health(ERR_SCHEMA, "not a database");
}

/* As where it is forbidden to look into it, but that does not stop root. */
static void
edited_where_the_folder_is_gone(struct scratch *s)
{
	char aside[600];

	add("/a", "/x");
	assert_found("/a", "1");
	add("/b", "/x");
	snprintf(aside, sizeof(aside), "%s.aside", s->dir);
	assert_int_equal(rename(s->dir, aside), 0);
	scratch_write(s->dir, "no folder", 9);
	assert_found("/b", "2");
	pass_time();
	assert_found("/a", "1");
	assert_found("/b", "2");
	assert_int_equal(unlink(s->dir), 0);
	assert_int_equal(rename(aside, s->dir), 0);
	pass_time();
	assert_found("/b", "2");
	assert_health(ERR_OK, NULL);
}

static const struct scene scenes[] = {
	{ "a replaced file is served within a second", replaced },
	{ "a file replaced by rubbish serves on, and recovers",
	    replaced_by_rubbish },
	{ "an empty file is not a table without rules", replaced_by_empty },
	{ "a replaced file that is written at once is served at once",
	    written_at_once },
	{ "what was edited before a file was replaced by rubbish is served",
	    edited_then_replaced_by_rubbish },
	{ "what was edited before nobody could get at the file is served",
	    edited_where_the_folder_is_gone },
	{ "a file replaced by one of a newer release is not mixed with it",
	    written_by_a_newer_release },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table_replaced", tests, NULL,
		   NULL) != 0;
}
