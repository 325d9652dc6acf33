/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_NORMAL_H
#define DETOUR_NORMAL_H

/*
 * normal.h - what normalising made of a URL, in words.
 *
 * Rules see the canonical form of a request, which may look like nothing that
 * was typed; this says what happened, and why it does not matter.  Pure.
 */

#include "asked.h"
#include "key.h"

/* Append the canonical URL: "http://example.com/Old-?a=1"; without a host just
 * the path. */
void normal_url(const struct key *, struct buf *out);

/* Append what is wrong with a request that has no key: "'%zz' is not an escape;
 * a '%' is written %25". */
void normal_fault(const struct asked *, struct buf *out);

/*
 * Append what became of what was typed, a sentence a line, each ended by a
 * newline: "/x/../Old%2D -> /Old-: \"..\" takes away what is before it; ...".
 * Nothing when it was canonical already.
 */
void normal_tell(const struct asked *, const struct key *, struct buf *out);

#endif
