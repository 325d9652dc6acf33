/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_REDIRECTS_H
#define DETOUR_FROM_REDIRECTS_H

/*
 * from_redirects.h - the paths of Cloudflare's _redirects: "*" is whatever
 * stands there, ":name" all up to a '/'.
 */

#include "import.h"

#define CLOUDFLARE_LINE_MAX  1000 /* characters */
#define CLOUDFLARE_FIXED_MAX 2000 /* lines with neither '*' nor ':name' */
#define CLOUDFLARE_WIDE_MAX  100  /* others */

/* Whether a path has a ":name". */
bool cloudflare_has_name(struct slice path);

/* Set source and target of the row. */
void cloudflare_path(struct import *, struct slice from, struct slice to);

#endif
