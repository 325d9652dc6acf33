/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ORIGIN_H
#define DETOUR_ORIGIN_H

/*
 * origin.h - the origin of a page that asks, as browsers write it in the Origin
 * header (RFC 6454, 6.2).
 *
 * Pure.
 */

#include "buf.h"
#include "errs.h"

#define ORIGIN_MAX 300 /* octets: a scheme, a host, a port */

/*
 * origin_parse - an origin as people type it: "https://app.example",
 * "http://localhost:3000", "capacitor://localhost", or "*" for any.  Appended
 * as browsers write it: small letters, no port that the scheme has anyway.
 *
 * Refused: a path, even "/"; a wildcard within a host; "null", which any page
 * can make its browser send.  Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in
 * why; ERR_NOMEM.
 */
enum err origin_parse(struct slice typed, struct buf *out,
    struct buf *why) MUST_CHECK;

#endif
