/* SPDX-License-Identifier: MIT */
/* test_store_nameless.c - a database without a name. */
#include "scratch.h"

#include <sys/stat.h>

#include "sql.h"

static const char sql_event[] =
    "INSERT INTO event (batch, at, who, what, rule, count) "
    "VALUES (1, 1, 'ann', 'add', 1, 1)";

static int64_t
events(struct store *st)
{
	int64_t n = -1;

	assert_err(store_begin_read(st), ERR_OK);
	assert_err(query_number(store_query(st, sql_event_sum), &n), ERR_OK);
	store_end(st);
	return n;
}

/* Nor is there anything in the folder that is the present one. */
static void
leaves_no_file(struct scratch *s)
{
	struct store *st = NULL;
	char          here[512];

	assert_non_null(getcwd(here, sizeof(here)));
	assert_int_equal(chdir(s->dir), 0);
	assert_err(store_open("", STORE_NAMELESS, &st, NULL), ERR_OK);
	assert_int_equal(store_version(st), RULES_VERSION);
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(store_unindex(st), ERR_OK);
	assert_err(store_index(st), ERR_OK);
	assert_err(query_run(store_query(st, sql_event)), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(events(st), 1);
	assert_int_equal(rmdir(s->dir), 0);
	store_close(st);
	assert_int_equal(mkdir(s->dir, 0700), 0);
	assert_int_equal(chdir(here), 0);
}

static void
is_nobody_elses(struct scratch *s)
{
	struct store *a = NULL, *b = NULL;

	(void)s;
	assert_err(store_open("", STORE_NAMELESS, &a, NULL), ERR_OK);
	assert_err(store_open("", STORE_NAMELESS, &b, NULL), ERR_OK);
	/* Both at once: there is no lock. */
	assert_err(store_begin_write(a), ERR_OK);
	assert_err(store_begin_write(b), ERR_OK);
	assert_err(query_run(store_query(a, sql_event)), ERR_OK);
	assert_err(store_commit(a), ERR_OK);
	store_end(b);
	assert_int_equal(events(a), 1);
	assert_int_equal(events(b), 0);
	store_close(b);
	store_close(a);
}

static void
takes_back(struct scratch *s)
{
	struct store *st = NULL;

	(void)s;
	assert_err(store_open("", STORE_NAMELESS, &st, NULL), ERR_OK);
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(query_run(store_query(st, sql_event)), ERR_OK);
	store_end(st);
	assert_int_equal(events(st), 0);
	store_close(st);
}

static const struct scene scenes[] = {
	{ "it is written and read, and leaves no file", leaves_no_file },
	{ "each is one of its own", is_nobody_elses },
	{ "what is not committed is taken back", takes_back },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("store nameless", tests, NULL,
		   NULL) != 0;
}
