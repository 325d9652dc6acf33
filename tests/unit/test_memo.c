/* SPDX-License-Identifier: MIT */
/* test_memo.c - the promises of memo.h. */
#include "rows.h"

#include <string.h>

#include "remembered.h"

static void
a_decision_comes_back_whole(void **state)
{
	struct memo     m;
	struct decision d, got;

	(void)state;
	memo_init(&m, key);
	decision_init(&got);
	decided(&d, "/new", WHEN_NEVER);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_true(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	assert_int_equal(got.status, d.status);
	assert_true(slice_is(buf_slice(&got.location), "/new"));
	assert_int_equal(got.max_age, d.max_age);
	assert_int_equal(got.rule_id, d.rule_id);
	assert_int_equal(got.late_id, d.late_id);
	assert_int_equal(got.sunset, d.sunset);
	assert_int_equal(got.until, d.until);
	assert_int_equal(got.state, d.state);
	assert_int_equal(got.why, d.why);
	assert_int_equal(got.method, d.method);
	/* Again, into what holds another. */
	assert_true(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	assert_true(slice_is(buf_slice(&got.location), "/new"));
	decision_free(&got);
	decision_free(&d);
	memo_free(&m);
	memo_free(&m);
}

struct good_case {
	const char   *name;
	int64_t       until; /* of what is kept, for "ask", in state 3 */
	struct slice  ask;
	uint64_t      state;
	struct moment at;
	bool          found;
};

#define ASK              \
	{                \
		"ask", 3 \
	}

static const struct good_case good_cases[] = {
	{ "the very moment", WHEN_EVER, ASK, 3, { NOW, NOW + 1 }, true },
	{ "a later one, where each second counts", WHEN_EVER, ASK, 3,
	    { NOW + 1, NOW + 2 }, false },
	{ "the same second, settled later, where each second counts", WHEN_EVER,
	    ASK, 3, { NOW, NOW + 2 }, false },
	{ "settled just before until", NOW + 9, ASK, 3, { NOW + 7, NOW + 8 },
	    true },
	{ "settled at until", NOW + 9, ASK, 3, { NOW + 8, NOW + 9 }, false },
	{ "before it was made", WHEN_NEVER, ASK, 3, { NOW - 1, NOW }, false },
	{ "long after, where nothing ends", WHEN_NEVER, ASK, 3,
	    { NOW + WHEN_YEAR, NOW + WHEN_YEAR + 1 }, true },
	{ "another state of the rules", WHEN_NEVER, ASK, 4, { NOW, NOW + 1 },
	    false },
	{ "no state", WHEN_NEVER, ASK, 0, { NOW, NOW + 1 }, false },
	{ "another ask", WHEN_NEVER, { "asl", 3 }, 3, { NOW, NOW + 1 }, false },
	{ "a longer ask", WHEN_NEVER, { "ask/new", 7 }, 3, { NOW, NOW + 1 },
	    false },
	{ "a shorter ask", WHEN_NEVER, { "as", 2 }, 3, { NOW, NOW + 1 },
	    false },
};

static void
good_row(void **state)
{
	const struct good_case *c = *state;
	struct memo             m;
	struct decision         d, got;

	memo_init(&m, key);
	decision_init(&got);
	decided(&d, "/new", c->until);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_int_equal(memo_find(&m, memo_id(&m, c->ask), c->state, c->at,
			     &got),
	    c->found);
	decision_free(&got);
	decision_free(&d);
	memo_free(&m);
}

static void
what_has_no_state_is_not_kept(void **state)
{
	struct memo     m;
	struct decision d;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 0, made, &d);
	assert_null(m.rooms);
	decision_free(&d);
	memo_free(&m);
}

/* At the limit, and one octet past it. */
static void
what_another_visitor_or_second_changes_is_not_kept(void **state)
{
	struct memo     m;
	struct decision d, got;

	(void)state;
	memo_init(&m, key);
	decision_init(&got);
	decided(&d, "/new", WHEN_NEVER);
	d.by_visitor = true;
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_false(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	d.by_visitor = false;
	d.retry_after = 9;
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_false(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	d.retry_after = 0;
	buf_adds(&d.vary, "Cookie");
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_false(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	buf_reset(&d.vary);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	/* Into what was for somebody. */
	buf_adds(&got.vary, "Cookie");
	buf_adds(&got.cors, "Access-Control-Allow-Origin: *\r\n");
	assert_true(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	assert_int_equal(got.vary.len + got.cors.len, 0);
	decision_free(&got);
	decision_free(&d);
	memo_free(&m);
}

/* A Location at the limit, and one octet past it. */
static void
what_does_not_fit_is_not_kept(void **state)
{
	static char     text[MEMO_LOCATION_MAX + 1];
	struct memo     m;
	struct decision d, got;

	(void)state;
	memset(text, 'a', MEMO_LOCATION_MAX);
	memo_init(&m, key);
	decision_init(&got);
	decided(&d, text, WHEN_NEVER);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_true(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	assert_true(slice_is(buf_slice(&got.location), text));
	assert_int_equal(got.rule_id, d.rule_id);
	buf_adds(&d.location, "a");
	memo_keep(&m, memo_id(&m, SLICE("asked")), 3, made, &d);
	assert_false(knows(&m, SLICE("asked"), made));
	decision_free(&got);
	decision_free(&d);
	memo_free(&m);
}

/* What most have is kept in fewer octets than what few have. */
static void
a_plain_decision_comes_back_whole(void **state)
{
	struct memo     m;
	struct decision d, got;

	(void)state;
	memo_init(&m, key);
	decision_init(&got);
	decided(&d, "", NOW + 60);
	d.rule_id = UINT32_MAX;
	d.late_id = 0;
	d.sunset = WHEN_NEVER;
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	got.late_id = 9;
	assert_true(memo_find(&m, memo_id(&m, SLICE("ask")), 3, made, &got));
	assert_int_equal(got.location.len, 0);
	assert_int_equal(got.rule_id, d.rule_id);
	assert_int_equal(got.late_id, 0);
	assert_int_equal(got.sunset, WHEN_NEVER);
	assert_int_equal(got.until, d.until);
	decision_free(&got);
	decision_free(&d);
	memo_free(&m);
}

static void
a_clock_that_goes_back_begins_anew(void **state)
{
	const struct moment before = { NOW - WHEN_DAY, NOW - WHEN_DAY + 1 };
	struct memo         m;
	struct decision     d;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, made, &d);
	assert_false(knows(&m, SLICE("ask"), before));
	memo_keep(&m, memo_id(&m, SLICE("ask")), 3, before, &d);
	assert_true(knows(&m, SLICE("ask"), before));
	assert_true(knows(&m, SLICE("ask"), made));
	decision_free(&d);
	memo_free(&m);
}

int
main(void)
{
	struct CMUnitTest       good[ARRAY_LEN(good_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_decision_comes_back_whole),
		cmocka_unit_test(what_has_no_state_is_not_kept),
		cmocka_unit_test(
		    what_another_visitor_or_second_changes_is_not_kept),
		cmocka_unit_test(a_plain_decision_comes_back_whole),
		cmocka_unit_test(a_clock_that_goes_back_begins_anew),
		cmocka_unit_test(what_does_not_fit_is_not_kept),
	};
	int failed = 0;

	TABLE_FILL(good, good_cases, good_row);
	failed += cmocka_run_group_tests_name("good", good, NULL, NULL);
	failed += cmocka_run_group_tests_name("memo", rest, NULL, NULL);
	return failed != 0;
}
