/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SIPHASH_H
#define DETOUR_SIPHASH_H

/*
 * siphash.h - a short name for a text, which nobody without the key can aim at.
 *
 * SipHash-1-3 with 128 bits, by Aumasson and Bernstein (2012): a keyed hash for
 * tables whose keys come from strangers.  Two texts of one hash are met by
 * chance only, and that is not to be expected in the life of any machine.
 *
 * Pure.
 */

#include <stdint.h>

#include "buf.h"

struct siphash_key {
	uint64_t k[2]; /* random, and told to nobody */
};

struct siphash {
	uint64_t h[2];
};

struct siphash siphash(const struct siphash_key *, struct slice);

#endif
