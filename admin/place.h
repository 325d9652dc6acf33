/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PLACE_H
#define DETOUR_PLACE_H

/*
 * place.h - where --output goes to: a file appears whole, or not at all.  One
 * that is replaced keeps its mode and, as far as may be, its owner and group;
 * of a symbolic link it is what the link leads to.
 */

#include <stdio.h>

#include "cmd.h"

struct place {
	FILE       *file;
	const char *path;      /* NULL for standard output */
	char       *into;      /* the same, links followed; NULL: in place */
	struct buf  temporary; /* empty when the file is written in place */
	bool        abandoned; /* set it to leave everything as it was */
};

/* Open what --output names, or standard output.  Anything but EXIT_YES comes
 * with a message; close it all the same. */
enum status place_open(struct session *, struct place *);

/* The same where nothing is to be written, to see whether it could be. */
enum status place_nowhere(struct session *, struct place *);

/* Keep the file when status is EXIT_YES or EXIT_NO and it is not abandoned;
 * otherwise leave everything as it was.  Returns status, or what went wrong. */
enum status place_close(struct session *, struct place *, enum status);

/* Say, by errno, that a path can't be written: EXIT_FAIL. */
enum status place_cannot(const struct session *, const char *path);

#endif
