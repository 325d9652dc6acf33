/* SPDX-License-Identifier: MIT */
/*
 * fuzz_repeat.c - any text as a repetition: there is one stored form, and its
 * occurrences follow each other without a gap in what is said of them.
 */
#include "fuzz.h"

#include "repeat.h"

/* As the worker asks: each occurrence is the same from each of its instants,
 * and the next one comes after it. */
static void
check_occurrences(const struct repeat *r, int64_t t)
{
	struct occurrence o, again;

	for (int i = 0; i < 20 && when_is_instant(t); i++) {
		if (!repeat_next(r, t, &o))
			return;
		MUST(o.begin < o.end && o.end > t);
		if (o.begin > t) {
			MUST(repeat_next(r, o.begin - 1, &again));
			MUST(again.begin == o.begin && again.end == o.end);
		}
		if (when_is_instant(o.end - 1)) {
			MUST(repeat_next(r, o.end - 1, &again));
			MUST(again.end == o.end && again.begin < o.end);
		}
		t = o.end;
		if (when_is_instant(t) && repeat_next(r, t, &again))
			MUST(again.begin > t); /* in a row they are one */
	}
}

static void
check(const struct repeat *parsed, struct slice zone)
{
	static const int64_t from[] = { WHEN_MIN, 1774700000, 1792800000,
		1796083200, WHEN_MAX - 90000 };
	struct repeat        r = *parsed, again;
	struct slice         again_zone;
	struct buf           text, twice;

	MUST(zone.n <= REPEAT_TEXT_MAX);
	MUST(r.days != 0 && (r.days & ~REPEAT_DAILY) == 0);
	MUST(r.from >= 0 && r.from < WHEN_DAY && r.to >= 0 && r.to < WHEN_DAY);
	buf_init(&text, 1000);
	buf_init(&twice, 1000);
	repeat_print(&r, zone, &text);
	MUST(buf_end(&text) == ERR_OK);
	/* What rule_validate() refuses: no such zone, all of every day. */
	if (zone.n > ZONE_NAME_MAX || repeat_check(&r, NULL) != ERR_OK) {
		buf_free(&text);
		return;
	}
	MUST(text.len <= REPEAT_TEXT_MAX);
	MUST(repeat_parse(buf_slice(&text), &again, &again_zone, NULL) ==
	    ERR_OK);
	MUST(slice_eq(zone, again_zone) && again.days == r.days);
	MUST(again.from == r.from && again.to == r.to);
	repeat_print(&again, again_zone, &twice);
	MUST(slice_eq(buf_slice(&text), buf_slice(&twice)));
	r.zone = zone_utc();
	for (size_t i = 0; i < ARRAY_LEN(from); i++)
		check_occurrences(&r, from[i]);
	buf_free(&twice);
	buf_free(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct slice  typed = { (const char *)data, n }, zone;
	struct repeat r;
	struct buf    why;
	enum err      rc;

	buf_init(&why, WHY_MAX);
	rc = repeat_parse(typed, &r, &zone, &why);
	if (rc == ERR_OK)
		check(&r, zone);
	else
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
	buf_reset(&why);
	rc = repeat_daily(typed, &r, &why);
	if (rc == ERR_OK)
		check(&r, SLICE("UTC"));
	else
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
	buf_reset(&why);
	rc = repeat_weekly(typed, &r, &why);
	if (rc == ERR_OK)
		check(&r, SLICE("Europe/Berlin"));
	else
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
	buf_free(&why);
	return 0;
}
