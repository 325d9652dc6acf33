/* SPDX-License-Identifier: MIT */
/* test_match_step.c - what decides between two rules. */
#include "rows.h"

#include "given.h"
#include "match.h"

struct step_case {
	const char     *name;
	const char     *first, *second; /* sources; ids 2 and 1 */
	int64_t         starts_at;      /* of the first; the second's is 1 */
	enum match_step want;
	const char     *conditions; /* of the first */
};

static const struct step_case step_cases[] = {
	{ "a host decides first", "a.example/*", "/a/b", 2, STEP_HOST, NULL },
	{ "then an exact path", "/a", "/a/*", 1, STEP_KIND, NULL },
	{ "then the longer head", "/a/b/*", "/a/*", 0, STEP_HEAD, NULL },
	{ "a wildcard before any host", "*.example/*", "/a/b", 0, STEP_HOST,
	    NULL },
	{ "the longer wildcard", "*.a.example/*", "*.example/a", 0, STEP_HOST,
	    NULL },
	{ "placeholders before a star", "/a/:x", "/a/*", 0, STEP_WIDTH, NULL },
	{ "more parameters before a scheme", "a.example/a?x&y",
	    "https://a.example/a?x", 0, STEP_PARAMS, NULL },
	{ "the head before a scheme", "a.example/a/*", "https://a.example/*", 1,
	    STEP_HEAD, NULL },
	{ "then a scheme", "https://a.example/a", "a.example/a", 0, STEP_SCHEME,
	    NULL },
	{ "then the later start", "/a", "/a", 2, STEP_START, NULL },
	{ "the length of an exact path is nothing", "/a", "/a/b", 2, STEP_START,
	    NULL },
	{ "two schemes are equal", "http://a.example/a", "https://a.example/a",
	    2, STEP_START, NULL },
	{ "then the higher id", "/a", "/a/", 1, STEP_ID, NULL },
	{ "more parameters before more conditions", "/a?x", "/a", 1,
	    STEP_PARAMS, "" },
	{ "a value before any value", "/a?x=1", "/a?x=:y", 0, STEP_VALUES,
	    NULL },
	{ "more parameters before a value", "/a?x=:x&y", "/a?x=1", 0,
	    STEP_PARAMS, NULL },
	{ "a value before more conditions", "/a?x=1", "/a?x=:y", 0, STEP_VALUES,
	    "" },
	{ "more conditions", "/a", "/a", 0, STEP_CONDITIONS,
	    "cookie x\ncookie y" },
	{ "more conditions before a scheme", "a.example/a",
	    "https://a.example/a", 0, STEP_CONDITIONS,
	    "cookie x\nlanguage de" },
	{ "several values of one thing are one", "/a", "/a", 2, STEP_START,
	    "cookie x=1\ncookie x=2" },
	{ "origins are no conditions", "/a", "/a", 2, STEP_START,
	    "cookie x\ncors *" },
	{ "the path before conditions", "/a", "/*", 0, STEP_KIND, "" },
	{ "an exact path before an expression", "/a/b", "~/a/.*", 0, STEP_KIND,
	    NULL },
	{ "a star before an expression", "/a/*", "~/a/b/(.*)", 0, STEP_KIND,
	    NULL },
	{ "a star of everything, too", "/*", "~/a/b/.*", 0, STEP_KIND, NULL },
	{ "placeholders, too", "/:x/:y", "~/a/(.*)", 0, STEP_KIND, NULL },
	{ "an expression on a host before a star", "a.example~/a/.*", "/a/*", 0,
	    STEP_HOST, NULL },
};

static void
test_step(void **state)
{
	const struct step_case *c = *state;
	struct rule             a, b;

	given_valid_rule(&a, 2, c->first, "/t");
	given_valid_rule(&b, 1, c->second, "/t");
	a.starts_at = c->starts_at;
	b.starts_at = 1;
	if (c->conditions != NULL) {
		rule_set_text(&a, &a.conditions, slice_of(c->conditions));
		rule_set_text(&b, &b.conditions, SLICE("cookie x"));
		assert_err(rule_validate(&a, NULL), ERR_OK);
		assert_err(rule_validate(&b, NULL), ERR_OK);
	}
	assert_true(match_order(&a, &b) < 0);
	assert_int_equal(match_step(&a, &b), c->want);
	assert_int_equal(match_step(&b, &a), c->want);
	rule_free(&a);
	rule_free(&b);
}

/* Of expressions neither head nor start counts. */
static void
orders_expressions(void **state)
{
	struct rule a, b;

	(void)state;
	given_valid_rule(&a, 1, "~/a/.*", "/t");
	given_valid_rule(&b, 2, "https://a.example~/a/b/.*", "/t");
	assert_true(match_order(&b, &a) < 0);
	assert_int_equal(match_step(&a, &b), STEP_HOST);
	rule_free(&b);
	given_valid_rule(&b, 2, "~/a/b/.*", "/t");
	b.starts_at = 5;
	assert_true(match_order(&a, &b) < 0);
	assert_int_equal(match_step(&a, &b), STEP_AGE);
	b.rank = 99;
	assert_true(match_order(&b, &a) < 0);
	assert_int_equal(match_step(&a, &b), STEP_RANK);
	rule_free(&a);
	rule_free(&b);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(step_cases)];
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_expressions),
	};
	int failed = 0;

	TABLE_FILL(rows, step_cases, test_step);
	failed += cmocka_run_group_tests_name("match_step", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("expressions", tests, NULL, NULL);
	return failed != 0;
}
