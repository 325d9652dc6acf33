/* SPDX-License-Identifier: MIT */
/* hits.c - counters in memory, and their way into hits.db; see hits.h. */
#include "hits.h"

#include <stdlib.h>
#include <string.h>

#include "sql.h"
#include "when.h"

#define HITS_FIRST 64 /* slots of the first allocation */

/* ------------------------------------------------------------- in memory */

void
hits_init(struct hits *h)
{
	*h = (struct hits){ 0 };
}

void
hits_free(struct hits *h)
{
	free(h->slots);
	hits_init(h);
}

/* Where the search for a rule and day begins. */
static size_t
home_of(const struct hits *h, int64_t rule, int64_t day)
{
	uint64_t x = (uint64_t)rule * 0x9e3779b97f4a7c15u ^ (uint64_t)day;

	x *= 0xd6e8feb86659fd93u;
	return (size_t)(x ^ x >> 32) & (h->size - 1);
}

/* The slot of a rule and day, or the free one where it belongs.  There is
 * always a free one. */
static struct hit *
find(const struct hits *h, int64_t rule, int64_t day)
{
	size_t i = home_of(h, rule, day);

	while (h->slots[i].rule != 0 &&
	    (h->slots[i].rule != rule || h->slots[i].day != day))
		i = (i + 1) & (h->size - 1);
	return &h->slots[i];
}

/* Keep it half empty; without memory a fuller one will do. */
static bool
make_room(struct hits *h)
{
	struct hits larger = { .size =
				   h->size == 0 ? HITS_FIRST : h->size * 2 };

	if (h->used < h->size / 2)
		return true;
	if (h->used >= HITS_MAX)
		return false;
	larger.slots = calloc(larger.size, sizeof(*larger.slots));
	if (larger.slots == NULL)
		return h->size > 0 && h->used < h->size / 8 * 7;
	for (size_t i = 0; i < h->size; i++)
		if (h->slots[i].rule != 0)
			*find(&larger, h->slots[i].rule, h->slots[i].day) =
			    h->slots[i];
	free(h->slots);
	h->slots = larger.slots;
	h->size = larger.size;
	h->next = 0;
	return true;
}

void
hits_merge(struct hits *h, const struct hit *more)
{
	struct hit *at = h->size > 0 ? find(h, more->rule, more->day) : NULL;

	if (more->rule <= 0)
		return;
	if (at == NULL || at->rule == 0) {
		if (!make_room(h)) {
			h->dropped += (uint64_t)(more->served + more->late);
			return;
		}
		*find(h, more->rule, more->day) = *more;
		h->used++;
		return;
	}
	at->served += more->served;
	at->late += more->late;
	if (more->first < at->first)
		at->first = more->first;
	if (more->last > at->last)
		at->last = more->last;
}

void
hits_count(struct hits *h, int64_t rule, bool late, int64_t now)
{
	const struct hit one = {
		.rule = rule,
		.day = when_utc_day(now),
		.served = !late,
		.late = late,
		.first = now,
		.last = now,
	};

	hits_merge(h, &one);
}

/* Free a slot, and close the gap that it would leave in a search (Knuth,
 * TAOCP 6.4, algorithm R). */
static void
empty_slot(struct hits *h, size_t gap)
{
	size_t mask = h->size - 1;

	for (size_t i = (gap + 1) & mask; h->slots[i].rule != 0;
	     i = (i + 1) & mask) {
		size_t home = home_of(h, h->slots[i].rule, h->slots[i].day);

		/* It may move if its home is not between the gap and it. */
		if (((i - home) & mask) >= ((i - gap) & mask)) {
			h->slots[gap] = h->slots[i];
			gap = i;
		}
	}
	h->slots[gap] = (struct hit){ 0 };
	h->used--;
}

size_t
hits_take(struct hits *h, struct hit *ret, size_t n)
{
	size_t taken = 0;

	while (taken < n && h->used > 0) {
		/* Backwards: then what follows is empty, and leaves no gap. */
		if (h->slots[h->next].rule == 0) {
			h->next = (h->next - 1) & (h->size - 1);
			continue;
		}
		ret[taken++] = h->slots[h->next];
		empty_slot(h, h->next);
	}
	return taken;
}

/* ----------------------------------------------------------- in hits.db */

enum err
hits_add(struct store *s, const struct hit *hits, size_t n)
{
	static const struct given_sql add = { .all = sql_hit_add };
	enum err                      rc = ERR_OK;

	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		const int64_t v[] = { hits[i].rule, hits[i].day, hits[i].served,
			hits[i].late, hits[i].first, hits[i].last };
		struct value  values[ARRAY_LEN(v)];

		for (size_t k = 0; k < ARRAY_LEN(v); k++)
			values[k] = (struct value){ VALUE_INT, v[k], { 0 } };
		rc = store_give(s, &add, false, values, ARRAY_LEN(v));
	}
	return rc;
}

enum err
hits_write(struct store *s, const struct hit *hits, size_t n)
{
	enum err rc = store_hold(s);

	if (rc != ERR_OK)
		return rc;
	rc = hits_add(s, hits, n);
	if (rc == ERR_OK)
		rc = store_commit_given(s);
	store_end(s);
	return rc;
}

enum err
hits_sum(struct store *s, int64_t rule, struct hit_sum *ret)
{
	struct query *q;
	bool          row = false;
	enum err      rc;

	if (s == NULL) {
		*ret = (struct hit_sum){ 0 };
		return ERR_OK;
	}
	q = store_query(s, sql_hit_sum);
	query_bind_int(q, ":rule", rule);
	rc = query_step(q, &row);
	if (rc != ERR_OK)
		return rc;
	*ret = (struct hit_sum){
		.served = query_int(q, 0),
		.late = query_int(q, 1),
		.first = query_int(q, 2),
		.last = query_int(q, 3),
		.last_late = query_int(q, 4),
	};
	query_reset(q);
	return ERR_OK;
}

enum err
hits_last_rule(struct store *s, int64_t *ret)
{
	return query_number(store_query(s, sql_hit_last_rule), ret);
}

void
hits_path(const char *rules_path, const char *given, struct buf *out)
{
	const char *slash = strrchr(rules_path, '/');

	if (given != NULL) {
		buf_adds(out, given);
		return;
	}
	if (slash != NULL)
		buf_add(out, rules_path, (size_t)(slash - rules_path) + 1);
	buf_adds(out, "hits.db");
}
