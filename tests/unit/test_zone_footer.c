/* SPDX-License-Identifier: MIT */
/* test_zone_footer.c - the rule for all time to come, at the end of a zone's
 * file: the promises of zone_footer.h. */
#include "rows.h"

#include <string.h>

#include "when.h"
#include "zone_footer.h"

static int64_t
instant(const char *typed)
{
	int64_t t;

	assert_err(when_instant(typed, WHEN_START, 0, &t, NULL), ERR_OK);
	return t;
}

struct footer_case {
	const char *name;
	const char *footer;
	bool        good;
};

static const struct footer_case footer_cases[] = {
	{ "none", "", true },
	{ "no changes", "EST5", true },
	{ "a quoted name", "<+0330>-3:30", true },
	{ "a rule", "CET-1CEST,M3.5.0,M10.5.0/3", true },
	{ "an offset for summer", "<+1030>-10:30<+11>-11,M10.1.0,M4.1.0",
	    true },
	{ "negative hours", "<-02>2<-01>,M3.5.0/-1,M10.5.0/0", true },
	{ "hours of a week", "XXX3EDT,M3.5.0/-167,M10.5.0/167", true },
	{ "days of the year", "AAA3BBB,J60/2,300/2:30:15", true },
	{ "no name", "5", false },
	{ "a short name", "ES5", false },
	{ "a name that is not closed", "<+03-3", false },
	{ "no offset", "EST", false },
	{ "a far offset", "EST25", false },
	{ "no rule", "EST5EDT", false },
	{ "half a rule", "EST5EDT,M3.2.0", false },
	{ "month 13", "EST5EDT,M13.2.0,M11.1.0", false },
	{ "week 6", "EST5EDT,M3.6.0,M11.1.0", false },
	{ "day 7", "EST5EDT,M3.2.7,M11.1.0", false },
	{ "no dot behind the month", "EST5EDT,M3,M11.1.0", false },
	{ "no dot behind the week", "EST5EDT,M3.2,M11.1.0", false },
	{ "a comma for a dot", "EST5EDT,M3,2.0,M11.1.0", false },
	{ "J0", "EST5EDT,J0,J300", false },
	{ "day 366", "EST5EDT,0,366", false },
	{ "168 hours", "EST5EDT,M3.2.0/168,M11.1.0", false },
	{ "more", "EST5EDT,M3.2.0,M11.1.0,", false },
	{ "a number without end", "EST99999999999999999999999", false },
};

static void
footer_row(void **state)
{
	const struct footer_case *c = *state;
	struct footer             f;

	assert_int_equal(footer_parse(slice_of(c->footer), &f), c->good);
	if (c->good)
		assert_int_equal(f.given, c->footer[0] != '\0');
}

/* The last change wins where two are at once: RFC 9636, 3.3.1. */
static void
summer_without_end(void **state)
{
	struct footer f;

	(void)state;
	assert_true(footer_parse(slice_of("XXX3EDT4,0/0,J365/23"), &f));
	for (int64_t day = 0; day < 3000; day++)
		assert_int_equal(footer_span(&f, day * WHEN_DAY).offset,
		    -4 * 3600);
}

static void
february_29(void **state)
{
	struct footer f;

	(void)state;
	assert_true(footer_parse(slice_of("AAA0BBB,J60/0,J300/0"), &f));
	assert_int_equal(footer_span(&f, instant("2028-01-01T00:00:00Z")).end,
	    instant("2028-03-01T00:00:00Z"));
	assert_true(footer_parse(slice_of("AAA0BBB,59/0,J300/0"), &f));
	assert_int_equal(footer_span(&f, instant("2028-01-01T00:00:00Z")).end,
	    instant("2028-02-29T00:00:00Z"));
	assert_true(footer_parse(slice_of("AAA0BBB,J59/0,J300/0"), &f));
	assert_int_equal(footer_span(&f, instant("2028-01-01T00:00:00Z")).end,
	    instant("2028-02-28T00:00:00Z"));
	assert_true(footer_parse(slice_of("AAA0BBB,M2.5.0/0,M10.5.0/0"), &f));
	assert_int_equal(footer_span(&f, instant("2028-01-01T00:00:00Z")).end,
	    instant("2028-02-27T00:00:00Z"));
}

/* The first guess at the year of this day is one too many. */
static void
the_last_day_of_2096(void **state)
{
	struct footer f;

	(void)state;
	assert_true(footer_parse(slice_of("AAA-1BBB,M3.5.0,M10.5.0/3"), &f));
	assert_int_equal(footer_span(&f, instant("2096-12-31T12:00:00Z")).end,
	    instant("2097-03-31T01:00:00Z"));
	assert_int_equal(footer_span(&f, 0).end,
	    instant("1970-03-29T01:00:00Z"));
}

int
main(void)
{
	static struct CMUnitTest footers[ARRAY_LEN(footer_cases)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(summer_without_end),
		 cmocka_unit_test(february_29),
		 cmocka_unit_test(the_last_day_of_2096),
	};

	TABLE_FILL(footers, footer_cases, footer_row);
	return cmocka_run_group_tests(footers, NULL, NULL) +
	    cmocka_run_group_tests(others, NULL, NULL);
}
