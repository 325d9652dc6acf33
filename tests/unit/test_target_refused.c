/* SPDX-License-Identifier: MIT */
/*
 * test_target_refused.c - what is no target, and the reason that is given.
 *
 * tests/system/test_whatwg.py asks a browser's own parser about many more.
 */
#include "rows.h"

#include "from.h"
#include "given.h"
#include "says.h"
#include "target.h"

#define TEXT_MAX (6 * TARGET_MAX)

#define WHOLE NULL

struct refused {
	const char *name;
	const char *typed;
	const char *says;  /* the reason and the hint */
	const char *names; /* what of typed is quoted; WHOLE: all of it */
};

static const struct refused refused_rows[] = {
	{ "an empty target", "", "or '-' to leave the source alone", "" },

	/* Other origins in disguise (WHATWG URL 4.4). */
	{ "two slashes", "//evil.example", "'//' begins another host", WHOLE },
	{ "three slashes", "///evil.example", "or one '/'", WHOLE },
	{ "slash and backslash", "/\\evil.example", "or %5C if it is meant",
	    WHOLE },
	{ "two backslashes", "\\\\evil.example", "browsers take for a '/'",
	    WHOLE },
	{ "backslashes after a scheme", "https:\\\\evil.example", "'\\'",
	    WHOLE },
	{ "a backslash before an '@'", "https://a.example\\@evil.example",
	    "'\\'", WHOLE },
	{ "a backslash in a query", "/a?b=\\", "'\\'", WHOLE },
	{ "user info", "https://a.example@evil.example/", "user info", WHOLE },
	{ "user and password", "https://a:b@evil.example/", "leave it out",
	    WHOLE },
	{ "an escaped '@' in a host", "https://a%40evil.example/",
	    "not a plain host", "a%40evil.example" },
	{ "an empty host", "https:///evil.example", "it has no host", WHOLE },
	{ "an empty host before a query", "http://?evil.example",
	    "it has no host", WHOLE },
	{ "no slashes after the scheme", "https:evil.example",
	    "only http:// and https:// URLs", WHOLE },
	{ "one slash after the scheme", "https:/evil.example",
	    "it lacks a slash; write https://evil.example", WHOLE },
	{ "a scheme with a brace", "a{://evil.example", "only http://", WHOLE },
	{ "another scheme", "javascript:alert(1)", "only http://", WHOLE },
	{ "data", "data:text/html,x", "only http://", WHOLE },
	{ "ftp", "ftp://a.example/", "only http://", WHOLE },
	{ "a scheme before a placeholder", ":splat//evil", "only http://",
	    WHOLE },
	{ "a host without a scheme", "evil.example/x",
	    "write /evil.example/x, or for a host https://evil.example/x",
	    WHOLE },
	{ "a relative path", "x", "neither https:// nor '/'; write /x", WHOLE },
	{ "one slash behind http", "http:/a", "write http://a", WHOLE },
	{ "a climbing path", "../x", "neither https:// nor '/'", WHOLE },
	{ "only a query", "?a", "neither https:// nor '/'", WHOLE },
	{ "only a fragment", "#a", "neither https:// nor '/'", WHOLE },
	{ "more than a dash", "-x", "neither https:// nor '/'", WHOLE },

	/* Octets that browsers drop, trim or change. */
	{ "a tab between slashes", "/\t/evil.example", "octet 2", "" },
	{ "a line feed", "/a\nb", "octet 3", "" },
	{ "a carriage return in a query", "/a?b\rSet-Cookie: x", "octet 5",
	    "" },
	{ "a control octet at the beginning", "\x08//evil.example", "octet 1",
	    "" },
	{ "DEL", "/a\x7f", "control character", "" },
	{ "a space at the beginning", " //evil.example", "%20", WHOLE },
	{ "a space within", "/a b", "write it as %20", WHOLE },
	{ "a space before a line break", "/a b\nc", "write it as %20", "/a b" },
	{ "an octet that is not UTF-8", "/\xff", "write other octets as %XX",
	    "" },
	{ "UTF-8 in more octets than needed", "/\xc0\xaf", "not UTF-8", "" },
	{ "a surrogate", "/\xed\xa0\x80", "not UTF-8", "" },
	{ "cut UTF-8", "/\xe2\x82", "not UTF-8", "" },

	/* Hosts on which parsers disagree. */
	{ "an ideographic full stop",
	    "https://a.example\xe3\x80\x82"
	    "b/",
	    "xn-- form",
	    "a.example\xe3\x80\x82"
	    "b" },
	{ "fullwidth letters", "https://\xef\xbd\x85vil.example/", "xn-- form",
	    "\xef\xbd\x85vil.example" },
	{ "an xn-- name that stands for nothing", "https://www.xn--a/",
	    "stands for no name", "https://www.xn--a/" },
	{ "a number", "http://3627734734/", "not a plain host", "3627734734" },
	{ "hexadecimal", "http://0x7f.1/", "192.0.2.1", "0x7f.1" },
	{ "a hexadecimal last label", "http://a.0x1/", "not a plain host",
	    "a.0x1" },
	{ "octal", "http://0177.0.0.1/", "not a plain host", "0177.0.0.1" },
	{ "three numbers", "http://127.0.1/", "not a plain host", "127.0.1" },
	{ "five numbers", "http://1.2.3.4.5/", "not a plain host",
	    "1.2.3.4.5" },
	{ "a number out of range", "http://256.1.1.1/", "not a plain host",
	    "256.1.1.1" },
	{ "a name that ends in a number", "http://a.example.1/",
	    "not a plain host", "a.example.1" },
	{ "a final dot", "https://a.example./", "ends in a dot", WHOLE },
	{ "a final dot before a port", "https://a.example.:80/",
	    "leave the dot out", WHOLE },
	{ "two dots", "https://a..example/", "not a plain host", "a..example" },
	{ "only a dot", "https://./", "not a plain host", "." },
	{ "an escaped host", "https://%61.example/", "not a plain host",
	    "%61.example" },
	{ "IPv6 without an end", "https://[::1/", "not a plain host", "[::1" },
	{ "IPv6 with a zone", "https://[fe80::1%25eth0]/", "[2001:db8::1]",
	    "[fe80::1%25eth0]" },
	{ "IPv6 and more", "https://[::1].evil.example/", "not a plain host",
	    "[::1].evil.example" },
	{ "brackets around a name", "https://[a.example]/", "not a plain host",
	    "[a.example]" },
	{ "port 0", "https://a.example:0/", ":port where it is needed",
	    "a.example:0" },
	{ "a port above the highest", "https://a.example:65536/",
	    "not a plain host", "a.example:65536" },
	{ "a port that is no number", "https://a.example:8o/",
	    "not a plain host", "a.example:8o" },
	{ "a negative port", "https://a.example:-1/", "not a plain host",
	    "a.example:-1" },
	{ "two ports", "https://a.example:80:90/", "not a plain host",
	    "a.example:80:90" },

	/* Paths that parsers change. */
	{ "a dot segment", "/a/./b", "'.' or '..' segment", WHOLE },
	{ "two dots", "/a/../b", "write the path that it stands for", WHOLE },
	{ "two dots at the end", "https://a.example/a/..", "'.' or '..'",
	    WHOLE },
	{ "an escaped dot", "/%2e/x", "'.' or '..'", WHOLE },
	{ "a dot and an escaped dot", "/x/.%2E/y", "'.' or '..'", WHOLE },
	{ "dots before a :splat", "/x/..:splat", "dots beside ':splat'",
	    WHOLE },
	{ "dots after a :splat", "/x/:splat../y", "dots beside ':splat'",
	    WHOLE },
	{ "a dot between two :splat", "/x/:splat%2e:splat",
	    "dots beside ':splat'", WHOLE },
	{ "a cut escape", "/a%4", "a '%' itself is %25", WHOLE },
	{ "an escape that is none", "/a%zz", "two hex digits", WHOLE },
	{ "a '%' alone in a query", "/a?100%", "a '%' itself is %25", WHOLE },
	{ "a '%' alone in a fragment", "/a#%", "a '%' itself is %25", WHOLE },
	{ "an escaped line feed in a path", "/a%0Ab", "control character",
	    WHOLE },
	{ "the escape of the last control octet", "/a%1f", "control character",
	    WHOLE },
	{ "an escaped NUL in a path", "https://a.example/%00",
	    "control character", WHOLE },
	{ "an escaped DEL in a path", "/a%7F", "control character", WHOLE },
	{ "an escaped DEL in small letters", "/a%7f", "control character",
	    WHOLE },

	/* Placeholders. */
	{ "an unknown placeholder", "/n/:slug",
	    "no placeholder ':slug'; use --literal", WHOLE },
	{ "more letters than :splat", "/n/:splatter",
	    "no placeholder ':splatter'", WHOLE },
	{ "an unknown placeholder in a query", "/n?a=:b", "no placeholder ':b'",
	    WHOLE },
	{ "an unknown placeholder in a fragment", "/n#:b",
	    "no placeholder ':b'", WHOLE },
	{ "a capture", "/n/$1", "'$1' is a capture", WHOLE },
	{ "a capture in a query", "/n?a=$0", "use --literal", WHOLE },
	{ ":splat as the host", "https://:splat/", "never in scheme, host",
	    WHOLE },
	{ ":splat within the host", "https://:splat.a.example/",
	    "placeholders stand in path, query or fragment", WHOLE },
	{ ":splat as the port", "https://a.example:splat/",
	    "never in scheme, host or port", WHOLE },
	{ "a capture in the host", "https://$1.a.example/",
	    "never in scheme, host or port", WHOLE },
};

/* Refused with this error and a sentence; ret is left alone, and it is the
 * same without a reader for the sentence. */
static void
assert_refused(struct slice typed, const struct source *from, enum err want,
    struct buf *why)
{
	struct target t, before;
	struct buf    text;

	memset(&t, 0x5a, sizeof(t));
	before = t;
	buf_init(&text, TEXT_MAX);
	assert_err(target_parse(typed, from, false, &t, &text, why), want);
	assert_memory_equal(&t, &before, sizeof(t));
	assert_says(why, "");
	buf_reset(&text);
	assert_err(target_parse(typed, from, false, &t, &text, NULL), want);
	buf_free(&text);
}

/* Whatever the kind of the source; but of an exact one, :splat is refused. */
static void
test_refused(void **state)
{
	const struct refused *c = *state;
	struct buf            why;

	buf_init(&why, WHY_MAX);
	assert_refused(slice_of(c->typed), FROM_PREFIX, ERR_SYNTAX, &why);
	assert_says(&why, c->says);
	assert_says(&why, c->names != WHOLE ? c->names : c->typed);
	buf_reset(&why);
	assert_refused(slice_of(c->typed), FROM_EXACT, ERR_SYNTAX, &why);
	if (strstr(c->typed, ":splat") == NULL)
		assert_says(&why, c->says);
	buf_free(&why);
}

static void
splat_needs_a_prefix(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_refused(SLICE("/n?a=:splat"), FROM_EXACT, ERR_SYNTAX, &why);
	assert_says(&why,
	    "'/n?a=:splat' is refused: "
	    ":splat needs a source that ends in /*");
	buf_free(&why);
}

/* What its source does not have; what stands before the path. */
static void
other_names_than_those_of_the_pattern(void **state)
{
	static const struct {
		const char *typed, *says;
	} rows[] = {
		{ "/:b",
		    "the source has no placeholder ':b', but :a; use --lit" },
		{ "/:A", "the source has no placeholder ':A'" },
		{ "/:ab", "the source has no placeholder ':ab'" },
		{ "/n?x=:a&y=:b", "the source has no placeholder ':b'" },
		{ "/:splat", ":splat needs a source that ends in /*" },
		{ "/$1", "which the source is not" },
		{ "https://:a/", "never in scheme, host" },
		{ "https://x.example:a/", "never in scheme, host" },
		{ "/:a/../b", "'.' or '..' segment" },
		{ "/:a/%2E", "'.' or '..' segment" },
	};
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_reset(&why);
		assert_refused(slice_of(rows[i].typed), FROM_PATTERN("/x/:a"),
		    ERR_SYNTAX, &why);
		assert_says(&why, rows[i].says);
	}
	buf_free(&why);
}

static void
other_captures_than_those_of_the_expression(void **state)
{
	static const struct {
		const char *typed, *says;
	} rows[] = {
		{ "/$3", "the source has no capture '$3', but 2, counted" },
		{ "/n?a=$0", "has no capture '$0'" },
		{ "/:a", "the source has no placeholder ':a'" },
		{ "/:splat", ":splat needs a source that ends in /*" },
		{ "https://$1/", "never in scheme, host" },
		{ "https://x.example:$1/", "never in scheme, host" },
		{ "https://x.example$1/", "never in scheme, host" },
		{ "$1", "it begins with neither https:// nor '/'" },
		{ "/$1/../b", "'.' or '..' segment" },
	};
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		buf_reset(&why);
		assert_refused(slice_of(rows[i].typed), FROM_REGEX(2),
		    ERR_SYNTAX, &why);
		assert_says(&why, rows[i].says);
	}
	buf_free(&why);
}

static void
a_nul_is_a_control_character(void **state)
{
	struct buf why;

	(void)state;
	buf_init(&why, WHY_MAX);
	assert_refused(SLICE("/a\0/evil"), FROM_EXACT, ERR_SYNTAX, &why);
	assert_says(&why, "octet 3");
	buf_free(&why);
}

int
main(void)
{
	struct CMUnitTest       refused[ARRAY_LEN(refused_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(splat_needs_a_prefix),
		cmocka_unit_test(other_names_than_those_of_the_pattern),
		cmocka_unit_test(other_captures_than_those_of_the_expression),
		cmocka_unit_test(a_nul_is_a_control_character),
	};
	int failed = 0;

	TABLE_FILL(refused, refused_rows, test_refused);
	failed += cmocka_run_group_tests_name("refused", refused, NULL, NULL);
	failed += cmocka_run_group_tests_name("target", rest, NULL, NULL);
	return failed != 0;
}
