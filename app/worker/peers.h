/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PEERS_H
#define DETOUR_PEERS_H

/*
 * peers.h - the connections of one process: where each one stands, and until
 * when it may stand there.
 *
 * One queue a state.  Everybody in a state has the same time, so each queue
 * is in the order of its deadlines and only its head is ever looked at.
 * Pure: no clock, no descriptor is touched.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rest.h"

/* Times are milliseconds. */
#define PEERS_HEAD_MS   20   /* for a head that comes in a few pieces */
#define PEERS_TORN_MS   5000 /* for any other */
#define PEERS_BODY_MS   20   /* for the end of stdin, then it is answered */
#define PEERS_LINGER_MS 2000 /* between two pieces that are thrown away */
#define PEERS_STOP_MS   100  /* idle, while the process is ending */

enum peer_state {
	PEER_IDLE,   /* nothing of a request has come, but of one that is
	              * answered; stays as long as it likes */
	PEER_HEAD,   /* a part of a head has come */
	PEER_TORN,   /* the rest of it takes its time */
	PEER_BODY,   /* the head is whole, stdin has not ended */
	PEER_LINGER, /* answered for the last time; what comes is thrown away,
	              * because closing at once could lose the answer */
	PEER_STATES
};

struct gather;

struct peer {
	int             fd;
	enum peer_state state;
	int64_t         since_ms; /* in this state */
	size_t          unread;   /* at most so many octets of answers that it
	                           * may not have read yet */
	size_t      eaten;        /* octets thrown away */
	bool        keep;   /* it wishes to use the connection again ... */
	bool        exact;  /* ... and nothing of this request is left, but: */
	struct rest rest;   /* what is skipped of one when it comes */
	unsigned    asides; /* records since the last request that are none */
	struct gather *gather;  /* what was taken out of the socket, or NULL */
	bool           watched; /* it is in the epoll set */
	struct peer   *prev, *next;
};

struct peers {
	struct peer  queue[PEER_STATES]; /* rings; the heads are no peers */
	struct peer *spare;              /* memory for the next ones */
	size_t       n;
	int64_t      stop_ms; /* the process has been ending since, or -1 */
};

void peers_init(struct peers *);
void peers_free(struct peers *);

/* A new, idle one; NULL without memory.  Memory is used again, and only
 * released by peers_free(). */
struct peer *peers_add(struct peers *, int fd, int64_t now_ms);

/* To the end of a state's queue, with its whole time before it. */
void peers_move(struct peers *, struct peer *, enum peer_state, int64_t now_ms);

/* Out of all queues; its memory, untouched until then, is for the next. */
void peers_remove(struct peers *, struct peer *);

/* From now on idle ones have a deadline too. */
void peers_stop(struct peers *, int64_t now_ms);

/* Somebody whose time is over, or NULL. */
struct peer *peers_late(const struct peers *, int64_t now_ms);

/* How long until then: 0 and more, or -1 when nobody has a deadline. */
int64_t peers_wait_ms(const struct peers *, int64_t now_ms);

/*
 * Who is to make room for somebody new: who has been idle for longest, else
 * lingering, else sending a request.  NULL when there is nobody.
 */
struct peer *peers_victim(const struct peers *);

#endif
