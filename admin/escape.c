/* SPDX-License-Identifier: MIT */
/* escape.c - stored text made fit for a terminal or a TSV field. */
#include "escape.h"

#include <stdint.h>

#include "unseen.h"

static bool
is_plain(uint32_t c)
{
	return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) &&
	    unseen_is(c) != UNSEEN_MARK && c != 0x2028 && c != 0x2029;
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
		len = unseen_decode(s, &c);
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
