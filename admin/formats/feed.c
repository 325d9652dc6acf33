/* SPDX-License-Identifier: MIT */
/* feed.c - a file as lines or octets; see feed.h. */
#include "feed.h"

#include <stdlib.h>
#include <string.h>

enum err
feed_begin(struct feed *f, FILE *in)
{
	*f = (struct feed){ .in = in, .line = 1 };
	f->room = malloc(FEED_ROOM);
	return f->room != NULL ? ERR_OK : ERR_NOMEM;
}

void
feed_end(struct feed *f)
{
	free(f->room);
	*f = (struct feed){ 0 };
}

bool
feed_failed(const struct feed *f)
{
	return ferror(f->in) != 0;
}

/* Hold at least so many octets, if there are so many. */
static void
hold(struct feed *f, size_t want)
{
	size_t got;

	if (f->n - f->at >= want || f->ended)
		return;
	memmove(f->room, f->room + f->at, f->n - f->at);
	f->n -= f->at;
	f->at = 0;
	while (f->n < want && !f->ended) {
		got = fread(f->room + f->n, 1, FEED_ROOM - f->n, f->in);
		f->n += got;
		f->ended = got == 0;
	}
}

struct slice
feed_ahead(struct feed *f)
{
	size_t n;

	hold(f, FEED_AHEAD_MAX);
	n = f->n - f->at;
	return (struct slice){ f->room + f->at,
		n < FEED_AHEAD_MAX ? n : FEED_AHEAD_MAX };
}

int
feed_octet(struct feed *f)
{
	int c;

	if (f->at == f->n)
		hold(f, 1);
	if (f->at == f->n)
		return EOF;
	c = (unsigned char)f->room[f->at++];
	f->taken++;
	f->line += c == '\r' || (c == '\n' && !f->after_cr);
	f->after_cr = c == '\r';
	return c;
}

void
feed_skip(struct feed *f, size_t n)
{
	while (n-- > 0)
		feed_octet(f);
}

/* Where the line that begins at s ends, after its end; 0 when it does not. */
static size_t
line_end(const char *s, size_t n, bool is_last)
{
	const char *end = memchr(s, '\n', n), *cr;
	size_t      to = end != NULL ? (size_t)(end - s) + 1 : n;

	cr = memchr(s, '\r', to);
	if (cr == NULL)
		return end != NULL ? to : is_last ? n : 0;
	to = (size_t)(cr - s) + 1;
	if (to == n) /* a newline may follow */
		return is_last ? n : 0;
	return s[to] == '\n' ? to + 1 : to;
}

/* Read on to the end of a line of which too much was seen. */
static void
skip_line(struct feed *f)
{
	int c;

	do
		c = feed_octet(f);
	while (c != '\n' && c != '\r' && c != EOF);
	if (c == '\r' && f->at == f->n)
		hold(f, 1);
	if (c == '\r' && f->at < f->n && f->room[f->at] == '\n')
		feed_octet(f);
}

struct slice
feed_line(struct feed *f, bool *ret_long)
{
	struct slice line;
	size_t       n = 0;

	*ret_long = false;
	if (f->n > f->at)
		n = line_end(f->room + f->at, f->n - f->at, f->ended);
	if (n == 0) {
		hold(f, 2 * FEED_LINE_MAX);
		n = line_end(f->room + f->at, f->n - f->at, f->ended);
	}
	line = (struct slice){ f->room + f->at, n };
	if (n > 0 && n <= FEED_LINE_MAX) {
		f->line += line.s[n - 1] == '\n' || line.s[n - 1] == '\r';
		f->after_cr = false;
		f->at += n;
		f->taken += (int64_t)n;
		return line;
	}
	if (f->n == f->at)
		return (struct slice){ "", 0 };
	*ret_long = true;
	memcpy(f->head, line.s, sizeof(f->head));
	skip_line(f);
	return (struct slice){ f->head, sizeof(f->head) };
}
