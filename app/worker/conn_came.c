/* SPDX-License-Identifier: MIT */
/* conn_came.c - what a peer has sent, wherever it lies; see conn.h. */
#include "conn.h"

#include <sys/socket.h>

#include "gather.h"

ssize_t
conn_came(struct conns *cs, struct peer *p, unsigned char *room,
    struct came *ret)
{
	ssize_t n;

	ret->octets = room;
	if (p->gather == NULL) {
		ret->taken = conn_may_gather(cs);
		n = recv(p->fd, room, GATE_PEEK_MAX,
		    (ret->taken ? 0 : MSG_PEEK) | MSG_DONTWAIT);
	} else {
		ret->taken = true;
		n = gather_take(p->gather, p->fd);
		ret->octets = (unsigned char *)p->gather->bytes.data;
		if (p->gather->bytes.len > 0)
			n = (ssize_t)p->gather->bytes.len;
	}
	ret->n = n > 0 ? (size_t)n : 0;
	ret->full = n == GATE_PEEK_MAX;
	return n;
}

bool
conn_has_more(const struct peer *p)
{
	char octet;

	return recv(p->fd, &octet, 1, MSG_PEEK | MSG_DONTWAIT) > 0;
}

bool
conn_hold(struct conns *cs, struct peer *p, struct came *c)
{
	if (!c->taken || p->gather != NULL)
		return true;
	if (conn_gather(cs, p)) {
		buf_add(&p->gather->bytes, c->octets, c->n);
		c->octets = (unsigned char *)p->gather->bytes.data;
		if (p->gather->bytes.err == ERR_OK)
			return true;
	}
	conn_drop(cs, p);
	return false;
}

bool
conn_pass(struct conns *cs, struct peer *p, struct came *c, size_t n)
{
	if (p->gather != NULL) {
		gather_cut(p->gather, n); /* what follows has moved there */
		if (p->gather->bytes.len == 0)
			conn_forget(cs, p);
	} else {
		if (!c->taken && n > 0 &&
		    recv(p->fd, c->octets, n, MSG_DONTWAIT) != (ssize_t)n) {
			conn_drop(cs, p);
			return false;
		}
		c->octets += n;
	}
	c->n -= n;
	return true;
}
