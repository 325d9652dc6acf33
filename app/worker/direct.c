/* SPDX-License-Identifier: MIT */
/* direct.c - requests that need no libfcgi; see direct.h. */
#include "direct.h"

#include <sys/socket.h>
#include <unistd.h>

#include "answer.h"
#include "clock.h"
#include "gather.h"
#include "reply.h"
#include "room.h"

#define ASIDES 8 /* between two requests of a peer; more are a flood */

void
direct_init(struct direct *d)
{
	buf_init(&d->out, RESPOND_MAX + REPLY_ANSWER_MORE);
}

void
direct_free(struct direct *d)
{
	buf_free(&d->out);
}

bool
direct_can(enum gate gate, const struct gate_seen *seen, size_t n)
{
	return gate == GATE_WHOLE && seen->len == n;
}

/* The answer in d->out; false without memory for it. */
static bool
make(struct direct *d, struct worker *w, unsigned char *bytes,
    const struct gate_seen *seen, int64_t now_ms)
{
	const enum role role =
	    seen->authorizer ? ROLE_AUTHORIZER : ROLE_RESPONDER;

	answer(w, gate_env(bytes, seen), role, clock_moment(), now_ms);
	buf_reset(&d->out);
	reply_answer(seen->id, worker_octets(w, role), &d->out);
	return d->out.err == ERR_OK;
}

void
direct_serve(struct direct *d, struct worker *w, struct conns *cs,
    struct peer *p, unsigned char *bytes, const struct gate_seen *seen)
{
	if (!room_is_enough(p->fd, &p->unread) ||
	    !make(d, w, bytes, seen, cs->now_ms) ||
	    send(p->fd, d->out.data, d->out.len, MSG_DONTWAIT | MSG_NOSIGNAL) !=
		(ssize_t)d->out.len) {
		conn_drop(cs, p);
		return;
	}
	p->keep = seen->keep;
	p->exact = true;
	p->asides = 0;
	p->unread += room_charge(d->out.len);
	if (p->gather != NULL)
		gather_cut(p->gather, seen->len);
	conn_answered(cs, p);
}

bool
direct_aside(struct conns *cs, struct peer *p, enum gate gate,
    struct came *came, const struct gate_seen *seen, size_t conns_max)
{
	char       room[REPLY_MAX];
	struct buf out;

	buf_init_in(&out, room, sizeof(room));
	reply(gate, seen, came->octets, conns_max, &out);
	if (++p->asides > ASIDES || !room_is_enough(p->fd, &p->unread) ||
	    (out.len > 0 &&
		write(p->fd, out.data, out.len) != (ssize_t)out.len)) {
		conn_drop(cs, p);
		return false;
	}
	p->unread += room_charge(out.len);
	/* What follows is of a request that was not taken on. */
	p->exact = gate != GATE_ROLE && gate != GATE_SECOND;
	if (p->exact && !conn_pass(cs, p, came, seen->len))
		return false;
	p->keep = gate != GATE_ABORTED || seen->keep;
	conn_answered(cs, p);
	return p->fd >= 0 && p->state == PEER_IDLE;
}
