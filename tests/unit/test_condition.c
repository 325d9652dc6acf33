/* SPDX-License-Identifier: MIT */
/* test_condition.c - the promises of condition.h on the stored text. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "says.h"

struct typed {
	const char         *name;
	enum condition_kind kind;
	const char         *in;
	const char         *out; /* conditions_get(); or what is said */
	enum err            rc;
};

#define METHOD   CONDITION_METHOD
#define COOKIE   CONDITION_COOKIE
#define HEADER   CONDITION_HEADER
#define LANGUAGE CONDITION_LANGUAGE
#define FROM_NET CONDITION_FROM_NET
#define CORS     CONDITION_CORS

static const struct typed typed[] = {
	{ "a method", METHOD, "POST", "POST", ERR_OK },
	{ "GET takes HEAD with it", METHOD, "GET", "GET,HEAD", ERR_OK },
	{ "methods are sorted, each once", METHOD, "PUT, GET,,HEAD,PUT",
	    "GET,HEAD,PUT", ERR_OK },
	{ "methods are in capitals", METHOD, "post", "POST", ERR_OK },
	{ "an unknown method", METHOD, "M-SEARCH", "M-SEARCH", ERR_OK },
	{ "HEAD alone", METHOD, "HEAD", "write GET", ERR_SYNTAX },
	{ "CONNECT", METHOD, "CONNECT", "CONNECT asks for no page",
	    ERR_SYNTAX },
	{ "no method", METHOD, "GET POST", "'GET POST' is not a method",
	    ERR_SYNTAX },
	{ "a method of the signs that one may have", METHOD, "a|b^c~d{",
	    "is not a method", ERR_SYNTAX },
	{ "such a one", METHOD, "a|b^c~d`1", "A|B^C~D`1", ERR_OK },
	{ "a method of 64 octets", METHOD,
	    "a234567890123456789012345678901234567890123456789012345678901234",
	    "A234567890123456789012345678901234567890123456789012345678901234",
	    ERR_OK },
	{ "a longer one", METHOD,
	    "a234567890123456789012345678901234567890123456789012345678901234x",
	    "is not a method", ERR_SYNTAX },
	{ "a cookie with any value", COOKIE, "beta", "beta", ERR_OK },
	{ "a cookie with a value", COOKIE, "beta=1", "beta=1", ERR_OK },
	{ "a cookie with an empty value", COOKIE, "beta=", "beta=", ERR_OK },
	{ "cookies", COOKIE, "b=2;a=1; b=1", "a=1; b=1; b=2", ERR_OK },
	{ "any value makes another idle", COOKIE, "a=1; a; a.b=2; a=3",
	    "a; a.b=2", ERR_OK },
	{ "a comma in a cookie", COOKIE, "a=1,2", "a=1,2", ERR_OK },
	{ "a cookie without a name", COOKIE, "=1", "'=1' is not a cookie",
	    ERR_SYNTAX },
	{ "a blank in a cookie", COOKIE, "a=1 2", "can have no such value",
	    ERR_SYNTAX },
	{ "a header with any value", HEADER, "x-device", "X-Device", ERR_OK },
	{ "a header with a value", HEADER, "X-DEVICE=Big phone",
	    "X-Device=Big phone", ERR_OK },
	{ "blanks around a header's value", HEADER, "DNT = 1 ", "Dnt=1",
	    ERR_OK },
	{ "a header with commas and '='", HEADER, "Accept=a/b;q=1, */*",
	    "Accept=a/b;q=1, */*", ERR_OK },
	{ "headers", HEADER, "B=2\na=1", "A=1\nB=2", ERR_OK },
	{ "a header with a colon", HEADER, "X-A: b", "without a colon",
	    ERR_SYNTAX },
	{ "a header with an underscore", HEADER, "X_A", "letters, digits",
	    ERR_SYNTAX },
	{ "a header without a name", HEADER, "=a", "letters, digits",
	    ERR_SYNTAX },
	{ "a header beyond ASCII", HEADER, "X-A=\xc3\xa4", "one line of ASCII",
	    ERR_SYNTAX },
	{ "a header with digits and dashes", HEADER, "x-1a-b=1", "X-1a-B=1",
	    ERR_OK },
	{ "a header of 101 octets", HEADER,
	    "a1234567890123456789012345678901234567890123456789012345678901234"
	    "567890123456789012345678901234567890",
	    "letters, digits", ERR_SYNTAX },
	{ "a header with a brace", HEADER, "X{", "letters, digits",
	    ERR_SYNTAX },
	{ "a header with a slash", HEADER, "X/Y=1", "letters, digits",
	    ERR_SYNTAX },
	{ "a header's value with a tab", HEADER, "X-A=a\tb",
	    "one line of ASCII", ERR_SYNTAX },
	{ "and with DEL", HEADER, "X-A=a\x7f", "one line of ASCII",
	    ERR_SYNTAX },
	{ "a cookie's value with DEL", COOKIE, "a=1\x7f",
	    "can have no such value", ERR_SYNTAX },
	{ "a header's name is text, and not one of several", HEADER, "X-A\nX-B",
	    "X-A\nX-B", ERR_OK },
	{ "Host", HEADER, "host=a.example", "the host in the source",
	    ERR_SYNTAX },
	{ "Cookie", HEADER, "Cookie=a=1", "write --cookie", ERR_SYNTAX },
	{ "Accept-Language", HEADER, "Accept-Language=de", "write --language",
	    ERR_SYNTAX },
	{ "Authorization", HEADER, "AUTHORIZATION", "keep it to themselves",
	    ERR_SYNTAX },
	{ "Proxy", HEADER, "Proxy=x", "only sent to harm", ERR_SYNTAX },
	{ "Connection", HEADER, "Connection", "ends at the web server",
	    ERR_SYNTAX },
	{ "If-None-Match", HEADER, "If-None-Match", "a cache between",
	    ERR_SYNTAX },
	{ "languages", LANGUAGE, "fr,de-AT,de", "de,de-at,fr", ERR_OK },
	{ "no language", LANGUAGE, "de,en_US", "joined by '-'", ERR_SYNTAX },
	{ "networks", FROM_NET, "::1, 10.0.0.0/8", "10.0.0.0/8,::1/128",
	    ERR_OK },
	{ "no network", FROM_NET, "10.0.0.0/8,here", "'here' is not a network",
	    ERR_SYNTAX },
	{ "origins", CORS, "https://b.example,https://a.example:443",
	    "https://a.example,https://b.example", ERR_OK },
	{ "any origin", CORS, "*", "*", ERR_OK },
	{ "any origin, and others", CORS, "*,https://a.example",
	    "leave the others out", ERR_SYNTAX },
	{ "nothing", METHOD, " , ,", "", ERR_OK },
	{ "a line end is no way into another line", METHOD,
	    "POST\nfrom_net 0.0.0.0/0", "is not a method", ERR_SYNTAX },
	{ "nor in a cookie", COOKIE, "a=1\ncors *", "no such value",
	    ERR_SYNTAX },
};

static void
test_typed(void **state)
{
	const struct typed *c = *state;
	struct buf          text, got, why;
	struct conditions   parsed;

	buf_init(&text, CONDITIONS_TEXT_MAX);
	buf_init(&got, CONDITIONS_TEXT_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(conditions_set(SLICE(""), c->kind, slice_of(c->in), &text,
		       &why),
	    c->rc);
	if (c->rc == ERR_OK) {
		assert_err(conditions_parse(buf_slice(&text), &parsed, &why),
		    ERR_OK);
		conditions_get(buf_slice(&text), c->kind, &got);
		assert_true(slice_is(buf_slice(&got), c->out));
	} else {
		assert_int_equal(text.len, 0);
		assert_says(&why, c->out);
	}
	buf_free(&why);
	buf_free(&got);
	buf_free(&text);
}

/* ----------------------------------------------------------- the whole text */

struct stored {
	const char *name;
	const char *text;
	int         n; /* things; -1 when it is refused */
	unsigned    looks;
};

#define BIT(kind) (1U << CONDITION_##kind)

static const struct stored stored[] = {
	{ "none", "", 0, 0 },
	{ "methods are one thing", "method GET\nmethod HEAD\nmethod POST", 1,
	    BIT(METHOD) },
	{ "cookies by their names", "cookie a=1\ncookie a=2\ncookie b", 2,
	    BIT(COOKIE) },
	{ "one of each",
	    "method POST\ncookie a\nheader B=c\nlanguage de\nfrom_net "
	    "10.0.0.0/8",
	    5,
	    BIT(METHOD) | BIT(COOKIE) | BIT(HEADER) | BIT(LANGUAGE) |
		BIT(FROM_NET) },
	{ "cors is no condition", "cookie a\ncors *", 1,
	    BIT(COOKIE) | BIT(CORS) },
	{ "another order of kinds", "cookie a\nmethod POST", -1, 0 },
	{ "another order of values", "cookie b\ncookie a", -1, 0 },
	{ "twice", "cookie a\ncookie a", -1, 0 },
	{ "a line end at the end", "cookie a\n", -1, 0 },
	{ "an empty line", "cookie a\n\ncookie b", -1, 0 },
	{ "an unknown kind", "cookie a\nweather fine", -1, 0 },
	{ "another spelling", "language DE", -1, 0 },
	{ "GET without HEAD", "method GET", -1, 0 },
	{ "no value", "method", -1, 0 },
	{ "two blanks", "cookie  a", -1, 0 },
	{ "nonsense", "x", -1, 0 },
};

static void
test_stored(void **state)
{
	const struct stored *c = *state;
	struct conditions    got;
	struct buf           why;

	buf_init(&why, WHY_MAX);
	if (c->n < 0) {
		assert_err(conditions_parse(slice_of(c->text), &got, &why),
		    ERR_SYNTAX);
		assert_true(why.len > 0);
	} else {
		assert_err(conditions_parse(slice_of(c->text), &got, &why),
		    ERR_OK);
		assert_int_equal(got.n, c->n);
		assert_int_equal(got.looks, c->looks);
	}
	buf_free(&why);
}

static void
one_kind_at_a_time(void **state)
{
	const struct slice was =
	    SLICE("method POST\ncookie a\nlanguage de\ncors *");
	struct buf out;

	(void)state;
	buf_init(&out, CONDITIONS_TEXT_MAX);
	assert_err(conditions_set(was, COOKIE, SLICE("c; b"), &out, NULL),
	    ERR_OK);
	assert_true(slice_is(buf_slice(&out),
	    "method POST\ncookie b\ncookie c\nlanguage de\ncors *"));
	buf_reset(&out);
	assert_err(conditions_set(was, COOKIE, SLICE(""), &out, NULL), ERR_OK);
	assert_true(slice_is(buf_slice(&out),
	    "method POST\nlanguage de\ncors *"));
	buf_reset(&out);
	assert_err(conditions_set(was, FROM_NET, SLICE("::1"), &out, NULL),
	    ERR_OK);
	assert_true(slice_is(buf_slice(&out),
	    "method POST\ncookie a\nlanguage de\nfrom_net ::1/128\ncors *"));
	buf_free(&out);
}

/* n cookies "c01" to "cNN", each with a value of so many octets. */
static enum err
set_many(int n, int octets, struct buf *why)
{
	struct buf many, out;
	enum err   rc;

	buf_init(&many, 100000);
	buf_init(&out, 100000);
	for (int i = 1; i <= n; i++)
		buf_addf(&many, "c%02d=%0*d;", i, octets, 0);
	rc = conditions_set(SLICE("language de"), COOKIE, buf_slice(&many),
	    &out, why);
	buf_free(&out);
	buf_free(&many);
	return rc;
}

static void
limits(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_err(set_many(31, 1, &why), ERR_OK);
	assert_err(set_many(32, 1, &why), ERR_LIMIT);
	assert_says(&why, "too many conditions: the limit is 32");
	buf_reset(&why);
	assert_err(set_many(40, 1, &why), ERR_LIMIT);
	assert_says(&why, "too many conditions: the limit is 32");
	buf_reset(&why);
	assert_err(set_many(1, 496, &why), ERR_OK);
	assert_err(set_many(1, 497, &why), ERR_LIMIT);
	assert_says(&why, "a cookie of 501 octets is too long");
	buf_reset(&why);
	assert_err(set_many(9, 420, &why), ERR_OK);
	assert_err(set_many(9, 440, &why), ERR_LIMIT);
	assert_says(&why,
	    "with the name of its kind before each, the limit is 4000 octets");
	buf_reset(&why);
	assert_err(set_many(200, 400, &why), ERR_LIMIT);
	assert_says(&why, "limit");
	buf_free(&why);
}

/* ---------------------------------------------------------------- in words */

struct words {
	const char *name;
	const char *text;
	const char *want;
};

static const struct words words[] = {
	{ "none", "", "" },
	{ "a method", "method POST", ", for the method POST" },
	{ "methods", "method GET\nmethod HEAD\nmethod POST",
	    ", for the method GET, HEAD or POST" },
	{ "two values of a cookie", "cookie a=1\ncookie a=2",
	    ", for the cookie a=1 or 2" },
	{ "different things",
	    "cookie a=1\ncookie b\nheader X-A=c d\nlanguage de",
	    ", for the cookie a=1 and the cookie b and the header X-A=c d and "
	    "the preferred language de" },
	{ "a name between the values of another",
	    "cookie a!=2\ncookie a=1\ncookie a=3",
	    ", for the cookie a!=2 and the cookie a=1 or 3" },
	{ "networks", "from_net 10.0.0.0/8\nfrom_net ::1/128",
	    ", for an address in 10.0.0.0/8 or ::1/128" },
	{ "cors", "cors https://a.example\ncors https://b.example",
	    "; pages of https://a.example or https://b.example may follow" },
	{ "cors for any", "method POST\ncors *",
	    ", for the method POST; pages of any origin may follow" },
};

static void
test_words(void **state)
{
	const struct words *c = *state;
	struct buf          out;
	struct conditions   parsed;

	buf_init(&out, 1000);
	assert_err(conditions_parse(slice_of(c->text), &parsed, NULL), ERR_OK);
	conditions_describe(slice_of(c->text), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       typed_tests[ARRAY_LEN(typed)];
	struct CMUnitTest       stored_tests[ARRAY_LEN(stored)];
	struct CMUnitTest       words_tests[ARRAY_LEN(words)];
	const struct CMUnitTest more[] = {
		cmocka_unit_test(one_kind_at_a_time),
		cmocka_unit_test(limits),
	};
	int failed;

	TABLE_FILL(typed_tests, typed, test_typed);
	TABLE_FILL(stored_tests, stored, test_stored);
	TABLE_FILL(words_tests, words, test_words);
	failed = cmocka_run_group_tests_name("typed", typed_tests, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("stored", stored_tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("words", words_tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("more", more, NULL, NULL);
	return failed != 0;
}
