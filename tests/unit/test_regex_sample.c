/* SPDX-License-Identifier: MIT */
/* test_regex_sample.c - texts that an expression matches, written down from the
 * expression; and PCRE2 finds that it does match them. */
#include "rows.h"

#include <string.h>

#include "regex.h"

struct sample_case {
	const char *name, *pattern;
	/* With all that may be there, and without; then the same with the last
	 * of several alternatives.  NULL: it is not understood; SAME: as before
	 * two. */
	const char *want[REGEX_SAMPLES];
};

#define SAME "="
#define ONE(s)                       \
	{                            \
		(s), (s), SAME, SAME \
	}
#define TWO(s, t)                    \
	{                            \
		(s), (t), SAME, SAME \
	}
#define NONE                           \
	{                              \
		NULL, NULL, NULL, NULL \
	}

static const struct sample_case samples[] = {
	{ "plain text", "/a", ONE("/a") },
	{ "an escape", "/a\\.b\\d\\w", ONE("/a.b7w") },
	{ "what is no digit, no letter, no space", "/\\D\\W\\S", ONE("/w-w") },
	{ "what may be left out", "/a(b)?c*d+", TWO("/abcd", "/ad") },
	{ "lazy and possessive", "/a*?b++c??", TWO("/abc", "/b") },
	{ "counted", "/(ab){2}c{0,3}\\d{4}", TWO("/ababc7777", "/abab7777") },
	{ "counted, and more", "/a{2,}b{1}", ONE("/aab") },
	{ "100 of them", "/a{100}",
	    ONE("/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"a"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa") },
	{ "to look at nothing", "/a(?=)b", ONE("/ab") },
	{ "a brace that counts nothing is text", "/{a}{", ONE("/{a}{") },
	{ "a class", "/[a-c][^/][[:digit:]][]x]", ONE("/aw7x") },
	{ "classes by name", "/[[:alpha:]][[:alnum:]][[:upper:]][[:word:]]",
	    ONE("/wwWw") },
	{ "and more of them", "/[[:lower:]][[:xdigit:]][[:digit:]_]",
	    ONE("/w77") },
	{ "a name and what stands beside it", "/[^[:alpha:]0-9-]", ONE("/_") },
	{ "what a name leaves", "/[^[:alnum:]][^[:lower:]][^[:xdigit:]]",
	    ONE("/-7w") },
	{ "and what more leaves", "/[^[:lower:]0-9A-Z_.-][^[:xdigit:]g-z]",
	    ONE("/~-") },
	{ "all but a word", "/[^[:word:]][^[:digit:]w-]", ONE("/-a") },
	{ "a bracket in the end of a class", "/[x[]", ONE("/x") },
	{ "a name that is not known is nothing", "/[[:cntrl:]]", NONE },
	{ "a colon in a class is no name", "/[[:a]", ONE("/a") },
	{ "escapes within a class", "/[\\d][\\D][\\w][\\W][\\S][^\\s]",
	    ONE("/7ww-ww") },
	{ "an escaped mark within a class", "/[\\]%][\\-][\\\\a]",
	    ONE("/%-a") },
	{ "one capital, one digit", "/[B][23]", ONE("/B2") },
	{ "no letter, no digit", "/[^\\w][^\\W_][^\\d]", ONE("/-ww") },
	{ "a class from its end", "/[^^-~][x-]", ONE("/7-") },
	{ "a letter that is seldom", "/[x][k-m]", ONE("/xk") },
	{ "a slash and nothing else", "[/]a", ONE("/a") },
	{ "what no path has", "/[\\s]", NONE },
	{ "nor this", "/[\"<>]", NONE },
	{ "a range from a bracket", "/[[-`]", ONE("/_") },
	{ "a name", "/(?<year>\\d)(?:x)(?P<b>y)(?'c'z)", ONE("/7xyz") },
	{ "groups of no name", "/(?>a)(?|b|c)(?i:d)(?-i:e)",
	    { "/abde", "/abde", "/acde", "/acde" } },
	{ "anchors and bounds", "^/a\\b$", ONE("/a") },
	{ "the ends of a text", "\\A/a\\z", ONE("/a") },
	{ "what is looked at is no text", "/a(?!b)(?=c)c", ONE("/ac") },
	{ "nor behind", "/a(?<=a)(?<!b)c", ONE("/ac") },
	{ "options", "(?i)/a(?-i)b", ONE("/ab") },
	{ "nested", "/((a|b)x)*", { "/ax", "/", "/bx", "/" } },
	{ "alternatives", "/a|/b|/c(d|e)?", { "/a", "/a", "/ce", "/c" } },
	{ "the last one is empty", "/a(b|)", { "/ab", "/ab", "/a", "/a" } },
	{ "the others are walked over, whatever they are",
	    "/(a|[b)]|\\)|(c|d))", { "/a", "/a", "/d", "/d" } },
	{ "a reference back is not understood", "/(a)\\1", NONE },
	{ "nor where it is not taken", "/(a)(b|\\1)", NONE },
	{ "a property is not understood", "/\\p{L}", NONE },
	{ "a comment is not understood", "/a(?#b)", NONE },
	{ "recursion is not understood", "/a(?R)?", NONE },
	{ "a condition is not understood", "/(a)?(?(1)b|c)", NONE },
	{ "a '\\' at the end", "/a\\", NONE },
	{ "an open parenthesis", "/(a", NONE },
	{ "one after alternatives", "/(a|b", NONE },
	{ "a class of nothing at the end", "/[", NONE },
	{ "a class of a bracket at the end", "/[a[", NONE },
	{ "a count that is not closed", "/a{2", NONE },
	{ "a group by its name", "/(?<a>b)(?P>a)", NONE },
	{ "an open group", "/(?<a", NONE },
	{ "an open class", "/[a", NONE },
	{ "a class that is open behind a '\\'", "/[a\\", NONE },
	{ "a class that is open behind its first ']'", "/[]", NONE },
	{ "a name that is open", "/[[:alpha", NONE },
	{ "a parenthesis too many", "/a)", NONE },
	{ "20 parentheses", "/((((((((((((((((((((a))))))))))))))))))))",
	    ONE("/a") },
	{ "21 parentheses", "/(((((((((((((((((((((a)))))))))))))))))))))",
	    NONE },
	{ "too often", "/(a{99}){99}", NONE },
};

static void
test_sample(void **state)
{
	const struct sample_case *c = *state;
	struct regex             *regex = NULL;
	struct buf                b;
	struct piece              pieces[URL_PIECES_MAX];

	if (c->want[0] != NULL)
		assert_err(regex_compile(slice_of(c->pattern), false, &regex,
			       NULL),
		    ERR_OK);
	buf_init(&b, 1000);
	for (unsigned i = 0; i < REGEX_SAMPLES; i++) {
		const char *want = c->want[i];

		if (want != NULL && strcmp(want, SAME) == 0)
			want = c->want[i - 2];
		buf_reset(&b);
		assert_int_equal(regex_sample(slice_of(c->pattern), i, &b),
		    want != NULL);
		if (want == NULL)
			continue;
		assert_string_equal(b.data, want);
		assert_true(regex_covers(regex, buf_slice(&b), pieces));
	}
	buf_free(&b);
	regex_free(regex);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(samples)] = { 0 };

	TABLE_FILL(tests, samples, test_sample);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
