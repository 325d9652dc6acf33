/* SPDX-License-Identifier: MIT */
/*
 * test_repeat.c - when a window repeats, one night a row.  Drawn ones, by
 * another hand: system/test_clocks.py.
 */
#include "rows.h"

#include <string.h>

#include "repeat.h"
#include "when.h"
#include "zones.h"

struct next_case {
	const char *name;
	const char *repeats;
	const char *at;
	const char *want; /* "BEGIN END", or "lasts END", or "none" */
};

static const struct next_case next_cases[] = {
	/* Days, weeks, and ends that are half-open. */
	{ "later today", "daily 09:00-17:00 UTC", "2026-12-01T08:59:59Z",
	    "2026-12-01T09:00:00Z 2026-12-01T17:00:00Z" },
	{ "from its first second", "daily 09:00-17:00 UTC",
	    "2026-12-01T09:00:00Z", "lasts 2026-12-01T17:00:00Z" },
	{ "until its last", "daily 09:00-17:00 UTC", "2026-12-01T16:59:59Z",
	    "lasts 2026-12-01T17:00:00Z" },
	{ "and tomorrow again", "daily 09:00-17:00 UTC", "2026-12-01T17:00:00Z",
	    "2026-12-02T09:00:00Z 2026-12-02T17:00:00Z" },
	{ "over midnight", "daily 22:00-06:00 UTC", "2026-12-01T23:00:00Z",
	    "lasts 2026-12-02T06:00:00Z" },
	{ "after midnight", "daily 22:00-06:00 UTC", "2026-12-02T05:59:59Z",
	    "lasts 2026-12-02T06:00:00Z" },
	{ "until midnight", "daily 18:00-24:00 UTC", "2026-12-01T18:00:00Z",
	    "lasts 2026-12-02T00:00:00Z" },
	{ "from midnight", "daily 00:00-06:00 UTC", "2026-12-01T06:00:00Z",
	    "2026-12-02T00:00:00Z 2026-12-02T06:00:00Z" },
	{ "all but a minute", "daily 00:01-00:00 UTC", "2026-12-01T00:00:00Z",
	    "2026-12-01T00:01:00Z 2026-12-02T00:00:00Z" },
	{ "one day a week", "weekly tue UTC", "2026-12-01T00:00:00Z",
	    "lasts 2026-12-02T00:00:00Z" },
	{ "a week later", "weekly tue UTC", "2026-12-02T00:00:00Z",
	    "2026-12-08T00:00:00Z 2026-12-09T00:00:00Z" },
	{ "two days are one weekend", "weekly sat,sun UTC",
	    "2026-12-01T00:00:00Z",
	    "2026-12-05T00:00:00Z 2026-12-07T00:00:00Z" },
	{ "which lasts through its midnight", "weekly sat,sun UTC",
	    "2026-12-05T23:59:59Z", "lasts 2026-12-07T00:00:00Z" },
	{ "also over the week's end", "weekly sun,mon UTC",
	    "2026-12-06T12:00:00Z", "lasts 2026-12-08T00:00:00Z" },
	{ "six days are one", "weekly mon-sat UTC", "2026-12-07T00:00:00Z",
	    "lasts 2026-12-13T00:00:00Z" },
	{ "two days with hours are two", "weekly sat,sun 10:00-18:00 UTC",
	    "2026-12-05T17:00:00Z", "lasts 2026-12-05T18:00:00Z" },
	{ "Friday's night is Saturday's morning", "weekly fri 22:00-06:00 UTC",
	    "2026-12-05T05:00:00Z", "lasts 2026-12-05T06:00:00Z" },
	{ "Saturday's night is another", "weekly fri 22:00-06:00 UTC",
	    "2026-12-05T23:00:00Z",
	    "2026-12-11T22:00:00Z 2026-12-12T06:00:00Z" },
	{ "the days are those of the zone", "weekly sat Pacific/Auckland",
	    "2026-12-04T11:00:00Z", "lasts 2026-12-05T11:00:00Z" },
	{ "also west of UTC", "weekly sat America/New_York",
	    "2026-12-05T04:59:59Z",
	    "2026-12-05T05:00:00Z 2026-12-06T05:00:00Z" },

	/* Europe/Berlin skips 02:00 to 03:00 on 2027-03-28. */
	{ "a short night", "daily 22:00-06:00 Europe/Berlin",
	    "2027-03-27T21:00:00Z", "lasts 2027-03-28T04:00:00Z" },
	{ "a start that is skipped", "daily 02:30-04:00 Europe/Berlin",
	    "2027-03-28T00:00:00Z",
	    "2027-03-28T01:00:00Z 2027-03-28T02:00:00Z" },
	{ "an end that is skipped", "daily 01:00-02:30 Europe/Berlin",
	    "2027-03-28T00:30:00Z", "lasts 2027-03-28T01:00:00Z" },
	{ "all of it is skipped", "daily 02:00-03:00 Europe/Berlin",
	    "2027-03-27T02:00:00Z",
	    "2027-03-29T00:00:00Z 2027-03-29T01:00:00Z" },
	{ "so it is next week", "weekly sun 02:15-02:45 Europe/Berlin",
	    "2027-03-27T00:00:00Z",
	    "2027-04-04T00:15:00Z 2027-04-04T00:45:00Z" },
	{ "a short Sunday", "weekly sun Europe/Berlin", "2027-03-27T23:00:00Z",
	    "lasts 2027-03-28T22:00:00Z" },
	{ "both in the gap: two nights are one",
	    "daily 02:45-02:15 Europe/Berlin", "2027-03-27T12:00:00Z",
	    "lasts 2027-03-29T00:15:00Z" },

	/* It repeats 02:00 to 03:00 on 2027-10-31. */
	{ "a long night", "daily 22:00-06:00 Europe/Berlin",
	    "2027-10-30T20:00:00Z", "lasts 2027-10-31T05:00:00Z" },
	{ "a start that is repeated: the first",
	    "daily 02:30-04:00 Europe/Berlin", "2027-10-31T00:00:00Z",
	    "2027-10-31T00:30:00Z 2027-10-31T03:00:00Z" },
	{ "an end that is repeated: the first",
	    "daily 01:00-02:30 Europe/Berlin", "2027-10-31T00:29:59Z",
	    "lasts 2027-10-31T00:30:00Z" },
	{ "all of it is repeated: once", "daily 02:15-02:45 Europe/Berlin",
	    "2027-10-31T00:45:00Z",
	    "2027-11-01T01:15:00Z 2027-11-01T01:45:00Z" },
	{ "a long Sunday", "weekly sun Europe/Berlin", "2027-10-30T22:00:00Z",
	    "lasts 2027-10-31T23:00:00Z" },

	{ "a gap in New York", "daily 02:30-04:00 America/New_York",
	    "2027-03-14T06:00:00Z",
	    "2027-03-14T07:00:00Z 2027-03-14T08:00:00Z" },
	{ "repeated in New York", "daily 01:30-02:30 America/New_York",
	    "2027-11-07T05:30:00Z", "lasts 2027-11-07T07:30:00Z" },
	{ "half an hour skipped", "daily 02:00-02:30 Australia/Lord_Howe",
	    "2027-10-02T00:00:00Z",
	    "2027-10-03T15:00:00Z 2027-10-03T15:30:00Z" },
	{ "half an hour repeated", "daily 01:30-02:00 Australia/Lord_Howe",
	    "2027-04-03T14:00:00Z",
	    "2027-04-03T14:30:00Z 2027-04-03T15:30:00Z" },
	{ "no summer", "daily 22:00-06:00 Asia/Kolkata", "2027-03-28T16:30:00Z",
	    "lasts 2027-03-29T00:30:00Z" },
	{ "midnight is skipped in Cairo", "weekly fri Africa/Cairo",
	    "2027-04-29T12:00:00Z",
	    "2027-04-29T22:00:00Z 2027-04-30T21:00:00Z" },
	{ "midnight is repeated in Havana", "weekly sun America/Havana",
	    "2027-11-07T00:00:00Z",
	    "2027-11-07T04:00:00Z 2027-11-08T05:00:00Z" },
	{ "a Friday that was never", "weekly fri Pacific/Apia",
	    "2011-12-25T00:00:00Z",
	    "2012-01-05T10:00:00Z 2012-01-06T10:00:00Z" },

	/* The ends of the calendar. */
	{ "the first night", "daily 22:00-06:00 UTC", "1970-01-01T00:00:00Z",
	    "lasts 1970-01-01T06:00:00Z" },
	{ "summer in the last year", "daily 22:00-06:00 Europe/Berlin",
	    "9999-06-30T19:00:00Z",
	    "9999-06-30T20:00:00Z 9999-07-01T04:00:00Z" },
	{ "the last night", "daily 22:00-06:00 UTC", "9999-12-31T22:00:00Z",
	    "lasts 10000-01-01T06:00:00Z" },
	{ "no night after it", "daily 03:00-06:00 UTC", "9999-12-31T22:00:00Z",
	    "none" },
	{ "no Monday after the last Friday", "weekly mon UTC",
	    "9999-12-31T00:00:00Z", "none" },
};

static int64_t
instant(const char *typed, size_t n)
{
	char    one[40];
	int64_t t;

	if (strncmp(typed, "10000-01-01T", 12) == 0) /* no clock of ours */
		return WHEN_MAX + 1 + 6 * WHEN_HOUR;
	assert_true(n < sizeof(one));
	memcpy(one, typed, n);
	one[n] = '\0';
	assert_err(when_instant(one, WHEN_START, 0, &t, NULL), ERR_OK);
	return t;
}

static void
next_row(void **state)
{
	const struct next_case *c = *state;
	struct repeat           r;
	struct slice            zone;
	struct occurrence       o = { 0, 0 };
	int64_t                 t = instant(c->at, strlen(c->at));
	const char             *end = strchr(c->want, ' ');

	assert_err(repeat_parse(slice_of(c->repeats), &r, &zone, NULL), ERR_OK);
	assert_err(zones_find(zone, &r.zone, NULL), ERR_OK);
	if (strcmp(c->want, "none") == 0) {
		assert_false(repeat_next(&r, t, &o));
		return;
	}
	assert_true(repeat_next(&r, t, &o));
	if (strncmp(c->want, "lasts", 5) == 0)
		assert_true(o.begin <= t);
	else
		assert_int_equal(o.begin,
		    instant(c->want, (size_t)(end - c->want)));
	assert_int_equal(o.end, instant(end + 1, strlen(end + 1)));
}

int
main(void)
{
	static struct CMUnitTest tests[ARRAY_LEN(next_cases)];

	TABLE_FILL(tests, next_cases, next_row);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
