/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_LINK_H
#define DETOUR_BENCH_LINK_H

/*
 * link.h - one connection to the server under test, with at most one request
 * on its way.
 */

#include <stdint.h>
#include <sys/socket.h>

#include "wire.h"

/* Where the server is. */
struct link_address {
	struct sockaddr_storage at;
	socklen_t               len;
};

/* "unix:PATH" or "HOST:PORT", HOST a number.  Errors: ERR_SYNTAX. */
enum err link_address(const char *typed, struct link_address *ret) MUST_CHECK;

struct link {
	const struct link_address *to;
	const struct wire         *wire;
	int                        epoll;
	int                        fd;    /* -1: none is open */
	bool                       asked; /* a request is on its way */
	bool                       again; /* connecting must be tried again */
	bool                       waits; /* for room to write */
	const struct line         *line;
	uint64_t                   due_ns; /* when it was to be sent */
	size_t                     out_at, out_n, in_n;
	unsigned char              out[WIRE_OUT_MAX];
	unsigned char              in[WIRE_IN_MAX];
	uint64_t                   opened; /* connections that were made */
	uint64_t                   failed; /* lost with a request on its way */
};

void link_init(struct link *, const struct link_address *, const struct wire *,
    int epoll);
void link_close(struct link *);

/* Send a request; the latency counts from due_ns. */
void link_ask(struct link *, const struct line *, uint64_t due_ns);

/* Try to connect again, where the queue of the server was full. */
void link_retry(struct link *);

/* Its event has come.  True when that was the end of an answer. */
bool link_ready(struct link *, uint32_t events, struct wire_answer *ret);

/* Use of *ret is over: keep the connection or close it. */
void link_answered(struct link *, const struct wire_answer *ret);

#endif
