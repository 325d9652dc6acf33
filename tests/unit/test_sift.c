/* SPDX-License-Identifier: MIT */
/* test_sift.c - the promises of sift.h, and what a table makes of a sieve:
 * never another answer. */
#include "tables.h"

#include <sys/stat.h>

#include "sift.h"

static const struct siphash_key key = { { 1, 2 } };

static struct sieve *sieve; /* of the running scene */
static struct sift   sift;

/* Make it, whatever pieces that takes. */
static enum err
make(void)
{
	bool     done = false;
	enum err rc = ERR_OK;

	while (rc == ERR_OK && !done)
		rc = sift_piece(&sift, &done);
	return rc;
}

/* So many rules, by one command. */
static void
add_many(int n)
{
	struct ledger l;
	struct rule   r;
	char          source[32];

	start(&l, "add");
	for (int i = 0; i < n; i++) {
		snprintf(source, sizeof(source), "/many/%d", i);
		scratch_rule(&r, source, "/x");
		assert_err(ledger_add(&l, &r), ERR_OK);
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
}

static void
finds_the_same(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	add("/b?id=1", "/x");
	add("/c/*", "/x");
	add("www.example.com/d", "/x");
	assert_err(make(), ERR_OK);
	assert_found("/a", "1");
	assert_found("/a/", "1");
	assert_found("/b?id=1", "2");
	assert_found("/b", "");
	assert_found("/c/a", "3");
	assert_found("https://www.example.com/d", "4");
	assert_found("/d", "");
	assert_found("/e", "");
	assert_false(table_wants_sieve(table));
}

static void
wants_one_until_there_is_one(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	assert_found("/a", "1");
	assert_true(table_wants_sieve(table));
	assert_false(table_wants_sieve(table));
	assert_err(make(), ERR_OK);
	assert_found("/b", "");
	assert_false(table_wants_sieve(table));
}

/* What is not worth remembering. */
static void
knows_at_once_where_none_is(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	assert_found("/b", "");
	assert_false(table_knew(table)); /* there was no sieve */
	assert_err(make(), ERR_OK);
	assert_found("/b", "");
	assert_true(table_knew(table));
	assert_found("/a", "1");
	assert_false(table_knew(table));
	table_rest(table);
	add("/c/:id", "/x");
	assert_err(make(), ERR_OK);
	assert_found("/b", "");
	assert_true(table_knew(table));
	assert_found("/c/d/e", "");
	assert_false(table_knew(table)); /* but a rule in memory was asked */
}

/* The clock stands still: no sieve ever hides an edit. */
static void
sees_edits_at_once(struct scratch *s)
{
	char source[32], want[32];

	(void)s;
	for (int i = 1; i <= 60; i++) {
		snprintf(source, sizeof(source), "/%d", i);
		assert_found(source, "");
		table_rest(table); /* else who commits waits for it */
		snprintf(want, sizeof(want), "%lld",
		    (long long)add(source, "/x"));
		assert_found(source, want);
		if (i % 3 == 0)
			assert_err(make(), ERR_OK);
		assert_found(source, want);
		table_rest(table);
		if (i % 2 == 0)
			remove_rule(i);
		assert_found(source, i % 2 == 0 ? "" : want);
	}
}

static void
is_made_once_for_a_state(struct scratch *s)
{
	bool done = false;

	(void)s;
	add_many(SIFT_PIECE + 1);
	assert_err(make(), ERR_OK);
	assert_found("/many/7", "8");
	assert_err(sift_piece(&sift, &done), ERR_OK);
	assert_true(done);
	assert_found("/none", "");
	assert_false(table_wants_sieve(table));
}

static void
a_commit_ends_the_work(struct scratch *s)
{
	bool done = true;

	(void)s;
	add_many(SIFT_PIECE + 1);
	assert_err(sift_piece(&sift, &done), ERR_OK);
	assert_false(done);
	add("/late", "/x");
	assert_err(sift_piece(&sift, &done), ERR_BUSY);
	assert_false(done);
	assert_found("/late", "8194");
	assert_true(table_wants_sieve(table));
	assert_err(make(), ERR_OK);
	assert_found("/late", "8194");
	assert_found("/none", "");
	assert_false(table_wants_sieve(table));
}

/* Else the WAL of the next commit would stay. */
static void
holds_no_transaction_afterwards(struct scratch *s)
{
	char        path[700];
	struct stat wal;

	add("/a", "/x");
	assert_err(make(), ERR_OK);
	add("/b", "/x");
	snprintf(path, sizeof(path), "%s-wal", s->db);
	assert_int_equal(stat(path, &wal), 0);
	assert_int_equal(wal.st_size, 0);
}

static void
another_file_has_another_one(struct scratch *s)
{
	char          path[700];
	struct store *old = st;

	add("/a", "/x");
	assert_err(make(), ERR_OK);
	assert_found("/a", "1");
	snprintf(path, sizeof(path), "%s.new", s->db);
	st = scratch_open(path, STORE_CREATE);
	add("/b", "/x");
	store_close(st);
	st = old;
	assert_int_equal(rename(path, s->db), 0);
	mono_ms += TABLE_CHECK_MS;
	assert_found("/b", "1");
	assert_found("/a", "");
	assert_true(table_wants_sieve(table));
	assert_err(make(), ERR_OK);
	assert_found("/b", "1");
	assert_found("/a", "");
}

static void
without_a_wal_there_is_none(struct scratch *s)
{
	char path[700];

	add("/a", "/x");
	snprintf(path, sizeof(path), "%s/plain.db", s->dir);
	assert_err(store_backup(st, path, NULL), ERR_OK);
	sift_free(&sift);
	sift_init(&sift, path, sieve);
	assert_err(make(), ERR_BUSY);
	assert_found("/a", "1");
	assert_true(table_wants_sieve(table));
}

static void
without_a_file_there_is_none(struct scratch *s)
{
	sift_free(&sift);
	sift_init(&sift, "/nonexistent/rules.db", sieve);
	assert_err(make(), ERR_BUSY);
	add("/a", "/x");
	assert_found("/a", "1");
	sift_free(&sift);
	sift_init(&sift, s->db, sieve); /* and when it has come */
	assert_err(make(), ERR_OK);
	assert_found("/a", "1");
}

static const struct scene scenes[] = {
	{ "a sieve changes no answer", finds_the_same },
	{ "a table wants one until there is one",
	    wants_one_until_there_is_one },
	{ "what it lacks is known at once, all else is not",
	    knows_at_once_where_none_is },
	{ "no sieve hides an edit", sees_edits_at_once },
	{ "it is made once for a state", is_made_once_for_a_state },
	{ "a commit ends the work", a_commit_ends_the_work },
	{ "no transaction is held afterwards",
	    holds_no_transaction_afterwards },
	{ "another file has another one", another_file_has_another_one },
	{ "without a WAL there is none", without_a_wal_there_is_none },
	{ "without a file there is none", without_a_file_there_is_none },
};

static void
sift_run(void **state)
{
	const struct scene *c = *state;
	struct scratch      s;

	tables_make(&s);
	sieve = sieve_open(2 * SIFT_PIECE, key);
	assert_non_null(sieve);
	sift_init(&sift, s.db, sieve);
	table_use_sieve(table, sieve);
	c->run(&s);
	sift_free(&sift);
	sieve_close(sieve);
	tables_remove(&s);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, sift_run);
	return cmocka_run_group_tests_name("sift", tests, NULL, NULL);
}
