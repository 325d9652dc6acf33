/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOCAL_ZONE_H
#define DETOUR_LOCAL_ZONE_H

/*
 * local_zone.h - the name of the time zone in which this program runs.
 */

#include "buf.h"

/*
 * Append it: of TZ, else of /etc/localtime, else of /etc/timezone, as the C
 * library and Debian have it; UTC where nothing is set up.  That it is named
 * does not mean that zones_find() knows it.
 *
 * Errors: ERR_SYNTAX, with a sentence, for a zone that has no name: the C
 * library also takes a rule or a file.
 */
enum err local_zone(struct buf *out, struct buf *why) MUST_CHECK;

#endif
