/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOOP_H
#define DETOUR_LOOP_H

/*
 * loop.h - the event loop of a process that answers.
 *
 * No connection is lent to libfcgi before the gate has seen a whole request
 * wait in it, nor before there is room for the answer: so nobody who is slow,
 * silent or hostile can hold up another.
 */

#include "answer.h"
#include "listen.h"

struct loop;

/*
 * loop_open - take part in serving these listeners.
 *
 *	w		is open; what is counted stays in its hits
 *	wake_fd		a descriptor that makes loop_turn() return true
 *
 * SIGTERM, SIGUSR1 and SIGALRM must be blocked: libfcgi takes an interrupted
 * system call for the end of a connection.  SIGPIPE is ignored from here on.
 *
 * Errors: ERR_NOMEM, ERR_IO.
 */
enum err loop_open(struct worker *w, struct listeners *, int wake_fd,
    struct loop **ret) MUST_CHECK;

/* Drop all connections.  NULL is fine. */
void loop_close(struct loop *);

/*
 * One turn: wait until something happens, wait_ms at most (-1: as long as it
 * takes), and serve.  True when wake_fd is readable.
 */
bool loop_turn(struct loop *, int64_t wait_ms);

/* The monotonic time of the last turn. */
int64_t loop_now_ms(const struct loop *);

/*
 * Begin to end: the listeners are left once nobody comes any more, and kept
 * connections are served until each has been idle for PEERS_STOP_MS.
 */
void loop_stop(struct loop *);

/* Whether that has come to its end. */
bool loop_is_over(const struct loop *);

#endif
