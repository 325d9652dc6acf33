/* SPDX-License-Identifier: MIT */
/* test_expect.c - expectations: what is typed, whether it holds, and what a
 * transaction would make of it. */
#include "tables.h"

#include "expect.h"
#include "expecting.h"
#include "location.h"

/* ------------------------------------------------------------------- typed */

struct typed_case {
	const char *name;
	const char *typed;
	const char *want; /* the stored form, or a part of the refusal */
	enum err    err;
};

static const struct typed_case typed_cases[] = {
	{ "a status", "404", "404", ERR_OK },
	{ "a status and a path", "307 /new", "307 /new", ERR_OK },
	{ "blanks do not count", "  307   /new ", "307 /new", ERR_OK },
	{ "a path is any redirect there", "/new", "3xx /new", ERR_OK },
	{ "so is a URL", "https://h.example/x?a#b",
	    "3xx https://h.example/x?a#b", ERR_OK },
	{ "any redirect", "3xx", "3xx", ERR_OK },
	{ "any redirect to a place", "3xx /a", "3xx /a", ERR_OK },
	{ "no rule, in a word", "decline", "404", ERR_OK },
	{ "gone, in a word", "gone", "410", ERR_OK },
	{ "the root", "/", "3xx /", ERR_OK },
	{ "nothing", "", "is not an answer", ERR_SYNTAX },
	{ "another word", "maybe", "is not an answer", ERR_SYNTAX },
	{ "a number too long", "3070", "is not an answer", ERR_SYNTAX },
	{ "a status with a letter", "3a7 /x", "is not an answer", ERR_SYNTAX },
	{ "a status with a dash", "3-7 /x", "is not an answer", ERR_SYNTAX },
	{ "a status with a colon", "3:7 /x", "is not an answer", ERR_SYNTAX },
	{ "a place for an answer to a preflight", "204 /new", "leads nowhere",
	    ERR_SYNTAX },
	{ "a status that is never sent", "200", "200 is never answered",
	    ERR_SYNTAX },
	{ "a place for what leads nowhere", "410 /new", "leads nowhere",
	    ERR_SYNTAX },
	{ "a place that is none", "307 new", "is not a Location", ERR_SYNTAX },
	{ "a place without a scheme", "307 //h.example/", "is not a Location",
	    ERR_SYNTAX },
	{ "another scheme", "307 ftp://h.example/", "is not a Location",
	    ERR_SYNTAX },
	{ "a blank within a place", "307 /a b", "cannot be a Location",
	    ERR_SYNTAX },
	{ "what is not ASCII", "/\xc3\xbc", "cannot be a Location",
	    ERR_SYNTAX },
};

static void
typed(void **state)
{
	const struct typed_case *c = *state;
	struct buf               out, why;

	buf_init(&out, EXPECT_ANSWER_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(expect_parse(slice_of(c->typed), &out, &why), c->err);
	if (c->err == ERR_OK)
		assert_string_equal(out.data, c->want);
	else
		assert_non_null(strstr(why.data, c->want));
	buf_free(&why);
	buf_free(&out);
}

static void
too_long(void **state)
{
	struct buf in, out, why;

	(void)state;
	buf_init(&in, 10000);
	buf_init(&out, EXPECT_ANSWER_MAX);
	buf_init(&why, WHY_MAX);
	buf_addc(&in, '/');
	while (in.len < LOCATION_MAX)
		buf_addc(&in, 'a');
	assert_err(expect_parse(buf_slice(&in), &out, &why), ERR_OK);
	buf_addc(&in, 'a');
	buf_reset(&out);
	assert_err(expect_parse(buf_slice(&in), &out, &why), ERR_LIMIT);
	buf_free(&why);
	buf_free(&out);
	buf_free(&in);
}

/* ------------------------------------------------------------------- holds */

struct holds_case {
	const char *name;
	const char *url, *method;
	const char *answer;
	bool        holds;
};

/* Of the rules /a -> /b; /h -> https://site.example/x; /g 410. */
static const struct holds_case holds_cases[] = {
	{ "this answer", "/a", "GET", "307 /b", true },
	{ "another status", "/a", "GET", "308 /b", false },
	{ "another place", "/a", "GET", "307 /c", false },
	{ "any place", "/a", "GET", "307", true },
	{ "any redirect", "/a", "GET", "3xx", true },
	{ "any redirect there", "/a", "GET", "3xx /b", true },
	{ "any redirect elsewhere", "/a", "GET", "3xx /c", false },
	{ "a path for a URL of that origin", "https://site.example/h", "GET",
	    "3xx /x", true },
	{ "a path for a URL of another origin", "http://site.example/h", "GET",
	    "3xx /x", false },
	{ "a path for a URL, on no host", "/h", "GET", "3xx /x", false },
	{ "a URL for a path of that origin", "http://site.example/a", "GET",
	    "307 http://site.example/b", true },
	{ "a URL for a path of another origin", "http://site.example/a", "GET",
	    "307 http://other.example/b", false },
	{ "no rule", "/none", "GET", "404", true },
	{ "no rule is no redirect", "/none", "GET", "3xx", false },
	{ "gone", "/g", "GET", "410", true },
	{ "another method", "/a", "OPTIONS", "204", true },
	{ "a URL that is malformed", "/%zz", "GET", "400", true },
};

static void
three_rules(void)
{
	struct ledger l;
	struct rule   r;

	add("/a", "/b");
	add("/h", "https://site.example/x");
	scratch_rule(&r, "/g", "/x");
	r.status = 410;
	rule_set_text(&r, &r.target, slice_of(NULL));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

static struct expect_result
ask(const struct expectation *e, struct table *t, struct decision *d)
{
	struct expect_result result;

	assert_err(expect_ask(e, t, SCRATCH_NOW + 1, mono_ms, d, &result),
	    ERR_OK);
	return result;
}

static void
holds(void **state)
{
	const struct holds_case *c = *state;
	const struct expectation e = { .url = slice_of(c->url),
		.method = slice_of(c->method),
		.answer = slice_of(c->answer),
		.at = EXPECT_NOW };
	struct scratch           s;
	struct decision          d;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	decision_init(&d);
	assert_err(table_open(s.db, &table), ERR_OK);
	three_rules();
	assert_int_equal(ask(&e, table, &d).holds, c->holds);
	table_close(table);
	decision_free(&d);
	store_close(st);
	scratch_remove(&s);
}

/* ------------------------------------------------------------------ stored */

static void
past_and_to_come(struct scratch *s)
{
	struct expectation e = some;
	struct decision    d;

	(void)s;
	decision_init(&d);
	add("/a", "/b"); /* for 30 days */
	e.at = SCRATCH_NOW;
	assert_true(ask(&e, table, &d).over);
	assert_true(ask(&e, table, &d).holds);
	e.at = SCRATCH_NOW + 29 * WHEN_DAY;
	assert_true(ask(&e, table, &d).holds);
	e.at = SCRATCH_NOW + 31 * WHEN_DAY;
	assert_false(ask(&e, table, &d).holds);
	assert_false(ask(&e, table, &d).over);
	decision_free(&d);
}

static enum err
count_broken(const struct expect_result *r, void *arg)
{
	*(int *)arg += !r->holds;
	return ERR_OK;
}

/* How many do not hold within the transaction that is open. */
static int
broken_within(void)
{
	struct table *within = NULL;
	int           n = 0;

	assert_err(table_within(st, &within), ERR_OK);
	assert_err(expect_results(st, within, SCRATCH_NOW + 1, mono_ms,
		       count_broken, &n),
	    ERR_OK);
	table_close(within);
	return n;
}

static void
before_it_is_committed(struct scratch *s)
{
	struct ledger l;
	int           n = 0;

	(void)s;
	add("/a", "/b");
	store_one(&some);
	start(&l, "edit");
	assert_int_equal(broken_within(), 0);
	retarget(&l, 1, "/c");
	assert_int_equal(broken_within(), 1);
	assert_err(expect_results(st, table, SCRATCH_NOW + 1, mono_ms,
		       count_broken, &n),
	    ERR_OK);
	assert_int_equal(n, 0); /* visitors still get what was */
	assert_err(ledger_end(&l, false), ERR_OK);
	assert_int_equal(broken_within(), 0);
}

static void
wide_rules_within(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	store_one(&some);
	scratch_rule(&r, "/*", "/b");
	start(&l, "add");
	assert_int_equal(broken_within(), 1);
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(broken_within(), 0);
	assert_err(ledger_end(&l, false), ERR_OK);
	rule_free(&r);
}

static const struct scene scenes[] = {
	{ "what is past holds, what is to come is asked for then",
	    past_and_to_come },
	{ "a transaction sees what it would make of them",
	    before_it_is_committed },
	{ "also with rules that are held in memory", wide_rules_within },
};

int
main(void)
{
	struct CMUnitTest a[ARRAY_LEN(typed_cases)];
	struct CMUnitTest b[ARRAY_LEN(holds_cases)];
	struct CMUnitTest c[ARRAY_LEN(scenes)];
	struct CMUnitTest long_one[] = { cmocka_unit_test(too_long) };
	int               failed;

	TABLE_FILL(a, typed_cases, typed);
	TABLE_FILL(b, holds_cases, holds);
	TABLE_FILL(c, scenes, tables_run);
	failed = cmocka_run_group_tests_name("typed", a, NULL, NULL);
	failed += cmocka_run_group_tests_name("limit", long_one, NULL, NULL);
	failed += cmocka_run_group_tests_name("holds", b, NULL, NULL);
	failed += cmocka_run_group_tests_name("stored", c, NULL, NULL);
	return failed;
}
