/* SPDX-License-Identifier: MIT */
/* escape.c - stored text made fit for a terminal or a TSV field. */
#include "escape.h"

#include <stdint.h>

/*
 * The length of the character at the start of s, and its code point.  0 when
 * there is none: overlong, a surrogate, above U+10FFFF, cut off (RFC 3629).
 */
static size_t
decode(struct slice s, uint32_t *ret)
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

/* Marks that make text read in another order than it is stored in. */
static bool
turns_direction(uint32_t c)
{
	return c == 0x061c || c == 0x200e || c == 0x200f ||
	    (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

static bool
is_plain(uint32_t c)
{
	return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && !turns_direction(c) &&
	    c != 0x2028 && c != 0x2029;
}

static struct slice
after(struct slice s, size_t n)
{
	return (struct slice){ s.s + n, s.n - n };
}

void
escape_terminal(struct slice s, struct buf *out)
{
	uint32_t c;
	size_t   len, i;

	for (; s.n > 0; s = after(s, len)) {
		len = decode(s, &c);
		if (len > 0 && is_plain(c)) {
			buf_add(out, s.s, len);
			continue;
		}
		if (len == 0)
			len = 1;
		for (i = 0; i < len; i++)
			buf_addf(out, "\\x%02X", (unsigned char)s.s[i]);
	}
}

void
escape_tsv(struct slice s, struct buf *out)
{
	size_t i, from = 0;
	char   c;

	for (i = 0; i < s.n; i++) {
		c = s.s[i];
		if (c != '\t' && c != '\n' && c != '\\')
			continue;
		buf_add(out, s.s + from, i - from);
		buf_addc(out, '\\');
		buf_addc(out, c == '\t' ? 't' : c == '\n' ? 'n' : '\\');
		from = i + 1;
	}
	if (from < s.n)
		buf_add(out, s.s + from, s.n - from);
}

size_t
escape_width(struct slice s)
{
	size_t i, n = 0;

	for (i = 0; i < s.n; i++)
		if (((unsigned char)s.s[i] & 0xc0) != 0x80)
			n++;
	return n;
}
