/* SPDX-License-Identifier: MIT */
/* test_origin.c - the promises of origin.h. */
#include "rows.h"

#include "origin.h"
#include "says.h"

struct row {
	const char *name;
	const char *in;
	const char *out; /* or what the refusal says */
	enum err    rc;
};

static const struct row rows[] = {
	{ "an origin", "https://app.example", "https://app.example", ERR_OK },
	{ "small letters", "HTTPS://App.Example", "https://app.example",
	    ERR_OK },
	{ "a port", "http://localhost:3000", "http://localhost:3000", ERR_OK },
	{ "a port that goes without saying", "https://app.example:443",
	    "https://app.example", ERR_OK },
	{ "the same of http", "http://app.example:80", "http://app.example",
	    ERR_OK },
	{ "a port of the other scheme", "http://app.example:443",
	    "http://app.example:443", ERR_OK },
	{ "an app's", "capacitor://localhost", "capacitor://localhost",
	    ERR_OK },
	{ "an extension's", "moz-extension://0a1b-2c3d",
	    "moz-extension://0a1b-2c3d", ERR_OK },
	{ "IPv6", "http://[::1]:8080", "http://[::1]:8080", ERR_OK },
	{ "any", "*", "*", ERR_OK },
	{ "null", "null", "write '*' if any may", ERR_SYNTAX },
	{ "a wildcard within", "https://*.app.example", "name each one",
	    ERR_SYNTAX },
	{ "no scheme", "app.example", "a scheme and a host", ERR_SYNTAX },
	{ "no host", "https://", "not an origin", ERR_SYNTAX },
	{ "a slash", "https://app.example/", "has a path", ERR_SYNTAX },
	{ "a path", "https://app.example/x", "not an origin", ERR_SYNTAX },
	{ "user info", "https://me@app.example", "not an origin", ERR_SYNTAX },
	{ "a line end", "https://app.example\r\nX: y", "not an origin",
	    ERR_SYNTAX },
	{ "a scheme that is none", "ht tp://a", "not an origin", ERR_SYNTAX },
	{ "a digit first", "1a://b", "not an origin", ERR_SYNTAX },
	{ "a scheme of an app, with all that one may have",
	    "A+b-c.9://h.example", "a+b-c.9://h.example", ERR_OK },
	{ "a scheme of the length of http", "app1://h.example:80",
	    "app1://h.example:80", ERR_OK },
	{ "a scheme of the length of https", "httpx://h.example:443",
	    "httpx://h.example:443", ERR_OK },
	{ "a scheme with a brace", "a{://h.example", "not an origin",
	    ERR_SYNTAX },
	{ "two schemes", "https://https://h.example", "not an origin",
	    ERR_SYNTAX },
	{ "nothing", "", "not an origin", ERR_SYNTAX },
};

static void
test_row(void **state)
{
	const struct row *c = *state;
	struct buf        out, why;

	buf_init(&out, 1000);
	buf_init(&why, WHY_MAX);
	assert_err(origin_parse(slice_of(c->in), &out, &why), c->rc);
	if (c->rc == ERR_OK)
		assert_string_equal(out.data, c->out);
	else
		assert_says(&why, c->out);
	buf_free(&why);
	buf_free(&out);
}

static void
too_long(void **state)
{
	char       text[ORIGIN_MAX + 2] = "a://";
	struct buf out, why;

	(void)state;
	memset(text + 4, 'b', sizeof(text) - 5);
	text[sizeof(text) - 1] = '\0';
	buf_init(&out, 1000);
	buf_init(&why, WHY_MAX);
	assert_err(origin_parse(slice_of(text), &out, &why), ERR_LIMIT);
	assert_says(&why, "the limit is 300");
	buf_free(&why);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest more[] = { cmocka_unit_test(too_long) };
	int                     failed;

	TABLE_FILL(tests, rows, test_row);
	failed = cmocka_run_group_tests_name("typed", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("limit", more, NULL, NULL);
	return failed != 0;
}
