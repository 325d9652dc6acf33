/* SPDX-License-Identifier: MIT */
/* marks.c - a sketch of how often what came; see marks.h. */
#include "marks.h"

#include <stdlib.h>

#define LAST  65536 /* notes until marks are halved */
#define OCTET 4     /* marks of an octet: two bits each */
#define MOST  3U    /* of a mark */

void
marks_init(struct marks *m)
{
	*m = (struct marks){ 0 };
}

bool
marks_open(struct marks *m)
{
	m->octets = calloc(MARKS_OCTETS, 1);
	return m->octets != NULL;
}

void
marks_free(struct marks *m)
{
	free(m->octets);
	marks_init(m);
}

/* Where a mark stands: its octet, and how far that is to be shifted. */
static uint8_t *
place(const struct marks *m, uint32_t word, unsigned *ret_shift)
{
	*ret_shift = word % OCTET * 2;
	return &m->octets[word / OCTET % MARKS_OCTETS];
}

static unsigned
mark(const struct marks *m, uint32_t word)
{
	unsigned      shift;
	const uint8_t octet = *place(m, word, &shift);

	return octet >> shift & MOST;
}

static void
halve(struct marks *m)
{
	for (size_t i = 0; i < MARKS_OCTETS; i++)
		m->octets[i] = m->octets[i] >> 1 & 0x55;
	m->noted = 0;
}

unsigned
marks_note(struct marks *m, const uint32_t words[MARKS_WORDS])
{
	unsigned n = MOST, shift;
	uint8_t *octet;

	for (int i = 0; i < MARKS_WORDS; i++)
		if (mark(m, words[i]) < n)
			n = mark(m, words[i]);
	/* Only what is as low is raised. */
	for (int i = 0; i < MARKS_WORDS && n < MOST; i++)
		if (mark(m, words[i]) == n) {
			octet = place(m, words[i], &shift);
			*octet = (uint8_t)(*octet + (1U << shift));
		}
	if (++m->noted == LAST)
		halve(m);
	return n + 1;
}
