/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FEED_H
#define DETOUR_FEED_H

/*
 * feed.h - a file to be imported, as lines or octets, with a look ahead.
 *
 * A line ends with a newline, a carriage return, or both: so it is counted, and
 * so files of every system are read.  Memory is bounded whatever the file is.
 */

#include <stdint.h>
#include <stdio.h>

#include "buf.h"

#define FEED_LINE_MAX  65536   /* octets of a line: more is no line of text */
#define FEED_AHEAD_MAX 16384   /* octets that can be looked at before reading */
#define FEED_ROOM      1048576 /* octets that are held at a time */

struct feed {
	FILE   *in; /* borrowed */
	char   *room;
	size_t  at, n;     /* what is held and still to be read: room[at, n) */
	int64_t line;      /* of the octet that comes next, from 1 */
	int64_t taken;     /* octets that were read so far */
	bool    ended;     /* nothing follows what is held */
	bool    after_cr;  /* the last octet was a carriage return */
	char    head[200]; /* of a line that is too long */
};

/* Begin with a file; free it with feed_end().  Errors: ERR_NOMEM. */
enum err feed_begin(struct feed *, FILE *) MUST_CHECK;
void     feed_end(struct feed *);

/* What comes next, up to FEED_AHEAD_MAX octets of it; nothing is read. */
struct slice feed_ahead(struct feed *);

/* Take n octets that feed_ahead() has shown. */
void feed_skip(struct feed *, size_t n);

/* The next octet, or EOF. */
int feed_octet(struct feed *);

/*
 * The next line with its end; empty at the end of the file.  It is valid until
 * the next call.  Of a line that is too long the beginning is given, and
 * *ret_long is set; the rest of it is skipped.
 */
struct slice feed_line(struct feed *, bool *ret_long);

/* Whether reading failed: errno is lost by then. */
bool feed_failed(const struct feed *);

#endif
