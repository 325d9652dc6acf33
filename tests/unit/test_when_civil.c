/* SPDX-License-Identifier: MIT */
/* test_when_civil.c - the calendar in UTC, against that of the C library. */
#include "rows.h"

#include <stdlib.h>
#include <unistd.h>

#include "dice.h"
#include "when.h"

#define DRAWS 200000

static void
set_zone(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

static void
check(int64_t t)
{
	time_t    tt = (time_t)t;
	struct tm want, got;

	assert_non_null(gmtime_r(&tt, &want));
	when_to_civil(t, &got);
	if (got.tm_year != want.tm_year || got.tm_mon != want.tm_mon ||
	    got.tm_mday != want.tm_mday || got.tm_hour != want.tm_hour ||
	    got.tm_min != want.tm_min || got.tm_sec != want.tm_sec ||
	    got.tm_wday != want.tm_wday)
		fail_msg("%lld is not %d-%d-%d", (long long)t,
		    got.tm_year + 1900, got.tm_mon + 1, got.tm_mday);
	assert_int_equal(when_from_civil(&want), t);
}

static void
every_day_is_as_in_the_library(void **state)
{
	struct dice d = { .state = 20261122 };

	(void)state;
	set_zone("UTC0");
	for (int64_t t = -WHEN_DAY; t < 500 * WHEN_YEAR; t += WHEN_DAY) {
		check(t);
		check(t + WHEN_DAY - 1);
	}
	for (int i = 0; i < DRAWS; i++)
		check((int64_t)dice_below(&d, (size_t)WHEN_MAX));
	check(WHEN_MAX);
}

static void
a_day_past_the_end_of_a_month_is_in_the_next(void **state)
{
	const struct tm end = { .tm_year = 124, .tm_mon = 1, .tm_mday = 30 };
	const struct tm new_year = {
		.tm_year = 99, .tm_mon = 11, .tm_mday = 32
	};

	(void)state;
	assert_int_equal(when_from_civil(&end), 1709251200);
	assert_int_equal(when_from_civil(&new_year), 946684800);
}

/* Unix seconds have no leap seconds, whatever the local zone has. */
static void
leap_seconds_are_nobodys(void **state)
{
	static const char *const zones[] = { "UTC0", "right/UTC",
		"right/Europe/Berlin" };
	struct buf               out;
	int64_t                  t = 0;

	(void)state;
	buf_init(&out, 100);
	for (size_t i = 0; i < ARRAY_LEN(zones); i++) {
		set_zone(zones[i]);
		assert_err(when_instant("2026-12-01T00:00:00Z", WHEN_START, 0,
			       &t, NULL),
		    ERR_OK);
		assert_int_equal(t, 1796083200);
		buf_reset(&out);
		when_utc(&out, t);
		buf_addc(&out, ' ');
		when_http(&out, t);
		assert_err(buf_end(&out), ERR_OK);
		assert_string_equal(out.data,
		    "2026-12-01T00:00:00Z Tue, 01 Dec 2026 00:00:00 GMT");
	}
	/* Not everywhere are there such zones, and they end where the list of
	 * leap seconds does that they were made with. */
	if (access("/usr/share/zoneinfo/right/Europe/Berlin", R_OK) == 0) {
		assert_err(when_instant("2020-12-01", WHEN_START, 0, &t, NULL),
		    ERR_OK);
		assert_int_equal(t, 1606780800 - WHEN_HOUR);
	}
	buf_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_is_as_in_the_library),
		cmocka_unit_test(a_day_past_the_end_of_a_month_is_in_the_next),
		cmocka_unit_test(leap_seconds_are_nobodys),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
