/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_READ_LINES_H
#define DETOUR_READ_LINES_H

/*
 * read_lines.h - files of lines and words: _redirects, .htaccess.
 */

#include "import.h"

#define WORDS_MAX 32

/* A line in words: their text lies in the line, or in text. */
struct words {
	struct slice at[WORDS_MAX];
	size_t       n; /* more than WORDS_MAX are not kept, but counted */
};

/* Cut a line at what foreign_is_space(), and at the spaces of Unicode, which
 * come along with text from a page: U+00A0, U+1680, U+2000 to U+200A, U+2028,
 * U+2029, U+202F, U+205F, U+3000 and U+FEFF.  False when that leaves
 * nothing, or a comment. */
bool words_cut(struct slice line, struct words *);

/*
 * The same where "..." and '...' hold one word, in which a '\' may stand before
 * a quote; where spaces is set, a '\' before a space keeps it in its word, and
 * stays.  False when a quote is not closed.  text is emptied first.
 */
bool words_quoted(struct slice line, bool spaces, struct words *,
    struct buf *text);

/*
 * read_lines - each line that is neither empty nor a comment ('#').
 *
 *	join	a '\' at the end of a line goes on with the next, of a comment,
 *		too, as in Apache's files
 *	fn	is given the text without spaces around it, which is not empty,
 *		and its raw form; no row has begun
 */
typedef enum err line_fn(struct import *, void *arg, struct slice text,
    int64_t line, struct slice raw);
enum err         read_lines(struct import *, bool join, line_fn *,
	    void *arg) MUST_CHECK;

#endif
