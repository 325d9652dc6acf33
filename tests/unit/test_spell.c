/* SPDX-License-Identifier: MIT */
/* test_spell.c - the promises of spell.h. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "regex.h"
#include "spell.h"
#include "url.h"

/* Whether an expression matches the whole of a text, as PCRE2 reads it. */
static bool
matches(const char *expression, const char *text)
{
	struct piece  pieces[URL_PIECES_MAX];
	struct regex *regex;
	struct buf    why;
	bool          yes;

	buf_init(&why, WHY_MAX);
	assert_err(regex_compile(slice_of(expression), false, &regex, &why),
	    ERR_OK);
	yes = regex_covers(regex, slice_of(text), pieces);
	regex_free(regex);
	buf_free(&why);
	return yes;
}

/* ------------------------------------------------------------------ texts */

struct text_case {
	const char *name;
	const char *text;
	const char *want;
};

static const struct text_case text_cases[] = {
	{ "plain text stays", "/a-b_c~d!&,;=:@", "/a-b_c~d!&,;=:@" },
	{ "a dot and a dollar go into a class", "/a.$", "/a[.][$]" },
	{ "so do brackets of groups", "(a)", "[(]a[)]" },
	{ "so do counts and choices", "*+?|", "[*][+][?][|]" },
	{ "quotes are octets", "'\"`", "\\x27\\x22\\x60" },
	{ "so are brackets and braces", "[]{}", "\\x5B\\x5D\\x7B\\x7D" },
	{ "so are a backslash and a circumflex", "\\^", "\\x5C\\x5E" },
	{ "so are a blank and a hash", " #", "\\x20\\x23" },
};

static void
text_row(void **state)
{
	const struct text_case *c = *state;
	struct buf              out;

	buf_init(&out, 1000);
	spell_text(slice_of(c->text), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	assert_true(matches(out.data, c->text));
	buf_free(&out);
}

/* ------------------------------------------------------------------ times */

struct range_case {
	const char *name;
	int64_t     from, until;
	const char *want; /* NULL: any that is right */
};

static const struct range_case range_cases[] = {
	{ "always", INT64_MIN, INT64_MAX, "[0-9]+" },
	{ "one second", 1796083200, 1796083201, "(?:1796083200)" },
	{ "two seconds", 1796083209, 1796083211, "(?:1796083209|1796083210)" },
	{ "until a round number", 1796083200, 1796083300,
	    "(?:17960832[0-9]{2})" },
	{ "a day", 1796083200, 1796169600, NULL },
	{ "since an odd second", 1796083199, INT64_MAX, NULL },
	{ "until an odd second", INT64_MIN, 1796083199, NULL },
	{ "over a change of nearly all digits", 1799999998, 1800000003, NULL },
	{ "nothing in between", 1796083200, 1796083200, "" },
	{ "beyond ten digits", 99999999999, INT64_MAX, "" },
	{ "before 2001", INT64_MIN, 100, "" },
};

static void
range_row(void **state)
{
	static const int64_t off[] = { -86400, -11, -10, -2, -1, 0, 1, 2, 9, 10,
		11, 99, 100, 1000, 86400 };
	const struct range_case *c = *state;
	struct buf               out;
	char                     text[32];
	bool                     some;

	buf_init(&out, 10000);
	some = spell_range(c->from, c->until, &out);
	assert_err(buf_end(&out), ERR_OK);
	if (c->want != NULL)
		assert_string_equal(out.data == NULL ? "" : out.data, c->want);
	for (size_t i = 0; some && i < 2 * ARRAY_LEN(off); i++) {
		int64_t edge = i % 2 == 0 ? c->from : c->until, at;

		if (edge == INT64_MIN || edge == INT64_MAX)
			continue;
		at = edge + off[i / 2];
		snprintf(text, sizeof(text), "%lld", (long long)at);
		assert_int_equal(matches(out.data, text),
		    at >= c->from && at < c->until);
	}
	buf_free(&out);
}

/* -------------------------------------------------------------- parameters */

struct param_case {
	const char *name;
	const char *param; /* canonical */
	const char *text;
	bool        same;
};

static const struct param_case param_cases[] = {
	{ "itself", "id=12", "id=12", true },
	{ "another value", "id=12", "id=1", false },
	{ "another name", "id=12", "ix=12", false },
	{ "escaped letters", "id=12", "%69d=1%32", true },
	{ "small and large digits of an escape", "k=%C3%A9", "k=%c3%A9", true },
	{ "a space as a plus", "k=a%20b", "k=a+b", true },
	{ "a space as an escape", "k=a%20b", "k=a%20b", true },
	{ "a plus is no plain plus", "k=a%2Bb", "k=a+b", false },
	{ "a plus is escaped", "k=a%2Bb", "k=a%2bb", true },
	{ "no value is an empty one", "x", "x=", true },
	{ "no value", "x", "x", true },
	{ "a value where none is wanted", "x", "x=1", false },
	{ "an '=' in a value", "a=b%3Dc", "a=b=c", true },
	{ "an '=' in a name", "a%3Db=c", "a=b=c", false },
	{ "a slash in a value", "u=%2Fa", "u=/a", true },
	{ "brackets in a name", "a%5B%5D=1", "a[]=1", true },
	{ "a quote", "a=%27", "a='", true },
	{ "any value", "a=:", "%61=b%26:c", true },
	{ "any value but an empty one", "a=:", "a=", false },
	{ "any value is none of two parameters", "a=:", "a=b&c", false },
	{ "a ':' is not any value", "a=%3A", "a=b", false },
};

static void
param_row(void **state)
{
	const struct param_case *c = *state;
	struct buf               out;

	buf_init(&out, 1000);
	spell_param(slice_of(c->param), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_int_equal(matches(out.data, c->text), c->same);
	buf_free(&out);
}

/* ------------------------------------------------------------- normal form */

struct normal_case {
	const char *name;
	const char *target;
	bool        normal;
};

static const struct normal_case normal_cases[] = {
	{ "the root", "/", true },
	{ "a path", "/a/b.c/", true },
	{ "what may stand in a path", "/-._~!$&'()*+,;=:@", true },
	{ "an escape that must be", "/caf%C3%A9%20%2F%25", true },
	{ "dots in a segment", "/.a/..b/.../a..", true },
	{ "a query", "/a?b=c&d/?[x]%zz", true },
	{ "an empty query", "/a?", true },
	{ "an empty path", "", false },
	{ "an empty path before a query", "?a", false },
	{ "two slashes", "/a//b", false },
	{ "two slashes first", "//a", false },
	{ "a dot", "/a/./b", false },
	{ "two dots", "/a/..", false },
	{ "an escaped dot", "/a/%2E", false },
	{ "an escaped letter", "/%61", false },
	{ "an escaped tilde", "/%7Ea", false },
	{ "small digits of an escape", "/%c3", false },
	{ "an escaped control", "/%0A", false },
	{ "a bad escape", "/%zz", false },
	{ "an octet that must be escaped", "/a|b", false },
	{ "the same in a query", "/a?b|c", false },
	{ "a query that ends in '&'", "/a?b&", false },
	{ "a fragment", "/a#b", false },
	{ "a blank", "/a b", false },
};

static void
normal_row(void **state)
{
	const struct normal_case *c = *state;
	struct slice              path = slice_of(c->target);
	struct buf                out, canonical;

	buf_init(&out, 10000);
	for (int takes_back = 0; takes_back < 2; takes_back++) {
		buf_reset(&out);
		spell_normal(takes_back != 0, &out);
		assert_err(buf_end(&out), ERR_OK);
		assert_int_equal(matches(out.data, c->target), c->normal);
	}
	/* What is normal here is canonical there. */
	if (c->normal) {
		path.n = strcspn(c->target, "?");
		buf_init(&canonical, 1000);
		assert_err(url_path(path, &canonical), ERR_OK);
		assert_true(slice_eq(buf_slice(&canonical), path));
		buf_free(&canonical);
	}
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest texts[ARRAY_LEN(text_cases)];
	struct CMUnitTest ranges[ARRAY_LEN(range_cases)];
	struct CMUnitTest params[ARRAY_LEN(param_cases)];
	struct CMUnitTest normals[ARRAY_LEN(normal_cases)];
	int               failed;

	TABLE_FILL(texts, text_cases, text_row);
	TABLE_FILL(ranges, range_cases, range_row);
	TABLE_FILL(params, param_cases, param_row);
	TABLE_FILL(normals, normal_cases, normal_row);
	failed = cmocka_run_group_tests(texts, NULL, NULL);
	failed += cmocka_run_group_tests(ranges, NULL, NULL);
	failed += cmocka_run_group_tests(params, NULL, NULL);
	failed += cmocka_run_group_tests(normals, NULL, NULL);
	return failed != 0;
}
