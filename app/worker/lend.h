/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LEND_H
#define DETOUR_LEND_H

/*
 * lend.h - a request that we hold, for libfcgi, which reads from a descriptor:
 * two sockets that have no other end.
 */

#include <stdbool.h>
#include <stddef.h>

struct lend {
	int reader; /* for libfcgi: the request, then the end */
	int answer; /* what is written to reader arrives here */
};

/*
 * Lend n octets that gate_look() has seen, a request or its head, GATE_PEEK_MAX
 * at most.  The padding of its begin is left out, as libfcgi takes it for a
 * header; the octets are spoilt then.  False when that cannot be; there is
 * nothing to close.
 */
bool lend_out(struct lend *, unsigned char *octets, size_t n);

/* It is read: close reader, unless that is done already (-1), send the peer
 * what was written to it, and close answer.  False when not all of it went. */
bool lend_back(struct lend *, int peer);

#endif
