/* SPDX-License-Identifier: MIT */
/*
 * when_civil.c - instants and the calendar in UTC; see when.h.
 *
 * Not timegm() and gmtime_r(): where TZ names a zone that counts leap seconds
 * ("right/UTC"), they count them, too, and Unix seconds never do.
 */
#include "when.h"

#define DAYS_400 146097 /* of 400 years, after which the calendar repeats */

/* From the 1st of March, so that a leap day is the last of a year: of the year
 * 0, by which 1970-01-01 is this far. */
#define DAYS_EPOCH 719468

int64_t
when_from_civil(const struct tm *tm)
{
	/* March is the first month. */
	int64_t month = (tm->tm_mon + 10) % 12;
	int64_t year = tm->tm_year + 1900LL - (tm->tm_mon < 2);
	int64_t era = year / 400, of_era = year % 400;
	int64_t days = era * DAYS_400 + of_era * 365 + of_era / 4 -
	    of_era / 100 + (153 * month + 2) / 5 + tm->tm_mday - 1;

	return (days - DAYS_EPOCH) * WHEN_DAY + tm->tm_hour * WHEN_HOUR +
	    tm->tm_min * WHEN_MINUTE + tm->tm_sec;
}

void
when_to_civil(int64_t t, struct tm *ret)
{
	int64_t midnight = when_utc_day(t), second = t - midnight;
	int64_t days = midnight / WHEN_DAY + DAYS_EPOCH;
	int64_t era = days / DAYS_400, of_era = days % DAYS_400;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 -
			   of_era / (DAYS_400 - 1)) /
	    365;
	int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * of_year + 2) / 153;

	*ret = (struct tm){
		.tm_year = (int)(era * 400 + year + (month >= 10) - 1900),
		.tm_mon = (int)((month + 2) % 12),
		.tm_mday = (int)(of_year - (153 * month + 2) / 5 + 1),
		.tm_hour = (int)(second / WHEN_HOUR),
		.tm_min = (int)(second % WHEN_HOUR / WHEN_MINUTE),
		.tm_sec = (int)(second % WHEN_MINUTE),
		.tm_wday = (int)((midnight / WHEN_DAY % 7 + 11) % 7),
	};
}
