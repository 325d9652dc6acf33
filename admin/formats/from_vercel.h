/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_VERCEL_H
#define DETOUR_FROM_VERCEL_H

/*
 * from_vercel.h - the paths of vercel.json: "/blog/:slug", "/docs/:path*",
 * "/post/:id(\\d+)", "/(.*)".
 */

#include "import.h"

/*
 * Set source, on a host or on none, and target of the row.  A path that is two
 * rules, itself and what is below it, sets *below with the first, and clears it
 * with the second.
 */
void vercel_path(struct import *, struct slice host, struct slice path,
    struct slice target, bool *below);

#endif
