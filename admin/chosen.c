/* SPDX-License-Identifier: MIT */
/* chosen.c - the ids of very many rules, in order; see chosen.h. */
#include "chosen.h"

#include <stdlib.h>

#include "match.h"

/*
 * An order: in its high half what match_order() looks at before the
 * parameters, but for hosts and heads themselves; in its low half first a hash
 * of these two, by which they come to stand together, and then the lowest id
 * among those.  Ids beyond 32 bits stand together as one group, which is slow
 * and as right.
 */
#define LOW_MAX     UINT64_C(0xffffffff)
#define IS_REGEX(o) (((o) >> 52 & 3) == 2)

static uint64_t
hash(struct slice host, struct slice head)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < host.n; i++)
		h = (h ^ (unsigned char)host.s[i]) * UINT64_C(0x100000001b3);
	h = (h ^ ' ') * UINT64_C(0x100000001b3);
	for (size_t i = 0; i < head.n; i++)
		h = (h ^ (unsigned char)url_lower(head.s[i])) *
		    UINT64_C(0x100000001b3);
	h ^= h >> 32;
	h *= UINT64_C(0xd6e8feb86659fd93);
	return h >> 32;
}

static uint64_t
order_of(const struct rule *r)
{
	const struct source *at = &r->at;
	uint64_t             host = 0, class = 0, within = 0, by_text = 0;

	if (at->host.n == 0)
		host = 1023;
	else if (at->wild) /* the longest first */
		host = 1022 - at->host.n;
	if (at->kind == SOURCE_REGEX) { /* each by itself, by its id */
		class = 2;
		within = (uint64_t)r->rank;
	} else {
		by_text = hash(at->host, at->head);
		if (at->kind != SOURCE_EXACT) {
			class = 1;
			within = SOURCE_MAX - at->head.n;
		}
	}
	return host << 54 | class << 52 | within << 32 | by_text;
}

void
chosen_free(struct chosen *c)
{
	free(c->all);
}

enum err
chosen_add(struct chosen *c, const struct rule *r, bool wanted)
{
	struct chosen_one *all;

	if (c->n == c->cap) {
		c->cap = c->cap == 0 ? 64 : c->cap * 2;
		all = realloc(c->all, c->cap * sizeof(*all));
		if (all == NULL)
			return ERR_NOMEM;
		c->all = all;
	}
	c->all[c->n++] = (struct chosen_one){
		.order = order_of(r),
		.id = (uint64_t)r->id << 1 | wanted,
	};
	return ERR_OK;
}

bool
chosen_is_wanted(const struct chosen_one *one)
{
	return (one->id & 1) != 0;
}

int64_t
chosen_id(const struct chosen_one *one)
{
	return (int64_t)(one->id >> 1);
}

/* ------------------------------------------------------------------- sort */

static int
compare(const void *a, const void *b)
{
	const struct chosen_one *x = a, *y = b;

	if (x->order != y->order)
		return (x->order > y->order) - (x->order < y->order);
	return (x->id > y->id) - (x->id < y->id);
}

size_t
chosen_group(const struct chosen *c, size_t i)
{
	size_t n = 1;

	while (i + n < c->n && c->all[i + n].order == c->all[i].order)
		n++;
	return n;
}

void
chosen_sort(struct chosen *c)
{
	size_t n;

	if (c->n == 0)
		return;
	qsort(c->all, c->n, sizeof(*c->all), compare);
	for (size_t i = 0; i < c->n; i += n) {
		uint64_t low = c->all[i].id >> 1;

		n = IS_REGEX(c->all[i].order) ? 1 : chosen_group(c, i);
		if (low > LOW_MAX)
			low = LOW_MAX;
		for (size_t j = i; j < i + n; j++)
			c->all[j].order = (c->all[j].order & ~LOW_MAX) | low;
	}
	qsort(c->all, c->n, sizeof(*c->all), compare);
}

/* ---------------------------------------------------------------- compare */

static int
compare_path(const struct rule *a, const struct rule *b)
{
	const int c = slice_order_any_case(a->at.host, b->at.host);

	return c != 0 ? c : slice_order_any_case(a->at.head, b->at.head);
}

bool
chosen_same_path(const struct rule *a, const struct rule *b)
{
	return compare_path(a, b) == 0;
}

int
chosen_compare(const struct rule *a, const struct rule *b)
{
	const int c = compare_path(a, b);

	return c != 0 ? c : match_order(a, b);
}
