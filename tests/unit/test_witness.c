/* SPDX-License-Identifier: MIT */
/* test_witness.c - URLs that stand for a rule, and texts for an expression. */
#include "rows.h"

#include "given.h"
#include "witness.h"

struct witness_case {
	const char *name, *source;
	bool        strict, ignore_case;
	size_t      n;    /* of how many */
	const char *want; /* the first ones, a blank behind each */
};

static const struct witness_case cases[] = {
	{ "a path with and without its slash", "/a", false, false, 2,
	    "/a /a/ " },
	{ "as it was typed when strict", "/a/", true, false, 1, "/a/ " },
	{ "the root is itself", "/", false, false, 1, "/ " },
	{ "each placeholder has a segment of its own", "/b/:year/:slug", false,
	    false, 2, "/b/any-year/any-slug /b/any-year/any-slug/ " },
	{ "a star first takes one segment", "/d/*", false, false, 24,
	    "/d/any-0 /d/any-0/ /d /d/ /d/any-0/any-1 /d/any-0/any-1/ " },
	{ "everything", "/*", false, false, 24, "/any-0 /any-0/ / / " },
	{ "both schemes of a host", "h.example/a", true, false, 2,
	    "http://h.example/a https://h.example/a " },
	{ "its own scheme", "https://h.example/a", true, false, 1,
	    "https://h.example/a " },
	{ "a host below a wildcard", "http://*.h.example/a", true, false, 1,
	    "http://any-host.h.example/a " },
	{ "capitals and small letters", "/aBc", true, true, 4,
	    "/aBc /ABC /abc /aBc " },
	{ "signs have no capitals", "/a~1", true, true, 4,
	    "/a~1 /A~1 /a~1 /a~1 " },
	{ "the parameters that it requires", "/a?b=1&c", true, false, 1,
	    "/a?b=1&c " },
	{ "examples of an expression", "~/p/(\\d+)(/x)?", false, false, 4,
	    "/p/7/x /p/7 /p/7/x /p/7 " },
	{ "an expression for any beginning", "~.*x", false, false, 4,
	    "/wx /x /wx /x " },
	{ "with a '^' before it", "~^.+x", false, false, 4,
	    "/wx /wx /wx /wx " },
	{ "in brackets", "~(.*)/x", false, false, 4, "/w/x //x /w/x //x " },
	{ "by a class", "~[^a-v]*/x", false, true, 16,
	    "/w/x //x /w/x //x /W/X //X /W/X //X " },
	{ "what no path begins with has no example", "~\\d+/x", false, false, 4,
	    "    " },
	{ "nor what need not be there at all", "~x?", false, false, 4, "    " },
	{ "nor what begins with something else", "~^", false, false, 4,
	    "    " },
	{ "nor what is not understood", "~/(a)\\1", false, false, 4, "    " },
	{ "the last of its alternatives, too", "~/(a|b)", false, false, 4,
	    "/a /a /b /b " },
};

static void
test_witness(void **state)
{
	const struct witness_case *c = *state;
	struct rule                r;
	struct buf                 one, all;
	size_t                     n = 0;

	given_rule(&r, 1, c->source, "/to");
	r.strict = c->strict;
	r.ignore_case = c->ignore_case;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	buf_init(&one, 10000);
	buf_init(&all, 100000);
	for (; witness_url(&r, n, &one); n++) {
		assert_err(buf_end(&one), ERR_OK);
		buf_add_slice(&all, buf_slice(&one));
		buf_addc(&all, ' ');
		buf_reset(&one);
	}
	assert_err(buf_end(&all), ERR_OK);
	assert_int_equal(n, c->n);
	assert_true(n <= WITNESS_MAX);
	all.data[strlen(c->want) < all.len ? strlen(c->want) : all.len] = '\0';
	assert_string_equal(all.data, c->want);
	buf_free(&all);
	buf_free(&one);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)] = { 0 };

	TABLE_FILL(tests, cases, test_witness);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
