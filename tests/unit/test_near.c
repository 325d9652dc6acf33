/* SPDX-License-Identifier: MIT */
/* test_near.c - rules that almost cover a key, and what is in the way. */
#include "rows.h"

#include "dice.h"
#include "given.h"
#include "near.h"

/* --------------------------------------------------------------- near_why() */

struct near_case {
	const char *name;
	const char *source;
	const char *how; /* s strict, i ignore-case */
	const char *url;
	unsigned    want;
};

static const struct near_case near_cases[] = {
	{ "what covers the key is not near it", "/a", "", "/a", 0 },
	{ "nor is another path", "/a", "", "/b", 0 },
	{ "nor a path below", "/a", "", "/a/b", 0 },
	{ "nor the path above", "/a/b", "", "/a", 0 },
	{ "another host", "b.example/a", "", "http://a.example/a", NEAR_HOST },
	{ "a host, but none is asked", "b.example/a", "", "/a", NEAR_HOST },
	{ "the other scheme", "https://a.example/a", "", "http://a.example/a",
	    NEAR_SCHEME },
	{ "both", "https://b.example/a", "", "http://a.example/a",
	    NEAR_SCHEME | NEAR_HOST },
	{ "a final slash too many", "/a", "s", "/a/", NEAR_SLASH },
	{ "a final slash too few", "/a/", "s", "/a", NEAR_SLASH },
	{ "a head without its slash", "/a/*", "s", "/a", NEAR_SLASH },
	{ "other capitals in the rule", "/About", "", "/about", NEAR_CASE },
	{ "other capitals in the URL", "/about", "", "/ABOUT", NEAR_CASE },
	{ "other capitals in a head", "/Docs/*", "", "/docs/x", NEAR_CASE },
	{ "capitals below a head are nothing", "/Docs/*", "", "/docs/X",
	    NEAR_CASE },
	{ "where case does not matter it is not in the way", "b.example/About",
	    "i", "http://a.example/aBOUT", NEAR_HOST },
	{ "slash and capitals", "/A/", "s", "/a", NEAR_SLASH | NEAR_CASE },
	{ "everything at once", "https://b.example/A/", "s",
	    "http://a.example/a",
	    NEAR_SCHEME | NEAR_HOST | NEAR_SLASH | NEAR_CASE },
	{ "a head on another host", "b.example/docs/*", "",
	    "http://a.example/docs/x", NEAR_HOST },

	/* Everything on another host is near every URL: too much. */
	{ "everything on another host is not near", "b.example/*", "",
	    "http://a.example/x", 0 },
	{ "but on the host below", "www.a.example/*", "", "http://a.example/x",
	    NEAR_HOST },
	{ "and on the host above", "a.example/*", "", "http://www.a.example/x",
	    NEAR_HOST },
	{ "the end of a name is no host above", "a.example/*", "",
	    "http://ba.example/x", 0 },
	{ "and where no host is asked", "a.example/*", "", "/x", NEAR_HOST },
	{ "everything on the other scheme", "https://a.example/*", "",
	    "http://a.example/x", NEAR_SCHEME },
	{ "a parameter is missing", "/a?x=1", "", "/a?x=2", NEAR_PARAM },
	{ "a value is empty", "/a?x=:x", "", "/a?x=", NEAR_PARAM },
	{ "a value and a slash", "/a?x=:x", "s", "/a/",
	    NEAR_PARAM | NEAR_SLASH },
	{ "parameter and host", "b.example/a?x", "", "http://a.example/a",
	    NEAR_HOST | NEAR_PARAM },
	{ "a pattern in other capitals", "/Blog/:slug", "", "/blog/x",
	    NEAR_CASE },
	{ "a pattern with its slash", "/blog/:slug/", "s", "/blog/x",
	    NEAR_SLASH },
	{ "a wildcard, on its apex", "*.a.example/x", "", "http://a.example/x",
	    NEAR_HOST },
	{ "everything below a wildcard, on its apex", "*.a.example/*", "",
	    "http://a.example/x", NEAR_HOST },
	{ "everything below another wildcard", "*.b.example/*", "",
	    "http://a.example/x", 0 },
	{ "the root of another host is one page", "b.example/", "",
	    "http://a.example/", NEAR_HOST },
};

static void
test_near(void **state)
{
	const struct near_case *c = *state;
	struct rule             r;
	struct match            m;
	struct key              k;

	given_rule(&r, 1, c->source, "/target");
	r.strict = strchr(c->how, 's') != NULL;
	r.ignore_case = strchr(c->how, 'i') != NULL;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	key_init(&k);
	given_key(&k, "GET", c->url);
	assert_int_equal(near_why(&r, &k), c->want);
	if (c->want != 0)
		assert_int_not_equal(match_rule(&r, &k, &m), MATCH_YES);
	key_free(&k);
	rule_free(&r);
}

/* -------------------------------------------------------------- near_keep() */

static void
the_nearest_are_kept_in_order(void **state)
{
	static const char *const sources[] = { "/a", "/a/*", "h.example/a",
		"/*", "h.example/*" };
	static const unsigned    whys[] = { NEAR_CASE, NEAR_HOST | NEAR_CASE,
		   NEAR_HOST, NEAR_SCHEME, NEAR_SCHEME | NEAR_HOST };
	static const int64_t     want[] = { 3, 1, 4, 5, 2 };
	struct rule              r[ARRAY_LEN(sources)];
	struct near              list[ARRAY_LEN(sources)];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(r); i++)
		given_valid_rule(&r[i], (int64_t)i + 1, sources[i], "/t");
	for (size_t room = 0; room <= ARRAY_LEN(list); room++) {
		size_t n = 0;

		for (size_t twice = 0; twice < 2; twice++)
			for (size_t i = 0; i < ARRAY_LEN(r); i++)
				near_keep(list, room, &n,
				    (struct near){ &r[i], whys[i] });
		assert_int_equal(n, room);
		for (size_t i = 0; i < n; i++)
			assert_int_equal(list[i].rule->id, want[i]);
	}
	for (size_t i = 0; i < ARRAY_LEN(r); i++)
		rule_free(&r[i]);
}

/* ---------------------------------------------------------- near_spelling() */

struct spelling_case {
	const char *name;
	const char *path, *not_before;
	const char *want; /* NULL: there is none */
};

static const struct spelling_case spelling_cases[] = {
	{ "the first has capitals only", "/about", "", "/ABOUT" },
	{ "a spelling is not before itself", "/about", "/aBOUt", "/aBOUt" },
	{ "the next one after a text in between", "/ab", "/Aa", "/Ab" },
	{ "the next one after a longer text", "/ab", "/AB/x", "/Ab" },
	{ "back to an earlier letter", "/ab", "/Ac", "/aB" },
	{ "the last has small letters only", "/ab", "/aa", "/ab" },
	{ "none comes after it", "/ab", "/ac", NULL },
	{ "none comes after what begins with it", "/ab", "/ab/", NULL },
	{ "digits and signs have one spelling", "/1-2", "/1-1", "/1-2" },
	{ "and nothing comes after it", "/1-2", "/1-3", NULL },
	{ "an escape has one spelling", "/%c3%A9a", "", "/%c3%A9A" },
	{ "a text that is no path", "/a", "!", "/A" },
	{ "the largest octet", "/a", "/\xff", NULL },
};

static void
test_spelling(void **state)
{
	const struct spelling_case *c = *state;
	struct buf                  out;
	bool                        found;

	buf_init(&out, 100);
	found = near_spelling(slice_of(c->path), slice_of(c->not_before), &out);
	assert_int_equal(found, c->want != NULL);
	if (found) {
		assert_err(buf_end(&out), ERR_OK);
		assert_string_equal(out.data, c->want);
	}
	buf_free(&out);
}

/* The smallest of all spellings that are not before the text, by trying. */
static bool
smallest(const char *path, const char *not_before, char *ret)
{
	size_t n = strlen(path);
	bool   found = false;
	char   one[8];

	for (unsigned set = 0; set < 1U << n; set++) {
		for (size_t i = 0; i <= n; i++) {
			one[i] = path[i];
			if (i < n && (set >> i & 1) && one[i] >= 'a' &&
			    one[i] <= 'z')
				one[i] = (char)(one[i] - 'a' + 'A');
		}
		if (strcmp(one, not_before) >= 0 &&
		    (!found || strcmp(one, ret) < 0)) {
			memcpy(ret, one, n + 1);
			found = true;
		}
	}
	return found;
}

static void
spelling_is_as_trying_all_of_them(void **state)
{
	static const char letters[] = "ab1/-", any[] = "ABab1/-z!";
	struct dice       d = { 3 };
	struct buf        out;

	(void)state;
	buf_init(&out, 100);
	for (int round = 0; round < 20000; round++) {
		char   path[8] = "", text[8] = "", want[8] = "";
		size_t n = dice_below(&d, 6), m = dice_below(&d, 7);
		bool   found;

		for (size_t i = 0; i < n; i++)
			path[i] = letters[dice_below(&d, sizeof(letters) - 1)];
		for (size_t i = 0; i < m; i++)
			text[i] = any[dice_below(&d, sizeof(any) - 1)];
		found = smallest(path, text, want);
		buf_reset(&out);
		assert_int_equal(found,
		    near_spelling(slice_of(path), slice_of(text), &out));
		assert_err(buf_end(&out), ERR_OK);
		if (found)
			assert_string_equal(out.data, want);
	}
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       nears[ARRAY_LEN(near_cases)];
	struct CMUnitTest       spellings[ARRAY_LEN(spelling_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_nearest_are_kept_in_order),
		cmocka_unit_test(spelling_is_as_trying_all_of_them),
	};
	int failed = 0;

	TABLE_FILL(nears, near_cases, test_near);
	TABLE_FILL(spellings, spelling_cases, test_spelling);
	failed += cmocka_run_group_tests_name("near_why", nears, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("near_spelling", spellings, NULL, NULL);
	failed += cmocka_run_group_tests_name("near", rest, NULL, NULL);
	return failed != 0;
}
