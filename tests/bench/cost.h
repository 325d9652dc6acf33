/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_COST_H
#define DETOUR_BENCH_COST_H

/*
 * cost.h - what processes spend: CPU time and retired instructions.
 *
 * All threads of the processes and of their children count, as far as they
 * live when the measurement begins.  The rights that are needed: their own, and
 * for instructions perf_event_paranoid of 2 (user) or 1 (kernel) at most.
 */

#include <stdbool.h>
#include <sys/types.h>

#define COST_THREADS_MAX 1024

struct cost {
	double cpu_us;
	double user;   /* instructions; -1 when they cannot be counted */
	double kernel; /* the same */
};

struct costs {
	struct {
		pid_t process, thread;
		int   user, kernel; /* descriptors of counters, or -1 */
	} of[COST_THREADS_MAX];
	int n;
};

/*
 * Find the threads of a process and of all that descend from it; more may be
 * added.  An open counter makes a virtual machine's context switches dearer by
 * half and more: with counters, read no times.
 */
void cost_watch(struct costs *, pid_t, bool counters);
void cost_close(struct costs *);

/* All that they have spent so far. */
struct cost cost_read(const struct costs *);

#endif
