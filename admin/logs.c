/* SPDX-License-Identifier: MIT */
/* logs.c - a log line by line; see logs.h. */
#include "logs.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#define ROOM (4 * LOGLINE_MAX)

enum status
logs_open(struct logs *l, struct session *s, const char *name)
{
	int fd;

	*l = (struct logs){ .session = s, .name = name };
	if (strcmp(name, "-") == 0) {
		l->name = "standard input";
		fd = dup(STDIN_FILENO);
		l->file = fd < 0 ? NULL : gzdopen(fd, "rb");
	} else {
		l->file = gzopen(name, "rbe");
	}
	if (l->file == NULL)
		return said(s, EXIT_FAIL, "'%s' cannot be read: %s", l->name,
		    strerror(errno != 0 ? errno : ENOMEM));
	gzbuffer(l->file, 1 << 17);
	l->room = malloc(ROOM);
	return l->room != NULL ? EXIT_YES : failed(s, ERR_NOMEM);
}

void
logs_close(struct logs *l)
{
	if (l->file != NULL)
		gzclose(l->file);
	free(l->room);
	l->file = NULL;
	l->room = NULL;
}

/* More into the room; false at the end. */
static enum status
fill(struct logs *l)
{
	const char *words;
	int         got, code;

	memmove(l->room, l->room + l->at, l->n);
	l->at = 0;
	got = gzread(l->file, l->room + l->n, (unsigned)(ROOM - l->n));
	if (got < 0) {
		/* Of what the system says zlib makes "name: reason". */
		words = gzerror(l->file, &code);
		return said(l->session, EXIT_FAIL, "'%s' cannot be read: %s",
		    l->name, code == Z_ERRNO ? strerror(errno) : words);
	}
	/* Of a compressed file that is cut off zlib tells at its end; since
	 * 1.3.2 with its last octets, and then no more. */
	gzerror(l->file, &code);
	l->is_cut |= code == Z_BUF_ERROR;
	if (got == 0) {
		l->over = true;
		if (gzeof(l->file) == 0 || l->is_cut)
			return said(l->session, EXIT_FAIL,
			    "'%s' is cut off: its last lines are missing",
			    l->name);
		return EXIT_NO;
	}
	l->n += (size_t)got;
	return EXIT_YES;
}

enum status
logs_next(struct logs *l, struct slice *ret)
{
	size_t skipped = 0, n;

	for (;;) {
		char       *start = l->room + l->at;
		const char *end = memchr(start, '\n', l->n);
		enum status status;

		if (end != NULL) {
			n = (size_t)(end - start);
			l->at += n + 1;
			l->n -= n + 1;
			l->octets += (int64_t)(skipped + n + 1);
			l->line++;
			if (skipped > 0) /* its beginning is gone */
				n = LOGLINE_MAX + 1;
			else if (n > 0 && start[n - 1] == '\r')
				n--;
			*ret = (struct slice){ skipped > 0 ? l->room : start,
				n > LOGLINE_MAX ? LOGLINE_MAX + 1 : n };
			return EXIT_YES;
		}
		if (l->over)
			return EXIT_NO;
		if (l->n == ROOM) { /* no line is that long: forget it */
			skipped += l->n;
			l->n = 0;
		}
		status = fill(l);
		if (status == EXIT_FAIL)
			return status;
	}
}

int
logs_percent(const struct logs *l)
{
	struct stat st;

	if (stat(l->name, &st) != 0 || st.st_size == 0)
		return -1;
	return (int)(gzoffset(l->file) * 100 / st.st_size);
}
