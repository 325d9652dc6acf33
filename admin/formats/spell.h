/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SPELL_H
#define DETOUR_SPELL_H

/*
 * spell.h - regular expressions that other servers understand: what PCRE and
 * RE2 (Caddy) have in common.
 *
 * They hold no quote, no blank and no '$' or '{' outside of a class or a
 * count, and a backslash only as "\xHH", so that they may stand between quotes
 * in any configuration.  Nothing is captured but where it says so.  Pure.
 */

#include <stdint.h>

#include "buf.h"

/* What is written for other servers answers requests up to so many octets. */
#define SPELL_REQUEST_MAX 1900

/* Append an expression for this text. */
void spell_text(struct slice, struct buf *out);

/*
 * Append one for the Unix seconds of [from, until), as numbers of ten digits:
 * from 2001 to 2286.  False when there are none.
 */
bool spell_range(int64_t from, int64_t until, struct buf *out);

/* Append one for a parameter in canonical form (params.h), in every way in
 * which it may be written; of a placeholder, with any value. */
void spell_param(struct slice param, struct buf *out);

/*
 * Append one for a request target in normal form: its path is canonical
 * (url.h), and its query goes into a Location as it is and does not end in a
 * '&', which Apache drops.  Browsers write both so.  Of any other way to write
 * a path no server's grammar can make the one that detour compares.
 *
 * Where steps cannot be taken back, as in PCRE ("++"), it needs no room for
 * each: the stack of HAProxy's holds some 1,300 of them.  RE2 knows no such
 * step, and needs none.
 */
void spell_normal(bool takes_back, struct buf *out);

#endif
