/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CONN_H
#define DETOUR_CONN_H

/*
 * conn.h - what becomes of a connection once its request is answered: it is
 * kept, is closed, or lingers until it can be.
 */

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "peers.h"

#define CONN_LINGER_MAX (1L << 30) /* octets of one that are thrown away */

/* The connections of a process; for all functions, a peer of these. */
struct conns {
	struct peers peers;
	int          epoll;
	unsigned     gathered; /* peers that have a gather */
	int64_t      now_ms;   /* monotonic */
};

/* Have a gather for what it sends; false when there are enough of them, or no
 * memory.  It is gone with the request. */
bool conn_gather(struct conns *, struct peer *);

/* Whether there may be one more gather.  Then what a peer sends can be taken
 * out of its socket at once, as there is a place for what is not answered. */
bool conn_may_gather(const struct conns *);

/* Give up its gather, and what is in there. */
void conn_forget(struct conns *, struct peer *);

/* What a peer has sent, and nobody has answered yet. */
struct came {
	unsigned char *octets;
	size_t         n;
	bool           taken; /* out of its socket, not only looked at */
	bool           full;  /* no more had room: more may have come, and no
	                       * edge tells it */
};

/* Look at that.  It is taken out of the socket into the peer's gather, else
 * into GATE_PEEK_MAX octets of room, but when it could be held nowhere.
 * Returns as recv(). */
ssize_t conn_came(struct conns *, struct peer *, unsigned char *room,
    struct came *ret);

/* Whether octets wait in its socket that nobody has looked at yet. */
bool conn_has_more(const struct peer *);

/* Have what was taken in its gather, if it lies elsewhere.  Dropped, and false,
 * without memory. */
bool conn_hold(struct conns *, struct peer *, struct came *);

/* The first n octets of it are done with.  Dropped, and false, when they cannot
 * be taken out of the socket. */
bool conn_pass(struct conns *, struct peer *, struct came *, size_t n);

/* Close it.  Its fd is -1 then, for whoever has it in hand. */
void conn_drop(struct conns *, struct peer *);

/* Be told, edge-triggered, about octets that come or have come, and about a
 * peer that hangs up.  Dropped when that cannot be. */
void conn_watch(struct conns *, struct peer *);

/*
 * The answer lies in the socket's buffer: keep the connection, or close it.
 * Where something of the request is left that is not skipped (rest.h), closing
 * at once could cost the answer: then only our side is closed, and what comes
 * is thrown away.
 */
void conn_answered(struct conns *, struct peer *);

/* Throw away what has come, until the peer has closed. */
void conn_linger(struct conns *, struct peer *);

#endif
