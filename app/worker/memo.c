/* SPDX-License-Identifier: MIT */
/* memo.c - one place for each hash of a request; see memo.h. */
#include "memo.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(MEMO_TEXT <= UINT8_MAX, "lengths are kept in an octet");

void
memo_init(struct memo *m)
{
	*m = (struct memo){ 0 };
}

void
memo_free(struct memo *m)
{
	free(m->slots);
	memo_init(m);
}

/* Who finds two of one hash only has each of them decided anew. */
static uint32_t
hash_of(struct slice s)
{
	uint64_t v, h = s.n;

	for (; s.n >= sizeof(v); s.s += sizeof(v), s.n -= sizeof(v)) {
		memcpy(&v, s.s, sizeof(v));
		h = (h ^ v) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
	}
	for (v = 0; s.n > 0; s.s++, s.n--)
		v = v << 8 | (unsigned char)s.s[0];
	h = (h ^ v) * 0xd6e8feb86659fd93u;
	return (uint32_t)(h >> 32);
}

static bool
is_of(const struct memo_slot *s, uint32_t hash, struct slice ask)
{
	return s->hash == hash && s->ask_n == ask.n &&
	    memcmp(s->text, ask.s, ask.n) == 0;
}

static bool
holds(const struct memo_slot *s, uint64_t state, struct moment at)
{
	return s->state == state && at.now >= s->made.now &&
	    (at.settled < s->until ||
		(at.now == s->made.now && at.settled == s->made.settled));
}

bool
memo_find(const struct memo *m, struct slice ask, uint64_t state,
    struct moment at, struct decision *ret)
{
	const struct memo_slot *s;
	uint32_t                hash;

	if (m->slots == NULL || state == 0)
		return false;
	hash = hash_of(ask);
	s = &m->slots[hash & (MEMO_SLOTS - 1)];
	if (!is_of(s, hash, ask) || !holds(s, state, at))
		return false;
	buf_reset(&ret->location);
	buf_add(&ret->location, s->text + s->ask_n, s->location_n);
	ret->status = s->status;
	ret->max_age = s->max_age;
	ret->rule_id = s->rule_id;
	ret->late_id = s->late_id;
	ret->sunset = s->sunset;
	ret->retry_after = 0;
	ret->is_private = ret->by_visitor = false;
	ret->until = s->until;
	ret->state = (enum rule_state)s->rule_state;
	ret->why = (enum why)s->why;
	ret->method = (enum method)s->method;
	return ret->location.err == ERR_OK;
}

void
memo_keep(struct memo *m, struct slice ask, uint64_t state, struct moment at,
    const struct decision *d)
{
	const struct slice location = buf_slice(&d->location);
	uint32_t           hash;
	struct memo_slot  *s;

	if (state == 0 || ask.n + location.n > MEMO_TEXT)
		return;
	/* Another one each second, or for each visitor. */
	if (d->retry_after != 0 || d->by_visitor)
		return;
	if (m->slots == NULL)
		m->slots = calloc(MEMO_SLOTS, sizeof(*m->slots));
	if (m->slots == NULL)
		return; /* it does without */
	hash = hash_of(ask);
	s = &m->slots[hash & (MEMO_SLOTS - 1)];
	if (!is_of(s, hash, ask) && s->turned_away != hash &&
	    holds(s, state, at)) {
		s->turned_away = hash;
		return;
	}
	*s = (struct memo_slot){
		.state = state,
		.made = at,
		.until = d->until,
		.max_age = d->max_age,
		.rule_id = d->rule_id,
		.late_id = d->late_id,
		.sunset = d->sunset,
		.hash = hash,
		.turned_away = s->turned_away,
		.status = (uint16_t)d->status,
		.rule_state = (uint8_t)d->state,
		.why = (uint8_t)d->why,
		.method = (uint8_t)d->method,
		.ask_n = (uint8_t)ask.n,
		.location_n = (uint8_t)location.n,
	};
	memcpy(s->text, ask.s, ask.n);
	if (location.n > 0)
		memcpy(s->text + ask.n, location.s, location.n);
}
