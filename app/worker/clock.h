/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CLOCK_H
#define DETOUR_CLOCK_H

/*
 * clock.h - the two clocks.  Only the worker's edge reads them; all others are
 * given the time.
 */

#include <stdint.h>

#include "when.h"

/*
 * Unix seconds.  Never from a coarse clock, as time(2) is: that lags behind by
 * some milliseconds, and a rule ends at the very second.
 */
int64_t clock_wall_s(void);

/* The same for an answer that is sent now. */
struct moment clock_moment(void);

/* Milliseconds that never go back; exact to a tick of the kernel, 4 ms. */
int64_t clock_mono_ms(void);

/* The sooner of two waits in milliseconds; below 0 is for ever. */
int64_t clock_sooner(int64_t, int64_t);

#endif
