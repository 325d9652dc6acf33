/* SPDX-License-Identifier: MIT */
/* test_location_value.c - values of parameters in a Location. */
#include "rows.h"

#include "dice.h"
#include "given.h"
#include "location.h"

#define BUILD_MAX (10 * LOCATION_MAX)

struct build {
	const char *name;
	const char *source, *target, *url;
	const char *want; /* NULL: nothing sound can be said */
};

static const struct build build_rows[] = {
	{ "a value in the path", "/store?id=:id", "/blog/:id", "/store?id=5",
	    "/blog/5" },
	{ "a value on another host", "/store?id=:id", "https://t.example/:id",
	    "/store?id=5", "https://t.example/5" },
	{ "within a segment, and twice", "/s?id=:id", "/a-:id.html/:id",
	    "/s?id=5", "/a-5.html/5" },
	{ "in query and fragment", "/s?id=:id", "/x?post=:id#p:id", "/s?id=5",
	    "/x?post=5#p5" },
	{ "values, a segment and a rest", "/s/:a/*?x=:x&y=:y",
	    "/:y/:x/:a/:splat", "/s/1/2/3?y=4&x=5", "/4/5/1/2/3" },
	{ "names that begin alike", "/s/:a?b=:ab", "/:ab/:a", "/s/1?b=2",
	    "/2/1" },

	/* What is consumed, and what is passed on. */
	{ "others are passed on", "/s?id=:id", "/b/:id", "/s?x=1&id=5&y",
	    "/b/5?x=1&y" },
	{ "the first is taken, a second is passed on", "/s?id=:id", "/b/:id",
	    "/s?id=1&id=2", "/b/1?id=2" },
	{ "an empty one is passed on", "/s?id=:id", "/b/:id", "/s?id=&id&id=2",
	    "/b/2?id=&id" },
	{ "it is consumed though it stands in no target", "/s?id=:id", "/b",
	    "/s?id=5&x", "/b?x" },
	{ "the target's own of that name comes first", "/s?id=:id&b=:b",
	    "/x?id=:b", "/s?id=1&b=2&id=3&c", "/x?id=2&c" },
	{ "beside a value", "/s?id=:id&lang=de", "/de/:id",
	    "/s?lang=en&id=5&lang=de", "/de/5?lang=en" },

	/* Decoded, and escaped for where it goes. */
	{ "unreserved octets and pchar stay", "/s?v=:v", "/:v?v=:v",
	    "/s?v=aZ09-._~!$'()*,:@",
	    "/aZ09-._~!$'()*,:@?v=aZ09-._~!$'()*,:@" },
	{ "escapes of letters are letters", "/s?v=:v", "/:v", "/s?v=%61%2D",
	    "/a-" },
	{ "'+' and '%20' are spaces", "/s?v=:v", "/:v?w=:v#:v", "/s?v=a+b%20c",
	    "/a%20b%20c?w=a%20b%20c#a%20b%20c" },
	{ "an escaped '+' is a plus", "/s?v=:v", "/:v?w=:v", "/s?v=a%2Bb",
	    "/a+b?w=a%2Bb" },
	{ "what would end a value is escaped there", "/s?v=:v", "/:v?w=:v#:v",
	    "/s?v=a%26b%3Dc%3Bd", "/a&b=c;d?w=a%26b%3Dc%3Bd#a%26b%3Dc%3Bd" },
	{ "a '=' of the value", "/s?v=:v", "/:v", "/s?v=a=b", "/a=b" },
	{ "what would end a path is escaped", "/s?v=:v", "/:v", "/s?v=a?b%23c",
	    "/a%3Fb%23c" },
	{ "UTF-8", "/s?v=:v", "/:v?w=:v", "/s?v=caf%c3%a9",
	    "/caf%C3%A9?w=caf%C3%A9" },
	{ "raw UTF-8", "/s?v=:v", "/:v", "/s?v=caf\xc3\xa9", "/caf%C3%A9" },
	{ "octets that are none", "/s?v=:v", "/:v?w=:v", "/s?v=%ff%C3",
	    "/%FF%C3?w=%FF%C3" },
	{ "a bad escape is text", "/s?v=:v", "/:v?w=:v", "/s?v=%zz%2",
	    "/%25zz%252?w=%25zz%252" },
	{ "an escaped '%' stays one", "/s?v=:v", "/:v?w=:v", "/s?v=%2525",
	    "/%2525?w=%2525" },
	{ "brackets, quotes, backslashes", "/s?v=:v", "/:v?w=:v",
	    "/s?v=[]%22%5C%3C%3E", "/%5B%5D%22%5C%3C%3E?w=%5B%5D%22%5C%3C%3E" },

	/* It leads nowhere else. */
	{ "its slashes are escaped", "/s?v=:v", "/b/:v?w=:v#:v", "/s?v=a/b%2Fc",
	    "/b/a%2Fb%2Fc?w=a%2Fb%2Fc#a%2Fb%2Fc" },
	{ "it is no other host", "/s?v=:v", "/:v", "/s?v=//evil.example",
	    "/%2F%2Fevil.example" },
	{ "nor escaped", "/s?v=:v", "/:v", "/s?v=%2F%2Fevil.example",
	    "/%2F%2Fevil.example" },
	{ "nor with backslashes", "/s?v=:v", "/:v", "/s?v=\\\\evil.example",
	    "/%5C%5Cevil.example" },
	{ "nor a URL", "/s?v=:v", "/:v", "/s?v=https://evil.example",
	    "/https:%2F%2Fevil.example" },
	{ "it cannot prolong a host", "/s?v=:v", "https://t.example/:v",
	    "/s?v=.evil.example", "https://t.example/.evil.example" },
	{ "nor name a user", "/s?v=:v", "https://t.example/:v",
	    "/s?v=@evil.example", "https://t.example/@evil.example" },
	{ "dots in a segment", "/s?v=:v", "/b/:v", "/s?v=..%2F..%2Fetc",
	    "/b/..%2F..%2Fetc" },
	{ "a segment of dots", "/s?v=:v", "/b/:v/c", "/s?v=..", NULL },
	{ "of one dot", "/s?v=:v", "/b/:v", "/s?v=.", NULL },
	{ "of escaped dots", "/s?v=:v", "/b/:v", "/s?v=%2e%2E", NULL },
	{ "of dots of two values", "/s?v=:v&w=:w", "/b/:v:w", "/s?v=.&w=.",
	    NULL },
	{ "of a dot beside it", "/s?v=:v", "/b/x/:v./c", "/s?v=.", NULL },
	{ "dots beside text", "/s?v=:v", "/b/x:v", "/s?v=..", "/b/x.." },
	{ "dots in a query", "/s?v=:v", "/b?w=:v", "/s?v=..", "/b?w=.." },
	{ "a NUL in the path", "/s?v=:v", "/b/:v", "/s?v=a%00", NULL },
	{ "a line's end in the path", "/s?v=:v", "/b/:v", "/s?v=a%0d%0aX:%20y",
	    NULL },
	{ "a DEL in the path", "/s?v=:v", "/b/:v", "/s?v=%7f", NULL },
	{ "a line's end in the query is passed on, too", "/s?v=:v", "/b?w=:v",
	    "/s?v=a%0d%0aX:%20y&z=%0d", "/b?w=a%0D%0AX:%20y&z=%0d" },
	{ "two escapes are no third", "/s?v=:v&w=:w", "/b/:v:w",
	    "/s?v=%25&w=00", "/b/%2500" },
};

static enum err
build(const char *source, const char *target, const char *url, struct buf *out)
{
	struct rule  r;
	struct match m;
	struct key   k;
	enum err     rc;

	given_valid_rule(&r, 1, source, target);
	key_init(&k);
	given_key(&k, "GET", url);
	assert_int_equal(match_rule(&r, &k, &m), MATCH_YES);
	rc = location_build(&r.to, &m, &k, QUERY_PASS, out);
	if (rc == ERR_OK) {
		assert_true(location_is_safe(&r.to, buf_slice(out)));
		assert_false(location_is_self(&r.to, buf_slice(out), &k));
	}
	key_free(&k);
	rule_free(&r);
	return rc;
}

static void
test_build(void **state)
{
	const struct build *c = *state;
	struct buf          out;

	buf_init(&out, BUILD_MAX);
	assert_err(build(c->source, c->target, c->url, &out),
	    c->want == NULL ? ERR_SYNTAX : ERR_OK);
	if (c->want != NULL)
		assert_string_equal(out.data, c->want);
	buf_free(&out);
}

/* At the limit and one past it, however long a value becomes. */
static void
the_limit(void **state)
{
	char       url[URL_REQUEST_MAX + 1];
	struct buf out;

	(void)state;
	buf_init(&out, BUILD_MAX);
	for (size_t past = 0; past <= 1; past++) {
		const size_t n = (LOCATION_MAX - 1) / 3 + past;

		memset(url, '/', sizeof(url)); /* three octets each */
		memcpy(url, "/s?v=", 5);
		url[5 + n] = '\0';
		buf_reset(&out);
		assert_err(build("/s?v=:v", "/:v", url, &out),
		    past == 0 ? ERR_OK : ERR_LIMIT);
	}
	memset(url, '+', sizeof(url));
	memcpy(url, "/s?v=", 5);
	url[sizeof(url) - 1] = '\0';
	buf_reset(&out);
	assert_err(build("/s?v=:v", "/:v:v:v:v?:v#:v", url, &out), ERR_LIMIT);
	buf_free(&out);
}

/* What is to be seen is among the first 64: who sends thousands has no rule,
 * and of those that cover, the one that was looked at is consumed. */
static void
of_thousands_the_first_are_seen(void **state)
{
	char         url[URL_REQUEST_MAX + 1] = "/s?", *end = url + 3;
	struct rule  r;
	struct match m;
	struct key   k;
	struct buf   out;

	(void)state;
	while (end < url + URL_REQUEST_MAX - 10)
		end = stpcpy(end, "&a=");
	stpcpy(end, "&v=1");
	given_valid_rule(&r, 1, "/s?v=:v", "/b/:v");
	key_init(&k);
	given_key(&k, "GET", url);
	assert_int_equal(match_rule(&r, &k, &m), MATCH_NO_PARAM);
	memcpy(url + 3, "v=2", 3);
	buf_init(&out, 2 * BUILD_MAX);
	given_key(&k, "GET", url);
	assert_int_equal(match_rule(&r, &k, &m), MATCH_YES);
	assert_err(location_build(&r.to, &m, &k, QUERY_DROP, &out), ERR_OK);
	assert_string_equal(out.data, "/b/2");
	buf_free(&out);
	key_free(&k);
	rule_free(&r);
}

static void
what_is_its_own_answer_is_known(void **state)
{
	static const struct {
		const char *target, *url;
		bool        self;
	} rows[] = {
		{ "/s?v=:v", "/s?v=1", true },
		{ "/s?v=:v", "/s/?v=1", false },
		{ "/s?v=:v", "/s?v=%31", false },
		{ "/s?v=:v", "/s?v=1&x", true },
		{ "/s?v=:v", "/s?x&v=1", false },
		{ "/s?w=:v", "/s?v=1", false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct rule  r;
		struct match m;
		struct key   k;
		struct buf   out;

		given_valid_rule(&r, 1, "/s?v=:v", rows[i].target);
		key_init(&k);
		buf_init(&out, BUILD_MAX);
		given_key(&k, "GET", rows[i].url);
		assert_int_equal(match_rule(&r, &k, &m), MATCH_YES);
		assert_err(location_build(&r.to, &m, &k, QUERY_PASS, &out),
		    ERR_OK);
		assert_int_equal(location_is_self(&r.to, buf_slice(&out), &k),
		    rows[i].self);
		buf_free(&out);
		key_free(&k);
		rule_free(&r);
	}
}

/* Whatever the bytes of a value are, what is built is safe, and the value can
 * be read again where it stands. */
static void
whatever_is_asked_the_location_is_safe(void **state)
{
	static const char *const targets[] = { "/:v", "/:v/:w", "/x/:v?y=:w#:v",
		"https://t.example/:v", "/:v:w//evil.example",
		"http://[::1]:8080/?:v=:w", "/x?a&b=:v#" };
	static const char *const pieces[] = { "/", "//", "\\", "%2F", "%5c",
		"..", ".", "%2e", ":", "@", "evil.example", "?", "=", "a",
		"b=", "%", "%0", "%00", "%0a", "\xc3\xa9", "\xff", "\x80", ";",
		"+", "http:", "*", "'", "\"", "<", "[", "%25", "%252F", "A",
		"&" };
	struct dice              d = { 3 };
	struct rule              r;
	struct match             m;
	struct key               k;
	struct buf               out;
	unsigned                 built = 0, refused = 0;

	(void)state;
	key_init(&k);
	buf_init(&out, BUILD_MAX);
	for (size_t t = 0; t < ARRAY_LEN(targets); t++) {
		given_valid_rule(&r, 1, "/s?v=:v&w=:w", targets[t]);
		for (int round = 0; round < 4000; round++) {
			char           uri[400], *end = stpcpy(uri, "/s?v=");
			struct request q;

			for (size_t n = dice_below(&d, 8); n > 0; n--)
				end = stpcpy(end, DICE_ONE_OF(&d, pieces));
			end = stpcpy(end, "&w=");
			for (size_t n = dice_below(&d, 4); n > 0; n--)
				end = stpcpy(end, DICE_ONE_OF(&d, pieces));
			q = (struct request){ .method = SLICE("GET"),
				.uri = slice_of(uri),
				.host = SLICE("evil.example") };
			if (key_from_request(&q, &k) != ERR_OK ||
			    match_rule(&r, &k, &m) != MATCH_YES)
				continue;
			buf_reset(&out);
			if (location_build(&r.to, &m, &k, QUERY_PASS, &out) !=
			    ERR_OK) {
				refused++;
				continue;
			}
			if (!location_is_safe(&r.to, buf_slice(&out)))
				fail_msg("round %d, %s, %s: %s", round,
				    targets[t], uri, out.data);
			built++;
		}
		rule_free(&r);
	}
	buf_free(&out);
	key_free(&k);
	assert_true(built > 10000 && refused > 1000);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(build_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_limit),
		cmocka_unit_test(of_thousands_the_first_are_seen),
		cmocka_unit_test(what_is_its_own_answer_is_known),
		cmocka_unit_test(whatever_is_asked_the_location_is_safe),
	};
	int failed = 0;

	TABLE_FILL(rows, build_rows, test_build);
	failed += cmocka_run_group_tests_name("value", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("values", rest, NULL, NULL);
	return failed != 0;
}
