/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GATHER_H
#define DETOUR_GATHER_H

/*
 * gather.h - a request that came in pieces, taken out of the kernel.
 *
 * Most of them are answered from here as soon as they are whole; what is
 * special is lent to libfcgi (lend.h).  Pieces do not stay in the kernel: of a
 * Unix socket it takes some 70 at a time, however small they are.
 */

#include <stddef.h>
#include <sys/types.h>

#include "buf.h"
#include "gate.h"

#define GATHER_MOST 32 /* of a process at once: 4 MB, if all are large */

struct gather {
	struct buf bytes;
};

struct gather *gather_new(void);             /* NULL without memory */
void           gather_free(struct gather *); /* NULL is fine */

/* Take all that waits at a socket, up to GATE_PEEK_MAX octets in all; returns
 * what recv() said last, or 0 when all room is used. */
ssize_t gather_take(struct gather *, int fd);

/* The first n octets are done with. */
void gather_cut(struct gather *, size_t n);

#endif
