/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FUZZ_H
#define DETOUR_FUZZ_H

/*
 * fuzz.h - what fuzz targets share: a promise that does not hold ends the
 * program, and the input of the moment is what libFuzzer keeps.
 *
 * Linked with replay.c a target runs its corpus once, with libFuzzer for ever.
 */

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "buf.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);

#define MUST(holds)                                                        \
	do {                                                               \
		if (!(holds)) {                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, \
			    #holds);                                       \
			abort();                                           \
		}                                                          \
	} while (0)

/* Cut the next line off; what is left when there is no more. */
static inline struct slice
fuzz_line(struct slice *rest)
{
	struct slice line = *rest;

	for (size_t i = 0; i < rest->n; i++)
		if (rest->s[i] == '\n') {
			line.n = i;
			rest->s += i + 1;
			rest->n -= i + 1;
			return line;
		}
	rest->n = 0;
	return line;
}

#endif
