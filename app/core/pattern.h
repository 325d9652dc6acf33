/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PATTERN_H
#define DETOUR_PATTERN_H

/*
 * pattern.h - paths with placeholders: "/blog/:year/:slug".
 *
 * A pattern is a canonical path (url.h) without its final slash, in which a
 * segment of a ':' and a name stands for exactly one segment, whatever it is.
 * A name begins with a letter or '_' and goes on with these and digits.  Pure.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"
#include "url.h"

#define PATTERN_NAMES_MAX URL_PIECES_MAX /* placeholders of a source */

/* Whether a name can begin, and go on, with this octet. */
bool pattern_is_start(char);
bool pattern_is_name(char);

/*
 * pattern_check - the placeholders of a canonical path; *ret_n says how many,
 * and is 0 when the path is none.
 *
 * Refused: a name that is not a whole segment, that stands twice, or is
 * "splat"; more than PATTERN_NAMES_MAX.  Errors: ERR_SYNTAX, ERR_LIMIT.
 */
enum err pattern_check(struct slice path, unsigned *ret_n,
    struct buf *why) MUST_CHECK;

/* How many octets of it, in whole segments, stand before the first
 * placeholder: 5 of "/blog/:year". */
size_t pattern_head(struct slice pattern);

/*
 * Where a pattern is literal behind its head: bit i for the i-th segment there,
 * from 0.  "/blog/:year/by/:name/edit" has the bits 1 and 3.  What stands
 * behind PATTERN_PLACES_MAX segments is not told.
 */
#define PATTERN_PLACES_MAX 64
uint64_t pattern_places(struct slice pattern, size_t head);

/*
 * A hash of the segments in such places, of a path or of a pattern; a path that
 * a pattern covers has the same.  False when it has not so many segments.
 */
bool pattern_hash(struct slice path, size_t head, uint64_t places,
    bool ignore_case, uint64_t *ret);

/* The next placeholder, as ":year", from *at on, which begins with 0; false
 * when there is none. */
bool pattern_next(struct slice pattern, size_t *at, struct slice *ret);

/* Append it with '*' for each placeholder: two patterns that cover the same
 * paths have the same shape. */
void pattern_shape(struct slice pattern, struct buf *out);

/*
 * pattern_covers - whether a canonical path begins with the segments of a
 * pattern.
 *
 *	ret	where in the path the placeholders are, in their order
 *	ret_end	what was covered: the path ends there, or a '/' follows
 */
bool pattern_covers(struct slice pattern, struct slice path, bool ignore_case,
    struct piece ret[PATTERN_NAMES_MAX], size_t *ret_end);

/* The place of a name, without its ':', among the placeholders, from 0; -1 if
 * there is none of that name. */
int pattern_find(struct slice pattern, struct slice name);

#endif
