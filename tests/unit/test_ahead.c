/* SPDX-License-Identifier: MIT */
/* test_ahead.c - the promises of ahead.h and chosen.h, on rules drawn by lot:
 * what a look at every pair would find, and in which order. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "ahead.h"
#include "chosen.h"
#include "dice.h"
#include "match.h"
#include "shape.h"

#define RULES 400

static struct rule rules[RULES];

static void
draw(struct dice *d, struct rule *r, int64_t id)
{
	static const char *const hosts[] = { "", "", "a.example", "b.a.example",
		"*.a.example", "*.example", "https://a.example",
		"http://c.example" };
	static const char *const paths[] = { "/", "/a", "/A", "/a/b", "/a/b/c",
		"/a/bc", "/b", "/b/a", "/%C3%A9/x" };
	static const char *const ends[] = { "", "", "", "/", "/*", "/*", "/:x",
		"/:x/*", "?a=1", "?a=1&b=2" };
	static const char *const regexes[] = { "~/a.*", "~/b/(x|y)" };
	char                     source[200];
	const char              *path = DICE_ONE_OF(d, paths);
	const char              *end = DICE_ONE_OF(d, ends);

	if (strcmp(path, "/") == 0 && end[0] == '/')
		path = "";
	if (dice_once_in(d, 20)) {
		path = DICE_ONE_OF(d, regexes);
		end = "";
	}
	snprintf(source, sizeof(source), "%s%s%s", DICE_ONE_OF(d, hosts), path,
	    end);
	rule_init(r, 0);
	r->id = id;
	r->starts_at = (int64_t)dice_below(d, 3);
	r->ignore_case = dice_once_in(d, 4) != 0;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, SLICE("/t"));
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static int
in_order(const void *a, const void *b)
{
	return match_order(a, b);
}

/* What is brought, by ids, and what is to be forgotten. */
struct brought {
	bool    is[RULES + 1];
	int64_t forget, stop;
	size_t  n;
};

static enum ahead_next
bring(int64_t id, void *arg)
{
	struct brought *b = arg;

	assert_false(b->is[id]); /* none twice */
	b->is[id] = true;
	b->n++;
	return id == b->forget ? AHEAD_FORGET :
	    id == b->stop      ? AHEAD_STOP :
				 AHEAD_KEEP;
}

/* Of three, one looks, one is noted, and one does both. */
static bool
looks(const struct rule *r)
{
	return r->id % 3 != 0;
}

static bool
is_noted(const struct rule *r)
{
	return r->id % 3 != 1;
}

static void
finds_all(void **state)
{
	struct dice  d = { 3 };
	struct ahead a;
	size_t       pairs = 0, brought = 0;

	(void)state;
	for (int i = 0; i < RULES; i++)
		draw(&d, &rules[i], i + 1);
	qsort(rules, RULES, sizeof(rules[0]), in_order);
	assert_err(ahead_init(&a), ERR_OK);
	for (int i = 0; i < RULES; i++)
		if (looks(&rules[i]))
			ahead_expect(&a, &rules[i]);
	for (int i = 0; i < RULES; i++) {
		struct brought b = { .forget = 0 };

		if (looks(&rules[i]))
			ahead_each(&a, &rules[i], bring, &b);
		if (is_noted(&rules[i]))
			assert_err(ahead_note(&a, &rules[i], rules[i].id,
				       looks(&rules[i])),
			    ERR_OK);
		brought += b.n;
		for (int j = 0; j < i && looks(&rules[i]); j++) {
			if (!is_noted(&rules[j]) ||
			    !shape_may_meet(&rules[j], &rules[i]))
				continue;
			pairs++;
			if (!b.is[rules[j].id])
				fail_msg("%.*s does not find %.*s",
				    (int)rules[i].source.n, rules[i].source.s,
				    (int)rules[j].source.n, rules[j].source.s);
		}
	}
	assert_true(pairs > 1000);
	/* Few in vain, so that a million cost no more than one each. */
	assert_true(brought < 2 * pairs);
	ahead_free(&a);
	for (int i = 0; i < RULES; i++)
		rule_free(&rules[i]);
}

static void
one(struct rule *r, const char *source, int64_t id)
{
	rule_init(r, 0);
	r->id = id;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, SLICE("/t"));
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static void
forgets(void **state)
{
	struct rule    noted, other, seeker;
	struct ahead   a;
	struct brought b = { .forget = 1, .stop = 0 };

	(void)state;
	one(&noted, "a.example/x/*", 1);
	one(&other, "a.example/x", 2);
	one(&seeker, "/x/*", 3);
	assert_err(ahead_init(&a), ERR_OK);
	ahead_expect(&a, &seeker);
	assert_err(ahead_note(&a, &other, 2, false), ERR_OK);
	assert_err(ahead_note(&a, &noted, 1, false), ERR_OK);
	ahead_each(&a, &seeker, bring, &b);
	assert_true(b.is[1] && b.is[2]);
	b = (struct brought){ .stop = 2 };
	ahead_each(&a, &seeker, bring, &b);
	assert_true(!b.is[1] && b.is[2]);
	ahead_free(&a);
	rule_free(&noted);
	rule_free(&other);
	rule_free(&seeker);
}

static void
nobody_looks(void **state)
{
	struct rule  noted, seeker;
	struct ahead a;

	(void)state;
	one(&seeker, "/y", 1);
	one(&noted, "/x", 2);
	assert_err(ahead_init(&a), ERR_OK);
	ahead_expect(&a, &seeker);
	for (int i = 0; i < 1000; i++)
		assert_err(ahead_note(&a, &noted, 2, false), ERR_OK);
	/* But by itself. */
	for (int i = 0; i < 1000; i++)
		assert_err(ahead_note(&a, &seeker, 1, true), ERR_OK);
	assert_int_equal(a.n, 0);
	ahead_free(&a);
	rule_free(&noted);
	rule_free(&seeker);
}

/* -------------------------------------------------------------- chosen.h */

static int
by_compare(const void *a, const void *b)
{
	const struct rule *const *x = a, *const *y = b;

	return chosen_compare(*x, *y);
}

static void
keeps_the_order(void **state)
{
	struct dice        d = { 11 };
	struct chosen      c = { NULL, 0, 0 };
	const struct rule *put[RULES];
	size_t             n, groups = 0;

	(void)state;
	for (int i = 0; i < RULES; i++) {
		draw(&d, &rules[i], i + 1);
		assert_err(chosen_add(&c, &rules[i], i % 3 == 0), ERR_OK);
	}
	chosen_sort(&c);
	assert_int_equal(c.n, RULES);
	for (size_t i = 0; i < c.n; i += n, groups++) {
		n = chosen_group(&c, i);
		for (size_t j = i; j < i + n; j++) {
			const int64_t id = chosen_id(&c.all[j]);

			put[j] = &rules[id - 1];
			assert_int_equal(chosen_is_wanted(&c.all[j]),
			    (id - 1) % 3 == 0);
		}
		qsort(put + i, n, sizeof(struct rule *), by_compare);
	}
	assert_true(groups > 50);
	for (int i = 0; i < RULES; i++)
		for (int j = i + 1; j < RULES; j++)
			if (shape_may_meet(put[i], put[j]) &&
			    match_order(put[i], put[j]) > 0)
				fail_msg("%.*s before %.*s",
				    (int)put[i]->source.n, put[i]->source.s,
				    (int)put[j]->source.n, put[j]->source.s);
	for (int i = 0; i < RULES; i++)
		rule_free(&rules[i]);
	chosen_free(&c);
}

static void
sorts_none(void **state)
{
	struct chosen c = { NULL, 0, 0 };

	(void)state;
	chosen_sort(&c);
	assert_int_equal(c.n, 0);
	chosen_free(&c);
}

/* An id that has no room in the order is as right as another. */
static void
ids_of_any_size(void **state)
{
	static const int64_t     ids[] = { INT64_MAX, 7, INT64_C(1) << 40, 3 };
	static const char *const sources[] = { "/a", "/b/*", "/c", "/b/d/*" };
	struct chosen            c = { NULL, 0, 0 };
	bool                     seen[4] = { false };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ids); i++) {
		one(&rules[i], sources[i], ids[i]);
		assert_err(chosen_add(&c, &rules[i], true), ERR_OK);
	}
	chosen_sort(&c);
	for (size_t i = 0; i < c.n; i++)
		for (size_t j = 0; j < ARRAY_LEN(ids); j++)
			seen[j] = seen[j] || chosen_id(&c.all[i]) == ids[j];
	for (size_t j = 0; j < ARRAY_LEN(ids); j++)
		assert_true(seen[j]);
	/* Exact ones first, then the longer head. */
	assert_int_equal(chosen_id(&c.all[2]), 3);
	assert_int_equal(chosen_id(&c.all[3]), 7);
	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		rule_free(&rules[i]);
	chosen_free(&c);
}

int
main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_all),
		cmocka_unit_test(forgets),
		cmocka_unit_test(nobody_looks),
		cmocka_unit_test(keeps_the_order),
		cmocka_unit_test(sorts_none),
		cmocka_unit_test(ids_of_any_size),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
