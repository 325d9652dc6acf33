/* SPDX-License-Identifier: MIT */
/* test_gate_nul.c - gate_look() tells of each NUL that would cut a value. */
#include "rows.h"

#include <stdbool.h>
#include <string.h>

#include "gate.h"
#include "wire.h"

struct nul_case {
	const char *name;
	const char *wire;
	size_t      n;
	bool        nul;
};

static const struct nul_case nul_cases[] = {
	{ "none", WIRE(HEAD STDIN_END), false },
	{ "a NUL in a value is told",
	    WIRE(RESPONDER PARAMS("\005") "\001\002AX\000" PARAMS_END
			   STDIN_END),
	    true },
	{ "a name that has one is nobody's",
	    WIRE(RESPONDER PARAMS("\005") "\002\001A\000X" PARAMS_END
			   STDIN_END),
	    false },
	{ "but of one in its second record is told",
	    WIRE(RESPONDER                PARAMS("\004") "\002\001A\000" PARAMS(
			       "\001") "\000" PARAMS_END STDIN_END),
	    true },
	{ "an empty value is none",
	    WIRE(RESPONDER PARAMS("\003") "\001\000A" PARAMS_END STDIN_END),
	    false },
	{ "behind the first eight octets of one",
	    WIRE(RESPONDER PARAMS("\014") "\001\011A12345678\000" PARAMS_END
			   STDIN_END),
	    true },
	{ "in a part that another record holds",
	    WIRE(RESPONDER
		    PARAMS("\004") "\001\002AX" PARAMS("\001") "\000" PARAMS_END
			STDIN_END),
	    true },
	{ "with lengths of 4 octets, whose NULs are none, and only then",
	    WIRE(RESPONDER
			PARAMS("\010") "\001\200\000\000\002AX\000" PARAMS_END
			STDIN_END),
	    true },
	{ "before stdin has ended, too",
	    WIRE(RESPONDER PARAMS("\005") "\001\002AX\000" PARAMS_END), true },
	{ "a NUL of stdin is none of a parameter",
	    WIRE(HEAD STDIN("\001") "\000" STDIN_END), false },
};

static void
nul_row(void **state)
{
	const struct nul_case *c = *state;
	unsigned char         *copy = test_malloc(c->n);
	struct gate_seen       seen = { 0 };
	enum gate              gate;

	memcpy(copy, c->wire, c->n);
	gate = gate_look(copy, c->n, &seen);
	assert_true(gate == GATE_WHOLE || gate == GATE_HEAD);
	assert_int_equal(seen.nul, c->nul);
	test_free(copy);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(nul_cases)];

	TABLE_FILL(rows, nul_cases, nul_row);
	return cmocka_run_group_tests_name("gate, NUL", rows, NULL, NULL);
}
