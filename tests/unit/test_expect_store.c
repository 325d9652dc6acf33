/* SPDX-License-Identifier: MIT */
/* test_expect_store.c - expectations in the database, and in its history. */
#include "tables.h"

#include "expecting.h"

static enum err
print_one(const struct expectation *e, void *arg)
{
	buf_addf(arg, "%lld %.*s %.*s %.*s %s %lld %.*s %.*s;",
	    (long long)e->id, (int)e->method.n, e->method.s, (int)e->url.n,
	    e->url.s, (int)e->answer.n, e->answer.s,
	    e->at == EXPECT_NOW ? "always" : "once", (long long)e->created_at,
	    (int)e->who.n, e->who.s, (int)e->note.n, e->note.s);
	return ERR_OK;
}

static void
assert_stored(const char *want)
{
	struct buf b;

	buf_init(&b, 10000);
	assert_err(expect_each(st, print_one, &b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, want);
	buf_free(&b);
}

static void
stored_and_read(struct scratch *s)
{
	struct expectation once = some;

	(void)s;
	once.at = SCRATCH_NOW + 5;
	assert_int_equal(store_one(&some), 1);
	assert_int_equal(store_one(&once), 2);
	assert_stored("1 GET /a 307 /b always 1800000000 ann why;"
		      "2 GET /a 307 /b once 1800000000 ann why;");
}

static void
removed_for_good(struct scratch *s)
{
	struct ledger l;
	bool          found = false;

	(void)s;
	store_one(&some);
	start(&l, "expect");
	assert_err(ledger_unexpect(&l, 1, &found), ERR_OK);
	assert_true(found);
	assert_err(ledger_unexpect(&l, 1, &found), ERR_OK);
	assert_false(found);
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_stored("");
	assert_int_equal(store_one(&some), 2);
}

static void
drop_one(int64_t id)
{
	struct ledger l;
	bool          found = false;

	start(&l, "expect");
	assert_err(ledger_unexpect(&l, id, &found), ERR_OK);
	assert_true(found);
	assert_err(ledger_end(&l, true), ERR_OK);
}

static void
history_has_them(struct scratch *s)
{
	(void)s;
	store_one(&some);
	drop_one(1);
	assert_history(0, 0,
	    "2/2 expect 0 x1 -\n"
	    "1/1 expect 0 x1 +\n");
	assert_history(1, 0, "");
}

static void
taken_back(struct scratch *s)
{
	struct expectation once = some;

	(void)s;
	once.at = SCRATCH_NOW + 5;
	store_one(&some);
	store_one(&once);
	assert_int_equal(undo(0), 2);
	assert_stored("1 GET /a 307 /b always 1800000000 ann why;");
	assert_int_equal(undo(3), 3); /* the undo itself */
	drop_one(1);
	assert_int_equal(undo(0), 5);
	assert_stored("1 GET /a 307 /b always 1800000000 ann why;"
		      "2 GET /a 307 /b once 1800000000 ann why;");
	assert_rules("");
}

static void
taken_back_when_it_is_gone(struct scratch *s)
{
	(void)s;
	store_one(&some);
	drop_one(1);
	assert_int_equal(undo(1), 1);
	assert_stored("");
	assert_int_equal(undo(2), 2);
	assert_stored("1 GET /a 307 /b always 1800000000 ann why;");
	assert_int_equal(undo(4), 4); /* goes again */
	assert_stored("");
}

/* As a stage is applied. */
static void
taken_back_with_rules(struct scratch *s)
{
	struct ledger l;
	struct rule   r;
	int64_t       id;

	(void)s;
	scratch_rule(&r, "/x", "/y");
	start(&l, "stage");
	assert_err(expect_add(&l, &some, &id), ERR_OK);
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	assert_int_equal(undo(0), 1);
	assert_stored("");
	assert_rules("");
	assert_int_equal(undo(3), 3);
	assert_stored("1 GET /a 307 /b always 1800000000 ann why;");
	assert_rules("1:/x>/y ");
}

static enum err
print_id(int64_t id, void *arg)
{
	buf_addf(arg, "%lld ", (long long)id);
	return ERR_OK;
}

static enum err
print_clash(int64_t other, const char *clash, void *arg)
{
	buf_addf(arg, "%lld: %s;", (long long)other, clash);
	return ERR_OK;
}

/* What a change has brought, and which of it is in the way of what. */
static void
assert_brought(const struct ledger *l, const char *ids, const char *clashes)
{
	struct buf b;

	buf_init(&b, 10000);
	assert_err(expect_brought(l, print_id, &b), ERR_OK);
	assert_string_equal(b.data, ids);
	buf_reset(&b);
	assert_err(expect_clashes(l, print_clash, &b), ERR_OK);
	assert_string_equal(b.len > 0 ? b.data : "", clashes);
	buf_free(&b);
}

static void
brought_and_others(struct scratch *s)
{
	struct expectation other = some, post = some;
	struct ledger      l;
	struct buf         b;
	int64_t            id = 0, batch = 0;

	(void)s;
	other.answer = SLICE("404");
	post.method = SLICE("POST");
	store_one(&some);
	store_one(&post);
	drop_one(1);
	store_one(&other);
	buf_init(&b, 10000);
	start(&l, "undo");
	assert_err(expect_add(&l, &other, &id), ERR_OK);
	assert_brought(&l, "4 ",
	    "3: expectation 3 says of GET /a what expectation 4 would say "
	    "again: 404;");
	assert_err(ledger_end(&l, false), ERR_OK);
	start(&l, "undo");
	assert_err(ledger_undo(&l, 3, false, &batch, &b), ERR_OK);
	assert_brought(&l, "1 ",
	    "3: expectation 1 would say that GET /a gets 307 /b, and "
	    "expectation 3 says that it gets 404;");
	assert_err(ledger_end(&l, false), ERR_OK);
	start(&l, "stage");
	post.method = SLICE("PUT");
	assert_err(expect_add(&l, &post, &id), ERR_OK);
	assert_brought(&l, "4 ", "");
	/* Two in the way of one, and it in the way of them: of each the one
	 * that contradicts it first. */
	assert_err(expect_add(&l, &some, &id), ERR_OK);
	assert_err(expect_add(&l, &some, &id), ERR_OK);
	assert_brought(&l, "4 5 6 ",
	    "3: expectation 5 would say that GET /a gets 307 /b, and "
	    "expectation 3 says that it gets 404;"
	    "3: expectation 6 would say that GET /a gets 307 /b, and "
	    "expectation 3 says that it gets 404;");
	assert_err(ledger_end(&l, false), ERR_OK);
	buf_free(&b);
}

static const struct scene scenes[] = {
	{ "what is stored is read again", stored_and_read },
	{ "what is removed is gone, and so is its id", removed_for_good },
	{ "the history has them", history_has_them },
	{ "an undo takes back what was added, or removed", taken_back },
	{ "also what is gone, or is there, already",
	    taken_back_when_it_is_gone },
	{ "what a change brings is told, and what says so or otherwise",
	    brought_and_others },
	{ "together with rules, when a stage had both", taken_back_with_rules },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
