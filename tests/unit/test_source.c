/* SPDX-License-Identifier: MIT */
/* test_source.c - the promises of source.h. */
#include "rows.h"

#include <string.h>

#include "source.h"
#include "says.h"

struct source_case {
	const char           *name;
	const char           *typed;
	struct source_options o;
	enum scheme           scheme;
	enum source_kind      kind;
	const char           *host; /* NULL: any */
	const char           *path;
	const char           *lookup; /* NULL: as path */
	const char           *head;   /* NULL: as lookup */
	bool                  rest;
};

#define LITERAL .o = { .literal = true }
#define FOLDED  .o = { .ignore_case = true }
#define PREFIX  .kind = SOURCE_PREFIX, .rest = true
#define PATTERN .kind = SOURCE_PATTERN

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
	buf_free(&why);
	buf_free(&text);
}

struct refusal_case {
	const char *name;
	const char *typed;
	const char *says;
	bool        literal;
};

static const struct refusal_case refusal_cases[] = {
	{ "nothing", "",
	    .says = "the source is empty: write a path as /old, or /docs/*" },

	/* Kinds that are not served. */
	{ "a name within a segment", "/a:b",
	    .says = "'a:b' is refused: a ':name' is a whole segment, from '/' "
		    "to '/'; write a regular expression after a '~', or use "
		    "--literal if the ':' belongs to the path" },
	{ "a name that ends before its segment", "/:year-x",
	    .says = "':year-x' is refused: a ':name' is a whole" },
	{ "a name and an extension", "/blog/:slug.html",
	    .says = "':slug.html' is refused: a ':name' is a whole" },
	{ "two names in a segment", "/:a:b", .says = "':a:b' is refused" },
	{ "the name of the rest", "/:splat/x",
	    .says = "':splat' is refused: it is the name of what a final /* "
		    "stands for; take another name" },
	{ "a name twice", "/:a/x/:a",
	    .says = "':a' is refused: it stands there twice" },
	{ "a star and a placeholder", "/*/:a", .says = "has a '*'" },
	{ "a regular expression", "~/p/(\\d+)", .says = "regular expressions" },
	{ "one without a backslash", "~/p/[0-9]+",
	    .says =
		"'~/p/[0-9]+' is refused: regular expressions are not served "
		"yet; use a path, or a path that ends in /*" },
	{ "one on a host", "example.com~/p", .says = "regular expressions" },
	{ "one is no literal text either", "~/p", .says = "regular expressions",
	    .literal = true },
	{ "a wildcard host", "*.example.com/a",
	    .says = "'*.example.com/a' is refused: wildcard hosts are not "
		    "served yet; "
		    "name each host, or none" },
	{ "required parameters", "/index.php?p=12",
	    .says = "'/index.php?p=12' is refused: required parameters are not "
		    "served yet; a source without '?' covers the path" },
	{ "a lone '?'", "/a?", .says = "required parameters" },
	{ "parameters of a prefix", "/a/*?b", .says = "required parameters" },
	{ "parameters of a literal", "/a?b", .says = "required parameters",
	    .literal = true },

	/* Stars. */
	{ "a star within a segment", "/a*",
	    .says = "'/a*' has a '*' that is not the whole last segment: write "
		    "/docs/* for everything below /docs, or use --literal" },
	{ "a star inside", "/a/*/b", .says = "'/a/*/b' has a '*'" },
	{ "a star and a slash", "/a/*/", .says = "'/a/*/' has a '*'" },
	{ "two stars", "/a/**", .says = "'/a/**' has a '*'" },
	{ "two segments of stars", "/*/*", .says = "'/*/*' has a '*'" },
	{ "a star and an ending", "/a/*.html",
	    .says = "'/a/*.html' has a '*'" },

	/* Hosts and schemes. */
	{ "a lone word", "old",
	    .says =
		"'old' has no path: write /old for a path on any host, or old/ "
		"for the home page of a host" },
	{ "a host without a path", "example.com",
	    .says = "or example.com/ for" },
	{ "a lone star", "*", .says = "'*' has no path" },
	{ "another scheme", "ftp://example.com/a",
	    .says = "'ftp://example.com/a' has a scheme that is not served: a "
		    "source "
		    "begins with http://, https://, a host or a '/'" },
	{ "a scheme with one slash", "http:/a",
	    .says = "has a scheme that is not" },
	{ "a scheme and no host", "https:///a",
	    .says = "'https:///a' has a scheme but no host: write "
		    "https://example.com/path" },
	{ "a scheme and nothing", "http://",
	    .says = "'http://' has a scheme but no" },
	{ "a port", "example.com:8080/a",
	    .says = "'example.com:8080/a' names a port: hosts match on every "
		    "port, so "
		    "leave it out" },
	{ "an empty port", "example.com:/a",
	    .says = "a scheme that is not served" },
	{ "a port of IPv6", "[::1]:80/a", .says = "names a port" },
	{ "user info", "user@example.com/a",
	    .says = "'user@example.com' is not a plain host: write a name as "
		    "www.example.com" },
	{ "a numeric host", "0x7f.1/a",
	    .says = "'0x7f.1' is not a plain host" },
	{ "an international host", "b\xc3\xbc.example/a",
	    .says = "its xn-- form" },
	{ "a host of dots", "../a", .says = "'..' is not a plain host" },
	{ "a wildcard host as it is typed", "*.example.com/a",
	    .says = "'*.example.com' is not a plain host", .literal = true },

	/* Octets. */
	{ "a space", "/a b", .says = "'/a b' holds a space; write it as %20" },
	{ "a space in front", " /a", .says = "' /a' holds a space" },
	{ "a fragment", "/a#b",
	    .says =
		"'/a#b' holds a '#'; browsers keep fragments to themselves" },
	{ "a backslash", "/a\\b",
	    .says = "'/a\\b' is refused: it holds a '\\'; write '/', or %5C if "
		    "it is meant" },
	{ "a line break", "/a\nb",
	    .says = "'/a' holds a control character; sources are plain text" },
	{ "a TAB", "/\t/evil", .says = "'/' holds a control character" },
	{ "DEL", "/a\x7f", .says = "'/a' holds a control character" },
	{ "an escape of a terminal", "\x1b[2J/a",
	    .says = "'' holds a control" },
	{ "a space and a line break", "/a b\nc",
	    .says = "'/a b' holds a space" },
	{ "a '#' and Latin-1", "/a#\xff", .says = "'/a#' holds a '#'" },
	{ "Latin-1", "/caf\xe9",
	    .says = "the source is not UTF-8: write other octets as %XX" },
	{ "an overlong slash", "/a\xc0\xaf", .says = "is not UTF-8" },
	{ "a bad escape", "/a%zz",
	    .says = "'/a%zz' has a bad escape: a '%' is followed by two hex "
		    "digits, "
		    "not of a control character; a '%' itself is %25" },
	{ "a lone percent", "/100%", .says = "'/100%' has a bad escape" },
	{ "a cut escape before the star", "/a%4/*",
	    .says = "'/a%4/*' has a bad" },
	{ "an escaped NUL", "/a%00", .says = "'/a%00' has a bad escape" },
	{ "an escaped line break", "/a%0d%0aX=y", .says = "has a bad escape" },
	{ "a bad escape as it is typed", "/%zz", .says = "has a bad escape",
	    .literal = true },
};

static void
refusal_row(void **state)
{
	const struct refusal_case  *c = *state;
	const struct source_options o = { .literal = c->literal };
	struct source               s, before;
	struct buf                  text, why;

	memset(&before, 0xa5, sizeof(before));
	memcpy(&s, &before, sizeof(s));
	buf_init(&text, 4 * SOURCE_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(source_parse(slice_of(c->typed), o, &s, &text, &why),
	    ERR_SYNTAX);
	assert_says(&why, c->says);
	assert_memory_equal(&s, &before, sizeof(s));
	buf_reset(&text);
	assert_err(source_parse(slice_of(c->typed), o, &s, &text, NULL),
	    ERR_SYNTAX);
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
	static struct CMUnitTest refusals[ARRAY_LEN(refusal_cases)];
	static struct CMUnitTest clauses[ARRAY_LEN(describe_cases)];
	int                      failed = 0;

	TABLE_FILL(sources, source_cases, source_row);
	TABLE_FILL(refusals, refusal_cases, refusal_row);
	TABLE_FILL(clauses, describe_cases, describe_row);
	failed += cmocka_run_group_tests_name("source", sources, NULL, NULL);
	failed += cmocka_run_group_tests_name("refused", refusals, NULL, NULL);
	failed += cmocka_run_group_tests_name("clause", clauses, NULL, NULL);
	return failed != 0;
}
