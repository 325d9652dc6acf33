/* SPDX-License-Identifier: MIT */
/* test_gate.c - the promises of gate.h. */
#include "rows.h"

#include <string.h>

#include "gate.h"
#include "wire.h"

struct gate_case {
	const char *name;
	const char *wire;
	size_t      n;
	enum gate   gate;
	bool        authorizer, keep, inexact;
	size_t      beyond; /* octets of wire that follow the end */
};

static const struct gate_case gate_cases[] = {
	{ "a responder without a body is whole", WIRE(HEAD STDIN_END),
	    GATE_WHOLE },
	{ "a body is part of the whole",
	    WIRE(HEAD STDIN("\003") "abc" STDIN_END), GATE_WHOLE },
	{ "a request without any parameter is whole",
	    WIRE(RESPONDER PARAMS_END STDIN_END), GATE_WHOLE },
	{ "an authorizer is whole without stdin",
	    WIRE(AUTHORIZER PARAMS("\005") PAIR PARAMS_END), GATE_WHOLE,
	    .authorizer = true },
	{ "stdin of an authorizer lies beyond its end",
	    WIRE(AUTHORIZER PARAMS_END STDIN_END), GATE_WHOLE, .beyond = 8,
	    .authorizer = true },
	{ "the wish to keep the connection is told",
	    WIRE(KEPT PARAMS_END STDIN_END), GATE_WHOLE, .keep = true },
	{ "other flags are not the wish to keep it",
	    WIRE(BEGIN("\001", "\376") PARAMS_END STDIN_END), GATE_WHOLE },
	{ "what follows a request is not part of it",
	    WIRE(HEAD STDIN_END "garbage, or another one"), GATE_WHOLE,
	    .beyond = 23 },
	{ "nothing at all may become a head", WIRE(""), GATE_MORE },
	{ "a head whose stdin has not begun is a head", WIRE(HEAD), GATE_HEAD },
	{ "a head whose stdin has not ended is a head",
	    WIRE(HEAD STDIN("\003") "abc"), GATE_HEAD, .beyond = 8 + 3 },
	{ "a head tells that the connection is to be kept",
	    WIRE(KEPT PARAMS_END), GATE_HEAD, .keep = true },
	{ "a head ends where stdin begins",
	    WIRE(HEAD STDIN("\003") "abc" STDIN("\003") "de"), GATE_HEAD,
	    .beyond = 8 + 3 + 8 + 2 },
	{ "the padding of its end belongs to a head",
	    WIRE(RESPONDER RECORD("\004", "\001", "\000", "\002") "\000\000"),
	    GATE_HEAD },
	{ "before that it is none",
	    WIRE(RESPONDER RECORD("\004", "\001", "\000", "\002") "\000"),
	    GATE_MORE },

	/* Pairs and records have nothing to do with each other. */
	{ "a pair may be split between its lengths",
	    WIRE(RESPONDER
		    PARAMS("\001") "\001" PARAMS("\004") "\002AXY" PARAMS_END
			STDIN_END),
	    GATE_WHOLE },
	{ "a pair may be split behind its lengths",
	    WIRE(RESPONDER
		    PARAMS("\002") "\001\002" PARAMS("\003") "AXY" PARAMS_END
			STDIN_END),
	    GATE_WHOLE },
	{ "a pair may be split within its value",
	    WIRE(RESPONDER
		    PARAMS("\004") "\001\002AX" PARAMS("\001") "Y" PARAMS_END
			STDIN_END),
	    GATE_WHOLE },
	{ "lengths of 4 octets may be split anywhere",
	    WIRE(RESPONDER PARAMS("\003") "\200\000\000" PARAMS(
		"\004") "\001\200\000\000" PARAMS("\004") "\002AXY" PARAMS_END
		    STDIN_END),
	    GATE_WHOLE },
	{ "a short name may have a long length of its value",
	    WIRE(RESPONDER PARAMS("\010") "\001\200\000\000\002AXY" PARAMS_END
			   STDIN_END),
	    GATE_WHOLE },
	{ "a name and a value may be empty",
	    WIRE(RESPONDER PARAMS("\002") "\000\000" PARAMS_END STDIN_END),
	    GATE_WHOLE },
	{ "parameters that end within a length are refused",
	    WIRE(RESPONDER PARAMS("\001") "\001" PARAMS_END STDIN_END),
	    GATE_BAD },
	{ "parameters that end within a value are refused",
	    WIRE(RESPONDER PARAMS("\004") "\001\002AX" PARAMS_END STDIN_END),
	    GATE_BAD },

	/* Lengths that libfcgi cannot add, or would allocate. */
	{ "two lengths of 0x7fffffff are refused",
	    WIRE(RESPONDER PARAMS("\010") "\377\377\377\377\377\377\377\377"),
	    GATE_BAD },
	{ "two lengths of 0x7ffffffe are refused",
	    WIRE(RESPONDER PARAMS("\010") "\377\377\377\376\377\377\377\376"),
	    GATE_BAD },
	{ "a name of 0x7fffffff is refused, whatever its value",
	    WIRE(RESPONDER PARAMS("\005") "\377\377\377\377\000"), GATE_BAD },
	{ "a value of 0x7ffffffe is refused, whatever its name",
	    WIRE(RESPONDER PARAMS("\005") "\001\377\377\377\376"), GATE_BAD },
	{ "huge lengths that are split are refused",
	    WIRE(RESPONDER
		    PARAMS("\002") "\001\377" PARAMS("\003") "\377\377\376"),
	    GATE_BAD },
	{ "a name of 4096 octets may come",
	    WIRE(RESPONDER PARAMS("\005") "\200\000\020\000\000"), GATE_MORE },
	{ "a name of 4097 octets may not",
	    WIRE(RESPONDER PARAMS("\005") "\200\000\020\001\000"), GATE_BAD },
	{ "a value of 65536 octets may come",
	    WIRE(RESPONDER PARAMS("\005") "\001\200\001\000\000"), GATE_MORE },
	{ "a value of 65537 octets may not",
	    WIRE(RESPONDER PARAMS("\005") "\001\200\001\000\001"), GATE_BAD },

	/* What is not a request, or not one for us. */
	{ "another version is refused",
	    WIRE("\002\001\000\001\000\010\000\000"), GATE_BAD },
	{ "HTTP is refused", WIRE("GET / HTTP/1.0\r\n\r\n"), GATE_BAD },
	{ "request id 0 is refused",
	    WIRE(RECORD("\001", "\000", "\010", "\000") "\000\001\000"
							"\000\000\000\000\000"),
	    GATE_BAD },
	{ "parameters before a begin are refused", WIRE(PARAMS_END), GATE_BAD },
	{ "stdin before the end of the parameters is refused",
	    WIRE(RESPONDER STDIN_END), GATE_BAD },
	{ "parameters after their end are refused", WIRE(HEAD PARAMS_END),
	    GATE_BAD },
	{ "a second begin is refused", WIRE(RESPONDER RESPONDER), GATE_BAD },
	{ "another id among the parameters is refused",
	    WIRE(RESPONDER RECORD("\004", "\002", "\000", "\000")), GATE_BAD },
	{ "another id in stdin is refused",
	    WIRE(HEAD RECORD("\005", "\002", "\000", "\000")), GATE_BAD },
	{ "the data of a Filter is refused",
	    WIRE(HEAD RECORD("\010", "\001", "\000", "\000")), GATE_BAD },
	{ "a begin of 7 octets is refused",
	    WIRE(RECORD("\001", "\001", "\007", "\000") "\000\001\000"
							"\000\000\000\000"),
	    GATE_BAD },
	{ "a begin with padding is one, but not exact",
	    WIRE(PADDED_BEGIN("\003", "\001\004\000") PARAMS("\005")
		    PAIR PARAMS_END STDIN_END),
	    GATE_WHOLE, .inexact = true },
	{ "so it is before a body that has not ended",
	    WIRE(PADDED_BEGIN("\001", "\377") PARAMS_END STDIN("\001") "x"),
	    GATE_HEAD, .beyond = 9 },
	{ "padding of the longest kind is skipped, too",
	    WIRE(RECORD("\001", "\001", "\010", "\377") "\000\001\000"),
	    GATE_MORE },
	{ "a begin whose padding has not come yet may become one",
	    WIRE(RECORD("\001", "\001", "\010", "\002") "\000\001\000"
							"\000\000\000\000\000"
							"\000"),
	    GATE_MORE },

	{ "padding of content is skipped",
	    WIRE(RESPONDER RECORD("\004", "\001", "\005", "\003") PAIR
		"\377\377"
		"\377" PARAMS_END RECORD("\005", "\001", "\001",
		    "\002") "x\377\377" STDIN_END),
	    GATE_WHOLE },
	{ "a padded end of the parameters is not exact",
	    WIRE(RESPONDER RECORD("\004", "\001", "\000",
		"\001") "\000" STDIN_END),
	    GATE_WHOLE, .inexact = true },
	{ "a padded end of stdin is not exact",
	    WIRE(HEAD RECORD("\005", "\001", "\000", "\002") "\000\000"),
	    GATE_WHOLE, .inexact = true },
	{ "the padding of an authorizer's end is not exact",
	    WIRE(AUTHORIZER RECORD("\004", "\001", "\000", "\001") "\000"),
	    GATE_WHOLE, .authorizer = true, .inexact = true },
	{ "the padding of the end belongs to the whole",
	    WIRE(HEAD RECORD("\005", "\001", "\000", "\002") "\000"), GATE_HEAD,
	    .beyond = 9 },
};

static enum gate
look(const char *wire, size_t n, struct gate_seen *seen)
{
	/* From the heap, at its exact size: sanitizers see a step beyond. */
	unsigned char *copy = test_malloc(n + 1);
	enum gate      gate;

	memcpy(copy + 1, wire, n);
	gate = gate_look(copy + 1, n, seen);
	test_free(copy);
	return gate;
}

static void
gate_row(void **state)
{
	const struct gate_case *c = *state;
	struct gate_seen        seen = { 0 };

	assert_int_equal(look(c->wire, c->n, &seen), c->gate);
	if (c->gate == GATE_WHOLE || c->gate == GATE_HEAD) {
		assert_int_equal(seen.id, 1);
		assert_in_range(seen.head, 24, c->n - c->beyond);
		assert_int_equal(c->gate == GATE_HEAD ? seen.head : seen.len,
		    c->n - c->beyond);
		assert_int_equal(seen.authorizer, c->authorizer);
		assert_int_equal(seen.keep, c->keep);
	}
	if (c->gate == GATE_WHOLE)
		assert_int_equal(seen.exact, !c->inexact);
}

/* "A prefix of what is GATE_WHOLE is GATE_MORE or GATE_HEAD." */
static void
gate_prefixes(void **state)
{
	const struct gate_case *c = *state;
	struct gate_seen        seen = { 0 };
	size_t                  whole;

	assert_int_equal(look(c->wire, c->n, &seen), GATE_WHOLE);
	whole = seen.len;
	for (size_t n = 0; n < whole; n++) {
		enum gate gate = look(c->wire, n, &seen);

		assert_true(gate == GATE_MORE || gate == GATE_HEAD);
	}
}

/* A head of PARAMS records whose content is made of n octets of a value. */
static size_t
long_head(unsigned char *b, size_t value)
{
	static const unsigned char begin[] = RESPONDER;
	size_t                     at = sizeof(begin) - 1, left = value + 6;
	size_t                     len;
	bool                       first = true;

	memcpy(b, begin, at);
	while (left > 0) {
		len = left < 8000 ? left : 8000;
		memcpy(b + at, "\001\004\000\001", 4);
		b[at + 4] = (unsigned char)(len >> 8);
		b[at + 5] = (unsigned char)(len & 0xff);
		b[at + 6] = b[at + 7] = 0;
		memset(b + at + 8, 'x', len);
		if (first) {
			memcpy(b + at + 8, "\001\200", 2);
			b[at + 10] = (unsigned char)(value >> 16);
			b[at + 11] = (unsigned char)(value >> 8);
			b[at + 12] = (unsigned char)(value & 0xff);
			first = false;
		}
		at += 8 + len;
		left -= len;
	}
	memcpy(b + at, PARAMS_END STDIN_END, 16);
	return at + 16;
}

static void
the_longest_head_is_whole(void **state)
{
	static unsigned char b[GATE_PEEK_MAX + 1024];
	struct gate_seen     seen;
	size_t               value = GATE_PEEK_MAX - 16 - 6 - 9 * 8 - 16;

	(void)state;
	assert_int_equal(long_head(b, value), GATE_PEEK_MAX);
	assert_int_equal(gate_look(b, GATE_PEEK_MAX, &seen), GATE_WHOLE);
	assert_int_equal(seen.len, GATE_PEEK_MAX);
	assert_int_equal(gate_look(b, GATE_PEEK_MAX - 1, &seen), GATE_HEAD);
	assert_int_equal(gate_look(b, GATE_PEEK_MAX - 9, &seen), GATE_MORE);
}

static void
a_longer_request_is_a_head(void **state)
{
	static unsigned char b[GATE_PEEK_MAX + 1024];
	struct gate_seen     seen;
	size_t               value = GATE_PEEK_MAX - 16 - 6 - 9 * 8 - 15;

	(void)state;
	assert_int_equal(long_head(b, value), GATE_PEEK_MAX + 1);
	assert_int_equal(gate_look(b, GATE_PEEK_MAX, &seen), GATE_HEAD);
}

static void
a_longer_head_is_refused(void **state)
{
	static unsigned char b[GATE_PEEK_MAX + 1024];
	struct gate_seen     seen;
	size_t               value = GATE_PEEK_MAX - 16 - 6 - 9 * 8 - 7;

	(void)state;
	assert_int_equal(long_head(b, value), GATE_PEEK_MAX + 9);
	assert_int_equal(gate_look(b, GATE_PEEK_MAX, &seen), GATE_BAD);
}

/* Every single octet of a request changed in every way: an answer within the
 * enum, a length within the octets, and no step beyond them. */
static void
no_octet_leads_astray(void **state)
{
	static const char wire[] =
	    KEPT PARAMS("\005") PAIR PARAMS_END STDIN("\003") "abc" STDIN_END;
	const size_t                            n = sizeof(wire) - 1;
	char                                    copy[sizeof(wire)];
	struct gate_seen                        seen;

	(void)state;
	for (size_t at = 0; at < n; at++) {
		for (int octet = 0; octet < 256; octet++) {
			memcpy(copy, wire, n);
			copy[at] = (char)octet;
			seen.len = 0;
			if (look(copy, n, &seen) == GATE_WHOLE)
				assert_in_range(seen.len, 24, n);
		}
	}
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(gate_cases)];
	static struct CMUnitTest prefixes[ARRAY_LEN(gate_cases)];
	const struct CMUnitTest  limits[] = {
		 cmocka_unit_test(the_longest_head_is_whole),
		 cmocka_unit_test(a_longer_request_is_a_head),
		 cmocka_unit_test(a_longer_head_is_refused),
		 cmocka_unit_test(no_octet_leads_astray),
	};
	size_t whole = 0;
	int    failed = 0;

	TABLE_FILL(rows, gate_cases, gate_row);
	for (size_t i = 0; i < ARRAY_LEN(gate_cases); i++) {
		if (gate_cases[i].gate == GATE_WHOLE) {
			prefixes[whole] = rows[i];
			prefixes[whole++].test_func = gate_prefixes;
		}
	}
	failed += cmocka_run_group_tests_name("gate", rows, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("gate, prefixes", prefixes, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("gate, limits", limits, NULL, NULL);
	return failed != 0;
}
