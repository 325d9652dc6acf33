/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ZONES_H
#define DETOUR_ZONES_H

/*
 * zones.h - time zones by their names: the only file that reads ZONES_DIR.
 *
 * A zone that was read stays, and never changes, as long as the program runs:
 * rules point at it.  So a zone is only read when the first rule that needs it
 * is, and a folder that goes away later does no harm.
 */

#include "zone.h"

/* Where they are; CPPFLAGS=-DZONES_DIR=... says something else. */
#ifndef ZONES_DIR
#define ZONES_DIR "/usr/share/zoneinfo"
#endif

/*
 * zones_find - a zone by its name: "Europe/Berlin", "UTC".
 *
 * Whatever is asked, nothing but a file of a zone below ZONES_DIR is opened: a
 * name has segments of letters, digits, '_', '-' and '+', and begins with a
 * capital.  "UTC" needs no file.  A file that has become another one since, as
 * by an update, is read again; if that fails, the zone is as it was.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT, with a sentence in why; ERR_NOMEM.
 */
enum err zones_find(struct slice name, const struct zone **ret,
    struct buf *why) MUST_CHECK;

/* Whether a name is made as that of a zone is; not whether there is one. */
bool zones_is_name(struct slice);

#endif
