/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_VERCEL_H
#define DETOUR_FROM_VERCEL_H

/*
 * from_vercel.h - the paths of vercel.json: "/blog/:slug", "/docs/:path*",
 * "/post/:id(\\d+)", "/(.*)".
 */

#include "import.h"

/* Set source, on a host or on none, and target of the row. */
void vercel_path(struct import *, struct slice host, struct slice path,
    struct slice target);

#endif
