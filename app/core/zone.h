/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ZONE_H
#define DETOUR_ZONE_H

/*
 * zone.h - what the clocks of a time zone show, at any instant.
 *
 * Pure: the octets of a TZif file (RFC 9636) become a value that never changes;
 * zones.h is who reads them.  Past the last change that the file lists, its
 * footer tells, so that the year 9999 is as exact as this one.
 */

#include <stdint.h>

#include "buf.h"
#include "errs.h"
#include "when.h"

#define ZONE_NAME_MAX   64                /* octets */
#define ZONE_SIZE_MAX   65536             /* octets of a file */
#define ZONE_OFFSET_MAX (26 * WHEN_HOUR)  /* seconds east; RFC 9636 3.2 */
#define ZONE_OFFSET_MIN (-25 * WHEN_HOUR) /* and west */

struct zone;

/*
 * zone_parse - a TZif file, of version 2 or later, as a zone.
 *
 *	name	of the zone; copied, at most ZONE_NAME_MAX octets
 *	tzif	all of the file; nothing is kept of it
 *	ret	to be freed by zone_free()
 *
 * What changed before 1970 is left out.  Errors: ERR_SYNTAX for what is no such
 * file, is cut off, or counts leap seconds; ERR_LIMIT; ERR_NOMEM.
 */
enum err zone_parse(struct slice name, struct slice tzif, struct zone **ret,
    struct buf *why) MUST_CHECK;
void     zone_free(struct zone *); /* NULL is fine */

/* UTC, for which no file is needed.  Not to be freed. */
const struct zone *zone_utc(void);

const char *zone_name(const struct zone *);

/* A time during which the clocks of a zone are not changed. */
struct zone_span {
	int64_t begin;  /* or WHEN_EVER */
	int64_t end;    /* the first instant after it, or WHEN_NEVER */
	int32_t offset; /* seconds east of UTC */
};

/* The span of an instant within WHEN_MIN to WHEN_MAX, or a week around. */
struct zone_span zone_span(const struct zone *, int64_t t);

/*
 * zone_reach - the first instant at which the clocks show a local time, or a
 * later one: of a time that a change repeats it is the first, and of one that a
 * change skips the instant of the change, so that a later local time is never
 * an earlier instant.
 *
 *	local	seconds since 1970-01-01 00:00 as the clocks show it
 *	near	a span of this zone, which makes it faster when it is the one
 *		in question; may be NULL
 */
int64_t zone_reach(const struct zone *, int64_t local,
    const struct zone_span *near);

#endif
