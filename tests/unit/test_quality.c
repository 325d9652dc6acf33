/* SPDX-License-Identifier: MIT */
/* test_quality.c - the promises of quality.h. */
#include "rows.h"

#include "quality.h"

struct quality_case {
	const char *name;
	const char *parameter;
	int         want;
};

static const struct quality_case cases[] = {
	{ "one", "q=1", 1000 },
	{ "one, in full", "q=1.000", 1000 },
	{ "nothing at all", "q=0", 0 },
	{ "a half", "q=0.5", 500 },
	{ "a thousandth", "q=0.001", 1 },
	{ "a point and no decimals", "q=0.", 0 },
	{ "a capital", "Q=0.25", 250 },
	{ "more than one", "q=1.001", -1 },
	{ "two", "q=2", -1 },
	{ "four decimals", "q=0.1234", -1 },
	{ "no number", "q=", -1 },
	{ "a sign", "q=-1", -1 },
	{ "a comma", "q=0,5", -1 },
	{ "a point in front", "q=.5", -1 },
	{ "a blank", "q= 1", -1 },
	{ "another parameter", "level=1", -1 },
	{ "nothing", "", -1 },
};

static void
row(void **state)
{
	const struct quality_case *c = *state;

	assert_int_equal(quality_parse(slice_of(c->parameter)), c->want);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];

	TABLE_FILL(rows, cases, row);
	return cmocka_run_group_tests_name("quality", rows, NULL, NULL) != 0;
}
