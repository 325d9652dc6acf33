/* SPDX-License-Identifier: MIT */
/* flatten_fit.c - a target's path and a source's; see flatten_base.h. */
#include <strings.h>

#include "flatten_base.h"
#include "pattern.h"

/* What a segment of a target's path stands for. */
enum segment {
	SEGMENT_TEXT, /* itself */
	SEGMENT_ONE,  /* one segment: it has a ":name" */
	SEGMENT_OPEN  /* none, one or more: it has a ":splat" or a "$1" */
};

static bool
is_open(struct slice hole)
{
	return hole.s[0] == '$' || slice_is(hole, ":splat");
}

static enum segment
segment_of(struct slice s, bool holes)
{
	struct slice before, hole;
	enum segment kind = SEGMENT_TEXT;

	while (holes && target_next_hole(&s, &before, &hole)) {
		if (is_open(hole))
			return SEGMENT_OPEN;
		kind = SEGMENT_ONE;
	}
	return kind;
}

/* Cut the first segment off, with the '/' before it; false when there is
 * none. */
static bool
next_segment(struct slice *rest, struct slice *ret)
{
	if (rest->n < 2)
		return false;
	rest->s++;
	rest->n--;
	ret->s = rest->s;
	while (rest->n > 0 && rest->s[0] != '/') {
		rest->s++;
		rest->n--;
	}
	ret->n = (size_t)(rest->s - ret->s);
	return true;
}

static bool
is_same(struct slice a, struct slice b, bool ignore_case)
{
	return a.n == b.n &&
	    (ignore_case ? strncasecmp(a.s, b.s, a.n) == 0 : slice_eq(a, b));
}

/* Behind the segments of a source. */
static enum fit
fit_end(const struct rule *x, struct slice rest, bool holes,
    struct slice *splat)
{
	struct slice path = x->at.path, first, left = rest;
	bool         slash = rest.n > 0;

	*splat = (struct slice){ rest.s + slash, rest.n - slash };
	if (x->at.rest)
		return slash || !x->strict ? FIT_ALL : FIT_NONE;
	if (next_segment(&left, &first))
		return segment_of(first, holes) == SEGMENT_OPEN ? FIT_SOME :
								  FIT_NONE;
	return !x->strict || path.n < 2 ||
		slash == (path.s[path.n - 1] == '/') ?
	    FIT_ALL :
	    FIT_NONE;
}

static enum fit
fit_regex(const struct rule *x, struct slice path, bool holes)
{
	struct slice literal = x->at.literal, before = path, hole;
	size_t       n;

	if (holes)
		(void)target_next_hole(&path, &before, &hole);
	n = literal.n < before.n ? literal.n : before.n;
	return strncasecmp(literal.s, before.s, n) == 0 ? FIT_SOME : FIT_NONE;
}

enum fit
flatten_fit(const struct rule *x, struct slice path, bool holes,
    struct pieces *ret)
{
	struct slice source = url_trim(x->at.path), want, got;
	enum fit     fit = FIT_ALL, end;
	size_t       n = 0;

	if (x->at.kind == SOURCE_REGEX)
		return fit_regex(x, path, holes);
	while (next_segment(&source, &want)) {
		enum segment kind;

		if (!next_segment(&path, &got))
			return FIT_NONE;
		kind = segment_of(got, holes);
		if (kind == SEGMENT_OPEN)
			return FIT_SOME;
		if (x->at.kind == SOURCE_PATTERN && want.n > 1 &&
		    want.s[0] == ':' && pattern_is_start(want.s[1])) {
			if (n < ARRAY_LEN(ret->piece))
				ret->piece[n++] = got;
		} else if (kind == SEGMENT_ONE) {
			fit = FIT_SOME;
		} else if (!is_same(want, got, x->ignore_case)) {
			return FIT_NONE;
		}
	}
	end = fit_end(x, path, holes, &ret->splat);
	return end < fit ? end : fit;
}
