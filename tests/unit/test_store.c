/* SPDX-License-Identifier: MIT */
/* test_store.c - statements and transactions of a real database. */
#include "scratch.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "lock.h"
#include "sql.h"

static void
make(struct scratch *s)
{
	store_close(scratch_open(s->db, STORE_CREATE));
}

/* A statement of the tests' own that changes something. */
static const char add_hit[] =
    "INSERT INTO hit (rule, day, served, late, first, last)"
    " VALUES (:rule, 0, 1, 0, 5, 5)"
    " ON CONFLICT (rule, day) DO UPDATE SET served = served + 1";

/* One commit by another connection of ours. */
static void
commit_hit(const char *path, int64_t rule)
{
	struct store *st = scratch_open(path, HITS_WRITE);
	struct query *q;

	assert_err(store_begin_write(st), ERR_OK);
	q = store_query(st, add_hit);
	query_bind_int(q, ":rule", rule);
	assert_err(query_run(q), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	store_close(st);
}

static int64_t
served(struct store *st, int64_t rule)
{
	struct query *q = store_query(st, sql_hit_sum);
	int64_t       n = -1;

	query_bind_int(q, ":rule", rule);
	assert_err(query_number(q, &n), ERR_OK);
	return n;
}

static void
commit_keeps_wal_short(struct scratch *s)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct query *q;
	struct stat   sb;
	char          wal[700];

	assert_err(store_begin_write(st), ERR_OK);
	q = store_query(st, sql_event_add);
	for (int64_t i = 1; i < 100; i++) {
		query_bind_int(q, ":id", i);
		query_bind_int(q, ":batch", 1);
		query_bind_int(q, ":at", 1);
		query_bind_text(q, ":who", SLICE("me"));
		query_bind_text(q, ":what", SLICE("test"));
		query_bind_int(q, ":rule", 1);
		query_bind_int(q, ":count", 1);
		query_bind_null(q, ":before");
		query_bind_null(q, ":after");
		query_bind_int(q, ":undoes", 0);
		assert_err(query_run(q), ERR_OK);
		assert_int_equal(store_last_id(st), i);
		assert_int_equal(store_changes(st), 1);
	}
	assert_err(store_commit(st), ERR_OK);
	snprintf(wal, sizeof(wal), "%s-wal", s->db);
	assert_int_equal(stat(wal, &sb), 0);
	assert_int_equal(sb.st_size, 0);
	store_close(st);
	/* The -wal and -shm stay, for readers that cannot make them. */
	assert_int_equal(access(wal, F_OK), 0);
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM event"),
	    99);
}

static void
end_rolls_back(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	struct query *q;

	assert_err(store_begin_write(st), ERR_OK);
	q = store_query(st, add_hit);
	query_bind_int(q, ":rule", 1);
	assert_err(query_run(q), ERR_OK);
	store_end(st);
	assert_int_equal(served(st, 1), 0);
	store_close(st);
}

static void
write_waits_for_lock(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	char          path[700];
	int           fd;

	snprintf(path, sizeof(path), "%s.lock", s->hits);
	fd = open(path, O_RDONLY);
	assert_true(fd >= 0);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	assert_err(store_begin_write(st), ERR_BUSY);
	assert_non_null(strstr(store_message(st), "somebody else"));
	close(fd);
	assert_err(store_begin_write(st), ERR_OK);
	store_end(st);
	store_close(st);
}

/* It says "for more than" only if it has waited. */
static void
no_wait_says_so_at_once(struct scratch *s)
{
	struct store *st;
	int           fd = -1;

	store_close(scratch_open(s->db, STORE_CREATE));
	assert_err(lock_take(s->db, 0, &fd, NULL), ERR_OK);
	st = scratch_open(s->db, STORE_WRITE | STORE_NO_WAIT);
	assert_err(store_begin_write(st), ERR_BUSY);
	assert_non_null(strstr(store_message(st), "at the moment"));
	lock_release(fd);
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	store_close(st);
}

static void
lock_is_held_until_end(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	int           fd = -1;

	assert_err(store_begin_write(st), ERR_OK);
	assert_err(lock_take(s->hits, 0, &fd, NULL), ERR_BUSY);
	assert_err(store_commit(st), ERR_OK);
	assert_err(lock_take(s->hits, 0, &fd, NULL), ERR_OK);
	lock_release(fd);
	lock_release(-1);
	store_close(st);
}

static void
lock_without_folder(struct scratch *s)
{
	struct buf why;
	char       path[700];
	int        fd = -1;

	buf_init(&why, WHY_MAX);
	snprintf(path, sizeof(path), "%s/none/rules.db", s->dir);
	assert_err(lock_take(path, 0, &fd, &why), ERR_IO);
	assert_err(buf_end(&why), ERR_OK);
	assert_non_null(strstr(why.data, "rules.db.lock"));
	buf_free(&why);
}

static void
changed_sees_commits(struct scratch *s)
{
	struct store *st;
	int64_t       version;

	commit_hit(s->hits, 1);
	st = scratch_open(s->hits, HITS_READ);
	assert_err(store_begin_read(st), ERR_OK);
	version = store_data_version(st);
	assert_false(store_changed(st));
	assert_int_equal(served(st, 1), 1);
	assert_false(store_changed(st));

	commit_hit(s->hits, 1);
	assert_true(store_changed(st));
	assert_int_equal(served(st, 1), 1); /* the snapshot stays */
	store_end(st);
	assert_err(store_begin_read(st), ERR_OK);
	assert_false(store_changed(st));
	assert_int_equal(served(st, 1), 2);
	assert_int_not_equal(store_data_version(st), version);

	version = store_data_version(st);
	store_end(st);
	assert_err(store_begin_read(st), ERR_OK);
	assert_int_equal(store_data_version(st), version);
	store_close(st);
}

static void
begin_read_takes_snapshot(struct scratch *s)
{
	struct store *st;

	commit_hit(s->hits, 1);
	st = scratch_open(s->hits, HITS_READ);
	assert_err(store_begin_read(st), ERR_OK);
	commit_hit(s->hits, 1); /* before the first query */
	assert_int_equal(served(st, 1), 1);
	store_close(st);
}

static void
reader_cannot_write(struct scratch *s)
{
	struct store *st;
	struct query *q;

	commit_hit(s->hits, 1);
	st = scratch_open(s->hits, HITS_READ);
	q = store_query(st, add_hit);
	query_bind_int(q, ":rule", 1);
	assert_err(query_run(q), ERR_STORE);
	assert_non_null(strstr(store_message(st), "readonly"));
	store_close(st);
}

static void
schema_is_defended(struct scratch *s)
{
	struct store *st;

	make(s);
	scratch_sql(s->db,
	    "CREATE VIEW bad AS SELECT 1;"
	    "CREATE TRIGGER boom AFTER INSERT ON event BEGIN"
	    " SELECT RAISE(ABORT, 'boom'); END");
	st = scratch_open(s->db, STORE_WRITE);
	assert_err(query_run(store_query(st, "SELECT * FROM bad")), ERR_STORE);
	assert_err(query_run(store_query(st,
		       "INSERT INTO event(batch, at, who, what, rule, count)"
		       " VALUES (1, 1, '', '', 1, 1)")),
	    ERR_OK);
	store_close(st);
}

/* ---------------------------------------------------------------- queries */

static void
query_errors(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	struct query *q = store_query(st, "SELECT a FROM nowhere");
	bool          row = true;
	int64_t       n = 3;

	assert_non_null(q);
	assert_string_equal(store_message(st), "no such table: nowhere");
	query_bind_int(q, ":a", 1);
	query_bind_text(q, ":a", SLICE("x"));
	query_bind_null(q, ":a");
	assert_err(query_step(q, &row), ERR_STORE);
	assert_err(query_run(q), ERR_STORE);
	assert_err(query_number(q, &n), ERR_STORE);
	assert_int_equal(n, 3);

	/* A name that is not there is a bug that shows at once. */
	q = store_query(st, sql_hit_sum);
	query_bind_int(q, ":rulf", 1);
	assert_err(query_step(q, &row), ERR_STORE);
	store_close(st);
}

static void
query_values(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	struct query *q, *again;
	bool          row = false;

	q = store_query(st, "SELECT :a, :b, :c, :d");
	query_bind_text(q, ":d", SLICE("last first"));
	query_bind_int(q, ":a", INT64_MIN);
	query_bind_text(q, ":b", (struct slice){ 0 });
	assert_err(query_step(q, &row), ERR_OK);
	assert_true(row);
	assert_int_equal(query_int(q, 0), INT64_MIN);
	assert_int_equal(query_text(q, 1).n, 0);
	assert_false(query_is_null(q, 1)); /* empty is not NULL */
	assert_true(query_is_null(q, 2));
	assert_int_equal(query_text(q, 2).n, 0);
	assert_true(slice_is(query_text(q, 3), "last first"));
	assert_err(query_step(q, &row), ERR_OK);
	assert_false(row);

	/* Asked for again it is the same, with nothing bound. */
	again = store_query(st, q == NULL ? "" : "SELECT 1");
	assert_ptr_not_equal(again, q);
	store_close(st);
}

static void
query_is_prepared_once(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	struct query *q = store_query(st, sql_hit_sum);
	bool          row = false;

	query_bind_int(q, ":rule", 7);
	assert_err(query_step(q, &row), ERR_OK);
	assert_ptr_equal(store_query(st, sql_hit_sum), q);
	/* Its parameter is NULL again, so it sums up nothing. */
	commit_hit(s->hits, 7);
	assert_err(query_step(q, &row), ERR_OK);
	assert_int_equal(query_int(q, 0), 0);
	store_close(st);
}

static void
backup_copies(struct scratch *s)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);
	struct buf    why;
	char          to[700];

	buf_init(&why, WHY_MAX);
	commit_hit(s->hits, 3);
	snprintf(to, sizeof(to), "%s/copy's.db", s->dir);
	assert_err(store_backup(st, to, &why), ERR_OK);
	assert_int_equal(scratch_number(to, "SELECT served FROM hit"), 1);
	/* What is there is never overwritten. */
	assert_err(store_backup(st, to, &why), ERR_IO);
	assert_err(buf_end(&why), ERR_OK);
	assert_non_null(strstr(why.data, "exists already"));
	store_close(st);
	st = scratch_open(to, HITS_WRITE); /* a copy is a database */
	store_close(st);
	buf_free(&why);
}

static void
backup_of_a_reader(struct scratch *s)
{
	struct store *st;
	char          to[700];

	make(s);
	snprintf(to, sizeof(to), "%s/copy.db", s->dir);
	st = scratch_open(s->db, STORE_READ);
	assert_err(store_backup(st, to, NULL), ERR_OK);
	store_close(st);
	store_close(scratch_open(to, STORE_WRITE));
}

static const struct scene scenes[] = {
	{ "a commit of rules leaves an empty WAL, which stays",
	    commit_keeps_wal_short },
	{ "an abandoned write leaves nothing", end_rolls_back },
	{ "a writer waits for the lock, then says who is busy",
	    write_waits_for_lock },
	{ "one that does not wait says so at once", no_wait_says_so_at_once },
	{ "the lock is held from begin to commit", lock_is_held_until_end },
	{ "a lock that cannot be made is named", lock_without_folder },
	{ "changed is true after a commit elsewhere, else false",
	    changed_sees_commits },
	{ "begin_read takes its snapshot at once", begin_read_takes_snapshot },
	{ "a reader cannot write", reader_cannot_write },
	{ "views and triggers of a hostile file do not run",
	    schema_is_defended },
	{ "a query that cannot be prepared fails at the step", query_errors },
	{ "values come back as they were bound, by name", query_values },
	{ "a statement is prepared once, and given out unbound",
	    query_is_prepared_once },
	{ "a backup is a whole database, and overwrites nothing",
	    backup_copies },
	{ "a reader can make a backup", backup_of_a_reader },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("store", tests, NULL, NULL) != 0;
}
