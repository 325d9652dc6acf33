/* SPDX-License-Identifier: MIT */
/* test_ics.c - iCalendar: texts that are escaped and folded. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "ics.h"
#include "when.h"

#define AT   1800000000LL /* 2027-01-15T08:00:00Z */
#define A10  "aaaaaaaaaa"
#define A60  A10 A10 A10 A10 A10 A10
#define U    "\xc3\xbc"
#define U10  U U U U U U U U U U
#define FOLD "\r\n "

struct ics_case {
	const char *name;
	const char *summary;
	const char *want; /* the line, with its end */
};

/* "SUMMARY:" has 8 octets; a line has 75, one that goes on a space and 74. */
static const struct ics_case cases[] = {
	{ "plain", "/a -> /b", "SUMMARY:/a -> /b\r\n" },
	{ "empty", "", "SUMMARY:\r\n" },
	{ "what has a meaning", "a,b;c\\d", "SUMMARY:a\\,b\\;c\\\\d\r\n" },
	{ "a newline", "a\nb", "SUMMARY:a\\nb\r\n" },
	{ "a control octet is shown", "a\x1b[b", "SUMMARY:a\\\\x1B[b\r\n" },
	{ "what is not UTF-8 is shown", "a\xff", "SUMMARY:a\\\\xFF\r\n" },
	{ "75 octets are a line", A60 "1234567", "SUMMARY:" A60 "1234567\r\n" },
	{ "76 are folded", A60 "12345678",
	    "SUMMARY:" A60 "1234567" FOLD "8\r\n" },
	{ "a character that would be cut goes on the next line", A60 "123456" U,
	    "SUMMARY:" A60 "123456" FOLD U "\r\n" },
	{ "one that just fits stays", A60 "12345" U "6",
	    "SUMMARY:" A60 "12345" U FOLD "6\r\n" },
	{ "the second line has 74", A60 "1234567" U10 U10 U10 U U U U U U U U,
	    "SUMMARY:" A60 "1234567" FOLD U10 U10 U10 U U U U U U U FOLD U
	    "\r\n" },
};

static void
line(void **state)
{
	const struct ics_case *c = *state;
	const struct ics_event e = { .uid = "1@x",
		.summary = slice_of(c->summary),
		.from = AT,
		.until = WHEN_NEVER };
	struct ics             ics;
	char                  *text = NULL, *at, *end;
	size_t                 n = 0;
	FILE                  *f = open_memstream(&text, &n);

	assert_non_null(f);
	ics_begin(&ics, f, AT);
	ics_event(&ics, &e);
	assert_err(ics_end(&ics), ERR_OK);
	fclose(f);
	at = strstr(text, "SUMMARY:");
	end = strstr(text, "DESCRIPTION:");
	assert_true(at != NULL && end != NULL);
	*end = '\0';
	assert_string_equal(at, c->want);
	free(text);
}

static void
whole(void **state)
{
	const struct ics_event e = { .uid = "rule-1-2@x",
		.summary = SLICE("/a"),
		.description = SLICE("d"),
		.from = AT,
		.until = AT + WHEN_DAY,
		.alarm = true };
	struct ics             ics;
	char                  *text = NULL;
	size_t                 n = 0;
	FILE                  *f = open_memstream(&text, &n);

	(void)state;
	ics_begin(&ics, f, AT - 1);
	ics_event(&ics, &e);
	assert_err(ics_end(&ics), ERR_OK);
	fclose(f);
	assert_string_equal(strstr(text, "BEGIN:VEVENT"),
	    "BEGIN:VEVENT\r\nUID:rule-1-2@x\r\nDTSTAMP:20270115T075959Z\r\n"
	    "DTSTART:20270115T080000Z\r\nDTEND:20270116T080000Z\r\n"
	    "SUMMARY:/a\r\nDESCRIPTION:d\r\nTRANSP:TRANSPARENT\r\n"
	    "BEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:-P1D\r\n"
	    "DESCRIPTION:/a\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
	free(text);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)];
	struct CMUnitTest more[] = { cmocka_unit_test(whole) };
	int               failed;

	TABLE_FILL(tests, cases, line);
	failed = cmocka_run_group_tests_name("lines", tests, NULL, NULL);
	return failed + cmocka_run_group_tests_name("events", more, NULL, NULL);
}
