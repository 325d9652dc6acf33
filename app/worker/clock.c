/* SPDX-License-Identifier: MIT */
/* clock.c - the two clocks. */
#include "clock.h"

#include <time.h>

struct moment
clock_moment(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return when_live((int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000);
}

int64_t
clock_wall_s(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return t.tv_sec;
}

int64_t
clock_mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

int64_t
clock_sooner(int64_t a, int64_t b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}
