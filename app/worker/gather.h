/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GATHER_H
#define DETOUR_GATHER_H

/*
 * gather.h - a request that came in pieces, taken out of the kernel.
 *
 * Most of them are answered from here as soon as they are whole.  What is
 * special is lent to libfcgi, which reads it from a socket that has no other
 * end.  Pieces do not stay in the kernel: of a Unix socket it takes some 70 at
 * a time, however small they are; and there is one padding that libfcgi
 * forgets.
 */

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "buf.h"
#include "gate.h"

#define GATHER_MOST 32 /* of a process at once: 4 MB, if all are large */

struct gather {
	struct buf bytes;
	int answer; /* where libfcgi's arrives, while it is lent, or -1 */
};

struct gather *gather_new(void);             /* NULL without memory */
void           gather_free(struct gather *); /* NULL is fine */

/* Take all that waits at a socket, up to GATE_PEEK_MAX octets in all; returns
 * what recv() said last, or 0 when all room is used. */
ssize_t gather_take(struct gather *, int fd);

/* The first n octets are done with. */
void gather_cut(struct gather *, size_t n);

/* What gate_look() called GATE_PADDED, without that padding. */
void gather_straighten(struct gather *);

/* A socket from which all of it can be read, and then the end; or -1. */
int gather_lend(struct gather *);

/* Send the peer what was written to that socket, which is closed already, and
 * forget the request.  False when not all of it went. */
bool gather_return(struct gather *, int peer);

#endif
