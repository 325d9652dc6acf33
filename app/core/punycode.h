/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PUNYCODE_H
#define DETOUR_PUNYCODE_H

/*
 * punycode.h - international names in their xn-- form.
 *
 * Browsers decode them, and go nowhere when they cannot (WHATWG URL, "domain to
 * ASCII"; UTS 46, 4).  Which characters of those that there are may stand in a
 * name changes with Unicode: that is left to them.  Pure.
 */

#include "buf.h"

/*
 * Whether each label of a host that begins with xn-- stands for something: it
 * is Punycode (RFC 3492) of characters that exist, not all of them ASCII, and
 * begins with no joiner.
 */
bool punycode_is_sound(struct slice host);

#endif
