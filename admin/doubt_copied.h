/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DOUBT_COPIED_H
#define DETOUR_DOUBT_COPIED_H

/*
 * doubt_copied.h - what came along when a source or target was copied: from a
 * letter signs that nobody sees, spaces that are none and a closing quotation
 * mark; from a link that was followed what tells where its visitors come from.
 * Pure.
 */

#include "source.h"

/* Append a sentence about a target, or a source as typed; nothing when nothing
 * is to be said. */
void doubt_copied_text(struct slice, struct buf *out);
void doubt_copied_source(const struct source *, struct slice typed,
    struct buf *out);

#endif
