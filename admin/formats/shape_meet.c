/* SPDX-License-Identifier: MIT */
/* shape_meet.c - whether two rules could cover the same request; shape.h. */
#include <string.h>
#include <strings.h>

#include "shape.h"

static bool
ends_with(struct slice s, struct slice end)
{
	return s.n >= end.n && memcmp(s.s + s.n - end.n, end.s, end.n) == 0;
}

static bool
hosts_meet(const struct source *a, const struct source *b)
{
	struct slice x = a->host, y = b->host;

	if (x.n == 0 || y.n == 0)
		return true;
	if (!a->wild && !b->wild)
		return slice_eq(x, y);
	if (a->wild) {
		x.s++;
		x.n--;
	}
	if (b->wild) {
		y.s++;
		y.n--;
	}
	return (a->wild && ends_with(y, x)) || (b->wild && ends_with(x, y));
}

/* What every path that is covered begins with, in whole segments; for an
 * expression that is not known. */
static struct slice
head_of(const struct source *s)
{
	struct slice head = s->head;

	if (s->kind == SOURCE_REGEX)
		head.n = 0;
	return slice_is(head, "/") && s->kind != SOURCE_EXACT ?
	    (struct slice){ NULL, 0 } :
	    head;
}

/* Whether a is b or stands above it. */
static bool
is_above(struct slice a, struct slice b)
{
	if (a.n == 0)
		return true;
	return a.n <= b.n && strncasecmp(a.s, b.s, a.n) == 0 &&
	    (a.n == b.n || b.s[a.n] == '/');
}

/* What every path begins with that a source covers, in octets. */
static struct slice
beginning_of(const struct source *s)
{
	return s->kind == SOURCE_REGEX ? s->literal : head_of(s);
}

/* Whether two beginnings differ where both have something. */
static bool
begin_apart(struct slice a, struct slice b)
{
	const size_t n = a.n < b.n ? a.n : b.n;

	return n > 0 && strncasecmp(a.s, b.s, n) != 0;
}

bool
shape_may_meet(const struct rule *a, const struct rule *b)
{
	struct slice x = head_of(&a->at), y = head_of(&b->at);
	bool         x_exact = a->at.kind == SOURCE_EXACT;
	bool         y_exact = b->at.kind == SOURCE_EXACT;

	if (a->at.scheme != SCHEME_ANY && b->at.scheme != SCHEME_ANY &&
	    a->at.scheme != b->at.scheme)
		return false;
	if (!hosts_meet(&a->at, &b->at))
		return false;
	if (begin_apart(beginning_of(&a->at), beginning_of(&b->at)))
		return false;
	if (x_exact && y_exact)
		return x.n == y.n && strncasecmp(x.s, y.s, x.n) == 0;
	return (!x_exact && is_above(x, y)) || (!y_exact && is_above(y, x));
}
