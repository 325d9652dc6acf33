/* SPDX-License-Identifier: MIT */
/* peers.c - the connections of one process and their deadlines. */
#include "peers.h"

#include <stdlib.h>

#define NO_LIMIT (-1)

static const int64_t limit_ms[PEER_STATES] = {
	[PEER_IDLE] = NO_LIMIT,
	[PEER_HEAD] = PEERS_HEAD_MS,
	[PEER_TORN] = PEERS_TORN_MS,
	[PEER_BODY] = PEERS_BODY_MS,
	[PEER_LINGER] = PEERS_LINGER_MS,
};

void
peers_init(struct peers *ps)
{
	*ps = (struct peers){ .stop_ms = -1 };
	for (int i = 0; i < PEER_STATES; i++)
		ps->queue[i].prev = ps->queue[i].next = &ps->queue[i];
}

void
peers_free(struct peers *ps)
{
	struct peer *p, *next;

	for (int i = 0; i < PEER_STATES; i++) {
		for (p = ps->queue[i].next; p != &ps->queue[i]; p = next) {
			next = p->next;
			free(p);
		}
	}
	for (p = ps->spare; p != NULL; p = next) {
		next = p->next;
		free(p);
	}
	peers_init(ps);
}

static void
leave(struct peer *p)
{
	p->prev->next = p->next;
	p->next->prev = p->prev;
}

static void
join(struct peers *ps, struct peer *p, enum peer_state state, int64_t now_ms)
{
	struct peer *head = &ps->queue[state];

	p->state = state;
	p->since_ms = now_ms;
	p->next = head;
	p->prev = head->prev;
	p->prev->next = p;
	head->prev = p;
}

struct peer *
peers_add(struct peers *ps, int fd, int64_t now_ms)
{
	struct peer *p = ps->spare;

	if (p != NULL)
		ps->spare = p->next;
	else
		p = malloc(sizeof(*p));
	if (p == NULL)
		return NULL;
	*p = (struct peer){ .fd = fd };
	join(ps, p, PEER_IDLE, now_ms);
	ps->n++;
	return p;
}

void
peers_move(struct peers *ps, struct peer *p, enum peer_state state,
    int64_t now_ms)
{
	leave(p);
	join(ps, p, state, now_ms);
}

void
peers_remove(struct peers *ps, struct peer *p)
{
	leave(p);
	p->next = ps->spare;
	ps->spare = p;
	ps->n--;
}

void
peers_stop(struct peers *ps, int64_t now_ms)
{
	ps->stop_ms = now_ms;
}

/* When the first of a queue is late, or NO_LIMIT. */
static int64_t
deadline(const struct peers *ps, enum peer_state state)
{
	const struct peer *head = &ps->queue[state];
	int64_t            since = head->next->since_ms;

	if (head->next == head)
		return NO_LIMIT;
	if (state != PEER_IDLE)
		return since + limit_ms[state];
	if (ps->stop_ms < 0)
		return NO_LIMIT;
	return (since > ps->stop_ms ? since : ps->stop_ms) + PEERS_STOP_MS;
}

struct peer *
peers_late(const struct peers *ps, int64_t now_ms)
{
	for (int i = 0; i < PEER_STATES; i++) {
		int64_t at = deadline(ps, (enum peer_state)i);

		if (at != NO_LIMIT && at <= now_ms)
			return ps->queue[i].next;
	}
	return NULL;
}

int64_t
peers_wait_ms(const struct peers *ps, int64_t now_ms)
{
	int64_t first = NO_LIMIT;

	for (int i = 0; i < PEER_STATES; i++) {
		int64_t at = deadline(ps, (enum peer_state)i);

		if (at != NO_LIMIT && (first == NO_LIMIT || at < first))
			first = at;
	}
	if (first == NO_LIMIT)
		return -1;
	return first > now_ms ? first - now_ms : 0;
}

struct peer *
peers_victim(const struct peers *ps)
{
	static const enum peer_state order[PEER_STATES] = { PEER_IDLE,
		PEER_LINGER, PEER_TORN, PEER_HEAD, PEER_BODY };

	for (int i = 0; i < PEER_STATES; i++)
		if (ps->queue[order[i]].next != &ps->queue[order[i]])
			return ps->queue[order[i]].next;
	return NULL;
}
