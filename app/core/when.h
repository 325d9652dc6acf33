/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WHEN_H
#define DETOUR_WHEN_H

/*
 * when.h - instants and durations, as people write them.
 *
 * An instant is Unix seconds, UTC, in int64_t, from WHEN_MIN to WHEN_MAX; two
 * values outside of that range mean "since ever" and "never".  The local time
 * zone is the C library's (TZ).  The current time is always a parameter.
 */

#include <stdint.h>
#include <time.h>

#include "buf.h"
#include "errs.h"

#define WHEN_MIN   0LL            /* 1970-01-01T00:00:00Z */
#define WHEN_MAX   253402300799LL /* 9999-12-31T23:59:59Z */
#define WHEN_EVER  INT64_MIN      /* a start: since ever */
#define WHEN_NEVER INT64_MAX      /* an end: never */

#define WHEN_MINUTE 60LL
#define WHEN_HOUR   3600LL
#define WHEN_DAY    86400LL
#define WHEN_YEAR   (365 * WHEN_DAY)

#define WHEN_DURATION_MAX (9999 * WHEN_YEAR)

/* What a date without a time of day stands for. */
enum when_edge {
	WHEN_START, /* its first second: --from, --at */
	WHEN_END    /* the first second after it: --until includes the day */
};

/*
 * The instant of an answer.  Windows are judged by now.  A max-age counts from
 * settled: the second in which the answer has surely arrived in every cache,
 * so that none keeps it past the end of its rule, although clocks are cut off
 * to seconds and an answer is on its way for a moment.
 */
struct moment {
	int64_t now;
	int64_t settled; /* never before now */
};

/* An instant that was asked for: nothing is on its way. */
struct moment when_exactly(int64_t now);

/* The present, from a clock in milliseconds: settled WHEN_ON_ITS_WAY_MS later,
 * at the next full second. */
#define WHEN_ON_ITS_WAY_MS 50
struct moment when_live(int64_t now_ms);

/*
 * when_duration - "90", "45m", "30d", "1d12h": units s m h d w, a bare number
 * is seconds; at least 1 s, at most WHEN_DURATION_MAX, 9,999 years.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, each with a sentence in why.
 */
enum err when_duration(const char *typed, int64_t *ret_s,
    struct buf *why) MUST_CHECK;

/*
 * when_instant - an RFC 3339 instant ("2026-12-01T10:00:00Z",
 * "2026-12-01T10:00:00+01:00"; a space or small letters serve as well, the
 * seconds may be left out, a fraction is cut off), the same without an offset
 * in the local zone, a date in the local zone (edge says which end of it), or
 * "now".
 *
 * Of a local time that a change of the clocks repeats the first is meant; one
 * that it skips is told with the offset before the change (RFC 5545, 3.3.5),
 * so 02:30 is 03:30 then.  A leap second is the second before it.
 *
 * Result within WHEN_MIN to WHEN_MAX; the end of 9999-12-31 is WHEN_MAX in any
 * zone, because many systems write it for "never".
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, each with a sentence in why.
 */
enum err when_instant(const char *typed, enum when_edge edge, int64_t now,
    int64_t *ret_s, struct buf *why) MUST_CHECK;

/*
 * Append "2026-12-01T09:00:00Z".  WHEN_EVER and WHEN_NEVER append nothing: the
 * machine forms write them as an empty field.
 */
void when_utc(struct buf *, int64_t);

/*
 * Append for people, in the local zone with its offset:
 * "2026-12-01 10:00:00 +01:00"; "ever" and "never" for the two outside.
 */
void when_local(struct buf *, int64_t);

/* The same, in a zone that is so many seconds east of UTC. */
void when_offset(struct buf *, int64_t, int64_t offset_s);

/* Append the IMF-fixdate of RFC 9110 5.6.7: "Tue, 01 Dec 2026 09:00:00 GMT". */
void when_http(struct buf *, int64_t);

/* Append a span for people, in its two largest units: "29d 23h", "45s". */
void when_span(struct buf *, int64_t seconds);

/*
 * The instant of a date and time in UTC from the year 0 on, and back: of struct
 * tm everything from the year to the second, and the day of the week.  A day of
 * the month may lie past its end.  At most a day before 1970 is understood.
 */
int64_t when_from_civil(const struct tm *);
void    when_to_civil(int64_t, struct tm *ret);

/* The first second of the UTC day of an instant. */
int64_t when_utc_day(int64_t);

/* Whether it is an instant within WHEN_MIN to WHEN_MAX. */
bool when_is_instant(int64_t);

#endif
