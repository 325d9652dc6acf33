/* SPDX-License-Identifier: MIT */
/* test_rest.c - the promises of rest.h. */
#include "rows.h"

#include <string.h>

#include "rest.h"
#include "wire.h"

struct rest_case {
	const char *name;
	const char *wire;
	size_t      n;
	size_t      beyond; /* octets of wire that are not its */
	bool        over;   /* nothing is left of it */
};

static const struct rest_case rest_cases[] = {
	{ "the end of stdin is the end", WIRE(STDIN_END), .over = true },
	{ "content is not", WIRE(STDIN("\003") "abc") },
	{ "content and then the end is",
	    WIRE(STDIN("\003") "abc" STDIN("\001") "d" STDIN_END),
	    .over = true },
	{ "padding of content is skipped",
	    WIRE(RECORD("\005", "\001", "\003",
		"\002") "abc\377\377" STDIN_END),
	    .over = true },
	{ "padding of the end belongs to it",
	    WIRE(RECORD("\005", "\001", "\000", "\003") "\001\005\000"),
	    .over = true },
	{ "until the last of that padding it is not over",
	    WIRE(RECORD("\005", "\001", "\000", "\003") "\001\005") },
	{ "content that looks like an end is content",
	    WIRE(STDIN("\010") STDIN_END), .over = false },
	{ "an abort is the end", WIRE(ABORT), .over = true },
	{ "padding of an abort belongs to it",
	    WIRE(RECORD("\002", "\001", "\000", "\001") "x"), .over = true },
	{ "an abort behind content is the end", WIRE(STDIN("\001") "a" ABORT),
	    .over = true },
	{ "an abort with content is none",
	    WIRE(RECORD("\002", "\001", "\001", "\000") "x"), .beyond = 9 },
	{ "the next request is not its", WIRE(STDIN_END HEAD STDIN_END),
	    .over = true, .beyond = sizeof(HEAD STDIN_END) - 1 },
	{ "a begin of the same id ends it", WIRE(STDIN("\001") "a" HEAD),
	    .over = true, .beyond = sizeof(HEAD) - 1 },
	{ "so does its header alone",
	    WIRE(RECORD("\001", "\001", "\010", "\000")), .over = true,
	    .beyond = 8 },
	{ "so does a begin of another id",
	    WIRE(STDIN("\001") "a" RECORD("\001", "\002", "\010", "\000")),
	    .over = true, .beyond = 8 },
	{ "a begin of id 0 does not",
	    WIRE(RECORD("\001", "\000", "\010", "\000")), .beyond = 8 },
	{ "what begins behind its end is not its",
	    WIRE(STDIN_END RECORD("\001", "\002", "\010", "\000")),
	    .over = true, .beyond = 8 },
	{ "half a header is nothing yet", WIRE("\001\005\000\001\000\000\000"),
	    .beyond = 7 },
	{ "half a header behind content, too",
	    WIRE(STDIN("\001") "a\001\005\000"), .beyond = 3 },
	{ "management is not its", WIRE(MANAGE("\011", "\000", "\000")),
	    .beyond = 8 },
	{ "stdin of another request is not",
	    WIRE(RECORD("\005", "\002", "\000", "\000")), .beyond = 8 },
	{ "parameters are not", WIRE(PARAMS_END), .beyond = 8 },
	{ "another version is not", WIRE("\002\005\000\001\000\000\000\000"),
	    .beyond = 8 },
	{ "nothing leaves all as it is", WIRE("") },
};

/* From the heap, at its exact size: sanitizers see a step beyond. */
static size_t
skipped(struct rest *r, const char *wire, size_t n)
{
	unsigned char *copy = test_malloc(n + 1);
	size_t         used;

	memcpy(copy + 1, wire, n);
	used = rest_skip(r, copy + 1, n);
	test_free(copy);
	return used;
}

static void
rest_row(void **state)
{
	const struct rest_case *c = *state;
	struct rest             r = { .id = 1 };

	assert_int_equal(skipped(&r, c->wire, c->n), c->n - c->beyond);
	assert_int_equal(r.id == 0, c->over);
}

/* Cut anywhere, it comes to the same. */
static void
rest_pieces(void **state)
{
	const struct rest_case *c = *state;

	for (size_t cut = 0; cut <= c->n; cut++) {
		struct rest r = { .id = 1 };
		size_t      used = skipped(&r, c->wire, cut);

		assert_true(used <= cut);
		used += skipped(&r, c->wire + used, c->n - used);
		assert_int_equal(used, c->n - c->beyond);
		assert_int_equal(r.id == 0, c->over);
	}
}

/* Each octet of a rest and the next request changed in every way: no step
 * beyond, and what follows an end is never skipped. */
static void
no_octet_leads_astray(void **state)
{
	static const char wire[] = STDIN("\003") "abc" STDIN_END HEAD;
	const size_t n = sizeof(wire) - 1;
	char         copy[sizeof(wire)];

	(void)state;
	for (size_t at = 0; at < n; at++) {
		for (int octet = 0; octet < 256; octet++) {
			struct rest r = { .id = 1 };

			memcpy(copy, wire, n);
			copy[at] = (char)octet;
			assert_true(skipped(&r, copy, n) <= n);
			if (at >= n - (sizeof(HEAD) - 1))
				assert_int_equal(r.id, 0);
		}
	}
}

static void
the_longest_record_is_skipped(void **state)
{
	static unsigned char b[8 + 65535 + 255 + 8];
	struct rest          r = { .id = 0xfffe };

	(void)state;
	memcpy(b, "\001\005\377\376\377\377\377\000", 8);
	memcpy(b + sizeof(b) - 8, "\001\005\377\376\000\000\000\000", 8);
	assert_int_equal(rest_skip(&r, b, sizeof(b) - 8), sizeof(b) - 8);
	assert_int_equal(r.id, 0xfffe);
	assert_int_equal(rest_skip(&r, b + sizeof(b) - 8, 8), 8);
	assert_int_equal(r.id, 0);
}

static void
of_no_request_nothing_is_skipped(void **state)
{
	struct rest r = { 0 };

	(void)state;
	assert_int_equal(skipped(&r, HEAD, sizeof(HEAD) - 1), 0);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(rest_cases)];
	static struct CMUnitTest pieces[ARRAY_LEN(rest_cases)];
	const struct CMUnitTest  tests[] = {
		 cmocka_unit_test(no_octet_leads_astray),
		 cmocka_unit_test(the_longest_record_is_skipped),
		 cmocka_unit_test(of_no_request_nothing_is_skipped),
	};
	int failed = 0;

	TABLE_FILL(rows, rest_cases, rest_row);
	TABLE_FILL(pieces, rest_cases, rest_pieces);
	failed += cmocka_run_group_tests_name("rest", rows, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("rest, in pieces", pieces, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("rest, limits", tests, NULL, NULL);
	return failed != 0;
}
