/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CHILD_H
#define DETOUR_CHILD_H

/*
 * child.h - the life of one process that answers: its signals, the hand-over
 * of its hits, its end.
 */

#include "answer.h"
#include "listen.h"
#include "options.h"

#define CHILD_STOP_MS 3000 /* nobody is served longer after SIGTERM */

/* What a child shares with others. */
struct child_place {
	const char *sandbox;   /* "on", "partly", "log", "off": for the pages */
	int         hits_fd;   /* the end of the pipe of keeper.h */
	struct counts *counts; /* those of all processes, in shared memory */
	size_t         n;      /* how many */
	size_t         own;    /* this one's are counts[own] */
	const struct sieve *sieve;    /* or NULL */
	int                 sieve_fd; /* to ask for another one */
};

/*
 * child_run - answer until SIGTERM, SIGINT or SIGUSR1, and then what is in
 * flight.  SIGHUP opens the database again.
 *
 * The caller has blocked all signals.  Returns an exit status.
 */
int child_run(const struct options *, const struct child_place *,
    struct listeners *);

#endif
