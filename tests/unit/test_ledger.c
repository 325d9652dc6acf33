/* SPDX-License-Identifier: MIT */
/* test_ledger.c - changes that are recorded, whole or not at all. */
#include "changes.h"

static void
records_each(struct scratch *s)
{
	(void)s;
	assert_int_equal(add("/a", "/b"), 1);
	assert_int_equal(change(1, "/c"), 2);
	remove_rule(1);
	assert_rules("");
	assert_history(0, 0,
	    "3/3 remove 1 x1 -\n2/2 edit 1 x1 -+\n"
	    "1/1 add 1 x1 +\n");
	assert_history(0, 2, "3/3 remove 1 x1 -\n2/2 edit 1 x1 -+\n");
}

static enum err
keep_after(const struct event *e, void *arg)
{
	buf_add_slice(arg, e->after);
	return ERR_OK;
}

static void
records_whole_row(struct scratch *s)
{
	struct buf b;

	(void)s;
	add("/a", "/b");
	buf_init(&b, 10000);
	assert_err(ledger_each(st, 1, 1, keep_after, &b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data,
	    "{\"id\":1,\"source\":\"/a\",\"target\":\"/b\","
	    "\"after\":\"decline\",\"tags\":\"\",\"note\":\"\","
	    "\"status\":307,\"query\":\"pass\",\"share\":100,"
	    "\"starts_at\":1800000000,\"expires_at\":1802592000,"
	    "\"created_at\":1800000000,\"promoted_at\":0,"
	    "\"promoted_until\":0,\"max_age\":null,\"strict\":0,"
	    "\"ignore_case\":0,\"literal\":0,\"enabled\":1,\"protect\":0,"
	    "\"sunset\":0,\"rank\":100,\"conditions\":\"\",\"repeats\":\"\","
	    "\"added\":1}");
	buf_free(&b);
}

static void
same_is_nothing(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	assert_int_equal(change(1, "/b"), 0);
	assert_history(0, 0, "1/1 add 1 x1 +\n");
}

static void
change_unknown(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	scratch_rule(&r, "/a", "/b");
	r.id = 9;
	start(&l, "edit");
	assert_err(ledger_change(&l, &r), ERR_STORE);
	assert_err(ledger_end(&l, false), ERR_OK);
	rule_free(&r);
}

static void
remove_unknown(struct scratch *s)
{
	struct ledger l;
	bool          found = true;

	(void)s;
	start(&l, "remove");
	assert_err(ledger_remove(&l, 9, &found), ERR_OK);
	assert_false(found);
	assert_int_equal(l.batch, 0);
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_history(0, 0, "");
}

static void
one_batch(struct scratch *s)
{
	struct ledger l;
	bool          found = false;

	(void)s;
	add("/a", "/b");
	add("/c", "/d");
	add("/e", "/f");
	start(&l, "edit");
	retarget(&l, 1, "/x");
	retarget(&l, 2, "/y");
	assert_err(ledger_remove(&l, 3, &found), ERR_OK);
	assert_int_equal(l.count, 3);
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_int_equal(l.batch, 4);
	assert_rules("1:/a>/x 2:/c>/y ");
	assert_history(0, 3,
	    "6/4 edit 3 x1 -\n5/4 edit 2 x1 -+\n"
	    "4/4 edit 1 x1 -+\n");
	assert_int_equal(undo(5), 4);
	assert_rules("1:/a>/b 2:/c>/d 3:/e>/f ");
}

static void
not_kept(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	add("/a", "/b");
	scratch_rule(&r, "/c", "/d");
	start(&l, "edit");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	retarget(&l, 1, "/x");
	assert_err(ledger_end(&l, false), ERR_OK);
	assert_rules("1:/a>/b ");
	assert_history(0, 0, "1/1 add 1 x1 +\n");
	/* Ids and events go on as if it had not been. */
	assert_int_equal(add("/e", "/f"), 2);
	rule_free(&r);
}

static void
ids_kept_once(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	scratch_rule(&r, "/a", "/b");
	start(&l, "import");
	r.id = 40;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(r.id, 40); /* free: kept */
	r.id = 7;
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	assert_int_equal(r.id, 7);
	r.id = 40;
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	assert_int_equal(r.id, 41); /* taken: a new one */
	r.id = -3;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(r.id, 42);
	r.id = LEDGER_ID_MAX + 1;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(r.id, 43);
	assert_err(ledger_end(&l, true), ERR_OK);
	remove_rule(40);
	remove_rule(7);
	start(&l, "import");
	r.id = 40;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(r.id, 44); /* hits of the old 40 may be there */
	r.id = 7;
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	assert_int_equal(r.id, 45);
	r.id = LEDGER_ID_MAX;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_true(r.id == LEDGER_ID_MAX);
	r.id = 0;
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_true(r.id == LEDGER_ID_MAX + 1);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

static void
last_id_not_reused(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	add("/c", "/d");
	remove_rule(2);
	assert_int_equal(add("/e", "/f"), 3);
}

static void
one_at_a_time(struct scratch *s)
{
	struct store *other = scratch_open(s->db, STORE_READ);
	struct ledger l;

	/* A reader cannot begin, and what is open is not seen elsewhere. */
	assert_err(ledger_begin(&l, other, "ann", "x", SCRATCH_NOW), ERR_STORE);
	start(&l, "edit");
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM rule"), 0);
	assert_err(ledger_end(&l, true), ERR_OK);
	store_close(other);
}

static enum err
refuse_more(const struct event *e, void *arg)
{
	(void)e;
	++*(int *)arg;
	return ERR_LIMIT;
}

static void
walk_ends(struct scratch *s)
{
	int n = 0;

	(void)s;
	add("/a", "/b");
	add("/c", "/d");
	assert_err(ledger_each(st, 0, 0, refuse_more, &n), ERR_LIMIT);
	assert_int_equal(n, 1);
}

static const struct scene scenes[] = {
	{ "each change is one event, the newest told first", records_each },
	{ "an event holds the whole row", records_whole_row },
	{ "a change that changes nothing is not recorded", same_is_nothing },
	{ "an unknown rule cannot be changed", change_unknown },
	{ "an unknown rule is not removed, and nothing recorded",
	    remove_unknown },
	{ "a command is one batch, and undone as one", one_batch },
	{ "what is not kept leaves nothing", not_kept },
	{ "an id is kept if it is free, and never used twice", ids_kept_once },
	{ "the last id is not given out again", last_id_not_reused },
	{ "a reader cannot change, and sees nothing half", one_at_a_time },
	{ "a walk through history ends when told", walk_ends },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("ledger", tests, NULL, NULL) != 0;
}
