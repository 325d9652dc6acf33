/* SPDX-License-Identifier: MIT */
/* onward.c - which of very many rules may lead to one another; see onward.h. */
#include "onward.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 4096
#define PATH_BITS  24 /* of the number of bits for paths */
#define HOSTS_MAX  256

struct onward_rule {
	int64_t  id;
	uint32_t path; /* hashes of its target's; 0: whatever there is */
	uint32_t host; /* 0: its own, or none */
};

void
onward_init(struct onward *o)
{
	*o = (struct onward){ 0 };
}

void
onward_free(struct onward *o)
{
	free(o->paths);
	free(o->hosts);
	free(o->rules);
	onward_init(o);
}

/* ------------------------------------------------------------------- hashes */

/*
 * Without regard to case, because of rules that have none: a bit tells the
 * cases of a letter apart, and some octets that no path has beside each other.
 * Eight at a time.  Never 0.
 */
static uint32_t
hash_of(struct slice s)
{
	const uint64_t k = 0x9fb21c651e98df25u, lower = 0x2020202020202020u;
	uint64_t       h = 14695981039346656037u, v;

	for (; s.n >= sizeof(v); s.s += sizeof(v), s.n -= sizeof(v)) {
		memcpy(&v, s.s, sizeof(v));
		h = (h ^ (v | lower)) * k;
		h ^= h >> 32;
	}
	for (; s.n > 0; s.s++, s.n--)
		h = (h ^ ((unsigned char)*s.s | (lower & UINT8_MAX))) * k;
	h ^= h >> 32;
	h *= 0xd6e8feb86659fd93u;
	return (uint32_t)(h >> 32) | 1u;
}

/* Two bits of a path. */
static size_t
bit_of(uint32_t hash, bool second)
{
	return second ? (hash * 0x9e3779b1u) >> (32 - PATH_BITS) :
			hash >> (32 - PATH_BITS);
}

static bool
has_bit(const struct onward *o, size_t bit)
{
	return (o->paths[bit / 8] >> bit % 8 & 1) != 0;
}

static void
set_bit(struct onward *o, size_t bit)
{
	o->paths[bit / 8] |= (uint8_t)(1u << bit % 8);
}

static bool
has_host(const struct onward *o, uint32_t host)
{
	/* A site has few, and the last one is nearly always the one. */
	for (size_t i = o->nhosts; i-- > 0;)
		if (o->hosts[i] == host)
			return true;
	return false;
}

/* ---------------------------------------------------------------- the rules */

static void
note_host(struct onward *o, struct slice host)
{
	uint32_t hash;

	if (o->any)
		return;
	o->any = host.n == 0;
	hash = hash_of(host);
	if (o->any || has_host(o, hash))
		return;
	o->any = o->nhosts == HOSTS_MAX;
	if (!o->any)
		o->hosts[o->nhosts++] = hash;
}

/* What answers for a path, or for very many. */
static void
note_source(struct onward *o, const struct source *at)
{
	uint32_t path;

	if (source_is_held(at)) {
		o->held++;
		return;
	}
	path = hash_of(at->head);
	set_bit(o, bit_of(path, false));
	set_bit(o, bit_of(path, true));
	note_host(o, at->host);
}

/* Where it leads, as far as that is always the same. */
static struct onward_rule
leads_to(const struct rule *r)
{
	struct onward_rule to = { .id = r->id };
	const bool         ends =
	    slice_is(r->after, "decline") || slice_is(r->after, "gone");

	if (!ends || source_is_held(&r->at) || !url_is_canonical(r->to.path))
		return to;
	to.path = hash_of(url_trim(r->to.path));
	if (r->to.kind == TARGET_URL)
		to.host = hash_of(r->to.host);
	return to;
}

static bool
leads_nowhere(const struct rule *r)
{
	return (!rule_leads(r) || r->to.kind == TARGET_ALONE) &&
	    (slice_is(r->after, "decline") || slice_is(r->after, "gone"));
}

static enum err
make_room(struct onward *o)
{
	const size_t        cap = o->cap == 0 ? ROOM_LEAST : 2 * o->cap;
	struct onward_rule *more;

	if (o->paths == NULL)
		o->paths = calloc(1, (size_t)1 << (PATH_BITS - 3));
	if (o->hosts == NULL)
		o->hosts = calloc(HOSTS_MAX, sizeof(*o->hosts));
	if (o->paths == NULL || o->hosts == NULL)
		return ERR_NOMEM;
	if (o->n < o->cap)
		return ERR_OK;
	more = realloc(o->rules, cap * sizeof(*more));
	if (more == NULL)
		return ERR_NOMEM;
	o->rules = more;
	o->cap = cap;
	return ERR_OK;
}

enum err
onward_add(struct onward *o, const struct rule *r)
{
	enum err rc = make_room(o);

	if (rc != ERR_OK)
		return rc;
	note_source(o, &r->at);
	if (!leads_nowhere(r))
		o->rules[o->n++] = leads_to(r);
	return ERR_OK;
}

static bool
may_lead_on(const struct onward *o, const struct onward_rule *r)
{
	if (o->held > 0 || r->path == 0)
		return true;
	if (r->host != 0 && !o->any && !has_host(o, r->host))
		return false;
	return has_bit(o, bit_of(r->path, false)) &&
	    has_bit(o, bit_of(r->path, true));
}

enum err
onward_each(const struct onward *o, onward_fn *fn, void *arg)
{
	enum err rc = ERR_OK;

	for (size_t i = 0; i < o->n && rc == ERR_OK; i++)
		if (may_lead_on(o, &o->rules[i]))
			rc = fn(o->rules[i].id, arg);
	return rc;
}
