/* SPDX-License-Identifier: MIT */
/* memo.c - a few places for each hash of a request; see memo.h. */
#include "memo.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(MEMO_TEXT <= UINT8_MAX, "lengths are kept in an octet");
_Static_assert(RULE_MAX_AGE_MAX <= INT32_MAX, "as an age is");

/* Marks are halved after so many asks: what was popular once is forgotten. */
#define MARKS_LAST MEMO_MARKS

void
memo_init(struct memo *m)
{
	*m = (struct memo){ 0 };
}

void
memo_free(struct memo *m)
{
	free(m->slots);
	free(m->marks);
	memo_init(m);
}

/* Who finds two of one hash only has each of them decided anew. */
static uint64_t
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
	return h ^ h >> 32;
}

/* The first of the places of a hash. */
static struct memo_slot *
places(const struct memo *m, uint64_t hash)
{
	const uint64_t sets = MEMO_SLOTS / MEMO_WAYS;

	return &m->slots[((hash & UINT32_MAX) * sets >> 32) * MEMO_WAYS];
}

/* ------------------------------------------------------------- popularity */

/* Each ask has two marks, shared with others: the lower one is nearer to how
 * often it came, and only what is as low is raised (a count-min sketch). */
static uint8_t *
mark(const struct memo *m, uint64_t hash, int which)
{
	return &m->marks[hash >> (which == 0 ? 0 : 40) & (MEMO_MARKS - 1)];
}

static uint8_t
popularity(const struct memo *m, uint64_t hash)
{
	const uint8_t a = *mark(m, hash, 0), b = *mark(m, hash, 1);

	return a < b ? a : b;
}

static void
halve_marks(struct memo *m)
{
	for (size_t i = 0; i < MEMO_MARKS; i++)
		m->marks[i] >>= 1;
	m->asked = 0;
}

static void
take_note(struct memo *m, uint64_t hash)
{
	const uint8_t n = popularity(m, hash);

	for (int i = 0; i < 2 && n < UINT8_MAX; i++)
		if (*mark(m, hash, i) == n)
			*mark(m, hash, i) = (uint8_t)(n + 1);
	if (++m->asked == MARKS_LAST)
		halve_marks(m);
}

/* ----------------------------------------------------------------- places */

static bool
is_of(const struct memo_slot *s, uint64_t hash, struct slice ask)
{
	return s->hash == hash && s->ask_n == ask.n &&
	    memcmp(s->text, ask.s, ask.n) == 0;
}

static bool
holds(const struct memo *m, const struct memo_slot *s, struct moment at)
{
	return s->era == m->era && at.now >= s->made &&
	    (at.settled < s->until ||
		(at.now == s->made && at.settled == at.now + s->settles));
}

/* Other rules end all that is known of them. */
static void
follow(struct memo *m, uint64_t state)
{
	if (state == m->state)
		return;
	m->state = state;
	if (++m->era == 0) { /* slots of the first era would hold again */
		memset(m->slots, 0, MEMO_SLOTS * sizeof(*m->slots));
		m->era = 1;
	}
}

static bool
make_room(struct memo *m)
{
	if (m->slots != NULL)
		return true;
	m->slots = calloc(MEMO_SLOTS, sizeof(*m->slots));
	m->marks = calloc(MEMO_MARKS, 1);
	if (m->slots != NULL && m->marks != NULL)
		return true;
	memo_free(m); /* it does without */
	return false;
}

bool
memo_find(struct memo *m, struct slice ask, uint64_t state, struct moment at,
    struct decision *ret)
{
	const struct memo_slot *s;
	uint64_t                hash;
	size_t                  i = 0;

	if (m->slots == NULL || state == 0)
		return false;
	follow(m, state);
	hash = hash_of(ask);
	take_note(m, hash);
	for (s = places(m, hash); !is_of(s, hash, ask); s++)
		if (++i == MEMO_WAYS)
			return false;
	if (!holds(m, s, at))
		return false;
	buf_reset(&ret->location);
	buf_reset(&ret->vary);
	buf_reset(&ret->cors);
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

/* Where to keep what was asked for: its own place, one that is of no use, or
 * that of the least popular, if that is less so; else NULL. */
static struct memo_slot *
choose(const struct memo *m, uint64_t hash, struct slice ask, struct moment at)
{
	struct memo_slot *s = places(m, hash), *unused = NULL, *least = NULL;
	uint8_t           popular = popularity(m, hash);

	for (size_t i = 0; i < MEMO_WAYS; i++, s++) {
		if (is_of(s, hash, ask))
			return s;
		if (!holds(m, s, at)) {
			unused = s;
		} else if (popularity(m, s->hash) < popular) {
			popular = popularity(m, s->hash);
			least = s;
		}
	}
	return unused != NULL ? unused : least;
}

void
memo_keep(struct memo *m, struct slice ask, uint64_t state, struct moment at,
    const struct decision *d)
{
	const struct slice location = buf_slice(&d->location);
	const uint64_t     hash = hash_of(ask);
	struct memo_slot  *s;

	if (state == 0 || ask.n + location.n > MEMO_TEXT)
		return;
	/* Another one each second, or for each visitor. */
	if (d->retry_after != 0 || d->by_visitor || d->vary.len > 0)
		return;
	if (at.settled - at.now > UINT8_MAX || !make_room(m))
		return;
	follow(m, state);
	s = choose(m, hash, ask, at);
	if (s == NULL)
		return;
	*s = (struct memo_slot){
		.hash = hash,
		.made = at.now,
		.until = d->until,
		.rule_id = d->rule_id,
		.late_id = d->late_id,
		.sunset = d->sunset,
		.era = m->era,
		.max_age = (int32_t)d->max_age,
		.status = (uint16_t)d->status,
		.settles = (uint8_t)(at.settled - at.now),
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
