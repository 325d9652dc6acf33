/* SPDX-License-Identifier: MIT */
/* test_pattern.c - the promises of pattern.h. */
#include "rows.h"

#include <string.h>

#include "pattern.h"
#include "says.h"

struct pattern_case {
	const char *name;
	const char *pattern;
	unsigned    n;
	size_t      head;
	const char *shape;
	uint64_t    places; /* behind the head */
};

static const struct pattern_case pattern_cases[] = {
	{ "a path without placeholders", "/a/b", 0, 4, "/a/b", 0 },
	{ "everything has no placeholder", "", 0, 0, "", 0 },
	{ "a placeholder first", "/:a/b", 1, 0, "/*/b", 2 },
	{ "a placeholder last", "/a/b/:c", 1, 4, "/a/b/*", 0 },
	{ "two of them", "/a/:b/c/:d", 2, 2, "/a/*/c/*", 2 },
	{ "text in several places", "/:a/b/c/:d/e", 2, 0, "/*/b/c/*/e", 22 },
	{ "nine of them", "/:a/:b/:c/:d/:e/:f/:g/:h/:i", 9, 0,
	    "/*/*/*/*/*/*/*/*/*", 0 },
	{ "letters, digits and '_' make a name", "/:_aZ09_", 1, 0, "/*", 0 },
	{ "names that begin alike are others", "/:a/:ab", 2, 0, "/*/*", 0 },
	{ "names have a case", "/:a/:A", 2, 0, "/*/*", 0 },
	{ "a ':' and a digit are text", "/:1", 0, 3, "/:1", 0 },
	{ "a ':' alone is text", "/:/a:", 0, 5, "/:/a:", 0 },
	{ "text between ':' and '-' is text", "/a:-b", 0, 5, "/a:-b", 0 },
	{ "names that begin with splat are others", "/:splats", 1, 0, "/*", 0 },
};

static void
pattern_row(void **state)
{
	const struct pattern_case *c = *state;
	struct slice               s = slice_of(c->pattern), one;
	struct buf                 shape, why;
	unsigned                   n = 77, seen = 0;

	buf_init(&shape, 100);
	buf_init(&why, WHY_MAX);
	assert_err(pattern_check(s, &n, &why), ERR_OK);
	assert_int_equal(why.len, 0);
	assert_int_equal(n, c->n);
	assert_int_equal(pattern_head(s), c->head);
	assert_int_equal(pattern_places(s, c->head), c->places);
	pattern_shape(s, &shape);
	assert_err(buf_end(&shape), ERR_OK);
	assert_string_equal(shape.data, c->shape);
	for (size_t at = 0; pattern_next(s, &at, &one); seen++) {
		assert_int_equal(one.s[0], ':');
		assert_int_equal(pattern_find(s,
				     (struct slice){ one.s + 1, one.n - 1 }),
		    seen);
	}
	assert_int_equal(seen, c->n);
	assert_int_equal(pattern_find(s, SLICE("other")), -1);
	assert_int_equal(pattern_find(s, SLICE("")), -1);
	buf_free(&why);
	buf_free(&shape);
}

struct refusal_case {
	const char *name;
	const char *path;
	enum err    err;
	const char *says;
};

static const struct refusal_case refusal_cases[] = {
	{ "a name behind text", "/x:a", ERR_SYNTAX, "'x:a' is refused" },
	{ "text behind a name", "/:a.b", ERR_SYNTAX, "':a.b' is refused" },
	{ "an escape behind a name", "/:a%20", ERR_SYNTAX, "a whole segment" },
	{ "two names in one", "/:a:b", ERR_SYNTAX, "a whole segment" },
	{ "a second ':' before a name", "/::a", ERR_SYNTAX, "'::a' is" },
	{ "splat", "/a/:splat", ERR_SYNTAX, "take another name" },
	{ "the same name again", "/:a/:b/:a", ERR_SYNTAX,
	    "':a' is refused: it stands there twice" },
	{ "ten names", "/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j", ERR_LIMIT,
	    "the limit is 9" },
};

static void
refusal_row(void **state)
{
	const struct refusal_case *c = *state;
	struct buf                 why;
	unsigned                   n = 77;

	buf_init(&why, WHY_MAX);
	assert_err(pattern_check(slice_of(c->path), &n, &why), c->err);
	assert_says(&why, c->says);
	assert_err(pattern_check(slice_of(c->path), &n, NULL), c->err);
	assert_int_equal(n, 77);
	buf_free(&why);
}

struct cover_case {
	const char *name;
	const char *pattern, *path;
	bool        ignore_case;
	const char *want; /* "piece,piece|rest"; NULL: not covered */
};

static const struct cover_case cover_cases[] = {
	{ "a piece is its segment", "/a/:b", "/a/xyz", false, "xyz|" },
	{ "pieces come in their order", "/:b/c/:a", "/1/c/22", false, "1,22|" },
	{ "what follows is left", "/a/:b", "/a/x/y/", false, "x|/y/" },
	{ "a final slash is left", "/a/:b", "/a/x/", false, "x|/" },
	{ "everything covers everything", "", "/a", false, "|/a" },
	{ "an empty segment is none", "/a/:b", "/a/", false, NULL },
	{ "too few segments", "/a/:b/:c", "/a/x", false, NULL },
	{ "another word", "/a/:b/c", "/a/x/d", false, NULL },
	{ "a longer word", "/a/:b/c", "/a/x/cc", false, NULL },
	{ "a shorter word", "/a/:b/cc", "/a/x/c", false, NULL },
	{ "another case", "/:b/C", "/x/c", false, NULL },
	{ "any case", "/:b/cD%2F", "/X/Cd%2F", true, "X|" },
	{ "no letter is beside an escape", "/:b/%4A", "/x/J", true, NULL },
};

static void
cover_row(void **state)
{
	const struct cover_case *c = *state;
	struct slice             pattern = slice_of(c->pattern);
	struct slice             path = slice_of(c->path);
	struct piece             pieces[PATTERN_NAMES_MAX];
	const size_t             head = pattern_head(pattern);
	const uint64_t           places = pattern_places(pattern, head);
	uint64_t                 hash, same;
	struct buf               got;
	unsigned                 n;
	size_t                   end = 0;

	assert_err(pattern_check(pattern, &n, NULL), ERR_OK);
	assert_int_equal(pattern_covers(pattern, path, c->ignore_case, pieces,
			     &end),
	    c->want != NULL);
	assert_true(pattern_hash(pattern, head, places, c->ignore_case, &hash));
	if (c->want == NULL) {
		if (pattern_hash(path, head, places, c->ignore_case, &same))
			assert_int_equal(hash == same, places == 0);
		return;
	}
	assert_true(pattern_hash(path, head, places, c->ignore_case, &same));
	assert_true(hash == same);
	buf_init(&got, 100);
	for (unsigned i = 0; i < n; i++) {
		if (i > 0)
			buf_addc(&got, ',');
		buf_add(&got, path.s + pieces[i].at, pieces[i].n);
	}
	buf_addc(&got, '|');
	buf_add(&got, path.s + end, path.n - end);
	assert_err(buf_end(&got), ERR_OK);
	assert_string_equal(got.data, c->want);
	buf_free(&got);
}

int
main(void)
{
	static struct CMUnitTest patterns[ARRAY_LEN(pattern_cases)];
	static struct CMUnitTest refusals[ARRAY_LEN(refusal_cases)];
	static struct CMUnitTest covers[ARRAY_LEN(cover_cases)];
	int                      failed = 0;

	TABLE_FILL(patterns, pattern_cases, pattern_row);
	TABLE_FILL(refusals, refusal_cases, refusal_row);
	TABLE_FILL(covers, cover_cases, cover_row);
	failed += cmocka_run_group_tests_name("pattern", patterns, NULL, NULL);
	failed += cmocka_run_group_tests_name("refused", refusals, NULL, NULL);
	failed += cmocka_run_group_tests_name("covers", covers, NULL, NULL);
	return failed != 0;
}
