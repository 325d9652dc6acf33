/* SPDX-License-Identifier: MIT */
/*
 * gate.c - gate_look() on any octets.
 *
 * On every length up to SHORT and on the largest, each in an array of just that
 * length, so that looking at one octet too many is found; and on any length at
 * all.
 */
#include <stdlib.h>

#include "gate.h"

#include "__fc_builtin.h"

#define SHORT 40 /* a begin, and a record of parameters with long lengths */

static void
look(size_t size, size_t n)
{
	unsigned char   *b = malloc(size);
	struct gate_seen seen = { 0 };

	Frama_C_make_unknown((char *)b, size);
	gate_look(b, n, &seen);
	free(b);
}

int
main(void)
{
	for (size_t n = 1; n <= SHORT; n++)
		look(n, n);
	look(GATE_PEEK_MAX, GATE_PEEK_MAX);
	look(GATE_PEEK_MAX, Frama_C_size_t_interval(0, GATE_PEEK_MAX));
	return 0;
}
