/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LISTEN_H
#define DETOUR_LISTEN_H

/*
 * listen.h - the sockets that web servers connect to.
 */

#include <stdbool.h>
#include <sys/types.h>

#include "buf.h"
#include "options.h"

struct listener {
	int         fd;    /* -1 once left */
	bool        local; /* a Unix socket */
	bool        waits; /* accept() on it may block: not ours alone */
	const char *path;  /* of a Unix socket that we made, else NULL */
	dev_t       dev;   /* of that, ... */
	ino_t       ino;   /* ... to know it again */
	int         lock;  /* descriptor of PATH.lock, or -1 */
};

struct listeners {
	struct listener at[OPTIONS_LISTEN_MAX];
	size_t          n;
	const char     *peers; /* addresses that may connect by TCP, separated
	                        * by commas; NULL lets anybody */
};

/* Whether a descriptor is a listening socket. */
bool listen_is(int fd);

/* Add a listening socket that the program was started with. */
enum err listen_inherit(struct listeners *, int fd, struct buf *why) MUST_CHECK;

/* Add one; what it was made from is for the sentence of a refusal. */
enum err listen_add(struct listeners *, struct listener, const char *address,
    struct buf *why) MUST_CHECK;

/*
 * The next connection: a blocking descriptor (libfcgi needs that), or -1 with
 * EAGAIN when there is none.  Takes 10 ms at most, and that only on a socket
 * that other programs use as well.
 */
int listen_accept(const struct listener *);

/* Whether whoever is at the other end of a TCP connection is one of the
 * peers that may connect (FastCGI 1.0, 3.2). */
bool listen_is_welcome(int fd, const char *peers);

/* Let nobody find the Unix sockets any more: remove those that are ours. */
void listen_hide(struct listeners *);

/* Stop listening in this process; other processes are not concerned. */
void listen_leave(struct listeners *);

/* In a child: the lock files are the parent's. */
void listen_forget_locks(struct listeners *);

/* Remove the lock file, if this process made it. */
void listen_unlock(struct listener *);

/* Hide, leave, and remove the lock files. */
void listen_close(struct listeners *);

#endif
