/* SPDX-License-Identifier: MIT */
/* url.c - canonical path, query and host; see url.h.  key.c applies them. */
#include "url.h"

#include <stdint.h>
#include <string.h>

/* What an octet may be without an escape (RFC 3986, 2.2, 2.3, 3.3, 3.4). */
enum {
	UNRESERVED = 1, /* letter digit - . _ ~ : an escape of it is undone */
	IN_PATH = 2,    /* pchar */
	IN_QUERY = 4,   /* pchar / ? and, as browsers send them, [ ] and % */
	CONTROL = 8,    /* C0 and DEL */
	SLASH = 16,     /* that */
	DOTTED = 32     /* '/' and '.': they need a look after a slash */
};

enum {
	C = CONTROL,
	U = UNRESERVED | IN_PATH | IN_QUERY,
	P = IN_PATH | IN_QUERY,
	Q = IN_QUERY,
	D = U | DOTTED,
	S = Q | SLASH | DOTTED
};

/* By octet, 16 in a row; from 0x80 on there is none that may stand as it is. */
static const uint8_t classes[256] = {
	/* clang-format off */
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
	0, P, 0, 0, P, Q, P, P, P, P, P, P, P, U, D, S,
	U, U, U, U, U, U, U, U, U, U, P, P, 0, P, 0, Q,
	P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, Q, 0, Q, 0, U,
	0, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, U, C,
	/* clang-format on */
};

static uint8_t
class_of(unsigned char c)
{
	return classes[c];
}

static int
hex_value(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

int
url_escape_at(struct slice in, size_t i)
{
	int hi, lo;

	if (i + 2 >= in.n || in.s[i] != '%')
		return -1;
	hi = hex_value(in.s[i + 1]);
	lo = hex_value(in.s[i + 2]);
	return hi < 0 || lo < 0 ? -1 : hi << 4 | lo;
}

void
url_escape(unsigned char c, struct buf *out)
{
	static const char hex[] = "0123456789ABCDEF";
	const char        e[3] = { '%', hex[c >> 4], hex[c & 15] };

	buf_add(out, e, sizeof(e));
}

bool
url_is_canonical(struct slice p)
{
	uint8_t before = 0, c;

	for (size_t i = 0; i < p.n; i++, before = c) {
		c = class_of((unsigned char)p.s[i]);
		if ((c & (IN_PATH | SLASH)) == 0 ||
		    ((c & DOTTED) != 0 && (before & SLASH) != 0))
			return false; /* perhaps: "/.well-known" is */
	}
	return p.n > 0 && p.s[0] == '/';
}

/* Drop the last segment of out, but never what was there before base. */
static void
drop_segment(struct buf *out, size_t base)
{
	while (out->len > base && out->data[out->len - 1] != '/')
		out->len--;
}

/*
 * The segment that ends out is complete: remove it when it is "." or "..",
 * and for ".." its parent too.  start is its first octet, base that of the
 * path.  Returns whether it was a dot segment.
 */
static bool
resolve_dots(struct buf *out, size_t base, size_t start)
{
	/* start <= out->len, which EVA does not see. */
	struct slice seg = { out->data + start, out->len - start };

	if (slice_is(seg, ".")) {
		out->len = start;
		return true;
	}
	if (!slice_is(seg, ".."))
		return false;
	out->len = start;
	if (start > base + 1) {
		out->len = start - 1; /* the slash before ".." */
		drop_segment(out, base);
	}
	return true;
}

enum err
url_path(struct slice in, struct buf *out)
{
	size_t base = out->len, start, i;
	int    octet;

	if (in.n == 0 || in.s[0] != '/')
		return ERR_SYNTAX;
	if (url_is_canonical(in)) { /* nearly always: copy it whole */
		buf_add_slice(out, in);
		return buf_end(out);
	}
	buf_addc(out, '/');
	start = base + 1;
	for (i = 1; i <= in.n; i++) {
		if (i >= in.n || in.s[i] == '/') {
			if (buf_end(out) != ERR_OK)
				return out->err;
			if (out->len == start)
				continue; /* a run of slashes */
			if (!resolve_dots(out, base, start) && i < in.n)
				buf_addc(out, '/');
			start = out->len;
			continue;
		}
		octet = (unsigned char)in.s[i];
		if (octet == '%') {
			octet = url_escape_at(in, i);
			if (octet < 0)
				return ERR_SYNTAX;
			i += 2;
			if (!(class_of((unsigned char)octet) & UNRESERVED)) {
				if (class_of((unsigned char)octet) & CONTROL)
					return ERR_SYNTAX;
				url_escape((unsigned char)octet, out);
				continue;
			}
		}
		if (class_of((unsigned char)octet) & IN_PATH)
			buf_addc(out, (char)octet);
		else if (class_of((unsigned char)octet) & CONTROL)
			return ERR_SYNTAX;
		else
			url_escape((unsigned char)octet, out);
	}
	return buf_end(out);
}

void
url_encode(struct slice decoded, struct buf *out)
{
	for (size_t i = 0; i < decoded.n; i++) {
		unsigned char c = (unsigned char)decoded.s[i];

		if (c == '/' || class_of(c) & IN_PATH)
			buf_addc(out, (char)c);
		else
			url_escape(c, out);
	}
}

void
url_query(struct slice in, struct buf *out)
{
	size_t start = 0; /* never beyond i, which EVA does not see */

	for (size_t i = 0; i < in.n; i++) {
		if (class_of((unsigned char)in.s[i]) & IN_QUERY)
			continue;
		buf_add(out, in.s + start, i - start);
		url_escape((unsigned char)in.s[i], out);
		start = i + 1;
	}
	if (start < in.n) /* there may be no query at all */
		buf_add(out, in.s + start, in.n - start);
}

void
url_fold(char *path, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (path[i] == '%')
			i += 2;
		else
			path[i] = url_lower(path[i]);
	}
}

struct slice
url_trim(struct slice path)
{
	if (path.n > 1 && path.s[path.n - 1] == '/')
		path.n--;
	return path;
}

bool
url_next_param(struct slice *rest, struct slice *param)
{
	const char *amp;

	if (rest->s == NULL)
		return false;
	amp = memchr(rest->s, '&', rest->n);
	*param = *rest;
	if (amp == NULL) {
		*rest = (struct slice){ NULL, 0 };
		return true;
	}
	param->n = (size_t)(amp - rest->s);
	rest->s += param->n + 1;
	rest->n -= param->n + 1;
	return true;
}

int
url_next_octet(struct slice s, size_t *i)
{
	int octet;

	if (*i >= s.n)
		return -1;
	octet = url_escape_at(s, *i);
	if (octet >= 0) {
		*i += 3;
		return octet;
	}
	octet = (unsigned char)s.s[(*i)++];
	return octet == '+' ? ' ' : octet;
}

/* The next octet of a name, decoded; -1 at its end ('=' or the slice's). */
static int
next_of_name(struct slice s, size_t *i)
{
	return *i < s.n && s.s[*i] == '=' ? -1 : url_next_octet(s, i);
}

bool
url_same_name(struct slice a, struct slice b)
{
	size_t i = 0, j = 0;
	int    x, y;

	do {
		x = next_of_name(a, &i);
		y = next_of_name(b, &j);
	} while (x == y && x >= 0);
	return x == y;
}

/* FNV-1a. */
uint32_t
url_name_hash(struct slice param)
{
	uint32_t hash = 0x811c9dc5u;
	size_t   i = 0;
	int      octet;

	while ((octet = next_of_name(param, &i)) >= 0)
		hash = (hash ^ (uint32_t)octet) * 0x01000193u;
	return hash ^ hash >> 16;
}

char
url_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

const char *
scheme_name(enum scheme s)
{
	return s == SCHEME_HTTPS ? "https" : s == SCHEME_HTTP ? "http" : "";
}
