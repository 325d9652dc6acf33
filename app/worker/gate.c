/* SPDX-License-Identifier: MIT */
/*
 * gate.c - walk over the record headers and the lengths of the parameters.
 *
 * Runs for every request; what is usual (short pairs that lie whole in one
 * record) costs a few instructions a parameter.
 */
#include "gate.h"

#include <string.h>

#include "pair.h"
#include "record.h"

enum { RESPONDER = 1, AUTHORIZER = 2, KEEP_CONN = 1 };

/* Where in the stream of name-value pairs a record ended. */
struct pairs {
	size_t        left;    /* octets of a pair that are still to come */
	size_t        got;     /* octets in head */
	unsigned char head[8]; /* the lengths of the pair to come */
};

/* Take one more octet of the lengths; false when they are beyond reason. */
static bool
pairs_head(struct pairs *w, unsigned char octet)
{
	size_t name_len, n, v;

	w->head[w->got++] = octet;
	name_len = pair_length_size(w->head[0]);
	if (w->got <= name_len ||
	    w->got < name_len + pair_length_size(w->head[name_len]))
		return true;
	/*
	 * libfcgi adds the two in an int and allocates the sum: two lengths
	 * near 2^31 overflowed its heap (CVE-2025-23016), and still abort it.
	 */
	n = pair_length(w->head);
	v = pair_length(w->head + name_len);
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
			size_t n = end - at < w->left ? end - at : w->left;

			w->left -= n;
			at += n;
			continue;
		}
		if (w->got == 0)
			while (at + 1 < end &&
			    ((b[at] | b[at + 1]) & 0x80) == 0) {
				size_t next = at + 2 + b[at] + b[at + 1];

				if (next > end)
					break;
				at = next;
			}
		if (at < end && !pairs_head(w, b[at++]))
			return false;
	}
	return true;
}

/* What begins with something else than a request. */
static enum gate
look_aside(const unsigned char *r, size_t n, struct gate_seen *ret)
{
	size_t    id = record_be16(r + 2), len = record_be16(r + 4);
	size_t    end = RECORD_HEADER + len + r[6];
	enum gate gate = GATE_BAD;

	/*
	 * An abort may cross our answer on its way.  libfcgi cannot skip it:
	 * an empty record makes it skip the content of the next one as well.
	 */
	if (r[1] == RECORD_ABORT && id != 0 && len == 0)
		gate = GATE_STRAY;
	else if (id == 0 && len <= GATE_ASK_MAX && r[1] == RECORD_GET_VALUES)
		gate = GATE_VALUES;
	else if (id == 0 && len <= GATE_ASK_MAX &&
	    (r[1] == 0 || r[1] > RECORD_TYPES))
		gate = GATE_UNKNOWN;
	if (gate == GATE_BAD)
		return GATE_BAD;
	if (end > n)
		return GATE_MORE;
	*ret = (struct gate_seen){ .len = end, .type = r[1] };
	return gate;
}

bool
gate_is_aside(enum gate g)
{
	return g == GATE_STRAY || g == GATE_VALUES || g == GATE_UNKNOWN ||
	    g == GATE_ABORTED || g == GATE_ROLE || g == GATE_SECOND;
}

enum gate
gate_look(const unsigned char *b, size_t n, struct gate_seen *ret)
{
	enum { BEGIN, PARAMS, STDIN } step = BEGIN;
	struct gate_seen seen = { .exact = true };
	struct pairs     pairs = { 0 };
	size_t           at, next, len, id, role, first = 0;

	for (at = 0; at + RECORD_HEADER <= n; at = next) {
		const unsigned char *r = b + at;

		id = record_be16(r + 2);
		len = record_be16(r + 4);
		next = at + RECORD_HEADER + len + r[6];
		if (r[0] != RECORD_VERSION)
			return GATE_BAD;
		if (step == BEGIN) {
			if (r[1] != RECORD_BEGIN)
				return look_aside(r, n - at, ret);
			if (id == 0 || len != RECORD_BEGIN_LEN)
				return GATE_BAD;
			if (at + RECORD_HEADER + RECORD_BEGIN_LEN > n)
				return GATE_MORE;
			if (r[6] != 0)
				seen.exact = false;
			role = record_be16(b + at + RECORD_HEADER);
			seen.id = (unsigned)id;
			if (role != RESPONDER && role != AUTHORIZER) {
				*ret = seen;
				return GATE_ROLE;
			}
			seen.authorizer = role == AUTHORIZER;
			seen.keep =
			    (b[at + RECORD_HEADER + 2] & KEEP_CONN) != 0;
			first = id;
			step = PARAMS;
			continue;
		}
		if (id != first) {
			*ret = (struct gate_seen){ .id = (unsigned)id };
			return r[1] == RECORD_BEGIN && id != 0 ? GATE_SECOND :
								 GATE_BAD;
		}
		if (r[1] == RECORD_ABORT && len == 0) {
			if (next > n)
				break;
			seen.len = next;
			*ret = seen;
			return GATE_ABORTED;
		}
		if (r[1] != (step == PARAMS ? RECORD_PARAMS : RECORD_STDIN))
			return GATE_BAD;
		if (len != 0) {
			if (step == PARAMS &&
			    !pairs_walk(&pairs, b, at + RECORD_HEADER,
				at + RECORD_HEADER + len < n ?
				    at + RECORD_HEADER + len :
				    n))
				return GATE_BAD;
			if (step == PARAMS) {
				seen.split = seen.params != 0;
				if (!seen.split)
					seen.params = at + RECORD_HEADER;
				seen.params_n += len;
			}
			continue;
		}
		/* The end of a stream; libfcgi forgets its padding, too. */
		if (step == PARAMS && (pairs.left != 0 || pairs.got != 0))
			return GATE_BAD;
		if (r[6] != 0)
			seen.exact = false;
		if (next > n)
			break;
		seen.len = next;
		if (step == PARAMS)
			seen.head = next;
		if (step == STDIN || seen.authorizer) {
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

struct env
gate_env(unsigned char *b, const struct gate_seen *seen)
{
	unsigned char *params = b + seen->params;
	size_t         at = seen->params - RECORD_HEADER, n = 0, len, next;

	while (seen->split && n < seen->params_n) {
		len = record_be16(b + at + 4);
		next = at + RECORD_HEADER + len + b[at + 6];
		memmove(params + n, b + at + RECORD_HEADER, len);
		n += len;
		at = next;
	}
	return (struct env){ .pairs = params, .n = seen->params_n };
}
