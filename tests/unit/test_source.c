/* SPDX-License-Identifier: MIT */
/* test_source.c - the promises of source.h. */
#include "rows.h"

#include <string.h>

#include "source.h"

struct source_case {
	const char           *name;
	const char           *typed;
	struct source_options o;
	enum scheme           scheme;
	enum source_kind      kind;
	const char           *host; /* NULL: any */
	const char           *path;
	const char           *lookup;  /* NULL: as path */
	const char           *head;    /* NULL: as lookup */
	const char           *params;  /* NULL: none */
	const char           *literal; /* NULL: none */
	const char           *names;   /* NULL: as path */
	unsigned              values;
	bool                  rest, wild;
};

#define LITERAL .o = { .literal = true }
#define FOLDED  .o = { .ignore_case = true }
#define PREFIX  .kind = SOURCE_PREFIX, .rest = true
#define PATTERN .kind = SOURCE_PATTERN
#define REGEX   .kind = SOURCE_REGEX

static const struct source_case source_cases[] = {
	{ "a path", "/old", .path = "/old" },
	{ "root", "/", .path = "/" },
	{ "a path on a host", "example.com/old", .host = "example.com",
	    .path = "/old" },
	{ "root of a host", "example.com/", .host = "example.com",
	    .path = "/" },
	{ "a host has no case", "Example.COM./Old", .host = "example.com",
	    .path = "/Old" },
	{ "IPv6", "[2001:DB8::1]/old", .host = "[2001:db8::1]",
	    .path = "/old" },
	{ "IPv4", "192.0.2.1/old", .host = "192.0.2.1", .path = "/old" },
	{ "https", "https://example.com/old", .scheme = SCHEME_HTTPS,
	    .host = "example.com", .path = "/old" },
	{ "http, in capitals", "HTTP://EXAMPLE.COM/old", .scheme = SCHEME_HTTP,
	    .host = "example.com", .path = "/old" },
	{ "a scheme and a host alone are its root", "https://example.com",
	    .scheme = SCHEME_HTTPS, .host = "example.com", .path = "/" },

	/* The path is made canonical, as that of a request. */
	{ "dots are resolved", "/a/../old", .path = "/old" },
	{ "escaped dots are dots", "/a/%2e%2e/old", .path = "/old" },
	{ "escapes of the unreserved are undone", "/%6Fld", .path = "/old" },
	{ "hex becomes upper case", "/caf%c3%a9", .path = "/caf%C3%A9" },
	{ "UTF-8 is escaped", "/caf\xc3\xa9", .path = "/caf%C3%A9" },
	{ "an escaped slash stays", "/a%2fb", .path = "/a%2Fb" },
	{ "slashes merge", "//a///b", .path = "/a/b" },
	{ "'~' is an ordinary octet of a path", "/~user", .path = "/~user" },
	{ "an escaped '?' is part of the path", "/a%3Fb", .path = "/a%3Fb" },
	{ "an escaped '*' is no star", "/a/%2A", .path = "/a/%2A" },
	{ "a URL within a path", "/http://a", .path = "/http:/a" },
	{ "a ':' before a digit", "/at/10:30", .path = "/at/10:30" },
	{ "a ':' before a slash", "/a:/b", .path = "/a:/b" },
	{ "a ':' at the end", "/a:", .path = "/a:" },

	/* The final slash is kept as typed, and looked up without. */
	{ "a final slash", "/dir/", .path = "/dir/", .lookup = "/dir" },
	{ "a run at the end", "/dir//", .path = "/dir/", .lookup = "/dir" },
	{ "dots at the end", "/dir/x/..", .path = "/dir/", .lookup = "/dir" },
	{ "case is folded to look up", "/Old/%c3%a9%4A", FOLDED,
	    .path = "/Old/%C3%A9J", .lookup = "/old/%C3%A9j" },
	{ "escapes are not folded", "/%C3%89/%2F", FOLDED,
	    .path = "/%C3%89/%2F" },
	{ "folded without its slash", "/DIR/", FOLDED, .path = "/DIR/",
	    .lookup = "/dir" },

	/* Prefixes. */
	{ "a prefix", "/docs/*", PREFIX, .path = "/docs" },
	{ "everything", "/*", PREFIX, .path = "" },
	{ "everything on a host", "example.com/*", PREFIX,
	    .host = "example.com", .path = "" },
	{ "everything on a host and scheme", "https://example.com/*", PREFIX,
	    .scheme = SCHEME_HTTPS, .host = "example.com", .path = "" },
	{ "a deep prefix", "/a/b/c/*", PREFIX, .path = "/a/b/c" },
	{ "a prefix is made canonical", "/x/..//Docs/./%7e/*", PREFIX,
	    .path = "/Docs/~" },
	{ "a prefix of dots is everything", "/a/../*", PREFIX, .path = "" },
	{ "a prefix is folded", "/Docs/*", FOLDED, PREFIX, .path = "/Docs",
	    .lookup = "/docs" },

	/* Patterns. */
	{ "a placeholder", "/blog/:year", PATTERN, .path = "/blog/:year",
	    .lookup = "/blog/*", .head = "/blog" },
	{ "placeholders", "/a/:b/c/:d_E2", PATTERN, .path = "/a/:b/c/:d_E2",
	    .lookup = "/a/*/c/*", .head = "/a" },
	{ "a placeholder first", "/:a", PATTERN, .path = "/:a", .lookup = "/*",
	    .head = "" },
	{ "a pattern on a host", "https://A.example/:a/b", PATTERN,
	    .scheme = SCHEME_HTTPS, .host = "a.example", .path = "/:a/b",
	    .lookup = "/*/b", .head = "" },
	{ "a final slash of a pattern", "/a/:b/", PATTERN, .path = "/a/:b/",
	    .lookup = "/a/*", .head = "/a" },
	{ "a pattern and its rest", "/a/:b/*", PATTERN, .rest = true,
	    .path = "/a/:b", .lookup = "/a/*/**", .head = "/a" },
	{ "a pattern is made canonical", "/x/../%61//:b", PATTERN,
	    .path = "/a/:b", .lookup = "/a/*", .head = "/a" },
	{ "a pattern is folded to look up", "/Ab/:Cd/Ef", FOLDED, PATTERN,
	    .path = "/Ab/:Cd/Ef", .lookup = "/ab/*/ef", .head = "/ab" },
	{ "an escaped ':' is no placeholder", "/%3Aa", .path = "/%3Aa" },

	/* Wildcard hosts. */
	{ "subdomains", "*.Example.com./a", .wild = true,
	    .host = "*.example.com", .path = "/a" },
	{ "subdomains on a scheme", "https://*.b.example/*", PREFIX,
	    .wild = true, .scheme = SCHEME_HTTPS, .host = "*.b.example",
	    .path = "" },
	{ "subdomains of a single label", "*.localhost/a", .wild = true,
	    .host = "*.localhost", .path = "/a" },
	{ "literal: subdomains all the same", "*.a.example/:b", LITERAL,
	    .wild = true, .host = "*.a.example", .path = "/:b" },

	/* Required parameters. */
	{ "a parameter", "/i.php?p=12", .path = "/i.php",
	    .lookup = "/i.php?p=12", .head = "/i.php", .params = "p=12" },
	{ "parameters in any order", "/i?x&p=12", .path = "/i",
	    .lookup = "/i?p=12", .head = "/i", .params = "p=12&x" },
	{ "an empty value is none", "/i?x=", .path = "/i", .lookup = "/i?x",
	    .head = "/i", .params = "x" },
	{ "parameters are decoded", "/i?%61=%2b+%20\xc3\xa9", .path = "/i",
	    .lookup = "/i?a=%2B%20%20%C3%A9", .head = "/i",
	    .params = "a=%2B%20%20%C3%A9" },
	{ "the same parameter twice is once", "/i?a=1&%61=1", .path = "/i",
	    .lookup = "/i?a=1", .head = "/i", .params = "a=1" },
	{ "parameters behind a final slash", "/i/?a=1", .path = "/i/",
	    .lookup = "/i?a=1", .head = "/i", .params = "a=1" },
	{ "parameters on the root of a host", "https://a.example?b",
	    .scheme = SCHEME_HTTPS, .host = "a.example", .path = "/",
	    .lookup = "/?b", .head = "/", .params = "b" },
	{ "parameters keep their case", "/I?A=B", FOLDED, .path = "/I",
	    .lookup = "/i?A=B", .head = "/i", .params = "A=B" },
	{ "parameters of a prefix", "/a/*?b", PREFIX, .path = "/a",
	    .params = "b" },
	{ "parameters of a pattern", "/a/:b?c", PATTERN, .path = "/a/:b",
	    .lookup = "/a/*", .head = "/a", .params = "c" },
	{ "parameters on subdomains", "*.a.example/a?b", .wild = true,
	    .host = "*.a.example", .path = "/a", .params = "b" },
	{ "literal: parameters all the same", "/:a?b=:c", LITERAL,
	    .path = "/:a", .lookup = "/:a?b=%3Ac", .head = "/:a",
	    .params = "b=%3Ac" },

	/* Placeholders among them: looked up by the others, or its path. */
	{ "any value of a parameter", "/i?id=:post", .path = "/i",
	    .params = "id=:", .names = "/i/:post", .values = 1 },
	{ "any value, on the root", "/?id=:a", .path = "/",
	    .params = "id=:", .names = "//:a", .values = 1 },
	{ "any value, behind a final slash", "/I/?id=:a&x=1", FOLDED,
	    .path = "/I/", .lookup = "/i?x=1", .head = "/i",
	    .params = "id=:&x=1", .names = "/I//:a", .values = 1 },
	{ "any value, of a prefix", "a.example/d/*?b=:b&a=:c", PREFIX,
	    .host = "a.example", .path = "/d",
	    .params = "a=:&b=:", .names = "/d//:c/:b", .values = 2 },
	{ "any value, of everything", "/*?b=:b", PREFIX, .path = "",
	    .params = "b=:", .names = "//:b", .values = 1 },
	{ "any value, of a pattern", "/a/:b/*?c=:d&e=%3Af", PATTERN,
	    .rest = true, .path = "/a/:b", .lookup = "/a/*/**", .head = "/a",
	    .params = "c=:&e=%3Af", .names = "/a/:b//:d", .values = 1 },
	{ "any value, on subdomains", "*.a.example/a?b=:b", .wild = true,
	    .host = "*.a.example", .path = "/a",
	    .params = "b=:", .names = "/a/:b", .values = 1 },
	{ "nine placeholders", "/:a/:b/:c/:d?1=:e&2=:f&3=:g&4=:h&5=:i", PATTERN,
	    .path = "/:a/:b/:c/:d", .lookup = "/*/*/*/*", .head = "",
	    .params = "1=:&2=:&3=:&4=:&5=:",
	    .names = "/:a/:b/:c/:d/:e/:f/:g/:h/:i", .values = 5 },

	/* Regular expressions. */
	{ "an expression", "~/p/(\\d+)", REGEX, .path = "/p/(\\d+)",
	    .head = "/p", .literal = "/p/" },
	{ "one on a host", "Example.com~/p/.*", REGEX, .host = "example.com",
	    .path = "/p/.*", .head = "/p", .literal = "/p/" },
	{ "one on subdomains and a scheme", "https://*.a.example~.*", REGEX,
	    .scheme = SCHEME_HTTPS, .wild = true, .host = "*.a.example",
	    .path = ".*", .head = "", .literal = "" },
	{ "'?', '*' and ':' belong to it", "~/a?/:b/*", REGEX,
	    .path = "/a?/:b/*", .head = "", .literal = "/" },
	{ "a group that begins with a slash is no scheme", "~(?:/a|/b)(.*)",
	    REGEX, .path = "(?:/a|/b)(.*)", .head = "" },
	{ "nor on a host", "h.example~(?:/a)?/b", REGEX, .host = "h.example",
	    .path = "(?:/a)?/b", .head = "" },
	{ "it is taken as typed", "~^/A/../%41\\/\\\\b$", REGEX,
	    .path = "^/A/../%41\\/\\\\b$", .head = "/A", .literal = "/A/" },
	{ "its beginning is folded", "~/Ab/Cd-.*", FOLDED, REGEX,
	    .path = "/Ab/Cd-.*", .head = "/ab", .literal = "/ab/cd-" },
	{ "a '~' behind a '/' is text", "a.example/~b", .host = "a.example",
	    .path = "/~b" },
	{ "a '~' behind a '?' is text", "/b?a~b", .path = "/b",
	    .lookup = "/b?a~b", .head = "/b", .params = "a~b" },

	/* Taken as it is typed. */
	{ "literal: a star", "/star/*", LITERAL, .path = "/star/*" },
	{ "literal: a star inside", "/a*b/c", LITERAL, .path = "/a*b/c" },
	{ "literal: a placeholder", "/CSS/:hover", LITERAL,
	    .path = "/CSS/:hover" },
	{ "literal: ':splat'", "/:splat", LITERAL, .path = "/:splat" },
	{ "literal: the path is canonical all the same", "/%61/../:b", LITERAL,
	    .path = "/:b" },
};

static void
source_row(void **state)
{
	const struct source_case *c = *state;
	struct source             s;
	struct buf                text, why;

	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	buf_adds(&text, "before"); /* it is appended to */
	assert_err(source_parse(slice_of(c->typed), c->o, &s, &text, &why),
	    ERR_OK);
	assert_int_equal(why.len, 0);
	assert_int_equal(s.scheme, c->scheme);
	assert_int_equal(s.kind, c->kind);
	assert_true(slice_is(s.host, c->host != NULL ? c->host : ""));
	assert_true(slice_is(s.path, c->path));
	assert_true(slice_is(s.lookup,
	    c->lookup != NULL ? c->lookup : c->path));
	if (c->head != NULL)
		assert_true(slice_is(s.head, c->head));
	else
		assert_true(slice_eq(s.head, s.lookup));
	assert_int_equal(s.rest, c->rest);
	assert_int_equal(s.wild, c->wild);
	assert_true(slice_is(s.literal, c->literal != NULL ? c->literal : ""));
	assert_true(slice_is(s.params, c->params != NULL ? c->params : ""));
	assert_int_equal(s.nparams > 0, c->params != NULL);
	assert_int_equal(s.segments > 0, s.kind == SOURCE_PATTERN);
	assert_int_equal(s.values, c->values);
	if (c->names != NULL)
		assert_true(slice_is(s.names, c->names));
	else
		assert_int_equal(s.names.n,
		    s.kind == SOURCE_REGEX ? 0 : s.path.n + s.rest);
	assert_int_equal(source_is_held(&s),
	    s.kind != SOURCE_EXACT || s.wild ||
		(s.values > 0 && s.values == s.nparams));
	buf_free(&why);
	buf_free(&text);
}

struct describe_case {
	const char *name;
	const char *typed;
	bool        strict, ignore_case;
	const char *clause;
};

static const struct describe_case describe_cases[] = {
	{ "a path is described", "/old", false, false,
	    "the path /old on any host" },
	{ "a strict path", "/old/", true, false, "exactly /old/ on any host" },
	{ "a path on a host", "example.com/old", false, false,
	    "the path /old on example.com" },
	{ "a path on a scheme", "https://example.com/old", false, false,
	    "the path /old on example.com, https only" },
	{ "a path in any case", "/old", false, true,
	    "the path /old in capital or small letters on any host" },
	{ "a prefix is described", "example.com/docs/*", false, false,
	    "any path at or below /docs on example.com; the rest becomes "
	    ":splat" },
	{ "a strict prefix", "/docs/*", true, false,
	    "any path below /docs on any host; the rest becomes :splat" },
	{ "a pattern is described", "/:year/:slug", false, false,
	    "a path as /:year/:slug on any host; one segment each becomes "
	    ":year and :slug" },
	{ "a strict pattern", "example.com/:a/", true, false,
	    "exactly a path as /:a/ on example.com; one segment each becomes "
	    ":a" },
	{ "a pattern and its rest are described", "/x/:a/:b/:c/*", false, false,
	    "any path at or below /x/:a/:b/:c on any host; one segment each "
	    "becomes :a, :b and :c, the rest :splat" },
	{ "an expression is described", "a.example~/p", false, false,
	    "any path that the regular expression /p matches as a whole on "
	    "a.example" },
	{ "subdomains are described", "http://*.example.com/a", false, false,
	    "the path /a on any subdomain of example.com, http only" },
	{ "a parameter is described", "/i.php?p=12", false, false,
	    "the path /i.php on any host, with the parameter p=12" },
	{ "parameters are described", "/docs/*?p=12&a=b+c&x", false, false,
	    "any path at or below /docs on any host, with the parameters "
	    "a=b%20c, p=12 and x; the rest becomes :splat" },
	{ "a value that is a placeholder is described", "/i?id=:a&p=1", false,
	    false,
	    "the path /i on any host, with the parameters id=:a and p=1; its "
	    "value, unless empty, becomes :a" },
	{ "values that are placeholders, beside a segment and a rest",
	    "/:a/*?z=:y&b=:x", false, false,
	    "any path at or below /:a on any host, with the parameters b=:x "
	    "and z=:y; one segment each becomes :a; their values, unless "
	    "empty, become :x and :y; the rest becomes :splat" },
	{ "everything is described", "http://example.com/*", false, false,
	    "any path on example.com, http only; the rest becomes :splat" },
};

static void
describe_row(void **state)
{
	const struct describe_case *c = *state;
	const struct source_options o = { .ignore_case = c->ignore_case };
	struct source               s;
	struct buf                  text, out;

	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&out, 1000);
	assert_err(source_parse(slice_of(c->typed), o, &s, &text, NULL),
	    ERR_OK);
	source_describe(&s, c->strict, c->ignore_case, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->clause);
	buf_free(&out);
	buf_free(&text);
}

int
main(void)
{
	static struct CMUnitTest sources[ARRAY_LEN(source_cases)];
	static struct CMUnitTest clauses[ARRAY_LEN(describe_cases)];
	int                      failed = 0;

	TABLE_FILL(sources, source_cases, source_row);
	TABLE_FILL(clauses, describe_cases, describe_row);
	failed += cmocka_run_group_tests_name("source", sources, NULL, NULL);
	failed += cmocka_run_group_tests_name("clause", clauses, NULL, NULL);
	return failed != 0;
}
