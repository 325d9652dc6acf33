/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOCK_H
#define DETOUR_LOCK_H

/*
 * lock.h - one writer at a time: an flock on "FILE.lock" beside a database.
 *
 * SQLite has locks of its own.  This one exists because of its WAL-reset bug
 * (3.7.0 to 3.51.2): two connections that write and checkpoint at the same
 * moment can lose a commit, so every writer of ours holds this lock from its
 * BEGIN to the end of its checkpoint.
 */

#include "buf.h"
#include "errs.h"

/*
 * Wait for the lock that belongs to a database, at most wait_ms; 0 tries once.
 * The lock file is made when it is absent, with owner and permissions of the
 * database, and stays: removing it would let two writers lock two files of one
 * name.
 *
 * Errors: ERR_BUSY, ERR_IO (errno), each with a sentence in why; ERR_NOMEM.
 */
enum err lock_take(const char *db_path, int wait_ms, int *ret_fd,
    struct buf *why) MUST_CHECK;

/* Let go.  -1 is fine. */
void lock_release(int fd);

#endif
