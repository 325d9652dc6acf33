/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGED_H
#define DETOUR_STAGED_H

/*
 * staged.h - where the stage of a database lies, and which of the two a command
 * is for.
 *
 * The stage of rules.db is rules.db.stage.  While one is begun, what its owner
 * changes goes there, and what anybody else changes goes live; --stage and
 * --live say otherwise, and which of them it was is always said.
 */

#include "cmd.h"
#include "staging.h"

#define STAGED_PATH_MAX 65536

/* Append the path of the stage of a database. */
void staged_path(const char *db, struct buf *out);

/*
 * Whether there is one, and when it began.  Anything but EXIT_YES comes with a
 * message; EXIT_NO is that there is none, without one.
 */
enum status staged_look(struct session *, const char *path,
    struct staging *ret);

/*
 * Decide for the command at hand, which opens s->db then: path receives that of
 * the stage, which s->db may become.  EXIT_YES, or with a message why not.
 */
enum status staged_choose(struct session *, struct buf *path);

/* Remove a stage, and what lies beside it, once nobody is changing it. */
enum status staged_drop(struct session *, const char *path);

/* The same for whoever has its lock (lock.h). */
enum status staged_remove(struct session *, const char *path);

#endif
