/* SPDX-License-Identifier: MIT */
/*
 * loop.c - the event loop.
 *
 * Connections are edge-triggered: each arrival of bytes is looked at once. What
 * servers write comes whole as a rule, and is answered from where it lies
 * (direct.h); what does not is gathered until it is whole, and what is special
 * (a body that is on its way, parameters in many records) is lent to libfcgi.
 */
#include "loop.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "clock.h"
#include "conn.h"
#include "direct.h"
#include "door.h"
#include "gate.h"
#include "gather.h"
#include "library.h"
#include "rest.h"
#include "room.h"

#define EVENTS  64 /* of one turn */
#define ACCEPTS 8  /* of one turn and listener */

/* What an event is of; anything else is the address of a peer. */
enum { TAG_WAKE = OPTIONS_LISTEN_MAX };

struct loop {
	struct worker *w;
	struct door    door;
	struct direct  direct;
	struct conns   conns;
	size_t         peers_max;
	bool           rested;    /* the table's transaction is ended */
	int64_t        served_ms; /* last request */
	unsigned char  bytes[GATE_PEEK_MAX];
};

static void
answered(struct loop *l)
{
	l->served_ms = l->conns.now_ms;
	l->rested = false;
}

/*
 * Serve a request that has come whole, or early, its head.  What we hold is
 * lent to libfcgi, and so is all that it could not read to its very end where
 * it lies.
 */
static void
serve(struct loop *l, struct peer *p, struct came *c,
    const struct gate_seen *seen, bool early)
{
	const bool  alone = seen->len == c->n;
	const bool  lent = early || p->gather != NULL || !seen->exact;
	struct rest rest = { .id = early ? seen->id : 0 };
	size_t      n = early ? seen->head : seen->len;

	if (!room_is_enough(p->fd, &p->unread) ||
	    !(lent ? library_serve_lent(l->w, p, c->octets, seen,
			 l->conns.now_ms) :
		     library_serve(l->w, p, &p->fd, c->octets, seen, alone,
			 l->conns.now_ms))) {
		conn_drop(&l->conns, p);
		return;
	}
	answered(l);
	if (lent) {
		n += rest_skip(&rest, c->octets + n, c->n - n);
		if (!conn_pass(&l->conns, p, c, n))
			return;
		p->rest = rest;
		p->exact = early ? p->keep : alone;
	}
	conn_answered(&l->conns, p);
	if (early && p->fd >= 0 && p->state == PEER_IDLE && c->n > 0)
		peers_move(&l->conns.peers, p, PEER_HEAD,
		    l->conns.now_ms); /* of the next header */
}

/* Of what has come: a request, or the beginning of one. */
static void
proceed(struct loop *l, struct peer *p, enum gate gate,
    const struct gate_seen *seen, struct came *c, bool soon)
{
	switch (gate) {
	case GATE_WHOLE:
		serve(l, p, c, seen, false);
		break;
	case GATE_HEAD:
		/* Its end is on its way, or never comes, or is far. */
		if (soon || c->full)
			serve(l, p, c, seen, true);
		else if (p->state != PEER_BODY)
			peers_move(&l->conns.peers, p, PEER_BODY,
			    l->conns.now_ms);
		break;
	case GATE_MORE:
		if (p->state == PEER_IDLE)
			peers_move(&l->conns.peers, p, PEER_HEAD,
			    l->conns.now_ms);
		break;
	default:
		conn_drop(&l->conns, p);
		break;
	}
}

/*
 * Pass over what is left of a request that is answered already; false when what
 * else there is, if anything, is for another turn.
 */
static bool
pass_rest(struct loop *l, struct peer *p, struct came *c)
{
	const size_t n = rest_skip(&p->rest, c->octets, c->n);

	if (!conn_pass(&l->conns, p, c, n))
		return false;
	if (c->n == 0 && p->state != PEER_IDLE)
		peers_move(&l->conns.peers, p, PEER_IDLE, l->conns.now_ms);
	/* Where it can only be looked at, all that has room begins here. */
	return c->n > 0 && (n == 0 || c->taken || !c->full);
}

/*
 * Bytes have come, or the peer has hung up: what is waiting?  Soon is for a
 * head whose time is over, or of which nothing more can come.
 */
static void
look(struct loop *l, struct peer *p, bool hung_up, bool soon)
{
	struct came      c;
	struct gate_seen seen;
	ssize_t          n;
	enum gate        gate;

	for (;;) {
		n = conn_came(&l->conns, p, l->bytes, &c);
		if (n < 0 && errno == EAGAIN)
			return; /* the edge was of bytes read before */
		if (n <= 0) {
			conn_drop(&l->conns, p);
			return;
		}
		if (p->rest.id != 0 && !pass_rest(l, p, &c))
			break;
		gate = gate_look(c.octets, c.n, &seen);
		if (c.taken && !c.full && direct_can(gate, &seen, c.n)) {
			direct_serve(&l->direct, l->w, &l->conns, p, c.octets,
			    &seen);
			answered(l);
			break;
		}
		/* It is answered later, so it has to lie elsewhere. */
		if (!conn_hold(&l->conns, p, &c))
			return;
		if (gate_is_aside(gate)) {
			if (!direct_aside(&l->conns, p, gate, &c, &seen,
				l->peers_max))
				return;
		} else {
			proceed(l, p, gate, &seen, &c, soon);
			break;
		}
	}
	if (p->fd < 0 || p->state == PEER_LINGER)
		return;
	if (c.full)
		conn_watch(&l->conns, p); /* another turn */
	else if (hung_up)
		conn_drop(&l->conns, p); /* no other edge will tell it */
}

static void
ready(struct loop *l, struct peer *p, uint32_t events)
{
	const bool hung_up = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;

	if (p->state == PEER_LINGER)
		conn_linger(&l->conns, p);
	else
		look(l, p, hung_up, hung_up);
}

static void
expire(struct loop *l)
{
	struct peer *p;

	while ((p = peers_late(&l->conns.peers, l->conns.now_ms)) != NULL) {
		if (p->state == PEER_BODY || p->state == PEER_HEAD) {
			const bool body = p->state == PEER_BODY;

			/* Where the kernel has no room for more pieces, there
			 * will be none and no edge, until some are taken. */
			peers_move(&l->conns.peers, p, PEER_TORN,
			    l->conns.now_ms);
			if (body || conn_gather(&l->conns, p))
				look(l, p, false, body);
		} else if (p->state == PEER_IDLE && conn_has_more(p)) {
			/* Just in time, and no event of it is in hand.  Closed,
			 * it would be lost: a server may not repeat a POST. */
			peers_move(&l->conns.peers, p, PEER_IDLE,
			    l->conns.now_ms);
			look(l, p, false, false);
		} else {
			conn_drop(&l->conns, p);
		}
	}
}

/* Let in who waits at a listener. */
static void
admit(struct loop *l, size_t listener)
{
	struct peer *p;
	int          fd;

	for (int i = 0; i < ACCEPTS; i++) {
		fd = door_next(&l->door, listener, l->conns.now_ms);
		if (fd == DOOR_NOBODY)
			return;
		if (fd == DOOR_STUCK ||
		    (fd == DOOR_FULL && l->conns.peers.n == 0)) {
			door_pause(&l->door, l->conns.now_ms);
			return;
		}
		/* Else whoever holds them all would hold up us all. */
		if (fd == DOOR_FULL || l->conns.peers.n == l->peers_max)
			conn_drop(&l->conns, peers_victim(&l->conns.peers));
		if (fd == DOOR_FULL)
			continue;
		p = peers_add(&l->conns.peers, fd, l->conns.now_ms);
		if (p == NULL) {
			close(fd);
			return;
		}
		/* Its request is there as a rule: many never need epoll. */
		look(l, p, false, false);
		if (p->fd >= 0 && !p->watched)
			conn_watch(&l->conns, p);
	}
}

bool
loop_turn(struct loop *l, int64_t wait_ms)
{
	struct epoll_event e[EVENTS];
	bool               woken = false, at_door[OPTIONS_LISTEN_MAX] = { 0 };
	int                n;

	wait_ms = clock_sooner(wait_ms,
	    peers_wait_ms(&l->conns.peers, l->conns.now_ms));
	wait_ms =
	    clock_sooner(wait_ms, door_wait_ms(&l->door, l->conns.now_ms));
	wait_ms = clock_sooner(wait_ms, l->rested ? -1 : TABLE_HOLD_MS);
	n = epoll_wait(l->conns.epoll, e, EVENTS, (int)wait_ms);
	l->conns.now_ms = clock_mono_ms();
	for (int i = 0; i < n; i++) {
		if (e[i].data.u64 == TAG_WAKE)
			woken = true;
		else if (e[i].data.u64 < OPTIONS_LISTEN_MAX)
			at_door[e[i].data.u64] = true;
		else
			ready(l, e[i].data.ptr, e[i].events);
	}
	/* Not before: an event in hand may be of a peer that is dropped, and
	 * its memory belongs to a new one then. */
	expire(l);
	for (size_t i = 0; i < OPTIONS_LISTEN_MAX; i++)
		if (at_door[i])
			admit(l, i);
	door_tend(&l->door, l->conns.now_ms);
	if (!l->rested && l->conns.now_ms - l->served_ms >= TABLE_HOLD_MS) {
		table_rest(l->w->table);
		l->rested = true;
	}
	return woken;
}

enum err
loop_open(struct worker *w, struct listeners *listeners, int wake_fd,
    struct loop **ret)
{
	struct epoll_event e = { .events = EPOLLIN, .data.u64 = TAG_WAKE };
	struct loop       *l = malloc(sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->w = w;
	l->rested = true;
	l->conns.now_ms = clock_mono_ms();
	l->conns.gathered = 0;
	l->served_ms = l->conns.now_ms;
	l->peers_max = door_peers_max();
	peers_init(&l->conns.peers);
	direct_init(&l->direct);
	l->conns.epoll = epoll_create1(EPOLL_CLOEXEC);
	if (l->conns.epoll < 0 || !library_init() ||
	    epoll_ctl(l->conns.epoll, EPOLL_CTL_ADD, wake_fd, &e) != 0) {
		loop_close(l);
		return ERR_IO;
	}
	door_init(&l->door, listeners, l->conns.epoll);
	*ret = l;
	return ERR_OK;
}

void
loop_stop(struct loop *l)
{
	door_stop(&l->door, l->conns.now_ms);
	peers_stop(&l->conns.peers, l->conns.now_ms);
}

bool
loop_is_over(const struct loop *l)
{
	return l->door.left && l->conns.peers.n == 0;
}

int64_t
loop_now_ms(const struct loop *l)
{
	return l->conns.now_ms;
}

void
loop_close(struct loop *l)
{
	struct peer *p;

	if (l == NULL)
		return;
	while ((p = peers_victim(&l->conns.peers)) != NULL)
		conn_drop(&l->conns, p);
	peers_free(&l->conns.peers);
	direct_free(&l->direct);
	if (l->conns.epoll >= 0)
		close(l->conns.epoll);
	free(l);
}
