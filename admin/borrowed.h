/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BORROWED_H
#define DETOUR_BORROWED_H

/*
 * borrowed.h - the rules of a file in a database of their own, which has no
 * name and is gone when the command ends, however it ends.
 */

#include "cmd.h"

struct borrowed {
	struct store *store;
	struct table *table;
	struct lines  lines; /* in which each rule stands */
};

/*
 * Import the first operand, by --from, as "import" does it: what it refuses is
 * told on standard error and is not there.  On anything but EXIT_YES there is a
 * message; borrowed_close() is to be called all the same.
 */
enum status borrowed_open(struct borrowed *, struct session *);
void        borrowed_close(struct borrowed *);

#endif
