/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DOCTOR_H
#define DETOUR_DOCTOR_H

/*
 * doctor.h - looks at a database, its surroundings and its worker, one check
 * after the other; each says what it found and what to do about it.
 */

#include <sys/types.h>

#include "cmd.h"
#include "progress.h"

enum mark {
	MARK_OK,
	MARK_UNKNOWN, /* it could not be found out */
	MARK_WARNING, /* it works, and may not for long */
	MARK_PROBLEM  /* it does not work, or rules may be lost */
};

struct doctor {
	struct session *s;
	enum mark       worst;
	enum err        failed;   /* of the output */
	bool            readable; /* the rules could be opened */
	struct progress progress;

	/* Who shall be able to read the rules: the worker. */
	const char *user; /* its name; or NULL: whoever runs this */
	uid_t       uid;
	gid_t       gid;
};

/*
 * Print one row.  advice is what to do about it, or NULL; both are made fit
 * for a terminal.
 */
void doctor_say(struct doctor *, const char *check, enum mark,
    const char *advice, const char *format, ...) PRINTF_LIKE(5, 6);

/* doctor_file.c: links, permissions, file system, -wal and -shm, space. */
void doctor_file(struct doctor *);

/*
 * doctor_worker.c: the one that listens at a socket, "unix:PATH", a path, or
 * "HOST:PORT"; its version, its health, its rights.  Sets user, uid and gid to
 * those of whoever listens at a Unix socket, unless a user was named.
 */
void doctor_worker(struct doctor *, const char *address);

#endif
