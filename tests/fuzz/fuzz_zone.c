/* SPDX-License-Identifier: MIT */
/*
 * fuzz_zone.c - any octets as the file of a time zone: what is taken for one
 * has an offset at every instant, and a way back from it.
 */
#include "fuzz.h"

#include "zone.h"

static void
check(const struct zone *z, int64_t t)
{
	struct zone_span s = zone_span(z, t), next;
	int64_t          back;

	MUST(s.begin <= t && t < s.end);
	MUST(s.offset >= ZONE_OFFSET_MIN && s.offset <= ZONE_OFFSET_MAX);
	if (when_is_instant(s.begin)) {
		next = zone_span(z, s.begin);
		MUST(next.end == s.end && next.offset == s.offset);
	}
	/* The first instant that shows it is this one, or one before. */
	back = zone_reach(z, t + s.offset, NULL);
	MUST(back <= t && back == zone_reach(z, t + s.offset, &s));
	MUST(zone_reach(z, t + s.offset + 1, NULL) >= back);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const int64_t instants[] = { WHEN_MIN, WHEN_MIN + 1, 86400 * 200,
		1000000000, 1774746000, 1774746000 - 1, 1792890000, 1796083200,
		4102444800, 32503680000, WHEN_MAX - 1, WHEN_MAX };
	struct slice         file = { (const char *)data, n };
	struct zone         *z = NULL;
	struct buf           why;
	enum err             rc;
	int64_t              t = WHEN_MIN;

	buf_init(&why, WHY_MAX);
	rc = zone_parse(SLICE("Any/Zone"), file, &z, &why);
	if (rc != ERR_OK) {
		MUST(rc == ERR_SYNTAX || rc == ERR_LIMIT);
		MUST(buf_end(&why) == ERR_OK && why.len > 0);
	}
	for (size_t i = 0; rc == ERR_OK && i < ARRAY_LEN(instants); i++)
		check(z, instants[i]);
	/* From change to change: each begins where the last one ended. */
	for (int i = 0; rc == ERR_OK && i < 50 && when_is_instant(t); i++) {
		struct zone_span s = zone_span(z, t);

		MUST(s.end > t && (i == 0 || s.begin == t));
		check(z, t);
		if (when_is_instant(s.end - 1))
			check(z, s.end - 1);
		t = s.end;
	}
	zone_free(z);
	buf_free(&why);
	return 0;
}
