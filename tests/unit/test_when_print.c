/* SPDX-License-Identifier: MIT */
/* test_when_print.c - the promises of when.h: what is printed, and that it
 * means the same when it is read again. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "when.h"

static const char *const zones[] = {
	"UTC0",
	"Europe/Berlin",
	"America/New_York",
	"America/Havana",
	"America/Santiago",
	"Atlantic/Azores",
	"Africa/Casablanca",
	"Asia/Kathmandu",
	"Asia/Beirut",
	"Australia/Lord_Howe",
	"Pacific/Apia",
	"Pacific/Chatham",
};

static void
set_zone(const char *zone)
{
	assert_int_equal(setenv("TZ", zone, 1), 0);
	tzset();
}

typedef void print_fn(struct buf *, int64_t);

struct print_case {
	const char *name;
	print_fn   *print;
	const char *zone;
	int64_t     t;
	const char *text;
};

static const struct print_case print_cases[] = {
	{ "UTC is RFC 3339", when_utc, "Europe/Berlin", 1796115600,
	    "2026-12-01T09:00:00Z" },
	{ "UTC of the first instant", when_utc, "UTC0", WHEN_MIN,
	    "1970-01-01T00:00:00Z" },
	{ "UTC of the last instant", when_utc, "UTC0", WHEN_MAX,
	    "9999-12-31T23:59:59Z" },
	{ "UTC of a leap day", when_utc, "UTC0", 951782400,
	    "2000-02-29T00:00:00Z" },
	{ "UTC of ever is empty", when_utc, "UTC0", WHEN_EVER, "" },
	{ "UTC of never is empty", when_utc, "UTC0", WHEN_NEVER, "" },
	{ "UTC of what is no instant is empty", when_utc, "UTC0", WHEN_MAX + 1,
	    "" },

	{ "local in winter", when_local, "Europe/Berlin", 1796115600,
	    "2026-12-01 10:00:00 +01:00" },
	{ "local in summer", when_local, "Europe/Berlin", 1782907200,
	    "2026-07-01 14:00:00 +02:00" },
	{ "local in UTC", when_local, "UTC0", 1796115600,
	    "2026-12-01 09:00:00 +00:00" },
	{ "local west of Greenwich", when_local, "America/St_Johns", 1796115600,
	    "2026-12-01 05:30:00 -03:30" },
	{ "local by three quarters", when_local, "Asia/Kathmandu", 1796115600,
	    "2026-12-01 14:45:00 +05:45" },
	{ "local less than an hour west", when_local, "<-0030>0:30", 1796115600,
	    "2026-12-01 08:30:00 -00:30" },
	{ "local ever is a word", when_local, "UTC0", WHEN_EVER, "ever" },
	{ "local never is a word", when_local, "UTC0", WHEN_NEVER, "never" },

	/* RFC 9110, 5.6.7; each day of the week and each month once. */
	{ "RFC 9110's own example", when_http, "Europe/Berlin", 784111777,
	    "Sun, 06 Nov 1994 08:49:37 GMT" },
	{ "a Monday in January", when_http, "UTC0", 1768176000,
	    "Mon, 12 Jan 2026 00:00:00 GMT" },
	{ "a Tuesday in February", when_http, "UTC0", 1770681600,
	    "Tue, 10 Feb 2026 00:00:00 GMT" },
	{ "a Wednesday in March", when_http, "UTC0", 1773187200,
	    "Wed, 11 Mar 2026 00:00:00 GMT" },
	{ "a Thursday in April", when_http, "UTC0", 1775692800,
	    "Thu, 09 Apr 2026 00:00:00 GMT" },
	{ "a Friday in May", when_http, "UTC0", 1778198400,
	    "Fri, 08 May 2026 00:00:00 GMT" },
	{ "a Saturday in June", when_http, "UTC0", 1781308800,
	    "Sat, 13 Jun 2026 00:00:00 GMT" },
	{ "a Sunday in July", when_http, "UTC0", 1783814400,
	    "Sun, 12 Jul 2026 00:00:00 GMT" },
	{ "one in August", when_http, "UTC0", 1785542400,
	    "Sat, 01 Aug 2026 00:00:00 GMT" },
	{ "one in September", when_http, "UTC0", 1788220800,
	    "Tue, 01 Sep 2026 00:00:00 GMT" },
	{ "one in October", when_http, "UTC0", 1790812800,
	    "Thu, 01 Oct 2026 00:00:00 GMT" },
	{ "one in December", when_http, "UTC0", WHEN_MAX,
	    "Fri, 31 Dec 9999 23:59:59 GMT" },
	{ "HTTP has no word for never", when_http, "UTC0", WHEN_NEVER, "" },
	{ "HTTP has no word for ever", when_http, "UTC0", WHEN_EVER, "" },

	{ "a span of nothing", when_span, "UTC0", 0, "0s" },
	{ "a span of seconds", when_span, "UTC0", 45, "45s" },
	{ "a span of a minute", when_span, "UTC0", 60, "1m" },
	{ "a span of minutes and seconds", when_span, "UTC0", 3599, "59m 59s" },
	{ "a span of hours and minutes", when_span, "UTC0", 3660, "1h 1m" },
	{ "a span of an hour and a second", when_span, "UTC0", 3601, "1h" },
	{ "a span of days and hours", when_span, "UTC0", 30 * WHEN_DAY - 1,
	    "29d 23h" },
	{ "a span of days alone", when_span, "UTC0", 14 * WHEN_DAY, "14d" },
	{ "the longest span", when_span, "UTC0", WHEN_MAX, "2932896d 23h" },
};

static void
print_row(void **state)
{
	const struct print_case *c = *state;
	struct buf               b;

	set_zone(c->zone);
	buf_init(&b, 100);
	c->print(&b, c->t);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, c->text);
	buf_free(&b);
}

static void
an_instant_is_within_its_range(void **state)
{
	(void)state;
	assert_true(when_is_instant(WHEN_MIN));
	assert_true(when_is_instant(WHEN_MAX));
	assert_false(when_is_instant(WHEN_MIN - 1));
	assert_false(when_is_instant(WHEN_MAX + 1));
	assert_false(when_is_instant(WHEN_EVER));
	assert_false(when_is_instant(WHEN_NEVER));
}

/* A max-age that counts from there ends in time in every cache. */
static void
an_answer_is_settled_when_every_cache_has_it(void **state)
{
	(void)state;
	assert_int_equal(when_exactly(100).now, 100);
	assert_int_equal(when_exactly(100).settled, 100);
	assert_int_equal(when_live(100000).now, 100);
	assert_int_equal(when_live(100000).settled, 101);
	assert_int_equal(when_live(100949).settled, 101);
	assert_int_equal(when_live(100950).now, 100);
	assert_int_equal(when_live(100950).settled, 102);
}

static void
a_day_begins_at_midnight_utc(void **state)
{
	(void)state;
	set_zone("Pacific/Apia");
	assert_int_equal(when_utc_day(0), 0);
	assert_int_equal(when_utc_day(86399), 0);
	assert_int_equal(when_utc_day(86400), 86400);
	assert_int_equal(when_utc_day(1796115600), 1796083200);
	assert_int_equal(when_utc_day(WHEN_MAX), WHEN_MAX - 86399);
}

/* xorshift64: the same draws in each run. */
static uint64_t
draw(uint64_t *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 7;
	*seed ^= *seed << 17;
	return *seed;
}

static void
check_read_again(print_fn *print, int64_t t)
{
	struct buf b;
	int64_t    again;

	buf_init(&b, 100);
	print(&b, t);
	assert_err(buf_end(&b), ERR_OK);
	assert_err(when_instant(b.data, WHEN_END, 0, &again, NULL), ERR_OK);
	assert_int_equal(again, t);
	buf_free(&b);
}

static void
what_is_printed_reads_as_the_same_instant(void **state)
{
	uint64_t seed = 0x5eed;

	(void)state;
	for (size_t z = 0; z < ARRAY_LEN(zones); z++) {
		set_zone(zones[z]);
		for (int i = 0; i < 1000; i++) {
			int64_t t = (int64_t)(draw(&seed) %
			    (uint64_t)(WHEN_MAX - WHEN_DAY));

			check_read_again(when_utc, t);
			check_read_again(when_local, t);
			t %= 100 * WHEN_YEAR;
			check_read_again(when_local, t);
		}
	}
}

static void
an_http_date_is_the_one_that_strptime_reads(void **state)
{
	uint64_t seed = 0x5eed;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		int64_t    t = (int64_t)(draw(&seed) % (uint64_t)WHEN_MAX);
		struct tm  tm = { 0 };
		struct buf b;

		buf_init(&b, 100);
		when_http(&b, t);
		assert_err(buf_end(&b), ERR_OK);
		assert_int_equal(b.len, 29);
		assert_non_null(strptime(b.data, "%a, %d %b %Y %H:%M:%S GMT",
		    &tm));
		assert_int_equal(timegm(&tm), t);
		buf_free(&b);
	}
}

/* The first instant at which clocks show this, found by trying them all;
 * -1 when none does. */
static int64_t
first_instant(const char *shown, int64_t near)
{
	for (int64_t t = near - 30 * WHEN_HOUR; t < near + 30 * WHEN_HOUR;
	     t += 15 * WHEN_MINUTE) {
		time_t    tt = (time_t)t;
		struct tm tm;
		char      text[32];

		assert_non_null(localtime_r(&tt, &tm));
		strftime(text, sizeof(text), "%Y-%m-%dT%H:%M", &tm);
		if (strcmp(text, shown) == 0)
			return t;
	}
	return -1;
}

/*
 * Three days around each change of the clocks in 2026, each quarter of an
 * hour, told in winter and in summer: mktime(3) would remember the last zone
 * that it has seen, and answer by it.
 */
static void
a_local_time_is_the_first_that_clocks_show(void **state)
{
	static const char *const days[] = { "2026-03-08", "2026-03-29",
		"2026-04-05", "2026-09-06", "2026-09-27", "2026-10-04",
		"2026-10-25", "2026-11-01" };
	static const char *const told[] = { "2026-01-15", "2026-07-15" };

	(void)state;
	for (size_t z = 0; z < ARRAY_LEN(zones); z++) {
		set_zone(zones[z]);
		for (size_t d = 0; d < ARRAY_LEN(days); d++) {
			struct tm tm = { 0 };
			int64_t   day;

			assert_non_null(strptime(days[d], "%Y-%m-%d", &tm));
			day = (int64_t)timegm(&tm);
			for (int64_t q = -96; q < 192; q++) {
				int64_t near = day + q * 15 * WHEN_MINUTE;
				time_t  tt = (time_t)near;
				int64_t t, want, ignored;
				char    shown[32];

				assert_non_null(gmtime_r(&tt, &tm));
				strftime(shown, sizeof(shown), "%Y-%m-%dT%H:%M",
				    &tm);
				want = first_instant(shown, near);
				for (size_t i = 0; i < ARRAY_LEN(told); i++) {
					assert_err(when_instant(told[i],
						       WHEN_START, 0, &ignored,
						       NULL),
					    ERR_OK);
					assert_err(when_instant(shown,
						       WHEN_START, 0, &t, NULL),
					    ERR_OK);
					if (want >= 0)
						assert_int_equal(t, want);
				}
			}
		}
	}
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(print_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(an_instant_is_within_its_range),
		 cmocka_unit_test(a_day_begins_at_midnight_utc),
		 cmocka_unit_test(an_answer_is_settled_when_every_cache_has_it),
		 cmocka_unit_test(what_is_printed_reads_as_the_same_instant),
		 cmocka_unit_test(an_http_date_is_the_one_that_strptime_reads),
		 cmocka_unit_test(a_local_time_is_the_first_that_clocks_show),
	};
	int failed = 0;

	TABLE_FILL(rows, print_cases, print_row);
	failed += cmocka_run_group_tests_name("print", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("when", rest, NULL, NULL);
	return failed != 0;
}
