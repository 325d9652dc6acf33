/* SPDX-License-Identifier: MIT */
/* test_arrive.c - which rules let nobody arrive. */
#include "rows.h"

#include "arrive.h"
#include "given.h"
#include "says.h"

struct arrival {
	const char *name;
	const char *source, *target;
	const char *how; /* s strict, i ignore-case, l literal, d query drop,
	                  * a: target is what comes after the end */
	bool never;
};

static const struct arrival arrival_rows[] = {
	/* Loops. */
	{ "to itself", "/a", "/a", "", true },
	{ "to another spelling of itself", "/a", "/%61", "", true },
	{ "to itself with more slashes", "/a/b", "/a//b", "", true },
	{ "to itself with a fragment", "/a", "/a#f", "", true },
	{ "to itself, bound to its scheme", "http://a.example/a",
	    "http://a.example/a", "", true },
	{ "to itself on the default port", "https://a.example/a",
	    "https://a.example:443/a", "", true },
	{ "strict, to itself", "/a/", "/a/", "s", true },
	{ "a strict prefix to itself", "/a/*", "/a/:splat", "s", true },
	{ "everything to itself", "/*", "/:splat", "", true },
	{ "a prefix to itself without case", "/a/*", "/a/:splat", "i", false },
	{ "literal, to itself", "/:a", "/:a", "l", true },

	/* Growth. */
	{ "everything grows", "/*", "/x/:splat", "", true },
	{ "a prefix grows", "/a/*", "/a/b/:splat", "", true },
	{ "a strict prefix grows", "/a/*", "/a/b/:splat", "s", true },
	{ "a prefix grows at its end", "/a/*", "/a/:splat/x", "", true },
	{ "a host grows to its own https", "a.example/*",
	    "https://a.example/x/:splat", "", true },
	{ "ignore-case grows", "/a/*", "/A/x/:splat", "i", true },
	{ "growth drops queries, too", "/*", "/x/:splat", "d", true },
	{ "any host grows on the target's", "/*", "https://a.example/x/:splat",
	    "", true },

	{ "placeholders to themselves", "/a/:b/:c", "/a/:b/:c", "", true },
	{ "placeholders that change places for ever", "/:a/:b", "/:b/:a", "",
	    true },
	{ "a pattern grows", "/:a/*", "/x/:a/:splat", "", true },
	{ "a pattern without case grows", "/A/:b/*", "/a/:b/x/:splat", "i",
	    true },

	{ "with a parameter, to itself", "/a?p=1", "/a?p=1", "", true },
	{ "with a parameter, growing", "/a/*?p=1", "/a/x/:splat?p=1", "",
	    true },
	{ "subdomains to themselves", "*.a.example/*", "/x/:splat", "", true },

	/* Legal. */
	{ "a parameter is taken away", "/a?p=1", "/a", "", false },
	{ "a parameter changes", "/a?p=1", "/a?p=2", "", false },
	{ "subdomains to their apex", "*.a.example/*",
	    "https://a.example/:splat", "", false },
	{ "of most expressions nothing is known", "~/a.*", "/a", "", false },
	{ "an expression to itself", "~/a/(\\d+)/(x|y)", "/a/$1/$2", "", true },
	{ "an expression without any, to itself", "~/a\\.b", "/a.b", "", true },
	{ "one that swaps", "~/(.*)/(.*)", "/$2/$1", "", false },
	{ "one that leaves something out", "~/a(/x)?/(.*)", "/a/$2", "",
	    false },
	{ "one that repeats its capture", "~/a(/x)*", "/a$1", "", false },
	{ "one with more around it", "~/a/.(.*)", "/a/$1", "", false },
	{ "one that adds a parameter", "~/a/(.*)", "/a/$1?x=1", "", false },
	{ "one that drops them", "~/a/(.*)", "/a/$1", "d", false },
	{ "one on another host", "~/a/(.*)", "https://b.example/a/$1", "",
	    false },
	{ "one that makes letters small", "~/a/(.*)", "/a/$1", "i", false },
	{ "one with a class, which may hold anything", "~/a/([)]+)", "/a/$1",
	    "", false },
	{ "one with an escape in its capture", "~/a/(x\\)y)", "/a/$1", "",
	    true },
	{ "one with an escaped mark", "~/a\\(b", "/a(b", "", true },
	{ "one with another mark", "~/a\\(b", "/a)b", "", false },
	{ "one that ends before its target", "~/a", "/ab", "", false },
	{ "one that goes on", "~/ab", "/a", "", false },
	{ "one whose capture is not there", "~/a(b)c", "/abc", "", false },
	{ "one whose target ends before it", "~/a/(b)", "/a/", "", false },
	{ "one with a tenth capture", "~/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)",
	    "/$1$2$3$4$5$6$7$8$9x", "", false },
	{ "one whose target is text", "~/a(b)", "/a$", "", false },
	{ "captures within captures", "~/a/((.)x)", "/a/$1", "", false },
	{ "a group at its very end", "~/a/(x)", "/a/$1", "", true },
	{ "a group with an escape", "~/a/(\\)x)", "/a/$1", "", true },
	{ "what only looks ahead", "~/a/(?=x)(x)", "/a/$1", "", false },
	{ "what is no capture", "~/a/(?:x)(y)", "/a/x$1", "", false },
	{ "a placeholder elsewhere", "/a/:b", "/b/:b", "", false },
	{ "a word takes the place of a placeholder", "/a/:b", "/a/x", "",
	    false },
	{ "a pattern that moves out of itself", "/:a/x", "/x/:a", "", false },
	{ "a placeholder into the query", "/a/:b", "/a?b=:b", "", false },
	{ "a pattern to another host", "a.example/:b/*",
	    "https://b.example/:b/:splat", "", false },
	{ "elsewhere", "/a", "/b", "", false },
	{ "to another host", "a.example/a", "https://b.example/a", "", false },
	{ "every path to another host", "a.example/*",
	    "https://b.example/:splat", "", false },
	{ "any host to one host", "/*", "https://a.example/:splat", "", false },
	{ "to https", "http://a.example/*", "https://a.example/:splat", "",
	    false },
	{ "any scheme to http", "a.example/a", "http://a.example/a", "",
	    false },
	{ "any scheme to https", "a.example/*", "https://a.example/:splat", "",
	    false },
	{ "a final slash is added", "/a", "/a/", "", false },
	{ "a final slash is taken away", "/a/", "/a", "", false },
	{ "a strict slash is added", "/a", "/a/", "s", false },
	{ "a query is added", "/a", "/a?x=1", "", false },
	{ "queries are dropped", "/a", "/a", "d", false },
	{ "everybody's queries are dropped", "/*", "/:splat", "d", false },
	{ "a prefix to its head", "/a/*", "/a", "", false },
	{ "a prefix to a page below", "/a/*", "/a/over", "", false },
	{ "everything to one page", "/*", "/maintenance", "", false },
	{ "everything to the root", "/*", "/", "", false },
	{ "a prefix to itself: its head gets a slash", "/a/*", "/a/:splat", "",
	    false },
	{ "a prefix is taken away", "/a/*", "/:splat", "", false },
	{ "a prefix is put before another", "/a/*", "/b/a/:splat", "", false },
	{ "a path into the query", "/*", "/go?to=:splat", "", false },
	{ "small letters for any", "/a", "/a", "i", false },
	{ "capitals for any", "/A", "/A", "i", false },
	{ "one spelling for any", "/Ab", "/Ab", "i", false },
	{ "no letters, for any", "/1", "/1", "i", true },
	{ "another port", "http://a.example/a", "http://a.example:8080/a", "",
	    false },
	{ "leave alone", "/a/*", "-", "", false },

	/* What answers after the end is followed, too. */
	{ "after the end, elsewhere", "/a", "/b", "a", false },
	{ "after the end, to itself", "/a", "/a", "a", true },
	{ "after the end, growing", "/*", "/x/:splat", "a", true },
	{ "after the end, to the root", "/*", "/", "a", false },
};

static void
test_arrival(void **state)
{
	const struct arrival *c = *state;
	bool                  is_after = strchr(c->how, 'a') != NULL;
	bool                  never = !c->never;
	struct rule           r;
	struct buf            why;

	given_rule(&r, 1, c->source,
	    is_after ? "https://t.example/" : c->target);
	if (is_after)
		rule_set_text(&r, &r.after, slice_of(c->target));
	r.strict = strchr(c->how, 's') != NULL;
	r.ignore_case = strchr(c->how, 'i') != NULL;
	r.literal = strchr(c->how, 'l') != NULL;
	if (strchr(c->how, 'd') != NULL)
		r.query = QUERY_DROP;
	assert_err(rule_validate(&r, NULL), ERR_OK);

	buf_init(&why, WHY_MAX);
	assert_err(arrive_never(&r, &never, &why), ERR_OK);
	assert_int_equal(never, c->never);
	if (never) {
		assert_says(&why, c->source);
		assert_says(&why, c->target);
	} else {
		assert_int_equal(why.len, 0);
	}
	assert_err(arrive_never(&r, &never, NULL), ERR_OK);
	assert_int_equal(never, c->never);
	buf_free(&why);
	rule_free(&r);
}

static void
gone_leads_nowhere(void **state)
{
	struct rule r;
	bool        never = true;

	(void)state;
	given_rule(&r, 1, "/a", NULL);
	r.status = 410;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_err(arrive_never(&r, &never, NULL), ERR_OK);
	assert_false(never);
	rule_free(&r);
}

/* A source as long as it may be, at a target that makes it longer still. */
static void
the_longest_source_grows(void **state)
{
	char        source[SOURCE_MAX + 1], target[TARGET_MAX + 1];
	struct rule r;
	bool        never = false;

	(void)state;
	memset(source, 'a', SOURCE_MAX);
	source[0] = '/';
	source[SOURCE_MAX] = '\0';
	memcpy(target, source, sizeof(target));
	memcpy(source + SOURCE_MAX - 2, "/*", 2);
	memcpy(target + TARGET_MAX - 12, "/b/b/:splat", 12);
	given_rule(&r, 1, source, target);
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_err(arrive_never(&r, &never, NULL), ERR_OK);
	assert_false(never); /* elsewhere: a shorter head */
	memcpy(source + SOURCE_MAX - 12, "/*", 3);
	rule_set_text(&r, &r.source, slice_of(source));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_err(arrive_never(&r, &never, NULL), ERR_OK);
	assert_true(never);
	rule_free(&r);
}

/* After three hops its answers are too long to be sent. */
static void
growth_up_to_the_limit_is_growth(void **state)
{
	char        target[1900];
	struct rule r;
	bool        never = false;

	(void)state;
	memset(target, 'x', sizeof(target));
	target[0] = '/';
	memcpy(target + sizeof(target) - 8, "/:splat", 8);
	given_valid_rule(&r, 1, "/*", target);
	assert_err(arrive_never(&r, &never, NULL), ERR_OK);
	assert_true(never);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest       arrival[ARRAY_LEN(arrival_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(gone_leads_nowhere),
		cmocka_unit_test(the_longest_source_grows),
		cmocka_unit_test(growth_up_to_the_limit_is_growth),
	};
	int failed = 0;

	TABLE_FILL(arrival, arrival_rows, test_arrival);
	failed += cmocka_run_group_tests_name("arrival", arrival, NULL, NULL);
	failed += cmocka_run_group_tests_name("arrive", rest, NULL, NULL);
	return failed != 0;
}
