/* SPDX-License-Identifier: MIT */
/* first_turned.c - whether two rules change places; see first.h. */
#include "first.h"
#include "match.h"
#include "pattern.h"
#include "shape.h"

static bool
is_hole(const struct rule *r, struct slice segment)
{
	return r->at.kind == SOURCE_PATTERN && segment.n > 1 &&
	    segment.s[0] == ':' && pattern_is_start(segment.s[1]);
}

static bool
is_same(const struct rule *a, struct slice x, const struct rule *b,
    struct slice y)
{
	if (is_hole(a, x) || is_hole(b, y))
		return true;
	return a->ignore_case || b->ignore_case ?
	    slice_order_any_case(x, y) == 0 :
	    slice_eq(x, y);
}

/* Whether a path may be for both, segment by segment. */
static bool
paths_meet(const struct rule *a, const struct rule *b)
{
	struct slice p = url_trim(a->at.path), q = url_trim(b->at.path);

	(void)slice_cut(&p, '/');
	(void)slice_cut(&q, '/');
	while (p.n > 0 && q.n > 0)
		if (!is_same(a, slice_cut(&p, '/'), b, slice_cut(&q, '/')))
			return false;
	return (p.n == 0 || b->at.rest) && (q.n == 0 || a->at.rest);
}

bool
first_turned(const struct rule *above, const struct rule *r)
{
	return match_order(r, above) < 0 && shape_may_meet(r, above) &&
	    (r->at.kind == SOURCE_REGEX || above->at.kind == SOURCE_REGEX ||
		paths_meet(r, above));
}
