/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TELL_H
#define DETOUR_TELL_H

/*
 * tell.h - a rule in words, for the person who made or changed it.
 */

#include "buf.h"
#include "rule.h"

/*
 * Append what was understood, on one line and with the offset of each time:
 * "rule 7: /old -> /new, 307, from 2026-11-21 10:00:00 +01:00 until
 * 2026-12-21 10:00:00 +01:00 (30d); exactly this path, on any host".  Of a
 * rule that repeats also what comes next, in its own zone.  Octets are as
 * stored: not yet fit for a terminal.
 */
void tell_rule(const struct rule *, int64_t now, struct buf *out);

/*
 * Append a rule's window as of an instant: "until 2026-12-21 10:00:00 +01:00,
 * in 29d 23h".  Of a rule that repeats the next turn, then how it repeats.
 */
void tell_window(const struct rule *, int64_t now, struct buf *out);

/*
 * Append how a rule repeats, which it must, and its next turn: "daily
 * 22:00-06:00 Europe/Berlin; from 2026-12-21 22:00:00 +01:00, in 29d 23h".
 */
void tell_repeats(const struct rule *, int64_t now, struct buf *out);

/*
 * Append what a scheduled rule waits for: "begins 2026-12-21 22:00:00 +01:00,
 * in 29d 23h".
 */
void tell_scheduled(const struct rule *, int64_t now, struct buf *out);

#endif
