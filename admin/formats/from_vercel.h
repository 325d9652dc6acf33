/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_VERCEL_H
#define DETOUR_FROM_VERCEL_H

/*
 * from_vercel.h - redirects of vercel.json: paths as "/blog/:slug",
 * "/docs/:path*", "/post/:id(\\d+)", "/(.*)", and what else a request must
 * have.
 */

#include <jansson.h>

#include "import.h"

/*
 * What "has" asks for: conditions go to the rule; a host is appended to
 * ret_host, and parameters are to params, as a source has them.  Errors:
 * ERR_NOMEM.
 */
enum err vercel_has(struct import *, const json_t *redirect, int64_t line,
    struct buf *ret_host, struct buf *params) MUST_CHECK;

/* Let a rule that has its source and target require parameters, which are
 * passed on there with everything else. */
void vercel_require(struct import *, struct slice params, int64_t line);

/*
 * Set source, on a host or on none, and target of the row.  A path that is two
 * rules, itself and what is below it, sets *below with the first, and clears it
 * with the second.
 */
void vercel_path(struct import *, struct slice host, struct slice path,
    struct slice target, bool *below);

#endif
