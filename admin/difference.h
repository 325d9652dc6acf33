/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DIFFERENCE_H
#define DETOUR_DIFFERENCE_H

/*
 * difference.h - what an event of the history changed, in words.
 */

#include "ledger.h"

#define DIFFERENCE_MAX 65536 /* octets */

/*
 * Append what differs between the two rows of an event: "expires_at: never ->
 * 2026-12-21 10:00:00 +01:00, status: 308 -> 307"; of a rule that was added or
 * removed "/old -> /new, 307".
 */
void difference_tell(const struct event *, struct buf *out);

#endif
