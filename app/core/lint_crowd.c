/* SPDX-License-Identifier: MIT */
/* lint_crowd.c - URLs that very many rules cover; see lint_crowd.h. */
#include "lint_crowd.h"

#include <stddef.h>
#include <stdlib.h>

void
crowds_init(struct crowds *all)
{
	*all = (struct crowds){ 0 };
	for (size_t i = 0; i < CROWDS; i++)
		buf_init(&all->crowd[i].url, 16 * URL_REQUEST_MAX);
}

static void
empty(struct crowds *all, struct crowd *c)
{
	const struct buf url = c->url;

	for (size_t i = 0; i < c->n; i++)
		rule_free(&c->rules[i]);
	all->rules -= c->n;
	free(c->rules);
	free(c->spans);
	free(c->by_id);
	free(c->turns);
	*c = (struct crowd){ .url = url };
	buf_reset(&c->url);
}

void
crowds_free(struct crowds *all)
{
	for (size_t i = 0; i < CROWDS; i++) {
		empty(all, &all->crowd[i]);
		buf_free(&all->crowd[i].url);
	}
}

struct crowd *
crowds_find(struct crowds *all, struct slice url)
{
	for (size_t i = 0; i < CROWDS; i++) {
		struct crowd *c = &all->crowd[i];

		if (c->total > 0 && slice_eq(buf_slice(&c->url), url)) {
			c->used = ++all->uses;
			return c;
		}
	}
	return NULL;
}

/* The one that was used longest ago; an empty one never was. */
static struct crowd *
oldest(struct crowds *all)
{
	struct crowd *c = &all->crowd[0];

	for (size_t i = 1; i < CROWDS; i++)
		if (all->crowd[i].total > 0 &&
		    (c->total == 0 || all->crowd[i].used < c->used))
			c = &all->crowd[i];
	return c;
}

static struct crowd *
make_room(struct crowds *all, size_t n)
{
	while (all->rules > 0 && all->rules + n > CROWD_RULES)
		empty(all, oldest(all));
	for (size_t i = 0; i < CROWDS; i++)
		if (all->crowd[i].total == 0)
			return &all->crowd[i];
	empty(all, oldest(all));
	return make_room(all, n);
}

static int
by_number(const void *a, const void *b)
{
	const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

struct numbered {
	int64_t  id;
	uint32_t at;
};

/* The id is the first in it. */
_Static_assert(offsetof(struct numbered, id) == 0, "sorted by_number()");

static enum err
sort_by_id(struct crowd *c)
{
	struct numbered *all = calloc(c->n, sizeof(*all));

	if (all == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < c->n; i++)
		all[i] = (struct numbered){ c->rules[i].id, (uint32_t)i };
	qsort(all, c->n, sizeof(*all), by_number);
	for (size_t i = 0; i < c->n; i++)
		c->by_id[i] = all[i].at;
	free(all);
	return ERR_OK;
}

static void
add_spans(struct crowd *c)
{
	for (size_t i = 0; i < c->n; i++) {
		const struct rule *r = &c->rules[i];
		const bool         ends = slice_is(r->after, "decline");

		c->spans[i] =
		    (struct crowd_span){ r->enabled ? r->starts_at : WHEN_NEVER,
			    ends ? r->expires_at : WHEN_NEVER };
		c->repeats = c->repeats || r->repeat.zone != NULL;
		if (!r->enabled)
			continue;
		c->turns[c->nturns++] = r->starts_at;
		c->turns[c->nturns++] = r->expires_at;
	}
	if (c->nturns > 0)
		qsort(c->turns, c->nturns, sizeof(*c->turns), by_number);
}

static enum err
fill(struct crowds *all, struct crowd *c, const struct match *m, size_t n)
{
	enum err rc = ERR_OK;

	c->rules = calloc(n, sizeof(*c->rules));
	c->spans = calloc(n, sizeof(*c->spans));
	c->by_id = calloc(n, sizeof(*c->by_id));
	c->turns = calloc(2 * n, sizeof(*c->turns));
	if (c->rules == NULL || c->spans == NULL || c->by_id == NULL ||
	    c->turns == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < n && rc == ERR_OK; i++) {
		rule_init(&c->rules[i], 0);
		c->n++;
		all->rules++;
		rc = rule_copy(&c->rules[i], m[i].rule);
	}
	if (rc == ERR_OK)
		rc = sort_by_id(c);
	if (rc == ERR_OK)
		add_spans(c);
	return rc;
}

enum err
crowds_add(struct crowds *all, struct slice url, const struct match *m,
    size_t n, struct crowd **ret)
{
	struct crowd *c = make_room(all, n <= CROWD_MOST ? n : 0);
	enum err      rc;

	c->total = n;
	buf_add_slice(&c->url, url);
	rc = buf_end(&c->url);
	if (rc == ERR_OK && n <= CROWD_MOST)
		rc = fill(all, c, m, n);
	if (rc != ERR_OK) {
		empty(all, c);
		return ERR_NOMEM;
	}
	c->used = ++all->uses;
	*ret = c;
	return ERR_OK;
}

int64_t
crowd_turn(const struct crowd *c, int64_t at)
{
	size_t low = 0, high = c->nturns;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (c->turns[middle] <= at)
			low = middle + 1;
		else
			high = middle;
	}
	return low < c->nturns ? c->turns[low] : WHEN_NEVER;
}
