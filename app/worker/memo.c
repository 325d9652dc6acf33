/* SPDX-License-Identifier: MIT */
/* memo.c - small rooms, packed with what was decided; see memo.h. */
#include "memo.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Marks are halved after so many asks: what was popular once is forgotten. */
#define MARKS_LAST MEMO_MARKS

/*
 * An entry: this, the Location, and some have more.  It stands at any octet, so
 * it is copied out and in.  Times are seconds after the memo's birth.
 */
struct entry {
	uint32_t id[3];
	uint32_t made;
	uint32_t until; /* FOREVER: as long as the rules are the same */
	uint32_t rule_id;
	int32_t  max_age;
	uint16_t status;
	uint8_t  settles; /* seconds after made */
	uint8_t  location_n;
	uint8_t  rule_state;
	uint8_t  why;
	uint8_t  method;
	bool     has_more;
};

/* What few have. */
struct more {
	int64_t rule_id, late_id, sunset;
};

#define FOREVER UINT32_MAX

_Static_assert(sizeof(struct entry) == 36, "packed without a gap");
_Static_assert(MEMO_ROOM >=
	sizeof(struct entry) + MEMO_LOCATION_MAX + sizeof(struct more),
    "each that is kept has room");
_Static_assert(RULE_MAX_AGE_MAX <= INT32_MAX, "as an age is");

void
memo_init(struct memo *m, struct siphash_key key)
{
	*m = (struct memo){ .key = key };
}

void
memo_free(struct memo *m)
{
	free(m->rooms);
	free(m->marks);
	memo_init(m, m->key);
}

struct siphash
memo_id(const struct memo *m, struct slice ask)
{
	return siphash(&m->key, ask);
}

/* ------------------------------------------------------------- popularity */

/* Each ask has two marks, shared with others: the lower one is nearer to how
 * often it came, and only what is as low is raised (a count-min sketch). */
static uint8_t *
mark(const struct memo *m, const uint32_t *id, int which)
{
	return &m->marks[id[which] & (MEMO_MARKS - 1)];
}

static uint8_t
popularity(const struct memo *m, const uint32_t *id)
{
	const uint8_t a = *mark(m, id, 0), b = *mark(m, id, 1);

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
take_note(struct memo *m, const uint32_t *id)
{
	const uint8_t n = popularity(m, id);

	for (int i = 0; i < 2 && n < UINT8_MAX; i++)
		if (*mark(m, id, i) == n)
			*mark(m, id, i) = (uint8_t)(n + 1);
	if (++m->asked == MARKS_LAST)
		halve_marks(m);
}

/* ------------------------------------------------------------------ rooms */

/* A name in the form of an entry, and the room where it stands. */
static struct memo_room *
enter(const struct memo *m, struct siphash id, uint32_t *ret)
{
	struct memo_room *r = &m->rooms[(id.h[1] >> 32) * MEMO_ROOMS >> 32];

	ret[0] = (uint32_t)id.h[0];
	ret[1] = (uint32_t)(id.h[0] >> 32);
	ret[2] = (uint32_t)id.h[1];
	if (r->era != m->era) {
		r->era = m->era;
		r->used = 0;
	}
	return r;
}

static size_t
size_of(const struct entry *e)
{
	return sizeof(*e) + e->location_n +
	    (e->has_more ? sizeof(struct more) : 0);
}

/* The same of one that was not copied out. */
static size_t
size_at(const unsigned char *e)
{
	return sizeof(struct entry) + e[offsetof(struct entry, location_n)] +
	    (e[offsetof(struct entry, has_more)] ? sizeof(struct more) : 0);
}

/* The entry at a place of a room; false at its end. */
static bool
entry_at(const struct memo_room *r, size_t at, struct entry *ret)
{
	if (at >= r->used)
		return false;
	memcpy(ret, r->entries + at, sizeof(*ret));
	return true;
}

/* Most are others, of which only what tells so is read. */
static bool
seek(const struct memo_room *r, const uint32_t *id, size_t *at,
    struct entry *ret)
{
	uint32_t first;

	for (*at = 0; *at < r->used; *at += size_at(r->entries + *at)) {
		memcpy(&first, r->entries + *at, sizeof(first));
		if (first == id[0] && entry_at(r, *at, ret) &&
		    memcmp(ret->id, id, sizeof(ret->id)) == 0)
			return true;
	}
	return false;
}

static void
forget(struct memo_room *r, size_t at, const struct entry *e)
{
	const size_t next = at + size_of(e);

	memmove(r->entries + at, r->entries + next, r->used - next);
	r->used -= (uint32_t)(next - at);
}

/* ------------------------------------------------------------------- time */

/* An instant as entries have it; what is out of their reach is the last. */
static uint32_t
since(const struct memo *m, int64_t t)
{
	if (t <= m->born)
		return 0;
	return t < m->born + FOREVER ? (uint32_t)(t - m->born) : FOREVER;
}

static bool
holds(const struct memo *m, const struct entry *e, struct moment at)
{
	const uint32_t now = since(m, at.now);

	return now >= e->made &&
	    (since(m, at.settled) < e->until ||
		(now == e->made && at.settled == at.now + e->settles));
}

/* Other rules end all that is known of them, and so does a clock that goes back
 * to before all of it. */
static void
follow(struct memo *m, uint64_t state, int64_t now)
{
	if (state == m->state && now >= m->born)
		return;
	m->state = state;
	m->born = now;
	if (++m->era == 0) { /* rooms of the first era would be of this one */
		memset(m->rooms, 0, MEMO_ROOMS * sizeof(*m->rooms));
		m->era = 1;
	}
}

static bool
make_room(struct memo *m)
{
	if (m->rooms != NULL)
		return true;
	m->rooms = calloc(MEMO_ROOMS, sizeof(*m->rooms));
	m->marks = calloc(MEMO_MARKS, 1);
	if (m->rooms != NULL && m->marks != NULL)
		return true;
	memo_free(m); /* it does without */
	return false;
}

/* --------------------------------------------------------------- find, keep */

bool
memo_find(struct memo *m, struct siphash name, uint64_t state, struct moment at,
    struct decision *ret)
{
	const struct memo_room *r;
	struct entry            e;
	struct more             more = { .sunset = WHEN_NEVER };
	uint32_t                id[3];
	size_t                  place;

	if (m->rooms == NULL || state == 0)
		return false;
	follow(m, state, at.now);
	r = enter(m, name, id);
	take_note(m, id);
	if (!seek(r, id, &place, &e) || !holds(m, &e, at))
		return false;
	place += sizeof(e);
	buf_reset(&ret->location);
	buf_reset(&ret->vary);
	buf_reset(&ret->cors);
	buf_add(&ret->location, r->entries + place, e.location_n);
	more.rule_id = e.rule_id;
	if (e.has_more)
		memcpy(&more, r->entries + place + e.location_n, sizeof(more));
	ret->status = e.status;
	ret->max_age = e.max_age;
	ret->rule_id = more.rule_id;
	ret->late_id = more.late_id;
	ret->sunset = more.sunset;
	ret->retry_after = 0;
	ret->is_private = ret->by_visitor = false;
	ret->until = e.until == FOREVER ? WHEN_NEVER : m->born + e.until;
	ret->state = (enum rule_state)e.rule_state;
	ret->why = (enum why)e.why;
	ret->method = (enum method)e.method;
	return ret->location.err == ERR_OK;
}

/*
 * Let a room have n octets left, for what is popular: first go those that no
 * longer hold, then the least popular ones.  False when all that is left is as
 * popular.
 */
static bool
clear(const struct memo *m, struct memo_room *r, size_t n, uint8_t popular,
    struct moment at)
{
	struct entry e, least = { 0 };
	size_t       place, of_least = 0;
	uint8_t      lowest, one;

	for (place = 0; r->used + n > MEMO_ROOM && entry_at(r, place, &e);) {
		if (holds(m, &e, at))
			place += size_of(&e);
		else
			forget(r, place, &e);
	}
	while (r->used + n > MEMO_ROOM) {
		lowest = popular;
		for (place = 0; entry_at(r, place, &e); place += size_of(&e)) {
			one = popularity(m, e.id);
			if (one < lowest) {
				lowest = one;
				of_least = place;
				least = e;
			}
		}
		if (lowest == popular)
			return false;
		forget(r, of_least, &least);
	}
	return true;
}

void
memo_keep(struct memo *m, struct siphash name, uint64_t state, struct moment at,
    const struct decision *d)
{
	const struct slice location = buf_slice(&d->location);
	const struct more  more = { d->rule_id, d->late_id, d->sunset };
	struct memo_room  *r;
	struct entry       e, old;
	uint32_t           id[3];
	size_t             place;

	if (state == 0 || location.n > MEMO_LOCATION_MAX)
		return;
	/* Another one each second, or for each visitor. */
	if (d->retry_after != 0 || d->by_visitor || d->vary.len > 0)
		return;
	if (at.settled - at.now > UINT8_MAX || !make_room(m))
		return;
	follow(m, state, at.now);
	r = enter(m, name, id);
	if (seek(r, id, &place, &old))
		forget(r, place, &old);
	e = (struct entry){
		.id = { id[0], id[1], id[2] },
		.made = since(m, at.now),
		.until = since(m, d->until),
		.rule_id = (uint32_t)d->rule_id,
		.max_age = (int32_t)d->max_age,
		.status = (uint16_t)d->status,
		.settles = (uint8_t)(at.settled - at.now),
		.location_n = (uint8_t)location.n,
		.rule_state = (uint8_t)d->state,
		.why = (uint8_t)d->why,
		.method = (uint8_t)d->method,
		.has_more = d->rule_id > UINT32_MAX || d->late_id != 0 ||
		    d->sunset != WHEN_NEVER,
	};
	if (!clear(m, r, size_of(&e), popularity(m, id), at))
		return;
	memcpy(r->entries + r->used, &e, sizeof(e));
	r->used += sizeof(e);
	if (location.n > 0)
		memcpy(r->entries + r->used, location.s, location.n);
	r->used += (uint32_t)location.n;
	if (!e.has_more)
		return;
	memcpy(r->entries + r->used, &more, sizeof(more));
	r->used += sizeof(more);
}
