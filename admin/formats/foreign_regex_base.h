/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FOREIGN_REGEX_BASE_H
#define DETOUR_FOREIGN_REGEX_BASE_H

/*
 * foreign_regex_base.h - what the parts of foreign_regex share: an expression
 * taken apart, and its text in our terms.
 */

#include "foreign_regex.h"

/* An expression, taken apart. */
struct parts {
	struct slice body;     /* without '^' and '$' at its ends */
	bool         begin;    /* there was a '^' */
	bool         end;      /* there was a '$' */
	bool         decoded;  /* it sees paths without escapes */
	bool         either;   /* it has alternatives on its top level */
	unsigned     captures; /* how many there are */
	struct buf   text;     /* the body in our terms */
	struct buf   plain;    /* what it matches, while it is but one text */
	bool         is_plain;
};

/* Without so many octets at both ends. */
struct slice regex_cut(struct slice, size_t front, size_t back);

/* Whether it ends so, and not in an escape. */
bool regex_ends(struct slice, const char *end);

/*
 * "^(/old/.*)" to "https://host$1" is "^/(old/.*)" to "https://host/$1": where
 * the first capture is the beginning of the path, and of the target's, its
 * slash stands before both.  The body is in room then.
 */
void regex_free_slash(struct parts *, struct buf *room, struct buf *to);

/*
 * Fill text, plain, captures and either from the body; on_url says that a '?'
 * looks at parameters.  False when the row is refused.
 */
bool regex_translate(struct import *, struct parts *, bool on_url);

/* An octet for itself, as it stands in an escaped path; next is where the body
 * goes on. */
bool regex_octet(struct import *, struct parts *, size_t next, unsigned char);

#endif
