/* SPDX-License-Identifier: MIT */
/* gather.c - octets from one socket into another; see gather.h. */
#include "gather.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "record.h"

#define STEP 4096 /* octets of one read */

struct gather *
gather_new(void)
{
	struct gather *g = malloc(sizeof(*g));

	if (g == NULL)
		return NULL;
	buf_init(&g->bytes, GATE_PEEK_MAX);
	g->answer = -1;
	return g;
}

static void
close_answer(struct gather *g)
{
	if (g->answer >= 0)
		close(g->answer);
	g->answer = -1;
}

void
gather_free(struct gather *g)
{
	if (g == NULL)
		return;
	close_answer(g);
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

void
gather_straighten(struct gather *g)
{
	unsigned char header[RECORD_HEADER + RECORD_BEGIN_LEN];
	size_t        padding;

	memcpy(header, g->bytes.data, sizeof(header));
	padding = header[6];
	header[6] = 0;
	gather_cut(g, padding);
	memcpy(g->bytes.data, header, sizeof(header));
}

int
gather_lend(struct gather *g)
{
	const struct buf *b = &g->bytes;
	int               ends[2];

	close_answer(g);
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
		return -1;
	g->answer = ends[0];
	if (send(ends[0], b->data, b->len, MSG_DONTWAIT | MSG_NOSIGNAL) ==
		(ssize_t)b->len &&
	    shutdown(ends[0], SHUT_WR) == 0)
		return ends[1];
	close(ends[1]);
	return -1;
}

bool
gather_return(struct gather *g, int peer)
{
	struct buf *b = &g->bytes;
	bool        sent = true;
	ssize_t     n;

	buf_reset(b);
	while (sent && (n = gather_take(g, g->answer), b->len > 0)) {
		sent = send(peer, b->data, b->len,
			   MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)b->len;
		buf_reset(b);
		sent = sent && n >= 0;
	}
	close_answer(g);
	return sent;
}
