/* SPDX-License-Identifier: MIT */
/* test_logline.c - the promises of logline.h. */
#include "rows.h"

#include <string.h>

#include "logline.h"
#include "says.h"

struct logline_case {
	const char    *name;
	const char    *line;
	struct logline want;
};

#define AT 1792847156 /* 2026-10-24T13:05:56Z */

static const struct logline_case logline_cases[] = {
	{ "the common format",
	    "192.0.2.7 - - [24/Oct/2026:13:05:56 +0000] \"GET /old?a=1 "
	    "HTTP/1.1\" 307 120",
	    { AT, 307, "GET", "/old?a=1", NULL, NULL, "192.0.2.7", NULL } },
	{ "its time has an offset",
	    "::1 - - [24/Oct/2026:15:05:56 +0200] \"GET / HTTP/1.1\" 200 -",
	    { AT, 200, "GET", "/", NULL, NULL, "::1", NULL } },
	{ "a user with blanks",
	    "::1 - Ann B. [24/Oct/2026:13:05:56 +0000] \"GET / HTTP/1.1\" 200 "
	    "-",
	    { AT, 200, "GET", "/", NULL, NULL, "::1", NULL } },
	{ "the combined format",
	    "192.0.2.7 - - [24/Oct/2026:13:05:56 +0000] \"HEAD /old "
	    "HTTP/2.0\" 308 0 \"https://a.example/\" \"curl/7 (x)\"",
	    { AT, 308, "HEAD", "/old", NULL, NULL, "192.0.2.7",
		"curl/7 (x)" } },
	{ "without an agent",
	    "192.0.2.7 - - [24/Oct/2026:13:05:56 +0000] \"GET /old "
	    "HTTP/1.1\" 308 0 \"-\" \"-\"",
	    { AT, 308, "GET", "/old", NULL, NULL, "192.0.2.7", NULL } },
	{ "vhost_combined names the host",
	    "www.a.example:443 192.0.2.7 - - [24/Oct/2026:13:05:56 +0000] "
	    "\"GET /old HTTP/1.1\" 308 0 \"-\" \"b\"",
	    { AT, 308, "GET", "/old", "www.a.example:443", NULL, "192.0.2.7",
		"b" } },
	{ "escapes are undone",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"GET /\\x22a\\\"\\\\ "
	    "HTTP/1.1\" 404 0 \"-\" \"a \\\"b\\\"\"",
	    { AT, 404, "GET", "/\"a\"\\", NULL, NULL, "::1", "a \"b\"" } },
	{ "a request of HTTP/0.9",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"GET /\" 200 5",
	    { AT, 200, "GET", "/", NULL, NULL, "::1", NULL } },
	{ "Caddy's JSON",
	    "{\"level\":\"info\",\"ts\":1792847156.25,\"request\":{\"remote_"
	    "ip\":"
	    "\"192.0.2.7\",\"method\":\"GET\",\"host\":\"a.example\",\"uri\":"
	    "\"/old?x\",\"headers\":{\"User-Agent\":[\"b\"]},\"tls\":{}},"
	    "\"status\":308}",
	    { AT, 308, "GET", "/old?x", "a.example", "https", "192.0.2.7",
		"b" } },
	{ "JSON of nginx's variables",
	    "{\"time_iso8601\":\"2026-10-24T15:05:56+02:00\",\"remote_addr\":"
	    "\"192.0.2.7\",\"request\":\"POST /old HTTP/1.1\",\"status\":"
	    "\"307\",\"http_host\":\"a.example\",\"http_user_agent\":\"b\"}",
	    { AT, 307, "POST", "/old", "a.example", NULL, "192.0.2.7", "b" } },
	{ "JSON with $msec, and path and query apart",
	    "{\"msec\":\"1792847156.001\",\"request_method\":\"GET\",\"path\":"
	    "\"/old\",\"query\":\"a=1\",\"scheme\":\"https\"}",
	    { AT, 0, "GET", "/old?a=1", NULL, "https", NULL, NULL } },
	{ "JSON with milliseconds, and Apache's ?query",
	    "{\"time\":1792847156001,\"method\":\"GET\",\"path\":"
	    "\"/old\",\"query\":\"?a=1\"}",
	    { AT, 0, "GET", "/old?a=1", NULL, NULL, NULL, NULL } },
	{ "JSON with the time of the common format",
	    "{\"time_local\":\"24/Oct/2026:15:05:56 +0200\",\"request\":"
	    "\"GET / HTTP/1.1\",\"status\":200}",
	    { AT, 200, "GET", "/", NULL, NULL, NULL, NULL } },
};

static void
assert_text(const char *got, const char *want)
{
	assert_string_equal(got == NULL ? "(none)" : got,
	    want == NULL ? "(none)" : want);
}

static void
logline_row(void **state)
{
	const struct logline_case *c = *state;
	struct logline             l = { 0 };
	struct request             r;
	struct buf                 text, why;

	buf_init(&text, (size_t)2 * LOGLINE_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(logline_read(slice_of(c->line), &l, &text, &why), ERR_OK);
	assert_int_equal(why.len, 0);
	assert_int_equal(l.at, c->want.at);
	assert_int_equal(l.status, c->want.status);
	assert_text(l.method, c->want.method);
	assert_text(l.uri, c->want.uri);
	assert_text(l.host, c->want.host);
	assert_text(l.scheme, c->want.scheme);
	assert_text(l.address, c->want.address);
	assert_text(l.agent, c->want.agent);
	logline_request(&l, &r);
	assert_ptr_equal(r.uri.s, l.uri);
	assert_ptr_equal(r.host.s, l.host);
	buf_free(&text);
	buf_free(&why);
}

struct refused_case {
	const char *name;
	const char *line;
	const char *says;
};

static const struct refused_case refused_cases[] = {
	{ "an empty line", "", "no time" },
	{ "a line without a time", "::1 - - \"GET / HTTP/1.1\" 200 1",
	    "no time" },
	{ "a month that is none",
	    "::1 - - [24/Foo/2026:13:05:56 +0000] \"GET / HTTP/1.1\" 200 1",
	    "no time" },
	{ "a time without an offset",
	    "::1 - - [24/Oct/2026:13:05:56] \"GET / HTTP/1.1\" 200 1",
	    "no time" },
	{ "a request that is not closed",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"GET / HTTP/1.1",
	    "no request" },
	{ "a request that is none",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"-\" 408 0",
	    "\"-\" is no method and path" },
	{ "octets of a TLS hello",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"\\x16\\x03\\x01\" 400 0",
	    "no method and path" },
	{ "a NUL in a request",
	    "::1 - - [24/Oct/2026:13:05:56 +0000] \"GET /a\\x00b HTTP/1.1\" "
	    "307 0",
	    "no method and path" },
	{ "a time before all others",
	    "::1 - - [31/Dec/1969:23:59:59 +0000] \"GET / HTTP/1.1\" 200 1",
	    "before 1970" },
	{ "a time after all others",
	    "::1 - - [31/Dec/9999:23:59:59 -0100] \"GET / HTTP/1.1\" 200 1",
	    "after the year 9999" },
	{ "JSON with such a time",
	    "{\"ts\":\"999999999999\",\"method\":\"GET\",\"uri\":\"/\"}",
	    "after the year 9999" },
	{ "JSON that is none", "{\"ts\":1,", "not a JSON object" },
	{ "JSON without a method", "{\"ts\":1792847156,\"uri\":\"/\"}",
	    "no method" },
	{ "JSON without a path", "{\"ts\":1792847156,\"method\":\"GET\"}",
	    "no path" },
	{ "JSON without a time", "{\"method\":\"GET\",\"uri\":\"/\"}",
	    "no time" },
	{ "JSON with a negative time",
	    "{\"ts\":-1,\"method\":\"GET\",\"uri\":\"/\"}", "no time" },
};

static void
refused_row(void **state)
{
	const struct refused_case *c = *state;
	struct logline             l;
	struct buf                 text, why;

	buf_init(&text, (size_t)2 * LOGLINE_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(logline_read(slice_of(c->line), &l, &text, &why),
	    ERR_SYNTAX);
	assert_says(&why, c->says);
	buf_free(&text);
	buf_free(&why);
}

static void
long_line(void **state)
{
	static char    line[LOGLINE_MAX + 1];
	struct logline l;
	struct buf     text, why;

	(void)state;
	memset(line, 'a', sizeof(line));
	buf_init(&text, (size_t)2 * LOGLINE_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(logline_read((struct slice){ line, sizeof(line) }, &l, &text,
		       &why),
	    ERR_LIMIT);
	assert_says(&why, "longer than");
	assert_err(logline_read((struct slice){ line, sizeof(line) - 1 }, &l,
		       &text, NULL),
	    ERR_SYNTAX);
	buf_free(&text);
	buf_free(&why);
}

int
main(void)
{
	struct CMUnitTest read[ARRAY_LEN(logline_cases)];
	struct CMUnitTest refused[ARRAY_LEN(refused_cases)];
	struct CMUnitTest other[] = { cmocka_unit_test(long_line) };
	int               failed;

	TABLE_FILL(read, logline_cases, logline_row);
	TABLE_FILL(refused, refused_cases, refused_row);
	failed = cmocka_run_group_tests(read, NULL, NULL);
	failed += cmocka_run_group_tests(refused, NULL, NULL);
	failed += cmocka_run_group_tests(other, NULL, NULL);
	return failed != 0;
}
