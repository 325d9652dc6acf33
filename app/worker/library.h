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

#include "peers.h"
#include "worker.h"

/* Once, before anything is served.  SIGPIPE is ignored from here on. */
bool library_init(void);

/*
 * Serve the one request that waits at a descriptor, and answer it there; there
 * must be room for that (room.h).  With p->nul it is malformed.  Tells p->keep
 * and p->exact, and begins p->asides anew.  False when it could not; the
 * descriptor is -1 then if libfcgi has closed it.
 *
 *	exact	it can be read to its very end: all of stdin is there, and
 *		nothing else
 */
bool library_serve(struct worker *, struct peer *p, int *fd, bool exact,
    int64_t now_ms);

/* Serve a head of n octets that we hold (lend.h), and answer the peer. */
bool library_serve_lent(struct worker *, struct peer *, unsigned char *head,
    size_t n, int64_t now_ms);

#endif
