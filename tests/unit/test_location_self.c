/* SPDX-License-Identifier: MIT */
/* test_location_self.c - whether an answer is the URL that was asked for. */
#include "rows.h"

#include "from.h"
#include "given.h"
#include "location.h"

struct self {
	const char *name;
	const char *target; /* it is the Location, too */
	const char *uri;
	const char *host;
	const char *server_port;
	const char *https;
	bool        want;
};

#define H  "a.example"
#define NO NULL

static const struct self self_rows[] = {
	/* Paths: the origin is the visitor's, whatever it is. */
	{ "the same path", "/a", "/a", H, "80", NO, true },
	{ "another path", "/b", "/a", H, "80", NO, false },
	{ "a longer path", "/ab", "/a", H, "80", NO, false },
	{ "a final slash is a difference", "/a/", "/a", H, "80", NO, false },
	{ "and its absence too", "/a", "/a/", H, "80", NO, false },
	{ "case is a difference", "/A", "/a", H, "80", NO, false },
	{ "an escaped letter is none", "/%61", "/a", H, "80", NO, true },
	{ "the case of an escape is none", "/%c3%a9", "/%C3%A9", H, "80", NO,
	    true },
	{ "an escaped slash is one", "/a%2Fb", "/a/b", H, "80", NO, false },
	{ "double slashes are none", "/a//b", "/a/b", H, "80", NO, true },
	{ "a dot file is a name", "/.a", "/.a", H, "80", NO, true },
	{ "without a host", "/a", "/a", NO, NO, NO, true },

	/* Queries and fragments. */
	{ "a fragment is no difference", "/a#f", "/a", H, "80", NO, true },
	{ "the same query", "/a?b=1", "/a?b=1", H, "80", NO, true },
	{ "a query more", "/a?b=1", "/a", H, "80", NO, false },
	{ "a query less", "/a", "/a?b=1", H, "80", NO, false },
	{ "another query", "/a?b=1", "/a?b=2", H, "80", NO, false },
	{ "a query and a fragment", "/a?b#c", "/a?b", H, "80", NO, true },
	{ "an empty query is none", "/a?", "/a", H, "80", NO, true },
	{ "nor is an asked empty one", "/a", "/a?", H, "80", NO, true },
	{ "a '?' in a fragment is no query", "/a#?b", "/a", H, "80", NO, true },

	/* Origins. */
	{ "the same URL", "http://a.example/a", "/a", H, "80", NO, true },
	{ "another path of the same origin", "http://a.example/b", "/a", H,
	    "80", NO, false },
	{ "another host", "http://b.example/a", "/a", H, "80", NO, false },
	{ "a host to nowhere", "http://b.example/a", "/a", NO, "80", NO,
	    false },
	{ "hosts have no case", "http://A.example/a", "/a", "a.EXAMPLE", "80",
	    NO, true },
	{ "an asked final dot is no difference", "http://a.example/a", "/a",
	    "a.example.", "80", NO, true },
	{ "the other scheme", "https://a.example/a", "/a", H, "80", NO, false },
	{ "the other scheme on the same port", "https://a.example:80/a", "/a",
	    H ":80", "80", NO, false },
	{ "the same scheme", "https://a.example/a", "/a", H, "443", "on",
	    true },
	{ "back to http", "http://a.example/a", "/a", H, "443", "on", false },
	{ "the path of another host", "http://b.example/b", "/a", H, "80", NO,
	    false },

	/* Ports: that of the Host header; without one, any that may be. */
	{ "the default port, typed", "http://a.example:80/a", "/a", H, "80", NO,
	    true },
	{ "the default port, asked", "http://a.example/a", "/a", H ":80", "80",
	    NO, true },
	{ "the default port of https", "https://a.example:443/a", "/a", H,
	    "443", "on", true },
	{ "another port", "http://a.example:8080/a", "/a", H, "80", NO, false },
	{ "the same port", "http://a.example:8080/a", "/a", H ":8080", "8080",
	    NO, true },
	{ "from another port", "http://a.example/a", "/a", H ":8080", "8080",
	    NO, false },
	{ "a Host that lost its port", "http://a.example:8080/a", "/a", H,
	    "8080", NO, true },
	{ "a default port behind a proxy", "http://a.example/a", "/a", H,
	    "8080", NO, true },
	{ "the port of https over http", "http://a.example:443/a", "/a", H,
	    "80", NO, false },
	{ "IPv6", "http://[::1]:81/a", "/a", "[::1]:81", "81", NO, true },
};

static void
test_self(void **state)
{
	const struct self   *c = *state;
	const struct request r = { .method = SLICE("GET"),
		.uri = slice_of(c->uri),
		.host = slice_of(c->host),
		.server_port = slice_of(c->server_port),
		.https = slice_of(c->https) };
	const struct rule    rule = { .id = 1 };
	const struct match   m = { .rule = &rule, .splat = SLICE("") };
	struct target        t;
	struct buf           text, location;
	struct key           k;

	buf_init(&text, 6 * TARGET_MAX);
	buf_init(&location, LOCATION_MAX);
	key_init(&k);
	assert_err(target_parse(slice_of(c->target), FROM_EXACT, true, &t,
		       &text, NULL),
	    ERR_OK);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(location_build(&t, &m, &k, QUERY_DROP, &location), ERR_OK);
	assert_int_equal(location_is_self(&t, buf_slice(&location), &k),
	    c->want);
	key_free(&k);
	buf_free(&location);
	buf_free(&text);
}

int
main(void)
{
	struct CMUnitTest self[ARRAY_LEN(self_rows)];

	TABLE_FILL(self, self_rows, test_self);
	return cmocka_run_group_tests_name("self", self, NULL, NULL) != 0;
}
