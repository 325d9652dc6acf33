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

/* How many octets a length has, by its first. */
static size_t
length_size(unsigned char first)
{
	return (first & 0x80) != 0 ? 4 : 1;
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
	name_len = length_size(w->head[0]);
	if (w->got <= name_len ||
	    w->got < name_len + length_size(w->head[name_len]))
		return true;
	/*
	 * libfcgi adds the two in an int and allocates the sum: two lengths
	 * near 2^31 overflowed its heap (CVE-2025-23016), and still abort it.
	 */
	n = length(w->head);
	v = length(w->head + name_len);
	w->left = n + v;
	w->got = 0;
	return n <= GATE_NAME_MAX && v <= GATE_VALUE_MAX;
}

/*
 * Walk over the content of one record, b[at] to b[end - 1]; false when a length
 * is refused.  Each comparison is one of which EVA sees that at stays below
 * end: "make prove".
 */
static bool
pairs_walk(struct pairs *w, const unsigned char *b, size_t at, size_t end)
{
	while (at < end) {
		if (w->left != 0) {
			size_t n = end - at;

			if (n > w->left)
				n = w->left;
			w->left -= n;
			at += n;
		} else if (w->got == 0) {
			while (at + 1 < end &&
			    ((b[at] | b[at + 1]) & 0x80) == 0) {
				size_t next = at + 2 + b[at] + b[at + 1];

				if (next > end)
					break;
				at = next;
			}
		}
		if (at < end && !pairs_head(w, b[at++]))
			return false;
	}
	return true;
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
			if (at + HEADER + BEGIN_LEN > n)
				return GATE_MORE;
			role = be16(b + at + HEADER);
			if (role != RESPONDER && role != AUTHORIZER)
				return GATE_BAD;
			seen.authorizer = role == AUTHORIZER;
			seen.keep = (b[at + HEADER + 2] & KEEP_CONN) != 0;
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
			    !pairs_walk(&pairs, b, at + HEADER,
				at + HEADER + len < n ? at + HEADER + len : n))
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
