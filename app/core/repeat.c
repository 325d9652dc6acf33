/* SPDX-License-Identifier: MIT */
/* repeat.c - windows that repeat; see repeat.h. */
#include "repeat.h"

/* A day may be skipped, as at the date line, and an occurrence as well: then
 * it is the next week's. */
#define LOOK_DAYS 40

/* The number of days from 1970-01-01, a Thursday, to a day of local time. */
static int64_t
day_of(int64_t local)
{
	return local / WHEN_DAY - (local % WHEN_DAY < 0);
}

static bool
is_on(const struct repeat *r, int64_t day)
{
	return (r->days >> ((day % 7 + 10) % 7) & 1) != 0;
}

bool
repeat_next(const struct repeat *r, int64_t t, struct occurrence *ret)
{
	const struct zone_span now = zone_span(r->zone, t);
	/* It may have begun the day before; and where clocks go back by a
	 * day, the day before has begun twice. */
	const int64_t     day = day_of(t + now.offset) - 2;
	const int64_t     length = r->to + (r->to > r->from ? 0 : WHEN_DAY);
	struct occurrence one, found = { 0, 0 };

	for (int64_t d = day; d < day + LOOK_DAYS; d++) {
		if (!is_on(r, d))
			continue;
		one.end = zone_reach(r->zone, d * WHEN_DAY + length, &now);
		if (one.end <= t)
			continue;
		one.begin = zone_reach(r->zone, d * WHEN_DAY + r->from, &now);
		if (one.end <= one.begin)
			continue; /* skipped as a whole */
		if (found.end == 0)
			found = one;
		else if (one.begin == found.end)
			found.end = one.end;
		else
			break;
	}
	if (found.end == 0 || found.begin > WHEN_MAX)
		return false;
	*ret = found;
	return true;
}
