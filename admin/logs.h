/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOGS_H
#define DETOUR_LOGS_H

/*
 * logs.h - a log of a web server line by line, compressed by gzip or not.
 */

#include "cmd.h"
#include "logline.h"

struct logs {
	struct session *session;
	const char     *name;
	void           *file;   /* zlib's */
	int64_t         octets; /* of the lines that were brought, with ends */
	int64_t         line;   /* number of the last one */
	char           *room;
	size_t          at, n;  /* what is read and not yet brought */
	bool            over;   /* nothing more comes */
	bool            is_cut; /* a compressed one lacks its end */
};

/* Open a file, or standard input for "-".  EXIT_FAIL with a message; close it
 * in any case. */
enum status logs_open(struct logs *, struct session *, const char *name);
void        logs_close(struct logs *);

/*
 * The next whole line, without its end; valid until the next call.  A line
 * above LOGLINE_MAX is brought cut to LOGLINE_MAX + 1 octets.
 *
 * EXIT_YES for a line; EXIT_NO at the end: a last line that has no end is still
 * being written, and left; EXIT_FAIL with a message.
 */
enum status logs_next(struct logs *, struct slice *ret);

/* How much of the file, as it lies there, is read, in percent; -1 when that
 * cannot be told. */
int logs_percent(const struct logs *);

#endif
