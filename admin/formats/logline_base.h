/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOGLINE_BASE_H
#define DETOUR_LOGLINE_BASE_H

/*
 * logline_base.h - what the files behind logline.h share; nobody else includes
 * it.
 *
 *	logline.c	the text formats
 *	logline_json.c	JSON
 */

#include "logline.h"

/* Where a text begins in the buffer, while that may still move; 0 is none. */
struct logline_places {
	size_t method, uri, host, scheme, address, agent;
};

/* Append a text and its NUL; where it begins. */
size_t logline_keep(struct buf *text, struct slice);

/* "GET /x HTTP/1.1": method and target; false when it is none. */
bool logline_split(struct slice request, struct logline_places *,
    struct buf                 *text);

/* "10/Oct/2000:13:55:36 -0700"; false when it is none. */
bool logline_time(struct slice, int64_t *ret);

enum err logline_json(struct slice line, struct logline *,
    struct logline_places *, struct buf *text, struct buf *why) MUST_CHECK;

#endif
