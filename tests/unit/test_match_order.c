/* SPDX-License-Identifier: MIT */
/* test_match_order.c - in which order rules are asked. */
#include "rows.h"

#include "dice.h"
#include "given.h"
#include "match.h"

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
	{ "an exact path before a pattern", { "/a/b", 1, 1 },
	    { "/a/:b", 2, 2 } },
	{ "a longer head of a pattern", { "/a/b/:c", 1, 1 },
	    { "/a/:b/c", 2, 2 } },
	{ "a longer head before placeholders", { "/a/b/*", 1, 1 },
	    { "/a/:b/c", 2, 2 } },
	{ "placeholders before a star", { "/a/:b", 1, 1 }, { "/a/*", 2, 2 } },
	{ "placeholders before those with a star", { "/a/:b", 1, 1 },
	    { "/a/:b/*", 2, 2 } },
	{ "placeholders with a star before a star", { "/a/:b/*", 1, 1 },
	    { "/a/*", 2, 2 } },
	{ "words behind a placeholder are nothing", { "/a/:b/:c", 2, 1 },
	    { "/a/:b/c", 1, 2 } },
	{ "placeholders before a scheme", { "a.example/:a", 1, 1 },
	    { "https://a.example/*", 2, 2 } },
	{ "everything before an expression", { "/*", 1, 1 },
	    { "~/a/b/c", 2, 2 } },
	{ "an expression on a host before any host", { "a.example~.*", 1, 1 },
	    { "/a", 2, 2 } },
	{ "of expressions the lower id", { "~/a", 1, 1 }, { "~/a", 2, 2 } },
	{ "their beginning is nothing", { "~.*", 1, 1 }, { "~/a/b", 2, 2 } },
	{ "their scheme is nothing", { "a.example~/a", 1, 1 },
	    { "http://a.example~/a", 2, 2 } },
	{ "any head before everything", { "/a/*", 1, 1 }, { "/*", 2, 2 } },
	{ "a longer head before a scheme", { "a.example/a/*", 1, 1 },
	    { "https://a.example/*", 2, 2 } },
	{ "a host before subdomains", { "b.a.example/*", 1, 1 },
	    { "*.a.example/b", 2, 2 } },
	{ "subdomains before any host", { "*.a.example/*", 1, 1 },
	    { "/a", 2, 2 } },
	{ "the longest wildcard", { "*.b.a.example/*", 1, 1 },
	    { "*.a.example/b", 2, 2 } },
	{ "more parameters before fewer", { "/a?x&y", 1, 1 },
	    { "/a?z", 2, 2 } },
	{ "a parameter before none", { "/a/*?x", 1, 1 }, { "/a/*", 2, 2 } },
	{ "the path before parameters", { "/a", 1, 1 }, { "/*?x&y&z", 2, 2 } },
	{ "parameters before a scheme", { "a.example/a?x", 1, 1 },
	    { "https://a.example/a", 2, 2 } },
	{ "which parameters is nothing", { "/a?z=long", 2, 1 },
	    { "/a?b", 1, 2 } },
	{ "a value before any value", { "/a?x=1", 1, 1 }, { "/a?x=:x", 2, 2 } },
	{ "more parameters before a value", { "/a?x=:x&y=:y", 1, 1 },
	    { "/a?x=1", 2, 2 } },
	{ "any value before no parameter", { "/a?x=:x", 1, 1 },
	    { "/a", 2, 2 } },
	{ "a path with any value before a prefix", { "/a?x=:x", 1, 1 },
	    { "/a/*?x=1&y=2", 2, 2 } },
	{ "the longer head before a value", { "/a/b/*?x=:x", 1, 1 },
	    { "/a/*?x=1", 2, 2 } },
	{ "a value before a scheme", { "a.example/a?x=1", 1, 1 },
	    { "https://a.example/a?x=:x", 2, 2 } },
	{ "fewer values that may be any", { "/a?x=1&y=:y", 1, 1 },
	    { "/a?x=:x&y=:y", 2, 2 } },
	{ "names of values are nothing", { "/a?x=:a", 2, 1 },
	    { "/a?x=:b", 1, 2 } },
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

static void
the_lower_rank_comes_first(void **state)
{
	struct rule a, b;

	(void)state;
	given_rule(&a, 2, "~/b", "/t");
	given_rule(&b, 1, "~/a", "/t");
	a.rank = 99;
	assert_err(rule_validate(&a, NULL), ERR_OK);
	assert_err(rule_validate(&b, NULL), ERR_OK);
	assert_true(match_order(&a, &b) < 0);
	assert_true(match_order(&b, &a) > 0);
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
		"https://b.example/*", "/:a", "/a/:b", "/:a/*", "/a/:b/*",
		"/a/:b/c", "https://a.example/:a", "*.a.example/a",
		"*.b.a.example/a", "*.a.example/:a/*", "/a?x", "/a?x&y",
		"/:a?z", "*.a.example/*?x", "/a?x=:x", "/a?x=:x&y", "/a/*?x=:x",
		"~/a", "~/.*", "a.example~/a", "https://a.example~/.*" };

	given_rule(r, id, DICE_ONE_OF(d, sources), "/t");
	r->starts_at =
	    dice_once_in(d, 4) ? WHEN_EVER : (int64_t)dice_below(d, 3);
	if (r->source.s[0] == '~' || slice_is(r->source, "a.example~/a"))
		r->rank = (int)dice_below(d, 3);
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
	struct CMUnitTest       order[ARRAY_LEN(order_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_lower_rank_comes_first),
		cmocka_unit_test(the_order_is_total),
		cmocka_unit_test(
		    sorting_is_as_choosing_the_first_again_and_again),
		cmocka_unit_test(sorting_keeps_rule_and_splat_together),
	};
	int failed = 0;

	TABLE_FILL(order, order_rows, test_order);
	failed += cmocka_run_group_tests_name("order", order, NULL, NULL);
	failed += cmocka_run_group_tests_name("match", rest, NULL, NULL);
	return failed != 0;
}
