/* SPDX-License-Identifier: MIT */
/* test_when_duration.c - the promises of when.h: durations. */
#include "rows.h"

#include "when.h"
#include "says.h"

struct duration_case {
	const char *name;
	const char *typed;
	enum err    err;
	int64_t     s;
	const char *says; /* what the refusal must say */
};

static const struct duration_case duration_cases[] = {
	{ "a bare number is seconds", "90", ERR_OK, 90, NULL },
	{ "s is seconds", "1s", ERR_OK, 1, NULL },
	{ "m is minutes", "45m", ERR_OK, 45 * 60, NULL },
	{ "h is hours", "12h", ERR_OK, 12 * 3600, NULL },
	{ "d is days", "30d", ERR_OK, 30 * 86400, NULL },
	{ "w is weeks", "2w", ERR_OK, 14 * 86400, NULL },
	{ "units add up", "1w2d3h4m5s", ERR_OK, 788645, NULL },
	{ "a unit of nothing adds nothing", "0d12h", ERR_OK, 43200, NULL },
	{ "leading zeros are no octal", "010", ERR_OK, 10, NULL },
	{ "the longest is 9,999 years", "3649635d", ERR_OK, 3649635 * WHEN_DAY,
	    NULL },

	{ "one second more is refused", "3649635d1s", ERR_LIMIT, 0,
	    "'3649635d1s' is longer than 9999 years; for no end write '--until "
	    "never'" },
	{ "a sum beyond 64 bits is refused", "99999999999999999999w", ERR_LIMIT,
	    0, "'99999999999999999999w'" },
	{ "a product beyond 64 bits is refused", "9223372036854775807w",
	    ERR_LIMIT, 0, "9999 years" },
	{ "no time at all is refused", "0", ERR_SYNTAX, 0,
	    "'0' is no time at all: a duration is at least 1s" },
	{ "units of nothing are refused", "0w0d", ERR_SYNTAX, 0, "'0w0d'" },
	{ "the empty text is refused", "", ERR_SYNTAX, 0,
	    "'' is not a duration: write a number and a unit, as 90s" },
	{ "a unit alone is refused", "d", ERR_SYNTAX, 0, "'d'" },
	{ "an unknown unit is refused", "3q", ERR_SYNTAX, 0,
	    "'3q' is not a duration: write a number" },
	{ "years are days", "3y", ERR_SYNTAX, 0,
	    "'3y' is not a duration: write 1095d" },
	{ "so are MONTHS", "2 MONTHS", ERR_SYNTAX, 0, ": write 60d" },
	{ "and seconds", "5 sec", ERR_SYNTAX, 0, ": write 5s" },
	{ "so are months", "2 months", ERR_SYNTAX, 0, ": write 60d" },
	{ "a capital unit is refused", "3D", ERR_SYNTAX, 0, ": write 3d" },
	{ "an M, which elsewhere is a month", "6M", ERR_SYNTAX, 0,
	    ": write a number and a unit" },
	{ "a word for a unit", "30 days", ERR_SYNTAX, 0, ": write 30d" },
	{ "a word in capitals", "2Weeks", ERR_SYNTAX, 0, ": write 2w" },
	{ "a word that begins with a unit", "2minotaurs", ERR_SYNTAX, 0,
	    ": write a number" },
	{ "no days at all", "0days", ERR_SYNTAX, 0, ": write a number" },
	{ "more years than there are", "99999y", ERR_SYNTAX, 0,
	    ": write a number" },
	{ "a sign is refused", "-5m", ERR_SYNTAX, 0, "'-5m'" },
	{ "a plus is refused", "+5m", ERR_SYNTAX, 0, "'+5m'" },
	{ "a fraction is refused", "1.5h", ERR_SYNTAX, 0, "'1.5h'" },
	{ "a space is refused", "1d 2h", ERR_SYNTAX, 0, "'1d 2h'" },
	{ "a blank in front is refused", " 5", ERR_SYNTAX, 0, "' 5'" },
	{ "a word is refused", "never", ERR_SYNTAX, 0, "'never'" },
	{ "a bare number after a unit is refused", "1d12", ERR_SYNTAX, 0,
	    "'1d12'" },
	{ "also after a unit of nothing", "0d12", ERR_SYNTAX, 0, "'0d12'" },
	{ "other digits are refused", "\xd9\xa3m", ERR_SYNTAX, 0,
	    "'\xd9\xa3m'" },
};

static void
duration_row(void **state)
{
	const struct duration_case *c = *state;
	int64_t                     s = -77;
	struct buf                  why;

	buf_init(&why, WHY_MAX);
	assert_err(when_duration(c->typed, &s, &why), c->err);
	assert_int_equal(s, c->err == ERR_OK ? c->s : -77);
	if (c->err == ERR_OK)
		assert_int_equal(why.len, 0);
	else
		assert_says(&why, c->says);
	s = -77;
	assert_err(when_duration(c->typed, &s, NULL), c->err);
	buf_free(&why);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(duration_cases)];

	TABLE_FILL(rows, duration_cases, duration_row);
	return cmocka_run_group_tests_name("durations", rows, NULL, NULL);
}
