/* SPDX-License-Identifier: MIT */
/* escape.c - stored text made fit for a terminal or a TSV field. */
#include "escape.h"

#include <locale.h>
#include <stdint.h>
#include <wchar.h>

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

/* As libc knows it of UTF-8, whatever the user's locale is. */
static size_t
width_of(uint32_t c)
{
	static locale_t utf8;
	locale_t        was;
	int             n;

	if (c < 0x80)
		return 1;
	if (utf8 == NULL)
		utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", NULL);
	if (utf8 == NULL)
		return 1;
	was = uselocale(utf8);
	n = wcwidth((wchar_t)c);
	(void)uselocale(was);
	return n < 0 ? 1 : (size_t)n;
}

size_t
escape_width(struct slice s)
{
	uint32_t c = 0;
	size_t   len, n = 0;

	for (; s.n > 0; s = after(s, len)) {
		len = unseen_decode(s, &c);
		n += len > 0 ? width_of(c) : 1;
		if (len == 0)
			len = 1;
	}
	return n;
}
