/* SPDX-License-Identifier: MIT */
/*
 * test_environment.c - the promises of environment.h, and that libfcgi makes
 * the same of the same octets.
 */
#include "rows.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "dice.h"
#include "environment.h"
#include "record.h"
#include "wire.h"

struct environment_case {
	const char *name;
	const char *wire;
	size_t      n;
	enum err    err;
	const char *vars[4];
	bool        nul;
};

/* What long lengths and short ones have in common. */
#define NAME17 "HTTP_X_SEVENTEEN_"

static const struct environment_case cases[] = {
	{ "a pair is a variable", WIRE("\001\002AXY"), ERR_OK, { "A=XY" } },
	{ "pairs are variables in their order", WIRE("\001\002AXY\002\001BCZ"),
	    ERR_OK, { "A=XY", "BC=Z" } },
	{ "of a repeated name each is there", WIRE("\001\001A1\001\001A2"),
	    ERR_OK, { "A=1", "A=2" } },
	{ "a value may be empty", WIRE("\001\000A\001\001BY"), ERR_OK,
	    { "A=", "B=Y" } },
	{ "a name may be empty", WIRE("\000\002XY\001\001BY"), ERR_OK,
	    { "=XY", "B=Y" } },
	{ "both may", WIRE("\000\000\000\000"), ERR_OK, { "=", "=" } },
	{ "names of 7, 8, 9 octets",
	    WIRE("\007\001IEN_REV1\010\001ACHT_REV2\011\001NEGEN_REV3"), ERR_OK,
	    { "IEN_REV=1", "ACHT_REV=2", "NEGEN_REV=3" } },
	{ "names of 15, 16, 17 octets",
	    WIRE("\017\001FIFTEEN_LETTERS1\020\001SIXTEEN_LETTERS_2"
		 "\021\001" NAME17 "3"),
	    ERR_OK,
	    { "FIFTEEN_LETTERS=1", "SIXTEEN_LETTERS_=2", NAME17 "=3" } },
	{ "lengths of 4 octets",
	    WIRE("\200\000\000\001\200\000\000\002AXY\001\001BZ"), ERR_OK,
	    { "A=XY", "B=Z" } },
	{ "a length of 4 octets for the name", WIRE("\200\000\000\001\002AXY"),
	    ERR_OK, { "A=XY" } },
	{ "and for the value", WIRE("\001\200\000\000\002AXY"), ERR_OK,
	    { "A=XY" } },
	{ "a value ends where it has a NUL", WIRE("\001\003AX\000Y\001\001BZ"),
	    ERR_OK, { "A=X", "B=Z" } },
	{ "unless it is said to have some",
	    WIRE("\001\005A\000X\000\000Y\001\001BZ"), ERR_OK,
	    { "A=\001X\001\001Y", "B=Z" }, .nul = true },
	{ "and where it has none nothing changes", WIRE("\001\002AXY"), ERR_OK,
	    { "A=XY" }, .nul = true },
	{ "a name that has one is nobody's", WIRE("\003\001A\000BX"), ERR_OK,
	    { "A" } },
	{ "a name may have an equals sign", WIRE("\003\001A=BX"), ERR_OK,
	    { "A=B=X" } },
	{ "no pair at all", WIRE(""), ERR_OK, { NULL } },
	{ "half the lengths of a pair", WIRE("\001"), ERR_SYNTAX, { NULL } },
	{ "a length that is cut off", WIRE("\001\200\000\000"), ERR_SYNTAX,
	    { NULL } },
	{ "a long name, and no length of its value", WIRE("\200\000\000\000"),
	    ERR_SYNTAX, { NULL } },
	{ "a name that is cut off", WIRE("\003\000AB"), ERR_SYNTAX, { NULL } },
	{ "a value that is cut off", WIRE("\001\001AX\001\003BXY"), ERR_SYNTAX,
	    { NULL } },
	{ "lengths beyond all", WIRE("\377\377\377\377\377\377\377\377A"),
	    ERR_SYNTAX, { NULL } },
};

/* From the heap, at its exact size: sanitizers see a step beyond. */
static unsigned char *
copy_of(const void *wire, size_t n)
{
	unsigned char *copy = test_malloc(n + 1);

	memcpy(copy, wire, n);
	copy[n] = RECORD_VERSION; /* of the next header */
	return copy;
}

static void
environment_row(void **state)
{
	const struct environment_case *c = *state;
	unsigned char                 *octets = copy_of(c->wire, c->n);
	struct environment             e;

	environment_init(&e);
	assert_err(environment_make(&e, octets, c->n, c->nul), c->err);
	for (size_t i = 0; c->err == ERR_OK && i < ARRAY_LEN(c->vars); i++) {
		if (c->vars[i] == NULL) {
			assert_null(e.vars[i]);
			break;
		}
		assert_string_equal(e.vars[i], c->vars[i]);
	}
	environment_free(&e);
	test_free(octets);
}

static void
thousands_of_variables_have_room(void **state)
{
	static unsigned char octets[3 * 20000 + 1];
	struct environment   e;

	(void)state;
	environment_init(&e);
	for (int again = 0; again < 2; again++) {
		for (size_t i = 0; i < 20000; i++)
			memcpy(octets + 3 * i, "\001\000A", 3);
		assert_err(environment_make(&e, octets, 3 * 20000, false),
		    ERR_OK);
		for (size_t i = 0; i < 20000; i++)
			assert_string_equal(e.vars[i], "A=");
		assert_null(e.vars[20000]);
	}
	environment_free(&e);
}

/* --------------------------------------------------------------- libfcgi */

/* A request with these parameters, as libfcgi has it. */
static void
lend(const unsigned char *params, size_t n, FCGX_Request *r)
{
	static const unsigned char begin[] = KEPT;
	unsigned char head[] = { RECORD_VERSION, RECORD_PARAMS, 0, 1,
		(unsigned char)(n >> 8), (unsigned char)n, 0, 0 };
	static const unsigned char end[] = PARAMS_END STDIN_END;
	int                                           ends[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	assert_int_equal(send(ends[0], begin, sizeof(begin) - 1, 0),
	    sizeof(begin) - 1);
	if (n > 0) {
		assert_int_equal(send(ends[0], head, sizeof(head), 0),
		    sizeof(head));
		assert_int_equal(send(ends[0], params, n, 0), n);
	}
	assert_int_equal(send(ends[0], end, sizeof(end) - 1, 0),
	    sizeof(end) - 1);
	close(ends[0]);
	FCGX_InitRequest(r, -1, 0);
	r->ipcFd = ends[1];
	r->keepConnection = 1;
	r->detached = 1;
	assert_int_equal(FCGX_Accept_r(r), 0);
}

static size_t
draw_length(struct dice *d)
{
	return dice_below(d, DICE_ONE_OF(d, ((const size_t[]){ 3, 20, 300 })));
}

static size_t
add_length(unsigned char *to, size_t n, bool wide)
{
	if (!wide && n < 128) {
		to[0] = (unsigned char)n;
		return 1;
	}
	to[0] = 0x80;
	to[1] = 0;
	to[2] = (unsigned char)(n >> 8);
	to[3] = (unsigned char)n;
	return 4;
}

/* Any octets, but mostly such as make trouble. */
static unsigned char
draw_octet(struct dice *d)
{
	static const unsigned char odd[] = { 0, '=', '\n', 0x80, 0xff, 'A' };

	return dice_once_in(d, 4) ? DICE_ONE_OF(d, odd) :
				    (unsigned char)dice_below(d, 256);
}

static size_t
draw_pairs(struct dice *d, unsigned char *to)
{
	size_t at = 0, name_n, value_n;

	for (size_t left = dice_below(d, 80); left > 0; left--) {
		name_n = draw_length(d);
		value_n = draw_length(d);
		at += add_length(to + at, name_n, dice_once_in(d, 5));
		at += add_length(to + at, value_n, dice_once_in(d, 5));
		for (size_t i = 0; i < name_n + value_n; i++)
			to[at++] = draw_octet(d);
	}
	return at;
}

/* But for the role, which it adds itself. */
static void
libfcgi_makes_the_same_of_drawn_pairs(void **state)
{
	static unsigned char pairs[80 * (8 + 2 * 300)];
	struct dice          d = { 34 };
	struct environment   e;
	FCGX_Request         r;
	unsigned char       *octets;
	size_t               n, i, j;

	(void)state;
	assert_int_equal(FCGX_Init(), 0);
	environment_init(&e);
	for (int round = 0; round < 1000; round++) {
		n = draw_pairs(&d, pairs);
		octets = copy_of(pairs, n);
		lend(pairs, n, &r);
		assert_err(environment_make(&e, octets, n, false), ERR_OK);
		for (i = j = 0; r.envp[j] != NULL; j++) {
			if (strcmp(r.envp[j], "FCGI_ROLE=RESPONDER") == 0)
				continue;
			assert_non_null(e.vars[i]);
			assert_string_equal(e.vars[i], r.envp[j]);
			i++;
		}
		assert_null(e.vars[i]);
		FCGX_Free(&r, 1);
		test_free(octets);
	}
	environment_free(&e);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(thousands_of_variables_have_room),
		 cmocka_unit_test(libfcgi_makes_the_same_of_drawn_pairs),
	};

	TABLE_FILL(rows, cases, environment_row);
	return cmocka_run_group_tests_name("environment", rows, NULL, NULL) +
	    cmocka_run_group_tests_name("environment, on the whole", others,
		NULL, NULL);
}
