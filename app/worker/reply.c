/* SPDX-License-Identifier: MIT */
/* reply.c - what is said to what is no request; see reply.h. */
#include "reply.h"

#include <string.h>

#include "pair.h"
#include "record.h"

/* The status of an end (FastCGI 1.0, 5.5). */
enum protocol_status {
	REQUEST_COMPLETE = 0,
	CANT_MPX_CONN = 1,
	UNKNOWN_ROLE = 3
};

/* How many octets of padding follow so many of content, where there is any. */
static size_t
padding(size_t len)
{
	return -len % RECORD_ALIGN;
}

static void
add_padded(enum record_type type, unsigned id, size_t len, size_t pad,
    struct buf *out)
{
	const unsigned char header[RECORD_HEADER] = {
		RECORD_VERSION,
		(unsigned char)type,
		(unsigned char)(id >> 8),
		(unsigned char)id,
		(unsigned char)(len >> 8),
		(unsigned char)len,
		(unsigned char)pad,
	};

	buf_add(out, header, sizeof(header));
}

static void
add_header(enum record_type type, unsigned id, size_t len, struct buf *out)
{
	add_padded(type, id, len, 0, out);
}

static void
add_end(unsigned id, enum protocol_status status, struct buf *out)
{
	const unsigned char content[] = { 0, 0, 0, 0, (unsigned char)status, 0,
		0, 0 };

	add_header(RECORD_END, id, sizeof(content), out);
	buf_add(out, content, sizeof(content));
}

static void
add_unknown(unsigned type, struct buf *out)
{
	const unsigned char content[] = { (unsigned char)type, 0, 0, 0, 0, 0, 0,
		0 };

	add_header(RECORD_UNKNOWN, 0, sizeof(content), out);
	buf_add(out, content, sizeof(content));
}

/* Cut one name off the pairs of a question; false at their end, or where they
 * are cut off themselves. */
static bool
next_name(struct slice *rest, struct slice *name)
{
	size_t       n, v;
	const size_t at =
	    pair_read((const unsigned char *)rest->s, rest->n, &n, &v);

	if (at == 0)
		return false;
	*name = (struct slice){ rest->s + at, n };
	rest->s += at + n + v;
	rest->n -= at + n + v;
	return true;
}

static void
add_values(struct slice asked, size_t conns, struct buf *out)
{
	static const char *const names[] = { "FCGI_MAX_CONNS", "FCGI_MAX_REQS",
		"FCGI_MPXS_CONNS" };
	/* A connection carries one request at a time. */
	const size_t values[] = { conns, conns, 0 };
	char         pairs_room[REPLY_MAX], value_room[24];
	struct buf   pairs, value;
	struct slice name;
	unsigned     told = 0;

	buf_init_in(&pairs, pairs_room, sizeof(pairs_room));
	while (next_name(&asked, &name)) {
		for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
			if (!slice_is(name, names[i]) || (told & 1U << i) != 0)
				continue;
			told |= 1U << i;
			buf_init_in(&value, value_room, sizeof(value_room));
			buf_addi(&value, (long long)values[i]);
			buf_addc(&pairs, (char)name.n);
			buf_addc(&pairs, (char)value.len);
			buf_add_slice(&pairs, name);
			buf_add_slice(&pairs, buf_slice(&value));
		}
	}
	add_header(RECORD_GET_VALUES_RESULT, 0, pairs.len, out);
	buf_add_slice(out, buf_slice(&pairs));
}

void
reply(enum gate gate, const struct gate_seen *seen, const unsigned char *record,
    size_t conns, struct buf *out)
{
	if (gate == GATE_VALUES)
		add_values((struct slice){ (const char *)record + RECORD_HEADER,
			       record_be16(record + 4) },
		    conns, out);
	else if (gate == GATE_UNKNOWN)
		add_unknown(seen->type, out);
	else if (gate == GATE_ABORTED)
		add_end(seen->id, REQUEST_COMPLETE, out);
	else if (gate == GATE_ROLE)
		add_end(seen->id, UNKNOWN_ROLE, out);
	else if (gate == GATE_SECOND)
		add_end(seen->id, CANT_MPX_CONN, out);
}

void
reply_answer(unsigned id, struct slice answer, struct buf *out)
{
	static const char nothing[RECORD_ALIGN];
	size_t            n;

	for (; answer.n > 0; answer.s += n, answer.n -= n) {
		n = answer.n < RECORD_FULL_MAX ? answer.n : RECORD_FULL_MAX;
		add_padded(RECORD_STDOUT, id, n, padding(n), out);
		buf_add(out, answer.s, n);
		buf_add(out, nothing, padding(n));
	}
	add_header(RECORD_STDOUT, id, 0, out);
	add_end(id, REQUEST_COMPLETE, out);
}
