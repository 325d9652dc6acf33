/* SPDX-License-Identifier: MIT */
/* turns.c - when an answer becomes another; see turns.h. */
#include "turns.h"

#include <stdlib.h>

/* One walk through time. */
struct walk {
	const struct key   *key;
	const struct match *m;
	size_t              n;
	struct decision     now, before;
	enum verdict       *verdicts;
	bool                begun; /* before holds an answer */
};

static bool
is_same(const struct decision *a, const struct decision *b)
{
	return a->status == b->status && a->rule_id == b->rule_id &&
	    slice_eq(buf_slice(&a->location), buf_slice(&b->location));
}

/* The next instant at which any of the rules begins or ends. */
static int64_t
next_after(const struct walk *w, int64_t at)
{
	int64_t next = WHEN_NEVER, one;

	for (size_t i = 0; i < w->n; i++) {
		one = rule_next_change(w->m[i].rule, at);
		if (one < next)
			next = one;
	}
	return next;
}

static const struct rule *
winner(const struct walk *w)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->verdicts[i] == VERDICT_WON)
			return w->m[i].rule;
	return NULL;
}

static enum err
look(struct walk *w, int64_t at, turn_fn *fn, void *arg)
{
	struct turn     c = { .at = at, .decision = &w->now };
	struct decision spare;
	enum err        rc;

	rc = decide(w->key, w->m, w->n, when_exactly(at), w->verdicts, &w->now);
	if (rc != ERR_OK || (w->begun && is_same(&w->now, &w->before)))
		return rc;
	c.rule = winner(w);
	c.first = !w->begun;
	rc = fn(&c, arg);
	spare = w->before;
	w->before = w->now;
	w->now = spare;
	w->begun = true;
	return rc;
}

enum err
turns_each(const struct key *k, const struct match *m, size_t n, int64_t from,
    int64_t until, turn_fn *fn, void *arg)
{
	struct walk w = { .key = k, .m = m, .n = n };
	enum err    rc = ERR_NOMEM;

	w.verdicts = calloc(n + 1, sizeof(w.verdicts[0]));
	decision_init(&w.now);
	decision_init(&w.before);
	if (w.verdicts != NULL)
		rc = ERR_OK;
	for (int64_t at = from; rc == ERR_OK && at <= until;) {
		rc = look(&w, at, fn, arg);
		at = next_after(&w, at);
		if (at == WHEN_NEVER)
			break;
	}
	decision_free(&w.before);
	decision_free(&w.now);
	free(w.verdicts);
	return rc;
}
