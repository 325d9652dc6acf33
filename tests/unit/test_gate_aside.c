/* SPDX-License-Identifier: MIT */
/* test_gate_aside.c - what comes to the gate and is no request. */
#include "rows.h"

#include <string.h>

#include "gate.h"
#include "wire.h"

struct aside_case {
	const char *name;
	const char *wire;
	size_t      n;
	enum gate   gate;
	unsigned    id, type;
	bool        keep;
	size_t      beyond; /* octets of wire that follow the end */
};

static const struct aside_case cases[] = {
	{ "the role Filter is not played", WIRE(BEGIN("\003", "\000")),
	    GATE_ROLE, .id = 1 },
	{ "role 0 is not played", WIRE(BEGIN("\000", "\000")), GATE_ROLE,
	    .id = 1 },
	{ "role 257 is not role 1",
	    WIRE(RECORD("\001", "\001", "\010", "\000") "\001\001\000"
							"\000\000\000\000\000"),
	    GATE_ROLE, .id = 1 },
	{ "half a begin is not a role yet",
	    WIRE(RECORD("\001", "\001", "\010", "\000") "\000\003\000"),
	    GATE_MORE },
	{ "management within a request is refused",
	    WIRE(RESPONDER MANAGE("\011", "\000", "\000")), GATE_BAD },

	/* Management (FastCGI 1.0, section 4). */
	{ "a question about limits is one",
	    WIRE(MANAGE("\011", "\021", "\000") "\017\000FCGI_MPXS_CONNS"),
	    GATE_VALUES, .type = 9 },
	{ "its padding belongs to it",
	    WIRE(MANAGE("\011", "\002", "\003") "\000\000123"), GATE_VALUES,
	    .type = 9 },
	{ "the request behind it does not",
	    WIRE(MANAGE("\011", "\000", "\000") HEAD STDIN_END), GATE_VALUES,
	    .type = 9, .beyond = sizeof(HEAD STDIN_END) - 1 },
	{ "half a question may become one",
	    WIRE(MANAGE("\011", "\021", "\000") "\017\000FCGI"), GATE_MORE },
	{ "an unknown type is one", WIRE(MANAGE("M", "\001", "\000") "x"),
	    GATE_UNKNOWN, .type = 'M' },
	{ "type 12 is the first that is unknown",
	    WIRE(MANAGE("\014", "\000", "\000")), GATE_UNKNOWN, .type = 12 },
	{ "our own \"unknown\" is not answered",
	    WIRE(MANAGE("\013", "\000", "\000")), GATE_BAD },
	{ "our own values are not answered",
	    WIRE(MANAGE("\012", "\000", "\000")), GATE_BAD },
	{ "a question of 1024 octets may come",
	    WIRE("\001\011\000\000\004\000\000\000"), GATE_MORE },
	{ "a longer question may not", WIRE("\001\011\000\000\004\001\000\000"),
	    GATE_BAD },
	{ "a question of a request is refused",
	    WIRE(RECORD("\011", "\001", "\000", "\000")), GATE_BAD },

	{ "a begin of another request is a second one",
	    WIRE(RESPONDER RECORD("\001", "\002", "\010", "\000")), GATE_SECOND,
	    .id = 2 },
	{ "so it is within stdin",
	    WIRE(HEAD RECORD("\001", "\007", "\010", "\000")), GATE_SECOND,
	    .id = 7 },
	{ "a begin of request 0 within one is refused",
	    WIRE(RESPONDER MANAGE("\001", "\010", "\000")), GATE_BAD },

	{ "an abort before the request is whole ends it", WIRE(RESPONDER ABORT),
	    GATE_ABORTED, .id = 1 },
	{ "an abort tells that the connection is to be kept", WIRE(KEPT ABORT),
	    GATE_ABORTED, .id = 1, .keep = true },
	{ "an abort within a pair ends it",
	    WIRE(RESPONDER PARAMS("\003") "\001\002A" ABORT), GATE_ABORTED,
	    .id = 1 },
	{ "an abort within stdin ends it", WIRE(HEAD STDIN("\003") "abc" ABORT),
	    GATE_ABORTED, .id = 1 },
	{ "what follows the abort is not part of it", WIRE(HEAD ABORT HEAD),
	    GATE_ABORTED, .id = 1, .beyond = sizeof(HEAD) - 1 },
	{ "an abort with content, within a request, is refused",
	    WIRE(HEAD RECORD("\002", "\001", "\001", "\000") "x"), GATE_BAD },
	{ "the abort of another request is refused",
	    WIRE(HEAD RECORD("\002", "\002", "\000", "\000")), GATE_BAD },
	{ "an abort of an answered request is a stray", WIRE(ABORT),
	    GATE_STRAY },
	{ "a stray ends before the next request", WIRE(ABORT HEAD STDIN_END),
	    GATE_STRAY, .beyond = sizeof(HEAD STDIN_END) - 1 },
	{ "padding belongs to the stray",
	    WIRE(RECORD("\002", "\001", "\000", "\003") "\000\000\000"),
	    GATE_STRAY },
	{ "an abort with content is refused",
	    WIRE(RECORD("\002", "\001", "\001", "\000") "x"), GATE_BAD },
	{ "an abort of request 0 is refused",
	    WIRE(RECORD("\002", "\000", "\000", "\000")), GATE_BAD },
};

static bool
has_end(enum gate g)
{
	return g == GATE_STRAY || g == GATE_VALUES || g == GATE_UNKNOWN ||
	    g == GATE_ABORTED;
}

static void
aside_row(void **state)
{
	const struct aside_case *c = *state;
	struct gate_seen         seen = { 0 };
	/* From the heap, at its exact size: sanitizers see a step beyond. */
	unsigned char *copy = test_malloc(c->n);

	memcpy(copy, c->wire, c->n);
	assert_int_equal(gate_look(copy, c->n, &seen), c->gate);
	test_free(copy);
	if (has_end(c->gate))
		assert_int_equal(seen.len, c->n - c->beyond);
	if (c->gate == GATE_ABORTED)
		assert_int_equal(seen.keep, c->keep);
	if (c->id != 0)
		assert_int_equal(seen.id, c->id);
	if (c->type != 0)
		assert_int_equal(seen.type, c->type);
	assert_int_equal(gate_is_aside(c->gate),
	    c->gate != GATE_MORE && c->gate != GATE_BAD);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];

	TABLE_FILL(rows, cases, aside_row);
	return cmocka_run_group_tests_name("gate, aside", rows, NULL, NULL);
}
