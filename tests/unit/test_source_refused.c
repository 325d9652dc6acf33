/* SPDX-License-Identifier: MIT */
/* test_source_refused.c - what is no source, and what is said then. */
#include "rows.h"

#include <string.h>

#include "says.h"
#include "source.h"

struct refusal_case {
	const char *name;
	const char *typed;
	const char *says;
	bool        literal;
	bool        ends; /* with that, and advises nothing else */
};

static const struct refusal_case refusal_cases[] = {
	{ "nothing", "",
	    .says = "the source is empty: write a path as /old, or /docs/*" },

	/* Kinds that are not served. */
	{ "a name within a segment", "/a:b",
	    .says = "'a:b' is refused: a ':name' is a whole segment, from '/' "
		    "to '/', of letters, digits and '_'; write a regular "
		    "expression after a '~', or use --literal if the ':' "
		    "belongs to the path" },
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
	{ "an empty expression", "~",
	    .says = "there is no regular expression behind the '~'" },
	{ "an empty expression on a host", "a.example~",
	    .says = "there is no regular expression behind" },
	{ "an expression without a slash", "~p/.*",
	    .says = "the regular expression 'p/.*' can match no path: they "
		    "begin with a '/', so write ~/p/(\\d+), or ~.*\\.php" },
	{ "one without a slash, behind a '^'", "~^p", .says = "can match no" },
	{ "an expression of a word", "old~er", .says = "can match no path" },
	{ "an expression is never literal", "~/p",
	    .says = "'~/p' is a regular expression, which is never literal",
	    .literal = true },
	{ "an expression on a scheme without a host", "https://~/p",
	    .says = "'https://~/p' has a scheme but no host" },
	{ "an expression on a port", "a.example:80~/p",
	    .says = "names a port" },
	{ "an expression that holds UTF-8", "~/caf\xc3\xa9",
	    .says = "is refused at its octet 5: paths are matched as they are "
		    "sent" },
	{ "an expression with a '#'", "~/a#b", .says = "'~/a#b' holds a '#'" },
	{ "an expression with a space", "~/a b", .says = "holds a space" },
	{ "a verb", "~(*UTF)/a", .says = "'(*' begins a verb" },
	{ "a verb within", "~/a(*ACCEPT)", .says = "'(*' begins a verb" },
	{ "a callout", "~/a(?C1)", .says = "callouts are not taken" },
	{ "a lone '?'", "/a?",
	    .says = "'?' names no parameter in one place: write ?name=value" },
	{ "an empty parameter", "/a?b=1&&c",
	    .says = "'?b=1&&c' names no parameter in one place" },
	{ "a parameter without a name", "/a?=1",
	    .says = "'?=1' names no parameter" },
	{ "a bad escape in a parameter", "/a?b=%zz",
	    .says = "'b=%zz' has a bad escape" },
	{ "a NUL in a parameter", "/a?b=%00", .says = "has a bad escape" },
	{ "a name of a value and of a segment", "/:a?b=:a",
	    .says = "':a' is refused: it stands there twice, and each name "
		    "stands for one thing" },
	{ "a name of two values", "/x?b=:a&c=:a",
	    .says = "':a' is refused: it stands there twice" },
	{ "a value by the name of the rest", "/x/*?b=:splat",
	    .says = "':splat' is refused: it is the name of what a final /*" },
	{ "a name that is not the whole value", "/x?b=:a.html",
	    .says = "'b=:a.html' is refused: a ':name' is the whole value of a "
		    "parameter; write %3A if the ':' belongs to the value" },
	{ "any value of a parameter that stands there twice", "/x?b=1&b=:a",
	    .says = "the parameter 'b' is refused: it stands there twice" },
	{ "parameters of no path", "?p=1",
	    .says = "'?p=1' has no path: write /?p=1 for the home page on any "
		    "host" },

	/* Stars. */
	{ "a star within a segment", "/a*",
	    .says = "'/a*' has a '*' that is not the whole last segment: write "
		    "/docs/* for everything below /docs, '~/docs.*' for a "
		    "regular expression, or use --literal" },
	{ "a star inside", "/a/*/b", .says = "'/a/*/b' has a '*'" },
	{ "a star and a slash", "/a/*/", .says = "'/a/*/' has a '*'" },
	{ "two stars", "/a/**", .says = "'/a/**' has a '*'" },
	{ "two segments of stars", "/*/*", .says = "'/*/*' has a '*'" },
	{ "a star and an ending", "/a/*.html",
	    .says = "'/a/*.html' has a '*'" },

	/* Hosts and schemes. */
	{ "a lone star", "*",
	    .says = "'*' has no path: write /* for every path on any host" },
	{ "a lone word", "old",
	    .says =
		"'old' has no path: write /old for a path on any host, or old/ "
		"for the home page of a host" },
	{ "a host without a path", "example.com",
	    .says = "or example.com/ for" },
	{ "a lone star", "*", .says = "'*' has no path" },
	{ "a word and a star", "docs*",
	    .says = "'docs*' has no path: write /docs/* for all below a path "
		    "on any host, or docs/* for every path of a host" },
	{ "so with parameters, which stay", "docs*?a=1",
	    .says = "write /docs/*?a=1 for all below a path on any host, or "
		    "docs/*?a=1 for every path of a host" },
	{ "a host with parameters, which stay", "example.com?a=1",
	    .says = "write /example.com?a=1 for a path on any host, or "
		    "example.com/?a=1 for the home page of a host" },
	{ "any subdomain with parameters, which stay", "*.example.com?a=1",
	    .says = "write *.example.com/?a=1 for the home pages of these "
		    "hosts, or *.example.com/*?a=1 for every path of them" },
	{ "a word that is no host", "<front>",
	    .says = "'<front>' has no path: write /<front> for a path on any "
		    "host",
	    .ends = true },
	{ "a star and a word that is no host", "a,b*",
	    .says = "'a,b*' has no path: write /a,b/* for all below a path on "
		    "any host",
	    .ends = true },
	{ "a port and no path", "example.com:8080",
	    .says = "'example.com:8080' names a port: hosts match on every "
		    "port, so leave it out" },
	{ "a port, a star and no path", "example.com:8080*",
	    .says = "'example.com:8080' names a port" },
	{ "subdomains of no host", "*.<x>",
	    .says = "'<x>' is not a plain host" },
	{ "subdomains of an address, and no path", "*.192.0.2.1",
	    .says = "an address has no subdomains" },
	{ "any subdomain, and no path", "*.example.com",
	    .says = "'*.example.com' has no path: write *.example.com/ for the "
		    "home pages of these hosts, or *.example.com/* for every "
		    "path of them" },
	{ "the same and a star", "*.example.com*",
	    .says = "or *.example.com/* for every path of them" },
	{ "another scheme", "ftp://example.com/a",
	    .says = "'ftp://example.com/a' has a scheme that is not served: a "
		    "source "
		    "begins with http://, https://, a host or a '/'" },
	{ "a scheme with one slash", "http:/a.example/b",
	    .says = "'http:/a.example/b' lacks a slash: write "
		    "http://a.example/b" },
	{ "https with one slash", "HTTPS:/a",
	    .says = "'HTTPS:/a' lacks a slash: write https://a" },
	{ "a scheme and a colon", "http:", .says = "'http:' has no path" },
	{ "an expression without its sign", "^/a/(.*)$",
	    .says = "'^/a/(.*)$' begins as a regular expression, which has a "
		    "'~' in front: write '~^/a/(.*)$'" },
	{ "a scheme and no host", "https:///a",
	    .says = "'https:///a' has a scheme but no host: write "
		    "https://example.com/path" },
	{ "a scheme and nothing", "http://",
	    .says = "'http://' has a scheme but no" },
	{ "a port", "example.com:8080/a",
	    .says = "'example.com:8080' names a port: hosts match on every "
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
	{ "a quotation mark of a text", "\u201c/a\u201d",
	    .says = "'\u201c' is not a plain host: it begins with a sign that "
		    "no host has; leave out what came along" },
	{ "a mark of the order of octets", "\ufeff/a",
	    .says = "it begins with a sign that no host has" },
	{ "a space without a break", "\u00a0example.com/a",
	    .says = "it begins with a sign that no host has" },
	{ "a host of dots", "../a", .says = "'..' is not a plain host" },
	{ "a star within a host", "a.*.example/b",
	    .says = "'a.*.example' has a '*' that is not the first of its "
		    "labels: write *.example.com for all subdomains" },
	{ "a star within a label", "a*.example/b", .says = "'a*.example' has" },
	{ "two stars in a host", "*.*.example/b", .says = "'*.*.example' has" },
	{ "a star as a host", "*/b", .says = "'*' has a '*'" },
	{ "subdomains of an address", "*.192.0.2.1/b",
	    .says = "'*.192.0.2.1' is refused: an address has no subdomains" },
	{ "subdomains of IPv6", "*.[::1]/b", .says = "an address has no" },
	{ "subdomains of nothing", "*./b",
	    .says = "'*.' names no host: write *.example.com" },
	{ "a port of subdomains", "*.example.com:80/b",
	    .says = "'*.example.com:80' names a port" },

	/* Octets. */
	{ "a space", "/a b", .says = "'/a b' holds a space; write it as %20" },
	{ "a space in front", " /a", .says = "' /a' holds a space" },
	{ "a fragment", "/a#b",
	    .says =
		"'/a#b' holds a '#'; browsers keep fragments to themselves" },
	{ "a backslash", "/a\\b",
	    .says = "'/a\\b' is refused: it holds a '\\'; write '/', or %5C if "
		    "it is meant; a regular expression has a '~' in front" },
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
	if (c->ends)
		assert_int_equal(why.len, strlen(c->says));
	assert_memory_equal(&s, &before, sizeof(s));
	buf_reset(&text);
	assert_err(source_parse(slice_of(c->typed), o, &s, &text, NULL),
	    ERR_SYNTAX);
	buf_free(&why);
	buf_free(&text);
}

int
main(void)
{
	static struct CMUnitTest refusals[ARRAY_LEN(refusal_cases)];

	TABLE_FILL(refusals, refusal_cases, refusal_row);
	return cmocka_run_group_tests_name("refused", refusals, NULL, NULL) !=
	    0;
}
