/* SPDX-License-Identifier: MIT */
/* zone.c - what the clocks of a time zone show; see zone.h. */
#include "zone.h"

#include <stdlib.h>
#include <string.h>

#include "zone_footer.h"

#define HEADER_SIZE 44
#define TYPE_SIZE   6
#define KEPT_FROM   (WHEN_MIN - 30 * WHEN_DAY)

/* A change of the clocks. */
struct change {
	int64_t at;
	int32_t offset; /* from then on */
};

struct zone {
	char          name[ZONE_NAME_MAX + 1];
	int32_t       before; /* the offset before the first change */
	int64_t       last;   /* from here on the footer tells */
	struct footer footer;
	size_t        n;
	struct change change[]; /* in their order, each to another offset */
};

static const struct zone utc = { .name = "UTC", .last = WHEN_NEVER };

const struct zone *
zone_utc(void)
{
	return &utc;
}

const char *
zone_name(const struct zone *z)
{
	return z->name;
}

void
zone_free(struct zone *z)
{
	free(z);
}

/* --------------------------------------------------------------- reading */

static int64_t
big_endian(const char *p, size_t n)
{
	/* The first octet has the sign. */
	uint64_t v = (unsigned char)p[0] & 0x80 ? UINT64_MAX : 0;

	for (size_t i = 0; i < n; i++)
		v = v << 8 | (unsigned char)p[i];
	return (int64_t)v;
}

/* What a block of a file holds, and where; RFC 9636, 3.1 and 3.2. */
struct block {
	size_t       utcs, stds, leaps, times, types, chars;
	struct slice at, type_of, type;
	struct slice rest; /* what follows it */
};

/* Take n times size octets off the front; a size is never large. */
static bool
cut(struct slice *s, size_t n, size_t size, struct slice *ret)
{
	if (n > s->n / size)
		return false;
	*ret = (struct slice){ s->s, n * size };
	s->s += n * size;
	s->n -= n * size;
	return true;
}

static bool
read_block(struct slice s, size_t time_size, struct block *b)
{
	struct slice head, skipped;
	size_t       counts[6];

	if (!cut(&s, 1, HEADER_SIZE, &head) || !slice_starts(head, "TZif"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(counts); i++)
		counts[i] =
		    (uint32_t)big_endian(head.s + HEADER_SIZE - 24 + 4 * i, 4);
	*b = (struct block){ .utcs = counts[0],
		.stds = counts[1],
		.leaps = counts[2],
		.times = counts[3],
		.types = counts[4],
		.chars = counts[5] };
	if (!cut(&s, b->times, time_size, &b->at) ||
	    !cut(&s, b->times, 1, &b->type_of) ||
	    !cut(&s, b->types, TYPE_SIZE, &b->type) ||
	    !cut(&s, b->chars, 1, &skipped) ||
	    !cut(&s, b->leaps, time_size + 4, &skipped) ||
	    !cut(&s, b->stds, 1, &skipped) || !cut(&s, b->utcs, 1, &skipped))
		return false;
	b->rest = s;
	return true;
}

/* The footer of a file: a line of its own. */
static bool
read_footer(struct slice s, struct footer *ret)
{
	const char *end;

	if (s.n < 2 || s.s[0] != '\n')
		return false;
	s.s++;
	s.n--;
	end = memchr(s.s, '\n', s.n);
	if (end == NULL)
		return false;
	s.n = (size_t)(end - s.s);
	return footer_parse(s, ret);
}

/* The offset of the i-th type of a block. */
static bool
offset_of(const struct block *b, size_t i, int32_t *ret)
{
	int64_t v;

	if (i >= b->types)
		return false;
	v = big_endian(b->type.s + i * TYPE_SIZE, 4);
	*ret = (int32_t)v;
	return v > ZONE_OFFSET_MIN && v < ZONE_OFFSET_MAX;
}

static bool
read_changes(const struct block *b, struct zone *z)
{
	int64_t at, before = INT64_MIN;
	int32_t offset, now;

	if (!offset_of(b, 0, &z->before))
		return false;
	now = z->before;
	z->last = WHEN_EVER;
	for (size_t i = 0; i < b->times; i++, before = at) {
		at = big_endian(b->at.s + 8 * i, 8);
		if (!offset_of(b, (unsigned char)b->type_of.s[i], &offset) ||
		    at <= before)
			return false;
		z->last = at;
		if (at < KEPT_FROM)
			z->before = offset;
		else if (offset != now)
			z->change[z->n++] = (struct change){ at, offset };
		now = offset;
	}
	if (!z->footer.given)
		z->last = WHEN_NEVER;
	return true;
}

enum err
zone_parse(struct slice name, struct slice tzif, struct zone **ret,
    struct buf *why)
{
	struct block b;
	struct zone *z;
	const int    n = quotable(name);

	if (name.n > ZONE_NAME_MAX || tzif.n > ZONE_SIZE_MAX)
		return refuse(why, ERR_LIMIT, "the time zone '%.*s' is %s",
		    quotable(name), name.s,
		    tzif.n > ZONE_SIZE_MAX ? "too large" : "too long a name");
	/* The first block is for programs of the last century. */
	if (!read_block(tzif, 4, &b) || tzif.s[4] < '2' ||
	    !read_block(b.rest, 8, &b))
		goto bad;
	if (b.leaps > 0)
		return refuse(why, ERR_SYNTAX,
		    "the time zone '%.*s' counts leap seconds, and no web "
		    "server does",
		    n, name.s);
	z = calloc(1, sizeof(*z) + b.times * sizeof(z->change[0]));
	if (z == NULL)
		return ERR_NOMEM;
	if (name.n > 0)
		memcpy(z->name, name.s, name.n);
	if (read_footer(b.rest, &z->footer) && read_changes(&b, z)) {
		*ret = z;
		return ERR_OK;
	}
	free(z);
bad:
	return refuse(why, ERR_SYNTAX,
	    "what is installed as the time zone '%.*s' is no TZif file of "
	    "version 2 or later",
	    n, name.s);
}

/* --------------------------------------------------------------- telling */

/* How many changes are at or before an instant. */
static size_t
changes_until(const struct zone *z, int64_t t)
{
	size_t low = 0, high = z->n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (z->change[middle].at <= t)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

struct zone_span
zone_span(const struct zone *z, int64_t t)
{
	struct zone_span s = { WHEN_EVER, z->last, z->before };
	size_t           i;

	if (z->footer.given && t >= z->last) {
		s = footer_span(&z->footer, t);
		if (s.begin < z->last)
			s.begin = z->last;
		return s;
	}
	i = changes_until(z, t);
	if (i > 0) {
		s.begin = z->change[i - 1].at;
		s.offset = z->change[i - 1].offset;
	}
	if (i < z->n)
		s.end = z->change[i].at;
	return s;
}

int64_t
zone_reach(const struct zone *z, int64_t local, const struct zone_span *near)
{
	/* Before that no clock can show it, wherever it is. */
	int64_t          t = local - ZONE_OFFSET_MAX;
	struct zone_span s;

	/* So long after a change, nothing before it has shown so much. */
	if (near != NULL && t - ZONE_OFFSET_MAX >= near->begin &&
	    local - near->offset < near->end)
		return local - near->offset;
	for (;; t = s.end) {
		s = zone_span(z, t);
		if (local - s.offset > t)
			t = local - s.offset;
		if (t < s.end)
			return t;
	}
}
