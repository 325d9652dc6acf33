/* SPDX-License-Identifier: MIT */
/* test_cors.c - the promises of cors.h. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "condition.h"
#include "cors.h"
#include "given.h"
#include "origin.h"

#define HEADERS_MAX 3
#define PAGE        "HTTP_ORIGIN=https://a.example"
#define POST        "HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST"

struct row {
	const char *name;
	const char *conditions;
	const char *method;
	const char *env[HEADERS_MAX];
	int64_t     left_s;
	const char *fields; /* without "Access-Control-", joined by " | " */
	const char *vary;
};

static const struct row rows[] = {
	{ "an origin that is named", "cors https://a.example", "POST", { PAGE },
	    900, "Allow-Origin: https://a.example | Allow-Credentials: true",
	    "Origin" },
	{ "one of several", "cors http://b.example\ncors https://a.example",
	    "POST", { PAGE }, 900,
	    "Allow-Origin: https://a.example | Allow-Credentials: true",
	    "Origin" },
	{ "another origin", "cors https://b.example", "POST", { PAGE }, 900, "",
	    "Origin" },
	{ "no origin", "cors https://b.example", "POST", { NULL }, 900, "",
	    "Origin" },
	{ "an empty origin", "cors https://b.example", "POST",
	    { "HTTP_ORIGIN=" }, 900, "", "Origin" },
	{ "any origin", "cors *", "POST", { PAGE }, 900, "Allow-Origin: *",
	    "" },
	{ "any origin, and none", "cors *", "POST", { NULL }, 900,
	    "Allow-Origin: *", "" },
	{ "a star from a client names nothing", "cors https://b.example",
	    "POST", { "HTTP_ORIGIN=*" }, 900, "", "Origin" },
	{ "a preflight", "cors *", "OPTIONS", { PAGE, POST }, 900,
	    "Allow-Origin: * | Allow-Methods: POST | Max-Age: 600", "" },
	{ "a preflight near the end", "cors *", "OPTIONS", { PAGE, POST }, 30,
	    "Allow-Origin: * | Allow-Methods: POST | Max-Age: 30", "" },
	{ "a preflight at the end", "cors *", "OPTIONS", { PAGE, POST }, 0,
	    "Allow-Origin: * | Allow-Methods: POST | Max-Age: 0", "" },
	{ "a preflight of a rule without an end", "cors *", "OPTIONS",
	    { PAGE, POST }, INT64_MAX,
	    "Allow-Origin: * | Allow-Methods: POST | Max-Age: 600", "" },
	{ "a preflight from elsewhere", "cors https://b.example", "OPTIONS",
	    { PAGE, POST }, 900, "", "Origin" },
	{ "headers, put together again", "cors *", "OPTIONS",
	    { PAGE, POST,
		"HTTP_ACCESS_CONTROL_REQUEST_HEADERS=X-A,,\tcontent-type ," },
	    900,
	    "Allow-Origin: * | Allow-Methods: POST | Allow-Headers: X-A, "
	    "content-type | Max-Age: 600",
	    "" },
	{ "nothing but tokens", "cors *", "OPTIONS",
	    { PAGE, POST,
		"HTTP_ACCESS_CONTROL_REQUEST_HEADERS=a, b\r\nSet-Cookie: x" },
	    900, "Allow-Origin: * | Allow-Methods: POST | Max-Age: 600", "" },
	{ "no header at all", "cors *", "OPTIONS",
	    { PAGE, POST, "HTTP_ACCESS_CONTROL_REQUEST_HEADERS= , ," }, 900,
	    "Allow-Origin: * | Allow-Methods: POST | Max-Age: 600", "" },
	{ "a method that is none", "cors *", "OPTIONS",
	    { PAGE, "HTTP_ACCESS_CONTROL_REQUEST_METHOD=A\r\nB" }, 900,
	    "Allow-Origin: * | Max-Age: 600", "" },
	{ "OPTIONS without a method is no preflight", "cors *", "OPTIONS",
	    { PAGE }, 900, "Allow-Origin: *", "" },
};

/* The lines as one text. */
static void
tell(const struct buf *fields, struct buf *out)
{
	struct slice rest = buf_slice(fields);

	while (rest.n > 0) {
		struct slice line = slice_cut(&rest, '\n');

		assert_true(line.n > 0 && line.s[line.n - 1] == '\r');
		assert_true(slice_starts(line, "Access-Control-"));
		buf_adds(out, out->len > 0 ? " | " : "");
		buf_add(out, line.s + 15, line.n - 16);
	}
	assert_err(buf_end(out), ERR_OK);
}

static void
test_row(void **state)
{
	const struct row *c = *state;
	char             *env[HEADERS_MAX + 1] = { NULL };
	struct conditions parsed;
	struct buf        fields, vary, got;
	struct key        k;

	for (size_t i = 0; i < HEADERS_MAX && c->env[i] != NULL; i++)
		assert_non_null(env[i] = strdup(c->env[i]));
	key_init(&k);
	buf_init(&fields, CORS_FIELDS_MAX);
	buf_init(&vary, 100);
	buf_init(&got, 5000);
	given_key(&k, c->method, "http://a.example/");
	k.env = (struct env){ .strings = env };
	assert_err(conditions_parse(slice_of(c->conditions), &parsed, NULL),
	    ERR_OK);
	cors_fields(slice_of(c->conditions), &k, c->left_s, &fields, &vary);
	tell(&fields, &got);
	assert_string_equal(got.data, c->fields);
	assert_true(slice_is(buf_slice(&vary), c->vary));
	buf_free(&got);
	buf_free(&vary);
	buf_free(&fields);
	key_free(&k);
	for (size_t i = 0; env[i] != NULL; i++)
		free(env[i]);
}

/* Lists of headers at and beyond the limit; all fields fit in any case. */
static void
limits(void **state)
{
	static char list[CORS_HEADERS_MAX + 100], origin[ORIGIN_MAX + 40];
	static char method[KEY_METHOD_MAX + 50], cors[ORIGIN_MAX + 20];
	char       *env[] = { list, origin, method, NULL };
	struct buf  fields, vary;
	struct key  k;
	int         at;

	(void)state;
	key_init(&k);
	buf_init(&fields, CORS_FIELDS_MAX);
	buf_init(&vary, 100);
	given_key(&k, "OPTIONS", "http://a.example/");
	k.env = (struct env){ .strings = env };
	snprintf(cors, sizeof(cors), "cors https://%0*d", ORIGIN_MAX - 8, 0);
	snprintf(origin, sizeof(origin), "HTTP_ORIGIN=%s", cors + 5);
	snprintf(method, sizeof(method),
	    "HTTP_ACCESS_CONTROL_REQUEST_METHOD=%0*d", KEY_METHOD_MAX, 0);
	/* Each comma gets a blank. */
	at = snprintf(list, sizeof(list),
	    "HTTP_ACCESS_CONTROL_REQUEST_HEADERS=");
	for (int i = 0; i < CORS_HEADERS_MAX; i++)
		list[at + i] = i % 2 == 0 ? 'a' : ',';
	cors_fields(slice_of(cors), &k, 900, &fields, &vary);
	assert_err(buf_end(&fields), ERR_OK);
	assert_non_null(strstr(fields.data, "Allow-Headers: a, a"));
	list[at + CORS_HEADERS_MAX] = 'a';
	buf_reset(&fields);
	cors_fields(slice_of(cors), &k, 900, &fields, &vary);
	assert_err(buf_end(&fields), ERR_OK);
	assert_null(strstr(fields.data, "Allow-Headers"));
	assert_non_null(strstr(fields.data, "Allow-Methods"));
	buf_free(&vary);
	buf_free(&fields);
	key_free(&k);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest more[] = { cmocka_unit_test(limits) };
	int                     failed;

	TABLE_FILL(tests, rows, test_row);
	failed = cmocka_run_group_tests_name("cors", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("limits", more, NULL, NULL);
	return failed != 0;
}
