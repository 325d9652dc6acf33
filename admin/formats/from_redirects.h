/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_REDIRECTS_H
#define DETOUR_FROM_REDIRECTS_H

/*
 * from_redirects.h - what the files called _redirects have in common: the holes
 * of a path, which "*" and ":name" leave, as an expression and its captures.
 */

#include "import.h"

#define HOLES_MAX 9 /* what an expression can capture */

/* A path as an expression: what its holes are called, in their order. */
struct holes {
	struct slice names[HOLES_MAX]; /* with the ':' */
	unsigned     n;
	bool         simple; /* our own sources say the same */
	struct buf   regex;
};

void holes_init(struct holes *);
void holes_free(struct holes *);

/* One more; the row is refused when there are too many. */
void holes_add(struct import *, struct holes *, struct slice name);

/* Text between them, which stands for itself. */
void holes_text(struct holes *, struct slice);

/*
 * holes_first - the first of them that a text begins with, or holes.n.  Of
 * names of which one begins like the other it is the longest.
 */
unsigned holes_first(const struct holes *, struct slice text);

/* The target is text but for its holes: the row is refused where a '$1' in it
 * would be a capture of the expression. */
void holes_target(struct import *, struct slice to);

/* The source is the expression; for the target see holes_first(). */
void holes_source(struct import *, struct holes *);

/* Say what is different where the target is filled in its parameters. */
void redirects_remark(struct import *, int64_t line);

/* Append a path as rules have it; as it stands where it is none, which is then
 * refused for that. */
void redirects_canonical(struct slice path, struct buf *out);

/* Without what a '?' or '#' begins. */
struct slice redirects_path(struct slice);

/* The octets of a URL before its path: "https://host". */
size_t redirects_origin(struct slice);

#endif
