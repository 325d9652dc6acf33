/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_SPREAD_H
#define DETOUR_BENCH_SPREAD_H

/*
 * spread.h - many latencies, kept as counts of 64 steps to each doubling, so
 * that a quantile is right within 2 %.
 */

#include <stdint.h>

#define SPREAD_STEPS 64
#define SPREAD_SLOTS (SPREAD_STEPS * 60)

struct spread {
	uint64_t count[SPREAD_SLOTS];
	uint64_t n;
};

/* Any unit; zero memory is an empty spread. */
void spread_add(struct spread *, uint64_t value);

/* What the share q (0 to 1) of all values does not exceed; 0 without any. */
double spread_quantile(const struct spread *, double q);

#endif
