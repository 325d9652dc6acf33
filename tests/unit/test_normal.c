/* SPDX-License-Identifier: MIT */
/* test_normal.c - what normalising made of a URL, in words. */
#include "rows.h"

#include <string.h>

#include "normal.h"

struct normal_case {
	const char *name;
	const char *url;
	const char *host; /* a Host header, or NULL */
	const char *want; /* the canonical URL */
	const char *says; /* every line */
};

static const struct normal_case normal_cases[] = {
	{ "what is canonical needs no word", "http://a.example/x?q", NULL,
	    "http://a.example/x?q", "" },
	{ "a path alone", "/x", NULL, "/x", "" },
	{ "a host without a scheme", "a.example/x", NULL, "http://a.example/x",
	    "no scheme is given: http is meant\n" },
	{ "a host alone is its root", "https://a.example", NULL,
	    "https://a.example/", "" },
	{ "capitals of a host", "http://A.Example/X", NULL,
	    "http://a.example/X",
	    "A.Example -> a.example: in a host, capitals are small letters\n" },
	{ "a port", "https://a.example:8443/", NULL, "https://a.example/",
	    "the port 8443 makes no difference to rules\n" },
	{ "the dot at its end", "http://a.example./", NULL, "http://a.example/",
	    "the dot at the end of the host makes no difference\n" },
	{ "port and dot and capitals", "http://A.example.:80/", NULL,
	    "http://a.example/",
	    "the port 80 makes no difference to rules\n"
	    "A.example. -> a.example: in a host, capitals are small letters\n"
	    "the dot at the end of the host makes no difference\n" },
	{ "what is no host", "http://a b@c/x", "x@y", "/x",
	    "the Host header counts, not the URL's host\n"
	    "'x@y' is not a host: rules that are bound to one are not "
	    "asked\n" },
	{ "a Host header", "http://b.example/x", "a.example",
	    "http://a.example/x",
	    "the Host header counts, not the URL's host\n" },
	{ "a fragment", "/x?q#top", NULL, "/x?q",
	    "#top stays in the browser: it is never sent\n" },

	{ "dot segments and an escape", "/x/../Old%2D", NULL, "/Old-",
	    "/x/../Old%2D -> /Old-: \"..\" takes away what is before it; %2D "
	    "is just \"-\"\n" },
	{ "one dot, and slashes", "/a/./b//c", NULL, "/a/b/c",
	    "/a/./b//c -> /a/b/c: \".\" is nothing; slashes in a row are "
	    "one\n" },
	{ "escaped dots are dots", "/a/%2e%2E/b", NULL, "/b",
	    "/a/%2e%2E/b -> /b: \"..\" takes away what is before it\n" },
	{ "three dots are a name", "/a/.../b", NULL, "/a/.../b", "" },
	{ "hex digits", "/%c3%bc", NULL, "/%C3%BC",
	    "/%c3%bc -> /%C3%BC: %c3 is %C3\n" },
	{ "what cannot stand in a URL", "/\xc3\xbc", NULL, "/%C3%BC",
	    "/\xc3\xbc -> /%C3%BC: what cannot stand in a URL is escaped\n" },
	{ "an encoded slash", "/a%2Fb", NULL, "/a%2Fb",
	    "%2F stays as it is: it is no slash\n" },
	{ "and in small letters", "/a%2fb", NULL, "/a%2Fb",
	    "/a%2fb -> /a%2Fb: %2f is %2F\n"
	    "%2F stays as it is: it is no slash\n" },
};

/* As asked.c makes it. */
static void
given_request(const struct normal_case *c, struct asked *a, struct buf *uri)
{
	const char *rest = strstr(c->url, "://");

	*a = (struct asked){ .url = c->url, .method = "GET", .host = c->host };
	request_from_url(c->url, "GET", &a->request);
	if (c->host == NULL)
		return;
	rest = rest != NULL ? rest + 3 : c->url;
	buf_adds(uri, rest + strcspn(rest, "/"));
	assert_err(buf_end(uri), ERR_OK);
	a->request.url = slice_of(NULL);
	a->request.uri = slice_of(uri->data);
	a->request.host = slice_of(c->host);
	a->request.scheme = SLICE("http");
}

static void
test_normal(void **state)
{
	const struct normal_case *c = *state;
	struct asked              a;
	struct key                k;
	struct buf                uri, url, says;

	buf_init(&uri, 1000);
	buf_init(&url, 1000);
	buf_init(&says, 1000);
	key_init(&k);
	given_request(c, &a, &uri);
	assert_err(key_from_request(&a.request, &k), ERR_OK);
	normal_url(&k, &url);
	assert_err(buf_end(&url), ERR_OK);
	assert_string_equal(url.data, c->want);
	normal_tell(&a, &k, &says);
	assert_err(buf_end(&says), ERR_OK);
	assert_string_equal(says.data, c->says);
	key_free(&k);
	buf_free(&says);
	buf_free(&url);
	buf_free(&uri);
}

struct fault_case {
	const char *name;
	const char *method, *url;
	const char *says;
};

static const struct fault_case fault_cases[] = {
	{ "a method with a blank", "GET X", "/a",
	    "'GET X' is not a method that is served" },
	{ "CONNECT", "CONNECT", "/a",
	    "'CONNECT' is not a method that is served" },
	{ "a blank", "GET", "/a b", "it holds a blank, which is written %20" },
	{ "a control octet", "GET", "/a\x01", "it holds a control octet" },
	{ "no escape", "GET", "/100%",
	    "'%' is not an escape; a '%' is written %25" },
	{ "half an escape", "GET", "/a%4x",
	    "'%4x' is not an escape; a '%' is written %25" },
	{ "an escaped control octet", "GET", "/a%0d%0ab",
	    "'%0d' is a control octet" },
	{ "an escaped DEL", "GET", "/%7F", "'%7F' is a control octet" },
	{ "no host", "GET", "http:///a",
	    "it is neither a path nor an http or https URL with a host" },
};

/* Each is refused, and the reason is said. */
static void
test_fault(void **state)
{
	const struct fault_case *c = *state;
	struct asked             a = { .url = c->url, .method = c->method };
	struct key               k;
	struct buf               says;

	buf_init(&says, 1000);
	key_init(&k);
	request_from_url(c->url, c->method, &a.request);
	assert_err(key_from_request(&a.request, &k), ERR_SYNTAX);
	normal_fault(&a, &says);
	assert_err(buf_end(&says), ERR_OK);
	assert_string_equal(says.data, c->says);
	key_free(&k);
	buf_free(&says);
}

int
main(void)
{
	struct CMUnitTest normals[ARRAY_LEN(normal_cases)];
	struct CMUnitTest faults[ARRAY_LEN(fault_cases)];
	int               failed = 0;

	TABLE_FILL(normals, normal_cases, test_normal);
	TABLE_FILL(faults, fault_cases, test_fault);
	failed += cmocka_run_group_tests_name("normal", normals, NULL, NULL);
	failed += cmocka_run_group_tests_name("fault", faults, NULL, NULL);
	return failed != 0;
}
