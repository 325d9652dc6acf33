/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_MARKS_H
#define DETOUR_MARKS_H

/*
 * marks.h - how often something came lately, of very many, in little memory.
 *
 * Each has three marks, shared with others (a count-min sketch): the number is
 * never too low, and for one in some ten too high.  Marks are halved again and
 * again, so that what came long ago is forgotten.
 *
 * Pure, but for memory of a fixed size that it takes once.
 */

#include <stdbool.h>
#include <stdint.h>

#define MARKS_OCTETS 131072 /* of memory */
#define MARKS_OFTEN  4      /* stands for more, too */
#define MARKS_WORDS  3      /* by which something is known */

struct marks {
	uint8_t *octets; /* NULL: not open */
	uint32_t noted;  /* since they were halved */
};

void marks_init(struct marks *);
bool marks_open(struct marks *); /* false without memory */
void marks_free(struct marks *);

/* Take note of one that is known by words of a hash: how often it came, this
 * time included, up to MARKS_OFTEN.  Open. */
unsigned marks_note(struct marks *, const uint32_t words[MARKS_WORDS]);

#endif
