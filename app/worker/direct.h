/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DIRECT_H
#define DETOUR_DIRECT_H

/*
 * direct.h - a request that lies in memory as a whole, answered from there, and
 * what is no request.
 *
 * libfcgi allocates each parameter, and reads from a descriptor; more than half
 * of what a remembered redirect would cost is that.  What servers send comes in
 * one piece as a rule, of which gate_look() has seen each octet: then there is
 * nothing left to read.  libfcgi has all else.
 */

#include <stdbool.h>

#include "conn.h"
#include "gate.h"
#include "worker.h"

struct direct {
	struct buf out; /* the records of an answer */
};

void direct_init(struct direct *);
void direct_free(struct direct *);

/*
 * Whether n octets, of which that was seen, are a request for direct_serve():
 * a whole one, that nothing follows.
 */
bool direct_can(enum gate, const struct gate_seen *, size_t n);

/*
 * Answer it, and have conn_answered() decide what becomes of the connection.
 * None of its octets may be left in the socket; they may be spoilt.
 */
void direct_serve(struct direct *, struct worker *, struct conns *,
    struct peer *, unsigned char *bytes, const struct gate_seen *);

/*
 * Answer what is no request (gate_is_aside()), and take it off the connection.
 * False when that was the last of it.
 *
 *	came		begins with it
 *	conns_max	how many connections there may be at once
 */
bool direct_aside(struct conns *, struct peer *, enum gate, struct came *came,
    const struct gate_seen *, size_t conns_max);

#endif
