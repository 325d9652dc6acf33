/* SPDX-License-Identifier: MIT */
/* test_memo.c - the promises of memo.h. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "memo.h"

#define NOW 1796083200LL /* 2026-12-01T00:00:00Z */

static const struct siphash_key key = { { 1, 2 } };

static const struct moment made = { NOW, NOW + 1 };

/* A decision with nothing at its default. */
static void
decided(struct decision *d, const char *location, int64_t until)
{
	decision_init(d);
	d->status = 307;
	buf_adds(&d->location, location);
	d->max_age = 42;
	d->rule_id = 1234567890123;
	d->late_id = 7;
	d->sunset = NOW + 5;
	d->until = until;
	d->state = RULE_ACTIVE;
	d->why = WHY_AFTER;
	d->method = METHOD_HEAD;
}

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

static bool
knows(struct memo *m, struct slice ask, struct moment at)
{
	struct decision got;
	bool            found;

	decision_init(&got);
	found = memo_find(m, memo_id(m, ask), 3, at, &got);
	decision_free(&got);
	return found;
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

/* Asks come, each twice, until all places of one of them are taken by others:
 * that one, which has come twice as well. */
static struct slice
rival(struct memo *m, int64_t until, char *text, size_t n)
{
	struct decision d;

	decided(&d, "/other", until);
	for (int i = 0;; i++) {
		struct slice ask = { text,
			(size_t)snprintf(text, n, "rival-%d", i) };

		assert_true(i < 1000 * MEMO_ROOMS);
		(void)knows(m, ask, made);
		memo_keep(m, memo_id(m, ask), 3, made, &d);
		if (!knows(m, ask, made)) {
			decision_free(&d);
			return ask;
		}
	}
}

static void
who_comes_more_often_has_the_place(void **state)
{
	char            text[32];
	struct memo     m;
	struct decision d;
	struct slice    other;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	other = rival(&m, WHEN_NEVER, text, sizeof(text));
	memo_keep(&m, memo_id(&m, other), 3, made, &d); /* as often as they */
	assert_false(knows(&m, other, made));
	memo_keep(&m, memo_id(&m, other), 3, made, &d);
	assert_true(knows(&m, other, made));
	decision_free(&d);
	memo_free(&m);
}

static void
what_was_popular_once_is_forgotten(void **state)
{
	char            text[32];
	struct memo     m;
	struct decision d;
	struct slice    other;
	uint32_t        i;

	(void)state;
	memo_init(&m, key);
	decided(&d, "/new", WHEN_NEVER);
	other = rival(&m, WHEN_NEVER, text, sizeof(text));
	for (i = 0; i < 8 * MEMO_MARKS; i++) /* nobody asks for the others */
		(void)knows(&m, SLICE("ask"), made);
	(void)knows(&m, other, made);
	memo_keep(&m, memo_id(&m, other), 3, made, &d);
	assert_true(knows(&m, other, made));
	decision_free(&d);
	memo_free(&m);
}

static void
what_no_longer_holds_gives_way_at_once(void **state)
{
	const struct moment later = { NOW + 2, NOW + 3 };
	char                text[32];
	struct memo         m;
	struct decision     d;
	struct slice        other;

	(void)state;
	memo_init(&m, key);
	other = rival(&m, NOW + 2, text, sizeof(text));
	decided(&d, "/new", WHEN_NEVER);
	memo_keep(&m, memo_id(&m, other), 3, later, &d);
	assert_true(knows(&m, other, later));
	memo_free(&m);
	other = rival(&m, WHEN_NEVER, text, sizeof(text));
	memo_keep(&m, memo_id(&m, other), 4, made, &d);
	assert_true(memo_find(&m, memo_id(&m, other), 4, made, &d));
	assert_false(knows(&m, other, made)); /* of state 3 again */
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
		cmocka_unit_test(who_comes_more_often_has_the_place),
		cmocka_unit_test(what_was_popular_once_is_forgotten),
		cmocka_unit_test(what_no_longer_holds_gives_way_at_once),
	};
	int failed = 0;

	TABLE_FILL(good, good_cases, good_row);
	failed += cmocka_run_group_tests_name("good", good, NULL, NULL);
	failed += cmocka_run_group_tests_name("memo", rest, NULL, NULL);
	return failed != 0;
}
