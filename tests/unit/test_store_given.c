/* SPDX-License-Identifier: MIT */
/* test_store_given.c - rows that a statement takes all at once. */
#include "changes.h"

#include "sql.h"

#define SOME 20000 /* more than are taken at once */

static const char all[] =
    "INSERT INTO event (id, batch, at, who, what, rule, count, before, after)"
    " SELECT id, source, 1, target, after, 1, 1, tags, note FROM given";
static const char few[] =
    "INSERT INTO event (id, batch, at, who, what, rule, count)"
    " SELECT id, source, 1, target, 'plain', 1, 1 FROM given";
static const struct given_sql into = { all, few };

static struct value
number(int64_t n)
{
	return (struct value){ .kind = VALUE_INT, .number = n };
}

static struct value
text(struct slice s)
{
	return (struct value){ .kind = VALUE_TEXT, .text = s };
}

/* An event of this id, whose "what" says which statement took it. */
static enum err
give(int64_t id, bool plain, struct slice who)
{
	const struct value v[] = { number(id), number(id - 1), text(who),
		text(SLICE("all")), { .kind = VALUE_NULL }, text(SLICE("")) };

	return store_give(st, &into, plain, v, ARRAY_LEN(v));
}

static void
give_some(bool plain)
{
	char who[32];

	assert_err(store_begin_write(st), ERR_OK);
	for (int i = 1; i <= SOME; i++) {
		snprintf(who, sizeof(who), "who %d", i);
		assert_err(give(i, plain, slice_of(who)), ERR_OK);
	}
}

static int64_t
count(void)
{
	int64_t n = -1;

	assert_err(query_number(store_query(st, sql_event_sum), &n), ERR_OK);
	return n;
}

static void
all_are_there(struct scratch *s)
{
	give_some(false);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM event WHERE batch = id - 1"
			     " AND who = 'who ' || id AND what = 'all'"),
	    SOME);
}

static void
asked_before_the_end(struct scratch *s)
{
	(void)s;
	give_some(false);
	assert_int_equal(count(), SOME);
	assert_err(give(SOME + 1, false, SLICE("x")), ERR_OK);
	assert_int_equal(count(), SOME + 1);
	store_end(st);
	assert_int_equal(count(), 0);
}

static void
abandoned(struct scratch *s)
{
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	store_end(st);
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(2, false, SLICE("y")), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(scratch_number(s->db, "SELECT sum(id) FROM event"), 2);
}

/* Of the same id: known only when the statement runs. */
static void
refused_late(struct scratch *s)
{
	(void)s;
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	assert_err(give(1, false, SLICE("y")), ERR_OK);
	assert_err(query_run(store_query(st, sql_event_sum)), ERR_STORE);
	assert_non_null(strstr(store_message(st), "UNIQUE"));
	/* Rows are lost: whatever follows, this is not committed. */
	assert_err(give(2, false, SLICE("x")), ERR_STORE);
	assert_err(query_run(store_query(st, sql_event_sum)), ERR_STORE);
	assert_err(store_commit(st), ERR_STORE);
	assert_int_equal(count(), 0);
	give_some(false);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(count(), SOME);
}

/* By the time that it is known, more have been given. */
static void
refused_beside(struct scratch *s)
{
	enum err rc = ERR_OK;

	(void)s;
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(7, false, SLICE("x")), ERR_OK);
	for (int i = 1; i <= SOME && rc == ERR_OK; i++)
		rc = give(i, false, SLICE("y"));
	assert_err(rc, ERR_STORE);
	assert_non_null(strstr(store_message(st), "UNIQUE"));
	assert_err(store_commit(st), ERR_STORE);
	assert_int_equal(count(), 0);
	give_some(false);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(count(), SOME);
}

/* Rows are being taken when all ends. */
static void
abandoned_beside(struct scratch *s)
{
	give_some(false);
	store_end(st);
	give_some(true);
	store_close(st);
	st = NULL;
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM event"),
	    0);
}

static void
refused_by_the_commit(struct scratch *s)
{
	(void)s;
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	assert_err(give(1, false, SLICE("y")), ERR_OK);
	assert_err(store_commit(st), ERR_STORE);
	assert_int_equal(count(), 0);
}

static void
values(struct scratch *s)
{
	char long_text[20000];

	memset(long_text, 'x', sizeof(long_text));
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(INT64_MAX - 1, false, SLICE("")), ERR_OK);
	/* More of them than text is held for. */
	for (int i = 1; i <= 120; i++)
		assert_err(give(i, false,
			       (struct slice){ long_text, sizeof(long_text) }),
		    ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(scratch_number(s->db,
			     "SELECT sum(length(who)) FROM event"),
	    120 * (int64_t)sizeof(long_text));
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM event WHERE who = ''"
			     " AND id = 9223372036854775806"),
	    1);
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM event"
			     " WHERE before IS NULL AND after = ''"),
	    121);
}

static void
a_transaction_of_its_own(struct scratch *s)
{
	assert_err(store_hold(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	assert_err(give(2, false, SLICE("y")), ERR_OK);
	assert_err(store_commit_given(st), ERR_OK);
	store_end(st);
	assert_int_equal(scratch_number(s->db, "SELECT sum(id) FROM event"), 3);
	assert_err(store_hold(st), ERR_OK);
	assert_err(store_commit_given(st), ERR_OK); /* of nothing */
	store_end(st);
}

static void
whole_or_not_at_all(struct scratch *s)
{
	assert_err(store_hold(st), ERR_OK);
	for (int i = 1; i <= 1000; i++)
		assert_err(give(i, false, SLICE("x")), ERR_OK);
	assert_err(give(1000, false, SLICE("y")), ERR_OK);
	assert_err(store_commit_given(st), ERR_STORE);
	store_end(st);
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM event"),
	    0);
	assert_err(store_hold(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	assert_err(store_commit_given(st), ERR_OK);
	store_end(st);
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM event"),
	    1);
}

static void
no_transaction_within_another(struct scratch *s)
{
	(void)s;
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(1, false, SLICE("x")), ERR_OK);
	assert_err(store_commit_given(st), ERR_STORE);
	store_end(st);
	assert_int_equal(count(), 0);
}

static int64_t
plain_ones(const struct scratch *s)
{
	return scratch_number(s->db,
	    "SELECT count(*) FROM event WHERE what = 'plain'");
}

static void
plain_alone(struct scratch *s)
{
	give_some(true);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(plain_ones(s), SOME);
}

static void
plain_with_others(struct scratch *s)
{
	assert_err(store_begin_write(st), ERR_OK);
	assert_err(give(1, true, SLICE("x")), ERR_OK);
	assert_err(give(2, false, SLICE("x")), ERR_OK);
	assert_err(give(3, true, SLICE("x")), ERR_OK);
	assert_int_equal(count(), 3);
	assert_err(give(4, true, SLICE("x")), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
	assert_int_equal(plain_ones(s), 1);
}

static const struct scene scenes[] = {
	{ "rows come into their table, all of them, as they were given",
	    all_are_there },
	{ "whoever asks finds all that were given", asked_before_the_end },
	{ "what waits goes with an abandoned transaction", abandoned },
	{ "a row that is refused later fails all that follows", refused_late },
	{ "also the commit", refused_by_the_commit },
	{ "so does one that another thread takes", refused_beside },
	{ "nothing stays of rows that are being taken at the end",
	    abandoned_beside },
	{ "numbers, NULL, and texts empty and long stay what they are",
	    values },
	{ "rows may be a transaction of their own", a_transaction_of_its_own },
	{ "of which all are written, or none", whole_or_not_at_all },
	{ "and not a part of another one", no_transaction_within_another },
	{ "plain rows go the short way", plain_alone },
	{ "but not with one among them that is not", plain_with_others },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("store_given", tests, NULL, NULL) !=
	    0;
}
