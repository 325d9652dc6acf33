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

static void
serve(struct loop *l, struct peer *p, bool exact)
{
	const bool        held = p->gather != NULL;
	const struct buf *b = held ? &p->gather->bytes : NULL;

	if (!room_is_enough(p->fd, &p->unread) ||
	    !(held ? library_serve_lent(l->w, p, b->data, b->len, exact,
			 l->conns.now_ms) :
		     library_serve(l->w, p, &p->fd, exact, l->conns.now_ms))) {
		conn_drop(&l->conns, p);
		return;
	}
	if (held)
		buf_reset(&p->gather->bytes);
	answered(l);
	conn_answered(&l->conns, p);
}

/*
 * What a peer has sent, and nobody has answered yet; returns as recv().  It is
 * taken out of the socket, or only looked at when it can be held nowhere.
 */
static ssize_t
waiting(struct loop *l, struct peer *p, unsigned char **ret, bool *ret_taken)
{
	ssize_t n;

	*ret_taken = p->gather != NULL || conn_may_gather(&l->conns);
	if (p->gather == NULL) {
		*ret = l->bytes;
		return recv(p->fd, l->bytes, sizeof(l->bytes),
		    (*ret_taken ? 0 : MSG_PEEK) | MSG_DONTWAIT);
	}
	n = gather_take(p->gather, p->fd);
	*ret = (unsigned char *)p->gather->bytes.data;
	return p->gather->bytes.len > 0 ? (ssize_t)p->gather->bytes.len : n;
}

/* Of n octets: a request, or the beginning of one. */
static void
proceed(struct loop *l, struct peer *p, enum gate gate,
    const struct gate_seen *seen, size_t n, bool hung_up)
{
	switch (gate) {
	case GATE_WHOLE:
		serve(l, p, seen->exact && seen->len == n);
		break;
	case GATE_HEAD:
		/* Its end is on its way, or never comes, or is far. */
		if (hung_up || n == GATE_PEEK_MAX)
			serve(l, p, false);
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

/* Bytes have come, or the peer has hung up: what is waiting? */
static void
look(struct loop *l, struct peer *p, bool hung_up)
{
	unsigned char   *bytes;
	struct gate_seen seen;
	ssize_t          n;
	enum gate        gate;
	bool             taken;

	for (;;) {
		n = waiting(l, p, &bytes, &taken);
		if (n < 0 && errno == EAGAIN)
			return; /* the edge was of bytes read before */
		if (n <= 0) {
			conn_drop(&l->conns, p);
			return;
		}
		gate = gate_look(bytes, (size_t)n, &seen);
		if (taken && direct_can(gate, &seen, (size_t)n)) {
			direct_serve(&l->direct, l->w, &l->conns, p, bytes,
			    &seen);
			answered(l);
			break;
		}
		/* It is answered later, so it has to lie elsewhere. */
		if (taken && p->gather == NULL &&
		    (bytes = conn_hold(&l->conns, p, bytes, (size_t)n)) ==
			NULL) {
			conn_drop(&l->conns, p);
			return;
		}
		if (gate == GATE_PADDED && taken) {
			gather_straighten(p->gather);
		} else if (gate_is_aside(gate)) {
			if (!direct_aside(&l->conns, p, gate, bytes, &seen,
				l->peers_max))
				return;
		} else { /* also a begin with padding that nobody can hold */
			proceed(l, p, gate, &seen, (size_t)n, hung_up);
			if (n < GATE_PEEK_MAX || p->fd < 0 ||
			    p->state != PEER_IDLE)
				break;
			/* More may have come than there was room to look at,
			 * and no edge tells it: another turn. */
			conn_watch(&l->conns, p);
			return;
		}
	}
	/* There will be no other edge to tell it. */
	if (hung_up && p->fd >= 0 && p->state != PEER_LINGER)
		conn_drop(&l->conns, p);
}

static void
ready(struct loop *l, struct peer *p, uint32_t events)
{
	if (p->state == PEER_LINGER)
		conn_linger(&l->conns, p);
	else
		look(l, p, (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0);
}

static void
expire(struct loop *l)
{
	struct peer *p;

	while ((p = peers_late(&l->conns.peers, l->conns.now_ms)) != NULL) {
		if (p->state == PEER_BODY) {
			serve(l, p, false);
		} else if (p->state == PEER_HEAD) {
			/* Where the kernel has no room for more pieces, there
			 * will be none and no edge, until some are taken. */
			peers_move(&l->conns.peers, p, PEER_TORN,
			    l->conns.now_ms);
			if (conn_gather(&l->conns, p))
				look(l, p, false);
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
		if (fd == DOOR_FULL && l->conns.peers.n == 0) {
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
		look(l, p, false);
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
