/* SPDX-License-Identifier: MIT */
/* test_match.c - which rules cover a request, and in which order. */
#include "rows.h"

#include "dice.h"
#include "given.h"
#include "match.h"

/* ------------------------------------------------------------- match_rule() */

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

/* ------------------------------------------------------------ match_order() */

/* One of two rules. */
struct party {
	const char *source;
	int64_t     starts_at;
	int64_t     id;
};

struct order {
	const char  *name;
	struct party first, second;
};

static const struct order order_rows[] = {
	{ "a host before any host", { "a.example/*", 1, 1 }, { "/a/b", 2, 2 } },
	{ "an exact path before a prefix", { "/a", 1, 1 }, { "/a/*", 2, 2 } },
	{ "the length of an exact path is nothing", { "/a", 2, 1 },
	    { "/a/b", 1, 2 } },
	{ "a longer head before a shorter", { "/a/b/*", 1, 1 },
	    { "/a/*", 2, 2 } },
	{ "any head before everything", { "/a/*", 1, 1 }, { "/*", 2, 2 } },
	{ "a longer head before a scheme", { "a.example/a/*", 1, 1 },
	    { "https://a.example/*", 2, 2 } },
	{ "a scheme before any scheme", { "https://a.example/a", 1, 1 },
	    { "a.example/a", 2, 2 } },
	{ "the schemes are equal", { "https://a.example/a", 2, 1 },
	    { "http://a.example/a", 1, 2 } },
	{ "a later start before an earlier", { "/a", 2, 1 }, { "/a", 1, 2 } },
	{ "a start before since ever", { "/a", WHEN_MIN, 1 },
	    { "/a", WHEN_EVER, 2 } },
	{ "a higher id before a lower", { "/a", 1, 2 }, { "/a", 1, 1 } },
	{ "ids of any size", { "/a", 1, INT64_MAX }, { "/a", 1, 1 } },
	{ "a final slash is nothing", { "/a", 1, 2 }, { "/a/", 1, 1 } },
};

static void
party_rule(struct rule *r, const struct party *p)
{
	given_valid_rule(r, p->id, p->source, "/target");
	r->starts_at = p->starts_at;
}

static void
test_order(void **state)
{
	const struct order *c = *state;
	struct rule         a, b;

	party_rule(&a, &c->first);
	party_rule(&b, &c->second);
	assert_true(match_order(&a, &b) < 0);
	assert_true(match_order(&b, &a) > 0);
	assert_int_equal(match_order(&a, &a), 0);
	rule_free(&a);
	rule_free(&b);
}

/* ----------------------------------------------------------- as a property */

#define CROWD 60

static void
random_rule(struct dice *d, int64_t id, struct rule *r)
{
	static const char *const sources[] = { "/", "/a", "/a/", "/b/c", "/*",
		"/a/*", "/a/b/*", "a.example/a", "b.example/a", "a.example/*",
		"a.example/b/*", "http://a.example/a", "https://a.example/a",
		"https://b.example/*" };

	given_rule(r, id, DICE_ONE_OF(d, sources), "/t");
	r->starts_at =
	    dice_once_in(d, 4) ? WHEN_EVER : (int64_t)dice_below(d, 3);
	r->strict = dice_once_in(d, 2);
	r->ignore_case = dice_once_in(d, 2);
	assert_err(rule_validate(r, NULL), ERR_OK);
}

/* Antisymmetric, transitive, and equal for a rule and itself only. */
static void
the_order_is_total(void **state)
{
	static struct rule r[CROWD];
	struct dice        d = { 1 };

	(void)state;
	for (int64_t i = 0; i < CROWD; i++)
		random_rule(&d, i + 1, &r[i]);
	for (size_t a = 0; a < CROWD; a++)
		for (size_t b = 0; b < CROWD; b++) {
			int ab = match_order(&r[a], &r[b]);

			assert_int_equal(ab == 0, a == b);
			assert_int_equal(ab<0, match_order(&r[b], &r[a])> 0);
			for (size_t c = 0; c < CROWD; c++)
				if (ab < 0 && match_order(&r[b], &r[c]) < 0)
					assert_true(match_order(&r[a], &r[c]) <
					    0);
		}
	for (size_t i = 0; i < CROWD; i++)
		rule_free(&r[i]);
}

/* What comes next is what nothing that is left comes before. */
static void
sorting_is_as_choosing_the_first_again_and_again(void **state)
{
	static struct rule r[CROWD];
	struct match       sorted[CROWD], left[CROWD];
	struct dice        d = { 2 };

	(void)state;
	for (int64_t i = 0; i < CROWD; i++)
		random_rule(&d, i + 1, &r[i]);
	/* Both ways of sorting: a handful, and more than that. */
	for (size_t n = 0; n <= CROWD; n++) {
		for (size_t i = 0; i < n; i++)
			left[i] = sorted[i] =
			    (struct match){ .rule = &r[(i * 7) % n] };
		if (n % 7 == 0) /* then the same would come twice */
			for (size_t i = 0; i < n; i++)
				left[i] = sorted[i] =
				    (struct match){ .rule = &r[i] };
		match_sort(sorted, n);
		for (size_t done = 0; done < n; done++) {
			size_t best = 0;

			for (size_t i = 1; i < n - done; i++)
				if (match_order(left[i].rule, left[best].rule) <
				    0)
					best = i;
			assert_ptr_equal(sorted[done].rule, left[best].rule);
			left[best] = left[n - done - 1];
		}
	}
	for (size_t i = 0; i < CROWD; i++)
		rule_free(&r[i]);
}

/* A match keeps what belongs to it while it is sorted. */
static void
sorting_keeps_rule_and_splat_together(void **state)
{
	struct rule  a, b;
	struct key   k;
	struct match m[2];

	(void)state;
	given_valid_rule(&a, 1, "/a/*", "/t");
	given_valid_rule(&b, 2, "/a/b/*", "/t");
	key_init(&k);
	given_key(&k, "GET", "/a/b/c");
	assert_int_equal(match_rule(&a, &k, &m[0]), MATCH_YES);
	assert_int_equal(match_rule(&b, &k, &m[1]), MATCH_YES);
	match_sort(m, 2);
	assert_ptr_equal(m[0].rule, &b);
	assert_true(slice_is(m[0].splat, "c"));
	assert_ptr_equal(m[1].rule, &a);
	assert_true(slice_is(m[1].splat, "b/c"));
	key_free(&k);
	rule_free(&a);
	rule_free(&b);
}

int
main(void)
{
	struct CMUnitTest       cover[ARRAY_LEN(cover_rows)];
	struct CMUnitTest       order[ARRAY_LEN(order_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_order_is_total),
		cmocka_unit_test(
		    sorting_is_as_choosing_the_first_again_and_again),
		cmocka_unit_test(sorting_keeps_rule_and_splat_together),
	};
	int failed = 0;

	TABLE_FILL(cover, cover_rows, test_cover);
	TABLE_FILL(order, order_rows, test_order);
	failed += cmocka_run_group_tests_name("cover", cover, NULL, NULL);
	failed += cmocka_run_group_tests_name("order", order, NULL, NULL);
	failed += cmocka_run_group_tests_name("match", rest, NULL, NULL);
	return failed != 0;
}
