/* SPDX-License-Identifier: MIT */
/* repeat_text.c - how a repetition is written; see repeat.h. */
#include "repeat.h"

#include <ctype.h>
#include <string.h>

#define DAY_LEAST 3 /* letters of a day's name */

static const char *const day_names[] = { "monday", "tuesday", "wednesday",
	"thursday", "friday", "saturday", "sunday" };

/* --------------------------------------------------------------- reading */

static void
skip_spaces(struct slice *s)
{
	while (s->n > 0 && s->s[0] == ' ') {
		s->s++;
		s->n--;
	}
}

static bool
take(struct slice *s, char c)
{
	if (s->n == 0 || s->s[0] != c)
		return false;
	s->s++;
	s->n--;
	return true;
}

/* "sat", "Saturday": its number from Monday on, or -1. */
static int
take_day(struct slice *s)
{
	size_t n = 0;

	while (n < s->n && isalpha((unsigned char)s->s[n]))
		n++;
	for (int i = 0; i < 7 && n >= DAY_LEAST; i++) {
		if (n > strlen(day_names[i]) ||
		    strncasecmp(s->s, day_names[i], n) != 0)
			continue;
		s->s += n;
		s->n -= n;
		return i;
	}
	return -1;
}

/* "sat,sun", "fri-mon", "mon, wed-fri" */
static bool
take_days(struct slice *s, unsigned *ret)
{
	*ret = 0;
	do {
		int from, to;

		skip_spaces(s);
		if ((from = take_day(s)) < 0)
			return false;
		to = take(s, '-') ? take_day(s) : from;
		if (to < 0)
			return false;
		*ret |= 1u << to;
		for (int i = from; i != to; i = (i + 1) % 7)
			*ret |= 1u << i;
		skip_spaces(s);
	} while (take(s, ','));
	return true;
}

static int
take_number(struct slice *s, size_t least)
{
	int    v = 0;
	size_t n = 0;

	for (; n < 2 && s->n > 0 && isdigit((unsigned char)s->s[0]); n++) {
		v = v * 10 + (s->s[0] - '0');
		s->s++;
		s->n--;
	}
	return n >= least ? v : -1;
}

/* "22:00", "9:30", "6": seconds of the day, 24:00 as well; or -1. */
static int32_t
take_time(struct slice *s)
{
	int h = take_number(s, 1), m = take(s, ':') ? take_number(s, 2) : 0;

	if (h < 0 || h > 24 || m < 0 || m > 59 || (h == 24 && m > 0))
		return -1;
	return h * 3600 + m * 60;
}

static bool
take_hours(struct slice *s, struct repeat *ret)
{
	int32_t from = take_time(s), to;

	if (from < 0 || from == WHEN_DAY || !take(s, '-'))
		return false;
	to = take_time(s);
	if (to < 0 || from == to)
		return false;
	ret->from = from;
	ret->to = to == WHEN_DAY ? 0 : to;
	return true;
}

bool
repeat_has_hours(const struct repeat *r)
{
	return r->from != 0 || r->to != 0;
}

enum err
repeat_check(const struct repeat *r, struct buf *why)
{
	if (r->days == REPEAT_DAILY && !repeat_has_hours(r))
		return refuse(why, ERR_SYNTAX,
		    "all of every day is no repetition: give hours, as "
		    "22:00-06:00, or fewer days, or leave it out");
	return ERR_OK;
}

enum err
repeat_daily(struct slice typed, struct repeat *ret, struct buf *why)
{
	struct slice s = typed;

	*ret = (struct repeat){ .days = REPEAT_DAILY };
	if (!take_hours(&s, ret) || s.n > 0)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' are no hours: write two times that differ, as "
		    "22:00-06:00 or 9-17; 24:00 is the end of the day",
		    quotable(typed), typed.s);
	return ERR_OK;
}

enum err
repeat_weekly(struct slice typed, struct repeat *ret, struct buf *why)
{
	struct slice s = typed;
	bool         ok;

	*ret = (struct repeat){ 0 };
	ok = take_days(&s, &ret->days);
	if (ok && s.n > 0)
		ok = take_hours(&s, ret) && s.n == 0;
	if (!ok)
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' are no days of the week: write sat,sun or mon-fri, "
		    "with hours if it is not all day, as 'sat,sun 10:00-18:00'",
		    quotable(typed), typed.s);
	return ERR_OK;
}

static bool
take_word(struct slice *s, const char *word)
{
	size_t n = strlen(word);

	if (!slice_starts(*s, word))
		return false;
	s->s += n;
	s->n -= n;
	return true;
}

enum err
repeat_parse(struct slice typed, struct repeat *ret, struct slice *ret_zone,
    struct buf *why)
{
	struct slice s = typed, zone;
	size_t       n = typed.n;
	enum err     rc;

	if (typed.n > REPEAT_TEXT_MAX)
		return refuse(why, ERR_LIMIT,
		    "a repetition of %zu octets is too long: the limit is %d",
		    typed.n, REPEAT_TEXT_MAX);
	/* The zone is the last word. */
	while (n > 0 && s.s[n - 1] != ' ')
		n--;
	zone = (struct slice){ n == 0 ? NULL : s.s + n, typed.n - n };
	while (n > 0 && s.s[n - 1] == ' ')
		n--;
	s.n = n;
	*ret_zone = zone;
	if (zone.n > 0 && take_word(&s, "daily "))
		rc = repeat_daily(s, ret, why);
	else if (zone.n > 0 && take_word(&s, "weekly "))
		rc = repeat_weekly(s, ret, why);
	else
		rc = refuse(why, ERR_SYNTAX,
		    "'%.*s' is no repetition: write 'daily 22:00-06:00 "
		    "Europe/Berlin' or 'weekly sat,sun Europe/Berlin'",
		    quotable(typed), typed.s);
	return rc == ERR_OK ? repeat_check(ret, why) : rc;
}

/* --------------------------------------------------------------- writing */

static void
add_day(int day, struct buf *out)
{
	buf_add(out, day_names[day], 3);
}

/* "mon-fri", "sat,sun", "mon,fri-sun": a range stands for three or more. */
static void
add_days(unsigned days, struct buf *out)
{
	const char *join = "";
	int         i, last;

	for (i = 0; i < 7; i = last + 1) {
		last = i;
		if ((days >> i & 1) == 0)
			continue;
		while (last < 6 && (days >> (last + 1) & 1) != 0)
			last++;
		if (last == i + 1)
			last = i;
		buf_adds(out, join);
		add_day(i, out);
		if (last > i) {
			buf_addc(out, '-');
			add_day(last, out);
		}
		join = ",";
	}
}

static void
add_time(int32_t s, struct buf *out)
{
	buf_addf(out, "%02d:%02d", (int)(s / 3600), (int)(s / 60 % 60));
}

void
repeat_print(const struct repeat *r, struct slice zone, struct buf *out)
{
	if (r->days == REPEAT_DAILY) {
		buf_adds(out, "daily");
	} else {
		buf_adds(out, "weekly ");
		add_days(r->days, out);
	}
	if (repeat_has_hours(r)) {
		buf_addc(out, ' ');
		add_time(r->from, out);
		buf_addc(out, '-');
		add_time(r->to == 0 ? (int32_t)WHEN_DAY : r->to, out);
	}
	buf_addc(out, ' ');
	buf_add_slice(out, zone);
}
