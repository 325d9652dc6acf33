/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_CORPUS_H
#define DETOUR_BENCH_CORPUS_H

/*
 * corpus.h - the made-up site that the bench asks for: the number of a rule to
 * its path and target, and two ways to draw a number.
 *
 * The same numbers always give the same texts, so that a request list made by
 * one process fits the rules made by another.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

#define CORPUS_HOST "www.example.org"

/* Numbers from here on are in no set of rules. */
#define CORPUS_MISS  UINT32_C(0x70000000)
#define CORPUS_N_MAX UINT32_C(0x10000000) /* rules of a set */

/*
 * Append the path of a rule, some 40 octets; no two numbers have the same.
 * deep puts six more segments before it, so that it is 10 to 11 deep.
 */
void corpus_path(uint32_t i, bool deep, struct buf *out);

/* Append the target of a rule, some 60 octets. */
void corpus_target(uint32_t i, struct buf *out);

/*
 * Append the head of the i-th rule that ends in a star, 1 to 10 segments deep,
 * without the star.  It begins as deep paths do, and covers none of them.
 */
void corpus_head(uint32_t i, struct buf *out);

/* Append the i-th regular expression, without its '~', and its target: one with
 * a literal head, as corpus_head() has, and two captures. */
void corpus_regex(uint32_t i, struct buf *out);
void corpus_regex_target(uint32_t i, struct buf *out);

/* Append the n-th of the paths that it matches, and where that leads. */
void corpus_regex_path(uint32_t i, uint32_t n, struct buf *out);
void corpus_regex_location(uint32_t i, uint32_t n, struct buf *out);

/* A sequence of numbers; begin it with any state. */
struct corpus_draw {
	uint64_t state;
	uint32_t n;     /* of a set of n rules */
	bool     zipf;  /* exponent 1, else uniform */
	unsigned miss;  /* percent that are in no set: each another one ... */
	bool     again; /* ... or, by zipf, the same again and again */
};

uint32_t corpus_next(struct corpus_draw *);

#endif
