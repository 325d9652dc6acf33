/* SPDX-License-Identifier: MIT */
/* test_location.c - the Location of an answer. */
#include "rows.h"

#include "dice.h"
#include "given.h"
#include "location.h"

#define BUILD_MAX (10 * LOCATION_MAX)

/* What a Location is built from. */
struct parts {
	struct rule   rule;
	struct target target;
	struct buf    text;
	struct key    key;
	struct match  match;
	struct buf    out;
};

static void
parts_init(struct parts *p, const char *source, const char *target,
    bool literal)
{
	given_rule(&p->rule, 1, source, target);
	p->rule.literal = literal;
	assert_err(rule_validate(&p->rule, NULL), ERR_OK);
	buf_init(&p->text, BUILD_MAX);
	buf_init(&p->out, BUILD_MAX);
	key_init(&p->key);
	assert_err(target_parse(p->rule.target, &p->rule.at, literal,
		       &p->target, &p->text, NULL),
	    ERR_OK);
}

static enum err
parts_build(struct parts *p, enum rule_query query)
{
	assert_int_equal(match_rule(&p->rule, &p->key, &p->match), MATCH_YES);
	buf_reset(&p->out);
	return location_build(&p->target, &p->match, &p->key, query, &p->out);
}

static void
parts_free(struct parts *p)
{
	key_free(&p->key);
	buf_free(&p->out);
	buf_free(&p->text);
	rule_free(&p->rule);
}

/* --------------------------------------------------------- location_build() */

struct build {
	const char *name;
	const char *source;
	const char *target; /* '!' first: a literal rule */
	const char *url;
	const char *want;
};

static const struct build build_rows[] = {
	{ "a path", "/a", "/b", "/a", "/b" },
	{ "a URL", "/a", "https://t.example:81/b", "/a",
	    "https://t.example:81/b" },
	{ "a URL without a path gets one", "/a", "https://t.example", "/a",
	    "https://t.example/" },
	{ "the host of the request is nowhere", "/a", "/b",
	    "http://evil.example/a", "/b" },

	/* :splat in the path. */
	{ "a splat", "/a/*", "/b/:splat", "/a/c/d", "/b/c/d" },
	{ "a splat keeps the visitor's final slash", "/a/*", "/b/:splat",
	    "/a/c/", "/b/c/" },
	{ "a splat keeps an escaped slash", "/a/*", "/b/:splat", "/a/c%2Fd",
	    "/b/c%2Fd" },
	{ "an escaped slash at its beginning stays escaped", "/a/*", "/:splat",
	    "/a/%2Fevil.example", "/%2Fevil.example" },
	{ "an escaped backslash stays escaped", "/a/*", "/:splat",
	    "/a/%5Cevil.example", "/%5Cevil.example" },
	{ "slashes at its beginning are gone", "/a/*", "/:splat",
	    "/a///evil.example", "/evil.example" },
	{ "a splat cannot prolong a host", "/a/*", "https://t.example/:splat",
	    "/a/.evil.example", "https://t.example/.evil.example" },
	{ "an empty splat leaves one slash", "/a/*", "/:splat/x", "/a", "/x" },
	{ "an empty splat between slashes", "/a/*", "/b/:splat/x", "/a/",
	    "/b/x" },
	{ "an empty splat before two slashes", "/a/*", "/:splat//x", "/a",
	    "/x" },
	{ "an empty splat after a host", "/a/*", "https://t.example/:splat/x",
	    "/a", "https://t.example/x" },
	{ "an empty splat at the end", "/a/*", "/b/:splat", "/a", "/b/" },
	{ "two empty splats", "/a/*", "/:splat/:splat/x", "/a", "/x" },
	{ "a final slash merges with the next", "/a/*", "/b/:splat/x", "/a/c/",
	    "/b/c/x" },
	{ "a splat within a segment", "/a/*", "/b/x:splat.html", "/a/c",
	    "/b/xc.html" },
	{ "a splat twice", "/a/*", "/:splat/b/:splat", "/a/c", "/c/b/c" },
	{ "the splat of everything", "/*", "https://t.example/:splat", "/a/b",
	    "https://t.example/a/b" },
	{ "a literal :splat is text", "/a", "!/b/:splat", "/a", "/b/:splat" },
	{ "a literal rule keeps its slashes", "/a", "!/b//:splat", "/a",
	    "/b//:splat" },

	/* Placeholders. */
	{ "placeholders in any order, and twice", "/a/:b/:c", "/:c/:b/:c",
	    "/a/1/2", "/2/1/2" },
	{ "a placeholder within a segment", "/a/:b/:c", "/x-:b.:c", "/a/1/2",
	    "/x-1.2" },
	{ "a placeholder keeps its escapes", "/a/:b", "/:b", "/a/%2Fc%20d",
	    "/%2Fc%20d" },
	{ "a placeholder keeps its case", "/a/:b", "/:b", "/a/Xy", "/Xy" },
	{ "a placeholder is nothing of a host", "/:b", "https://t.example/:b",
	    "/.evil.example", "https://t.example/.evil.example" },
	{ "a placeholder has no final slash", "/a/:b", "/c/:b", "/a/1/",
	    "/c/1" },
	{ "a placeholder and the rest", "/a/:b/*", "/:splat/:b", "/a/1/2/3/",
	    "/2/3/1" },
	{ "a placeholder and no rest", "/a/:b/*", "/:splat/:b", "/a/1", "/1" },
	{ "a placeholder in a query is one value", "/a/:b", "/c?d=:b&e",
	    "/a/1&f=2;g", "/c?d=1%26f%3D2%3Bg&e" },
	{ "a placeholder in a fragment", "/a/:b", "/c#:b", "/a/x=y",
	    "/c#x%3Dy" },
	{ "names that begin alike", "/:a/:ab/:splats", "/:ab/:a/:splats",
	    "/1/2/3", "/2/1/3" },

	/* Captures. */
	{ "captures in any order, and twice", "~/a/(\\d+)/(.*)", "/$2/$1-$2",
	    "/a/1/b/c", "/b/c/1-b/c" },
	{ "a capture keeps its slash", "~/a(/.*)", "/b$1", "/a/c/", "/b/c/" },
	{ "not at the beginning", "~/a(/.*)", "/$1", "/a/evil.example",
	    "/evil.example" },
	{ "nor behind a host", "~/a(/.*)", "https://t.example/$1", "/a/b",
	    "https://t.example/b" },
	{ "nor beside another", "~(/a)?(/.*)", "/$1$2", "/b", "/b" },
	{ "a capture that took no part is empty", "~/a(x)?(b)?", "/-$1-$2",
	    "/ab", "/--b" },
	{ "captures beyond the ninth are text",
	    "~/(.)(.)(.)(.)(.)(.)(.)(.)(.)(.)", "/$9$10", "/abcdefghij",
	    "/ia0" },
	{ "a capture in a query is one value", "~/a/(.*)", "/b?c=$1&d",
	    "/a/1&e=2", "/b?c=1%26e%3D2&d" },
	{ "a capture in a fragment", "~/a/(.*)", "/b#$1", "/a/x", "/b#x" },
	{ "a capture keeps its escapes", "~/a/(.*)", "/$1", "/a/%2F%5c",
	    "/%2F%5C" },
	{ "\\K has no effect on captures", "~/a\\K/(b)", "/$1", "/a/b", "/b" },

	/* :splat in query and fragment: a value, whatever it holds. */
	{ "a splat in a query", "/a/*", "/b?u=:splat", "/a/c/d", "/b?u=c/d" },
	{ "a splat cannot add a parameter", "/a/*", "/b?u=:splat&v=1",
	    "/a/c&v=2;w=3+4", "/b?u=c%26v%3D2%3Bw%3D3%2B4&v=1" },
	{ "its escapes stay in a query", "/a/*", "/b?u=:splat", "/a/%26%3F%23",
	    "/b?u=%26%3F%23" },
	{ "an empty splat in a query", "/a/*", "/b?u=:splat", "/a", "/b?u=" },
	{ "a splat in a fragment", "/a/*", "/b#:splat", "/a/c=d", "/b#c%3Dd" },
	{ "a splat in a query keeps all slashes apart", "/a/*", "/b?u=/:splat/",
	    "/a", "/b?u=//" },

	/* What is passed on. */
	{ "a query is passed on", "/a", "/b", "/a?x=1&y=2", "/b?x=1&y=2" },
	{ "a query goes before the fragment", "/a", "/b#f", "/a?x=1",
	    "/b?x=1#f" },
	{ "a query goes behind the target's own", "/a", "/b?z=0", "/a?x=1",
	    "/b?z=0&x=1" },
	{ "the bytes of a query stay", "/a", "/b", "/a?x=%26&y=+&z=%c3%zz",
	    "/b?x=%26&y=+&z=%c3%zz" },
	{ "raw octets in a query are escaped", "/a", "/b",
	    "/a?x=\xc3\xa9\"<>\\^`{|}",
	    "/b?x=%C3%A9%22%3C%3E%5C%5E%60%7B%7C%7D" },
	{ "a query may hold a URL", "/a", "/b", "/a?u=//evil.example/?x",
	    "/b?u=//evil.example/?x" },
	{ "own parameters win", "/a", "/b?x=1", "/a?x=2&y=3", "/b?x=1&y=3" },
	{ "each of the same name is dropped", "/a", "/b?x=1", "/a?x=2&x=3",
	    "/b?x=1" },
	{ "names are compared decoded", "/a", "/b?x+y=1", "/a?%78%20y=2&z",
	    "/b?x+y=1&z" },
	{ "a name without a value wins too", "/a", "/b?x", "/a?x=2&xy=3",
	    "/b?x&xy=3" },
	{ "names have a case", "/a", "/b?x=1", "/a?X=2", "/b?x=1&X=2" },
	{ "a splat that becomes a name wins", "/a/*", "/b?:splat=1",
	    "/a/x?x=2&y=3", "/b?x=1&y=3" },
	{ "an own name in a fragment is no parameter", "/a", "/b#x=1", "/a?x=2",
	    "/b?x=2#x=1" },
	{ "a required parameter is consumed", "/a?p=1", "/b", "/a?x&p=1&y",
	    "/b?x&y" },
	{ "however it is written", "/a?p=%41+b", "/b", "/a?%70=A%20b&y",
	    "/b?y" },
	{ "one of the same is consumed, no more", "/a?p=1", "/b",
	    "/a?p=2&p=1&p=1", "/b?p=2&p=1" },
	{ "all that are required are consumed", "/a?p=1&q", "/b?p=3",
	    "/a?q=&x&p=1", "/b?p=3&x" },
	{ "no '?' is left of what is consumed", "/a?p=1", "/b", "/a?p=1",
	    "/b" },
	{ "no '?' is left when all are dropped", "/a", "/b?x=1", "/a?x=2",
	    "/b?x=1" },
	{ "no '?' comes of an empty query", "/a", "/b", "/a?", "/b" },
	{ "a typed '?' stays", "/a", "/b?", "/a", "/b?" },
	{ "a typed '?' serves for what is passed", "/a", "/b?", "/a?x=1&y=2",
	    "/b?x=1&y=2" },
	{ "empty pieces are bytes like others", "/a", "/b", "/a?&&x",
	    "/b?&&x" },
	{ "a second '?' is a byte like others", "/a", "/b", "/a??x=1",
	    "/b??x=1" },
	{ "a typed '#' stays", "/a", "/b#", "/a", "/b#" },
};

static void
test_build(void **state)
{
	const struct build *c = *state;
	bool                literal = c->target[0] == '!';
	struct parts        p;

	parts_init(&p, c->source, c->target + literal, literal);
	given_key(&p.key, "GET", c->url);
	assert_err(parts_build(&p, QUERY_PASS), ERR_OK);
	assert_string_equal(p.out.data, c->want);

	/* It appends: what was there before is no part of it. */
	buf_reset(&p.out);
	buf_adds(&p.out, "before/");
	assert_err(location_build(&p.target, &p.match, &p.key, QUERY_PASS,
		       &p.out),
	    ERR_OK);
	assert_memory_equal(p.out.data, "before/", 7);
	assert_string_equal(p.out.data + 7, c->want);
	parts_free(&p);
}

static void
a_dropped_query_is_not_passed(void **state)
{
	struct parts p;

	(void)state;
	parts_init(&p, "/a", "/b?x=1#f", false);
	given_key(&p.key, "GET", "/a?y=2");
	assert_err(parts_build(&p, QUERY_DROP), ERR_OK);
	assert_string_equal(p.out.data, "/b?x=1#f");
	parts_free(&p);
}

/* At the limit and one past it; and far past it, where the buffer ends. */
static void
the_limit(void **state)
{
	char         url[URL_REQUEST_MAX + 1];
	struct parts p;
	size_t       head = strlen("https://t.example/b?") - strlen("/a?");

	(void)state;
	parts_init(&p, "/a", "https://t.example/b", false);
	for (size_t past = 0; past <= 1; past++) {
		size_t n = LOCATION_MAX - head + past;

		memset(url, 'x', sizeof(url));
		memcpy(url, "/a?", 3);
		url[n] = '\0';
		given_key(&p.key, "GET", url);
		assert_err(parts_build(&p, QUERY_PASS),
		    past == 0 ? ERR_OK : ERR_LIMIT);
		assert_int_equal(p.out.len, LOCATION_MAX + past);
		/* What is not passed on does not count. */
		assert_err(parts_build(&p, QUERY_DROP), ERR_OK);
	}
	parts_free(&p);

	parts_init(&p, "/a/*", "/:splat:splat:splat:splat:splat:splat", false);
	memset(url, 'x', sizeof(url));
	memcpy(url, "/a/", 3);
	url[sizeof(url) - 1] = '\0';
	given_key(&p.key, "GET", url);
	assert_err(parts_build(&p, QUERY_PASS), ERR_LIMIT);
	parts_free(&p);
}

/* What captures make of a path is looked at once more. */
static void
captures_make_no_strange_path(void **state)
{
	static const struct {
		const char *source, *target, *url;
		enum err    want;
	} rows[] = {
		{ "~/a/(\\.?)(.*)", "/b/$1$1/c", "/a/.x", ERR_SYNTAX },
		{ "~/a/(\\.?)(.*)", "/b/$1$1c", "/a/.x", ERR_OK },
		{ "~/a/(.*)x(.*)", "/$1$2/c", "/a/.x.", ERR_SYNTAX },
		{ "~/a/(.*)x(.*)", "/c/$1$2", "/a/.x.", ERR_SYNTAX },
		{ "~/a/(.*)x(.*)", "/c/$1$2?$1$2", "/a/.x.y", ERR_OK },
		{ "~/a/(.*)x(.*)", "/c?$1$2", "/a/.x.", ERR_OK },
		{ "~/a/(.*)2(.*)", "/c/$1", "/a/%2F", ERR_SYNTAX },
		{ "~/a/(.*)2(.*)", "/c/$2", "/a/%2F", ERR_OK },
		{ "~/a/(.)2(.*)", "/c/${1}", "/a/%2F", ERR_OK },
		{ "~/a/(.)2F(.*)", "/c/$1$2", "/a/%2F2eb", ERR_OK },
		{ "~/a/(.)2F(.*)", "/c/$1$2", "/a/%2F2e", ERR_SYNTAX },
		{ "~/a/(.)2F(.*)", "/c/$1$2", "/a/%2F0d", ERR_SYNTAX },
		{ "~/a/(.)2F(.*)", "/c/$1$2", "/a/%2Fzz", ERR_SYNTAX },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct parts p;

		parts_init(&p, rows[i].source, rows[i].target, false);
		given_key(&p.key, "GET", rows[i].url);
		assert_err(parts_build(&p, QUERY_PASS), rows[i].want);
		parts_free(&p);
	}
}

/* ----------------------------------------------------------- as a property */

/* Whatever the bytes of a request are, what is built is safe, and the same
 * when it is built again. */
static void
whatever_is_asked_the_location_is_safe(void **state)
{
	static const char *const targets[] = { "/:splat", "/:splat/x",
		"/x/:splat?y=:splat#:splat", "https://t.example/:splat",
		"https://t.example", "/:splat:splat//evil.example",
		"http://[::1]:8080/?:splat", "/x?a&b=#" };
	static const char *const pieces[] = { "/", "//", "\\", "%2F", "%5c",
		"..", ".", "%2e", ":", "@", "evil.example", "?", "&", "=", "a",
		"b=", "%", "%0", "%00", "%0a", "\xc3\xa9", "\xff", "\x80", ";",
		"+", "http:", "*", "'", "\"", "<", "[", "%25", "%252F", "A" };
	struct dice              d = { 3 };
	struct request           r;
	struct parts             p;
	char                     uri[400], first[1000];
	unsigned                 built = 0;

	(void)state;
	for (size_t t = 0; t < ARRAY_LEN(targets); t++) {
		parts_init(&p, dice_once_in(&d, 2) ? "/a/*" : "/*", targets[t],
		    false);
		for (int round = 0; round < 4000; round++) {
			char *end = stpcpy(uri, "/a/");

			for (size_t n = dice_below(&d, 12); n > 0; n--)
				end = stpcpy(end, DICE_ONE_OF(&d, pieces));
			r = (struct request){ .method = SLICE("GET"),
				.uri = slice_of(uri),
				.host = SLICE("evil.example") };
			if (key_from_request(&r, &p.key) != ERR_OK ||
			    match_rule(&p.rule, &p.key, &p.match) != MATCH_YES)
				continue;
			if (parts_build(&p, QUERY_PASS) != ERR_OK ||
			    !location_is_safe(&p.target, buf_slice(&p.out)) ||
			    p.out.len >= sizeof(first))
				fail_msg("round %d, %s, %s: %s", round,
				    targets[t], uri, p.out.data);
			memcpy(first, p.out.data, p.out.len + 1);
			assert_err(parts_build(&p, QUERY_PASS), ERR_OK);
			assert_string_equal(p.out.data, first);
			built++;
		}
		parts_free(&p);
	}
	assert_true(built > 10000);
}

int
main(void)
{
	struct CMUnitTest       build[ARRAY_LEN(build_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_dropped_query_is_not_passed),
		cmocka_unit_test(captures_make_no_strange_path),
		cmocka_unit_test(the_limit),
		cmocka_unit_test(whatever_is_asked_the_location_is_safe),
	};
	int failed = 0;

	TABLE_FILL(build, build_rows, test_build);
	failed += cmocka_run_group_tests_name("build", build, NULL, NULL);
	failed += cmocka_run_group_tests_name("location", rest, NULL, NULL);
	return failed != 0;
}
