/* SPDX-License-Identifier: MIT */
/* test_location_safe.c - the last look at a Location. */
#include "rows.h"

#include <string.h>

#include "from.h"
#include "location.h"

struct safe {
	const char *name;
	const char *target;
	const char *location;
	bool        want;
};

static const struct safe safe_rows[] = {
	{ "a path", "/b", "/b", true },
	{ "the root", "/b", "/", true },
	{ "a URL", "https://t.example/b", "https://t.example/c?d#e", true },
	{ "two slashes", "/b", "//evil.example", false },
	{ "slash and backslash", "/b", "/\\evil.example", false },
	{ "a backslash later", "/b", "/a\\b", false },
	{ "nothing", "/b", "", false },
	{ "no slash", "/b", "b", false },
	{ "a URL in place of a path", "/b", "https://t.example/b", false },
	{ "a path in place of a URL", "https://t.example/b", "/b", false },
	{ "the origin alone", "https://t.example/", "https://t.example",
	    false },
	{ "a longer host", "https://t.example/",
	    "https://t.example.evil.example/", false },
	{ "user info", "https://t.example/", "https://t.example@evil.example/",
	    false },
	{ "a port", "https://t.example/", "https://t.example:81/", false },
	{ "another port", "https://t.example:8/", "https://t.example:81/",
	    false },
	{ "another host", "https://t.example/", "https://u.example/", false },
	{ "another scheme", "https://t.example/", "http://t.example//", false },
	{ "slashes after an origin", "https://t.example/",
	    "https://t.example//evil.example", true },
	{ "a query in place of a path", "https://t.example/",
	    "https://t.example?/", false },
	{ "a space", "/b", "/a b", false },
	{ "the lowest octet that is fine", "/b", "/!", true },
	{ "the highest octet that is fine", "/b", "/~", true },
	{ "DEL", "/b", "/\x7f", false },
	{ "a high octet", "/b", "/\x80", false },
	{ "the highest octet", "/b", "/\xff", false },
	{ "a tab", "/b", "/\t/evil.example", false },
	{ "a line feed", "/b", "/a\nSet-Cookie:x", false },
	{ "a carriage return at the end", "/b", "/a\r", false },
};

static void
test_safe(void **state)
{
	const struct safe *c = *state;
	struct target      t;
	struct buf         text;

	buf_init(&text, 3 * TARGET_MAX);
	assert_err(target_parse(slice_of(c->target), FROM_EXACT, false, &t,
		       &text, NULL),
	    ERR_OK);
	assert_int_equal(location_is_safe(&t, slice_of(c->location)), c->want);
	buf_free(&text);
}

static void
safe_up_to_the_limit_and_without_nul(void **state)
{
	const struct target t = { .kind = TARGET_PATH };
	char                l[LOCATION_MAX + 1];

	(void)state;
	memset(l, 'x', sizeof(l));
	l[0] = '/';
	assert_true(location_is_safe(&t, (struct slice){ l, LOCATION_MAX }));
	assert_false(location_is_safe(&t,
	    (struct slice){ l, LOCATION_MAX + 1 }));
	l[1] = '\0';
	assert_false(location_is_safe(&t, (struct slice){ l, 3 }));
}

int
main(void)
{
	struct CMUnitTest       safe[ARRAY_LEN(safe_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(safe_up_to_the_limit_and_without_nul),
	};
	int failed = 0;

	TABLE_FILL(safe, safe_rows, test_safe);
	failed += cmocka_run_group_tests_name("safe", safe, NULL, NULL);
	failed += cmocka_run_group_tests_name("limits", rest, NULL, NULL);
	return failed != 0;
}
