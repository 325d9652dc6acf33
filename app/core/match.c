/* SPDX-License-Identifier: MIT */
/* match.c - which rules cover a request, and their order; see match.h. */
#include "match.h"

#include <stdlib.h>
#include <string.h>

#include "params.h"
#include "pattern.h"

/* The path of the request as this rule compares it. */
static struct slice
path_for(const struct rule *r, const struct key *k)
{
	return r->ignore_case ? k->folded : k->path;
}

static bool
exact_covers(const struct rule *r, struct slice path)
{
	if (!slice_eq(url_trim(path), r->at.head))
		return false;
	/* A strict rule wants the final slash as it was typed. */
	return !r->strict || path.n == r->at.path.n;
}

static bool
prefix_covers(const struct rule *r, struct slice path, size_t *ret_rest)
{
	struct slice head = r->at.head;

	if (path.n < head.n ||
	    (head.n > 0 && memcmp(path.s, head.s, head.n) != 0))
		return false;
	/* Whole segments only: "/docs" covers "/docs/x", never "/docsx". */
	if (path.n > head.n && path.s[head.n] != '/')
		return false;
	if (path.n == head.n && r->strict)
		return false;
	*ret_rest = path.n > head.n ? head.n + 1 : path.n;
	return true;
}

static bool
pattern_takes(const struct rule *r, struct slice path, struct match *m,
    size_t *ret_rest)
{
	size_t end;

	if (!pattern_covers(url_trim(r->at.path), path, r->ignore_case,
		m->pieces, &end))
		return false;
	*ret_rest = end < path.n ? end + 1 : end;
	if (r->at.rest)
		return end < path.n || !r->strict;
	if (*ret_rest < path.n)
		return false;
	return !r->strict ||
	    (end < path.n) == (r->at.path.s[r->at.path.n - 1] == '/');
}

/* The literal beginning first: it costs next to nothing. */
static bool
regex_takes(const struct rule *r, const struct key *k, struct match *m)
{
	struct slice path = path_for(r, k), literal = r->at.literal;

	return path.n >= literal.n &&
	    (literal.n == 0 || memcmp(path.s, literal.s, literal.n) == 0) &&
	    r->regex != NULL && regex_covers(r->regex, k->path, m->pieces);
}

/* Whether the path is covered; *ret_rest is where :splat begins. */
static bool
path_covered(const struct rule *r, const struct key *k, struct match *m,
    size_t *ret_rest)
{
	*ret_rest = k->path.n;
	switch (r->at.kind) {
	case SOURCE_EXACT:
		return exact_covers(r, path_for(r, k));
	case SOURCE_PREFIX:
		return prefix_covers(r, path_for(r, k), ret_rest);
	case SOURCE_PATTERN:
		return pattern_takes(r, k->path, m, ret_rest);
	case SOURCE_REGEX:
		break;
	}
	return regex_takes(r, k, m);
}

/* "*.example.com" covers what ends in ".example.com", and has more. */
static bool
host_covered(const struct source *s, struct slice host)
{
	struct slice end = s->host;

	if (s->host.n == 0 || !s->wild)
		return s->host.n == 0 || slice_eq(s->host, host);
	end.s++;
	end.n--;
	return host.n > end.n &&
	    memcmp(host.s + host.n - end.n, end.s, end.n) == 0;
}

enum match_why
match_rule(const struct rule *r, const struct key *k, struct match *ret)
{
	struct match m = { .rule = r };
	size_t       rest;

	if (r->at.scheme != SCHEME_ANY && r->at.scheme != k->scheme)
		return MATCH_NO_SCHEME;
	if (!host_covered(&r->at, k->host))
		return MATCH_NO_HOST;
	if (!path_covered(r, k, &m, &rest))
		return MATCH_NO_PATH;
	if (r->at.nparams > 0) {
		if (!params_covered(r->at.params, k->query))
			return MATCH_NO_PARAM;
		if (r->at.values > 0)
			params_values(r->at.params, k->query,
			    m.pieces + r->at.segments);
	}
	m.splat = (struct slice){ k->path.s + rest, k->path.n - rest };
	*ret = m;
	return MATCH_YES;
}

/* -1, 0 or 1: what is larger comes first. */
#define LARGER_FIRST(a, b) (((a) < (b)) - ((a) > (b)))

static int
host_order(const struct source *a, const struct source *b)
{
	int c = LARGER_FIRST(a->host.n > 0, b->host.n > 0);

	if (c == 0)
		c = LARGER_FIRST(b->wild, a->wild); /* less is wild */
	/* The length of an exact host says nothing. */
	return c == 0 && a->wild ? LARGER_FIRST(a->host.n, b->host.n) : c;
}

/* How wide a path is that has a head: placeholders, with '*', '*' alone. */
static int
width(const struct source *s)
{
	return s->kind == SOURCE_PREFIX ? 2 : s->rest;
}

/* Exact; with a head; a regular expression. */
static int
class_of(const struct source *s)
{
	return s->kind == SOURCE_EXACT ? 0 : s->kind == SOURCE_REGEX ? 2 : 1;
}

/* How two rules compare at one step; what says nothing there is equal. */
static int
order_at(enum match_step step, const struct rule *a, const struct rule *b)
{
	bool regex = a->at.kind == SOURCE_REGEX;

	switch (step) {
	case STEP_HOST:
		return host_order(&a->at, &b->at);
	case STEP_KIND:
		return LARGER_FIRST(class_of(&b->at), class_of(&a->at));
	case STEP_HEAD: /* the length of an exact path says nothing */
		return class_of(&a->at) != 1 ?
		    0 :
		    LARGER_FIRST(a->at.head.n, b->at.head.n);
	case STEP_WIDTH:
		return LARGER_FIRST(width(&b->at), width(&a->at));
	case STEP_RANK:
		return regex ? LARGER_FIRST(b->rank, a->rank) : 0;
	case STEP_AGE:
		return regex ?
		    LARGER_FIRST((uint64_t)b->id - 1, (uint64_t)a->id - 1) :
		    0;
	case STEP_PARAMS:
		return LARGER_FIRST(a->at.nparams, b->at.nparams);
	case STEP_VALUES:
		return LARGER_FIRST(b->at.values, a->at.values);
	case STEP_CONDITIONS:
		return LARGER_FIRST(a->wants.n, b->wants.n);
	case STEP_SCHEME:
		return LARGER_FIRST(a->at.scheme != SCHEME_ANY,
		    b->at.scheme != SCHEME_ANY);
	case STEP_START:
		return LARGER_FIRST(a->starts_at, b->starts_at);
	case STEP_ID:
		break;
	}
	/* What is not stored yet has the id 0 and will have the highest. */
	return LARGER_FIRST((uint64_t)a->id - 1, (uint64_t)b->id - 1);
}

/* The first step at which they differ, or the last. */
static int
order(const struct rule *a, const struct rule *b, enum match_step *ret)
{
	int c = 0;

	for (*ret = STEP_HOST; *ret <= STEP_ID; ++*ret) {
		c = order_at(*ret, a, b);
		if (c != 0 || *ret == STEP_ID)
			break;
	}
	return c;
}

int
match_order(const struct rule *a, const struct rule *b)
{
	enum match_step step;

	return order(a, b, &step);
}

enum match_step
match_step(const struct rule *a, const struct rule *b)
{
	enum match_step step;

	(void)order(a, b, &step);
	return step;
}

static int
compare(const void *a, const void *b)
{
	return match_order(((const struct match *)a)->rule,
	    ((const struct match *)b)->rule);
}

void
match_sort(struct match *m, size_t n)
{
	/* Insertion for the usual handful: qsort() may allocate. */
	if (n > 32) {
		qsort(m, n, sizeof(*m), compare);
		return;
	}
	for (size_t i = 1; i < n; i++) {
		struct match one = m[i];
		size_t       j = i;

		for (; j > 0 && compare(&m[j - 1], &one) > 0; j--)
			m[j] = m[j - 1];
		m[j] = one;
	}
}
