/* SPDX-License-Identifier: MIT */
/* buf.c - bounded byte strings; see buf.h. */
#include "buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define BUF_FIRST 256 /* octets of the first allocation */

struct slice
slice_of(const char *s)
{
	return (struct slice){ s, s != NULL ? strlen(s) : 0 };
}

bool
slice_eq(struct slice a, struct slice b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.s, b.s, a.n) == 0);
}

int
slice_order(struct slice a, struct slice b)
{
	const size_t n = a.n < b.n ? a.n : b.n;
	const int    c = n > 0 ? memcmp(a.s, b.s, n) : 0;

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

int
slice_order_any_case(struct slice a, struct slice b)
{
	const size_t n = a.n < b.n ? a.n : b.n;
	const int    c = n > 0 ? strncasecmp(a.s, b.s, n) : 0;

	return c != 0 ? c : (a.n > b.n) - (a.n < b.n);
}

size_t
slice_count(struct slice s, char c)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++)
		n += s.s[i] == c;
	return n;
}

bool
slice_is(struct slice a, const char *s)
{
	return slice_eq(a, slice_of(s));
}

bool
slice_is_any_case(struct slice a, const char *s)
{
	return slice_order_any_case(a, slice_of(s)) == 0;
}

bool
slice_is_token(struct slice s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] <= ' ' || s.s[i] >= 0x7f ||
		    strchr("\"(),/:;<=>?@[\\]{}", s.s[i]) != NULL)
			return false;
	return s.n > 0;
}

bool
slice_starts(struct slice a, const char *prefix)
{
	size_t n = strlen(prefix);

	return a.n >= n && (n == 0 || memcmp(a.s, prefix, n) == 0);
}

/* Of eight octets. */
static bool
is_ascii(const char *s)
{
	uint64_t v;

	memcpy(&v, s, sizeof(v));
	return (v & UINT64_C(0x8080808080808080)) == 0;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

struct slice
slice_trim(struct slice s)
{
	while (s.n > 0 && is_blank(s.s[0])) {
		s.s++;
		s.n--;
	}
	while (s.n > 0 && is_blank(s.s[s.n - 1]))
		s.n--;
	return s;
}

struct slice
slice_cut(struct slice *rest, char at)
{
	const char  *mark = rest->n > 0 ? memchr(rest->s, at, rest->n) : NULL;
	struct slice piece = *rest;

	if (mark == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return piece;
	}
	piece.n = (size_t)(mark - rest->s);
	rest->s = mark + 1;
	rest->n -= piece.n + 1;
	return piece;
}

bool
slice_is_utf8(struct slice a)
{
	size_t i = 0;

	while (i < a.n) {
		unsigned char c = (unsigned char)a.s[i++];
		unsigned      low = 0x80, high = 0xbf; /* of the second octet */
		int           more;

		if (c < 0x80) {
			while (a.n - i >= 8 && is_ascii(a.s + i))
				i += 8;
			continue;
		}
		if (c >= 0xc2 && c <= 0xdf)
			more = 1;
		else if (c >= 0xe0 && c <= 0xef)
			more = 2;
		else if (c >= 0xf0 && c <= 0xf4)
			more = 3;
		else
			return false;
		if (c == 0xe0)
			low = 0xa0; /* no longer form than needed ... */
		else if (c == 0xed)
			high = 0x9f; /* ... no surrogates ... */
		else if (c == 0xf0)
			low = 0x90;
		else if (c == 0xf4)
			high = 0x8f; /* ... nothing beyond U+10FFFF */
		for (; more > 0; more--, low = 0x80, high = 0xbf) {
			if (i == a.n || (unsigned char)a.s[i] < low ||
			    (unsigned char)a.s[i] > high)
				return false;
			i++;
		}
	}
	return true;
}

bool
slice_is_graphic(struct slice a)
{
	const uint64_t each = UINT64_C(0x0101010101010101);
	uint64_t       v, outside = 0;

	/* Of an octet below 0x21, above 0x7e or above 0x7f, the highest bit is
	 * set; a borrow or a carry only comes from one that is outside, too. */
	for (; a.n >= sizeof(v); a.s += sizeof(v), a.n -= sizeof(v)) {
		memcpy(&v, a.s, sizeof(v));
		outside |= (v - each * 0x21) | (v + each) | v;
	}
	for (; a.n > 0; a.s++, a.n--)
		if (a.s[0] < 0x21 || a.s[0] > 0x7e)
			return false;
	return (outside & (each * 0x80)) == 0;
}

bool
slice_has(struct slice a, char c)
{
	return a.n > 0 && memchr(a.s, c, a.n) != NULL;
}

void
buf_init(struct buf *b, size_t max)
{
	*b = (struct buf){ .max = max };
}

void
buf_init_in(struct buf *b, char *room, size_t n)
{
	*b = (struct buf){ .data = room, .cap = n, .max = n - 1 };
}

void
buf_free(struct buf *b)
{
	free(b->data);
	buf_init(b, b->max);
}

bool
buf_room(struct buf *b, size_t n)
{
	size_t want, cap;
	char  *p;

	if (b->err != ERR_OK)
		return false;
	if (n > b->max - b->len) {
		b->err = ERR_LIMIT;
		return false;
	}
	want = b->len + n + 1;
	if (want <= b->cap)
		return true;
	cap = b->cap < BUF_FIRST ? BUF_FIRST : b->cap;
	while (cap < want)
		cap *= 2;
	p = realloc(b->data, cap);
	if (p == NULL) {
		b->err = ERR_NOMEM;
		return false;
	}
	b->data = p;
	b->cap = cap;
	return true;
}

static void PRINTF_LIKE(2, 0)
    buf_vaddf(struct buf *b, const char *fmt, va_list ap)
{
	va_list again;
	int     n;

	va_copy(again, ap);
	n = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	if (n < 0 && b->err == ERR_OK) /* nothing that octets can hold */
		b->err = ERR_LIMIT;
	if (n < 0 || !buf_room(b, (size_t)n))
		return;
	vsnprintf(b->data + b->len, (size_t)n + 1, fmt, ap);
	b->len += (size_t)n;
}

void
buf_add_utf8(struct buf *b, struct slice s)
{
	size_t n;

	for (; s.n > 0; s = (struct slice){ s.s + n, s.n - n }) {
		for (n = 1; n <= s.n && n <= 4; n++)
			if (slice_is_utf8((struct slice){ s.s, n }))
				break;
		if (n <= s.n && n <= 4) {
			buf_add(b, s.s, n);
		} else {
			buf_adds(b, "\xef\xbf\xbd");
			n = 1;
		}
	}
}

void
buf_addf(struct buf *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buf_vaddf(b, fmt, ap);
	va_end(ap);
}

void
buf_addi(struct buf *b, long long v)
{
	char               digits[24];
	size_t             i = sizeof(digits);
	unsigned long long u = (unsigned long long)v;

	if (v < 0)
		u = 0 - u;
	do {
		digits[--i] = (char)('0' + u % 10);
		u /= 10;
	} while (u != 0);
	if (v < 0)
		digits[--i] = '-';
	buf_add(b, digits + i, sizeof(digits) - i);
}

enum err
buf_end(struct buf *b)
{
	if (buf_room(b, 0))
		b->data[b->len] = '\0';
	return b->err;
}

enum err
refuse(struct buf *why, enum err e, const char *fmt, ...)
{
	va_list ap;

	if (why != NULL) {
		va_start(ap, fmt);
		buf_vaddf(why, fmt, ap);
		va_end(ap);
	}
	return e;
}

int
quotable(struct slice s)
{
	size_t n = 0;

	while (n < s.n && n < QUOTE_MAX && (unsigned char)s.s[n] >= ' ' &&
	    s.s[n] != 0x7f)
		n++;
	while (!slice_is_utf8((struct slice){ s.s, n }))
		n--;
	return (int)n;
}
