/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CORS_H
#define DETOUR_CORS_H

/*
 * cors.h - what a browser must hear before it follows a redirect for a page of
 * another origin (Fetch, 3.2, "CORS protocol").
 *
 * Pure.  A browser asks for leave first, by OPTIONS, where a page makes more
 * than a simple request, and refuses a redirect in place of that answer; then
 * the redirect itself must give leave, and so must whatever it leads to.
 *
 * To origins that a rule names, leave includes cookies; to "*" it does not,
 * as Fetch demands.
 */

#include <stdint.h>

#include "buf.h"
#include "key.h"

/* How long a browser may remember the leave, in seconds; never past the end of
 * the rule.  After an edit it is this old at most. */
#define CORS_MAX_AGE 600

/* Octets of all fields: an origin, a method, and the headers below. */
#define CORS_FIELDS_MAX 4000

/* Octets of the list of headers that a page asks leave for; of a longer one
 * none gets it. */
#define CORS_HEADERS_MAX 2000

/*
 * cors_fields - append the header fields of an answer, as they are sent, a line
 * each: none for a request that has no leave.
 *
 *	conditions	of the rule that answers, sound
 *	left_s		seconds for which this answer surely stands; INT64_MAX
 *			is for ever.  For a preflight only
 *	vary		receives Origin, if the answer depends on it
 *
 * A preflight (key_is_preflight()) gets leave for the method that it names and
 * for the headers that it names, if they are tokens: they are taken apart and
 * put together again.
 */
void cors_fields(struct slice conditions, const struct key *, int64_t left_s,
    struct buf *fields, struct buf *vary);

#endif
