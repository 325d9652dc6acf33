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

/*
 * child_run - answer until SIGTERM or SIGINT, and then what is in flight.
 * SIGHUP opens the database again.
 *
 *	sandbox	"on", "partly", "log", "off": for the health page
 *	hits_fd	the end of the pipe of keeper.h
 *	counts	those of all processes, in shared memory; n of them, and this
 *		child's is counts[own]
 *
 * The caller has blocked all signals.  Returns an exit status.
 */
int child_run(const struct options *, const char *sandbox, struct listeners *,
    int hits_fd, struct counts *counts, size_t n, size_t own);

#endif
