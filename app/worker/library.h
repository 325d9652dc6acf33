/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LIBRARY_H
#define DETOUR_LIBRARY_H

/*
 * library.h - what is left to libfcgi: it reads a request, we answer, and it
 * writes that.
 *
 * It blocks where not all is there, and some of what may come harms it: only
 * what gate_look() has seen may be left to it.
 */

#include "gate.h"
#include "peers.h"
#include "worker.h"

/* Once, before anything is served.  SIGPIPE is ignored from here on. */
bool library_init(void);

/*
 * Serve the one request that waits at a descriptor, and answer it there; there
 * must be room for that (room.h).  Tells p->keep and p->exact, and begins
 * p->asides anew.  False when it could not; the descriptor is -1 if that was
 * closed.
 *
 *	bytes	what waits there, for gate_env(), which spoils the head
 *	exact	it can be read to its very end: all of stdin is there, and
 *		nothing else
 */
bool library_serve(struct worker *, struct peer *p, int *fd,
    unsigned char *bytes, const struct gate_seen *, bool exact, int64_t now_ms);

/* Serve a head that we hold (lend.h), and answer the peer. */
bool library_serve_lent(struct worker *, struct peer *, unsigned char *bytes,
    const struct gate_seen *, int64_t now_ms);

#endif
