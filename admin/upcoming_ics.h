/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_UPCOMING_ICS_H
#define DETOUR_UPCOMING_ICS_H

/*
 * upcoming_ics.h - what starts and ends soon, for a calendar.
 */

#include "cmd.h"

/*
 * Write one event for each window that starts or ends after now and up to
 * until, in order of id, with an alarm a day before its end; of what repeats
 * also each occurrence that begins by then.  Within a read.
 *
 *	limit	at most so many events, 0 for all
 */
enum err upcoming_ics(struct session *, int64_t until,
    int64_t limit) MUST_CHECK;

#endif
