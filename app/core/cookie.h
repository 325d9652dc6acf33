/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_COOKIE_H
#define DETOUR_COOKIE_H

/*
 * cookie.h - one cookie of a request's Cookie header (RFC 6265, 4.2.1 and
 * 5.4).
 *
 * Pure.  Safe on hostile input.
 */

#include "buf.h"

/*
 * cookie_next - the next pair of a Cookie header: cuts it off *rest.
 *
 * Pairs stand between ';'; blanks around names and values do not count, and a
 * piece without a '=' or without a name is passed over.  Values stay as they
 * came: nothing is decoded, and quotes are a part of them.  False at the end.
 */
bool cookie_next(struct slice *rest, struct slice *name, struct slice *value);

/*
 * Whether one of the cookies has this name and, unless value is NULL, just this
 * value.  Names and values are compared octet by octet.  Browsers send a name
 * twice when it was set for two paths: one that is equal is enough.
 */
bool cookie_has(struct slice header, struct slice name,
    const struct slice *value);

/* Whether a text can be a cookie's value, as slice_is_token() its name: visible
 * ASCII without ';'.  More than RFC 6265 allows servers to set, because pages
 * set more; may be empty. */
bool cookie_is_value(struct slice);

#endif
