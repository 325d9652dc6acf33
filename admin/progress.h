/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PROGRESS_H
#define DETOUR_PROGRESS_H

/*
 * progress.h - how far long work is, for who sits at a terminal.
 *
 * One line of standard error, written over and over, and taken away in the end.
 * Work that is done within a second says nothing, and into a file or a pipe
 * nothing is said at all.
 */

#include <stdbool.h>
#include <stdint.h>

#include "store.h"

#define PROGRESS_ROWS 1000 /* rows, between two looks at the clock */

struct progress {
	int64_t began_ms;
	int64_t told_ms; /* when there was something to say last, or 0 */
	bool    on;      /* standard error is a terminal */
};

void progress_begin(struct progress *);

/* Since then, in milliseconds; at least 1. */
int64_t progress_ms(const struct progress *);

/*
 * Whether something is to be said: then the line is empty, and the caller
 * prints a clause to standard error, without a newline, and a space behind it.
 */
bool progress_due(struct progress *);

/* Take it off the terminal, before anything else is printed and in the end. */
void progress_hush(struct progress *);

/* Say of a store, from now on, what store_watch() tells. */
void progress_watch(struct progress *, struct store *);

#endif
