/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_REDIRECTS_BASE_H
#define DETOUR_FROM_REDIRECTS_BASE_H

/*
 * from_redirects_base.h - a line of Netlify's _redirects in its parts: between
 * the files from_redirects*.c that are of Netlify, for nobody else.
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

/* Whether it is a whole URL there, whose scheme is in small letters. */
bool redirects_is_url(struct slice);

/* What a line asks for: the last word of it that counts, or no text. */
struct slice redirect_language(const struct redirect *);
struct slice redirect_cookies(const struct redirect *);

/* Take the conditions of a line, of its cookies this one. */
enum err redirect_conditions(struct import *, const struct redirect *,
    struct slice cookie);

/* A line that leads below its own source: it is refused when that was never in
 * effect, and else warned of. */
void redirect_check_circle(struct import *, const struct redirect *,
    int64_t line);

#endif
