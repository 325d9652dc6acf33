/* SPDX-License-Identifier: MIT */
/* test_table_fresh.c - edits are seen at once, and a file that fails costs no
 * more than it must. */
#include "tables.h"

#include <fcntl.h>
#include <sys/stat.h>

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

static void
assert_health(enum err e, const char *words)
{
	assert_err(table_health(table), e);
	if (e == ERR_OK)
		assert_string_equal(table_trouble(table), "");
	else
		assert_non_null(strstr(table_trouble(table), words));
}

/* ------------------------------------------------------------------- edits */

static void
sees_edits(struct scratch *s)
{
	(void)s;
	for (int i = 0; i < 8; i++) {
		char source[32], want[32];

		snprintf(source, sizeof(source), i % 2 ? "/%d" : "/%d/*", i);
		snprintf(want, sizeof(want), "%lld",
		    (long long)add(source, "/x"));
		source[strcspn(source, "*")] = '\0';
		assert_found(source, want); /* the clock stands still */
		remove_rule(i + 1);
		assert_found(source, "");
	}
}

static void
sees_changes(struct scratch *s)
{
	const struct match *m;
	size_t              n;
	struct request      r;
	struct key          k;

	(void)s;
	add("/a", "/x");
	assert_found("/a", "1");
	change(1, "/other");
	key_init(&k);
	request_from_url("/a", "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_find(table, &k, mono_ms, &m, &n), ERR_OK);
	assert_int_equal(n, 1);
	assert_true(slice_is(m[0].rule->target, "/other"));
	key_free(&k);
}

static void
rests(struct scratch *s)
{
	struct stat sb;
	char        wal[700];

	add("/a", "/x");
	assert_found("/a", "1");
	beside(s, "-wal", wal, sizeof(wal));
	/* While the table rests, a writer can empty the WAL. */
	table_rest(table);
	table_rest(table);
	add("/b", "/x");
	assert_int_equal(stat(wal, &sb), 0);
	assert_int_equal(sb.st_size, 0);
	assert_found("/b", "2");
	mono_ms += TABLE_HOLD_MS;
	assert_found("/b", "2");
}

/* -------------------------------------------------------------------- file */

static void
looks(struct scratch *s)
{
	char aside[700];

	table_look(table, mono_ms);
	assert_health(ERR_OK, NULL);
	beside(s, ".aside", aside, sizeof(aside));
	assert_int_equal(rename(s->db, aside), 0);
	mono_ms += TABLE_CHECK_MS;
	table_look(table, mono_ms);
	assert_health(ERR_ABSENT, "there is no database");
	assert_int_equal(rename(aside, s->db), 0);
}

static void
missing_at_start(struct scratch *s)
{
	char        path[700], aside[700];
	const char *absent = err_name(ERR_ABSENT);

	beside(s, "", path, sizeof(path));
	beside(s, ".aside", aside, sizeof(aside));
	add("/a", "/x");
	assert_int_equal(rename(path, aside), 0);
	assert_found("/a", absent);
	assert_health(ERR_ABSENT, "no database");
	assert_int_equal(table_state(table, mono_ms), 0);
	assert_int_equal(rename(aside, path), 0);
	assert_found("/a", absent); /* never looked at for each request */
	mono_ms += TABLE_CHECK_MS - 1;
	assert_found("/a", absent);
	mono_ms++;
	assert_found("/a", "1");
	assert_health(ERR_OK, NULL);
}

static void
deleted(struct scratch *s)
{
	char path[700], aside[700];

	beside(s, "", path, sizeof(path));
	beside(s, ".aside", aside, sizeof(aside));
	add("/a", "/x");
	assert_found("/a", "1");
	assert_int_equal(rename(path, aside), 0);
	pass_time();
	assert_found("/a", "1"); /* the last good connection */
	assert_health(ERR_ABSENT, "no database");
	assert_int_equal(rename(aside, path), 0);
	pass_time();
	assert_found("/a", "1");
	assert_health(ERR_OK, NULL);
	add("/b", "/x");
	assert_found("/b", "2");
}

static void
damaged(struct scratch *s)
{
	static char junk[40960], good[4096 * 64];
	char        path[700];
	ssize_t     n;
	int         fd;

	beside(s, "", path, sizeof(path));
	for (int i = 0; i < 40; i++)
		add("/a", "/x");
	assert_true(strlen(found("/a")) > 0);
	fd = open(path, O_RDWR);
	n = pread(fd, good, sizeof(good), 0);
	assert_true(n > 5 * 4096 && n < (ssize_t)sizeof(good));
	memset(junk, 0xa5, sizeof(junk));
	assert_int_equal(pwrite(fd, junk, 4096 * 4, 4096),
	    4096 * 4); /* all but the header and the schema */
	/* A commit makes every reader drop what it has of the file. */
	scratch_sql(path, "PRAGMA user_version = 2");
	assert_found("/a", err_name(ERR_STORE));
	assert_health(ERR_STORE, "malformed");
	pass_time();
	assert_found("/a", err_name(ERR_STORE));
	assert_int_equal(pwrite(fd, good, (size_t)n, 0), n);
	scratch_sql(path, "PRAGMA user_version = 2");
	pass_time();
	assert_true(strncmp(found("/a"), "40 39", 5) == 0);
	assert_health(ERR_OK, NULL);
	close(fd);
}

static void
newer_schema(struct scratch *s)
{
	add("/a", "/x");
	scratch_sql(s->db, "PRAGMA user_version = 99");
	assert_found("/a", err_name(ERR_SCHEMA));
	assert_health(ERR_SCHEMA, "newer");
	scratch_sql(s->db, "PRAGMA user_version = 2");
	pass_time();
	assert_found("/a", "1");
}

static void
busy(struct scratch *s)
{
	sqlite3 *db;

	add("/a", "/x");
	store_close(st);
	st = NULL;
	/* Without a WAL, a writer shuts readers out. */
	scratch_sql(s->db, "PRAGMA journal_mode = DELETE");
	assert_found("/a", "1");
	table_rest(table);
	assert_int_equal(sqlite3_open(s->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
	    SQLITE_OK);
	assert_found("/a", err_name(ERR_BUSY));
	assert_health(ERR_BUSY, "locked");
	assert_int_equal(sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL),
	    SQLITE_OK);
	/* For a moment nobody waits for it again, then it is asked. */
	assert_found("/a", err_name(ERR_BUSY));
	mono_ms += 200;
	assert_found("/a", "1");
	assert_health(ERR_OK, NULL);
	sqlite3_close(db);
}

static void
reopens(struct scratch *s)
{
	char new[700];

	add("/a", "/x");
	assert_found("/a", "1");
	make_new(s, new, sizeof(new));
	assert_int_equal(rename(new, s->db), 0);
	table_reopen(table); /* SIGHUP: the clock stands still */
	assert_found("/new", "1");
	/* The same file again is fine, too, and a missing one is not. */
	table_reopen(table);
	assert_found("/new", "1");
	assert_int_equal(unlink(s->db), 0);
	table_reopen(table);
	assert_found("/new", "1");
	assert_health(ERR_ABSENT, "no database");
}

/* ---------------------------------------------------------------- decisions */

static void
decides(struct scratch *s)
{
	struct request  r;
	struct key      k;
	struct decision d;

	(void)s;
	add("/a", "/x");
	key_init(&k);
	decision_init(&d);
	request_from_url("/a", "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_decide(table, &k, when_exactly(SCRATCH_NOW), mono_ms,
		       &d),
	    ERR_OK);
	assert_int_equal(d.status, 307);
	assert_int_equal(d.rule_id, 1);
	assert_true(slice_is(buf_slice(&d.location), "/x"));
	decision_free(&d);
	key_free(&k);
}

static void
decides_without_database(struct scratch *s)
{
	struct request  r;
	struct key      k;
	struct decision d;

	assert_int_equal(unlink(s->db), 0);
	key_init(&k);
	decision_init(&d);
	request_from_url("/a", "HEAD", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_decide(table, &k, when_exactly(SCRATCH_NOW), mono_ms,
		       &d),
	    ERR_ABSENT);
	assert_int_equal(d.status, 404);
	assert_int_equal(d.why, WHY_FAILED);
	assert_int_equal(d.method, METHOD_HEAD);
	assert_int_equal(d.rule_id, 0);
	decision_free(&d);
	key_free(&k);
}

static void
close_nothing(struct scratch *s)
{
	(void)s;
	table_close(NULL);
}

static const struct scene scenes[] = {
	{ "an edit is seen by the next call", sees_edits },
	{ "a change of a rule that was just served is seen", sees_changes },
	{ "a table at rest is in nobody's way", rests },
	{ "a file that comes late is found, without a look for each request",
	    missing_at_start },
	{ "how it is can be asked without a request", looks },
	{ "a deleted file serves on, and is told", deleted },
	{ "a damaged file declines, is told, and recovers", damaged },
	{ "a newer schema is not read", newer_schema },
	{ "a busy database costs one request its patience", busy },
	{ "reopening takes the file as it is", reopens },
	{ "find and decide in one call", decides },
	{ "without a database the decision is a decline",
	    decides_without_database },
	{ "closing nothing is fine", close_nothing },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table_fresh", tests, NULL, NULL) !=
	    0;
}
