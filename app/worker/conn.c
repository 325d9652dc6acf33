/* SPDX-License-Identifier: MIT */
/* conn.c - what becomes of a connection once its request is answered. */
#include "conn.h"

#include <errno.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "gather.h"

#define LINGER_PIECES 4 /* of one turn: others wait meanwhile */

bool
conn_may_gather(const struct conns *cs)
{
	return cs->gathered < GATHER_MOST;
}

bool
conn_gather(struct conns *cs, struct peer *p)
{
	if (p->gather == NULL && conn_may_gather(cs)) {
		p->gather = gather_new();
		cs->gathered += p->gather != NULL;
	}
	return p->gather != NULL;
}

void
conn_forget(struct conns *cs, struct peer *p)
{
	cs->gathered -= p->gather != NULL;
	gather_free(p->gather);
	p->gather = NULL;
}

void
conn_drop(struct conns *cs, struct peer *p)
{
	conn_forget(cs, p);
	if (p->fd >= 0)
		close(p->fd);
	p->fd = -1;
	peers_remove(&cs->peers, p);
}

void
conn_watch(struct conns *cs, struct peer *p)
{
	struct epoll_event e = { .events = EPOLLIN | EPOLLRDHUP | EPOLLET,
		.data.ptr = p };

	if (epoll_ctl(cs->epoll, p->watched ? EPOLL_CTL_MOD : EPOLL_CTL_ADD,
		p->fd, &e) != 0)
		conn_drop(cs, p);
	else
		p->watched = true;
}

void
conn_linger(struct conns *cs, struct peer *p)
{
	static unsigned char waste[65536];
	ssize_t              n = 0;

	for (int i = 0; i < LINGER_PIECES; i++) {
		n = recv(p->fd, waste, sizeof(waste), MSG_DONTWAIT);
		if (n <= 0)
			break;
		p->eaten += (size_t)n;
		peers_move(&cs->peers, p, PEER_LINGER, cs->now_ms);
	}
	if (n == 0 || (n < 0 && errno != EAGAIN) || p->eaten > CONN_LINGER_MAX)
		conn_drop(cs, p);
	else if (n > 0)
		conn_watch(cs, p); /* there is more: another turn */
}

void
conn_answered(struct conns *cs, struct peer *p)
{
	if (!p->exact || (p->gather != NULL && p->gather->bytes.len == 0))
		conn_forget(cs, p);
	if (!p->exact) {
		shutdown(p->fd, SHUT_WR);
		peers_move(&cs->peers, p, PEER_LINGER, cs->now_ms);
		conn_linger(cs, p);
	} else if (p->keep) {
		peers_move(&cs->peers, p, PEER_IDLE, cs->now_ms);
	} else {
		conn_drop(cs, p);
	}
}
