/* SPDX-License-Identifier: MIT */
/* memo.c - small rooms, packed with what was decided; see memo.h. */
#include "memo.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/*
 * What one time counts: who loses takes one off each of its room, so that the
 * others are asked more often than it fails, or make place in the end.
 */
#define ONE_TIME 4

/*
 * An entry: this, the Location, and some have more.  It stands at any octet, so
 * it is copied out and in.  Times are seconds after the memo's birth.
 */
struct entry {
	uint32_t id[3];
	uint32_t made;
	uint32_t until;   /* FOREVER: as long as the rules are the same */
	uint32_t rule_id; /* HAS_MORE: this stands behind the Location */
	int32_t  max_age;
	uint16_t status;
	uint8_t  settles; /* seconds after made */
	uint8_t  location_n;
	uint8_t  rule_state;
	uint8_t  why;
	uint8_t  method;
	uint8_t popularity; /* by ONE_TIME; what is above that is not counted */
};

/* What few have. */
struct more {
	int64_t rule_id, late_id, sunset;
};

#define FOREVER  UINT32_MAX
#define HAS_MORE UINT32_MAX

_Static_assert(sizeof(struct entry) == 36, "packed without a gap");
_Static_assert(MEMO_ROOM >=
	sizeof(struct entry) + MEMO_LOCATION_MAX + sizeof(struct more),
    "each that is kept has room");
_Static_assert(ONE_TIME *MARKS_OFTEN <= UINT8_MAX, "as popularity is");
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
	marks_free(&m->marks);
	memo_init(m, m->key);
}

struct siphash
memo_id(const struct memo *m, struct slice ask)
{
	return siphash(&m->key, ask);
}

/* ------------------------------------------------------------- popularity */

static uint8_t
once_more(uint8_t popularity)
{
	return (uint8_t)(popularity < UINT8_MAX - ONE_TIME ?
		popularity + ONE_TIME :
		UINT8_MAX);
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
	    (e->rule_id == HAS_MORE ? sizeof(struct more) : 0);
}

/* The same of one that was not copied out. */
static size_t
size_at(const unsigned char *e)
{
	uint32_t rule_id;

	memcpy(&rule_id, e + offsetof(struct entry, rule_id), sizeof(rule_id));
	return sizeof(struct entry) + e[offsetof(struct entry, location_n)] +
	    (rule_id == HAS_MORE ? sizeof(struct more) : 0);
}

static uint8_t *
popularity_at(struct memo_room *r, size_t at)
{
	return &r->entries[at + offsetof(struct entry, popularity)];
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
	if (m->rooms != NULL && marks_open(&m->marks))
		return true;
	memo_free(m); /* it does without */
	return false;
}

/* --------------------------------------------------------------- find, keep */

bool
memo_find(struct memo *m, struct siphash name, uint64_t state, struct moment at,
    struct decision *ret)
{
	struct memo_room *r;
	struct entry      e;
	struct more       more = { .sunset = WHEN_NEVER };
	uint32_t          id[3];
	size_t            place;

	if (m->rooms == NULL || state == 0)
		return false;
	follow(m, state, at.now);
	r = enter(m, name, id);
	if (!seek(r, id, &place, &e) || !holds(m, &e, at))
		return false;
	*popularity_at(r, place) = once_more(e.popularity);
	place += sizeof(e);
	buf_reset(&ret->location);
	buf_reset(&ret->vary);
	buf_reset(&ret->cors);
	buf_add(&ret->location, r->entries + place, e.location_n);
	more.rule_id = e.rule_id;
	if (e.rule_id == HAS_MORE)
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

/* Where what is least popular stands in a room that is not empty. */
static size_t
least_popular(struct memo_room *r)
{
	size_t at = 0, least = 0;

	for (; at < r->used; at += size_at(r->entries + at))
		if (*popularity_at(r, at) < *popularity_at(r, least))
			least = at;
	return least;
}

/* Nobody stays for having been popular once. */
static void
take_one_off(struct memo_room *r)
{
	for (size_t at = 0; at < r->used; at += size_at(r->entries + at))
		if (*popularity_at(r, at) > 0)
			--*popularity_at(r, at);
}

/*
 * Let a room have n octets left, for what is popular: first go those that no
 * longer hold, then the least popular ones.  False when all that is left is as
 * popular; and nobody has to go for what came once.
 */
static bool
clear(const struct memo *m, struct memo_room *r, size_t n, uint8_t popular,
    struct moment at)
{
	struct entry e;
	size_t       place;

	if (r->used + n <= MEMO_ROOM || popular <= ONE_TIME)
		return r->used + n <= MEMO_ROOM;
	for (place = 0; r->used + n > MEMO_ROOM && entry_at(r, place, &e);) {
		if (holds(m, &e, at))
			place += size_of(&e);
		else
			forget(r, place, &e);
	}
	while (r->used + n > MEMO_ROOM) {
		place = least_popular(r);
		if (!entry_at(r, place, &e) || e.popularity >= popular) {
			take_one_off(r);
			return false;
		}
		forget(r, place, &e);
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
	uint8_t            popularity;
	bool               has_more;

	if (state == 0 || location.n > MEMO_LOCATION_MAX)
		return;
	/* Another one each second, or for each visitor. */
	if (d->retry_after != 0 || d->by_visitor || d->vary.len > 0)
		return;
	if (at.settled - at.now > UINT8_MAX || !make_room(m))
		return;
	follow(m, state, at.now);
	r = enter(m, name, id);
	if (seek(r, id, &place, &old)) {
		popularity = once_more(old.popularity);
		forget(r, place, &old);
	} else {
		popularity = (uint8_t)(ONE_TIME * marks_note(&m->marks, id));
	}
	has_more = d->rule_id >= HAS_MORE || d->late_id != 0 ||
	    d->sunset != WHEN_NEVER;
	e = (struct entry){
		.id = { id[0], id[1], id[2] },
		.made = since(m, at.now),
		.until = since(m, d->until),
		.rule_id = has_more ? HAS_MORE : (uint32_t)d->rule_id,
		.max_age = (int32_t)d->max_age,
		.status = (uint16_t)d->status,
		.settles = (uint8_t)(at.settled - at.now),
		.location_n = (uint8_t)location.n,
		.rule_state = (uint8_t)d->state,
		.why = (uint8_t)d->why,
		.method = (uint8_t)d->method,
		.popularity = popularity,
	};
	if (!clear(m, r, size_of(&e), popularity, at))
		return;
	memcpy(r->entries + r->used, &e, sizeof(e));
	r->used += sizeof(e);
	if (location.n > 0)
		memcpy(r->entries + r->used, location.s, location.n);
	r->used += (uint32_t)location.n;
	if (!has_more)
		return;
	memcpy(r->entries + r->used, &more, sizeof(more));
	r->used += sizeof(more);
}
