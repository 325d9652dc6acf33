/* SPDX-License-Identifier: MIT */
/* test_condition_hold.c - for which requests conditions hold, and what answers
 * vary by: see condition.h. */
#include "rows.h"

#include <stdlib.h>

#include "condition.h"
#include "given.h"

#define HEADERS_MAX 4

struct row {
	const char *name;
	const char *text;
	const char *method;
	const char *address;
	const char *env[HEADERS_MAX + 1];
	const char *missed; /* the value that does not hold; NULL: all hold */
};

#define NONE         \
	{            \
		NULL \
	}

static const struct row rows[] = {
	{ "none always hold", "", "GET", NULL, NONE, NULL },
	{ "the method", "method POST", "POST", NULL, NONE, NULL },
	{ "another method", "method POST", "GET", NULL, NONE, "POST" },
	{ "one of several methods", "method GET\nmethod HEAD\nmethod POST",
	    "HEAD", NULL, NONE, NULL },
	{ "methods are told apart by capitals", "method POST", "post", NULL,
	    NONE, "POST" },
	{ "a cookie", "cookie a=1", "GET", NULL, { "HTTP_COOKIE=b=2; a=1" },
	    NULL },
	{ "another value", "cookie a=1", "GET", NULL, { "HTTP_COOKIE=a=2" },
	    "a=1" },
	{ "one of its values", "cookie a=1\ncookie a=2", "GET", NULL,
	    { "HTTP_COOKIE=a=2" }, NULL },
	{ "none of its values", "cookie a=1\ncookie a=2", "GET", NULL,
	    { "HTTP_COOKIE=a=3" }, "a=1" },
	{ "both cookies", "cookie a\ncookie b", "GET", NULL,
	    { "HTTP_COOKIE=a=3; b=4" }, NULL },
	{ "one of two cookies is not enough", "cookie a\ncookie b", "GET", NULL,
	    { "HTTP_COOKIE=a=3" }, "b" },
	{ "no cookies at all", "cookie a", "GET", NULL, NONE, "a" },
	{ "a header", "header X-Device=phone", "GET", NULL,
	    { "HTTP_HOST=x", "HTTP_X_DEVICE=phone" }, NULL },
	{ "blanks around its value", "header X-Device=phone", "GET", NULL,
	    { "HTTP_X_DEVICE= phone\t" }, NULL },
	{ "capitals in its value", "header X-Device=phone", "GET", NULL,
	    { "HTTP_X_DEVICE=Phone" }, "X-Device=phone" },
	{ "a header with any value", "header X-Device", "GET", NULL,
	    { "HTTP_X_DEVICE=" }, NULL },
	{ "no such header", "header X-Device", "GET", NULL,
	    { "HTTP_X_DEVICES=a", "HTTP_X_DEVIC=a", "X_DEVICE=a" },
	    "X-Device" },
	{ "of a repeated header the first", "header X-A=1", "GET", NULL,
	    { "HTTP_X_A=1", "HTTP_X_A=2" }, NULL },
	{ "a name with '=' in a header's value", "header X-A=b=c", "GET", NULL,
	    { "HTTP_X_A=b=c" }, NULL },
	{ "the preferred language", "language de", "GET", NULL,
	    { "HTTP_ACCEPT_LANGUAGE=de-AT,en;q=0.5" }, NULL },
	{ "an accepted, but not the preferred language", "language de", "GET",
	    NULL, { "HTTP_ACCEPT_LANGUAGE=en,de;q=0.5" }, "de" },
	{ "one of two languages", "language de\nlanguage nl", "GET", NULL,
	    { "HTTP_ACCEPT_LANGUAGE=nl-BE" }, NULL },
	{ "no language", "language de", "GET", NULL, NONE, "de" },
	{ "an address", "from_net 10.0.0.0/8", "GET", "10.2.3.4", NONE, NULL },
	{ "another address", "from_net 10.0.0.0/8", "GET", "11.2.3.4", NONE,
	    "10.0.0.0/8" },
	{ "one of two networks", "from_net 10.0.0.0/8\nfrom_net ::1/128", "GET",
	    "::1", NONE, NULL },
	{ "no address", "from_net 0.0.0.0/0", "GET", NULL, NONE, "0.0.0.0/0" },
	{ "what a proxy says of the address does not count",
	    "from_net 10.0.0.0/8", "GET", "11.2.3.4",
	    { "HTTP_X_FORWARDED_FOR=10.0.0.1", "HTTP_REMOTE_ADDR=10.0.0.1" },
	    "10.0.0.0/8" },
	{ "different things must all hold",
	    "method POST\ncookie a\nlanguage de", "POST", NULL,
	    { "HTTP_COOKIE=a=1", "HTTP_ACCEPT_LANGUAGE=en" }, "de" },
	{ "cors is no condition", "cors https://a.example", "GET", NULL,
	    { "HTTP_ORIGIN=https://b.example" }, NULL },
	{ "a preflight asks for another method", "method POST\ncors *",
	    "OPTIONS", NULL,
	    { "HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
	    NULL },
	{ "a preflight for a method that it is not for", "method POST\ncors *",
	    "OPTIONS", NULL,
	    { "HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=PUT" },
	    "POST" },
	{ "without cors it is OPTIONS", "method POST", "OPTIONS", NULL,
	    { "HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
	    "POST" },
	{ "OPTIONS without an origin is no preflight", "method POST\ncors *",
	    "OPTIONS", NULL, { "HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
	    "POST" },
	{ "nor is GET", "method POST\ncors *", "GET", NULL,
	    { "HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
	    "POST" },
	{ "a preflight has no cookies", "cookie a\ncors *", "OPTIONS", NULL,
	    { "HTTP_ORIGIN=https://a.example",
		"HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
	    "a" },
};

static void
test_row(void **state)
{
	const struct row   *c = *state;
	char               *env[HEADERS_MAX + 1] = { NULL };
	enum condition_kind kind;
	struct conditions   parsed;
	struct slice        missed;
	struct key          k;
	bool                hold;

	for (size_t i = 0; c->env[i] != NULL; i++)
		assert_non_null(env[i] = strdup(c->env[i]));
	key_init(&k);
	given_key(&k, c->method, "http://a.example/");
	k.env = (struct env){ .strings = env };
	k.address = slice_of(c->address);
	assert_err(conditions_parse(slice_of(c->text), &parsed, NULL), ERR_OK);
	hold = conditions_hold(slice_of(c->text), &k, &kind, &missed);
	assert_int_equal(hold, c->missed == NULL);
	if (!hold)
		assert_true(slice_is(missed, c->missed));
	k.anybody = true;
	assert_true(conditions_hold(slice_of(c->text), &k, &kind, &missed));
	key_free(&k);
	for (size_t i = 0; env[i] != NULL; i++)
		free(env[i]);
}

struct vary {
	const char *name;
	const char *text;
	const char *before, *after;
};

static const struct vary varies[] = {
	{ "nothing", "", "", "" },
	{ "the method is a part of the question", "method POST", "", "" },
	{ "the address is nothing that a cache knows", "from_net 10.0.0.0/8",
	    "", "" },
	{ "a cookie", "cookie a", "", "Cookie" },
	{ "two cookies", "cookie a\ncookie b", "", "Cookie" },
	{ "a language", "language de", "", "Accept-Language" },
	{ "headers", "header A=1\nheader A=2\nheader B", "", "A, B" },
	{ "an origin is looked at by who answers", "cors https://a.example", "",
	    "" },
	{ "all of it",
	    "cookie a\nheader B\nlanguage de\ncors https://a.example", "",
	    "Cookie, B, Accept-Language" },
	{ "what another rule looks at, too", "cookie a\nlanguage de",
	    "Accept-Language", "Accept-Language, Cookie" },
	{ "a header that is the beginning of another", "header X-A",
	    "X-Ab, X-A-B", "X-Ab, X-A-B, X-A" },
	{ "the same in other capitals", "header Origin", "ORIGIN", "ORIGIN" },
};

static void
test_vary(void **state)
{
	const struct vary *c = *state;
	struct conditions  parsed;
	struct buf         out;

	buf_init(&out, 1000);
	assert_err(conditions_parse(slice_of(c->text), &parsed, NULL), ERR_OK);
	buf_adds(&out, c->before);
	conditions_vary(slice_of(c->text), &out);
	assert_true(slice_is(buf_slice(&out), c->after));
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(rows)];
	struct CMUnitTest vary_tests[ARRAY_LEN(varies)];
	int               failed;

	TABLE_FILL(tests, rows, test_row);
	TABLE_FILL(vary_tests, varies, test_vary);
	failed = cmocka_run_group_tests_name("hold", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("vary", vary_tests, NULL, NULL);
	return failed != 0;
}
