/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DOOR_H
#define DETOUR_DOOR_H

/*
 * door.h - the listeners in a process's epoll set: open, shut for a moment
 * because nobody can be let in, or left for good.
 */

#include <stdint.h>

#include "listen.h"

/* Times are milliseconds. */
#define DOOR_PAUSE_MS 100  /* shut, when nobody can be let in */
#define DOOR_QUIET_MS 20   /* nobody came for so long: it can be left ... */
#define DOOR_LEAVE_MS 1000 /* ... and after this in any case */

struct door {
	struct listeners *listeners;
	int               epoll;
	bool              open;
	bool              left;
	int64_t           pause_ms; /* end of a pause, or 0 */
	int64_t           came_ms;  /* last connection */
	int64_t           stop_ms;  /* it is to be left since, or -1 */
};

/* What door_next() has to say besides a descriptor. */
enum {
	DOOR_NOBODY = -1,
	DOOR_FULL = -2, /* somebody waits, but there is no descriptor left */
	DOOR_STUCK = -3 /* somebody may wait, but the kernel gives nobody */
};

/* How many connections there may be at once: as many as there are descriptors,
 * but for some that a process needs. */
size_t door_peers_max(void);

/* Open it.  Events of the epoll set carry the number of the listener. */
void door_init(struct door *, struct listeners *, int epoll);

/* The next connection at a listener: a descriptor, or one of the above. */
int door_next(struct door *, size_t listener, int64_t now_ms);

/* Shut it for DOOR_PAUSE_MS. */
void door_pause(struct door *, int64_t now_ms);

/*
 * Leave the listeners as soon as nobody comes any more: who is in the queue
 * of a socket that its last user closes would be turned away.
 */
void door_stop(struct door *, int64_t now_ms);

/* Once a turn: end a pause, or leave. */
void door_tend(struct door *, int64_t now_ms);

/* How long until door_tend() has something to do, or -1. */
int64_t door_wait_ms(const struct door *, int64_t now_ms);

#endif
