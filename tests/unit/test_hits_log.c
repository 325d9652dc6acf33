/* SPDX-License-Identifier: MIT */
/* test_hits_log.c - how far the logs of web servers were counted. */
#include "scratch.h"

#include "hits.h"

static const struct hit hit = { 7, 0, 2, 1, 10, 20 };

/* What hits.db knows of a log is this; octets -1: nothing. */
static void
assert_known(struct scratch *s, int64_t first, int64_t octets, int64_t last)
{
	struct store   *st = scratch_open(s->hits, HITS_WRITE);
	struct hits_log log = { 0 };
	bool            found = true;

	assert_err(hits_log_get(st, first, &log, &found), ERR_OK);
	assert_int_equal(found, octets >= 0);
	if (octets >= 0) {
		assert_true(log.first == first);
		assert_true(log.octets == octets);
		assert_true(log.last == last);
	}
	store_close(st);
}

static void
put(struct scratch *s, const struct hits_log *log, size_t n, enum err want)
{
	struct store *st = scratch_open(s->hits, HITS_WRITE);

	assert_err(hits_log_write(st, &hit, n, log, SCRATCH_NOW), want);
	store_close(st);
}

static void
nothing_is_known(struct scratch *s)
{
	struct hits_log log;
	bool            found = true;

	assert_err(hits_log_get(NULL, 1, &log, &found), ERR_OK);
	assert_false(found);
	assert_known(s, 1, -1, 0);
}

static void
each_log_has_its_own(struct scratch *s)
{
	put(s, &(struct hits_log){ 1, 100, 11 }, 1, ERR_OK);
	put(s, &(struct hits_log){ 2, 200, 22 }, 0, ERR_OK);
	assert_known(s, 1, 100, 11);
	assert_known(s, 2, 200, 22);
	assert_known(s, 3, -1, 0);
	put(s, &(struct hits_log){ 1, 150, 12 }, 1, ERR_OK);
	assert_known(s, 1, 150, 12);
	assert_known(s, 2, 200, 22);
	assert_int_equal(scratch_number(s->hits, "SELECT served FROM hit"), 4);
}

/* Hits without how far, or how far without hits, would count twice or never. */
static void
both_or_none(struct scratch *s)
{
	put(s, &(struct hits_log){ 1, 100, 11 }, 1, ERR_OK);
	/* A table that takes no more hits, ... */
	scratch_sql(s->hits,
	    "ALTER TABLE hit RENAME TO h; CREATE TABLE hit (rule, day, served, "
	    "late, first, last, CHECK (served < 3), PRIMARY KEY (rule, day)) "
	    "WITHOUT ROWID; INSERT INTO hit SELECT * FROM h");
	put(s, &(struct hits_log){ 1, 150, 12 }, 1, ERR_STORE);
	assert_known(s, 1, 100, 11);
	/* ... and one that takes nothing farther. */
	scratch_sql(s->hits,
	    "DROP TABLE hit; ALTER TABLE h RENAME TO hit; DROP TABLE log; "
	    "CREATE TABLE log (first INTEGER PRIMARY KEY, octets, last, at, "
	    "CHECK (octets < 120)); INSERT INTO log VALUES (1, 100, 11, 0)");
	put(s, &(struct hits_log){ 1, 150, 12 }, 1, ERR_STORE);
	assert_known(s, 1, 100, 11);
	assert_int_equal(scratch_number(s->hits, "SELECT served FROM hit"), 2);
}

static void
a_line_has_a_hash(struct scratch *s)
{
	(void)s;
	assert_true(hits_line(SLICE("a")) == hits_line(SLICE("a")));
	assert_true(hits_line(SLICE("a")) != hits_line(SLICE("b")));
	assert_true(hits_line(SLICE("ab")) != hits_line(SLICE("ba")));
	assert_true(hits_line(SLICE("")) >= 0);
	assert_true(hits_line(SLICE("\xff\xff")) >= 0);
}

static const struct scene scenes[] = {
	{ "of a log that was never counted nothing is known",
	    nothing_is_known },
	{ "each log is known by its first line, and as far as the last time",
	    each_log_has_its_own },
	{ "hits and how far are written together or not at all", both_or_none },
	{ "lines differ by their hash, which is never negative",
	    a_line_has_a_hash },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scratch_run);
	return cmocka_run_group_tests_name("hits_log", tests, NULL, NULL);
}
