/* SPDX-License-Identifier: MIT */
/* zone_footer.c - how a zone goes on for ever; see zone_footer.h. */
#include "zone_footer.h"

#include <ctype.h>

#define NAME_LEAST 3   /* letters of an abbreviation */
#define HOURS_MAX  167 /* of a change; RFC 9636 3.3.1 */
#define WEEK_LAST  5

/* --------------------------------------------------------------- reading */

struct reader {
	struct slice s;
	bool         bad;
};

static char
peek(const struct reader *r)
{
	return r->s.n > 0 ? r->s.s[0] : '\0';
}

static bool
take(struct reader *r, char c)
{
	if (peek(r) != c) /* none of which is NUL */
		return false;
	r->s.s++;
	r->s.n--;
	return true;
}

static int
number(struct reader *r, int least, int most)
{
	int  n = 0;
	bool any = false;

	while (isdigit((unsigned char)peek(r)) && n <= most) {
		n = n * 10 + (peek(r) - '0');
		take(r, peek(r));
		any = true;
	}
	if (!any || n < least || n > most)
		r->bad = true;
	return n;
}

/* "CET", "<+0330>" */
static void
skip_name(struct reader *r)
{
	bool quoted = take(r, '<');
	int  n = 0;

	for (; r->s.n > 0; n++) {
		unsigned char c = (unsigned char)peek(r);

		if (!isalpha(c) &&
		    !(quoted && (isdigit(c) || c == '+' || c == '-')))
			break;
		take(r, peek(r));
	}
	if (n < NAME_LEAST || (quoted && !take(r, '>')))
		r->bad = true;
}

/* "[+-]hh[:mm[:ss]]" */
static int32_t
clock_time(struct reader *r, int hours_max)
{
	int sign = take(r, '-') ? -1 : (take(r, '+'), 1);
	int s = number(r, 0, hours_max) * 3600;

	if (take(r, ':')) {
		s += number(r, 0, 59) * 60;
		if (take(r, ':'))
			s += number(r, 0, 59);
	}
	return sign * s;
}

/* ",M3.5.0/2" */
static struct footer_date
read_date(struct reader *r)
{
	struct footer_date d = { .kind = FOOTER_DAY, .time_s = 2 * 3600 };

	if (!take(r, ','))
		r->bad = true;
	if (take(r, 'M')) {
		d.kind = FOOTER_WEEKDAY;
		d.month = number(r, 1, 12);
		r->bad = !take(r, '.') || r->bad;
		d.week = number(r, 1, WEEK_LAST);
		r->bad = !take(r, '.') || r->bad;
		d.day = number(r, 0, 6);
	} else if (take(r, 'J')) {
		d.kind = FOOTER_JULIAN;
		d.day = number(r, 1, 365);
	} else {
		d.day = number(r, 0, 365);
	}
	if (take(r, '/'))
		d.time_s = clock_time(r, HOURS_MAX);
	return d;
}

bool
footer_parse(struct slice s, struct footer *ret)
{
	struct reader r = { .s = s };
	struct footer f = { .given = s.n > 0 };

	if (s.n > 0) {
		skip_name(&r);
		/* What is to be added to local time, so west is positive. */
		f.std = -clock_time(&r, 24);
		f.changes = !r.bad && r.s.n > 0;
	}
	if (f.changes) {
		skip_name(&r);
		f.dst = f.std + 3600;
		if (peek(&r) != ',')
			f.dst = -clock_time(&r, 24);
		f.start = read_date(&r);
		f.end = read_date(&r);
	}
	*ret = f;
	return !r.bad && r.s.n == 0;
}

/* ------------------------------------------------------------ the calendar */

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* The days from 1970-01-01 to the first of a year from 1601 on. */
static int64_t
days_to_year(int64_t year)
{
	int64_t y = year - 1601; /* the first year of 400 */

	return 365 * y + y / 4 - y / 100 + y / 400 - 134774;
}

static int64_t
year_of(int64_t t)
{
	int64_t days = t / WHEN_DAY - (t % WHEN_DAY < 0);
	int64_t year = 1970 + days * 400 / 146097;

	while (days_to_year(year) > days)
		year--;
	while (days_to_year(year + 1) <= days)
		year++;
	return year;
}

/* The day of the year, from 0, on which a month begins; 13 is the end. */
static int
month_begins(int month, bool leap)
{
	static const int days[] = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273,
		304, 334, 365 };

	return days[month - 1] + (leap && month > 2);
}

/* When a change is, in seconds of local time. */
static int64_t
local_of(const struct footer_date *d, int64_t year)
{
	int64_t first = days_to_year(year), day = d->day;
	bool    leap = is_leap(year);

	if (d->kind == FOOTER_JULIAN) {
		day = d->day - 1 + (leap && d->day > 31 + 28);
	} else if (d->kind == FOOTER_WEEKDAY) {
		int64_t begins = first + month_begins(d->month, leap);
		int64_t ends = first + month_begins(d->month + 1, leap);
		int64_t at = begins + 7 * (d->week - 1);

		/* 1970-01-01 was a Thursday. */
		at += (d->day - (begins + 4) % 7 + 14) % 7;
		if (at >= ends)
			at -= 7;
		day = at - first;
	}
	return (first + day) * WHEN_DAY + d->time_s;
}

/* A change of the clocks. */
struct change {
	int64_t at;
	int32_t offset; /* from then on */
};

/* Of one year: both, in their order. */
static void
changes_of(const struct footer *f, int64_t year, struct change c[2])
{
	const struct change to_dst = { local_of(&f->start, year) - f->std,
		f->dst };
	const struct change to_std = { local_of(&f->end, year) - f->dst,
		f->std };

	c[0] = to_dst.at <= to_std.at ? to_dst : to_std;
	c[1] = to_dst.at <= to_std.at ? to_std : to_dst;
}

struct zone_span
footer_span(const struct footer *f, int64_t t)
{
	struct zone_span s = { WHEN_EVER, WHEN_NEVER, f->std };
	struct change    c[2];
	int64_t          year;

	if (!f->changes)
		return s;
	/* A change may be a week off its year, on either side. */
	year = year_of(t) - 2;
	for (int i = 0; i < 5 && s.end == WHEN_NEVER; i++, year++) {
		changes_of(f, year, c);
		for (int j = 0; j < 2; j++) {
			/* Of two at once the later one stands: it is how a
			 * footer says that summer never ends. */
			if (c[j].at > t) {
				s.end = c[j].at;
				break;
			}
			s.begin = c[j].at;
			s.offset = c[j].offset;
		}
	}
	return s;
}
