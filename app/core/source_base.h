/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SOURCE_BASE_H
#define DETOUR_SOURCE_BASE_H

/*
 * source_base.h - what the files behind source.h share; nobody else includes
 * it.
 *
 *	source_cut.c		what was typed, cut into its parts
 *	source.c		the parts in canonical form
 *	source_describe.c	a source in words
 */

#include "source.h"

/* The parts, as typed. */
struct source_parts {
	enum scheme  scheme;
	struct slice host; /* perhaps with "*." in front */
	struct slice path; /* begins with '/'; without the star of a rest; or a
	                    * regular expression */
	bool         is_regex;
	bool         rest; /* it had one */
	struct slice params;
	bool         has_params; /* there was a '?' */
};

/* Cut, and refuse what fits into none of the parts.  Errors: ERR_SYNTAX. */
enum err source_cut(struct slice typed, bool literal, struct source_parts *ret,
    struct buf *why) MUST_CHECK;

#endif
