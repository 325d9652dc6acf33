/* SPDX-License-Identifier: MIT */
/* ahead.c - rules that are asked before others; see ahead.h. */
#include "ahead.h"

#include <stdlib.h>
#include <string.h>

#define SEEN_BITS (UINT64_C(1) << 24)
#define NOBODY    UINT32_MAX

/*
 * By what a rule is found: its own head; the same, of those that cover what is
 * below it; a head above it that somebody is expected to ask for.  Each is
 * noted for rules on the same host, and for those that are for several.
 */
enum way { WAY_SELF, WAY_WIDE, WAY_BELOW };

struct ahead_node {
	uint64_t key;
	uint32_t note; /* which */
	uint32_t next;
};

/* A rule that is noted; forgotten, it leaves each chain where it is met. */
struct ahead_note {
	int64_t number;
	bool    forgotten;
};

/* ------------------------------------------------------------------- keys */

/* FNV-1a, and in the end a mix of its bits. */
#define HASH_START UINT64_C(0xcbf29ce484222325)

static uint64_t
hash_text(uint64_t h, struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)url_lower(s.s[i])) *
		    UINT64_C(0x100000001b3);
	return h;
}

static uint64_t
key_of(enum way way, struct slice host, struct slice head)
{
	uint64_t h = (HASH_START ^ (uint64_t)way) * UINT64_C(0x100000001b3);

	h = hash_text(h, host);
	h = hash_text(hash_text(h, SLICE(" ")), head);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h ^ h >> 32;
}

/* What stands for all hosts together: no host is so. */
#define EVERYWHERE SLICE("*")

static bool
is_wide(const struct rule *r)
{
	return r->at.kind != SOURCE_EXACT;
}

/* As shape_may_meet() has it. */
static struct slice
head_of(const struct rule *r)
{
	struct slice head = r->at.head;

	if (r->at.kind == SOURCE_REGEX || (is_wide(r) && head.n <= 1))
		head.n = 0;
	return head;
}

/* The next head above; false above the root. */
static bool
go_up(struct slice *head)
{
	if (head->n == 0)
		return false;
	do
		head->n--;
	while (head->n > 0 && head->s[head->n] != '/');
	return true;
}

/* ------------------------------------------------------------------- seen */

static bool
is_in(const uint8_t *bits, uint64_t key)
{
	const uint64_t one = key % SEEN_BITS, two = (key >> 32) % SEEN_BITS;

	return (bits[one / 8] >> (one % 8) & 1) != 0 &&
	    (bits[two / 8] >> (two % 8) & 1) != 0;
}

static void
put_in(uint8_t *bits, uint64_t key)
{
	const uint64_t one = key % SEEN_BITS, two = (key >> 32) % SEEN_BITS;

	bits[one / 8] |= (uint8_t)(1U << (one % 8));
	bits[two / 8] |= (uint8_t)(1U << (two % 8));
}

static void
see(struct ahead *a, uint64_t key)
{
	if (is_in(a->seen, key))
		put_in(a->again, key);
	put_in(a->seen, key);
}

void
ahead_expect(struct ahead *a, const struct rule *r)
{
	see(a, key_of(WAY_SELF, EVERYWHERE, head_of(r)));
	if (is_wide(r))
		see(a, key_of(WAY_BELOW, EVERYWHERE, head_of(r)));
}

/* ------------------------------------------------------------------- note */

enum err
ahead_init(struct ahead *a)
{
	*a = (struct ahead){
		.seen = calloc(1, SEEN_BITS / 8),
		.again = calloc(1, SEEN_BITS / 8),
	};
	return a->seen != NULL && a->again != NULL ? ERR_OK : ERR_NOMEM;
}

void
ahead_free(struct ahead *a)
{
	free(a->seen);
	free(a->again);
	free(a->nodes);
	free(a->notes);
	free(a->first);
}

void
ahead_forget(struct ahead *a)
{
	a->n = a->nnotes = 0;
	for (size_t i = 0; i < a->nfirst; i++)
		a->first[i] = NOBODY;
}

/* Room for more, and chains that stay short. */
static enum err
grow(struct ahead *a)
{
	const size_t       cap = a->cap == 0 ? 64 : a->cap * 2;
	struct ahead_node *nodes;
	uint32_t          *first;

	if (cap >= NOBODY)
		return ERR_LIMIT;
	nodes = realloc(a->nodes, cap * sizeof(*nodes));
	if (nodes == NULL)
		return ERR_NOMEM;
	a->nodes = nodes;
	first = realloc(a->first, cap * sizeof(*first));
	if (first == NULL)
		return ERR_NOMEM;
	a->first = first;
	a->cap = a->nfirst = cap;
	memset(first, 0xff, cap * sizeof(*first));
	for (uint32_t i = 0; i < a->n; i++) {
		uint32_t *chain = &first[nodes[i].key % cap];

		nodes[i].next = *chain;
		*chain = i;
	}
	return ERR_OK;
}

static enum err
link_node(struct ahead *a, uint64_t key)
{
	enum err  rc = a->n == a->cap ? grow(a) : ERR_OK;
	uint32_t *chain;

	if (rc != ERR_OK)
		return rc;
	chain = &a->first[key % a->nfirst];
	a->nodes[a->n] = (struct ahead_node){
		.key = key, .note = (uint32_t)a->nnotes, .next = *chain
	};
	*chain = (uint32_t)a->n++;
	return ERR_OK;
}

/* Whether anybody looks for just its head, besides itself. */
static bool
is_sought(const struct ahead *a, const struct rule *r, bool looks)
{
	return is_in(looks ? a->again : a->seen,
	    key_of(WAY_SELF, EVERYWHERE, head_of(r)));
}

static enum err
link_all(struct ahead *a, const struct rule *r, struct slice host, bool looks)
{
	struct slice head = head_of(r), up = head;
	enum err     rc = ERR_OK;

	if (is_wide(r) || is_sought(a, r, looks))
		rc = link_node(a, key_of(WAY_SELF, host, head));
	if (rc == ERR_OK && is_wide(r))
		rc = link_node(a, key_of(WAY_WIDE, host, head));
	while (rc == ERR_OK && go_up(&up))
		if (is_in(a->seen, key_of(WAY_BELOW, EVERYWHERE, up)))
			rc = link_node(a, key_of(WAY_BELOW, host, up));
	return rc;
}

/* Whether only rules on the same host, or for several, can come later. */
static bool
has_host(const struct rule *r)
{
	return r->at.host.n > 0 && !r->at.wild;
}

enum err
ahead_note(struct ahead *a, const struct rule *r, int64_t number, bool looks)
{
	const size_t       n = a->n;
	struct ahead_note *notes;
	enum err           rc = link_all(a, r, EVERYWHERE, looks);

	if (rc == ERR_OK && has_host(r))
		rc = link_all(a, r, r->at.host, looks);
	if (rc != ERR_OK || a->n == n) /* nobody looks for it */
		return rc;
	if (a->nnotes == a->max_notes) {
		a->max_notes = a->max_notes == 0 ? 64 : a->max_notes * 2;
		notes = realloc(a->notes, a->max_notes * sizeof(*notes));
		if (notes == NULL)
			return ERR_NOMEM;
		a->notes = notes;
	}
	a->notes[a->nnotes++] = (struct ahead_note){ .number = number };
	return ERR_OK;
}

/* ------------------------------------------------------------------- find */

static bool
find(struct ahead *a, uint64_t key, ahead_fn *fn, void *arg)
{
	if (a->n == 0)
		return true;
	for (uint32_t *at = &a->first[key % a->nfirst]; *at != NOBODY;) {
		struct ahead_node *node = &a->nodes[*at];
		struct ahead_note *one = &a->notes[node->note];
		enum ahead_next    next = AHEAD_KEEP;

		if (node->key == key && !one->forgotten)
			next = fn(one->number, arg);
		if (next == AHEAD_STOP)
			return false;
		one->forgotten = one->forgotten || next == AHEAD_FORGET;
		if (one->forgotten)
			*at = node->next;
		else
			at = &node->next;
	}
	return true;
}

void
ahead_each(struct ahead *a, const struct rule *r, ahead_fn *fn, void *arg)
{
	const struct slice host = has_host(r) ? r->at.host : EVERYWHERE;
	struct slice       head = head_of(r), up = head;
	bool               more;

	more = find(a, key_of(WAY_SELF, host, head), fn, arg);
	if (more && is_wide(r))
		more = find(a, key_of(WAY_BELOW, host, head), fn, arg);
	while (more && go_up(&up))
		more = find(a, key_of(WAY_WIDE, host, up), fn, arg);
}
