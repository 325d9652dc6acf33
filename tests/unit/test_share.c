/* SPDX-License-Identifier: MIT */
/* test_share.c - the promises of share.h, on ten thousand visitors. */
#include "rows.h"

#include <stdio.h>

#include "share.h"

#define VISITORS 10000

/* The i-th visitor: addresses and agents as a site sees them, many alike. */
static bool
takes(int percent, int64_t rule, int i)
{
	static const char *const agents[] = {
		"Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Firefox/115.0",
		"Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/119.0.0.0",
		"curl/7.88.1",
		"",
	};
	char address[50];

	snprintf(address, sizeof(address), "192.0.%d.%d", i / 1000,
	    i / 4 % 250);
	return share_takes(percent, rule, slice_of(address),
	    slice_of(agents[i % 4]));
}

/* Within four standard deviations of what chance gives. */
static void
assert_about(int n, double p, const char *what)
{
	double want = VISITORS * p, room = 16 * VISITORS * p * (1 - p);

	if ((n - want) * (n - want) > room + 1)
		fail_msg("%s: %d, not about %.0f", what, n, want);
}

struct share_case {
	const char *name;
	int         percent;
	int64_t     rule;
};

static const struct share_case share_cases[] = {
	{ "1 percent", 1, 1 },
	{ "5 percent", 5, 2 },
	{ "20 percent", 20, 3 },
	{ "50 percent", 50, 4 },
	{ "99 percent", 99, 5 },
	{ "half of a large id", 50, INT64_MAX },
	{ "half of an id of many bits", 50, 0x123456789abcdef },
};

static void
share_row(void **state)
{
	const struct share_case *c = *state;
	int                      n = 0;

	for (int i = 0; i < VISITORS; i++)
		n += takes(c->percent, c->rule, i);
	assert_about(n, c->percent / 100.0, c->name);
}

static void
all_and_none(void **state)
{
	(void)state;
	for (int i = 0; i < VISITORS; i++) {
		assert_true(takes(100, i, i));
		assert_false(takes(0, i, i));
	}
}

static void
a_larger_share_has_all_of_a_smaller(void **state)
{
	(void)state;
	for (int i = 0; i < VISITORS; i++)
		for (int percent = 2; percent <= 100; percent++)
			if (takes(percent - 1, 7, i))
				assert_true(takes(percent, 7, i));
}

/* Of those in one rule's share, as many are in another's as of all. */
static void
shares_of_rules_are_independent(void **state)
{
	(void)state;
	for (int64_t rule = 1; rule < 60; rule++) {
		int both = 0;

		for (int i = 0; i < VISITORS; i++)
			both += takes(50, rule, i) && takes(30, rule + 1, i);
		assert_about(both, 0.15, "both");
	}
}

/* Neighbours of any kind are not alike. */
static void
visitors_are_independent(void **state)
{
	int other_agent = 0, next = 0;

	(void)state;
	for (int i = 0; i < VISITORS; i++) {
		other_agent += takes(50, 9, i) && takes(50, 9, i ^ 1);
		next += takes(50, 9, i) && takes(50, 9, (i + 4) % VISITORS);
	}
	assert_about(other_agent, 0.25, "the same address");
	assert_about(next, 0.25, "the next address");
}

/* What has been a visitor's share stays it: other releases, other machines. */
static void
the_same_in_every_version(void **state)
{
	const struct slice a = SLICE("192.0.2.1"), b = SLICE("Mozilla/5.0");
	int                least[4] = { 0 };

	(void)state;
	while (!share_takes(least[0], 1, a, b))
		least[0]++;
	while (!share_takes(least[1], 2, a, b))
		least[1]++;
	while (!share_takes(least[2], 1, SLICE(""), b))
		least[2]++;
	while (!share_takes(least[3], 1, slice_of(NULL), slice_of(NULL)))
		least[3]++;
	assert_int_equal(least[0], 1);
	assert_int_equal(least[1], 90);
	assert_int_equal(least[2], 83);
	assert_int_equal(least[3], 30);
}

/* Where the address ends and the agent begins is part of it. */
static void
address_and_agent_are_two(void **state)
{
	int differ = 0;

	(void)state;
	for (int64_t rule = 0; rule < 100; rule++)
		differ += share_takes(50, rule, SLICE("ab"), SLICE("c")) !=
		    share_takes(50, rule, SLICE("a"), SLICE("bc"));
	assert_in_range(differ, 25, 75);
}

int
main(void)
{
	struct CMUnitTest       shares[ARRAY_LEN(share_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(all_and_none),
		cmocka_unit_test(a_larger_share_has_all_of_a_smaller),
		cmocka_unit_test(shares_of_rules_are_independent),
		cmocka_unit_test(visitors_are_independent),
		cmocka_unit_test(the_same_in_every_version),
		cmocka_unit_test(address_and_agent_are_two),
	};
	int failed = 0;

	TABLE_FILL(shares, share_cases, share_row);
	failed += cmocka_run_group_tests_name("shares", shares, NULL, NULL);
	failed += cmocka_run_group_tests_name("share", rest, NULL, NULL);
	return failed != 0;
}
