/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ASIDE_H
#define DETOUR_ASIDE_H

/*
 * aside.h - the name under which a command keeps what it replaces.
 */

#include "cmd.h"

#define ASIDE_LONG 8192 /* octets of a path */

/*
 * A name that nothing has yet: "FILE.20261201T120000Z", the database and the
 * time of the command in UTC; with "-2" and so on when that is taken.
 * Replaces what is in path.  Errors: ERR_LIMIT for a path that is too long;
 * ERR_NOMEM.
 */
enum err aside(const struct session *, struct buf *path) MUST_CHECK;

#endif
