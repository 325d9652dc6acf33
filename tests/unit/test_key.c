/* SPDX-License-Identifier: MIT */
/* test_key.c - the promises of key.h. */
#include "rows.h"

#include <string.h>

#include "key.h"

/* Of a request; NULL is not there. */
struct texts {
	const char *method, *uri, *script_name, *path_info, *query_string;
	const char *host, *scheme, *https, *server_port, *path_from;
};

struct key_case {
	const char  *name;
	struct texts r;
	const char  *url; /* instead of r: a URL that is asked for */
	enum err     err;
	const char  *path;  /* what comes out; NULL is "/" */
	const char  *query; /* NULL: there is no '?' */
	const char  *host;  /* NULL: none */
	int          port, server_port;
	enum scheme  scheme; /* SCHEME_ANY is http */
	enum method  method;
	bool         asterisk;
};

#define METHOD(m, u) .r = { .method = (m), .uri = (u) }
#define GET(u)       METHOD("GET", u)
#define HOST(h)      .r = { .method = "GET", .uri = "/", .host = (h) }
#define BAD          .err = ERR_SYNTAX
/* No REQUEST_URI: SCRIPT_NAME, PATH_INFO, QUERY_STRING. */
#define PARTS(s, p, q)              \
	.r = { .method = "GET",     \
		.script_name = (s), \
		.path_info = (p),   \
		.query_string = (q) }
#define HTTPS(h, s) \
	.r = { .method = "GET", .uri = "/", .https = (h), .scheme = (s) }
#define PORT(p) .r = { .method = "GET", .uri = "/", .server_port = (p) }

#define INFO(p, q)                            \
	.r = { .method = "GET",               \
		.uri = "/cgi/detour/x?y",     \
		.script_name = "/cgi/detour", \
		.path_info = (p),             \
		.query_string = (q),          \
		.path_from = "path-info" }

static const struct key_case key_cases[] = {
	/* The target: origin form (RFC 9112, 3.2.1). */
	{ "a path", GET("/old"), .path = "/old" },
	{ "a path is made canonical", GET("//a/../%6Fld"), .path = "/old" },
	{ "a query is cut off", GET("/old?a=b"), .path = "/old",
	    .query = "a=b" },
	{ "an empty query is told", GET("/old?"), .path = "/old", .query = "" },
	{ "the first '?' begins the query", GET("/a?b?c=/../d"), .path = "/a",
	    .query = "b?c=/../d" },
	{ "an escaped '?' begins none", GET("/a%3Fb"), .path = "/a%3Fb" },
	{ "a query stays as it came", GET("/a?%zz&%41&%0d"), .path = "/a",
	    .query = "%zz&%41&%0d" },
	{ "raw octets of a query are escaped", GET("/a?\xc3\xa9<"),
	    .path = "/a", .query = "%C3%A9%3C" },
	{ "a final slash is kept", GET("/a/"), .path = "/a/" },
	{ "a URL within a path is a path", GET("/http://evil.example/"),
	    .path = "/http:/evil.example/" },

	/* Absolute form (RFC 9112, 3.2.2). */
	{ "an absolute target", GET("http://evil.example/old?x"),
	    .path = "/old", .query = "x", .host = "evil.example" },
	{ "capitals in its scheme", GET("HTTP://A.EXAMPLE/old"), .path = "/old",
	    .host = "a.example" },
	{ "no path is root", GET("http://a.example"), .path = "/",
	    .host = "a.example" },
	{ "no path but a query", GET("http://a.example?x"), .path = "/",
	    .query = "x", .host = "a.example" },
	{ "its slashes merge", GET("http://a.example//evil.example/x"),
	    .path = "/evil.example/x", .host = "a.example" },
	{ "user info and port are cut off", GET("https://u:p@a.example:1/x"),
	    .path = "/x" },
	{ "its scheme is not the request's", GET("https://a.example/x"),
	    .path = "/x", .host = "a.example", .scheme = SCHEME_HTTP },
	{ "any scheme is one", GET("x-y+z.1://a/b"), .path = "/b",
	    .host = "a" },
	{ "an absolute target names the host, not the header",
	    .r = { .method = "GET",
		.uri = "http://B.example:81/x",
		.host = "a.example" },
	    .path = "/x", .host = "b.example", .port = 81 },
	{ "nor without one, and a malformed authority is as none",
	    .r = { .method = "GET",
		.uri = "http://u@b.example/x",
		.host = "a.example" },
	    .path = "/x", .host = "" },
	{ "no authority is no URL (RFC 9110, 4.2.1)", GET("http:///x"), BAD },
	{ "nor is one before a query", GET("http://?x"), BAD },
	{ "a scheme begins with a letter", GET("1http://a/b"), BAD },
	{ "a query is no scheme", GET("?x://a/b"), BAD },
	{ "a brace is none, nor a NUL-like end", GET("a{://a/b"), BAD },
	{ "a letter beyond ASCII is none", GET("a\xc3\xa4://a/b"), BAD },
	{ "an escape is no scheme", GET("%61://a/b"), BAD },
	{ "user info is no scheme", GET("a@b://c/d"), BAD },
	{ "no scheme at all", GET("://a/b"), BAD },
	{ "one slash is none", GET("http:/a/b"), BAD },

	/* Asterisk form (3.2.4). */
	{ "OPTIONS *", METHOD("OPTIONS", "*"), .method = METHOD_OPTIONS,
	    .asterisk = true },
	{ "OPTIONS with a path is not", METHOD("OPTIONS", "/*"), .path = "/*",
	    .method = METHOD_OPTIONS },
	{ "GET * is nothing", GET("*"), BAD },
	{ "OPTIONS ** is nothing", METHOD("OPTIONS", "**"), BAD },
	{ "OPTIONS *? is nothing", METHOD("OPTIONS", "*?a"), BAD },
	{ "small letters are another method", METHOD("options", "*"), BAD },

	{ "a relative path", GET("old"), BAD },
	{ "dots", GET("../old"), BAD },
	{ "a query alone", GET("?a"), BAD },
	{ "a backslash", GET("\\old"), BAD },
	{ "authority form", GET("a.example:443"), BAD },
	{ "a fragment", GET("/old#x"), BAD },
	{ "a fragment in a query", GET("/old?a#x"), BAD },
	{ "a space", GET("/old x"), BAD },
	{ "a space in a query", GET("/old?a b"), BAD },
	{ "a space in front", GET(" /old"), BAD },
	{ "a TAB", GET("/old\t"), BAD },
	{ "a line break in a query", GET("/old?a\r\nX: y"), BAD },
	{ "a control in an authority", GET("http://a\x01/old"), BAD },
	{ "DEL", GET("/old?\x7f"), BAD },
	{ "a bad escape", GET("/old%zz"), BAD },
	{ "a cut escape", GET("/old%4?1"), BAD },
	{ "an escaped NUL", GET("/old%00"), BAD },
	{ "an escaped line break", GET("/old%0d%0aX:y"), BAD },
	{ "a bad escape of an absolute target", GET("http://a/%"), BAD },

	/* Methods. */
	{ "HEAD", METHOD("HEAD", "/"), .method = METHOD_HEAD },
	{ "TRACE", METHOD("TRACE", "/"), .method = METHOD_TRACE },
	{ "OPTIONS", METHOD("OPTIONS", "/"), .method = METHOD_OPTIONS },
	{ "POST is as others", METHOD("POST", "/") },
	{ "unknown methods are as others", METHOD("FOO", "/") },
	{ "methods have case", METHOD("head", "/") },
	{ "a part of a name is another", METHOD("HEA", "/") },
	{ "a method of any token", METHOD("!#$%&'*+-.^_`|~09azAZ", "/") },
	{ "no method", METHOD(NULL, "/"), BAD },
	{ "an empty method", METHOD("", "/"), BAD },
	{ "a method with a space", METHOD("GET /", "/"), BAD },
	{ "a method with a line break", METHOD("GET\n", "/"), BAD },
	{ "a method with a colon", METHOD("GET:", "/"), BAD },
	{ "a method in UTF-8", METHOD("G\xc3\x8bT", "/"), BAD },
	{ "CONNECT", METHOD("CONNECT", "a.example:443"), BAD },
	{ "CONNECT with a path", METHOD("CONNECT", "/"), BAD },
	{ "the method is looked at before the length", METHOD("", "*"), BAD },

	/* Hosts. */
	{ "a host", HOST("a.example"), .host = "a.example" },
	{ "a host has no case", HOST("A.Example"), .host = "a.example" },
	{ "a port is no part of it", HOST("a.example:8080"),
	    .host = "a.example", .port = 8080 },
	{ "a final dot is no part of it", HOST("a.example."),
	    .host = "a.example" },
	{ "IPv6", HOST("[::1]:80"), .host = "[::1]", .port = 80 },
	{ "no host", HOST(NULL), .path = "/" },
	{ "an empty host is none", HOST(""), .path = "/" },
	{ "a host with user info is none", HOST("a@b:80") },
	{ "a host with quotes is none", HOST("ev\"il<>") },
	{ "a host with a control is none", HOST("a\x01") },
	{ "a host with a bad port is none", HOST("a.example:99999") },
	{ "two hosts are none", HOST("a.example, b.example") },
	{ "a number is none", HOST("0x7f.1:81") },

	/* Schemes and ports. */
	{ "HTTPS=on", HTTPS("on", NULL), .scheme = SCHEME_HTTPS },
	{ "HTTPS=On", HTTPS("On", NULL), .scheme = SCHEME_HTTPS },
	{ "HTTPS=1", HTTPS("1", NULL), .scheme = SCHEME_HTTPS },
	{ "HTTPS=off", HTTPS("off", NULL), .scheme = SCHEME_HTTP },
	{ "HTTPS=true", HTTPS("true", NULL), .scheme = SCHEME_HTTPS },
	{ "HTTPS=OFF", HTTPS("OFF", NULL), .scheme = SCHEME_HTTP },
	{ "HTTPS=0", HTTPS("0", NULL), .scheme = SCHEME_HTTP },
	{ "HTTPS=no", HTTPS("no", NULL), .scheme = SCHEME_HTTP },
	{ "HTTPS=http, from $scheme", HTTPS("http", NULL),
	    .scheme = SCHEME_HTTP },
	{ "HTTPS=https, from $scheme", HTTPS("https", NULL),
	    .scheme = SCHEME_HTTPS },
	{ "HTTPS=off, but the scheme is https", HTTPS("off", "https"),
	    .scheme = SCHEME_HTTPS },
	{ "HTTPS is empty (nginx)", HTTPS("", NULL), .scheme = SCHEME_HTTP },
	{ "REQUEST_SCHEME=https", HTTPS("", "https"), .scheme = SCHEME_HTTPS },
	{ "REQUEST_SCHEME=HTTPS", HTTPS(NULL, "HTTPS"),
	    .scheme = SCHEME_HTTPS },
	{ "REQUEST_SCHEME=http", HTTPS(NULL, "http"), .scheme = SCHEME_HTTP },
	{ "another scheme is http", HTTPS(NULL, "httpss"),
	    .scheme = SCHEME_HTTP },
	{ "SERVER_PORT", PORT("8443"), .server_port = 8443 },
	{ "SERVER_PORT is empty", PORT(""), .server_port = 0 },
	{ "SERVER_PORT is a word", PORT("http"), .server_port = 0 },
	{ "SERVER_PORT is too large", PORT("65536"), .server_port = 0 },
	{ "SERVER_PORT is beyond any number", PORT("99999999999999999999"),
	    .server_port = 0 },
	{ "SERVER_PORT is negative", PORT("-1"), .server_port = 0 },

	/* Without REQUEST_URI what the server decoded is encoded again. */
	{ "PATH_INFO alone", PARTS(NULL, "/a", NULL), .path = "/a" },
	{ "SCRIPT_NAME alone", PARTS("/a", NULL, NULL), .path = "/a" },
	{ "both are joined", PARTS("/a", "/b", ""), .path = "/a/b" },
	{ "an empty SCRIPT_NAME alone", PARTS("", NULL, "q"), .path = "/",
	    .query = "q" },
	{ "an empty SCRIPT_NAME", PARTS("", "/b", "c"), .path = "/b",
	    .query = "c" },
	{ "a decoded '%' is one", PARTS("", "/100%41", NULL),
	    .path = "/100%2541" },
	{ "a decoded '?' is no query", PARTS("", "/a?b", "c=d"),
	    .path = "/a%3Fb", .query = "c=d" },
	{ "a decoded '#' is no fragment", PARTS("", "/a#b", NULL),
	    .path = "/a%23b" },
	{ "a decoded space is one", PARTS("", "/a b", NULL), .path = "/a%20b" },
	{ "decoded UTF-8", PARTS("", "/\xc3\xa9", NULL), .path = "/%C3%A9" },
	{ "decoded dots are dots", PARTS("/a", "/../b", NULL), .path = "/b" },
	{ "the query is raw", PARTS("", "/a", "b=%63&\xff"), .path = "/a",
	    .query = "b=%63&%FF" },
	{ "a decoded control", PARTS("", "/a\r\nX:y", NULL), BAD },
	{ "a control in the raw query", PARTS("", "/a", "b\nc"), BAD },
	{ "a fragment in the raw query", PARTS("", "/a", "b#c"), BAD },
	{ "no target at all", PARTS(NULL, NULL, NULL), BAD },
	{ "a query and no path", PARTS(NULL, NULL, "a=b"), BAD },
	{ "empty paths are the home page", PARTS("", "", NULL), .path = "/" },
	{ "a URL for a query is a query", PARTS("", "", "x://a/b"), .path = "/",
	    .query = "x://a/b" },
	{ "an empty REQUEST_URI is none",
	    .r = { .method = "GET", .uri = "", .path_info = "/a" },
	    .path = "/a" },
	{ "REQUEST_URI counts before them",
	    .r = { .method = "GET",
		.uri = "/a?b",
		.script_name = "/c",
		.path_info = "/d",
		.query_string = "e" },
	    .path = "/a", .query = "b" },

	/* DETOUR_PATH=path-info: what stands before it is the program. */
	{ "PATH_INFO is the path", INFO("/old", "a=b"), .path = "/old",
	    .query = "a=b" },
	{ "PATH_INFO is encoded again", INFO("/100%41?", NULL),
	    .path = "/100%2541%3F" },
	{ "PATH_INFO with a control", INFO("/a\n", NULL), BAD },
	{ "the program itself is root", INFO("", "a"), .path = "/",
	    .query = "a" },
	{ "it is without any PATH_INFO", INFO(NULL, NULL), .path = "/" },

	/* As a browser would ask for a URL. */
	{ "a URL", .url = "http://A.Example:81/b/../c?d", .path = "/c",
	    .query = "d", .host = "a.example", .port = 81 },
	{ "a secure URL", .url = "HTTPS://a.example/", .host = "a.example",
	    .scheme = SCHEME_HTTPS },
	{ "a path", .url = "/a?b", .path = "/a", .query = "b" },
	{ "a URL without a path", .url = "http://a.example?b",
	    .host = "a.example", .query = "b" },
	{ "a fragment is never sent", .url = "http://a.example/b#c?d",
	    .path = "/b", .host = "a.example" },
	{ "a host and a path", .url = "a.example/b", .path = "/b",
	    .host = "a.example" },
	{ "a host, a port and a path", .url = "a.example:80/b", .path = "/b",
	    .host = "a.example", .port = 80 },
	{ "a scheme as long as https", .url = "httpx://a.example/b",
	    .path = "/b", .host = "a.example" },
	{ "a star is no host either", .url = "*", .path = "/" },
	{ "a host that is none", .url = "http://a@b/c", .path = "/c" },
	{ "nothing", .url = "", BAD },
	{ "a fragment alone", .url = "#a", BAD },
	{ "a URL without a host", .url = "http:///a", BAD },
	{ "a URL with a space", .url = "http://a.example/b c", BAD },
	{ "a host with a space", .url = "http://a b/c", BAD },
	{ "a URL with a line break", .url = "/a\n", BAD },
	{ "a URL with a bad escape", .url = "/%zz", BAD },
};

static void
assert_slice(struct slice got, const char *want)
{
	char text[100];

	assert_true(got.n < sizeof(text));
	if (got.n > 0)
		memcpy(text, got.s, got.n);
	text[got.n] = '\0';
	assert_string_equal(text, want != NULL ? want : "");
}

/* One key serves all rows: nothing of a request is left to the next. */
static struct key key;

static struct request
request_of(const struct texts *t)
{
	return (struct request){
		.method = slice_of(t->method),
		.uri = slice_of(t->uri),
		.script_name = slice_of(t->script_name),
		.path_info = slice_of(t->path_info),
		.query_string = slice_of(t->query_string),
		.host = slice_of(t->host),
		.scheme = slice_of(t->scheme),
		.https = slice_of(t->https),
		.server_port = slice_of(t->server_port),
		.path_from = slice_of(t->path_from),
	};
}

static void
key_row(void **state)
{
	const struct key_case *c = *state;
	struct request         r = request_of(&c->r);

	if (c->url != NULL)
		request_from_url(c->url, "GET", &r);
	assert_err(key_from_request(&r, &key), c->err);
	if (c->err != ERR_OK)
		return;
	assert_slice(key.path, c->path != NULL ? c->path : "/");
	assert_slice(key.query, c->query);
	assert_int_equal(key.has_query, c->query != NULL);
	assert_slice(key.host, c->host);
	assert_int_equal(key.port, c->port);
	assert_int_equal(key.server_port, c->server_port);
	assert_int_equal(key.scheme,
	    c->scheme != SCHEME_ANY ? c->scheme : SCHEME_HTTP);
	assert_int_equal(key.method, c->method);
	assert_int_equal(key.asterisk, c->asterisk);
	assert_int_equal(key.folded.n, key.path.n);
}

/* Eight octets are looked at at a time: an octet at each of their places. */
static void
a_capital_is_folded_wherever_it_stands(void **state)
{
	static const char octets[] = "@AMZ_amz~09";
	char              path[] = "/bcdefghijklmnopqrstu", want[sizeof(path)];
	const size_t      n = sizeof(path) - 1;

	(void)state;
	for (size_t at = 1; at < n; at++)
		for (const char *c = octets; *c != '\0'; c++) {
			const char     was = path[at];
			struct request r = { .method = SLICE("GET"),
				.uri = slice_of(path) };

			path[at] = *c;
			memcpy(want, path, sizeof(path));
			if (*c >= 'A' && *c <= 'Z')
				want[at] = (char)(*c - 'A' + 'a');
			assert_err(key_from_request(&r, &key), ERR_OK);
			assert_slice(key.path, path);
			assert_slice(key.folded, want);
			path[at] = was;
		}
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(key_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(a_capital_is_folded_wherever_it_stands),
	};
	int failed = 0;

	TABLE_FILL(rows, key_cases, key_row);
	key_init(&key);
	failed += cmocka_run_group_tests_name("key", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("capitals", rest, NULL, NULL);
	key_free(&key);
	return failed != 0;
}
