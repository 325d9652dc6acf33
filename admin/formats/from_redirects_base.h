/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_REDIRECTS_BASE_H
#define DETOUR_FROM_REDIRECTS_BASE_H

/*
 * from_redirects_base.h - a line of Netlify's _redirects in its parts: between
 * from_redirects.c and from_redirects_line.c, for nobody else.
 */

#include "import.h"
#include "read_lines.h"

/* Its texts lie in the line. */
struct redirect {
	struct slice from, to, status;
	struct slice params[WORDS_MAX], conditions[WORDS_MAX];
	size_t       nparams, nconditions;
	bool         force; /* '!' after the status */
};

/* Put the words of a line where they belong; it is refused when it has no
 * target. */
void redirect_cut(struct import *, const struct words *, struct redirect *ret);

#endif
