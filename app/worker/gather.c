/* SPDX-License-Identifier: MIT */
/* gather.c - octets out of a socket; see gather.h. */
#include "gather.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define STEP 4096 /* octets of one read */

struct gather *
gather_new(void)
{
	struct gather *g = malloc(sizeof(*g));

	if (g == NULL)
		return NULL;
	buf_init(&g->bytes, GATE_PEEK_MAX);
	return g;
}

void
gather_free(struct gather *g)
{
	if (g == NULL)
		return;
	buf_free(&g->bytes);
	free(g);
}

ssize_t
gather_take(struct gather *g, int fd)
{
	struct buf *b = &g->bytes;
	size_t      want;
	ssize_t     n;

	do {
		want = GATE_PEEK_MAX - b->len;
		if (want > STEP)
			want = STEP;
		if (want == 0 || !buf_room(b, want))
			return 0;
		n = recv(fd, b->data + b->len, want, MSG_DONTWAIT);
		if (n > 0)
			b->len += (size_t)n;
	} while (n == (ssize_t)want);
	return n;
}

void
gather_cut(struct gather *g, size_t n)
{
	struct buf *b = &g->bytes;

	memmove(b->data, b->data + n, b->len - n);
	b->len -= n;
}
