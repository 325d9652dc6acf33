/* SPDX-License-Identifier: MIT */
/* test_store_open.c - whose file it is: everything that can be wrong. */
#include "scratch.h"

#include <fcntl.h>
#include <grp.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "sql.h"

static void
make(struct scratch *s)
{
	store_close(scratch_open(s->db, STORE_CREATE));
}

static void
open_missing(struct scratch *s)
{
	scratch_refuse(s->db, STORE_READ, ERR_ABSENT, s->db);
	scratch_refuse(s->db, STORE_WRITE, ERR_ABSENT, "no database");
	scratch_refuse(s->hits, HITS_READ, ERR_ABSENT, "no database");
	assert_int_not_equal(access(s->db, F_OK), 0);
	scratch_refuse("", STORE_CREATE, ERR_ABSENT, "no database");
}

static void
open_folder(struct scratch *s)
{
	scratch_refuse(s->dir, STORE_READ, ERR_STORE, "folder");
	scratch_refuse(s->dir, STORE_CREATE, ERR_STORE, "folder");
}

static void
open_fifo(struct scratch *s)
{
	assert_int_equal(mkfifo(s->db, 0600), 0);
	scratch_refuse(s->db, STORE_READ, ERR_STORE, "plain file");
}

static void
open_empty(struct scratch *s)
{
	scratch_write(s->db, "", 0);
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "is empty");
	scratch_refuse(s->db, STORE_WRITE, ERR_SCHEMA, "is empty");
}

/* As it is for a moment after the first hit of all. */
static void
open_empty_hits(struct scratch *s)
{
	scratch_write(s->hits, "", 0);
	scratch_refuse(s->hits, HITS_READ, ERR_ABSENT, "is empty");
	store_close(scratch_open(s->hits, HITS_WRITE));
	store_close(scratch_open(s->hits, HITS_READ));
}

static void
open_empty_create(struct scratch *s)
{
	scratch_write(s->db, "", 0);
	make(s);
	store_close(scratch_open(s->db, STORE_READ));
}

static void
open_text(struct scratch *s)
{
	char text[8192];

	memset(text, 'x', sizeof(text));
	scratch_write(s->db, text, sizeof(text));
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "not a database");
	scratch_refuse(s->db, STORE_CREATE, ERR_SCHEMA, "is there already");
}

static void
open_foreign(struct scratch *s)
{
	scratch_sql(s->db, "PRAGMA application_id=7; CREATE TABLE t(a)");
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "another program");
	scratch_refuse(s->db, STORE_WRITE, ERR_SCHEMA, "another program");
}

static void
open_unmarked(struct scratch *s)
{
	scratch_sql(s->db, "CREATE TABLE rule(id)");
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "another program");
}

static void
open_hits_as_rules(struct scratch *s)
{
	store_close(scratch_open(s->hits, HITS_WRITE));
	scratch_refuse(s->hits, STORE_READ, ERR_SCHEMA, "another program");
	make(s);
	scratch_refuse(s->db, HITS_READ, ERR_SCHEMA, "another program");
	scratch_refuse(s->db, HITS_WRITE, ERR_SCHEMA, "another program");
}

static void
open_newer(struct scratch *s)
{
	make(s);
	scratch_sql(s->db, "PRAGMA user_version=99");
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "newer");
	scratch_refuse(s->db, STORE_WRITE, ERR_SCHEMA, "version 99");
}

static void
open_empty_to_write(struct scratch *s)
{
	struct stat st;

	scratch_write(s->db, "", 0);
	scratch_refuse(s->db, STORE_WRITE, ERR_SCHEMA, "no database yet");
	assert_int_equal(stat(s->db, &st), 0);
	assert_int_equal(st.st_size, 0);
}

static void
open_create_twice(struct scratch *s)
{
	make(s);
	scratch_refuse(s->db, STORE_CREATE, ERR_SCHEMA, "is there already");
	store_close(scratch_open(s->db, STORE_READ));
}

static void
open_damaged(struct scratch *s)
{
	char junk[100];
	int  fd;

	make(s);
	memset(junk, 0xa5, sizeof(junk));
	fd = open(s->db, O_WRONLY);
	assert_int_equal(pwrite(fd, junk, sizeof(junk), 0), sizeof(junk));
	close(fd);
	scratch_refuse(s->db, STORE_READ, ERR_SCHEMA, "not a database");
}

static void
open_cut(struct scratch *s)
{
	make(s);
	assert_int_equal(truncate(s->db, 4096), 0);
	scratch_refuse(s->db, STORE_READ, ERR_STORE, "malformed");
}

static void
open_locked(struct scratch *s)
{
	sqlite3 *db;

	make(s);
	scratch_sql(s->db, "PRAGMA journal_mode=DELETE");
	assert_int_equal(sqlite3_open(s->db, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "BEGIN EXCLUSIVE", NULL, NULL, NULL),
	    SQLITE_OK);
	scratch_refuse(s->db, STORE_READ, ERR_BUSY, "locked");
	sqlite3_close(db);
}

static void
open_other_journal(struct scratch *s)
{
	struct store *st;

	make(s);
	scratch_sql(s->db, "PRAGMA journal_mode=DELETE");
	st = scratch_open(s->db, STORE_READ);
	assert_err(store_begin_read(st), ERR_OK);
	assert_true(store_changed(st));
	store_close(st);
	store_close(scratch_open(s->db, STORE_WRITE));
	st = scratch_open(s->db, STORE_READ);
	assert_err(store_begin_read(st), ERR_OK);
	assert_false(store_changed(st));
	store_close(st);
}

/* As a worker sees it: a folder and files of somebody else. */
static void
open_as_other(struct scratch *s, bool without_shm)
{
	char  shm[700];
	pid_t pid;
	int   status;

	if (geteuid() != 0)
		skip();
	make(s);
	assert_int_equal(chmod(s->dir, 0755), 0);
	assert_int_equal(chmod(s->db, 0644), 0);
	snprintf(shm, sizeof(shm), "%s-shm", s->db);
	if (without_shm)
		assert_int_equal(unlink(shm), 0);
	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		struct store *st = NULL;
		struct buf    why;
		enum err      rc;

		buf_init(&why, WHY_MAX);
		if (setgroups(0, NULL) != 0 || setgid(65534) != 0 ||
		    setuid(65534) != 0)
			_exit(9);
		rc = store_open(s->db, STORE_READ, &st, &why);
		if (rc == ERR_OK)
			rc = store_begin_read(st);
		if (buf_end(&why) != ERR_OK)
			_exit(8);
		if (without_shm)
			_exit(rc == ERR_STORE &&
				    strstr(why.data, "-shm") != NULL ?
				0 :
				1);
		_exit(rc == ERR_OK ? 0 : 1);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
open_read_only_folder(struct scratch *s)
{
	open_as_other(s, false);
}

static void
open_without_shm(struct scratch *s)
{
	open_as_other(s, true);
}

static void
open_colon(struct scratch *s)
{
	struct store *st = NULL;
	char          here[512];

	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(s->dir), 0);
	assert_err(store_open(":memory:", STORE_CREATE, &st, NULL), ERR_OK);
	store_close(st);
	assert_int_equal(access(":memory:", F_OK), 0);
	assert_int_equal(chdir(here), 0);
}

static void
current_until_replaced(struct scratch *s)
{
	struct store *st;
	char          aside[700];

	make(s);
	snprintf(aside, sizeof(aside), "%s.old", s->db);
	st = scratch_open(s->db, STORE_READ);
	assert_true(store_is_current(st));
	assert_int_equal(rename(s->db, aside), 0);
	assert_false(store_is_current(st));
	scratch_write(s->db, "x", 1);
	assert_false(store_is_current(st));
	assert_int_equal(rename(aside, s->db), 0);
	assert_true(store_is_current(st));
	store_close(st);
}

static void
close_nothing(struct scratch *s)
{
	(void)s;
	store_close(NULL);
}

/* With no memory for SQLite, at any of its allocations. */
static int allowed;

static void *(*real_malloc)(int);
static void *(*real_realloc)(void *, int);

static void *
few_malloc(int n)
{
	return allowed-- > 0 ? real_malloc(n) : NULL;
}

static void *
few_realloc(void *p, int n)
{
	return allowed-- > 0 ? real_realloc(p, n) : NULL;
}

static void
out_of_memory(struct scratch *s)
{
	sqlite3_mem_methods m;
	enum err            rc = ERR_NOMEM;
	int                 n;

	make(s);
	sqlite3_shutdown();
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &m), 0);
	real_malloc = m.xMalloc;
	real_realloc = m.xRealloc;
	m.xMalloc = few_malloc;
	m.xRealloc = few_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &m), 0);
	allowed = 1000000;
	assert_int_equal(sqlite3_initialize(), 0);
	for (n = 0; rc != ERR_OK; n++) {
		struct store *st = NULL;

		assert_true(n < 2000);
		allowed = n;
		rc = store_open(s->db, STORE_WRITE, &st, NULL);
		if (rc == ERR_OK)
			rc = store_begin_write(st);
		if (rc == ERR_OK)
			rc = query_run(store_query(st, sql_rule_remove));
		if (rc == ERR_OK)
			rc = store_commit(st);
		allowed = 1000000;
		store_close(st);
		if (rc != ERR_OK)
			assert_err(rc, ERR_NOMEM);
	}
	assert_true(n > 20);
	sqlite3_shutdown();
	m.xMalloc = real_malloc;
	m.xRealloc = real_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &m), 0);
	assert_int_equal(sqlite3_initialize(), 0);
}

static const struct scene scenes[] = {
	{ "a missing file is absent, and is not made", open_missing },
	{ "a folder is refused", open_folder },
	{ "a FIFO is refused without waiting for it", open_fifo },
	{ "an empty file is no database without rules", open_empty },
	{ "hits that are being made are none yet", open_empty_hits },
	{ "an empty file may become a database", open_empty_create },
	{ "a text file is no database", open_text },
	{ "another program's database is left alone", open_foreign },
	{ "a database without an application id is left alone", open_unmarked },
	{ "hits are no rules, and rules no hits", open_hits_as_rules },
	{ "a newer schema is refused by name", open_newer },
	{ "what exists is not created again", open_create_twice },
	{ "what is empty is not even given a journal by a writer",
	    open_empty_to_write },
	{ "a damaged header is told", open_damaged },
	{ "a file that was cut off is told", open_cut },
	{ "a locked database is busy", open_locked },
	{ "another journal works, and a writer turns the WAL on",
	    open_other_journal },
	{ "a reader needs no right to write the folder",
	    open_read_only_folder },
	{ "a reader says that -shm is missing", open_without_shm },
	{ "a name that SQLite knows is a file like any other", open_colon },
	{ "current is false once the file is replaced or gone",
	    current_until_replaced },
	{ "closing nothing is fine", close_nothing },
	{ "SQLite without memory is out of memory, never worse",
	    out_of_memory },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("store_open", tests, NULL, NULL) !=
	    0;
}
