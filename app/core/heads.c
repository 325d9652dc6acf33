/* SPDX-License-Identifier: MIT */
/* heads.c - a hash of literal heads; see heads.h. */
#include "heads.h"

#include <stdlib.h>

#define BIT_MAX 63 /* what is deeper shares a bit */

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
	free(h->next);
	free(h->wanted);
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

/* The slot of a head together with a host, by their hashes: of an empty host
 * for any, and of ".example.com" for its subdomains. */
static size_t
slot_of(const struct heads *h, uint64_t head, uint64_t host, bool fold)
{
	/* Turned, or what they share would cancel out. */
	uint64_t x = (head ^ (host << 32 | host >> 32) ^ fold) * FNV_PRIME;

	return (size_t)(x ^ x >> 32) & (h->size - 1);
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

static uint64_t
bit_of(size_t n)
{
	return UINT64_C(1) << (n < BIT_MAX ? n : BIT_MAX);
}

/* What expressions without a head want, if there are any. */
static enum err
index_wanted(struct heads *h)
{
	struct regex_pairs wanted;

	for (size_t i = 0; i < h->n; i++) {
		const struct rule *r = &h->rules[i];

		if (r->at.kind != SOURCE_REGEX || r->at.head.n > 0)
			continue;
		regex_pairs_wanted(r->at.path, r->ignore_case, &wanted);
		if (h->wanted == NULL)
			h->wanted = calloc(h->n, sizeof(*h->wanted));
		if (h->wanted == NULL)
			return ERR_NOMEM;
		h->wanted[i] = wanted;
	}
	return ERR_OK;
}

enum err
heads_index(struct heads *h)
{
	h->size = 16;
	while (h->size < 2 * h->n)
		h->size *= 2;
	h->slots = calloc(h->size, sizeof(*h->slots));
	h->next = calloc(h->n > 0 ? h->n : 1, sizeof(*h->next));
	if (h->slots == NULL || h->next == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < h->n; i++) {
		const struct rule *r = &h->rules[i];
		struct slice       head = r->at.head, host = host_of(r);
		size_t             at =
		    slot_of(h, hash_of(head), hash_of(host), r->ignore_case);
		int bound = r->at.wild ? HEADS_WILD :
		    host.n > 0         ? HEADS_HOST :
					 HEADS_ANY;

		h->next[i] = h->slots[at];
		h->slots[at] = (uint32_t)i + 1;
		h->depths[r->ignore_case][bound] |=
		    bit_of(slice_count(head, '/'));
		if (r->at.wild)
			h->dots |= bit_of(slice_count(host, '.'));
	}
	return index_wanted(h);
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
	bool                paired; /* there is set: ... */
	struct regex_pairs  there;  /* ... what the path has */
};

/* Most expressions that have no head are told apart by what they want: without
 * a look at the rule, which lies elsewhere. */
static bool
is_wanting(struct search *s, uint32_t i)
{
	if (s->heads->wanted == NULL)
		return false;
	if (!s->paired)
		regex_pairs_of(s->key->path, s->fold, &s->there);
	s->paired = true;
	return !regex_pairs_fit(&s->heads->wanted[i], &s->there);
}

/* All rules of one chain whose head has this length and this host. */
static enum err
try_chain(struct search *s, uint64_t hash, size_t len, struct slice host,
    uint64_t host_hash)
{
	const struct heads *h = s->heads;
	const struct key   *k = s->key;
	const struct slice  head = { s->fold ? k->folded.s : k->path.s, len };
	uint32_t            i = h->slots[slot_of(h, hash, host_hash, s->fold)];
	struct match        m;
	enum err            rc = ERR_OK;

	for (; i != 0 && rc == ERR_OK; i = h->next[i - 1]) {
		const struct rule *r = &h->rules[i - 1];

		if (len == 0 && is_wanting(s, i - 1))
			continue;
		/* A chain may hold other heads of this request, too: each
		 * rule is told once, at its own. */
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
try_head(struct search *s, uint64_t hash, size_t len, uint64_t bit)
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

static enum err
try_path(struct search *s, struct slice path)
{
	const uint64_t *depths = s->heads->depths[s->fold];
	uint64_t        bit = 1, hash = FNV_START;
	uint64_t        left =
	    depths[HEADS_ANY] | depths[HEADS_HOST] | depths[HEADS_WILD];
	enum err rc = ERR_OK;

	for (size_t i = 0; left != 0 && rc == ERR_OK;) {
		if (left & bit)
			rc = try_head(s, hash, i, bit);
		if (bit != bit_of(BIT_MAX)) {
			left &= ~bit;
			bit <<= 1;
		}
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
	s.paired = false;
	return rc == ERR_OK ? try_path(&s, k->folded) : rc;
}
