/* SPDX-License-Identifier: MIT */
/* test_match.c - which rules cover a request. */
#include "rows.h"

#include "given.h"
#include "match.h"

struct cover {
	const char    *name;
	const char    *source;
	const char    *how; /* letters: s strict, i ignore-case, l literal */
	const char    *url;
	enum match_why want;
	const char    *splat;
};

static const struct cover cover_rows[] = {
	/* Exact. */
	{ "a path is itself", "/a", "", "/a", MATCH_YES, "" },
	{ "another path is not", "/a", "", "/b", MATCH_NO_PATH, NULL },
	{ "a longer path is not", "/a", "", "/ab", MATCH_NO_PATH, NULL },
	{ "a path below is not", "/a", "", "/a/b", MATCH_NO_PATH, NULL },
	{ "a shorter path is not", "/ab", "", "/a", MATCH_NO_PATH, NULL },
	{ "the root", "/", "", "/", MATCH_YES, "" },
	{ "the root is not every path", "/", "", "/a", MATCH_NO_PATH, NULL },
	{ "the root of a host without a slash", "a.example/", "",
	    "http://a.example", MATCH_YES, "" },
	{ "a query makes no difference", "/a", "", "/a?b=c", MATCH_YES, "" },
	{ "an asked final slash makes none", "/a", "", "/a/", MATCH_YES, "" },
	{ "a typed final slash makes none", "/a/", "", "/a", MATCH_YES, "" },
	{ "several final slashes are one", "/a", "", "/a//", MATCH_YES, "" },
	{ "strict: the slash as typed", "/a/", "s", "/a/", MATCH_YES, "" },
	{ "strict: no slash as typed", "/a", "s", "/a", MATCH_YES, "" },
	{ "strict: a slash too many", "/a", "s", "/a/", MATCH_NO_PATH, NULL },
	{ "strict: a slash too few", "/a/", "s", "/a", MATCH_NO_PATH, NULL },
	{ "strict: the root", "/", "s", "/", MATCH_YES, "" },
	{ "an escaped slash is no final slash", "/a", "", "/a%2F",
	    MATCH_NO_PATH, NULL },
	{ "an escaped slash is itself", "/a%2fb", "", "/a%2Fb", MATCH_YES, "" },
	{ "an escaped slash is no slash", "/a/b", "", "/a%2Fb", MATCH_NO_PATH,
	    NULL },
	{ "escapes of letters are letters", "/a", "", "/%61", MATCH_YES, "" },
	{ "typed escapes of letters too", "/%61", "", "/a", MATCH_YES, "" },
	{ "UTF-8 and its escapes", "/caf\xc3\xa9", "", "/caf%c3%a9", MATCH_YES,
	    "" },
	{ "dot segments are gone", "/a", "", "/x/%2e%2e/a", MATCH_YES, "" },
	{ "case matters", "/a", "", "/A", MATCH_NO_PATH, NULL },
	{ "ignore-case: asked in capitals", "/a", "i", "/A", MATCH_YES, "" },
	{ "ignore-case: typed in capitals", "/A", "i", "/a", MATCH_YES, "" },
	{ "ignore-case: escapes have no case", "/%C3%89", "i", "/%c3%89",
	    MATCH_YES, "" },
	{ "ignore-case: only ASCII", "/\xc3\x89", "i", "/\xc3\xa9",
	    MATCH_NO_PATH, NULL },
	{ "ignore-case: still strict", "/A/", "is", "/a", MATCH_NO_PATH, NULL },
	{ "literal: a star is a star", "/a/*", "l", "/a/*", MATCH_YES, "" },
	{ "literal: a star is nothing else", "/a/*", "l", "/a/b", MATCH_NO_PATH,
	    NULL },

	/* Prefix. */
	{ "a prefix covers its head", "/docs/*", "", "/docs", MATCH_YES, "" },
	{ "a prefix covers its slash", "/docs/*", "", "/docs/", MATCH_YES, "" },
	{ "a prefix covers a child", "/docs/*", "", "/docs/a", MATCH_YES, "a" },
	{ "a splat is deep", "/docs/*", "", "/docs/a/b.html", MATCH_YES,
	    "a/b.html" },
	{ "a splat keeps its final slash", "/docs/*", "", "/docs/a/", MATCH_YES,
	    "a/" },
	{ "a splat has no slash at its beginning", "/docs/*", "",
	    "/docs///evil.example//", MATCH_YES, "evil.example/" },
	{ "a splat has no query", "/docs/*", "", "/docs/a?b", MATCH_YES, "a" },
	{ "a splat keeps its escapes", "/docs/*", "", "/docs/%2F%5c%20",
	    MATCH_YES, "%2F%5C%20" },
	{ "whole segments: no longer word", "/docs/*", "", "/docsx",
	    MATCH_NO_PATH, NULL },
	{ "whole segments: no dot", "/docs/*", "", "/docs.evil.example",
	    MATCH_NO_PATH, NULL },
	{ "whole segments: no '@'", "/docs/*", "", "/docs@evil.example",
	    MATCH_NO_PATH, NULL },
	{ "whole segments: no escaped slash", "/docs/*", "", "/docs%2Fa",
	    MATCH_NO_PATH, NULL },
	{ "whole segments: not above", "/docs/*", "", "/", MATCH_NO_PATH,
	    NULL },
	{ "a climbing path is outside", "/docs/*", "", "/docs/../admin",
	    MATCH_NO_PATH, NULL },
	{ "strict: not the head alone", "/docs/*", "s", "/docs", MATCH_NO_PATH,
	    NULL },
	{ "strict: the head and its slash", "/docs/*", "s", "/docs/", MATCH_YES,
	    "" },
	{ "strict: below", "/docs/*", "s", "/docs/a", MATCH_YES, "a" },
	{ "everything: the root", "/*", "", "/", MATCH_YES, "" },
	{ "everything: the root, strictly", "/*", "s", "/", MATCH_YES, "" },
	{ "everything: any path", "/*", "", "/a/b/", MATCH_YES, "a/b/" },
	{ "ignore-case: the splat keeps its case", "/docs/*", "i",
	    "/DOCS/Ab%2f", MATCH_YES, "Ab%2F" },
	{ "a prefix minds the case", "/docs/*", "", "/Docs/a", MATCH_NO_PATH,
	    NULL },

	/* Patterns. */
	{ "a placeholder is a segment", "/a/:b", "", "/a/x", MATCH_YES, "" },
	{ "any segment, escapes and dots in it", "/a/:b", "", "/a/x%2F..y",
	    MATCH_YES, "" },
	{ "a placeholder is not nothing", "/a/:b", "", "/a", MATCH_NO_PATH,
	    NULL },
	{ "nor is it an empty segment", "/a/:b", "", "/a/", MATCH_NO_PATH,
	    NULL },
	{ "nor two segments", "/a/:b", "", "/a/x/y", MATCH_NO_PATH, NULL },
	{ "a final slash makes no difference", "/a/:b", "", "/a/x/", MATCH_YES,
	    "" },
	{ "strict: no slash in a pattern", "/a/:b", "s", "/a/x/", MATCH_NO_PATH,
	    NULL },
	{ "strict: a slash in a pattern", "/a/:b/", "s", "/a/x/", MATCH_YES,
	    "" },
	{ "strict: a slash of a pattern is missing", "/a/:b/", "s", "/a/x",
	    MATCH_NO_PATH, NULL },
	{ "words between placeholders", "/:a/b/:c", "", "/1/b/2", MATCH_YES,
	    "" },
	{ "other words between them", "/:a/b/:c", "", "/1/bb/2", MATCH_NO_PATH,
	    NULL },
	{ "words have a case", "/:a/b", "", "/1/B", MATCH_NO_PATH, NULL },
	{ "ignore-case: words have none", "/:a/Bc%2F", "i", "/1/bC%2f",
	    MATCH_YES, "" },
	{ "ignore-case: only ASCII in a pattern", "/:a/\xc3\x89", "i",
	    "/1/\xc3\xa9", MATCH_NO_PATH, NULL },
	{ "a pattern is not the root", "/:a", "", "/", MATCH_NO_PATH, NULL },
	{ "literal: a placeholder is text", "/:a", "l", "/:a", MATCH_YES, "" },
	{ "literal: it is nothing else", "/:a", "l", "/x", MATCH_NO_PATH,
	    NULL },
	{ "a pattern and its rest: none", "/a/:b/*", "", "/a/x", MATCH_YES,
	    "" },
	{ "a pattern and its rest: a slash", "/a/:b/*", "", "/a/x/", MATCH_YES,
	    "" },
	{ "a pattern and its rest", "/a/:b/*", "", "/a/x/y/z/", MATCH_YES,
	    "y/z/" },
	{ "a rest without its pattern", "/a/:b/*", "", "/a/", MATCH_NO_PATH,
	    NULL },
	{ "strict: a rest needs its slash", "/a/:b/*", "s", "/a/x",
	    MATCH_NO_PATH, NULL },
	{ "strict: a rest with it", "/a/:b/*", "s", "/a/x/", MATCH_YES, "" },

	/* Regular expressions. */
	{ "an expression is for the whole path", "~/p/\\d+", "", "/p/12",
	    MATCH_YES, "" },
	{ "not for its beginning", "~/p/\\d+", "", "/p/12/x", MATCH_NO_PATH,
	    NULL },
	{ "nor for its end", "~.*/p", "", "/x/p/", MATCH_NO_PATH, NULL },
	{ "a final slash counts", "~/p/", "", "/p", MATCH_NO_PATH, NULL },
	{ "'^' and '$' may be written", "~^/p$", "", "/p", MATCH_YES, "" },
	{ "an expression sees the canonical path", "~/caf%C3%A9/a", "",
	    "/x/..//caf%c3%a9/%61", MATCH_YES, "" },
	{ "an expression minds the case", "~/p", "", "/P", MATCH_NO_PATH,
	    NULL },
	{ "ignore-case: an expression", "~/Pq\\.x/%c3", "i", "/pQ.X/%C3",
	    MATCH_YES, "" },
	{ "all alternatives are tried", "~/a|/ab|/c", "", "/ab", MATCH_YES,
	    "" },
	{ "an expression has no query", "~/p", "", "/p?x", MATCH_YES, "" },
	{ "an expression on a host", "a.example~/p", "", "http://b.example/p",
	    MATCH_NO_HOST, NULL },
	{ "an expression on subdomains", "*.a.example~/p", "",
	    "http://x.a.example/p", MATCH_YES, "" },

	/* Host. */
	{ "a host is itself", "a.example/x", "", "http://a.example/x",
	    MATCH_YES, "" },
	{ "another host", "a.example/x", "", "http://b.example/x",
	    MATCH_NO_HOST, NULL },
	{ "a subdomain is another host", "a.example/x", "",
	    "http://www.a.example/x", MATCH_NO_HOST, NULL },
	{ "the end of a host is another host", "a.example/x", "",
	    "http://example/x", MATCH_NO_HOST, NULL },
	{ "no host at all", "a.example/x", "", "/x", MATCH_NO_HOST, NULL },
	{ "hosts have no case", "A.Example/x", "", "http://a.EXAMPLE/x",
	    MATCH_YES, "" },
	{ "hosts have no port", "a.example/x", "", "http://a.example:8080/x",
	    MATCH_YES, "" },
	{ "hosts have no final dot", "a.example/x", "", "http://a.example./x",
	    MATCH_YES, "" },
	{ "a bad host is no host", "a.example/x", "",
	    "http://a.example@b.example/x", MATCH_NO_HOST, NULL },
	{ "any host: a bad one too", "/x", "", "http://a@b/x", MATCH_YES, "" },
	{ "any host: none", "/x", "", "/x", MATCH_YES, "" },

	/* Subdomains. */
	{ "a subdomain", "*.a.example/x", "", "http://www.A.example:80/x",
	    MATCH_YES, "" },
	{ "a subdomain of a subdomain", "*.a.example/x", "",
	    "http://b.c.a.example/x", MATCH_YES, "" },
	{ "the apex is no subdomain", "*.a.example/x", "", "http://a.example/x",
	    MATCH_NO_HOST, NULL },
	{ "an end of a label is no subdomain", "*.a.example/x", "",
	    "http://ba.example/x", MATCH_NO_HOST, NULL },
	{ "a beginning is no subdomain", "*.a.example/x", "",
	    "http://b.a.example.evil/x", MATCH_NO_HOST, NULL },
	{ "no host is no subdomain", "*.a.example/x", "", "/x", MATCH_NO_HOST,
	    NULL },
	{ "subdomains have paths of every kind", "*.a.example/:b/*", "",
	    "http://b.a.example/c/d", MATCH_YES, "d" },

	/* Parameters. */
	{ "a parameter is required", "/a?p=1", "", "/a?p=1", MATCH_YES, "" },
	{ "others may be there", "/a?p=1", "", "/a?x&p=1&y=2", MATCH_YES, "" },
	{ "it is missing", "/a?p=1", "", "/a?q=1", MATCH_NO_PARAM, NULL },
	{ "there is no query", "/a?p", "", "/a", MATCH_NO_PARAM, NULL },
	{ "another value", "/a?p=1", "", "/a?p=12", MATCH_NO_PARAM, NULL },
	{ "no value is an empty one", "/a?p", "", "/a?p=", MATCH_YES, "" },
	{ "an empty value is none", "/a?p=", "", "/a?p", MATCH_YES, "" },
	{ "no value is not any", "/a?p", "", "/a?p=1", MATCH_NO_PARAM, NULL },
	{ "all of them, in any order", "/a?p=1&q=2", "", "/a?q=2&p=1",
	    MATCH_YES, "" },
	{ "one of two is missing", "/a?p=1&q=2", "", "/a?p=1", MATCH_NO_PARAM,
	    NULL },
	{ "one of the same name is enough", "/a?p=2", "", "/a?p=1&p=2&p=3",
	    MATCH_YES, "" },
	{ "two of the same name", "/a?p=1&p=2", "", "/a?p=2&p=1", MATCH_YES,
	    "" },
	{ "they compare decoded", "/a?p=%2Fb+c", "", "/a?%70=/b%20c", MATCH_YES,
	    "" },
	{ "an escaped '&' is part of a value", "/a?p=1%26q", "", "/a?p=1&q",
	    MATCH_NO_PARAM, NULL },
	{ "an escaped '=' is part of a name", "/a?p%3D1", "", "/a?p=1",
	    MATCH_NO_PARAM, NULL },
	{ "ignore-case does not reach them", "/A?p=B", "i", "/a?p=b",
	    MATCH_NO_PARAM, NULL },
	{ "below a prefix, too", "/a/*?p=1", "", "/a/b?p=1", MATCH_YES, "b" },
	{ "and at a pattern", "/:a?p=1", "", "/b?p=2", MATCH_NO_PARAM, NULL },
	{ "any value", "/a?p=:v", "", "/a?p=1", MATCH_YES, "" },
	{ "any value but an empty one", "/a?p=:v", "", "/a?p=&p",
	    MATCH_NO_PARAM, NULL },
	{ "any value of this parameter", "/a?p=:v", "", "/a?q=1",
	    MATCH_NO_PARAM, NULL },
	{ "any value, below a prefix", "/a/*?p=:v", "", "/a/b?q&p=1", MATCH_YES,
	    "b" },
	{ "literal: not any value", "/a?p=:v", "l", "/a?p=1", MATCH_NO_PARAM,
	    NULL },
	{ "literal: this value", "/a?p=:v", "l", "/a?p=%3av", MATCH_YES, "" },
	{ "an escaped ':' is no placeholder", "/a?p=%3Av", "", "/a?p=1",
	    MATCH_NO_PARAM, NULL },
	{ "the path before the parameter", "/a?p=1", "", "/b?p=2",
	    MATCH_NO_PATH, NULL },

	/* Scheme; its reason comes first, then the host's. */
	{ "a scheme is itself", "https://a.example/x", "",
	    "https://a.example/x", MATCH_YES, "" },
	{ "the other scheme", "https://a.example/x", "", "http://a.example/x",
	    MATCH_NO_SCHEME, NULL },
	{ "http is not https", "http://a.example/x", "", "https://a.example/x",
	    MATCH_NO_SCHEME, NULL },
	{ "any scheme: https", "a.example/x", "", "https://a.example/x",
	    MATCH_YES, "" },
	{ "scheme before host", "https://a.example/x", "", "http://b.example/y",
	    MATCH_NO_SCHEME, NULL },
	{ "host before path", "a.example/x", "", "http://b.example/y",
	    MATCH_NO_HOST, NULL },
};

static void
test_cover(void **state)
{
	const struct cover *c = *state;
	struct match        m = { 0 };
	struct rule         r;
	struct key          k;

	given_rule(&r, 1, c->source, "/target");
	r.strict = strchr(c->how, 's') != NULL;
	r.ignore_case = strchr(c->how, 'i') != NULL;
	r.literal = strchr(c->how, 'l') != NULL;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	key_init(&k);
	given_key(&k, "GET", c->url);

	assert_int_equal(match_rule(&r, &k, &m), c->want);
	if (c->want == MATCH_YES) {
		assert_ptr_equal(m.rule, &r);
		assert_true(slice_is(m.splat, c->splat));
	} else {
		assert_null(m.rule);
	}
	key_free(&k);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest cover[ARRAY_LEN(cover_rows)];

	TABLE_FILL(cover, cover_rows, test_cover);
	return cmocka_run_group_tests_name("cover", cover, NULL, NULL) != 0;
}
