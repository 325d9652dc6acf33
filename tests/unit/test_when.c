/* SPDX-License-Identifier: MIT */
/* test_when.c - the promises of when.h: instants, and sentences. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "when.h"
#include "says.h"

#define NOW 1782907200LL /* 2026-07-01T12:00:00Z */

static void
set_zone(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

/* -------------------------------------------------------------- instants */

struct instant_case {
	const char    *name;
	const char    *zone;
	const char    *typed;
	enum when_edge edge;
	enum err       err;
	const char    *utc; /* or what the refusal must say */
};

#define BERLIN "Europe/Berlin"
#define OK     WHEN_START, ERR_OK
#define BAD    WHEN_START, ERR_SYNTAX
#define FAR    WHEN_START, ERR_LIMIT

static const struct instant_case instant_cases[] = {
	{ "now is now", BERLIN, "now", OK, "2026-07-01T12:00:00Z" },
	{ "Z is UTC", BERLIN, "2026-12-01T10:00:00Z", OK,
	    "2026-12-01T10:00:00Z" },
	{ "an offset east is taken off", "UTC0", "2026-12-01T10:00:00+01:00",
	    OK, "2026-12-01T09:00:00Z" },
	{ "an offset west is added", "UTC0", "2026-12-01T22:00:00-03:30", OK,
	    "2026-12-02T01:30:00Z" },
	{ "an unknown offset is UTC", BERLIN, "2026-12-01T10:00:00-00:00", OK,
	    "2026-12-01T10:00:00Z" },
	{ "the largest offset", "UTC0", "2026-12-01T23:59:00+23:59", OK,
	    "2026-12-01T00:00:00Z" },

	/* RFC 3339, 5.6. */
	{ "small letters serve", BERLIN, "2026-12-01t10:00:00z", OK,
	    "2026-12-01T10:00:00Z" },
	{ "a space serves", BERLIN, "2026-12-01 10:00:00Z", OK,
	    "2026-12-01T10:00:00Z" },
	{ "seconds may be left out", BERLIN, "2026-12-01T10:00Z", OK,
	    "2026-12-01T10:00:00Z" },
	{ "a fraction is cut off", BERLIN, "2026-12-01T10:00:00.999999999999Z",
	    OK, "2026-12-01T10:00:00Z" },
	{ "a leap second is the second before", BERLIN, "2016-12-31T23:59:60Z",
	    OK, "2016-12-31T23:59:59Z" },

	/* The local zone. */
	{ "without an offset it is winter here", BERLIN, "2026-12-01T10:00", OK,
	    "2026-12-01T09:00:00Z" },
	{ "without an offset it is summer here", BERLIN, "2026-07-01T10:00", OK,
	    "2026-07-01T08:00:00Z" },
	{ "what the clocks skip here is an hour later", BERLIN,
	    "2027-03-28T02:30", OK, "2027-03-28T01:30:00Z" },
	{ "of what they show twice it is the first", BERLIN, "2027-10-31T02:30",
	    OK, "2027-10-31T00:30:00Z" },
	{ "a date starts at midnight here", BERLIN, "2026-12-01", OK,
	    "2026-11-30T23:00:00Z" },
	{ "a date ends with its day here", BERLIN, "2026-12-01", WHEN_END,
	    ERR_OK, "2026-12-01T23:00:00Z" },
	{ "the last of a year ends with the year", "UTC0", "2026-12-31",
	    WHEN_END, ERR_OK, "2027-01-01T00:00:00Z" },
	{ "an instant has no end to include", "UTC0", "2026-12-01T10:00",
	    WHEN_END, ERR_OK, "2026-12-01T10:00:00Z" },
	{ "now has none either", "UTC0", "now", WHEN_END, ERR_OK,
	    "2026-07-01T12:00:00Z" },

	/* The nights of the clocks: 2026-03-29 and 2026-10-25, 01:00Z. */
	{ "the last second before the gap", BERLIN, "2026-03-29T01:59:59", OK,
	    "2026-03-29T00:59:59Z" },
	{ "in the gap the offset before it counts", BERLIN, "2026-03-29T02:30",
	    OK, "2026-03-29T01:30:00Z" },
	{ "the first second after the gap", BERLIN, "2026-03-29T03:00:00", OK,
	    "2026-03-29T01:00:00Z" },
	{ "a repeated time is the first of the two", BERLIN, "2026-10-25T02:30",
	    OK, "2026-10-25T00:30:00Z" },
	{ "an offset names the second one", BERLIN,
	    "2026-10-25 02:30:00 +01:00", OK, "2026-10-25T01:30:00Z" },
	{ "the hour after both", BERLIN, "2026-10-25T03:00", OK,
	    "2026-10-25T02:00:00Z" },
	{ "a day of 23 hours ends after 23", BERLIN, "2026-03-29", WHEN_END,
	    ERR_OK, "2026-03-29T22:00:00Z" },
	{ "a day of 25 hours ends after 25", BERLIN, "2026-10-25", WHEN_END,
	    ERR_OK, "2026-10-25T23:00:00Z" },
	{ "a day without midnight starts with its first second",
	    "America/Santiago", "2026-09-06", OK, "2026-09-06T04:00:00Z" },
	{ "the day before it ends there", "America/Santiago", "2026-09-05",
	    WHEN_END, ERR_OK, "2026-09-06T04:00:00Z" },
	{ "a day with two midnights starts with the first", "America/Havana",
	    "2026-11-01", OK, "2026-11-01T04:00:00Z" },
	{ "a day that was left out is the next", "Pacific/Apia", "2011-12-30",
	    OK, "2011-12-30T10:00:00Z" },

	/* The calendar. */
	{ "2028 is a leap year", "UTC0", "2028-02-29", OK,
	    "2028-02-29T00:00:00Z" },
	{ "2000 was one", "UTC0", "2000-02-29", WHEN_END, ERR_OK,
	    "2000-03-01T00:00:00Z" },
	{ "2027 is none", "UTC0", "2027-02-29", BAD,
	    "'2027-02-29' is not in the calendar: 2027-02 has 28 days" },
	{ "2100 is none", "UTC0", "2100-02-29", BAD, "2100-02 has 28 days" },
	{ "the 30th of a leap February", "UTC0", "2028-02-30T00:00Z", BAD,
	    "2028-02 has 29 days" },
	{ "the 31st of April", "UTC0", "2026-04-31", BAD, "has 30 days" },
	{ "the day zero", "UTC0", "2026-01-00", BAD, "'2026-01-00'" },
	{ "the month zero", "UTC0", "2026-00-10", BAD,
	    "'2026-00-10' is not in the calendar: months are 01 to 12" },
	{ "the 13th month", "UTC0", "2026-13-01", BAD, "months are 01 to 12" },

	/* Not RFC 3339. */
	{ "the empty text", "UTC0", "", BAD,
	    "'' is not a date or time: write 2026-12-01, 2026-12-01T10:00 "
	    "(local time) or 2026-12-01T10:00:00Z" },
	{ "never is no instant", "UTC0", "never", BAD, "'never'" },
	{ "capital NOW", "UTC0", "NOW", BAD, "'NOW'" },
	{ "a day of one digit", "UTC0", "2026-12-1", BAD,
	    "'2026-12-1' is not a date or time: write 2026-12-01" },
	{ "a month of one digit", "UTC0", "2026-1-05", BAD,
	    "'2026-1-05' is not a date or time" },
	{ "no day at all", "UTC0", "2026-12", BAD, "'2026-12'" },
	{ "nothing after the dash", "UTC0", "2026-12-", BAD,
	    "'2026-12-' is not a date or time" },
	{ "nothing between the dashes", "UTC0", "2026--01", BAD,
	    "'2026--01' is not a date or time" },
	{ "a year of two digits", "UTC0", "26-12-01", BAD, "'26-12-01'" },
	{ "a year of five digits", "UTC0", "12026-12-01", BAD,
	    "'12026-12-01'" },
	{ "the basic form", "UTC0", "20261201", BAD, "'20261201'" },
	{ "the other order", "UTC0", "01.12.2026", BAD,
	    "'01.12.2026' is not a date or time: write 2026-12-01" },
	{ "with slashes", "UTC0", "31/12/2026", BAD, ": write 2026-12-31" },
	{ "as in the United States", "UTC0", "12/31/2026", BAD,
	    ": write 2026-12-31" },
	{ "two days at once, of which none is guessed", "UTC0", "05/06/2026",
	    BAD, "'05/06/2026' is not a date or time: write 2026-12-01, " },
	{ "the same day either way", "UTC0", "5-5-2026", BAD,
	    ": write 2026-05-05" },
	{ "the year first, with slashes", "UTC0", "2026/2/28", BAD,
	    ": write 2026-02-28" },
	{ "two separators", "UTC0", "2026/02-28", BAD, ": write 2026-12-01, " },
	{ "a day that is in no calendar is not guessed", "UTC0", "30.2.2026",
	    BAD, ": write 2026-12-01, " },
	{ "a month that is in none", "UTC0", "1.13.2026", BAD,
	    ": write 2026-12-01, " },
	{ "tomorrow, by local clocks", "Pacific/Kiritimati", "Tomorrow", BAD,
	    "'Tomorrow' is not a date or time: write 2026-07-03" },
	{ "yesterday", "UTC0", "yesterday", BAD, ": write 2026-06-30" },
	{ "a time of day", "UTC0", "9:30", BAD, ": write 2026-07-01T09:30" },
	{ "the last time of a day", "UTC0", "23:59", BAD,
	    ": write 2026-07-01T23:59" },
	{ "a minute that is none", "UTC0", "9:60", BAD,
	    ": write 2026-12-01, " },
	{ "a time and more", "UTC0", "9:30x", BAD, ": write 2026-12-01, " },
	{ "a day before all others", "UTC0", "31.12.1969", BAD,
	    ": write 2026-12-01, " },
	{ "the month zero, in another order", "UTC0", "1.0.2026", BAD,
	    ": write 2026-12-01, " },
	{ "a time that is none", "UTC0", "25:00", BAD, ": write 2026-12-01, " },
	{ "a blank in front", "UTC0", " 2026-12-01", BAD, "' 2026-12-01'" },
	{ "something behind a date", "UTC0", "2026-12-01x", BAD,
	    "'2026-12-01x'" },
	{ "a date in a zone", "UTC0", "2026-12-01Z", BAD, "'2026-12-01Z'" },
	{ "a T and no time", "UTC0", "2026-12-01T", BAD, "'2026-12-01T'" },
	{ "an hour alone", "UTC0", "2026-12-01T10", BAD, "'2026-12-01T10'" },
	{ "the hour 24", "UTC0", "2026-12-01T24:00:00Z", BAD, "T24:00:00Z'" },
	{ "the minute 60", "UTC0", "2026-12-01T10:60Z", BAD, "T10:60Z'" },
	{ "the second 61", "UTC0", "2026-12-01T10:00:61Z", BAD, "00:61Z'" },
	{ "a minute of one digit", "UTC0", "2026-12-01T10:5Z", BAD, "T10:5Z'" },
	{ "a second of one digit", "UTC0", "2026-12-01T10:00:5Z", BAD,
	    "00:5Z'" },
	{ "an offset of words", "UTC0", "2026-12-01T10:00:00+aa:00", BAD,
	    "+aa:00'" },
	{ "an offset without its minutes", "UTC0",
	    "2026-12-01T10:00:00+01:", BAD, "+01:'" },
	{ "a fraction without digits", "UTC0", "2026-12-01T10:00:00.Z", BAD,
	    "00.Z'" },
	{ "a fraction of minutes", "UTC0", "2026-12-01T10:00.5Z", BAD,
	    "00.5Z'" },
	{ "an offset of hours alone", "UTC0", "2026-12-01T10:00:00+01", BAD,
	    "00+01'" },
	{ "an offset of 24 hours", "UTC0", "2026-12-01T10:00:00+24:00", BAD,
	    "+24:00'" },
	{ "an offset of 60 minutes", "UTC0", "2026-12-01T10:00:00+01:60", BAD,
	    "+01:60'" },
	{ "two offsets", "UTC0", "2026-12-01T10:00:00Z+01:00", BAD,
	    "Z+01:00'" },
	{ "a named zone", "UTC0", "2026-12-01T10:00:00 CET", BAD, "CET'" },

	/* The range. */
	{ "the first instant", BERLIN, "1970-01-01T00:00:00Z", OK,
	    "1970-01-01T00:00:00Z" },
	{ "the last instant", BERLIN, "9999-12-31T23:59:59Z", OK,
	    "9999-12-31T23:59:59Z" },
	{ "the end of the last day is the last instant", "UTC0", "9999-12-31",
	    WHEN_END, ERR_OK, "9999-12-31T23:59:59Z" },
	{ "in any zone", "EST5", "9999-12-31", WHEN_END, ERR_OK,
	    "9999-12-31T23:59:59Z" },
	{ "also in the east", BERLIN, "9999-12-31", WHEN_END, ERR_OK,
	    "9999-12-31T23:59:59Z" },
	{ "the first, told elsewhere", BERLIN, "1969-12-31T19:00:00-05:00", OK,
	    "1970-01-01T00:00:00Z" },
	{ "one second earlier", "UTC0", "1969-12-31T23:59:59Z", FAR,
	    "'1969-12-31T23:59:59Z' is out of range: from "
	    "1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z" },
	{ "one second later", "UTC0", "9999-12-31T23:59:59-00:01", FAR,
	    "out of range" },
	{ "midnight here, before 1970 there", BERLIN, "1970-01-01", FAR,
	    "out of range" },
	{ "the year zero", "UTC0", "0000-01-01", FAR, "'0000-01-01'" },
};

static void
instant_row(void **state)
{
	const struct instant_case *c = *state;
	int64_t                    t = -77;
	struct buf                 out, why;

	set_zone(c->zone);
	buf_init(&out, 100);
	buf_init(&why, WHY_MAX);
	assert_err(when_instant(c->typed, c->edge, NOW, &t, &why), c->err);
	if (c->err == ERR_OK) {
		when_utc(&out, t);
		assert_err(buf_end(&out), ERR_OK);
		assert_string_equal(out.data, c->utc);
		assert_int_equal(why.len, 0);
	} else {
		assert_int_equal(t, -77);
		assert_says(&why, c->utc);
		assert_err(when_instant(c->typed, c->edge, NOW, &t, NULL),
		    c->err);
	}
	buf_free(&why);
	buf_free(&out);
}

/* A refusal is one whole line whatever was typed, and cuts no character. */
static void
no_octet_breaks_a_sentence(void **state)
{
	static const char *const typed[] = { "a\nb", "\x1b[2J",
		"2026-12-01\r\n", "1d\n", "\xff", "2026-02-30T00:00Z\n" };
	struct buf               why;
	int64_t                  t;

	(void)state;
	buf_init(&why, WHY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(typed); i++) {
		assert_err(when_duration(typed[i], &t, &why), ERR_SYNTAX);
		assert_says(&why, "write ");
		buf_reset(&why);
		assert_err(when_instant(typed[i], WHEN_START, NOW, &t, &why),
		    ERR_SYNTAX);
		assert_says(&why, "write ");
		assert_null(strchr(why.data, '\x1b'));
		assert_true(slice_is_utf8(buf_slice(&why)));
		buf_reset(&why);
	}
	buf_free(&why);
}

static void
a_long_text_is_refused_in_a_sentence(void **state)
{
	char       typed[20001];
	struct buf why;
	int64_t    t;

	(void)state;
	buf_init(&why, WHY_MAX);
	for (size_t shift = 0; shift < 3; shift++) {
		memset(typed, '9', shift);
		for (size_t i = shift; i + 3 < sizeof(typed); i += 3)
			memcpy(typed + i, "\xe2\x82\xac", 4);
		assert_err(when_duration(typed, &t, &why), ERR_SYNTAX);
		assert_err(when_instant(typed, WHEN_START, NOW, &t, &why),
		    ERR_SYNTAX);
		assert_says(&why, "write 2026-12-01");
		assert_true(slice_is_utf8(buf_slice(&why)));
		buf_reset(&why);
	}
	memset(typed, '9', sizeof(typed) - 1);
	typed[sizeof(typed) - 1] = '\0';
	assert_err(when_duration(typed, &t, &why), ERR_LIMIT);
	assert_says(&why, "9999 years");
	buf_free(&why);
}

int
main(void)
{
	static struct CMUnitTest instants[ARRAY_LEN(instant_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(no_octet_breaks_a_sentence),
		 cmocka_unit_test(a_long_text_is_refused_in_a_sentence),
	};
	int failed = 0;

	TABLE_FILL(instants, instant_cases, instant_row);
	failed += cmocka_run_group_tests_name("instants", instants, NULL, NULL);
	failed += cmocka_run_group_tests_name("when", rest, NULL, NULL);
	return failed != 0;
}
