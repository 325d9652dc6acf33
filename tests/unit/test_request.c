/* SPDX-License-Identifier: MIT */
/* test_request.c - the promises of request.h. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "request.h"

struct env_case {
	const char *name;
	const char *env[6];
	size_t      field; /* offset in struct request */
	const char *want;
};

#define FIELD(member) offsetof(struct request, member)

static const struct env_case env_cases[] = {
	{ "REQUEST_METHOD", { "REQUEST_METHOD=GET" }, FIELD(method), "GET" },
	{ "REQUEST_URI", { "REQUEST_URI=/a?b=c" }, FIELD(uri), "/a?b=c" },
	{ "SCRIPT_NAME", { "SCRIPT_NAME=/cgi" }, FIELD(script_name), "/cgi" },
	{ "PATH_INFO", { "PATH_INFO=/x" }, FIELD(path_info), "/x" },
	{ "QUERY_STRING", { "QUERY_STRING=a=b" }, FIELD(query_string), "a=b" },
	{ "HTTP_HOST", { "HTTP_HOST=a.example" }, FIELD(host), "a.example" },
	{ "REQUEST_SCHEME", { "REQUEST_SCHEME=https" }, FIELD(scheme),
	    "https" },
	{ "HTTPS", { "HTTPS=on" }, FIELD(https), "on" },
	{ "SERVER_PORT", { "SERVER_PORT=443" }, FIELD(server_port), "443" },
	{ "HTTP_ACCEPT", { "HTTP_ACCEPT=*/*" }, FIELD(accept), "*/*" },
	{ "REMOTE_ADDR", { "REMOTE_ADDR=192.0.2.1" }, FIELD(address),
	    "192.0.2.1" },
	{ "HTTP_USER_AGENT", { "HTTP_USER_AGENT=a b" }, FIELD(agent), "a b" },
	{ "DETOUR_PAGE", { "DETOUR_PAGE=stale" }, FIELD(page_name), "stale" },
	{ "DETOUR_PATH", { "DETOUR_PATH=path-info" }, FIELD(path_from),
	    "path-info" },

	/* Apache's ErrorDocument is always asked with GET. */
	{ "the method before an error document wins",
	    { "REQUEST_METHOD=GET", "REDIRECT_REQUEST_METHOD=POST" },
	    FIELD(method), "POST" },
	{ "it wins in either order",
	    { "REDIRECT_REQUEST_METHOD=POST", "REQUEST_METHOD=GET" },
	    FIELD(method), "POST" },
	{ "an empty one is none, as where a server has no such variable",
	    { "REDIRECT_REQUEST_METHOD=", "REQUEST_METHOD=GET" }, FIELD(method),
	    "GET" },
	{ "it serves alone", { "REDIRECT_REQUEST_METHOD=PUT" }, FIELD(method),
	    "PUT" },
	{ "the first of two of them counts",
	    { "REDIRECT_REQUEST_METHOD=PUT", "REDIRECT_REQUEST_METHOD=GET" },
	    FIELD(method), "PUT" },

	/* Nor does it hand down what .htaccess has set, but by another name. */
	{ "the https before an error document serves alone",
	    { "REDIRECT_HTTPS=on" }, FIELD(https), "on" },
	{ "the error document's own https wins",
	    { "REDIRECT_HTTPS=on", "HTTPS=off" }, FIELD(https), "off" },
	{ "it wins in either order", { "HTTPS=on", "REDIRECT_HTTPS=off" },
	    FIELD(https), "on" },
	{ "an empty one is an answer, as nginx gives it",
	    { "HTTPS=", "REDIRECT_HTTPS=on" }, FIELD(https), "" },

	/* Repeated variables, as in libfcgi. */
	{ "the first target counts", { "REQUEST_URI=/a", "REQUEST_URI=/b" },
	    FIELD(uri), "/a" },
	{ "the first counts also when it is empty",
	    { "HTTP_HOST=", "HTTP_HOST=evil.example" }, FIELD(host), "" },
	{ "the first page counts",
	    { "DETOUR_PAGE=redirect", "X=", "DETOUR_PAGE=stale" },
	    FIELD(page_name), "redirect" },

	/* A value is all that follows the first '='. */
	{ "an empty value is there", { "QUERY_STRING=" }, FIELD(query_string),
	    "" },
	{ "a value may hold '='", { "QUERY_STRING==a==" }, FIELD(query_string),
	    "=a==" },
	{ "a value may hold any octet", { "REQUEST_URI=/\xff\x01 \n" },
	    FIELD(uri), "/\xff\x01 \n" },

	/* What is not the variable. */
	{ "nothing is there without variables", { NULL }, FIELD(uri), NULL },
	{ "a longer name is another", { "REQUEST_URI_RAW=/a" }, FIELD(uri),
	    NULL },
	{ "a shorter name is another", { "REQUEST_UR=/a" }, FIELD(uri), NULL },
	{ "a prefix is another", { "HTTP=on", "HTTP_HOSTS=a" }, FIELD(host),
	    NULL },
	{ "HTTPS is no header", { "HTTP_HTTPS=on", "HTTPS_=on" }, FIELD(https),
	    NULL },
	{ "a name without '=' is none", { "REQUEST_URI", "REQUEST_METHOD" },
	    FIELD(uri), NULL },
	{ "small letters are another", { "request_uri=/a" }, FIELD(uri), NULL },
	{ "an empty entry is passed over", { "", "=x", "REQUEST_URI=/a" },
	    FIELD(uri), "/a" },

	/* What a client sends is HTTP_*: it can't choose page or target. */
	{ "no header is the page", { "HTTP_DETOUR_PAGE=stale" },
	    FIELD(page_name), NULL },
	{ "no header says where the path is", { "HTTP_DETOUR_PATH=path-info" },
	    FIELD(path_from), NULL },
	{ "no header is the method",
	    { "REQUEST_METHOD=GET", "HTTP_X_HTTP_METHOD_OVERRIDE=TRACE" },
	    FIELD(method), "GET" },
	{ "no header is the target",
	    { "HTTP_X_ORIGINAL_URL=/a", "HTTP_REQUEST_URI=/b" }, FIELD(uri),
	    NULL },
	{ "no forwarded host is the host",
	    { "HTTP_X_FORWARDED_HOST=a", "HTTP_FORWARDED=host=b" }, FIELD(host),
	    NULL },
	{ "no forwarded scheme is the scheme",
	    { "HTTP_X_FORWARDED_PROTO=https" }, FIELD(scheme), NULL },
	{ "no forwarded port is the port", { "HTTP_X_FORWARDED_PORT=1" },
	    FIELD(server_port), NULL },
};

/* Append "NAME=value" as a name-value pair, lengths of one octet each. */
static void
add_pair(const char *string, struct buf *out)
{
	struct slice value = slice_of(string), name;

	if (!slice_has(value, '='))
		return;
	name = slice_cut(&value, '=');
	buf_addc(out, (char)name.n);
	buf_addc(out, (char)value.n);
	buf_add_slice(out, name);
	buf_add_slice(out, value);
}

static void
check_env(struct env env, const struct env_case *c)
{
	struct request r;
	struct slice   got;

	memset(&r, 0xa5, sizeof(r)); /* whatever was there before */
	request_from_env(env, &r);
	memcpy(&got, (const char *)&r + c->field, sizeof(got));
	assert_int_equal(got.s == NULL, c->want == NULL);
	assert_true(slice_eq(got, slice_of(c->want)));
	assert_int_equal(r.url.n, 0);
}

/* As strings, and as name-value pairs. */
static void
env_row(void **state)
{
	const struct env_case *c = *state;
	char                  *strings[ARRAY_LEN(c->env) + 1] = { 0 };
	struct buf             pairs;

	buf_init(&pairs, 1000);
	for (size_t i = 0; i < ARRAY_LEN(c->env) && c->env[i] != NULL; i++) {
		strings[i] = strdup(c->env[i]);
		add_pair(c->env[i], &pairs);
	}
	check_env((struct env){ .strings = strings }, c);
	check_env((struct env){ .pairs = (unsigned char *)pairs.data,
		      .n = pairs.len },
	    c);
	for (size_t i = 0; i < ARRAY_LEN(c->env); i++)
		free(strings[i]);
	buf_free(&pairs);
}

/* ------------------------------------------------------- request_ask() */

/* Every variable that an answer depends on, but for pages. */
static const struct request whole = { .method = SLICE_INIT("GET"),
	.uri = SLICE_INIT("/a?b"),
	.host = SLICE_INIT("h.example"),
	.scheme = SLICE_INIT("https"),
	.https = SLICE_INIT("on"),
	.server_port = SLICE_INIT("443") };

/* A request that is whole, but for one field. */
struct ask_case {
	const char *name;
	size_t      field;
	const char *value;
	bool        has;  /* an ask */
	bool        same; /* as that of the whole one */
};

static const struct ask_case ask_cases[] = {
	{ "the same text for the same request", FIELD(method), "GET", true,
	    true },
	{ "the method counts", FIELD(method), "HEAD", true, false },
	{ "the target counts", FIELD(uri), "/a?c", true, false },
	{ "the host counts", FIELD(host), "g.example", true, false },
	{ "the scheme counts", FIELD(scheme), "http", true, false },
	{ "https counts", FIELD(https), "off", true, false },
	{ "the port counts", FIELD(server_port), "8443", true, false },
	{ "no host is another text", FIELD(host), NULL, true, false },
	{ "with a target, what servers make of it does not count",
	    FIELD(script_name), "/a", true, true },
	{ "nor their path", FIELD(path_info), "/a", true, true },
	{ "nor their query", FIELD(query_string), "b", true, true },
	{ "no text without a target", FIELD(uri), NULL, false, false },
	{ "nor with an empty one", FIELD(uri), "", false, false },
	{ "nor where the path is elsewhere", FIELD(path_from), "path-info",
	    false, false },
	{ "nor for what it does not hold", FIELD(host),
	    "a.host.that.is.longer.than.the.buffer.of.this.test", false,
	    false },
};

static void
ask_row(void **state)
{
	const struct ask_case *c = *state;
	struct request         r = whole;
	struct slice           value;
	char                   room[2][60];
	struct buf             want, got;

	buf_init_in(&want, room[0], sizeof(room[0]));
	buf_init_in(&got, room[1], sizeof(room[1]));
	assert_true(request_ask(&whole, &want));
	value = slice_of(c->value);
	memcpy((char *)&r + c->field, &value, sizeof(value));
	assert_int_equal(request_ask(&r, &got), c->has);
	if (c->has)
		assert_int_equal(slice_eq(buf_slice(&want), buf_slice(&got)),
		    c->same);
}

static void
assert_asks_differ(const struct request *a, const struct request *b)
{
	char       room[2][60];
	struct buf x, y;

	buf_init_in(&x, room[0], sizeof(room[0]));
	buf_init_in(&y, room[1], sizeof(room[1]));
	assert_true(request_ask(a, &x));
	assert_true(request_ask(b, &y));
	assert_int_equal(x.len, y.len);
	assert_false(slice_eq(buf_slice(&x), buf_slice(&y)));
}

/* Else "/ab" of host "c" could be "/a" of host "bc". */
static void
asks_keep_their_parts_apart(void **state)
{
	(void)state;
	assert_asks_differ(&(struct request){ .uri = SLICE("/ab"),
			       .host = SLICE("c") },
	    &(struct request){ .uri = SLICE("/a"), .host = SLICE("bc") });
}

/* They are lengths, and so a NUL cannot shift them. */
static void
asks_keep_them_apart_with_nuls_too(void **state)
{
	(void)state;
	assert_asks_differ(&(struct request){ .uri = SLICE("/a\0b"),
			       .host = SLICE("c") },
	    &(struct request){ .uri = SLICE("/a"), .host = SLICE("b\0c") });
}

static void
values_are_borrowed_not_copied(void **state)
{
	char           uri[] = "REQUEST_URI=/a";
	char          *env[] = { uri, NULL };
	struct request r;

	(void)state;
	request_from_env((struct env){ .strings = env }, &r);
	assert_ptr_equal(r.uri.s, uri + 12);
}

static void
a_url_is_a_request_for_it(void **state)
{
	static const char url[] = "https://a.example/b?c#d";
	struct request    r;

	(void)state;
	memset(&r, 0xa5, sizeof(r));
	request_from_url(url, "PUT", &r);
	assert_ptr_equal(r.url.s, url);
	assert_int_equal(r.url.n, sizeof(url) - 1);
	assert_true(slice_is(r.method, "PUT"));
	assert_null(r.uri.s);
	assert_null(r.host.s);
	assert_null(r.https.s);
	assert_null(r.page_name.s);
}

struct page_case {
	const char *name;
	const char *page_name;
	enum page   page;
};

static const struct page_case page_cases[] = {
	{ "no page is the redirect", NULL, PAGE_REDIRECT },
	{ "redirect", "redirect", PAGE_REDIRECT },
	{ "stale", "stale", PAGE_STALE },
	{ "metrics", "metrics", PAGE_METRICS },
	{ "health", "health", PAGE_HEALTH },
	{ "an empty name is the redirect", "", PAGE_REDIRECT },
	{ "an unknown name is the redirect", "stales", PAGE_REDIRECT },
	{ "a part of a name is the redirect", "stal", PAGE_REDIRECT },
	{ "capitals are the redirect", "STALE", PAGE_REDIRECT },
	{ "a blank is part of the name", " stale", PAGE_REDIRECT },
};

static void
page_row(void **state)
{
	const struct page_case *c = *state;
	const struct request    r = { .page_name = slice_of(c->page_name) };

	assert_int_equal(request_page(&r), c->page);
}

struct path_case {
	const char *name;
	const char *path_from;
	bool        is_info;
};

static const struct path_case path_cases[] = {
	{ "the path is in the target without DETOUR_PATH", NULL, false },
	{ "path-info", "path-info", true },
	{ "an empty DETOUR_PATH is none", "", false },
	{ "another DETOUR_PATH is none", "path-infos", false },
	{ "capitals in DETOUR_PATH are none", "PATH-INFO", false },
};

static void
path_row(void **state)
{
	const struct path_case *c = *state;
	const struct request    r = { .path_from = slice_of(c->path_from) };

	assert_int_equal(request_path_is_info(&r), c->is_info);
}

int
main(void)
{
	static struct CMUnitTest envs[ARRAY_LEN(env_cases)];
	static struct CMUnitTest pages[ARRAY_LEN(page_cases)];
	static struct CMUnitTest paths[ARRAY_LEN(path_cases)];
	static struct CMUnitTest asks[ARRAY_LEN(ask_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(values_are_borrowed_not_copied),
		 cmocka_unit_test(a_url_is_a_request_for_it),
		 cmocka_unit_test(asks_keep_their_parts_apart),
		 cmocka_unit_test(asks_keep_them_apart_with_nuls_too),
	};
	int failed = 0;

	TABLE_FILL(envs, env_cases, env_row);
	TABLE_FILL(pages, page_cases, page_row);
	TABLE_FILL(paths, path_cases, path_row);
	TABLE_FILL(asks, ask_cases, ask_row);
	failed += cmocka_run_group_tests_name("env", envs, NULL, NULL);
	failed += cmocka_run_group_tests_name("page", pages, NULL, NULL);
	failed += cmocka_run_group_tests_name("path", paths, NULL, NULL);
	failed += cmocka_run_group_tests_name("ask", asks, NULL, NULL);
	failed += cmocka_run_group_tests_name("request", rest, NULL, NULL);
	return failed != 0;
}
