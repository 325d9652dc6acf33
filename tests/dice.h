/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DICE_H
#define DETOUR_DICE_H

/*
 * dice.h - random choices that are the same in every run, on every machine.
 */

#include <stddef.h>
#include <stdint.h>

/* Seed it with any number; the same seed gives the same choices. */
struct dice {
	uint64_t state;
};

/* A number below n (splitmix64; its bias does not matter here). */
static inline size_t
dice_below(struct dice *d, size_t n)
{
	uint64_t z = d->state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return (size_t)((z ^ (z >> 31)) % n);
}

/* Yes, once in n times. */
static inline int
dice_once_in(struct dice *d, size_t n)
{
	return dice_below(d, n) == 0;
}

/* One of an array. */
#define DICE_ONE_OF(d, a) ((a)[dice_below((d), ARRAY_LEN(a))])

#endif
