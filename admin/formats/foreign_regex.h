/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FOREIGN_REGEX_H
#define DETOUR_FOREIGN_REGEX_H

/*
 * foreign_regex.h - regular expressions of others as sources.
 *
 * There an expression is looked for within a path; here it is for a whole path
 * that begins with a '/'.  What says no more than a path, or all below one,
 * becomes that: "^/old/(.*)$" is "/old/" and a star.
 */

#include "import.h"

enum regex_flags {
	REGEX_ON_URL = 1, /* it sees the parameters, too: not here */
	REGEX_KEEPS_REST =
	    2,              /* what it does not match stays around the target */
	REGEX_NO_SLASH = 4, /* it sees paths without their first '/' */
	REGEX_ONLY = 8,     /* never as a path, whatever it says */
	REGEX_DECODED = 16  /* it sees paths without escapes */
};

/*
 * Set the source, on a host or on none (with "http://" before it, for a
 * scheme), and the target, whose captures are $1, ${1} or \1.  The row's
 * ignore_case is the expression's.  The row is refused where it cannot be said
 * exactly.
 */
void foreign_regex(struct import *, struct slice host, struct slice pattern,
    struct slice target, int64_t line, unsigned flags);

/* The source is all that begins with a path, within a segment too: rest is the
 * expression for what follows. */
void foreign_regex_path(struct import *, struct slice host, struct slice path,
    const char *rest);

#endif
