/* SPDX-License-Identifier: MIT */
/* lint_calendar.c - the windows of one source; see lint_base.h. */
#include <stdlib.h>

#include "lint_base.h"
#include "rules.h"

#define BEFORE_MAX 8   /* so many rules before it are compared with each */
#define TURNS_MAX  400 /* changes until two are found active together */
#define GAP_SHORT  (30 * WHEN_DAY) /* what is probably not on purpose */

bool
lint_same_source(const struct rule *a, const struct rule *b)
{
	const struct source *s = &a->at, *t = &b->at;

	if (s->kind != t->kind || s->scheme != t->scheme ||
	    s->wild != t->wild || s->rest != t->rest ||
	    a->strict != b->strict || a->ignore_case != b->ignore_case)
		return false;
	if (a->strict &&
	    (s->path.n > 0 && s->path.s[s->path.n - 1] == '/') !=
		(t->path.n > 0 && t->path.s[t->path.n - 1] == '/'))
		return false;
	return slice_eq(s->host, t->host) && slice_eq(s->lookup, t->lookup) &&
	    slice_eq(s->params, t->params);
}

bool
lint_same_answer(const struct rule *a, const struct rule *b)
{
	return a->status == b->status && a->query == b->query &&
	    slice_eq(a->target, b->target);
}

static bool
is_on(const struct rule *r, int64_t at)
{
	enum rule_state state = rule_state(r, at);

	return state == RULE_ACTIVE || state == RULE_PERMANENT;
}

static int64_t
next_of(const struct rule *a, const struct rule *b, int64_t at)
{
	int64_t x = rule_next_change(a, at), y = rule_next_change(b, at);

	return x < y ? x : y;
}

/* The first time from now on at which both are active. */
static bool
together(const struct rule *a, const struct rule *b, int64_t now,
    int64_t *ret_from, int64_t *ret_until)
{
	int64_t at = now;

	for (int i = 0; i < TURNS_MAX && at != WHEN_NEVER; i++) {
		if (is_on(a, at) && is_on(b, at)) {
			*ret_from = at;
			*ret_until = next_of(a, b, at);
			return true;
		}
		at = next_of(a, b, at);
	}
	return false;
}

static int
by_start(const void *a, const void *b)
{
	const struct rule *x = *(const struct rule *const *)a;
	const struct rule *y = *(const struct rule *const *)b;

	if (x->starts_at != y->starts_at)
		return x->starts_at < y->starts_at ? -1 : 1;
	return x->id < y->id ? -1 : x->id > y->id;
}

/* ------------------------------------------------------------- the findings */

static enum err
tell_pair(struct lint *l, const struct rule *first, const struct rule *second)
{
	struct lint_finding f = { .n = 2, .rules = { first->id, second->id } };

	if (!together(first, second, l->now, &f.from, &f.until))
		return ERR_OK;
	buf_reset(&l->message);
	lint_add_rules(&l->message, f.rules, 2);
	if (lint_same_answer(first, second)) {
		f.kind = LINT_DUPLICATE;
		buf_adds(&l->message,
		    " say the same of the same source, and are active "
		    "together");
	} else {
		f.kind = LINT_OVERLAP;
		buf_adds(&l->message,
		    " are active together on one source, and ");
		lint_add_rules(&l->message,
		    match_order(first, second) < 0 ? &first->id : &second->id,
		    1);
		buf_adds(&l->message, " answers");
	}
	f.severity = lint_kind_severity(f.kind);
	lint_add_when(l, &l->message, f.from, f.until);
	return lint_found(l, &f);
}

static enum err
tell_gap(struct lint *l, const struct rule *before, const struct rule *after)
{
	struct lint_finding f = { .kind = LINT_GAP,
		.severity = LINT_INFO,
		.rules = { before->id, after->id },
		.n = 2,
		.from =
		    before->expires_at > l->now ? before->expires_at : l->now,
		.until = after->starts_at };

	if (f.until - before->expires_at < GAP_SHORT)
		f.severity = lint_kind_severity(LINT_GAP);
	buf_reset(&l->message);
	buf_adds(&l->message, "for ");
	when_span(&l->message, f.until - before->expires_at);
	buf_adds(&l->message, " between ");
	lint_add_rules(&l->message, f.rules, 2);
	buf_adds(&l->message, ", no rule of this source answers");
	lint_add_when(l, &l->message, f.from, f.until);
	return lint_found(l, &f);
}

/* What a rule has to do with the ones that began before it, of which last ends
 * last. */
static enum err
compare(struct lint *l, const struct rule **group, size_t i,
    const struct rule *last)
{
	const struct rule *r = group[i];
	size_t             j = i > BEFORE_MAX ? i - BEFORE_MAX : 0;
	enum err           rc = ERR_OK;

	if (last->expires_at < r->starts_at)
		return slice_is(last->after, "decline") &&
			last->repeats.n == 0 && r->repeats.n == 0 ?
		    tell_gap(l, last, r) :
		    ERR_OK;
	/* One share over another is a test, and meant to be. */
	if (!lint_always(r))
		return ERR_OK;
	for (; j < i && rc == ERR_OK; j++)
		if (lint_always(group[j]) && lint_same_answer(group[j], r))
			rc = tell_pair(l, group[j], r);
	if (rc == ERR_OK && lint_always(last) && !lint_same_answer(last, r))
		rc = tell_pair(l, last, r);
	return rc;
}

/* All rules that have a word with one, by its first witness: the lowest id
 * first, where they are many. */
struct neighbours {
	const struct match *m;
	struct crowd       *crowd;
	size_t              n;
};

static const struct rule *
neighbour(const struct neighbours *all, size_t i)
{
	return all->crowd == NULL ? all->m[i].rule :
				    &all->crowd->rules[all->crowd->by_id[i]];
}

/* Whether a rule is of the same source, and not over. */
static bool
counts(const struct lint *l, const struct rule *other, const struct rule *r)
{
	return other->enabled && other->expires_at > l->now &&
	    lint_same_source(other, r);
}

/* All that count; none if the first one of them, with which each source is
 * judged once, is another. */
static size_t
choose(const struct lint *l, const struct rule *r, const struct neighbours *all,
    const struct rule **ret)
{
	size_t found = 0;
	bool   drawn = all->crowd == NULL; /* the draft is among them */

	for (size_t i = 0; i < all->n; i++) {
		const struct rule *other = neighbour(all, i);

		if (l->draft != NULL && other->id == l->draft->id) {
			other = l->draft;
			drawn = true;
		}
		if (!counts(l, other, r))
			continue;
		if (other->id < r->id && l->draft == NULL)
			return 0;
		ret[found++] = other;
	}
	if (l->draft != NULL && !drawn && counts(l, l->draft, r))
		ret[found++] = l->draft;
	return found;
}

static enum err
sweep(struct lint *l, const struct rule **group, size_t n)
{
	const struct rule *last;
	enum err           rc = ERR_OK;

	qsort(group, n, sizeof(group[0]), by_start);
	last = group[0];
	for (size_t i = 1; rc == ERR_OK && i < n; i++) {
		rc = compare(l, group, i, last);
		if (group[i]->expires_at >= last->expires_at)
			last = group[i];
	}
	return rc;
}

/* Also those that are over or disabled: the worker reads them all the same. */
static enum err
crowded(struct lint *l, const struct rule *r, const struct neighbours *all)
{
	struct lint_finding f = lint_about(l, LINT_CROWDED, r);
	size_t              n = 0;

	for (size_t i = 0; all->n > RULES_OF_SOURCE_MAX && i < all->n; i++)
		n += lint_same_source(neighbour(all, i), r);
	if (n <= RULES_OF_SOURCE_MAX)
		return ERR_OK;
	f.from = l->now;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_addf(&l->message,
	    " is one of %zu of its source, all of which each request for it "
	    "reads; one source may have %d: remove those that are over, or let "
	    "one rule repeat",
	    n, RULES_OF_SOURCE_MAX);
	return lint_found(l, &f);
}

enum err
lint_calendar(struct lint *l, const struct rule *r)
{
	struct neighbours   all = { 0 };
	const struct rule **group = NULL;
	size_t              n = 0;
	bool                more, covered = false;
	enum err            rc;

	if (l->alone)
		return ERR_OK;
	rc = lint_first(l, r, 0, &more, &covered);
	if (rc != ERR_OK || !covered)
		return rc;
	/* Of a crowd no matches: it is looked at itself. */
	rc = lint_find(l, &l->places[0].key, WHEN_NEVER, WHEN_EVER, &all.m,
	    &all.n, &all.crowd);
	if (rc != ERR_OK)
		return rc;
	if (all.crowd != NULL)
		all.n = all.crowd->n;
	group = calloc(all.n + 1, sizeof(*group));
	if (group == NULL)
		return ERR_NOMEM;
	n = choose(l, r, &all, group);
	if (n > 0 && l->draft == NULL)
		rc = crowded(l, r, &all);
	if (rc == ERR_OK && n > 1)
		rc = sweep(l, group, n);
	free(group);
	return rc;
}
