/* SPDX-License-Identifier: MIT */
/*
 * test_zone.c - the promises of zone.h and zones.h, one row each.  All zones
 * at drawn instants: system/test_clocks.py.
 */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "when.h"
#include "zone.h"
#include "zones.h"

static const struct zone *
the_zone(const char *name)
{
	const struct zone *z = NULL;

	assert_err(zones_find(slice_of(name), &z, NULL), ERR_OK);
	assert_string_equal(zone_name(z), name);
	return z;
}

static int64_t
instant(const char *typed)
{
	int64_t t;

	if (strcmp(typed, "ever") == 0)
		return WHEN_EVER;
	if (strcmp(typed, "never") == 0)
		return WHEN_NEVER;
	assert_err(when_instant(typed, WHEN_START, 0, &t, NULL), ERR_OK);
	return t;
}

/* ------------------------------------------------------------------- spans */

struct span_case {
	const char *name;
	const char *zone, *at;
	int         offset; /* minutes */
	const char *begin, *end;
};

static const struct span_case span_cases[] = {
	{ "Berlin in winter", "Europe/Berlin", "2026-12-01T00:00:00Z", 60,
	    "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z" },
	{ "its last second", "Europe/Berlin", "2027-03-28T00:59:59Z", 60,
	    "2026-10-25T01:00:00Z", "2027-03-28T01:00:00Z" },
	{ "the first of summer", "Europe/Berlin", "2027-03-28T01:00:00Z", 120,
	    "2027-03-28T01:00:00Z", "2027-10-31T01:00:00Z" },
	{ "by the footer", "Europe/Berlin", "2040-07-01T00:00:00Z", 120,
	    "2040-03-25T01:00:00Z", "2040-10-28T01:00:00Z" },
	{ "the last summer of the calendar", "Europe/Berlin",
	    "9999-07-01T00:00:00Z", 120, "9999-03-28T01:00:00Z",
	    "9999-10-31T01:00:00Z" },
	{ "New York", "America/New_York", "2027-07-01T00:00:00Z", -240,
	    "2027-03-14T07:00:00Z", "2027-11-07T06:00:00Z" },
	{ "half an hour of summer", "Australia/Lord_Howe",
	    "2027-01-01T00:00:00Z", 660, "2026-10-03T15:30:00Z",
	    "2027-04-03T15:00:00Z" },
	{ "and of winter", "Australia/Lord_Howe", "2027-07-01T00:00:00Z", 630,
	    "2027-04-03T15:00:00Z", "2027-10-02T15:30:00Z" },
	{ "summer is what is usual in Dublin", "Europe/Dublin",
	    "2050-07-01T00:00:00Z", 60, "2050-03-27T01:00:00Z",
	    "2050-10-30T01:00:00Z" },
	{ "no changes any more", "Asia/Kolkata", "2026-12-01T00:00:00Z", 330,
	    "ever", "never" },
	{ "UTC", "UTC", "2026-12-01T00:00:00Z", 0, "ever", "never" },
	{ "a name with digits", "Etc/GMT+5", "2026-12-01T00:00:00Z", -300,
	    "ever", "never" },
};

static void
span_row(void **state)
{
	const struct span_case *c = *state;
	struct zone_span s = zone_span(the_zone(c->zone), instant(c->at));

	assert_int_equal(s.offset, c->offset * 60);
	/* Before 1970 and where it ends there may be more to be told. */
	if (instant(c->begin) != WHEN_EVER)
		assert_int_equal(s.begin, instant(c->begin));
	assert_int_equal(s.end, instant(c->end));
}

/* ----------------------------------------------------------------- reaching */

struct reach_case {
	const char *name;
	const char *zone, *shown; /* as if it were UTC */
	const char *want;
};

static const struct reach_case reach_cases[] = {
	{ "a usual time", "Europe/Berlin", "2026-12-01T10:00:00Z",
	    "2026-12-01T09:00:00Z" },
	{ "the last before a gap", "Europe/Berlin", "2027-03-28T01:59:59Z",
	    "2027-03-28T00:59:59Z" },
	{ "a skipped time is the change", "Europe/Berlin",
	    "2027-03-28T02:00:00Z", "2027-03-28T01:00:00Z" },
	{ "another one, too", "Europe/Berlin", "2027-03-28T02:30:00Z",
	    "2027-03-28T01:00:00Z" },
	{ "the end of the gap", "Europe/Berlin", "2027-03-28T03:00:00Z",
	    "2027-03-28T01:00:00Z" },
	{ "of a repeated time the first", "Europe/Berlin",
	    "2027-10-31T02:30:00Z", "2027-10-31T00:30:00Z" },
	{ "after both", "Europe/Berlin", "2027-10-31T03:00:00Z",
	    "2027-10-31T02:00:00Z" },
	{ "a gap west of UTC", "America/New_York", "2027-03-14T02:30:00Z",
	    "2027-03-14T07:00:00Z" },
	{ "repeated west of UTC", "America/New_York", "2027-11-07T01:30:00Z",
	    "2027-11-07T05:30:00Z" },
	{ "repeated for half an hour", "Australia/Lord_Howe",
	    "2027-04-04T01:45:00Z", "2027-04-03T14:45:00Z" },
	{ "not repeated on that night", "Australia/Lord_Howe",
	    "2027-04-04T01:15:00Z", "2027-04-03T14:15:00Z" },
	{ "skipped for half an hour", "Australia/Lord_Howe",
	    "2027-10-03T02:15:00Z", "2027-10-02T15:30:00Z" },
	{ "midnight, when clocks fall back to before it", "America/Havana",
	    "2027-11-07T00:30:00Z", "2027-11-07T04:30:00Z" },
	{ "a day that was never", "Pacific/Apia", "2011-12-30T12:00:00Z",
	    "2011-12-30T10:00:00Z" },
	{ "far away", "Europe/Berlin", "9999-03-28T02:30:00Z",
	    "9999-03-28T01:00:00Z" },
};

static void
reach_row(void **state)
{
	const struct reach_case *c = *state;
	const struct zone       *z = the_zone(c->zone);
	int64_t          shown = instant(c->shown), want = instant(c->want);
	struct zone_span near;

	assert_int_equal(zone_reach(z, shown, NULL), want);
	/* A hint changes nothing, wherever it is from. */
	for (int64_t d = -400; d <= 400; d++) {
		near = zone_span(z, want + d * WHEN_DAY / 2);
		assert_int_equal(zone_reach(z, shown, &near), want);
	}
}

/* -------------------------------------------------------------------- files */

/* A zone with one change, at 2000, and a footer. */
static const char small[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
			    "\0\0\0\0"
			    "\0\0\0\0\0\0"
			    "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1\0\0\0\2"
			    "\0\0\0\4"
			    "\0\0\0\0\x38\x6d\x43\x80"
			    "\1"
			    "\0\0\x0e\x10\0\0"
			    "\0\0\x1c\x20\0\0"
			    "AAA\0"
			    "\nBBB-2\n";
#define SMALL_N (sizeof(small) - 1)
#define SECOND  50 /* where its second block begins */

static enum err
parse(const char *octets, size_t n)
{
	struct zone *z = NULL;
	char    *copy = malloc(n + 1); /* so that a sanitizer sees the end */
	enum err rc;

	assert_non_null(copy);
	memcpy(copy, octets, n);
	copy = realloc(copy, n > 0 ? n : 1);
	assert_non_null(copy);
	rc = zone_parse(SLICE("X"), (struct slice){ copy, n }, &z, NULL);
	if (rc == ERR_OK) {
		assert_true(zone_span(z, 0).end > 0);
		assert_true(zone_reach(z, 0, NULL) < WHEN_DAY * 2);
	}
	zone_free(z);
	free(copy);
	return rc;
}

static void
a_small_file(void **state)
{
	struct zone *z = NULL;

	(void)state;
	assert_err(zone_parse(SLICE("X"), (struct slice){ small, SMALL_N }, &z,
		       NULL),
	    ERR_OK);
	assert_int_equal(zone_span(z, 946684799).offset, 3600);
	assert_int_equal(zone_span(z, 946684799).end, 946684800);
	assert_int_equal(zone_span(z, 946684800).offset, 7200);
	assert_int_equal(zone_span(z, 946684800).begin, 946684800);
	assert_int_equal(zone_span(z, WHEN_MAX).end, WHEN_NEVER);
	zone_free(z);
}

static void
refused(struct slice name, struct slice octets, enum err want, const char *says)
{
	struct zone *z = NULL;
	struct buf   why;

	buf_init(&why, WHY_MAX);
	assert_err(zone_parse(name, octets, &z, &why), want);
	assert_err(buf_end(&why), ERR_OK);
	assert_non_null(strstr(why.data, says));
	buf_free(&why);
}

/* One of them, behind the names. */
static void
leap_seconds(void **state)
{
	char octets[sizeof(small) + 12];

	(void)state;
	memcpy(octets, small, SECOND + 69);
	octets[SECOND + 31] = 1;
	memcpy(octets + SECOND + 69,
	    "\0\0\0\0\x4\xb2\x58\0"
	    "\0\0\0\1",
	    12);
	memcpy(octets + SECOND + 81, small + SECOND + 69,
	    SMALL_N - SECOND - 69);
	refused(SLICE("X"), (struct slice){ octets, SMALL_N + 12 }, ERR_SYNTAX,
	    "the time zone 'X' counts leap seconds");
}

static void
what_is_too_long(void **state)
{
	static char room[ZONE_SIZE_MAX + 1];

	(void)state;
	memset(room, 'A', sizeof(room));
	refused((struct slice){ room, ZONE_NAME_MAX + 1 },
	    (struct slice){ small, SMALL_N }, ERR_LIMIT, "too long a name");
	refused(SLICE("X"), (struct slice){ room, sizeof(room) }, ERR_LIMIT,
	    "the time zone 'X' is too large");
}

static void
cut_off_anywhere(void **state)
{
	(void)state;
	assert_err(parse(small, SMALL_N), ERR_OK);
	for (size_t n = 0; n < SMALL_N; n++)
		assert_err(parse(small, n), ERR_SYNTAX);
}

/* No octet that is another one does harm. */
static void
any_octet_changed(void **state)
{
	char changed[sizeof(small)];

	(void)state;
	for (size_t i = 0; i < SMALL_N; i++) {
		for (int c = 0; c < 256; c++) {
			memcpy(changed, small, sizeof(small));
			changed[i] = (char)c;
			(void)(parse(changed, SMALL_N) == ERR_OK);
		}
	}
}

struct octet_case {
	const char *name;
	size_t      at;
	char        octet;
	enum err    want;
};

static const struct octet_case octet_cases[] = {
	{ "another magic", 0, 'X', ERR_SYNTAX },
	{ "version 1", 4, '\0', ERR_SYNTAX },
	{ "version 3", 4, '3', ERR_OK },
	{ "a second block of something else", SECOND, 'X', ERR_SYNTAX },
	{ "leap seconds without room for them", SECOND + 31, 1, ERR_SYNTAX },
	{ "more changes than there is room for", SECOND + 32, 0x7f,
	    ERR_SYNTAX },
	{ "a type that is not there", SECOND + 52, 2, ERR_SYNTAX },
	{ "an offset of half a year", SECOND + 53, 1, ERR_SYNTAX },
	{ "no line before the footer", SMALL_N - 7, 'x', ERR_SYNTAX },
	{ "no line after the footer", SMALL_N - 1, 'x', ERR_SYNTAX },
	{ "a footer that is none", SMALL_N - 2, 'x', ERR_SYNTAX },
};

static void
octet_row(void **state)
{
	const struct octet_case *c = *state;
	char                     changed[sizeof(small)];

	memcpy(changed, small, sizeof(small));
	changed[c->at] = c->octet;
	assert_err(parse(changed, SMALL_N), c->want);
}

int
main(void)
{
	static struct CMUnitTest spans[ARRAY_LEN(span_cases)];
	static struct CMUnitTest reaches[ARRAY_LEN(reach_cases)];
	static struct CMUnitTest octets[ARRAY_LEN(octet_cases)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(leap_seconds),
		 cmocka_unit_test(what_is_too_long),
		 cmocka_unit_test(a_small_file),
		 cmocka_unit_test(cut_off_anywhere),
		 cmocka_unit_test(any_octet_changed),
	};
	int failed = 0;

	TABLE_FILL(spans, span_cases, span_row);
	TABLE_FILL(reaches, reach_cases, reach_row);
	TABLE_FILL(octets, octet_cases, octet_row);
	failed += cmocka_run_group_tests(spans, NULL, NULL);
	failed += cmocka_run_group_tests(reaches, NULL, NULL);
	failed += cmocka_run_group_tests(octets, NULL, NULL);
	failed += cmocka_run_group_tests(others, NULL, NULL);
	return failed;
}
