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
	{ "the parameters that it requires", "/a?b=1&c", true, false, 1,
	    "/a?b=1&c " },
	{ "examples of an expression", "~/p/(\\d+)(/x)?", false, false, 4,
	    "/p/7/x /p/7 /p/7/x /p/7 " },
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

struct sample_case {
	const char *name, *pattern;
	const char *want[2]; /* with all that may be there, and without */
};

static const struct sample_case samples[] = {
	{ "plain text", "/a", { "/a", "/a" } },
	{ "an escape", "/a\\.b\\d\\w", { "/a.b7w", "/a.b7w" } },
	{ "what may be left out", "/a(b)?c*d+", { "/abcd", "/ad" } },
	{ "lazy and possessive", "/a*?b++c??", { "/abc", "/b" } },
	{ "counted", "/(ab){2}c{0,3}\\d{4}", { "/ababc7777", "/abab7777" } },
	{ "a class", "/[a-c][^/][[:digit:]][]x]", { "/aw7x", "/aw7x" } },
	{ "a name", "/(?<year>\\d)(?:x)(?P<b>y)", { "/7xy", "/7xy" } },
	{ "anchors and bounds", "^/a\\b$", { "/a", "/a" } },
	{ "what is looked at is no text", "/a(?!b)(?=c)c", { "/ac", "/ac" } },
	{ "options", "(?i)/a", { "/a", "/a" } },
	{ "nested", "/((a|b)x)*", { "/ax", "/" } },
	{ "a reference back is not understood", "/(a)\\1", { NULL, NULL } },
	{ "a property is not understood", "/\\p{L}", { NULL, NULL } },
	{ "an open parenthesis", "/(a", { NULL, NULL } },
	{ "an open class", "/[a", { NULL, NULL } },
	{ "a parenthesis too many", "/a)", { NULL, NULL } },
};

static void
test_sample(void **state)
{
	const struct sample_case *c = *state;
	struct buf                b;

	buf_init(&b, 1000);
	for (unsigned i = 0; i < 2; i++) {
		buf_reset(&b);
		assert_int_equal(regex_sample(slice_of(c->pattern), i, &b),
		    c->want[i] != NULL);
		if (c->want[i] != NULL)
			assert_string_equal(b.data, c->want[i]);
	}
	buf_free(&b);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)] = { 0 };
	struct CMUnitTest more[ARRAY_LEN(samples)] = { 0 };

	TABLE_FILL(tests, cases, test_witness);
	TABLE_FILL(more, samples, test_sample);
	return cmocka_run_group_tests(tests, NULL, NULL) +
	    cmocka_run_group_tests(more, NULL, NULL);
}
