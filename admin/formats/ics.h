/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ICS_H
#define DETOUR_ICS_H

/*
 * ics.h - events for people's calendars: iCalendar, RFC 5545.
 *
 * Events are streamed.  Lines end in CRLF and are folded at 75 octets, never
 * within a character; texts are escaped, and made UTF-8 and printable.
 */

#include <stdint.h>
#include <stdio.h>

#include "buf.h"

struct ics_event {
	const char  *uid; /* the same in each file; ASCII without specials */
	struct slice summary;
	struct slice description;
	int64_t      from;  /* Unix seconds */
	int64_t      until; /* or WHEN_NEVER for what is no span */
	bool         alarm; /* a day before until, which there must be */
};

struct ics {
	FILE      *file; /* borrowed */
	int64_t    now;
	struct buf line;
	enum err   err; /* sticky */
};

void ics_begin(struct ics *, FILE *, int64_t now);
void ics_event(struct ics *, const struct ics_event *);

/* Close the calendar.  ERR_NOMEM, ERR_IO. */
enum err ics_end(struct ics *) MUST_CHECK;

#endif
