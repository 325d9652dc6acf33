/* SPDX-License-Identifier: MIT */
/* when_refuse.c - what is no date and no duration; see when_refuse.h. */
#include "when_refuse.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define MEANT_MAX 20 /* octets: "2026-12-31T18:00" */

/* One unit of time as people call it. */
static const struct {
	const char *words; /* one or the other, or either with an s */
	unsigned    times;
	char        unit;
} units[] = {
	{ "s sec second", 1, 's' },
	{ "m min minute", 1, 'm' },
	{ "h hr hour", 1, 'h' },
	{ "d day", 1, 'd' },
	{ "w week", 1, 'w' },
	{ "mo month", 30, 'd' },
	{ "y yr year", 365, 'd' },
};

/* Append "30d" for "30 days"; nothing for "6M", which may be months. */
static void
add_duration(const char *typed, struct buf *out)
{
	unsigned number;
	char     word[10];
	int      end = -1;
	size_t   n, len;

	if (!isdigit((unsigned char)typed[0]) ||
	    sscanf(typed, "%4u %9[A-Za-z]%n", &number, word, &end) != 2 ||
	    typed[end] != '\0' || number == 0 || strcmp(word, "M") == 0)
		return;
	n = strlen(word);
	if (n > 2 && (word[n - 1] == 's' || word[n - 1] == 'S'))
		n--;
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		for (const char *p = units[i].words; p[0] != '\0'; p += len) {
			p += p[0] == ' ';
			len = strcspn(p, " ");
			if (len == n && strncasecmp(p, word, n) == 0)
				buf_addf(out, "%u%c", number * units[i].times,
				    units[i].unit);
		}
}

/* Say what was meant; where that is not known, how it is written.  meant is
 * freed. */
static enum err
refuse_as(const char *typed, const char *what, struct buf *meant,
    const char *how, struct buf *why)
{
	const bool known = buf_end(meant) == ERR_OK && meant->len > 0;
	enum err   rc = refuse(why, ERR_SYNTAX, "'%.*s' is not a %s: write %s",
	      quotable(slice_of(typed)), typed, what, known ? meant->data : how);

	buf_free(meant);
	return rc;
}

enum err
when_refuse_duration(const char *typed, struct buf *why)
{
	struct buf meant;

	buf_init(&meant, MEANT_MAX);
	add_duration(typed, &meant);
	return refuse_as(typed, "duration", &meant,
	    "a number and a unit, as 90s, 45m, 12h, 30d or 2w", why);
}

static void
add_day(const struct tm *tm, struct buf *out)
{
	buf_addf(out, "%04d-%02d-%02d", tm->tm_year + 1900, tm->tm_mon + 1,
	    tm->tm_mday);
}

/* Append the local day so many days from now; false when there is none. */
static bool
add_day_from(int64_t now, int days, struct buf *out)
{
	time_t    t = (time_t)now;
	struct tm tm;

	if (localtime_r(&t, &tm) == NULL)
		return false;
	tm.tm_mday += days;
	tm.tm_hour = 12; /* midnight may be left out */
	tm.tm_isdst = -1;
	mktime(&tm); /* as the calendar has it */
	add_day(&tm, out);
	return true;
}

/* Day, month and year in an order that is not to be mistaken. */
static bool
read_day(const char *typed, struct tm *ret)
{
	unsigned a, b, c, d, m, y;
	char     sep[2], again[2];
	int      end = -1;

	if (!isdigit((unsigned char)typed[0]) ||
	    sscanf(typed, "%4u%1[-./]%2u%1[-./]%4u%n", &a, sep, &b, again, &c,
		&end) != 5 ||
	    typed[end] != '\0' || sep[0] != again[0])
		return false;
	if (a > 31) {
		y = a, m = b, d = c;
	} else {
		y = c, m = b, d = a;
		if (sep[0] != '.' && b > 12) /* as in the United States */
			m = a, d = b;
		else if (sep[0] != '.' && a <= 12 && a != b)
			return false;
	}
	*ret = (struct tm){ .tm_year = (int)y - 1900,
		.tm_mon = (int)m - 1,
		.tm_mday = (int)d };
	return y >= 1970 && m >= 1 && m <= 12;
}

/* Append "2026-12-31" for "31.12.2026". */
static void
add_instant(const char *typed, int64_t now, struct buf *out)
{
	static const char *const words[] = { "yesterday", "today", "tomorrow" };
	struct tm                day, same;
	unsigned                 h, m;
	int                      end = -1;

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (strcasecmp(typed, words[i]) == 0)
			add_day_from(now, (int)i - 1, out);
	if (isdigit((unsigned char)typed[0]) &&
	    sscanf(typed, "%2u:%2u%n", &h, &m, &end) == 2 &&
	    typed[end] == '\0' && h < 24 && m < 60 && add_day_from(now, 0, out))
		buf_addf(out, "T%02u:%02u", h, m);
	if (!read_day(typed, &day))
		return;
	same = day;
	/* It moves on what is not in the calendar. */
	timegm(&same);
	if (same.tm_mday == day.tm_mday)
		add_day(&day, out);
}

enum err
when_refuse_instant(const char *typed, int64_t now, struct buf *why)
{
	struct buf meant;

	buf_init(&meant, MEANT_MAX);
	add_instant(typed, now, &meant);
	return refuse_as(typed, "date or time", &meant,
	    "2026-12-01, 2026-12-01T10:00 (local time) or "
	    "2026-12-01T10:00:00Z",
	    why);
}
