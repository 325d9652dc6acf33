/* SPDX-License-Identifier: MIT */
/*
 * gate.c - walk over the record headers and the lengths of the parameters.
 *
 * Runs for every request; what is usual (short pairs that lie whole in one
 * record) costs a few instructions a parameter.
 */
#include "gate.h"

#define HEADER 8 /* octets of a record's header */

/* FastCGI 1.0, section 8. */
enum { VERSION = 1 };
enum { TYPE_BEGIN = 1, TYPE_ABORT = 2, TYPE_PARAMS = 4, TYPE_STDIN = 5 };
enum { RESPONDER = 1, AUTHORIZER = 2, BEGIN_LEN = 8, KEEP_CONN = 1 };

/* Where in the stream of name-value pairs a record ended. */
struct pairs {
	size_t        left;    /* octets of a pair that are still to come */
	size_t        got;     /* octets in head */
	unsigned char head[8]; /* the lengths of the pair to come */
};

static size_t
be16(const unsigned char *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* A length of 1 or, with the high bit set, 4 octets. */
static size_t
length(const unsigned char *p)
{
	if ((p[0] & 0x80) == 0)
		return p[0];
	return (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 | be16(p + 2);
}

/* Take one more octet of the lengths; false when they are beyond reason. */
static bool
pairs_head(struct pairs *w, unsigned char octet)
{
	size_t name_len, n, v;

	w->head[w->got++] = octet;
	name_len = (w->head[0] & 0x80) != 0 ? 4 : 1;
	if (w->got <= name_len ||
	    w->got < name_len + ((w->head[name_len] & 0x80) != 0 ? 4 : 1))
		return true;
	/*
	 * libfcgi adds the two in an int and allocates the sum: two lengths
	 * near 2^31 overflowed its heap (CVE-2025-23016), and still abort it.
	 */
	n = length(w->head);
	v = length(w->head + name_len);
	if (n > GATE_NAME_MAX || v > GATE_VALUE_MAX)
		return false;
	w->left = n + v;
	w->got = 0;
	return true;
}

/* Walk over the content of one record; false when a length is refused. */
static bool
pairs_walk(struct pairs *w, const unsigned char *p, const unsigned char *end)
{
	for (;;) {
		if (w->left != 0) {
			size_t n = (size_t)(end - p);

			if (n > w->left)
				n = w->left;
			w->left -= n;
			p += n;
		} else if (w->got == 0) {
			while (end - p >= 2 && ((p[0] | p[1]) & 0x80) == 0) {
				ptrdiff_t size = 2 + p[0] + p[1];

				if (size > end - p)
					break;
				p += size;
			}
		}
		if (p == end)
			return true;
		if (!pairs_head(w, *p++))
			return false;
	}
}

enum gate
gate_look(const unsigned char *b, size_t n, struct gate_seen *ret)
{
	enum { BEGIN, PARAMS, STDIN } step = BEGIN;
	struct gate_seen seen = { .exact = true };
	struct pairs     pairs = { 0 };
	size_t           at, next, len, id, role, first = 0;

	for (at = 0; at + HEADER <= n; at = next) {
		const unsigned char *r = b + at;

		id = be16(r + 2);
		len = be16(r + 4);
		next = at + HEADER + len + r[6];
		if (r[0] != VERSION)
			return GATE_BAD;
		if (step == BEGIN) {
			/*
			 * An abort may cross our answer on its way.  libfcgi
			 * cannot skip it: an empty record makes it skip the
			 * content of the next one as well.
			 */
			if (r[1] == TYPE_ABORT && id != 0 && len == 0) {
				if (next > n)
					return GATE_MORE;
				*ret = (struct gate_seen){ .len = next };
				return GATE_STRAY;
			}
			/* libfcgi forgets padding here, and reads it as a
			 * header. */
			if (r[1] != TYPE_BEGIN || id == 0 || len != BEGIN_LEN ||
			    r[6] != 0)
				return GATE_BAD;
			if (next > n)
				return GATE_MORE;
			role = be16(r + HEADER);
			if (role != RESPONDER && role != AUTHORIZER)
				return GATE_BAD;
			seen.authorizer = role == AUTHORIZER;
			seen.keep = (r[HEADER + 2] & KEEP_CONN) != 0;
			first = id;
			step = PARAMS;
			continue;
		}
		if (id != first)
			return GATE_BAD;
		if (r[1] != (step == PARAMS ? TYPE_PARAMS : TYPE_STDIN))
			return GATE_BAD;
		if (len != 0) {
			if (step == PARAMS &&
			    !pairs_walk(&pairs, r + HEADER,
				at + HEADER + len < n ? r + HEADER + len :
							b + n))
				return GATE_BAD;
			continue;
		}
		/* The end of a stream; libfcgi forgets its padding, too. */
		if (step == PARAMS && (pairs.left != 0 || pairs.got != 0))
			return GATE_BAD;
		if (r[6] != 0)
			seen.exact = false;
		if (step == STDIN || seen.authorizer) {
			if (next > n)
				break;
			seen.len = next;
			*ret = seen;
			return GATE_WHOLE;
		}
		step = STDIN;
	}
	if (step == STDIN) {
		*ret = seen;
		return GATE_HEAD;
	}
	return n >= GATE_PEEK_MAX ? GATE_BAD : GATE_MORE;
}
