/* SPDX-License-Identifier: MIT */
/* when.c - instants and durations as people write them; see when.h. */
#include "when.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "when_refuse.h"

static const struct unit {
	char    letter;
	int64_t seconds;
} units[] = {
	{ 'w', 7 * WHEN_DAY },
	{ 'd', WHEN_DAY },
	{ 'h', WHEN_HOUR },
	{ 'm', WHEN_MINUTE },
	{ 's', 1 },
};

static int64_t
unit_seconds(char letter)
{
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		if (units[i].letter == letter)
			return units[i].seconds;
	return 0;
}

enum err
when_duration(const char *typed, int64_t *ret_s, struct buf *why)
{
	const char *p = typed;
	int64_t     sum = 0, n, unit;

	do {
		if (!isdigit((unsigned char)*p))
			return when_refuse_duration(typed, why);
		for (n = 0; isdigit((unsigned char)*p); p++) {
			n = n * 10 + (*p - '0');
			if (n > WHEN_DURATION_MAX)
				goto too_long;
		}
		if (*p == '\0' && strspn(typed, "0123456789") == strlen(typed))
			unit = 1; /* a bare number is seconds */
		else
			unit = unit_seconds(*p);
		if (unit == 0)
			return when_refuse_duration(typed, why);
		if (n > (WHEN_DURATION_MAX - sum) / unit)
			goto too_long;
		sum += n * unit;
		if (*p != '\0')
			p++;
	} while (*p != '\0');
	if (sum == 0)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is no time at all: a duration is at least 1s",
		    quotable(slice_of(typed)), typed);
	*ret_s = sum;
	return ERR_OK;

too_long:
	return refuse(why, ERR_LIMIT,
	    "'%.*s' is longer than 9999 years; for no end write '--until "
	    "never'",
	    quotable(slice_of(typed)), typed);
}

/* Exactly n digits at *p, as a number; -1 if they are not there. */
static int
digits(const char **p, int n)
{
	int v = 0;

	for (int i = 0; i < n; i++, (*p)++) {
		if (!isdigit((unsigned char)**p))
			return -1;
		v = v * 10 + (**p - '0');
	}
	return v;
}

static bool
take(const char **p, char c)
{
	if (**p != c)
		return false;
	(*p)++;
	return true;
}

/* "HH:MM", "HH:MM:SS", "HH:MM:SS.fraction"; a leap second is the last one. */
static bool
parse_time(const char **p, struct tm *tm)
{
	tm->tm_hour = digits(p, 2);
	if (tm->tm_hour < 0 || tm->tm_hour > 23 || !take(p, ':'))
		return false;
	tm->tm_min = digits(p, 2);
	if (tm->tm_min < 0 || tm->tm_min > 59)
		return false;
	if (!take(p, ':'))
		return true;
	tm->tm_sec = digits(p, 2);
	if (tm->tm_sec < 0 || tm->tm_sec > 60)
		return false;
	if (tm->tm_sec == 60)
		tm->tm_sec = 59;
	if (take(p, '.')) {
		if (!isdigit((unsigned char)**p))
			return false;
		while (isdigit((unsigned char)**p))
			(*p)++;
	}
	return true;
}

/* "Z", "+02:00", "+0200" or nothing: *has says which. */
static bool
parse_offset(const char **p, bool *has, int64_t *offset_s)
{
	int sign, h, m;

	*has = true;
	*offset_s = 0;
	if (**p == ' ' && ((*p)[1] == '+' || (*p)[1] == '-'))
		(*p)++; /* as when_local() prints it */
	if (take(p, 'Z') || take(p, 'z'))
		return true;
	if (**p != '+' && **p != '-') {
		*has = false;
		return true;
	}
	sign = *(*p)++ == '-' ? -1 : 1;
	h = digits(p, 2);
	take(p, ':');
	m = digits(p, 2);
	if (h < 0 || h > 23 || m < 0 || m > 59)
		return false;
	*offset_s = sign * (h * WHEN_HOUR + m * WHEN_MINUTE);
	return true;
}

/* The days of a month, from 0; the C library would silently move on. */
static int
days_in(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month] + (month == 1 && leap);
}

static enum err
check_day(const struct tm *tm, const char *typed, struct buf *why)
{
	int year = tm->tm_year + 1900, last;

	if (tm->tm_mon < 0 || tm->tm_mon > 11)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not in the calendar: months are 01 to 12",
		    quotable(slice_of(typed)), typed);
	last = days_in(year, tm->tm_mon);
	if (tm->tm_mday < 1 || tm->tm_mday > last)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not in the calendar: %04d-%02d has %d days",
		    quotable(slice_of(typed)), typed, year, tm->tm_mon + 1,
		    last);
	return ERR_OK;
}

/* The offset of the local zone at an instant, in seconds east. */
static int64_t
offset_at(int64_t t)
{
	time_t    tt = (time_t)t;
	struct tm tm;

	return localtime_r(&tt, &tm) != NULL ? (int64_t)tm.tm_gmtoff : 0;
}

/*
 * The instant at which local clocks show what utc would be in UTC.  Not
 * mktime(): of a repeated time it takes the one whose offset it has seen last,
 * so that its answer would depend on what was asked before.
 */
static int64_t
from_local(int64_t utc)
{
	int64_t before = offset_at(utc - WHEN_DAY);
	int64_t after = offset_at(utc + WHEN_DAY);

	/* In a gap neither is right, and "before" it is. */
	if (offset_at(utc - before) != before &&
	    offset_at(utc - after) == after)
		return utc - after;
	return utc - before;
}

enum err
when_instant(const char *typed, enum when_edge edge, int64_t now,
    int64_t *ret_s, struct buf *why)
{
	struct tm   tm = { 0 };
	const char *p = typed;
	bool        zoned = false, timed;
	int64_t     offset_s = 0, t;
	int         year, month;
	enum err    rc;

	if (strcmp(typed, "now") == 0) {
		*ret_s = now;
		return ERR_OK;
	}
	if ((year = digits(&p, 4)) < 0 || !take(&p, '-') ||
	    (month = digits(&p, 2)) < 0 || !take(&p, '-') ||
	    (tm.tm_mday = digits(&p, 2)) < 0)
		return when_refuse_instant(typed, now, why);
	tm.tm_year = year - 1900;
	tm.tm_mon = month - 1;
	timed = *p == 'T' || *p == 't' || *p == ' ';
	if (timed) {
		p++;
		if (!parse_time(&p, &tm) ||
		    !parse_offset(&p, &zoned, &offset_s))
			return when_refuse_instant(typed, now, why);
	}
	if (*p != '\0')
		return when_refuse_instant(typed, now, why);
	rc = check_day(&tm, typed, why);
	if (rc != ERR_OK)
		return rc;
	if (!timed && edge == WHEN_END)
		tm.tm_mday++; /* may lie past the end of the month */
	t = when_from_civil(&tm);
	t = zoned ? t - offset_s : from_local(t);
	/* The last day is how many systems write "never": its end is the last
	 * instant, wherever that lies past it or before. */
	if (!timed && edge == WHEN_END && year == 9999 && month == 12 &&
	    tm.tm_mday > 31)
		t = WHEN_MAX;
	if (!when_is_instant(t))
		return refuse(why, ERR_LIMIT,
		    "'%.*s' is out of range: from 1970-01-01T00:00:00Z to "
		    "9999-12-31T23:59:59Z",
		    quotable(slice_of(typed)), typed);
	*ret_s = t;
	return ERR_OK;
}

void
when_utc(struct buf *out, int64_t t)
{
	struct tm tm;

	if (!when_is_instant(t))
		return;
	when_to_civil(t, &tm);
	buf_addf(out, "%04d-%02d-%02dT%02d:%02d:%02dZ", tm.tm_year + 1900,
	    tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
when_offset(struct buf *out, int64_t t, int64_t offset_s)
{
	const int64_t off = offset_s / WHEN_MINUTE;
	struct tm     tm;

	if (!when_is_instant(t)) {
		buf_adds(out, t < 0 ? "ever" : "never");
		return;
	}
	when_to_civil(t + offset_s, &tm);
	buf_addf(out, "%04d-%02d-%02d %02d:%02d:%02d %c%02d:%02d",
	    tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min,
	    tm.tm_sec, off < 0 ? '-' : '+', (int)(off < 0 ? -off : off) / 60,
	    (int)(off < 0 ? -off : off) % 60);
}

void
when_local(struct buf *out, int64_t t)
{
	when_offset(out, t, when_is_instant(t) ? offset_at(t) : 0);
}

void
when_http(struct buf *out, int64_t t)
{
	/* Not strftime(): its names follow the locale, HTTP's never do. */
	static const char days[] = "SunMonTueWedThuFriSat";
	static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
	struct tm         tm;

	if (!when_is_instant(t))
		return;
	when_to_civil(t, &tm);
	buf_addf(out, "%.3s, %02d %.3s %04d %02d:%02d:%02d GMT",
	    days + 3 * tm.tm_wday, tm.tm_mday, months + 3 * tm.tm_mon,
	    tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

void
when_span(struct buf *out, int64_t s)
{
	/* Weeks read worse than days: "29d 23h", not "4w 1d". */
	for (size_t i = 1; i < ARRAY_LEN(units); i++) {
		if (s < units[i].seconds && i + 1 < ARRAY_LEN(units))
			continue;
		buf_addi(out, s / units[i].seconds);
		buf_addc(out, units[i].letter);
		s %= units[i].seconds;
		if (i + 1 < ARRAY_LEN(units) && s >= units[i + 1].seconds) {
			buf_addc(out, ' ');
			buf_addi(out, s / units[i + 1].seconds);
			buf_addc(out, units[i + 1].letter);
		}
		return;
	}
}

struct moment
when_exactly(int64_t now)
{
	return (struct moment){ now, now };
}

struct moment
when_live(int64_t now_ms)
{
	return (struct moment){ now_ms / 1000,
		(now_ms + WHEN_ON_ITS_WAY_MS) / 1000 + 1 };
}

int64_t
when_utc_day(int64_t t)
{
	return t - (t % WHEN_DAY + WHEN_DAY) % WHEN_DAY;
}

bool
when_is_instant(int64_t t)
{
	return t >= WHEN_MIN && t <= WHEN_MAX;
}
