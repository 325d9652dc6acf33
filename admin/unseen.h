/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_UNSEEN_H
#define DETOUR_UNSEEN_H

/*
 * unseen.h - characters that nobody sees, or that look like a space.
 *
 * They come along when a text is copied from a page or a letter, and make
 * another text of it: a source that no request has.  Pure.
 */

#include <stdint.h>

#include "buf.h"

enum unseen {
	UNSEEN_NOT,
	UNSEEN_MARK, /* takes no room, or turns the direction of text */
	UNSEEN_SPACE /* looks like a space, or ends a line */
};

/*
 * unseen_decode - the character at the start of a text, and its code point.
 * Returns its length; 0 when there is none: overlong, a surrogate, above
 * U+10FFFF, cut off (RFC 3629).
 */
size_t unseen_decode(struct slice, uint32_t *ret);

/* What a code point is.  ASCII is UNSEEN_NOT, its space and controls, too; so
 * are joiners, which writing and emoji need. */
enum unseen unseen_is(uint32_t c);

/* The first of a text in UTF-8, and its code point.  A joiner is one where
 * there is nothing to join: beside ASCII, and in the end. */
enum unseen unseen_in(struct slice, uint32_t *ret);

#endif
