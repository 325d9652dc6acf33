/* SPDX-License-Identifier: MIT */
/* heads.c - a hash of literal heads; see heads.h. */
#include "heads.h"

#include <stdlib.h>

#include "pattern.h"

/* FNV-1a: a path's hash is made from that of its head, octet by octet. */
#define FNV_START 0xcbf29ce484222325u
#define FNV_PRIME 0x100000001b3u

void
heads_init(struct heads *h)
{
	*h = (struct heads){ 0 };
}

void
heads_free(struct heads *h)
{
	for (size_t i = 0; i < h->cap; i++)
		rule_free(&h->rules[i]);
	free(h->rules);
	free(h->slots);
	free(h->links);
	free(h->wants);
	heads_init(h);
}

struct rule *
heads_room(struct heads *h)
{
	size_t       cap = h->cap == 0 ? 16 : h->cap * 2;
	struct rule *p;

	if (h->n < h->cap)
		return &h->rules[h->n];
	if (h->n >= UINT32_MAX / 2)
		return NULL;
	p = realloc(h->rules, cap * sizeof(*p));
	if (p == NULL)
		return NULL;
	/* A rule may move: its slices point to memory of their own. */
	h->rules = p;
	for (; h->cap < cap; h->cap++)
		rule_init(&h->rules[h->cap], 0);
	return &h->rules[h->n];
}

void
heads_keep(struct heads *h)
{
	h->n++;
}

static uint64_t
hash_octet(uint64_t hash, char c)
{
	return (hash ^ (unsigned char)c) * FNV_PRIME;
}

static uint64_t
hash_of(struct slice s)
{
	uint64_t hash = FNV_START;

	for (size_t i = 0; i < s.n; i++)
		hash = hash_octet(hash, s.s[i]);
	return hash;
}

/* The hash of a head together with a host, by theirs: of an empty host for any,
 * and of ".example.com" for its subdomains.  What is literal behind it is a
 * part of the head's. */
static uint64_t
hash_both(uint64_t head, uint64_t host, bool fold)
{
	/* Turned, or what they share would cancel out. */
	return (head ^ (host << 32 | host >> 32) ^ fold) * FNV_PRIME;
}

static size_t
slot_of(const struct heads *h, uint64_t both)
{
	return (size_t)(both ^ both >> 32) & (h->size - 1);
}

/* What tells the rules of a chain apart, without a look at them. */
static uint32_t
mark_of(uint64_t both)
{
	return (uint32_t)(both >> 32);
}

static struct slice
host_of(const struct rule *r)
{
	struct slice host = r->at.host;

	if (r->at.wild) { /* no host begins with a dot */
		host.s++;
		host.n--;
	}
	return host;
}

static size_t
depth_of(size_t n)
{
	return n < HEADS_DEPTHS ? n : HEADS_DEPTHS - 1;
}

static uint64_t
bit_of(size_t n)
{
	return UINT64_C(1) << depth_of(n);
}

/* The number of a set, which may be a new one; 0 when there are too many. */
static unsigned
set_of(struct heads *h, uint64_t places)
{
	unsigned i = 0;

	if (places == 0)
		return 0;
	while (i < h->nsets && h->sets[i] != places)
		i++;
	if (i == HEADS_SETS_MAX)
		return 0;
	if (i == h->nsets)
		h->sets[h->nsets++] = places;
	return i + 1;
}

/* A head's hash with what is literal behind it; *set is 0 for nothing. */
static uint64_t
hash_head(struct heads *h, const struct rule *r, unsigned *set)
{
	const struct slice path = url_trim(r->at.path);
	uint64_t           places, hash;

	*set = 0;
	if (r->at.kind == SOURCE_PATTERN) {
		places = pattern_places(path, r->at.head.n);
		if (pattern_hash(path, r->at.head.n, places, r->ignore_case,
			&hash))
			*set = set_of(h, places);
	}
	return hash_of(r->at.head) ^ (*set > 0 ? hash : 0);
}

/* Add a rule to its chain.  What it wants tells it apart only from others that
 * are found by the same. */
static enum err
link_rule(struct heads *h, size_t i, uint64_t both, unsigned set)
{
	uint32_t *const slot = &h->slots[slot_of(h, both)];
	const bool      crowded =
	    *slot > 0 && h->links[*slot - 1].mark == mark_of(both);
	struct wants wants;

	h->links[i] = (struct heads_link){
		.next = *slot,
		.mark = mark_of(both),
		.set = (uint16_t)set,
	};
	*slot = (uint32_t)i + 1;
	if (!crowded || !wants_of(&h->rules[i], &wants))
		return ERR_OK;
	if (h->wants == NULL)
		h->wants = calloc(h->n, sizeof(*h->wants));
	if (h->wants == NULL)
		return ERR_NOMEM;
	h->wants[i] = wants;
	h->links[i].wanting = true;
	return ERR_OK;
}

enum err
heads_index(struct heads *h)
{
	enum err rc = ERR_OK;

	h->size = 16;
	while (h->size < 2 * h->n)
		h->size *= 2;
	h->slots = calloc(h->size, sizeof(*h->slots));
	h->links = calloc(h->n > 0 ? h->n : 1, sizeof(*h->links));
	if (h->slots == NULL || h->links == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < h->n && rc == ERR_OK; i++) {
		const struct rule *r = &h->rules[i];
		struct slice       host = host_of(r);
		const size_t       depth = slice_count(r->at.head, '/');
		unsigned           set;
		const uint64_t     head = hash_head(h, r, &set);
		int                bound = r->at.wild ? HEADS_WILD :
				   host.n > 0         ? HEADS_HOST :
							HEADS_ANY;

		h->depths[r->ignore_case][bound] |= bit_of(depth);
		if (set > 0)
			h->behind[r->ignore_case][depth_of(depth)] |=
			    UINT32_C(1) << (set - 1);
		if (r->at.wild)
			h->dots |= bit_of(slice_count(host, '.'));
		rc = link_rule(h, i,
		    hash_both(head, hash_of(host), r->ignore_case), set);
	}
	return rc;
}

/* Where a request looks: what it wants, and whom it tells. */
struct search {
	const struct heads *heads;
	const struct key   *key;
	heads_fn           *fn;
	void               *arg;
	bool               *judged;
	uint64_t            host; /* hash of the key's */
	bool                fold;
	uint32_t            set;   /* of what is tried; 0 for the head alone */
	bool                seen;  /* there is set: ... */
	struct wants        there; /* ... what the request has */
};

static bool
is_wanting(struct search *s, uint32_t i)
{
	const struct key *k = s->key;

	if (!s->heads->links[i].wanting)
		return false;
	if (!s->seen)
		wants_there(k->path, k->query, s->fold, &s->there);
	s->seen = true;
	return !wants_fit(&s->heads->wants[i], &s->there);
}

/* All rules of one chain whose head has this length and this host. */
static enum err
try_chain(struct search *s, uint64_t hash, size_t len, struct slice host,
    uint64_t host_hash)
{
	const struct heads *h = s->heads;
	const struct key   *k = s->key;
	const struct slice  head = { s->fold ? k->folded.s : k->path.s, len };
	const uint64_t      both = hash_both(hash, host_hash, s->fold);
	uint32_t            i = h->slots[slot_of(h, both)];
	struct match        m;
	enum err            rc = ERR_OK;

	for (; i != 0 && rc == ERR_OK; i = h->links[i - 1].next) {
		const struct rule *r = &h->rules[i - 1];

		/* A chain may hold other heads of this request, too: each
		 * rule is told once, at its own. */
		if (h->links[i - 1].set != s->set ||
		    h->links[i - 1].mark != mark_of(both) ||
		    is_wanting(s, i - 1))
			continue;
		if (r->ignore_case != s->fold || !slice_eq(r->at.head, head) ||
		    !slice_eq(host_of(r), host))
			continue;
		*s->judged = true;
		if (match_rule(r, k, &m) == MATCH_YES)
			rc = s->fn(&m, s->arg);
	}
	return rc;
}

/* The ends of the request's host, each from a dot on. */
static enum err
try_wild(struct search *s, uint64_t hash, size_t len)
{
	struct slice end = s->key->host;
	size_t       dots = slice_count(end, '.');
	enum err     rc = ERR_OK;

	for (; dots > 0 && rc == ERR_OK; dots--) {
		do {
			end.s++;
			end.n--;
		} while (end.s[0] != '.');
		if (s->heads->dots & bit_of(dots))
			rc = try_chain(s, hash, len, end, hash_of(end));
	}
	return rc;
}

/* One head of the path, for all hosts for which some rule is as deep. */
static enum err
try_hosts(struct search *s, uint64_t hash, size_t len, uint64_t bit)
{
	const uint64_t *depths = s->heads->depths[s->fold];
	enum err        rc = ERR_OK;

	if (depths[HEADS_ANY] & bit)
		rc = try_chain(s, hash, len, (struct slice){ 0 }, FNV_START);
	if (rc == ERR_OK && (depths[HEADS_HOST] & bit) != 0 &&
	    s->key->host.n > 0)
		rc = try_chain(s, hash, len, s->key->host, s->host);
	if (rc == ERR_OK && (depths[HEADS_WILD] & bit) != 0)
		rc = try_wild(s, hash, len);
	return rc;
}

/* By the head alone, and with what the path has behind it in each set of
 * places. */
static enum err
try_head(struct search *s, struct slice path, uint64_t hash, size_t len,
    size_t depth)
{
	const struct heads *h = s->heads;
	uint32_t            sets = h->behind[s->fold][depth];
	uint64_t            behind;
	enum err            rc;

	s->set = 0;
	rc = try_hosts(s, hash, len, bit_of(depth));
	for (unsigned i = 0; sets != 0 && rc == ERR_OK; i++, sets >>= 1) {
		if ((sets & 1) == 0 ||
		    !pattern_hash(path, len, h->sets[i], s->fold, &behind))
			continue;
		s->set = i + 1;
		rc = try_hosts(s, hash ^ behind, len, bit_of(depth));
	}
	return rc;
}

static enum err
try_path(struct search *s, struct slice path)
{
	const uint64_t *depths = s->heads->depths[s->fold];
	size_t          depth = 0;
	uint64_t        hash = FNV_START;
	uint64_t        left =
	    depths[HEADS_ANY] | depths[HEADS_HOST] | depths[HEADS_WILD];
	enum err rc = ERR_OK;

	for (size_t i = 0; left != 0 && rc == ERR_OK;) {
		if (left & bit_of(depth))
			rc = try_head(s, path, hash, i, depth);
		if (depth < HEADS_DEPTHS - 1)
			left &= ~bit_of(depth++);
		if (i == path.n)
			break;
		do {
			hash = hash_octet(hash, path.s[i++]);
		} while (i < path.n && path.s[i] != '/');
	}
	return rc;
}

enum err
heads_find(const struct heads *h, const struct key *k, heads_fn *fn, void *arg,
    bool *judged)
{
	struct search s = {
		.heads = h, .key = k, .fn = fn, .arg = arg, .judged = judged
	};
	enum err rc = ERR_OK;

	if (h->n == 0)
		return ERR_OK;
	s.host = hash_of(k->host);
	rc = try_path(&s, k->path);
	s.fold = true;
	s.seen = false;
	return rc == ERR_OK ? try_path(&s, k->folded) : rc;
}
