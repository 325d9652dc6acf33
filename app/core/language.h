/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LANGUAGE_H
#define DETOUR_LANGUAGE_H

/*
 * language.h - which language a visitor prefers (RFC 9110, 12.5.4).
 *
 * Pure.  Safe on hostile input.
 */

#include "buf.h"
#include "errs.h"

#define LANGUAGE_MAX 35 /* octets of a tag (RFC 5646, 4.4.1) */

/*
 * language_parse - a tag as people type it, "de", "de-AT", "zh-Hant": appended
 * in small letters.  Only its form is looked at, not whether it is registered.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err language_parse(struct slice typed, struct buf *out,
    struct buf *why) MUST_CHECK;

/*
 * The language that an Accept-Language header prefers: of its ranges the one
 * with the highest quality, of several the first, which is how browsers list
 * them.  Empty when there is none: no header, only a quality of 0, which means
 * "not acceptable", or a '*', which prefers nothing.  What is malformed is
 * passed over.
 */
struct slice language_preferred(struct slice header);

/*
 * Whether a tag covers the preferred language: it is the same, or the beginning
 * of it up to a '-', in any capitals (RFC 4647, 3.3.1, basic filtering).  "de"
 * covers "de-AT"; "de-AT" does not cover "de", nor "de-A" "de-AT".
 */
bool language_covers(struct slice tag, struct slice preferred);

#endif
