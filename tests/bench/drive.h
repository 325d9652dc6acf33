/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_DRIVE_H
#define DETOUR_BENCH_DRIVE_H

/*
 * drive.h - a load on a server: when each request is sent, and what became of
 * it.  One thread, one epoll set.
 */

#include "link.h"
#include "spread.h"

struct load {
	struct wire         wire;
	struct link_address to;
	struct lines        lines;
	struct link        *links;
	size_t              n_links;
	size_t              turn; /* the link that is asked first */
	int                 epoll;
	double              rate; /* requests/s, or 0: as fast as it answers */
	uint64_t            due_ns; /* of the next one, then; 0: at once */

	/* Of the last drive(). */
	uint64_t      started, finished;
	uint64_t      wrong;     /* another answer than the line wants */
	uint64_t      status[6]; /* answers by the first digit of theirs */
	bool          stalled;   /* nothing came back for 5 s */
	struct spread spread;    /* latencies in ns */
};

/*
 * drive - send up to n requests for up to so many seconds, and wait for all
 * answers.
 *
 * Without a rate each connection sends its next request when it has its
 * answer.  With one, requests are due on a schedule that waits for nothing:
 * one that finds no connection free is late from the instant it was due.  The
 * schedule goes on with the next call, unless due_ns is set to 0.
 */
void drive(struct load *, uint64_t n, double seconds);

/* Monotonic. */
uint64_t drive_now_ns(void);

#endif
