/* SPDX-License-Identifier: MIT */
/* test_regex.c - the promises of regex.h, as machine code and interpreted. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "interpreted.h"
#include "regex.h"
#include "says.h"

/* ----------------------------------------------------------------- matching */

struct cover_case {
	const char *name;
	const char *pattern, *path;
	bool        ignore_case;
	const char *want; /* "$1|$2|..."; NULL: it does not match */
};

static const struct cover_case cover_cases[] = {
	{ "a text is itself", "/a", "/a", false, "" },
	{ "a beginning is not enough", "/a", "/ab", false, NULL },
	{ "an end is not enough", ".*b", "/abc", false, NULL },
	{ "every alternative is for the whole path", "/a|/ab", "/ab", false,
	    "" },
	{ "and of none the beginning", "/ab|/a", "/abc", false, NULL },
	{ "'^' and '$' change nothing", "^/a$", "/a", false, "" },
	{ "captures", "/(\\d+)/([a-z]*)", "/12/ab", false, "12|ab" },
	{ "an empty capture", "/(\\d+)/([a-z]*)", "/12/", false, "12|" },
	{ "a capture that took no part", "/(?:(a)|(b))", "/b", false, "|b" },
	{ "groups that capture nothing", "/(?:a)(?=(b))b", "/ab", false, "b" },
	{ "named captures have numbers", "/(?<x>a)", "/a", false, "a" },
	{ "nine captures, and no more", "/(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)",
	    "/0123456789", false, "0|1|2|3|4|5|6|7|8" },
	{ "case counts", "/a", "/A", false, NULL },
	{ "and does not", "/a[b-d]", "/AC", true, "" },
	{ "in places", "/a(?i)b", "/aB", false, "" },
	{ "a '.' is an octet", "/caf.", "/caf%C3%A9", false, NULL },
	{ "an escape is its octets", "/caf%C3%A9", "/caf%C3%A9", false, "" },
	{ "a back reference", "/(.+)/\\1", "/a/a", false, "a" },
	{ "looking back", "/a(?<=a)b", "/ab", false, "" },
	{ "\\K takes nothing off a capture", "/(a)\\K(b)", "/ab", false,
	    "a|b" },
	{ "a bracket that names nothing", "/a[[:x]b:]|/c", "/c", false, "" },
	{ "a verb as text", "/\\(\\*a", "/(*a", false, "" },
	{ "recursion", "/(a(?1)?b)", "/aabb", false, "aabb" },
};

static void
cover(const struct cover_case *c)
{
	struct slice  path = slice_of(c->path);
	struct piece  pieces[URL_PIECES_MAX];
	struct regex *r = NULL;
	struct buf    got;

	assert_err(regex_compile(slice_of(c->pattern), c->ignore_case, &r,
		       NULL),
	    ERR_OK);
	assert_int_equal(regex_covers(r, path, pieces), c->want != NULL);
	for (size_t n = 1; n <= path.n && c->want != NULL; n++)
		assert_true(regex_begins(slice_of(c->pattern), c->ignore_case,
		    (struct slice){ path.s, n }));
	buf_init(&got, 100);
	for (unsigned i = 0; i < regex_captures(r) && c->want != NULL; i++) {
		if (i > 0)
			buf_addc(&got, '|');
		buf_add(&got, path.s + pieces[i].at, pieces[i].n);
	}
	assert_err(buf_end(&got), ERR_OK);
	if (c->want != NULL)
		assert_string_equal(got.data, c->want);
	buf_free(&got);
	regex_free(r);
}

static void
cover_row(void **state)
{
	cover(*state);
}

/* ----------------------------------------------------------------- refusals */

struct refusal_case {
	const char *name;
	const char *pattern;
	const char *says;
};

static const struct refusal_case refusal_cases[] = {
	{ "nothing", "", "there is no regular expression" },
	{ "an open parenthesis", "/(a", "at its octet 4: missing closing" },
	{ "a quantifier of nothing", "/a|*", "at its octet 4: quantifier" },
	{ "a backslash at the end", "/a\\", "at its octet 4" },
	{ "\\C", "/a\\C", "\\C is disabled" },
	{ "a verb at the beginning", "(*LIMIT_MATCH=9999999)/a", "a verb" },
	{ "UTF mode", "(*UTF)/a", "a verb" },
	{ "a verb within", "/a(*COMMIT)b", "at its octet 3: '(*' begins" },
	{ "a verb behind a quoted bracket", "\\Q[\\E/(*ACCEPT)",
	    "at its octet 7: '(*' begins" },
	{ "a verb behind a control character", "/\\c[(*ACCEPT)",
	    "at its octet 5: '(*' begins" },
	{ "a verb behind what is no name", "/[[:a]b:](*ACCEPT)",
	    "at its octet 10: '(*' begins" },
	{ "a callout behind a quoted bracket", "/\\Q[\\E(?C1)",
	    "callouts are not taken" },
	{ "a callout", "/a(?C)b", "at its octet 3: callouts" },
	{ "a callout with a text", "/a(?C'x')b", "callouts are not taken" },
	{ "a space", "/a b", "at its octet 3: paths are matched" },
	{ "a line break", "/a\nb", "paths are matched as they are sent" },
	{ "a '#'", "/a#b", "at its octet 3" },
	{ "UTF-8", "/caf\xc3\xa9", "at its octet 5: paths are matched" },
	{ "a back reference to nothing", "/a\\1", "non-existent" },
	{ "looking back without an end", "/(?<=a+)b", "lookbehind" },
	{ "what would be too large", "/(((a{1000}){1000}){1000})",
	    "too large" },
	{ "many parentheses",
	    "/((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
	    "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
	    "(((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((("
	    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((",
	    "too deeply nested" },
};

static void
refusal_row(void **state)
{
	const struct refusal_case *c = *state;
	struct regex              *r = NULL;
	struct buf                 why;

	buf_init(&why, WHY_MAX);
	assert_err(regex_compile(slice_of(c->pattern), false, &r, &why),
	    ERR_SYNTAX);
	assert_says(&why, c->says);
	assert_null(r);
	assert_err(regex_compile(slice_of(c->pattern), true, &r, NULL),
	    ERR_SYNTAX);
	buf_free(&why);
}

/* ------------------------------------------------------------------ literal */

struct literal_case {
	const char *name;
	const char *pattern;
	bool        ignore_case;
	const char *want;
};

static const struct literal_case literal_cases[] = {
	{ "all of a text", "/a/b.html", false, "/a/b" },
	{ "an escaped sign is that sign", "/a\\.b\\-c", false, "/a.b-c" },
	{ "up to a class", "/a/[bc]", false, "/a/" },
	{ "up to a group", "/a/(b)", false, "/a/" },
	{ "up to a '$'", "/a$", false, "/a" },
	{ "behind a '^'", "^/a/.*", false, "/a/" },
	{ "not what may be missing", "/ab?c", false, "/a" },
	{ "not what may be repeated", "/ab+c", false, "/a" },
	{ "nor what may be both", "/ab*c", false, "/a" },
	{ "nor what is counted", "/ab{0}c", false, "/a" },
	{ "an escaped line", "/a\\_b", false, "/a" },
	{ "nor an escaped sign that may be missing", "/a\\.?c", false, "/a" },
	{ "up to a class of its own", "/a\\d", false, "/a" },
	{ "nothing of alternatives", "/ab|/ac", false, "" },
	{ "alternatives within are fine", "/ab(c|d)", false, "/ab" },
	{ "a '|' in a class is none", "/ab[|]c", false, "/ab" },
	{ "a ']' first in a class", "/ab[]|]c", false, "/ab" },
	{ "an escaped ']' ends no class", "/ab[\\]|]c", false, "/ab" },
	{ "an escaped '[' begins no name", "/ab[\\[:]|/c", false, "" },
	{ "a backslash at the end of a class", "/ab[c\\", false, "/ab" },
	{ "a name in a class", "/ab[[:alpha:]|]", false, "/ab" },
	{ "an escaped '|' is none", "/ab\\|c", false, "/ab|c" },
	{ "alternatives behind parentheses", "/a(b)|/c", false, "" },
	{ "alternatives behind an escaped one", "/a\\(|/c", false, "" },
	{ "nothing where a quote hides it", "/a\\Q(\\E|/c", false, "" },
	{ "nor where an escape vanishes", "/a\\E*b", false, "" },
	{ "nor a control character", "/a\\c[|/b", false, "" },
	{ "what only begins like a name is none", "/a[[:x]b:]|/c", false, "" },
	{ "nor is it in capitals", "/a[[:X:]|/c", false, "" },
	{ "a name of what is not in a class", "/a[[:^alpha:]|]b", false, "/a" },
	{ "in small letters", "/Ab/(c)", true, "/ab/" },
	{ "without case, no escape", "/Ab%2f", true, "/ab" },
	{ "with case, an escape", "/Ab%2F", false, "/Ab%2F" },
	{ "nothing at all", ".*", false, "" },
};

static void
literal_row(void **state)
{
	const struct literal_case *c = *state;
	struct buf                 out;

	buf_init(&out, 100);
	regex_literal(slice_of(c->pattern), c->ignore_case, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	buf_free(&out);
}

/* -------------------------------------------------------------------- pairs */

struct pairs_case {
	const char *name;
	const char *pattern;
	const char *path;
	bool        ignore_case;
	bool        fits;
};

static const struct pairs_case pairs_cases[] = {
	{ "a text that is there", ".*/p12\\.html", "/x/p12.html", false, true },
	{ "one that is not", ".*/p12\\.html", "/x/p13.html", false, false },
	{ "an escaped sign is that sign", ".*a\\.b", "/acb", false, false },
	{ "behind a group", "/(\\d+)/old", "/7/new", false, false },
	{ "behind a class", "/[a-z]+-old", "/x-new", false, false },
	{ "behind what is counted", "/\\d{3}-old", "/123-new", false, false },
	{ "but not what stands in a group", "/(old|new)", "/new", false, true },
	{ "nor in a class", "/[old]+", "/new", false, true },
	{ "nor how often", "/\\d{12,34}", "/7", false, true },
	{ "nor what may be missing", "/ol?d", "/od", false, true },
	{ "nor what may be repeated", "/ol*d", "/od", false, true },
	{ "nor what is there again", "/ab+c", "/abbc", false, true },
	{ "nor what is one of two", "/old|/new", "/new", false, true },
	{ "nor across what is between", "/a.b", "/axb", false, true },
	{ "nor behind an octet's number", "/\\x61bc", "/abc", false, true },
	{ "nor where a quote hides it", "/\\Qa?\\E", "/a?", false, true },
	{ "nor where an option changes it", "(?i)/OLD", "/old", false, true },
	{ "nor within parentheses in it", "/((a)b)(c)", "/abc", false, true },
	{ "with case", "/.*Old", "/old", false, false },
	{ "without", "/.*Old", "/xOLD", true, true },
	{ "without, also of escapes", "/.*%c3%A4", "/x%C3%A4", true, true },
	{ "a single octet is no pair", "/.*a.*b", "/", false, true },
};

static void
pairs_row(void **state)
{
	const struct pairs_case *c = *state;
	struct regex_pairs       wanted, there;

	regex_pairs_wanted(slice_of(c->pattern), c->ignore_case, &wanted);
	regex_pairs_of(slice_of(c->path), c->ignore_case, &there);
	assert_int_equal(regex_pairs_fit(&wanted, &there), c->fits);
}

struct begins_case {
	const char *name, *pattern, *head;
	bool        begins;
};

static const struct begins_case begins_cases[] = {
	{ "as it begins", "/abc", "/a", true },
	{ "as it does not", "abc", "/", false },
	{ "one of two", "(abc|/abc)", "/", true },
	{ "none of two", "(abc|bcd)/", "/", false },
	{ "a class", "[a-z]+/x", "/", false },
	{ "anything", ".*x", "/", true },
	{ "what may be left out", "/?a", "/", true },
	{ "and is", "b?/a", "/", true },
	{ "a look ahead", "(?=/b)/.*", "/", true },
	{ "that looks for something else", "(?=b)/.*", "/", false },
	{ "an end that is none", "/$a", "/", true },
};

static void
begins_row(void **state)
{
	const struct begins_case *c = *state;

	assert_int_equal(regex_begins(slice_of(c->pattern), false,
			     slice_of(c->head)),
	    c->begins);
}

static void
cover_all(void)
{
	for (size_t i = 0; i < ARRAY_LEN(cover_cases); i++)
		cover(&cover_cases[i]);
}

static void
interpreted_the_answers_are_the_same(void **state)
{
	(void)state;
	without_machine_code(cover_all);
}

int
main(void)
{
	static struct CMUnitTest covers[ARRAY_LEN(cover_cases)];
	static struct CMUnitTest begins[ARRAY_LEN(begins_cases)];
	static struct CMUnitTest refusals[ARRAY_LEN(refusal_cases)];
	static struct CMUnitTest literals[ARRAY_LEN(literal_cases)];
	static struct CMUnitTest pairs[ARRAY_LEN(pairs_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(interpreted_the_answers_are_the_same),
	};
	int failed = 0;

	TABLE_FILL(covers, cover_cases, cover_row);
	TABLE_FILL(begins, begins_cases, begins_row);
	TABLE_FILL(refusals, refusal_cases, refusal_row);
	TABLE_FILL(literals, literal_cases, literal_row);
	TABLE_FILL(pairs, pairs_cases, pairs_row);
	failed += cmocka_run_group_tests_name("covers", covers, NULL, NULL);
	failed += cmocka_run_group_tests_name("begins", begins, NULL, NULL);
	failed += cmocka_run_group_tests_name("refused", refusals, NULL, NULL);
	failed += cmocka_run_group_tests_name("literal", literals, NULL, NULL);
	failed += cmocka_run_group_tests_name("pairs", pairs, NULL, NULL);
	failed += cmocka_run_group_tests_name("regex", rest, NULL, NULL);
	return failed != 0;
}
