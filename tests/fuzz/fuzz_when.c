/* SPDX-License-Identifier: MIT */
/*
 * fuzz_when.c - any text as an instant and as a duration, in a zone whose
 * clocks change: what is understood is within range, and read back the same.
 */
#include "fuzz.h"

#include <string.h>
#include <time.h>

#include "when.h"

#define NOW 1796083200LL /* 2026-12-01T00:00:00Z */

static void
check_instant(const char *typed, int64_t at)
{
	struct buf text;
	int64_t    again;

	MUST(when_is_instant(at));
	buf_init(&text, 100);
	when_utc(&text, at);
	MUST(buf_end(&text) == ERR_OK && text.len == 20);
	MUST(when_instant(text.data, WHEN_START, 0, &again, NULL) == ERR_OK);
	MUST(again == at || strcmp(typed, "now") == 0);
	buf_reset(&text);
	when_local(&text, at);
	buf_addc(&text, ' ');
	when_http(&text, at);
	MUST(buf_end(&text) == ERR_OK && text.len > 40);
	buf_free(&text);
	MUST(when_utc_day(at) <= at && at - when_utc_day(at) < WHEN_DAY);
	MUST(when_utc_day(at) % WHEN_DAY == 0);
}

static void
check_duration(int64_t s)
{
	struct buf text;
	int64_t    again;

	MUST(s >= 1 && s <= WHEN_DURATION_MAX);
	buf_init(&text, 100);
	buf_addi(&text, s);
	MUST(buf_end(&text) == ERR_OK);
	MUST(when_duration(text.data, &again, NULL) == ERR_OK && again == s);
	buf_reset(&text);
	when_span(&text, s);
	MUST(buf_end(&text) == ERR_OK && text.len >= 2);
	buf_free(&text);
}

static void
must_say(enum err rc, struct buf *why)
{
	MUST(rc == ERR_SYNTAX || rc == ERR_LIMIT);
	MUST(buf_end(why) == ERR_OK && why->len > 0);
	MUST(memchr(why->data, '\n', why->len) == NULL);
	buf_reset(why);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static bool ready;
	char       *typed = calloc(n + 1, 1);
	struct buf  why;
	int64_t     start = 0, end = 0, span = 0;
	enum err    rc;

	if (!ready)
		setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
	ready = true;
	MUST(typed != NULL);
	memcpy(typed, data, n);
	buf_init(&why, WHY_MAX);
	rc = when_instant(typed, WHEN_START, NOW, &start, &why);
	if (rc == ERR_OK)
		check_instant(typed, start);
	else
		must_say(rc, &why);
	if (when_instant(typed, WHEN_END, NOW, &end, NULL) == ERR_OK &&
	    rc == ERR_OK)
		MUST(end >= start && end - start <= WHEN_DAY + WHEN_HOUR);
	rc = when_duration(typed, &span, &why);
	if (rc == ERR_OK)
		check_duration(span);
	else
		must_say(rc, &why);
	buf_free(&why);
	free(typed);
	return 0;
}
