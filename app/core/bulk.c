/* SPDX-License-Identifier: MIT */
/* bulk.c - very many additions to a table; see bulk.h. */
#include "bulk.h"

#include <stdlib.h>
#include <string.h>

#include "bulk_base.h"
#include "sql.h"

#define ROOM_LEAST 4096
#define COUNTS     65536 /* of BULK_MAX rows some 180 each */

void
bulk_free(struct bulk *b)
{
	free(b->counts);
	free(b->places);
	b->counts = NULL;
	b->places = NULL;
	b->room = b->n = 0;
	bulk_free_sources(b);
}

enum err
bulk_end(struct bulk *b)
{
	if (!b->on)
		return ERR_OK;
	bulk_free(b);
	b->on = false;
	b->is_full = true;
	return store_index(b->store);
}

/* ------------------------------------------------------------------ hashes */

/* Eight octets at a time. */
uint64_t
bulk_hash(uint64_t h, struct slice text)
{
	const uint64_t k = 0x9fb21c651e98df25u;
	uint64_t       v;

	h = (h ^ text.n) * k;
	for (; text.n >= sizeof(v); text.s += sizeof(v), text.n -= sizeof(v)) {
		memcpy(&v, text.s, sizeof(v));
		h = (h ^ v) * k;
		h ^= h >> 32;
	}
	for (; text.n > 0; text.s++, text.n--)
		h = (h ^ (unsigned char)*text.s) * k;
	return h;
}

/* Where the indexes have it. */
static uint64_t
hash_place(const struct rule *r)
{
	return bulk_hash(bulk_hash(14695981039346656037u, r->at.lookup),
	    r->at.host);
}

/* What rule_again_of compares, as far as it is not rare: where hashes are the
 * same, rows are looked at. */
static uint32_t
hash_of(const struct rule *r)
{
	uint64_t h = bulk_hash(hash_place(r), r->at.params);

	h = bulk_hash(h, r->conditions);
	h = bulk_hash(h, r->repeats);
	h ^= (uint64_t)r->starts_at * 0x9e3779b97f4a7c15u;
	/* A path, and all below it, often come together. */
	h ^= ((uint64_t)r->at.kind << 4 | (uint64_t)r->at.scheme << 2 |
		 (r->strict ? 2u : 0u) | (r->ignore_case ? 1u : 0u))
	    << 32;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return (uint32_t)(h >> 32);
}

static size_t
next(const struct bulk *b, size_t i)
{
	return (i + 1) & (b->room - 1);
}

static void
put(struct bulk *b, struct bulk_place p)
{
	size_t i = p.hash & (b->room - 1);

	while (b->places[i].id != 0)
		i = next(b, i);
	b->places[i] = p;
}

static enum err
grow(struct bulk *b)
{
	struct bulk more = *b;

	more.room = b->room == 0 ? ROOM_LEAST : 2 * b->room;
	more.places = calloc(more.room, sizeof(*more.places));
	if (more.places == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < b->room; i++)
		if (b->places[i].id != 0)
			put(&more, b->places[i]);
	free(b->places);
	*b = more;
	return ERR_OK;
}

/* ------------------------------------------------------------------- rules */

/* True when there is no room for it. */
static bool
is_too_much(const struct bulk *b, const struct rule *r)
{
	return b->n == b->most || r->id <= 0 || r->id > UINT32_MAX;
}

static void
count(struct bulk *b, const struct rule *r)
{
	const uint64_t h = hash_place(r);

	if (b->counts != NULL && !b->may_crowd)
		b->may_crowd =
		    ++b->counts[(h ^ h >> 32) % COUNTS] > RULES_OF_SOURCE_MAX;
}

bool
bulk_may_crowd(const struct bulk *b)
{
	return b->may_crowd;
}

static enum err
hold(struct bulk *b, const struct rule *r)
{
	enum err rc = ERR_OK;

	count(b, r);
	if (4 * (b->n + 1) > 3 * b->room)
		rc = grow(b);
	if (rc != ERR_OK)
		return rc;
	put(b, (struct bulk_place){ hash_of(r), (uint32_t)r->id });
	b->n++;
	return ERR_OK;
}

enum err
bulk_note(struct bulk *b, const struct rule *r)
{
	enum err rc = ERR_OK;

	if (!b->on && !bulk_has_source(b, r))
		return ERR_OK;
	if (b->on && source_is_held(&r->at) && ++b->held == BULK_HELD)
		rc = store_unindex_held(b->store);
	if (rc != ERR_OK)
		return rc;
	if (!is_too_much(b, r))
		return hold(b, r);
	b->is_full = true;
	b->may_crowd |= b->on; /* from now on nobody counts */
	return bulk_end(b);
}

enum err
bulk_hold_stored(const struct rule *r, void *arg)
{
	const bool is_rule = r->at.kind != SOURCE_EXACT || r->at.path.n > 0;

	return !is_rule || is_too_much(arg, r) ? ERR_LIMIT : hold(arg, r);
}

enum err
bulk_begin(struct bulk *b, struct store *s, size_t most, int64_t few)
{
	struct query *q = store_query(s, sql_rule_some);
	int64_t       n = 0;
	enum err      rc;

	*b = (struct bulk){ .store = s, .most = most };
	if (few == BULK_NEVER)
		return ERR_OK;
	query_bind_int(q, ":most", few + 1);
	rc = query_number(q, &n);
	if (rc == ERR_OK && n > few)
		return ERR_OK;
	b->counts = calloc(COUNTS, sizeof(*b->counts));
	b->may_crowd = b->counts == NULL;
	if (rc == ERR_OK && n > 0)
		rc = rules_each(s, bulk_hold_stored, b);
	if (rc == ERR_OK)
		rc = store_unindex(s);
	b->on = rc == ERR_OK;
	if (!b->on)
		bulk_free(b);
	return rc == ERR_LIMIT ? ERR_OK : rc;
}

/* The lowest id above another that a rule may be: its own, or one of its hash;
 * 0 when there is none. */
static int64_t
next_of(const struct bulk *b, const struct rule *r, uint32_t hash,
    int64_t above)
{
	int64_t least = r->id > above ? r->id : 0;

	if (b->n == 0)
		return least;
	for (size_t i = hash & (b->room - 1); b->places[i].id != 0;
	     i = next(b, i)) {
		const struct bulk_place *p = &b->places[i];

		if (p->hash == hash && p->id > above &&
		    (least == 0 || p->id < least))
			least = p->id;
	}
	return least;
}

enum err
bulk_again(struct bulk *b, const struct rule *r, rules_fn *fn, void *arg)
{
	const uint32_t hash = hash_of(r);
	int64_t        id = 0;
	bool           hashed = b->on;
	enum err       rc = ERR_OK;

	if (!b->on)
		rc = bulk_ask_source(b, r, &hashed);
	if (rc == ERR_OK && !hashed)
		return rules_again(b->store, r, fn, arg);
	while (rc == ERR_OK && (id = next_of(b, r, hash, id)) != 0)
		rc = rules_again_of(b->store, r, id, fn, arg);
	return rc;
}
