/* SPDX-License-Identifier: MIT */
/* spread.c - counts by size; see spread.h. */
#include "spread.h"

#define SMALL 6 /* bits of a value that is a slot of its own */

static unsigned
slot_of(uint64_t v)
{
	unsigned octave;

	if (v < SPREAD_STEPS)
		return (unsigned)v;
	octave = 63 - (unsigned)__builtin_clzll(v);
	return (octave - SMALL + 1) * SPREAD_STEPS +
	    (unsigned)(v >> (octave - SMALL) & (SPREAD_STEPS - 1));
}

/* The middle of what a slot holds. */
static double
value_of(unsigned slot)
{
	unsigned shift;

	if (slot < SPREAD_STEPS)
		return slot;
	shift = slot / SPREAD_STEPS - 1;
	return ((double)(SPREAD_STEPS + slot % SPREAD_STEPS) + 0.5) *
	    (double)(UINT64_C(1) << shift);
}

void
spread_add(struct spread *s, uint64_t value)
{
	s->count[slot_of(value)]++;
	s->n++;
}

double
spread_quantile(const struct spread *s, double q)
{
	uint64_t seen = 0;

	for (unsigned i = 0; i < SPREAD_SLOTS && s->n > 0; i++) {
		seen += s->count[i];
		if ((double)seen >= q * (double)s->n && seen > 0)
			return value_of(i);
	}
	return 0;
}
