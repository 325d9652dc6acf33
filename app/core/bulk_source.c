/* SPDX-License-Identifier: MIT */
/* bulk_source.c - of which sources the hash has all rules; see bulk.h. */
#include <stdlib.h>

#include "bulk_base.h"

#define SOURCES_LEAST 1024
#define IS_HELD       1u /* the lowest bit of a source's hash */

void
bulk_free_sources(struct bulk *b)
{
	free(b->sources);
	b->sources = NULL;
	b->sources_room = b->sources_n = 0;
}

static bool
has_slash(struct slice path)
{
	return path.n > 0 && path.s[path.n - 1] == '/';
}

/* Of all that rules_same_source() looks at; 64 bits, so that no two sources
 * have the same by chance.  Never 0. */
static uint64_t
hash_of(const struct rule *r)
{
	uint64_t h = bulk_hash(source_is_held(&r->at) ? 3 : 5, r->at.lookup);

	h = bulk_hash(h, r->at.host);
	h = bulk_hash(h, r->at.params);
	h = bulk_hash(h, slice_of(scheme_name(r->at.scheme)));
	h ^= (r->strict ? 2u : 0u) | (r->ignore_case ? 4u : 0u) |
	    (r->strict && has_slash(r->at.path) ? 8u : 0u) |
	    (uint64_t)r->at.kind << 4;
	h ^= h >> 31;
	h *= 0xd6e8feb86659fd93u;
	return (h >> 2 | 1u) << 1;
}

/* Its place, or the one where it belongs. */
static size_t
place_of(const struct bulk *b, uint64_t hash)
{
	size_t i = (size_t)(hash >> 2) & (b->sources_room - 1);

	while (b->sources[i] != 0 &&
	    (b->sources[i] | IS_HELD) != (hash | IS_HELD))
		i = (i + 1) & (b->sources_room - 1);
	return i;
}

static enum err
grow(struct bulk *b)
{
	const uint64_t *old = b->sources;
	const size_t    n = b->sources_room;
	struct bulk     more = *b;

	more.sources_room = n == 0 ? SOURCES_LEAST : 2 * n;
	more.sources = calloc(more.sources_room, sizeof(*more.sources));
	if (more.sources == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n; i++)
		if (old[i] != 0)
			more.sources[place_of(&more, old[i])] = old[i];
	free(b->sources);
	b->sources = more.sources;
	b->sources_room = more.sources_room;
	return ERR_OK;
}

bool
bulk_has_source(const struct bulk *b, const struct rule *r)
{
	return b->sources_n > 0 &&
	    (b->sources[place_of(b, hash_of(r))] & IS_HELD) != 0;
}

enum err
bulk_ask_source(struct bulk *b, const struct rule *r, bool *ret)
{
	const uint64_t hash = hash_of(r);
	size_t         i;
	enum err       rc = ERR_OK;

	*ret = false;
	if (b->is_full)
		return ERR_OK;
	if (4 * (b->sources_n + 1) > 3 * b->sources_room)
		rc = grow(b);
	if (rc != ERR_OK)
		return rc;
	i = place_of(b, hash);
	if (b->sources[i] == 0) {
		b->sources[i] = hash;
		b->sources_n++;
		b->is_full = b->sources_n >= b->most;
		return ERR_OK;
	}
	if ((b->sources[i] & IS_HELD) == 0) {
		rc = rules_same_source(b->store, r, bulk_hold_stored, b);
		b->is_full = rc == ERR_LIMIT;
		if (rc != ERR_OK)
			return b->is_full ? ERR_OK : rc;
		b->sources[i] |= IS_HELD;
	}
	*ret = true;
	return ERR_OK;
}
