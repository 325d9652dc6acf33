/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_KEEPER_H
#define DETOUR_KEEPER_H

/*
 * keeper.h - the one process that writes hits, and makes sieves.
 *
 * Those that answer hand their counts over through a pipe that never makes
 * them wait; a slow disk delays only the keeper.
 */

#include "hits.h"
#include "sieving.h"

/*
 * A hit is written a second after it was counted, at the latest: most of that
 * time it waits at the keeper, where those of all children meet, and many hits
 * of a rule are one record.
 */
#define KEEPER_HAND_MS  200  /* how often counts are handed over, ... */
#define KEEPER_HAND_MAX 2000 /* or when so many rules have some */
#define KEEPER_WRITE_MS 800  /* how long the keeper gathers them */

struct keeper_pipe {
	int read;  /* the keeper's end; blocking */
	int write; /* everybody else's; never blocks */
};

/* Make the pipe; false when the system will not. */
bool keeper_pipe_open(struct keeper_pipe *);

/*
 * Hand over what was counted.  What the pipe does not take stays counted.
 * True when nothing is left.
 */
bool keeper_hand(int write_fd, struct hits *);

/* The same at the end of a process: wait for room, up to ms milliseconds. */
void keeper_hand_all(int write_fd, struct hits *, int ms);

/* Add to sum how many hits were dropped since the last time (hits.h). */
void keeper_dropped(struct hits *, uint64_t *sum);

/*
 * keeper_run - be the keeper: write what comes out of the pipe to the
 * database at path, until nobody holds the other end any more.  Counts are
 * kept while the database cannot be written; at the end what cannot be
 * written is lost, and logged.  What is dropped is added to *dropped, which
 * others read.  In between it makes sieves.
 */
void keeper_run(int read_fd, const char *path, uint64_t *dropped,
    struct sieving *);

#endif
