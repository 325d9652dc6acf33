/* SPDX-License-Identifier: MIT */
/* pattern.c - paths with placeholders; see pattern.h. */
#include "pattern.h"

#include <string.h>

bool
pattern_is_start(char c)
{
	return (url_lower(c) >= 'a' && url_lower(c) <= 'z') || c == '_';
}

bool
pattern_is_name(char c)
{
	return pattern_is_start(c) || (c >= '0' && c <= '9');
}

/* The next segment, from the '/' at *at on; false when there is none. */
static bool
next_segment(struct slice path, size_t *at, struct slice *ret)
{
	const char *end = NULL;
	size_t      i = *at;

	if (i >= path.n || path.s[i] != '/')
		return false;
	ret->s = path.s + ++i;
	if (i < path.n) /* a stranger's segment may have 24,000 octets */
		end = memchr(ret->s, '/', path.n - i);
	ret->n = end != NULL ? (size_t)(end - ret->s) : path.n - i;
	*at = i + ret->n;
	return true;
}

/* Of a path that was checked: the first two octets tell. */
static bool
is_placeholder(struct slice segment)
{
	return segment.n > 1 && segment.s[0] == ':' &&
	    pattern_is_start(segment.s[1]);
}

/* A ':' where a name would begin, in a segment that is more than that. */
static bool
has_part_name(struct slice segment)
{
	for (size_t i = 0; i + 1 < segment.n; i++)
		if (segment.s[i] == ':' && pattern_is_start(segment.s[i + 1]) &&
		    i > 0)
			return true;
	if (is_placeholder(segment))
		for (size_t i = 1; i < segment.n; i++)
			if (!pattern_is_name(segment.s[i]))
				return true;
	return false;
}

enum err
pattern_check(struct slice path, unsigned *ret_n, struct buf *why)
{
	struct slice segment, names[PATTERN_NAMES_MAX];
	unsigned     n = 0;

	if (!slice_has(path, ':')) { /* nearly always */
		*ret_n = 0;
		return ERR_OK;
	}

	for (size_t at = 0; next_segment(path, &at, &segment);) {
		if (has_part_name(segment))
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' is refused: a ':name' is a whole segment, "
			    "from '/' to '/', of letters, digits and '_'; "
			    "write a regular expression after a '~', or use "
			    "--literal if the ':' belongs to the path",
			    (int)segment.n, segment.s);
		if (!is_placeholder(segment))
			continue;
		if (slice_is(segment, ":splat"))
			return refuse(why, ERR_SYNTAX,
			    "':splat' is refused: it is the name of what a "
			    "final /* stands for; take another name, or use "
			    "--literal if the ':' belongs to the path");
		for (unsigned i = 0; i < n; i++)
			if (slice_eq(names[i], segment))
				return refuse(why, ERR_SYNTAX,
				    "'%.*s' is refused: it stands there twice, "
				    "and each name stands for one thing",
				    (int)segment.n, segment.s);
		if (n == PATTERN_NAMES_MAX)
			return refuse(why, ERR_LIMIT,
			    "there are too many placeholders: the limit is %d",
			    PATTERN_NAMES_MAX);
		names[n++] = segment;
	}
	*ret_n = n;
	return ERR_OK;
}

size_t
pattern_head(struct slice pattern)
{
	struct slice segment;
	size_t       head = 0;

	for (size_t at = 0; next_segment(pattern, &at, &segment); head = at)
		if (is_placeholder(segment))
			break;
	return head;
}

uint64_t
pattern_places(struct slice pattern, size_t head)
{
	struct slice segment;
	uint64_t     places = 0;

	for (unsigned i = 0;
	     i < PATTERN_PLACES_MAX && next_segment(pattern, &head, &segment);
	     i++)
		if (!is_placeholder(segment))
			places |= UINT64_C(1) << i;
	return places;
}

bool
pattern_hash(struct slice path, size_t head, uint64_t places, bool ignore_case,
    uint64_t *ret)
{
	uint64_t     hash = places;
	struct slice segment;

	for (; places != 0; places >>= 1) {
		if (!next_segment(path, &head, &segment))
			return false;
		if ((places & 1) == 0)
			continue;
		for (size_t i = 0; i < segment.n; i++) {
			const char c = segment.s[i];

			hash ^= (unsigned char)(ignore_case ? url_lower(c) : c);
			hash *= UINT64_C(0x100000001b3); /* FNV-1a */
		}
		hash = (hash ^ '/') * UINT64_C(0x100000001b3);
	}
	*ret = hash;
	return true;
}

bool
pattern_next(struct slice pattern, size_t *at, struct slice *ret)
{
	while (next_segment(pattern, at, ret))
		if (is_placeholder(*ret))
			return true;
	return false;
}

void
pattern_shape(struct slice pattern, struct buf *out)
{
	struct slice segment;

	for (size_t at = 0; next_segment(pattern, &at, &segment);) {
		buf_addc(out, '/');
		if (is_placeholder(segment))
			buf_addc(out, '*'); /* no segment is just that */
		else
			buf_add_slice(out, segment);
	}
}

/* In canonical text every escape is in capitals, so that a letter of one is
 * never beside a letter that is none: it may be folded with the others. */
static bool
is_same(struct slice a, struct slice b, bool ignore_case)
{
	if (!ignore_case || a.n != b.n)
		return slice_eq(a, b);
	for (size_t i = 0; i < a.n; i++)
		if (url_lower(a.s[i]) != url_lower(b.s[i]))
			return false;
	return true;
}

bool
pattern_covers(struct slice pattern, struct slice path, bool ignore_case,
    struct piece ret[PATTERN_NAMES_MAX], size_t *ret_end)
{
	struct slice want, got;
	size_t       at = 0, end = 0;
	unsigned     n = 0;

	while (next_segment(pattern, &at, &want)) {
		if (!next_segment(path, &end, &got) || got.n == 0)
			return false;
		if (!is_placeholder(want)) {
			if (!is_same(want, got, ignore_case))
				return false;
		} else if (n < PATTERN_NAMES_MAX) {
			ret[n].at = (uint16_t)(got.s - path.s);
			ret[n].n = (uint16_t)got.n;
			n++;
		}
	}
	*ret_end = end;
	return true;
}

int
pattern_find(struct slice pattern, struct slice name)
{
	struct slice one;
	size_t       at = 0;

	for (int n = 0; pattern_next(pattern, &at, &one); n++)
		if (slice_eq((struct slice){ one.s + 1, one.n - 1 }, name))
			return n;
	return -1;
}
