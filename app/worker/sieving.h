/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SIEVING_H
#define DETOUR_SIEVING_H

/*
 * sieving.h - when a sieve is made: the keeper does it, once a child has found
 * that the one that there is does not fit any more.
 */

#include <stdint.h>

#include "sift.h"

#define SIEVING_ASK_MS 100 /* how often a child asks, at most */

/* Who has just committed copies the WAL into the database meanwhile, for which
 * nobody may read. */
#define SIEVING_SETTLE_MS 200

/* Of the time, one part in so many may be spent on it: where somebody edits a
 * large table all the time, the database is asked instead. */
#define SIEVING_PART 20

#define SIEVING_RULES_MAX 12000000 /* more have a less good one, of 15 MB */

/* Ask for a sieve, by an eventfd; *asked_ms is when this child did last. */
void sieving_ask(int fd, int64_t now_ms, int64_t *asked_ms);

struct sieving {
	struct sift sift;
	int         fd; /* by which children ask */
	bool        going;
	int64_t     due_ms;   /* not before */
	int64_t     spent_ms; /* on the one that is being made */
};

/* Nothing is ever made without a sieve. */
void sieving_init(struct sieving *, const char *path, struct sieve *, int fd);
void sieving_free(struct sieving *);

/* Somebody has asked. */
void sieving_heard(struct sieving *, int64_t now_ms);

/* In how many milliseconds there is something to do, or -1; and do it, if it is
 * due: that takes some milliseconds. */
int64_t sieving_wait_ms(const struct sieving *, int64_t now_ms);
void    sieving_work(struct sieving *, int64_t now_ms);

#endif
