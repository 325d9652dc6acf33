/* SPDX-License-Identifier: MIT */
/*
 * rest.c - rest_skip() on any octets, from any place in a request: of a few,
 * each in an array of just that length, and of the most that are looked at.
 */
#include <stdlib.h>

#include "gate.h"
#include "rest.h"

#include "__fc_builtin.h"

#define SHORT 24 /* three headers */

static void
skip(size_t n)
{
	unsigned char *b = malloc(n);
	struct rest    r = { .id = (unsigned)Frama_C_interval(0, 65535),
		   .left = Frama_C_size_t_interval(0, 65535 + 255),
		   .last = Frama_C_interval(0, 1) };

	Frama_C_make_unknown((char *)b, n);
	rest_skip(&r, b, n);
	free(b);
}

int
main(void)
{
	for (size_t n = 1; n <= SHORT; n++)
		skip(n);
	skip(GATE_PEEK_MAX);
	return 0;
}
