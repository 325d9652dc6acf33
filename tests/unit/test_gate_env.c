/* SPDX-License-Identifier: MIT */
/* test_gate_env.c - gate_env() has the parameters, however they came. */
#include "rows.h"

#include <string.h>

#include "gate.h"
#include "wire.h"

/* The parameters, for who reads them where they lie. */
static const struct params_case {
	const char *name;
	const char *wire;
	size_t      n;
	const char *params;
} params_cases[] = {
	{ "one record of parameters", WIRE(HEAD STDIN_END), PAIR },
	{ "one with padding",
	    WIRE(RESPONDER RECORD("\004", "\001", "\005", "\003") PAIR
		"\000\000\000" PARAMS_END STDIN_END),
	    PAIR },
	{ "one before a body", WIRE(HEAD STDIN("\003") "abc" STDIN_END), PAIR },
	{ "one behind a begin with padding",
	    WIRE(PADDED_BEGIN("\002", "xy") PARAMS("\005")
		    PAIR PARAMS_END STDIN_END),
	    PAIR },
	{ "one of an authorizer",
	    WIRE(AUTHORIZER PARAMS("\005") PAIR PARAMS_END), PAIR },
	{ "one whose stdin has not ended", WIRE(HEAD STDIN("\003") "abc"),
	    PAIR },
	{ "two of them are joined",
	    WIRE(RESPONDER PARAMS("\005") PAIR PARAMS("\005")
		    PAIR PARAMS_END            STDIN_END),
	    PAIR PAIR },
	{ "three, with paddings, before a body",
	    WIRE(RESPONDER RECORD("\004", "\001", "\005", "\003") PAIR
		"\000\000\000" PARAMS("\005") PAIR RECORD("\004", "\001",
		    "\005", "\001") PAIR "\000" PARAMS_END STDIN("\003") "abc"),
	    PAIR PAIR PAIR },
	{ "a pair that is cut at each octet",
	    WIRE(RESPONDER PARAMS("\001") "\001" PARAMS("\001") "\002" PARAMS(
		"\001") "A" PARAMS("\001") "x" PARAMS("\001") "y" PARAMS_END
		    STDIN_END),
	    "\001\002Axy" },
	{ "one that is longer than the header between its parts",
	    WIRE(RESPONDER  RECORD("\004", "\001", "\003",
		 "\002") "\001\030A"
			 "\000\000" RECORD("\004", "\001", "\030",
			     "\001") "abcdefghijklmnopqrstuvwx\000" PARAMS_END
			    STDIN_END),
	    "\001\030Aabcdefghijklmnopqrstuvwx" },
	{ "none", WIRE(RESPONDER PARAMS_END STDIN_END), "" },
};

static void
params_row(void **state)
{
	const struct params_case *c = *state;
	unsigned char            *copy = test_malloc(c->n);
	struct gate_seen          seen = { 0 };
	struct env                env;
	enum gate                 gate;

	memcpy(copy, c->wire, c->n);
	gate = gate_look(copy, c->n, &seen);
	assert_true(gate == GATE_WHOLE || gate == GATE_HEAD);
	env = gate_env(copy, &seen);
	assert_null(env.strings);
	assert_int_equal(env.n, strlen(c->params));
	assert_memory_equal(env.pairs, c->params, env.n);
	/* What follows the head stays. */
	assert_memory_equal(copy + seen.head, c->wire + seen.head,
	    c->n - seen.head);
	test_free(copy);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(params_cases)];

	TABLE_FILL(rows, params_cases, params_row);
	return cmocka_run_group_tests_name("gate, parameters", rows, NULL,
	    NULL);
}
