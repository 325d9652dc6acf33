/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WHEN_REFUSE_H
#define DETOUR_WHEN_REFUSE_H

/*
 * when_refuse.h - the sentence for what is no date and no duration, with what
 * was probably meant.  It is only told: nothing is ever taken for it.
 */

#include "when.h"

/* "write 30d" for "30 days", "1 month" or "30D", "write 365d" for "1y".
 * ERR_SYNTAX. */
enum err when_refuse_duration(const char *typed, struct buf *why) MUST_CHECK;

/* "write 2026-12-31" for "31.12.2026", "12/31/2026" or "tomorrow", but nothing
 * of the kind where it may be two days, as "05/06/2026".  ERR_SYNTAX. */
enum err when_refuse_instant(const char *typed, int64_t now,
    struct buf *why) MUST_CHECK;

#endif
