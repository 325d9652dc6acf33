/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BORROWED_H
#define DETOUR_BORROWED_H

/*
 * borrowed.h - the rules of a file in a database of their own, which is gone
 * again when the command ends, also by a signal that can be caught.
 */

#include "cmd.h"

struct borrowed {
	char          path[600]; /* of the database, or "" */
	struct store *store;
	struct lines  lines; /* in which each rule stands */
};

/*
 * Import the first operand, by --from, as "import" does it: what it refuses is
 * told on standard error and is not there.  On anything but EXIT_YES there is a
 * message; borrowed_close() is to be called all the same.  One at a time.
 */
enum status borrowed_open(struct borrowed *, struct session *);
void        borrowed_close(struct borrowed *);

#endif
