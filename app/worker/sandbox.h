/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SANDBOX_H
#define DETOUR_SANDBOX_H

/*
 * sandbox.h - give up what answering does not need.
 *
 * Three walls, each where the kernel has it:
 *
 *	privileges	no program that this process could start gains any
 *			(PR_SET_NO_NEW_PRIVS)
 *	calls		only the system calls that answering and counting make;
 *			any other fails with EPERM (seccomp)
 *	files		only the folders of the rules and of the hits, and to
 *			be read the time zones; anything else fails with EACCES
 *			(Landlock)
 *
 * None of them can be taken back, and none is needed to be right: a wall that
 * cannot be built is told, and the site is served all the same.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

enum sandbox {
	SANDBOX_OFF,
	SANDBOX_LOG, /* calls are let through, and named in the kernel's log */
	SANDBOX_ON
};

/* "off", "log", "on". */
const char *sandbox_name(enum sandbox);

/* The one with that name; false when there is none. */
bool sandbox_find(const char *name, enum sandbox *ret);

/* Which walls stand. */
struct sandbox_walls {
	bool privileges;
	bool calls;
	bool files;
};

/*
 * sandbox_enter - build the walls around this process.
 *
 *	paths, n	files whose folders it needs, the targets of links and
 *			files still to be made included; at least one
 *
 * A folder that is replaced later is another one: whoever needs it starts a
 * new process; see sandbox_ground().
 */
struct sandbox_walls sandbox_enter(enum sandbox, const char *const *paths,
    size_t n);

/*
 * Which folders walls around these files would let in, as a number: it becomes
 * another one when a folder is replaced, or a link leads elsewhere.
 */
uint64_t sandbox_ground(const char *const *paths, size_t n);

/* What is missing of the walls that were asked for: "calls, files", or "". */
void sandbox_gaps(enum sandbox, const struct sandbox_walls *, struct buf *out);

/* The wall of calls alone: sandbox_calls.c. */
bool sandbox_calls(enum sandbox);

/*
 * sandbox_become - go on as another user, with the user's groups, and without
 * any way back.  name is NULL to stay who one is.
 *
 * Errors: ERR_SYNTAX for an unknown user, ERR_IO when this process may not;
 * a sentence in why.
 */
enum err sandbox_become(const char *name, struct buf *why) MUST_CHECK;

#endif
