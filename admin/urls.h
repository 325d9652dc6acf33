/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_URLS_H
#define DETOUR_URLS_H

/*
 * urls.h - a file of URLs, one a line, perhaps each with its method.
 */

#include <stdio.h>

#include "cmd.h"

#define URLS_LINE_MAX 65536 /* octets */

struct urls {
	struct session *session;
	FILE           *file;
	const char     *name;
	size_t          line; /* of the last one */
	char            room[URLS_LINE_MAX + 2];
};

/* Open a file, or standard input for "-".  EXIT_FAIL with a message. */
enum status urls_open(struct urls *, struct session *, const char *name);
void        urls_close(struct urls *);

/*
 * The next URL, and its method or NULL; both are valid until the next call.
 * Empty lines and those that begin with '#' are skipped; blanks around a URL, a
 * byte order mark and the CR of a line's end are no part of it.
 *
 * EXIT_YES for a URL, EXIT_NO at the end; EXIT_USAGE with a message for a line
 * that is too long or holds a NUL, EXIT_FAIL when the file cannot be read.
 */
enum status urls_next(struct urls *, const char **ret_url,
    const char **ret_method);

#endif
