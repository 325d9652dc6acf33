/* SPDX-License-Identifier: MIT */
/* test_respond.c - the bytes of an answer, each of them. */
#include "rows.h"

#include <stdlib.h>

#include "given.h"
#include "location.h"
#include "respond.h"

#define CRLF "\r\n"
#define TEXT(n)                                        \
	"Content-Type: text/plain; charset=utf-8" CRLF \
	"Content-Length: " n CRLF CRLF
#define NOTE(n)                                       \
	"Content-Type: text/html; charset=utf-8" CRLF \
	"Content-Length: " n CRLF CRLF
#define BODY(link)                                                \
	"<!DOCTYPE html>\n<title>Redirect</title>\n<p>This page " \
	"is at <a href=\"" link "\">another address</a>.</p>\n"
#define ALLOW  "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" CRLF
#define SUNSET "Sunset: Tue, 01 Dec 2026 00:00:00 GMT" CRLF

struct row {
	const char            *name;
	int                    status;
	const char            *location; /* NULL for none */
	int64_t                max_age, rule_id, sunset;
	enum why               why;
	enum method            method;
	struct respond_options options;
	const char            *want;
};

#define NO_CACHE MAX_AGE_NO_CACHE
#define NO_STORE MAX_AGE_NO_STORE
#define NEVER    WHEN_NEVER
#define GET      METHOD_OTHER
#define CGI                     \
	{                       \
		ROLE_CGI, false \
	}
#define RESPONDER                     \
	{                             \
		ROLE_RESPONDER, false \
	}
#define AUTHORIZER                     \
	{                              \
		ROLE_AUTHORIZER, false \
	}

static const struct row rows[] = {
	/* Each status; as CGI, Status comes first. */
	{ "307", 307, "/b", NO_CACHE, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 307 Temporary Redirect" CRLF "Location: /b" CRLF
	    "Cache-Control: no-cache" CRLF NOTE("97") BODY("/b") },
	{ "308", 308, "https://t.example/b", 3600, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 308 Permanent Redirect" CRLF
	    "Location: https://t.example/b" CRLF
	    "Cache-Control: max-age=3600" CRLF NOTE("114")
		BODY("https://t.example/b") },
	{ "301", 301, "/b", 3600, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 301 Moved Permanently" CRLF "Location: /b" CRLF
	    "Cache-Control: max-age=3600" CRLF NOTE("97") BODY("/b") },
	{ "302", 302, "/b", 0, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 302 Found" CRLF "Location: /b" CRLF
	    "Cache-Control: max-age=0" CRLF NOTE("97") BODY("/b") },
	{ "303", 303, "/b", 60, 1, NEVER, WHY_AFTER, GET, CGI,
	    "Status: 303 See Other" CRLF "Location: /b" CRLF
	    "Cache-Control: max-age=60" CRLF NOTE("97") BODY("/b") },
	{ "410", 410, NULL, NO_CACHE, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 410 Gone" CRLF
	    "Cache-Control: no-cache" CRLF TEXT("19") "This page is gone.\n" },
	{ "503", 503, NULL, NO_STORE, 1, NEVER, WHY_RULE, GET, CGI,
	    "Status: 503 Service Unavailable" CRLF
	    "Cache-Control: no-store" CRLF
		TEXT("32") "This page is under maintenance.\n" },
	{ "503 is no 200 for an Authorizer", 503, NULL, NO_STORE, 1, NEVER,
	    WHY_RULE, METHOD_HEAD, AUTHORIZER,
	    "Status: 503 Service Unavailable" CRLF
	    "Cache-Control: no-store" CRLF TEXT("32") },
	{ "404", 404, NULL, 60, 0, NEVER, WHY_NONE, GET, CGI,
	    "Status: 404 Not Found" CRLF
	    "Cache-Control: max-age=60" CRLF TEXT("18") "No redirect here.\n" },
	{ "400", 400, NULL, NO_STORE, 0, NEVER, WHY_BAD, GET, CGI,
	    "Status: 400 Bad Request" CRLF "Cache-Control: no-store" CRLF
		TEXT("26") "The request is malformed.\n" },
	{ "414", 414, NULL, NO_STORE, 0, NEVER, WHY_TOO_LONG, GET, CGI,
	    "Status: 414 URI Too Long" CRLF "Cache-Control: no-store" CRLF
		TEXT("25") "The address is too long.\n" },
	{ "405 says what is allowed", 405, NULL, NO_STORE, 1, NEVER, WHY_RULE,
	    METHOD_TRACE, CGI,
	    "Status: 405 Method Not Allowed" CRLF
	    "Cache-Control: no-store" CRLF ALLOW
		TEXT("32") "This method is not served here.\n" },
	{ "204 has neither type nor length", 204, NULL, NO_STORE, 1, NEVER,
	    WHY_RULE, METHOD_OPTIONS, CGI,
	    "Status: 204 No Content" CRLF
	    "Cache-Control: no-store" CRLF ALLOW CRLF },
	{ "OPTIONS *", 204, NULL, NO_STORE, 0, NEVER, WHY_ASTERISK,
	    METHOD_OPTIONS, CGI,
	    "Status: 204 No Content" CRLF
	    "Cache-Control: no-store" CRLF ALLOW CRLF },

	/* Roles. */
	{ "a Responder begins with the Location", 307, "/b", NO_CACHE, 1, NEVER,
	    WHY_RULE, GET, RESPONDER,
	    "Location: /b" CRLF "Status: 307 Temporary Redirect" CRLF
	    "Cache-Control: no-cache" CRLF NOTE("97") BODY("/b") },
	{ "a Responder declines with 404", 404, NULL, 60, 0, NEVER, WHY_NONE,
	    GET, RESPONDER,
	    "Status: 404 Not Found" CRLF
	    "Cache-Control: max-age=60" CRLF TEXT("18") "No redirect here.\n" },
	{ "an Authorizer begins with the Status", 307, "/b", NO_CACHE, 1, NEVER,
	    WHY_RULE, GET, AUTHORIZER,
	    "Status: 307 Temporary Redirect" CRLF "Location: /b" CRLF
	    "Cache-Control: no-cache" CRLF NOTE("97") BODY("/b") },
	{ "an Authorizer declines with 200", 404, NULL, 60, 0, NEVER, WHY_NONE,
	    GET, AUTHORIZER, "Status: 200 OK" CRLF CRLF },
	{ "an Authorizer lets through what is left alone", 404, NULL, 60, 1,
	    NEVER, WHY_ALONE, GET, { ROLE_AUTHORIZER, true },
	    "Status: 200 OK" CRLF CRLF },
	{ "an Authorizer lets through when the database fails", 404, NULL,
	    NO_STORE, 0, NEVER, WHY_FAILED, GET, AUTHORIZER,
	    "Status: 200 OK" CRLF CRLF },
	{ "an Authorizer lets OPTIONS * through", 204, NULL, NO_STORE, 0, NEVER,
	    WHY_ASTERISK, METHOD_OPTIONS, AUTHORIZER,
	    "Status: 200 OK" CRLF CRLF },
	{ "an Authorizer answers OPTIONS on a rule", 204, NULL, NO_STORE, 1,
	    NEVER, WHY_RULE, METHOD_OPTIONS, AUTHORIZER,
	    "Status: 204 No Content" CRLF
	    "Cache-Control: no-store" CRLF ALLOW CRLF },
	{ "an Authorizer refuses a bad request", 400, NULL, NO_STORE, 0, NEVER,
	    WHY_BAD, GET, AUTHORIZER,
	    "Status: 400 Bad Request" CRLF "Cache-Control: no-store" CRLF
		TEXT("26") "The request is malformed.\n" },

	/* HEAD: the same head, the length of GET, no body. */
	{ "HEAD of a redirect", 307, "/b", NO_CACHE, 1, NEVER, WHY_RULE,
	    METHOD_HEAD, CGI,
	    "Status: 307 Temporary Redirect" CRLF "Location: /b" CRLF
	    "Cache-Control: no-cache" CRLF NOTE("97") },
	{ "HEAD of a decline", 404, NULL, 60, 0, NEVER, WHY_NONE, METHOD_HEAD,
	    CGI,
	    "Status: 404 Not Found" CRLF
	    "Cache-Control: max-age=60" CRLF TEXT("18") },
	{ "HEAD of a 410", 410, NULL, 60, 1, NEVER, WHY_RULE, METHOD_HEAD, CGI,
	    "Status: 410 Gone" CRLF
	    "Cache-Control: max-age=60" CRLF TEXT("19") },
	{ "HEAD of a bad request", 400, NULL, NO_STORE, 0, NEVER, WHY_BAD,
	    METHOD_HEAD, CGI,
	    "Status: 400 Bad Request" CRLF
	    "Cache-Control: no-store" CRLF TEXT("26") },

	/* What is only sometimes sent. */
	{ "the end is announced", 307, "/b", NO_CACHE, 1, NOW, WHY_RULE, GET,
	    CGI,
	    "Status: 307 Temporary Redirect" CRLF "Location: /b" CRLF
	    "Cache-Control: no-cache" CRLF SUNSET NOTE("97") BODY("/b") },
	{ "who redirects, when asked to", 307, "/b", NO_CACHE, 42, NEVER,
	    WHY_RULE, GET, { ROLE_CGI, true },
	    "Status: 307 Temporary Redirect" CRLF "Location: /b" CRLF
	    "Cache-Control: no-cache" CRLF
	    "X-Redirect-By: detour 42" CRLF NOTE("97") BODY("/b") },
	{ "nobody redirects a decline", 404, NULL, 60, 0, NEVER, WHY_NONE, GET,
	    { ROLE_CGI, true },
	    "Status: 404 Not Found" CRLF
	    "Cache-Control: max-age=60" CRLF TEXT("18") "No redirect here.\n" },

	/* The link is escaped in the note, and only there. */
	{ "the note is escaped", 307, "/b?x='&y=<\">", NO_CACHE, 1, NEVER,
	    WHY_RULE, GET, CGI,
	    "Status: 307 Temporary Redirect" CRLF "Location: /b?x='&y=<\">" CRLF
	    "Cache-Control: no-cache" CRLF NOTE("126")
		BODY("/b?x=&#39;&amp;y=&lt;&quot;&gt;") },
};

static void
decide_as(struct decision *d, const struct row *c)
{
	decision_init(d);
	d->status = c->status;
	d->max_age = c->max_age;
	d->rule_id = c->rule_id;
	d->sunset = c->sunset;
	d->why = c->why;
	d->method = c->method;
	if (c->location != NULL)
		buf_adds(&d->location, c->location);
}

/* A length that was announced is that of the body, or of HEAD's. */
static void
check_length(const char *answer, enum method method)
{
	const char *body = strstr(answer, CRLF CRLF);
	const char *at = strstr(answer, "Content-Length: ");

	assert_non_null(body);
	if (at == NULL) {
		assert_string_equal(body, CRLF CRLF);
		return;
	}
	assert_true(at < body);
	if (method == METHOD_HEAD)
		assert_string_equal(body, CRLF CRLF);
	else
		assert_int_equal(strtol(at + 16, NULL, 10), strlen(body + 4));
}

/* Every line of the head is one of these, at most once. */
static void
check_head(const char *answer)
{
	static const char *const names[] = { "Status: ", "Location: ",
		"Cache-Control: ", "Sunset: ", "X-Redirect-By: ", "Allow: ",
		"Content-Type: ", "Content-Length: " };
	unsigned                 seen[ARRAY_LEN(names)] = { 0 };
	const char              *line = answer;

	while (strncmp(line, CRLF, 2) != 0) {
		size_t i = 0;

		while (i < ARRAY_LEN(names) &&
		    strncmp(line, names[i], strlen(names[i])) != 0)
			i++;
		assert_true(i < ARRAY_LEN(names));
		assert_int_equal(++seen[i], 1);
		for (; *line != '\r'; line++)
			assert_in_range(*line, 0x20, 0x7e);
		assert_int_equal(line[1], '\n');
		line += 2;
	}
}

static void
test_row(void **state)
{
	const struct row *c = *state;
	struct decision   d;
	struct buf        out;

	buf_init(&out, RESPOND_MAX);
	decide_as(&d, c);
	respond(&d, c->options, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	check_head(out.data);
	check_length(out.data, c->method);
	buf_free(&out);
	decision_free(&d);
}

/* Up to where a note is sent, and that nginx takes the head without it. */
static void
a_long_head_goes_without_a_note(void **state)
{
	(void)state;
	for (size_t n = 3800; n <= LOCATION_MAX; n++) {
		const struct row c = { .status = 307,
			.max_age = MAX_AGE_NO_CACHE,
			.sunset = WHEN_NEVER };
		struct decision  d;
		struct buf       out;
		const char      *end;

		buf_init(&out, RESPOND_MAX);
		decide_as(&d, &c);
		buf_addc(&d.location, '/');
		while (d.location.len < n)
			buf_addc(&d.location, 'x');
		respond(&d, c.options, &out);
		assert_err(buf_end(&out), ERR_OK);
		check_head(out.data);
		check_length(out.data, METHOD_OTHER);
		end = strstr(out.data, CRLF CRLF);
		assert_true(end + 4 - out.data <= RESPOND_HEAD_MAX);
		/* Location, Status, Cache-Control, and what describes it. */
		assert_int_equal(end[4] != '\0', n + 134 <= RESPOND_HEAD_MAX);
		buf_free(&out);
		decision_free(&d);
	}
}

/* As many octets as a Location may have, each the longest once escaped. */
static void
the_longest_location_fits(void **state)
{
	struct decision  d;
	struct buf       out;
	const struct row c = { .status = 307,
		.max_age = RULE_MAX_AGE_MAX,
		.rule_id = INT64_MAX,
		.sunset = WHEN_MAX };

	(void)state;
	buf_init(&out, RESPOND_MAX);
	decide_as(&d, &c);
	buf_addc(&d.location, '/');
	for (size_t i = 1; i < LOCATION_MAX; i++)
		buf_addc(&d.location, i % 2 == 0 ? '"' : '&');
	respond(&d, (struct respond_options){ ROLE_RESPONDER, true }, &out);
	assert_err(buf_end(&out), ERR_OK);
	check_head(out.data);
	check_length(out.data, METHOD_OTHER);
	assert_non_null(strstr(out.data,
	    "Sunset: Fri, 31 Dec 9999 23:59:59 GMT" CRLF));
	assert_non_null(strstr(out.data, "detour 9223372036854775807" CRLF));
	buf_free(&out);
	decision_free(&d);
}

static void
a_full_buffer_is_a_failure(void **state)
{
	struct buf out;

	(void)state;
	for (size_t max = 0; max < strlen(rows[0].want); max++) {
		struct decision d;

		buf_init(&out, max);
		decide_as(&d, &rows[0]);
		respond(&d, rows[0].options, &out);
		assert_err(buf_end(&out), ERR_LIMIT);
		buf_free(&out);
		decision_free(&d);
	}
}

static void
a_page_is_not_stored_and_not_sniffed(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, RESPOND_MAX);
	respond_page(503, "application/json", "", SLICE("{}"), METHOD_OTHER,
	    &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data,
	    "Status: 503 Service Unavailable" CRLF
	    "Cache-Control: no-store" CRLF
	    "X-Content-Type-Options: nosniff" CRLF
	    "Content-Type: application/json" CRLF "Content-Length: 2" CRLF CRLF
	    "{}");
	buf_reset(&out);
	respond_page(599, "text/plain", "", SLICE("a"), METHOD_OTHER, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_non_null(strstr(out.data, "Status: 599 Unknown" CRLF "Cache"));
	buf_reset(&out);
	respond_page(200, "text/plain", "", SLICE("abc"), METHOD_HEAD, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data,
	    "Status: 200 OK" CRLF "Cache-Control: no-store" CRLF
	    "X-Content-Type-Options: nosniff" CRLF
	    "Content-Type: text/plain" CRLF "Content-Length: 3" CRLF CRLF);
	buf_free(&out);
}

static void
html_is_escaped(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 200);
	respond_html(SLICE("a<b>&\"'"), &out);
	respond_html(SLICE("&amp;"), &out);
	respond_html(SLICE(""), &out);
	respond_html(SLICE("\xc3\xa9"), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data,
	    "a&lt;b&gt;&amp;&quot;&#39;&amp;amp;\xc3\xa9");
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_long_head_goes_without_a_note),
		cmocka_unit_test(the_longest_location_fits),
		cmocka_unit_test(a_full_buffer_is_a_failure),
		cmocka_unit_test(a_page_is_not_stored_and_not_sniffed),
		cmocka_unit_test(html_is_escaped),
	};
	int failed = 0;

	TABLE_FILL(tests, rows, test_row);
	failed += cmocka_run_group_tests_name("bytes", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("respond", rest, NULL, NULL);
	return failed != 0;
}
