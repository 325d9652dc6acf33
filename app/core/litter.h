/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LITTER_H
#define DETOUR_LITTER_H

/*
 * litter.h - files that are of no use before they are done, so that a program
 * that is ended by a signal can take them along.
 *
 * A few names for the whole process, which has one thread.
 */

#define LITTER_MAX 4 /* at a time; of more, the last ones stay */

/* A file is going to be made.  Its name must last until it is forgotten. */
void litter_note(const char *path);

/* It is done, or gone. */
void litter_forget(const char *path);

/* Remove a file, and what SQLite and lock.h make beside it. */
void litter_sweep(const char *path);

/* Remove all that are noted.  For handlers of signals (POSIX 2.4.3). */
void litter_sweep_noted(void);

#endif
