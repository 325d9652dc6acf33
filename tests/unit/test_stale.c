/* SPDX-License-Identifier: MIT */
/* test_stale.c - the reasons, at and past each threshold. */
#include "rows.h"

#include <string.h>

#include "stale.h"

#define NOW     1800000000LL
#define DAYS(n) ((n)*WHEN_DAY)

#define V (1u << STALE_VISITED)
#define E (1u << STALE_ENDED)
#define Q (1u << STALE_QUIET)
#define C (1u << STALE_CHAINED)
#define O (1u << STALE_OVERSTAYED)
#define U (1u << STALE_UNUSED)

/* Times are given in seconds before now; 0 hits mean none. */
struct stale_case {
	const char *name;
	int64_t     began; /* starts_at and created_at */
	int64_t     ended; /* negative: the future; NEVER */
	int         status;
	int64_t     served;
	int64_t     last; /* last hit, if any */
	int64_t     late; /* late hits */
	int64_t     last_late;
	bool        chained;
	unsigned    want;
};

#define NEVER INT64_MIN

static const struct stale_case stale_cases[] = {
	/* Expired. */
	{ "ended just now: wait", DAYS(30), 0, 307, 5, 9, 0, 0, false, E },
	{ "ended 30 days ago less a second: wait", DAYS(90), DAYS(30) - 1, 307,
	    5, DAYS(40), 0, 0, false, E },
	{ "ended 30 days ago: quiet", DAYS(90), DAYS(30), 307, 5, DAYS(40), 0,
	    0, false, Q },
	{ "a late hit just now: visited", DAYS(90), DAYS(1), 307, 5, 0, 1, 0,
	    false, V },
	{ "a late hit 30 days ago less a second: visited", DAYS(90), DAYS(60),
	    307, 5, 9, 1, DAYS(30) - 1, false, V },
	{ "a late hit 30 days ago: quiet", DAYS(90), DAYS(60), 307, 5, 9, 1,
	    DAYS(30), false, Q },
	{ "a late hit before a renewal is no late hit since this end", DAYS(90),
	    DAYS(5), 307, 5, 9, 1, DAYS(50), false, E },
	{ "but within 30 days it is a visit, too", DAYS(90), DAYS(5), 307, 5, 9,
	    1, DAYS(20), false, V | E },
	{ "a 410 that has ended is reported, too", DAYS(90), DAYS(60), 410, 0,
	    0, 0, 0, false, Q },
	{ "an expired rule can be chained as well", DAYS(90), DAYS(60), 307, 0,
	    0, 0, 0, true, Q | C },

	/* Active. */
	{ "young and visited: nothing", DAYS(10), DAYS(-20), 307, 5, 9, 0, 0,
	    false, 0 },
	{ "chained: flatten", DAYS(10), DAYS(-20), 307, 5, 9, 0, 0, true, C },
	{ "180 days are not longer than 180 days", DAYS(180), NEVER, 307, 5, 9,
	    0, 0, false, 0 },
	{ "a second more: overstayed", DAYS(180) + 1, NEVER, 307, 5, 9, 0, 0,
	    false, O },
	{ "renewed, with an end ahead: overstayed", DAYS(200), DAYS(-20), 302,
	    5, 9, 0, 0, false, O },
	{ "overstayed, but no longer visited", DAYS(200), NEVER, 307, 5,
	    DAYS(30), 0, 0, false, 0 },
	{ "visited 30 days ago less a second counts", DAYS(200), NEVER, 307, 5,
	    DAYS(30) - 1, 0, 0, false, O },
	{ "a 303 cannot be promoted, so it does not overstay", DAYS(200), NEVER,
	    303, 5, 9, 0, 0, false, 0 },
	{ "a 410 is no redirect, so it does not overstay", DAYS(200), NEVER,
	    410, 5, 9, 0, 0, false, 0 },
	{ "chained comes before overstayed", DAYS(200), NEVER, 307, 5, 9, 0, 0,
	    true, C | O },
	{ "90 days without a hit are not longer than 90 days", DAYS(90), NEVER,
	    307, 0, 0, 0, 0, false, 0 },
	{ "a second more: unused", DAYS(90) + 1, NEVER, 307, 0, 0, 0, 0, false,
	    U },
	{ "a 410 can be unused", DAYS(100), NEVER, 410, 0, 0, 0, 0, false, U },
	{ "one hit is a use", DAYS(400), NEVER, 307, 1, DAYS(399), 0, 0, false,
	    0 },
	{ "a late hit before a renewal is a use", DAYS(400), NEVER, 307, 0,
	    DAYS(300), 1, DAYS(300), false, 0 },

	/* Never stale. */
	{ "a permanent rule is never stale", DAYS(900), NEVER, 308, 0, 0, 0, 0,
	    true, 0 },
	{ "a scheduled rule is never stale", DAYS(-5), NEVER, 307, 0, 0, 0, 0,
	    true, 0 },
};

static void
fill(struct rule *r, struct hit_sum *h, const struct stale_case *c)
{
	rule_init(r, NOW);
	rule_set_text(r, &r->target, slice_of("/b"));
	r->status = c->status;
	r->starts_at = r->created_at = NOW - c->began;
	r->expires_at = c->ended == NEVER ? WHEN_NEVER : NOW - c->ended;
	*h = (struct hit_sum){ .served = c->served, .late = c->late };
	if (c->served + c->late > 0)
		h->last = NOW - c->last;
	if (c->late > 0)
		h->last_late = NOW - c->last_late;
}

static void
test_reasons(void **state)
{
	const struct stale_case *c = *state;
	struct rule              r;
	struct hit_sum           h;

	fill(&r, &h, c);
	assert_int_equal(stale_reasons(&r, &h, c->chained, NOW,
			     &stale_limits_default),
	    c->want);
	r.enabled = false; /* a disabled rule is never stale */
	assert_int_equal(stale_reasons(&r, &h, c->chained, NOW,
			     &stale_limits_default),
	    0);
	rule_free(&r);
}

/* "Leave this alone" cannot be promoted, but it can be unused. */
static void
test_alone(void **state)
{
	const struct stale_case seen = { "", DAYS(200), NEVER, 307, 5, 9, 0, 0,
		false, 0 };
	const struct stale_case unseen = { "", DAYS(200), NEVER, 307, 0, 0, 0,
		0, false, 0 };
	struct rule             r;
	struct hit_sum          h;

	(void)state;
	fill(&r, &h, &seen);
	rule_set_text(&r, &r.target, slice_of("-"));
	assert_int_equal(stale_reasons(&r, &h, false, NOW,
			     &stale_limits_default),
	    0);
	rule_free(&r);
	fill(&r, &h, &unseen);
	rule_set_text(&r, &r.target, slice_of("-"));
	assert_int_equal(stale_reasons(&r, &h, false, NOW,
			     &stale_limits_default),
	    U);
	rule_free(&r);
}

/* A rule that was imported with a start long ago is as old as that, but has
 * been here to be hit since it was imported. */
static void
test_imported(void **state)
{
	const struct stale_case c = { "", DAYS(500), NEVER, 307, 0, 0, 0, 0,
		false, 0 };
	struct rule             r;
	struct hit_sum          h;

	(void)state;
	fill(&r, &h, &c);
	r.created_at = NOW - DAYS(90);
	assert_int_equal(stale_reasons(&r, &h, false, NOW,
			     &stale_limits_default),
	    0);
	r.created_at--;
	assert_int_equal(stale_reasons(&r, &h, false, NOW,
			     &stale_limits_default),
	    U);
	assert_true(stale_age(&r, NOW) == DAYS(500));

	/* Since ever is since it was made. */
	r.starts_at = WHEN_EVER;
	r.created_at = NOW - DAYS(180) - 1;
	h.served = 1;
	h.last = NOW;
	assert_int_equal(stale_reasons(&r, &h, false, NOW,
			     &stale_limits_default),
	    O);
	assert_true(stale_age(&r, NOW) == DAYS(180) + 1);

	r.starts_at = NOW + 5; /* a rule that has not begun has no age */
	assert_true(stale_age(&r, NOW) == 0);
	rule_free(&r);
}

static void
test_limits(void **state)
{
	const struct stale_case   c = { "", DAYS(90), 200, 307, 5, 9, 1, 150,
		  false, 0 };
	const struct stale_limits l = { .visited_within = 151,
		.quiet_for = 150,
		.overstayed_after = 0,
		.unused_for = 0 };
	struct rule               r;
	struct hit_sum            h;

	(void)state;
	fill(&r, &h, &c);
	assert_int_equal(stale_reasons(&r, &h, false, NOW, &l), V | Q);
	assert_true(stale_limits_default.visited_within == 30 * 86400);
	assert_true(stale_limits_default.quiet_for == 30 * 86400);
	assert_true(stale_limits_default.overstayed_after == 180 * 86400);
	assert_true(stale_limits_default.unused_for == 90 * 86400);
	rule_free(&r);
}

static void
test_words(void **state)
{
	static const char *const words[][2] = {
		[STALE_VISITED] = { "visited", "promote, or renew" },
		[STALE_ENDED] = { "ended", "wait" },
		[STALE_QUIET] = { "quiet", "remove" },
		[STALE_CHAINED] = { "chained", "flatten" },
		[STALE_OVERSTAYED] = { "overstayed", "promote" },
		[STALE_UNUSED] = { "unused", "remove" },
		[STALE_DEAD] = { "dead", "edit, or remove" },
	};

	(void)state;
	assert_int_equal(ARRAY_LEN(words), STALE_REASONS);
	for (size_t i = 0; i < STALE_REASONS; i++) {
		assert_string_equal(stale_reason_name((enum stale_reason)i),
		    words[i][0]);
		assert_string_equal(stale_advice((enum stale_reason)i),
		    words[i][1]);
	}
}

#define TEST(sentence, fn)                     \
	{                                      \
		sentence, fn, NULL, NULL, NULL \
	}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(stale_cases)];
	const struct CMUnitTest rest[] = {
		TEST("leave this alone is unused, but never overstayed",
		    test_alone),
		TEST("a rule is unused only since it is here", test_imported),
		TEST("the thresholds are what is given", test_limits),
		TEST("each reason has its word and its advice", test_words),
	};
	int failed = 0;

	TABLE_FILL(rows, stale_cases, test_reasons);
	failed +=
	    cmocka_run_group_tests_name("stale_reasons", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("stale", rest, NULL, NULL);
	return failed != 0;
}
