/* SPDX-License-Identifier: MIT */
/* test_own.c - the promises of own.h. */
#include "rows.h"

#include <stdio.h>

#include "own.h"

struct own_case {
	const char *name;
	const char *query, *param;
	bool        has;
};

static const struct own_case cases[] = {
	{ "the only one", "a=1", "a=2", true },
	{ "a bare name", "a", "a=2", true },
	{ "the last of several", "a=1&b=2&c=3", "c", true },
	{ "another", "a=1&b=2", "c=1", false },
	{ "the beginning of a name is no name", "abc=1", "ab=1", false },
	{ "nor is more than the name", "ab=1", "abc=1", false },
	{ "a value is no name", "a=b", "b=1", false },
	{ "names have case", "a=1", "A=1", false },
	{ "escapes of the visitor", "ab=1", "%61%62=2", true },
	{ "escapes of the target", "%61b=1", "ab", true },
	{ "'+' is a space", "a%20b=1", "a+b=2", true },
	{ "an escaped '=' is of the name", "a%3Db=1", "a=b", false },
	{ "an empty name", "a&&b", "", true },
	{ "an empty name with a value", "=1", "=2", true },
	{ "no empty name", "a&b", "", false },
	{ "of an empty query nothing", "", "", false },
	{ "nor a name", "", "a", false },
};

static void
own_row(void **state)
{
	const struct own_case *c = *state;
	struct slice           query = slice_of(c->query);
	struct own             o;

	assert_err(own_note(&o, query), ERR_OK);
	assert_int_equal(own_has(&o, query, slice_of(c->param)), c->has);
}

/* As many as a target may have, each found and nothing else. */
static void
many_are_all_found(void **state)
{
	char         text[2001 + 400 * 4], name[8];
	size_t       at = 0;
	struct own   o;
	struct slice query;

	(void)state;
	for (int i = 0; i < 400; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%sn%d",
		    i > 0 ? "&" : "", i);
	query = (struct slice){ text, at };
	assert_err(own_note(&o, query), ERR_OK);
	for (int i = 0; i < 800; i++) {
		snprintf(name, sizeof(name), "n%d", i);
		assert_int_equal(own_has(&o, query, slice_of(name)), i < 400);
	}
	memset(text, '&', 2000);
	query.n = 2000;
	assert_err(own_note(&o, query), ERR_OK);
	assert_true(own_has(&o, query, SLICE("")));
	assert_false(own_has(&o, query, SLICE("n1")));
}

static void
too_many_are_refused(void **state)
{
	static char text[OWN_SLOTS];
	struct own  o;

	(void)state;
	memset(text, '&', sizeof(text));
	assert_err(own_note(&o, (struct slice){ text, OWN_SLOTS / 2 - 1 }),
	    ERR_OK);
	assert_err(own_note(&o, (struct slice){ text, OWN_SLOTS / 2 }),
	    ERR_LIMIT);
}

/* Its places are numbers of 16 bits. */
static void
a_query_has_a_place_for_each(void **state)
{
	static char text[UINT16_MAX];
	struct own  o;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_err(own_note(&o, (struct slice){ text, sizeof(text) - 1 }),
	    ERR_OK);
	assert_true(own_has(&o, (struct slice){ text, sizeof(text) - 1 },
	    (struct slice){ text, sizeof(text) - 1 }));
	assert_err(own_note(&o, (struct slice){ text, sizeof(text) }),
	    ERR_LIMIT);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];
	const struct CMUnitTest  more[] = {
		 cmocka_unit_test(many_are_all_found),
		 cmocka_unit_test(too_many_are_refused),
		 cmocka_unit_test(a_query_has_a_place_for_each),
	};
	int failed = 0;

	TABLE_FILL(rows, cases, own_row);
	failed += cmocka_run_group_tests_name("own", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("own, many", more, NULL, NULL);
	return failed != 0;
}
