/* SPDX-License-Identifier: MIT */
/* unseen.c - what nobody sees; see unseen.h. */
#include "unseen.h"

size_t
unseen_decode(struct slice s, uint32_t *ret)
{
	const unsigned char  *p = (const unsigned char *)s.s;
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	uint32_t              c;
	size_t                len, i;

	if (s.n == 0)
		return 0;
	if (p[0] < 0x80) {
		*ret = p[0];
		return 1;
	}
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (s.n < len)
		return 0;
	c = p[0] & (0x7fU >> len);
	for (i = 1; i < len; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | (p[i] & 0x3f);
	}
	if (c < least[len] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return 0;
	*ret = c;
	return len;
}

/* A part of Unicode's Default_Ignorable_Code_Point and White_Space: what
 * editors, word processors and web pages put into text. */
static const struct {
	uint32_t    first, last;
	enum unseen is;
} ranges[] = {
	{ 0x00a0, 0x00a0, UNSEEN_SPACE }, /* no break */
	{ 0x00ad, 0x00ad, UNSEEN_MARK },  /* soft hyphen */
	{ 0x061c, 0x061c, UNSEEN_MARK },  /* direction */
	{ 0x1680, 0x1680, UNSEEN_SPACE }, { 0x180e, 0x180e, UNSEEN_MARK },
	{ 0x2000, 0x200a, UNSEEN_SPACE },
	{ 0x200b, 0x200b, UNSEEN_MARK },  /* zero width */
	{ 0x200e, 0x200f, UNSEEN_MARK },  /* direction */
	{ 0x2028, 0x2029, UNSEEN_SPACE }, /* line, paragraph */
	{ 0x202a, 0x202e, UNSEEN_MARK },  /* direction */
	{ 0x202f, 0x202f, UNSEEN_SPACE }, { 0x205f, 0x205f, UNSEEN_SPACE },
	{ 0x2060, 0x206f, UNSEEN_MARK }, /* word joiner and others */
	{ 0x3000, 0x3000, UNSEEN_SPACE },
	{ 0xfeff, 0xfeff, UNSEEN_MARK }, /* byte order */
};

enum unseen
unseen_is(uint32_t c)
{
	for (size_t i = 0; i < ARRAY_LEN(ranges) && ranges[i].first <= c; i++)
		if (c <= ranges[i].last)
			return ranges[i].is;
	return UNSEEN_NOT;
}

static bool
is_joiner(uint32_t c)
{
	return c == 0x200c || c == 0x200d;
}

enum unseen
unseen_in(struct slice s, uint32_t *ret)
{
	uint32_t    c, last = 0;
	size_t      len;
	enum unseen is;

	for (; s.n > 0; s.s += len, s.n -= len, last = c) {
		len = unseen_decode(s, &c);
		if (len == 0) {
			len = 1;
			c = 0;
			continue;
		}
		is = unseen_is(c);
		if (is_joiner(c) &&
		    (last < 0x80 || s.n == len ||
			(unsigned char)s.s[len] < 0x80))
			is = UNSEEN_MARK;
		if (is == UNSEEN_NOT)
			continue;
		*ret = c;
		return is;
	}
	return UNSEEN_NOT;
}
