/* SPDX-License-Identifier: MIT */
/*
 * test_env.c - the promises of env.h, and that libfcgi makes the same of the
 * same octets.
 */
#include "rows.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <fcgiapp.h>

#include "dice.h"
#include "env.h"
#include "record.h"
#include "wire.h"

/* Pairs, and the variables as "NAME=value;" each. */
struct pairs_case {
	const char  *name;
	struct slice wire, want;
};

static const struct pairs_case pairs_cases[] = {
	{ "a pair is a variable", SLICE_INIT("\001\002AXY"),
	    SLICE_INIT("A=XY;") },
	{ "pairs are variables in their order",
	    SLICE_INIT("\001\002AXY\002\001BCZ"), SLICE_INIT("A=XY;BC=Z;") },
	{ "of a repeated name each is there",
	    SLICE_INIT("\001\001A1\001\001A2"), SLICE_INIT("A=1;A=2;") },
	{ "a value may be empty", SLICE_INIT("\001\000A\001\001BY"),
	    SLICE_INIT("A=;B=Y;") },
	{ "a name may be empty", SLICE_INIT("\000\002XY\001\001BY"),
	    SLICE_INIT("=XY;B=Y;") },
	{ "both may", SLICE_INIT("\000\000\000\000"), SLICE_INIT("=;=;") },
	{ "lengths of 4 octets",
	    SLICE_INIT("\200\000\000\001\200\000\000\002AXY\001\001BZ"),
	    SLICE_INIT("A=XY;B=Z;") },
	{ "a length of 4 octets for the name",
	    SLICE_INIT("\200\000\000\001\002AXY"), SLICE_INIT("A=XY;") },
	{ "and for the value", SLICE_INIT("\001\200\000\000\002AXY"),
	    SLICE_INIT("A=XY;") },
	{ "a value goes on behind a NUL",
	    SLICE_INIT("\001\003AX\000Y\001\001BZ"),
	    SLICE_INIT("A=X\000Y;B=Z;") },
	{ "a name, too", SLICE_INIT("\003\001A\000BX"),
	    SLICE_INIT("A\000B=X;") },
	{ "a name may have an equals sign", SLICE_INIT("\003\001A=BX"),
	    SLICE_INIT("A=B=X;") },
	{ "no pair at all", SLICE_INIT(""), SLICE_INIT("") },
	{ "half the lengths of a pair", SLICE_INIT("\001"), SLICE_INIT("") },
	{ "a length that is cut off", SLICE_INIT("\001\200\000\000"),
	    SLICE_INIT("") },
	{ "a long name, and no length of its value",
	    SLICE_INIT("\200\000\000\000"), SLICE_INIT("") },
	{ "a name that is cut off", SLICE_INIT("\003\000AB"), SLICE_INIT("") },
	{ "a value that is cut off ends them",
	    SLICE_INIT("\001\001AX\001\003BXY"), SLICE_INIT("A=X;") },
	{ "lengths beyond all", SLICE_INIT("\377\377\377\377\377\377\377\377A"),
	    SLICE_INIT("") },
};

static void
tell(const struct variable *v, struct buf *out)
{
	buf_add_slice(out, v->name);
	buf_addc(out, '=');
	buf_add_slice(out, v->value);
	buf_addc(out, ';');
}

static void
check(struct env env, struct slice want)
{
	struct variable v;
	struct buf      got;

	buf_init(&got, 1000);
	while (env_next(&env, &v))
		tell(&v, &got);
	assert_false(env_next(&env, &v)); /* and it stays so */
	assert_true(slice_eq(buf_slice(&got), want));
	buf_free(&got);
}

/* From the heap, at its exact size: sanitizers see a step beyond. */
static unsigned char *
copy_of(const void *wire, size_t n)
{
	unsigned char *copy = test_malloc(n);

	memcpy(copy, wire, n);
	return copy;
}

static void
pairs_row(void **state)
{
	const struct pairs_case *c = *state;
	unsigned char           *octets = copy_of(c->wire.s, c->wire.n);

	check((struct env){ .pairs = octets, .n = c->wire.n }, c->want);
	test_free(octets);
}

struct strings_case {
	const char *name;
	char *const strings[4];
	const char *want;
};

#define STRING(s) \
	(char[])  \
	{         \
		s \
	}

static const struct strings_case strings_cases[] = {
	{ "a string is a variable", { STRING("A=XY") }, "A=XY;" },
	{ "strings are variables in their order",
	    { STRING("A=XY"), STRING("BC=Z"), STRING("A=2") },
	    "A=XY;BC=Z;A=2;" },
	{ "a string's value may be empty", { STRING("A=") }, "A=;" },
	{ "and its name", { STRING("=X") }, "=X;" },
	{ "its value begins behind the first equals sign", { STRING("A=B=X") },
	    "A=B=X;" },
	{ "without an equals sign it is no variable",
	    { STRING("A"), STRING(""), STRING("B=X") }, "B=X;" },
	{ "nor is the last one", { STRING("B=X"), STRING("A") }, "B=X;" },
	{ "no string at all", { NULL }, "" },
};

static void
strings_row(void **state)
{
	const struct strings_case *c = *state;

	check((struct env){ .strings = c->strings }, slice_of(c->want));
}

static void
nothing_has_no_variable(void **state)
{
	(void)state;
	check((struct env){ 0 }, SLICE(""));
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

/* But for the role, which it adds itself, and what stands behind a NUL. */
static void
libfcgi_makes_the_same_of_drawn_pairs(void **state)
{
	static unsigned char pairs[80 * (8 + 2 * 300)];
	struct dice          d = { 34 };
	struct env           env;
	struct variable      v;
	struct buf           one;
	FCGX_Request         r;
	unsigned char       *octets;
	size_t               n;

	(void)state;
	assert_int_equal(FCGX_Init(), 0);
	buf_init(&one, 1000);
	for (int round = 0; round < 1000; round++) {
		n = draw_pairs(&d, pairs);
		octets = copy_of(pairs, n);
		lend(pairs, n, &r);
		env = (struct env){ .pairs = octets, .n = n };
		for (char **s = r.envp; *s != NULL; s++) {
			if (strcmp(*s, "FCGI_ROLE=RESPONDER") == 0)
				continue;
			assert_true(env_next(&env, &v));
			buf_reset(&one);
			tell(&v, &one);
			one.len--;
			assert_err(buf_end(&one), ERR_OK);
			assert_string_equal(one.data, *s);
		}
		assert_false(env_next(&env, &v));
		FCGX_Free(&r, 1);
		test_free(octets);
	}
	buf_free(&one);
}

int
main(void)
{
	static struct CMUnitTest pairs[ARRAY_LEN(pairs_cases)];
	static struct CMUnitTest strings[ARRAY_LEN(strings_cases)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(nothing_has_no_variable),
		 cmocka_unit_test(libfcgi_makes_the_same_of_drawn_pairs),
	};

	TABLE_FILL(pairs, pairs_cases, pairs_row);
	TABLE_FILL(strings, strings_cases, strings_row);
	return cmocka_run_group_tests_name("env, pairs", pairs, NULL, NULL) +
	    cmocka_run_group_tests_name("env, strings", strings, NULL, NULL) +
	    cmocka_run_group_tests_name("env, on the whole", others, NULL,
		NULL);
}
