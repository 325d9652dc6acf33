/* SPDX-License-Identifier: MIT */
/* test_cookie.c - the promises of cookie.h. */
#include "rows.h"

#include "cookie.h"

struct row {
	const char *name;
	const char *header;
	const char *cookie, *value; /* value may be NULL: any */
	bool        has;
};

static const struct row rows[] = {
	{ "one pair", "a=1", "a", "1", true },
	{ "one pair, any value", "a=1", "a", NULL, true },
	{ "another value", "a=1", "a", "2", false },
	{ "another name", "a=1", "b", NULL, false },
	{ "the last of several", "x=y; b=2; a=1", "a", "1", true },
	{ "the first of several", "a=1; b=2", "a", "1", true },
	{ "no blank between pairs", "b=2;a=1", "a", "1", true },
	{ "many blanks and tabs", " b=2 ; \t a = 1 \t;", "a", "1", true },
	{ "a name is no part of another", "xa=1; ax=1", "a", NULL, false },
	{ "capitals matter in the name", "A=1", "a", NULL, false },
	{ "capitals matter in the value", "a=X", "a", "x", false },
	{ "twice: the second counts too", "a=1; a=2", "a", "2", true },
	{ "twice: the first counts too", "a=1; a=2", "a", "1", true },
	{ "an empty value is there", "a=", "a", NULL, true },
	{ "an empty value is empty", "a=; b=1", "a", "", true },
	{ "an empty value is not another", "a=1", "a", "", false },
	{ "a '=' in the value", "a=b=c", "a", "b=c", true },
	{ "quotes are a part of the value", "a=\"1\"", "a", "1", false },
	{ "quotes as they came", "a=\"1\"", "a", "\"1\"", true },
	{ "nothing is decoded", "a=%31", "a", "1", false },
	{ "a comma is a part of the value", "a=1,b=2", "a", "1,b=2", true },
	{ "without a '=' it is no cookie", "a", "a", NULL, false },
	{ "without a name it is no cookie", "=1; a=2", "", NULL, false },
	{ "only separators", ";;; ; ;", "a", NULL, false },
	{ "nothing at all", "", "a", NULL, false },
	{ "no header", NULL, "a", NULL, false },
	{ "octets beyond ASCII", "\xff=\xfe; a=1", "a", "1", true },
};

static void
test_row(void **state)
{
	const struct row  *c = *state;
	const struct slice value = slice_of(c->value);

	assert_int_equal(cookie_has(slice_of(c->header), slice_of(c->cookie),
			     c->value != NULL ? &value : NULL),
	    c->has);
}

static void
names_and_values(void **state)
{
	(void)state;
	assert_true(slice_is_token(SLICE("__Host-a.b!~")));
	assert_false(slice_is_token(SLICE("")));
	assert_false(slice_is_token(SLICE("a b")));
	assert_false(slice_is_token(SLICE("a=b")));
	assert_false(slice_is_token(SLICE("a\n")));
	assert_false(slice_is_token(SLICE("a\x7f")));
	assert_false(slice_is_token(SLICE("\xc3\xa4")));
	assert_true(cookie_is_value(SLICE("")));
	assert_true(cookie_is_value(SLICE("a,b\"c\\=")));
	assert_false(cookie_is_value(SLICE("a;b")));
	assert_false(cookie_is_value(SLICE("a b")));
	assert_false(cookie_is_value(SLICE("\x7f")));
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest more[] = { cmocka_unit_test(names_and_values) };
	int                     failed;

	TABLE_FILL(tests, rows, test_row);
	failed = cmocka_run_group_tests_name("has", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("typed", more, NULL, NULL);
	return failed != 0;
}
