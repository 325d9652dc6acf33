/* SPDX-License-Identifier: MIT */
/* host.c - the canonical form of a host name; see host.h. */
#include "host.h"

#include <arpa/inet.h>
#include <string.h>

#include "url.h"

#define LABEL_MAX 63 /* octets, RFC 1035 2.3.4 */

/* A host with all that may follow it. */
#define TYPED_MAX (URL_HOST_MAX + sizeof(".:65535") - 1)

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* An octet of a name in lower case, or 0 for what may not stand in one. */
static const char name_octets[256] = {
	/* clang-format off */
	['.'] = '.',
	['-'] = '-', ['_'] = '_',
	['0'] = '0', '1', '2', '3', '4', '5', '6', '7', '8', '9',
	['A'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	['a'] = 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm',
	'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z',
	/* clang-format on */
};

/* 1 to 5 digits, 1 to 65535; an empty port is none (RFC 3986, 3.2.3). */
static bool
parse_port(struct slice s, int *port)
{
	int v = 0;

	if (s.n > 5)
		return false;
	for (size_t i = 0; i < s.n; i++) {
		if (!is_digit(s.s[i]))
			return false;
		v = v * 10 + (s.s[i] - '0');
	}
	*port = v;
	return s.n == 0 || (v > 0 && v <= 65535);
}

/* Whether browsers take a last label for a number, and so all for an IPv4
 * address, in one of many spellings (WHATWG URL, "ends in a number"). */
static bool
is_numeric(struct slice label)
{
	size_t i = 0;

	if (label.n >= 2 && label.s[0] == '0' &&
	    (label.s[1] == 'x' || label.s[1] == 'X')) {
		for (i = 2; i < label.n; i++)
			if (strchr("0123456789abcdefABCDEF", label.s[i]) ==
			    NULL)
				return false;
		return true;
	}
	for (i = 0; i < label.n; i++)
		if (!is_digit(label.s[i]))
			return false;
	return true;
}

/* Copies to a NUL-terminated text for inet_pton(), which takes only strict
 * spellings: four decimal numbers without leading zeros, or plain IPv6. */
static bool
is_address(int family, struct slice s, unsigned char addr[16])
{
	char text[INET6_ADDRSTRLEN];

	if (s.n == 0 || s.n >= sizeof(text) || memchr(s.s, '\0', s.n) != NULL)
		return false;
	memcpy(text, s.s, s.n);
	text[s.n] = '\0';
	return inet_pton(family, text, addr) == 1;
}

bool
host_is_address(struct slice s)
{
	unsigned char addr[16];

	return (s.n > 0 && s.s[0] == '[') || is_address(AF_INET, s, addr);
}

#define PIECES 8 /* of 16 bits, in IPv6 */

/* IPv6 as browsers send it, whatever they are given (WHATWG URL, 3.5): "::" is
 * the first of the longest runs of zeros, and IPv4 in it is two pieces more.
 * Returns how many octets that is, at most INET6_ADDRSTRLEN. */
static size_t
write_ipv6(const unsigned char addr[16], char *out)
{
	unsigned piece[PIECES];
	int      at = PIECES, most = 1; /* one zero by itself is written */
	char    *p = out;

	for (int i = 0; i < PIECES; i++)
		piece[i] = (unsigned)addr[2 * i] << 8 | addr[2 * i + 1];
	for (int i = 0, zeros; i < PIECES; i += zeros + 1) {
		for (zeros = 0; i + zeros < PIECES; zeros++)
			if (piece[i + zeros] != 0)
				break;
		if (zeros > most) {
			most = zeros;
			at = i;
		}
	}
	*p++ = '[';
	for (int i = 0; i < PIECES; i++) {
		if (i == at) {
			*p++ = ':';
			*p++ = ':';
			i += most - 1;
			continue;
		}
		if (i > 0 && p[-1] != ':')
			*p++ = ':';
		for (int shift = 12; shift >= 0; shift -= 4)
			if (piece[i] >> shift != 0 || shift == 0)
				*p++ =
				    "0123456789abcdef"[piece[i] >> shift & 15];
	}
	*p++ = ']';
	return (size_t)(p - out);
}

/* Whether it is a name or an IPv4 address; its lower case goes to lower. */
static bool
is_name(struct slice s, char *lower)
{
	unsigned char addr[16];
	size_t        label = 0, i;

	for (i = 0; i < s.n; i++) {
		lower[i] = name_octets[(unsigned char)s.s[i]];
		if (lower[i] == '\0')
			return false;
		if (lower[i] != '.')
			continue;
		if (i == label || i - label > LABEL_MAX)
			return false;
		label = i + 1;
	}
	if (i == label || i - label > LABEL_MAX)
		return false;
	/* What is numeric begins with a digit. */
	return !is_digit(s.s[label]) ||
	    !is_numeric((struct slice){ s.s + label, i - label }) ||
	    is_address(AF_INET, s, addr);
}

/* Whether it begins with punctuation, a space or a sign that nobody sees, which
 * no international name does: U+00A0 to U+00BF, U+2000 to U+206F, U+FEFF. */
static bool
begins_with_sign(struct slice in)
{
	return slice_starts(in, "\xc2") || slice_starts(in, "\xe2\x80") ||
	    slice_starts(in, "\xe2\x81") || slice_starts(in, "\xef\xbb\xbf");
}

static enum err
bad_host(struct slice in, struct buf *why)
{
	if (begins_with_sign(in))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a plain host: it begins with a sign that no "
		    "host has; leave out what came along when it was copied",
		    quotable(in), in.s);
	for (size_t i = 0; i < in.n; i++)
		if ((unsigned char)in.s[i] >= 0x80)
			return refuse(why, ERR_SYNTAX,
			    "'%.*s' is not a plain host: write an "
			    "international name in its xn-- form",
			    quotable(in), in.s);
	return refuse(why, ERR_SYNTAX,
	    "'%.*s' is not a plain host: write a name as www.example.com, "
	    "192.0.2.1 or [2001:db8::1], with :port where it is needed",
	    quotable(in), in.s);
}

static enum err
too_long(size_t n, struct buf *why)
{
	return refuse(why, ERR_LIMIT,
	    "a host of %zu octets is too long: the limit is %d", n,
	    URL_HOST_MAX);
}

enum err
host_parse(struct slice in, struct buf *out, int *ret_port, struct buf *why)
{
	struct slice  host = in, port = { NULL, 0 };
	const char   *cut;
	int           number = 0;
	char          lower[TYPED_MAX];
	unsigned char addr[16];
	bool          ok;

	if (in.n > TYPED_MAX)
		return too_long(in.n, why);
	if (in.n > 0 && in.s[0] == '[') {
		cut = memchr(in.s, ']', in.n);
		if (cut == NULL)
			return bad_host(in, why);
		host.n = (size_t)(cut - in.s) + 1;
		ok = is_address(AF_INET6,
		    (struct slice){ in.s + 1, host.n - 2 }, addr);
		port = (struct slice){ cut + 1, in.n - host.n };
		if (port.n > 0 && port.s[0] != ':')
			ok = false;
		if (ok)
			host.n = write_ipv6(addr, lower);
	} else {
		cut = in.n > 0 ? memchr(in.s, ':', in.n) : NULL;
		if (cut != NULL) {
			host.n = (size_t)(cut - in.s);
			port = (struct slice){ cut, in.n - host.n };
		}
		if (host.n > 1 && host.s[host.n - 1] == '.')
			host.n--;
		ok = is_name(host, lower);
	}
	if (host.n > URL_HOST_MAX)
		return too_long(host.n, why);
	if (port.n > 0) {
		port.s++;
		port.n--;
	}
	if (!ok || !parse_port(port, &number))
		return bad_host(in, why);
	buf_add(out, lower, host.n); /* all of it or nothing */
	if (out->err == ERR_OK)
		*ret_port = number;
	return out->err;
}
