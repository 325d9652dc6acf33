/* SPDX-License-Identifier: MIT */
/* test_params.c - the promises of params.h. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "dice.h"
#include "params.h"
#include "says.h"

/* ----------------------------------------------------------- params_parse() */

struct parse_case {
	const char *name;
	const char *typed;
	const char *want;
	unsigned    n;
	const char *key; /* by which a rule is looked up */
};

static const struct parse_case parse_cases[] = {
	{ "one with a value", "p=12", "p=12", 1, "p=12" },
	{ "one without", "p", "p", 1, "p" },
	{ "an empty value has no '='", "p=", "p", 1, "p" },
	{ "they are sorted", "b&a=2&a=1", "a=1&a=2&b", 3, "a=1" },
	{ "each is there once", "a=%31&a=1&b", "a=1&b", 2, "a=1" },
	{ "a shorter one comes first", "ab&a", "a&ab", 2, "a" },
	{ "unreserved octets are as they are", "aZ09-._~=%61%7E", "aZ09-._~=a~",
	    1, "aZ09-._~=a~" },
	{ "all others are escapes", "a!=/:?@$'()*,;",
	    "a%21=%2F%3A%3F%40%24%27%28%29%2A%2C%3B", 1, NULL },
	{ "hex is in capitals", "a=%c3%a9", "a=%C3%A9", 1, "a=%C3%A9" },
	{ "raw UTF-8 is escaped", "\xc3\xa9", "%C3%A9", 1, "%C3%A9" },
	{ "'+' is a space", "a+b=c+d", "a%20b=c%20d", 1, "a%20b=c%20d" },
	{ "a second '=' is part of the value", "a=b=c", "a=b%3Dc", 1,
	    "a=b%3Dc" },
	{ "an escaped '=' is part of the name", "a%3Db", "a%3Db", 1, "a%3Db" },
	{ "an escaped '&' is part of the value", "a=b%26c", "a=b%26c", 1,
	    "a=b%26c" },
	{ "a percent sign", "a=100%25", "a=100%25", 1, "a=100%25" },
	{ "eight", "8&7&6&5&4&3&2&1", "1&2&3&4&5&6&7&8", 8, "1" },
	{ "the key is the one with a number", "view=article&id=1207",
	    "id=1207&view=article", 2, "id=1207" },
	{ "the key is the longer value", "lang=en&slug=hello-world",
	    "lang=en&slug=hello-world", 2, "slug=hello-world" },
	{ "the key is the longer number", "id=20&page=3", "id=20&page=3", 2,
	    "id=20" },
};

static void
parse_row(void **state)
{
	const struct parse_case *c = *state;
	struct params            p = { .n = 77 };
	struct buf               out, again, why;

	buf_init(&out, 1000);
	buf_init(&again, 1000);
	buf_init(&why, WHY_MAX);
	assert_err(params_parse(slice_of(c->typed), false, &out, &p, &why),
	    ERR_OK);
	assert_string_equal(out.data, c->want);
	assert_int_equal(p.n, c->n);
	assert_int_equal(p.values, 0);
	assert_int_equal(why.len, 0);
	if (c->key != NULL)
		assert_true(slice_is(params_key(buf_slice(&out)), c->key));
	assert_true(params_covered(buf_slice(&out), slice_of(c->typed)));
	/* What is canonical gives itself again. */
	assert_err(params_parse(buf_slice(&out), false, &again, &p, NULL),
	    ERR_OK);
	assert_string_equal(again.data, c->want);
	buf_free(&why);
	buf_free(&again);
	buf_free(&out);
}

struct refusal_case {
	const char *name;
	const char *typed;
	enum err    err;
	const char *says;
};

static const struct refusal_case refusal_cases[] = {
	{ "nothing", "", ERR_SYNTAX, "'?' names no parameter in one place" },
	{ "no name", "=1", ERR_SYNTAX, "'?=1' names no parameter" },
	{ "nothing between two", "a&&b", ERR_SYNTAX, "'?a&&b' names no" },
	{ "nothing at the end", "a&", ERR_SYNTAX, "'?a&' names no" },
	{ "a bad escape", "a=%2", ERR_SYNTAX, "'a=%2' has a bad escape" },
	{ "a bad escape in a name", "b&%zz", ERR_SYNTAX, "'%zz' has a bad" },
	{ "a NUL", "a=%00", ERR_SYNTAX,
	    "'a=%00' has a bad escape: a '%' is followed by two hex digits, "
	    "not of a NUL; a '%' itself is %25" },
	{ "nine", "1&2&3&4&5&6&7&8&9", ERR_LIMIT, "the limit is 8" },
	{ "nine though they are the same", "1&1&1&1&1&1&1&1&1", ERR_LIMIT,
	    "the limit is 8" },
	{ "a name that is not the whole value", "a=1&b=:x-y", ERR_SYNTAX,
	    "'b=:x-y' is refused: a ':name' is the whole value of a parameter; "
	    "write %3A if the ':' belongs to the value" },
	{ "a name and another one", "b=:x:y", ERR_SYNTAX, "'b=:x:y' is ref" },
	{ "a name with an '='", "b=:x=y", ERR_SYNTAX, "'b=:x=y' is refused" },
	{ "two placeholders for one parameter", "a=:x&b&a=:y", ERR_SYNTAX,
	    "the parameter 'a' is refused: it stands there twice, and as ':x' "
	    "it may have any value" },
	{ "the same twice", "a=:x&a=:x", ERR_SYNTAX, "'a' is refused: it st" },
	{ "a value and any value", "a=1&%61=:x", ERR_SYNTAX,
	    "the parameter 'a' is refused: it stands there twice, and as "
	    "':x'" },
	{ "none, and any value", "a=:x&a", ERR_SYNTAX, "'a' is refused: it" },
};

static void
refusal_row(void **state)
{
	const struct refusal_case *c = *state;
	struct params              p = { .n = 77 };
	struct buf                 out, why;

	buf_init(&out, 1000);
	buf_init(&why, WHY_MAX);
	assert_err(params_parse(slice_of(c->typed), false, &out, &p, &why),
	    c->err);
	assert_says(&why, c->says);
	assert_int_equal(out.len, 0);
	assert_int_equal(p.n, 77);
	assert_err(params_parse(slice_of(c->typed), false, &out, &p, NULL),
	    c->err);
	buf_free(&why);
	buf_free(&out);
}

/* ------------------------------------------------------------- placeholders */

struct value_case {
	const char *name;
	const char *typed;
	bool        literal;
	const char *want;
	const char *names;  /* of the placeholders, in their order */
	const char *query;  /* a request */
	const char *values; /* of them; NULL when it is not covered */
};

static const struct value_case value_cases[] = {
	{ "any value", "id=:post", false, "id=:", ":post", "id=5", "[5]" },
	{ "not an empty one", "id=:a", false, "id=:", ":a", "id=", NULL },
	{ "nor none", "id=:a", false, "id=:", ":a", "id", NULL },
	{ "nor no parameter", "id=:a", false, "id=:", ":a", "x=1", NULL },
	{ "names have a case", "id=:a", false, "id=:", ":a", "ID=1", NULL },
	{ "names are decoded", "%69d=:a", false, "id=:", ":a", "i%64=1",
	    "[1]" },
	{ "values are not yet", "id=:a", false, "id=:", ":a", "id=a+%2Fb",
	    "[a+%2Fb]" },
	{ "a second '=' is part of it", "id=:a", false, "id=:", ":a",
	    "id==x=", "[=x=]" },
	{ "among others", "id=:a", false, "id=:", ":a", "x=1&id=2&y", "[2]" },
	{ "the first of several", "id=:a", false, "id=:", ":a", "id=1&id=2",
	    "[1]" },
	{ "the first that is not empty", "id=:a", false, "id=:", ":a",
	    "id=&id&id=2&id=3", "[2]" },
	{ "names are in the order of the text", "b=:x&a=:y", false,
	    "a=:&b=:", ":y:x", "b=1&a=2", "[2][1]" },
	{ "beside values", "c=1&b=:x&a=1&d", false, "a=1&b=:&c=1&d", ":x",
	    "d&c=1&b=9&a=1", "[9]" },
	{ "all are required", "a=:x&b=1", false, "a=:&b=1", ":x", "a=1&b=2",
	    NULL },
	{ "a name has letters, digits and '_'", "a=:_x9Z", false,
	    "a=:", ":_x9Z", "a=1", "[1]" },
	{ "what begins no name is a value", "a=:1", false, "a=%3A1", "", "a=:1",
	    "" },
	{ "a ':' is a value", "a=:", false, "a=%3A", "", "a=:", "" },
	{ "a ':' is no value of another", "a=:", false, "a=%3A", "", "a=1",
	    NULL },
	{ "a ':' within a value is a value", "a=x:y", false, "a=x%3Ay", "",
	    "a=x:y", "" },
	{ "an escaped one is a value", "a=%3Ax", false, "a=%3Ax", "", "a=:x",
	    "" },
	{ "an escaped one is no placeholder", "a=%3Ax", false, "a=%3Ax", "",
	    "a=1", NULL },
	{ "literal, it is a value", "a=:x", true, "a=%3Ax", "", "a=%3ax", "" },
	{ "literal, it is no placeholder", "a=:x", true, "a=%3Ax", "", "a=1",
	    NULL },
	{ "literal, anything is a value", "a=:x-y&a=:x", true,
	    "a=%3Ax&a=%3Ax-y", "", "a=:x-y&a=:x", "" },
	{ "a name of a parameter is none", ":x=1", false, "%3Ax=1", "", ":x=1",
	    "" },
};

static void
value_row(void **state)
{
	const struct value_case *c = *state;
	struct slice             query = slice_of(c->query);
	struct piece             pieces[PARAMS_MAX] = { 0 };
	struct params            p = { 0 };
	struct buf               out, text;

	buf_init(&out, 1000);
	buf_init(&text, 1000);
	assert_err(params_parse(slice_of(c->typed), c->literal, &out, &p, NULL),
	    ERR_OK);
	assert_string_equal(out.data, c->want);
	for (unsigned i = 0; i < p.values; i++)
		buf_add_slice(&text, p.name[i]);
	assert_true(slice_is(buf_slice(&text), c->names));
	assert_int_equal(params_covered(buf_slice(&out), query),
	    c->values != NULL);
	buf_reset(&text);
	if (c->values != NULL)
		params_values(buf_slice(&out), query, pieces);
	for (unsigned i = 0; c->values != NULL && i < p.values; i++) {
		buf_addc(&text, '[');
		buf_add(&text, query.s + pieces[i].at, pieces[i].n);
		buf_addc(&text, ']');
	}
	assert_true(slice_is(buf_slice(&text),
	    c->values != NULL ? c->values : ""));
	/* An example has all that are required. */
	buf_reset(&text);
	params_example(buf_slice(&out), &text);
	assert_true(params_covered(buf_slice(&out), buf_slice(&text)));
	buf_free(&text);
	buf_free(&out);
}

static void
an_example_has_values_of_its_own(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1000);
	assert_true(slice_is(params_key(SLICE("a=1&b=:&c")), "a=1"));
	assert_int_equal(params_key(SLICE("a=:&b=:")).n, 0);
	params_example(SLICE("a=1&b=:&c&d%20=:"), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, "a=1&b=any-b&c&d%20=any-d%20");
	buf_free(&out);
}

/* --------------------------------------------------------- params_covered() */

struct cover_case {
	const char *name;
	const char *required, *query;
	bool        want;
};

static const struct cover_case cover_cases[] = {
	{ "the same", "a=1", "a=1", true },
	{ "among others", "a=1", "x&a=1&y", true },
	{ "decoded", "a%20b=%2F", "a+%62=/", true },
	{ "another value", "a=1", "a=11", false },
	{ "a shorter value", "a=11", "a=1", false },
	{ "another name", "a=1", "b=1", false },
	{ "names have a case", "a=1", "A=1", false },
	{ "values have a case", "a=x", "a=X", false },
	{ "no query", "a", "", false },
	{ "without a value", "a", "a=", true },
	{ "a bad escape is text", "a=%25zz", "a=%zz", true },
	{ "one of the same name", "a=2", "a=1&a=2", true },
	{ "the same one does not count twice", "a=1&b=1", "a=1&a=1", false },
	{ "all of them", "a=1&b&c=3", "c=3&b=&a=%31", true },
};

static void
cover_row(void **state)
{
	const struct cover_case *c = *state;

	assert_int_equal(params_covered(slice_of(c->required),
			     slice_of(c->query)),
	    c->want);
}

static void
each_is_met_once(void **state)
{
	unsigned met = 0;

	(void)state;
	assert_true(params_meets(SLICE("a=1&b"), SLICE("a=%31"), &met));
	assert_false(params_meets(SLICE("a=1&b"), SLICE("a=1"), &met));
	assert_false(params_meets(SLICE("a=1&b"), SLICE("c"), &met));
	assert_true(params_meets(SLICE("a=1&b"), SLICE("b="), &met));
	assert_false(params_meets(SLICE("a=1&b"), SLICE("b"), &met));
	met = 0;
	assert_false(params_meets(SLICE("a=:"), SLICE("a="), &met));
	assert_true(params_meets(SLICE("a=:"), SLICE("a=1"), &met));
	assert_false(params_meets(SLICE("a=:"), SLICE("a=2"), &met));
}

static void
the_first_64_of_a_request_are_seen(void **state)
{
	char   query[200];
	size_t n;

	(void)state;
	memset(query, '&', sizeof(query));
	n = PARAMS_SEEN_MAX - 1; /* 63 empty ones */
	query[n] = 'p';
	assert_true(params_covered(SLICE("p"), (struct slice){ query, n + 1 }));
	memcpy(query + n, "p=1", 3);
	assert_true(params_covered(SLICE("p=:"),
	    (struct slice){ query, n + 3 }));
	memset(query + n, '&', 3);
	query[n] = '&';
	query[n + 1] = 'p';
	assert_false(params_covered(SLICE("p"),
	    (struct slice){ query, n + 2 }));
}

/* Whatever is drawn: canonical and typed are the same to all that compares. */
static void
canonical_is_the_same(void **state)
{
	static const char *const pieces[] = { "a", "A", "+", "%20", "%2B", "=",
		"%3d", "%26", "%zz", "%", "\xc3\xa9", "%C3%A9", "1", "" };
	struct dice              d = { 11 };
	struct buf               one, two;

	(void)state;
	buf_init(&one, 1000);
	buf_init(&two, 1000);
	for (int i = 0; i < 20000; i++) {
		char typed[2][100];
		bool same;

		for (int j = 0; j < 2; j++) {
			char *end = typed[j];

			*end = '\0';
			for (size_t n = dice_below(&d, 4); n > 0; n--)
				end = stpcpy(end, DICE_ONE_OF(&d, pieces));
		}
		buf_reset(&one);
		buf_reset(&two);
		params_canonical(slice_of(typed[0]), &one);
		params_canonical(slice_of(typed[1]), &two);
		assert_err(buf_end(&one), ERR_OK);
		assert_err(buf_end(&two), ERR_OK);
		same = slice_eq(buf_slice(&one), buf_slice(&two));
		assert_int_equal(params_is_same(slice_of(typed[0]),
				     slice_of(typed[1])),
		    same);
		assert_true(params_is_same(slice_of(typed[0]),
		    buf_slice(&one)));
		assert_int_equal(params_hash(slice_of(typed[0])) ==
			params_hash(slice_of(typed[1])),
		    same);
	}
	buf_free(&two);
	buf_free(&one);
}

int
main(void)
{
	static struct CMUnitTest parses[ARRAY_LEN(parse_cases)];
	static struct CMUnitTest refusals[ARRAY_LEN(refusal_cases)];
	static struct CMUnitTest covers[ARRAY_LEN(cover_cases)];
	static struct CMUnitTest values[ARRAY_LEN(value_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(each_is_met_once),
		 cmocka_unit_test(an_example_has_values_of_its_own),
		 cmocka_unit_test(the_first_64_of_a_request_are_seen),
		 cmocka_unit_test(canonical_is_the_same),
	};
	int failed = 0;

	TABLE_FILL(parses, parse_cases, parse_row);
	TABLE_FILL(refusals, refusal_cases, refusal_row);
	TABLE_FILL(covers, cover_cases, cover_row);
	TABLE_FILL(values, value_cases, value_row);
	failed += cmocka_run_group_tests_name("parse", parses, NULL, NULL);
	failed += cmocka_run_group_tests_name("refused", refusals, NULL, NULL);
	failed += cmocka_run_group_tests_name("covered", covers, NULL, NULL);
	failed += cmocka_run_group_tests_name("values", values, NULL, NULL);
	failed += cmocka_run_group_tests_name("params", rest, NULL, NULL);
	return failed != 0;
}
