/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REPEAT_H
#define DETOUR_REPEAT_H

/*
 * repeat.h - windows that repeat: "daily 22:00-06:00 Europe/Berlin", "weekly
 * sat,sun Europe/Berlin", "weekly mon-fri 09:00-17:00 UTC".  Pure.
 *
 * An occurrence belongs to the day on which it starts: one that ends at or
 * before the hour of its start ends on the next day.  It is as the clocks of
 * the zone show it: on the night on which a time is repeated, the first counts,
 * for a start and for an end; a time that is skipped is the instant at which it
 * is.  So each day has one occurrence at most, and an occurrence all of which
 * is skipped is none.
 */

#include "zone.h"

#define REPEAT_TEXT_MAX 200 /* octets, as it is stored */

struct repeat {
	const struct zone *zone; /* NULL: it does not repeat */
	unsigned           days; /* bit 0 is Monday */
	int32_t from, to; /* seconds of the day, below WHEN_DAY; at to <= from
	                   * it ends on the next day */
};

#define REPEAT_DAILY 0x7fu /* all days */

/*
 * repeat_parse - what is stored, as repeat_print() writes it.
 *
 * More is taken than is written: days by longer names, in any order, hours
 * without their minutes.
 *
 *	ret		but for its zone, which is not looked up
 *	ret_zone	the zone's name, a part of the text
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why.
 */
enum err repeat_parse(struct slice, struct repeat *ret, struct slice *ret_zone,
    struct buf *why) MUST_CHECK;

/* "22:00-06:00", "22-6", "18:00-24:00": of all days.  Errors: ERR_SYNTAX. */
enum err repeat_daily(struct slice, struct repeat *ret,
    struct buf *why) MUST_CHECK;

/* "sat,sun", "mon-fri", with hours or without: then it is whole days.
 * Errors: ERR_SYNTAX. */
enum err repeat_weekly(struct slice, struct repeat *ret,
    struct buf *why) MUST_CHECK;

/* Refuse what is all of every day.  Errors: ERR_SYNTAX. */
enum err repeat_check(const struct repeat *, struct buf *why) MUST_CHECK;

/* Whether it has hours, and not whole days. */
bool repeat_has_hours(const struct repeat *);

/* Append the stored form, in which there is one text for one meaning. */
void repeat_print(const struct repeat *, struct slice zone, struct buf *);

/* One time, [begin, end); days in a row are one. */
struct occurrence {
	int64_t begin; /* of one that lasts at t: at or before t */
	int64_t end;
};

/*
 * repeat_next - the occurrence that lasts at an instant within WHEN_MIN to
 * WHEN_MAX, or else the next one.  False if there is none before the end of the
 * calendar.  The zone must be set.  Looks at a few weeks, however far away.
 */
bool repeat_next(const struct repeat *, int64_t t, struct occurrence *ret);

#endif
