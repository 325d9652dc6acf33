/* SPDX-License-Identifier: MIT */
/*
 * shape_apart.c - that a rule never leads to the URL that was asked for, by
 * what its paths look like; see shape_base.h.
 */
#include "shape_base.h"

#include <string.h>

bool
mark_is_in(const struct forms *f, struct slice s)
{
	char text[] = { 'z', f->mark };

	return s.n >= sizeof(text) &&
	    memmem(s.s, s.n, text, sizeof(text)) != NULL;
}

int
mark_at(const struct forms *f, struct slice s)
{
	if (s.n < MARK_N || s.s[0] != 'z' || s.s[1] != f->mark ||
	    s.s[3] != f->mark)
		return -1;
	return s.s[2] - '0';
}

/* The number of the piece that a segment is, and nothing else; not above 0 for
 * all others, and for what is no piece of the path. */
static int
piece_of(const struct forms *f, struct slice segment)
{
	if (segment.n != 1 + MARK_N)
		return -1;
	segment.s++; /* its slash */
	segment.n--;
	return mark_at(f, segment);
}

/* The first of several segments, with its slash. */
static struct slice
cut_segment(struct slice *s)
{
	struct slice one = { s->s, s->n > 0 };

	while (one.n < s->n && s->s[one.n] != '/')
		one.n++;
	s->s += one.n;
	s->n -= one.n;
	return one;
}

static bool
is_rest(const struct forms *f, struct slice s)
{
	char text[] = { 'z', f->mark, (char)('0' + f->pieces) };

	return f->rest && s.n >= sizeof(text) &&
	    memmem(s.s, s.n, text, sizeof(text)) != NULL;
}

static bool
is_same(const struct rule *r, struct slice a, struct slice b)
{
	return r->ignore_case ? slice_order_any_case(a, b) == 0 :
				slice_eq(a, b);
}

/* What each piece would have to be. */
struct pieces {
	struct slice is[URL_PIECES_MAX + 1]; /* empty: not known */
};

/* Whether two segments can be the same; then a piece is what the other is. */
static bool
can_meet(const struct rule *r, const struct forms *f, struct pieces *p,
    struct slice a, struct slice b)
{
	const int i = piece_of(f, a), j = piece_of(f, b);

	if (i > 0 && p->is[i].n > 0)
		a = p->is[i];
	if (j > 0 && p->is[j].n > 0)
		b = p->is[j];
	if (!mark_is_in(f, a) && !mark_is_in(f, b))
		return is_same(r, a, b);
	if (i > 0 && !mark_is_in(f, b))
		p->is[i] = b;
	if (j > 0 && !mark_is_in(f, a))
		p->is[j] = a;
	return true;
}

bool
apart_by_segments(const struct rule *r, const struct forms *f,
    struct slice covered, struct slice led)
{
	struct pieces pieces = { { { NULL, 0 } } };
	size_t        rests = 0;
	char          rest[] = { 'z', f->mark, (char)('0' + f->pieces) };

	for (size_t i = 0; f->rest && i + sizeof(rest) <= led.n; i++)
		rests += memcmp(led.s + i, rest, sizeof(rest)) == 0;
	if (rests == (f->rest ? 1 : 0) &&
	    slice_count(covered, '/') != slice_count(led, '/'))
		return true;
	/* Twice: what a piece is may be seen behind where it is needed. */
	for (int pass = 0; pass < 2; pass++) {
		struct slice a = covered, b = led;

		while (a.n > 0 && b.n > 0) {
			struct slice x = cut_segment(&a), y = cut_segment(&b);

			if (is_rest(f, x) || is_rest(f, y))
				break;
			if (!can_meet(r, f, &pieces, x, y))
				return true;
		}
	}
	return false;
}

bool
apart_by_head(const struct rule *r, const struct target *t)
{
	struct slice rest = t->path, head = rest, hole, at = r->at.literal;

	(void)target_next_hole(&rest, &head, &hole);
	for (size_t i = 0; i < head.n && i < at.n; i++)
		if (r->ignore_case ?
			url_lower(head.s[i]) != url_lower(at.s[i]) :
			head.s[i] != at.s[i])
			return url_is_canonical(head);
	return false;
}
