/* SPDX-License-Identifier: MIT */
/* test_turns.c - the instants at which an answer becomes another. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>

#include "dice.h"
#include "given.h"
#include "turns.h"

#define RULES_MAX 6

/* ------------------------------------------------------ rule_next_change() */

struct next_case {
	const char *name;
	int64_t     from, until;
	int         status;
	bool        disabled;
	int64_t     want; /* asked at NOW */
};

static const struct next_case next_cases[] = {
	{ "a start to come", NOW + 5, NOW + 9, 307, false, NOW + 5 },
	{ "the end of an active rule", NOW, NOW + 9, 307, false, NOW + 9 },
	{ "at its last second still its end", NOW - 9, NOW + 1, 307, false,
	    NOW + 1 },
	{ "nothing once it has ended", NOW - 9, NOW, 307, false, WHEN_NEVER },
	{ "nothing without an end", NOW - 9, WHEN_NEVER, 307, false,
	    WHEN_NEVER },
	{ "nothing of a permanent rule", NOW - 9, WHEN_NEVER, 308, false,
	    WHEN_NEVER },
	{ "but its start", NOW + 1, WHEN_NEVER, 308, false, NOW + 1 },
	{ "nothing of a disabled rule", NOW + 5, NOW + 9, 307, true,
	    WHEN_NEVER },
};

static void
test_next(void **state)
{
	const struct next_case *c = *state;
	struct rule             r;

	given_rule(&r, 1, "/a", "/b");
	r.starts_at = c->from;
	r.expires_at = c->until;
	r.status = c->status;
	r.enabled = !c->disabled;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_true(rule_next_change(&r, NOW) == c->want);
	rule_free(&r);
}

/* -------------------------------------------------------------- turns_each()
 */

struct given {
	const char *source; /* NULL ends the list */
	const char *target;
	int64_t     from, until; /* from NOW; 0: ever, never */
	const char *after;
};

struct row {
	const char  *name;
	int64_t      until; /* from NOW */
	const char  *want;  /* "at status location rule; ..." */
	struct given rules[RULES_MAX];
};

static const struct row rows[] = {
	{ "no rule at all", 100, "0 404 - 0;", { { NULL, NULL, 0, 0, NULL } } },
	{ "a rule that stays", 100, "0 307 /b 1;",
	    { { "/a", "/b", 0, 0, NULL } } },
	{ "a window in between", 100, "0 404 - 0; 10 307 /b 1; 20 404 - 0;",
	    { { "/a", "/b", 10, 20, NULL } } },
	{ "what happens at the last instant is told", 20,
	    "0 404 - 0; 10 307 /b 1; 20 404 - 0;",
	    { { "/a", "/b", 10, 20, NULL } } },
	{ "what happens after it is not", 19, "0 404 - 0; 10 307 /b 1;",
	    { { "/a", "/b", 10, 20, NULL } } },
	{ "what happened before it is not", 100, "0 404 - 0;",
	    { { "/a", "/b", -20, -10, NULL } } },
	{ "a campaign over an older move", 100,
	    "0 307 /b 1; 10 307 /sale 2; 20 307 /b 1;",
	    { { "/a", "/b", 0, 0, NULL }, { "/a", "/sale", 10, 20, NULL } } },
	{ "one that changes nothing is not told", 100, "0 307 /b 1;",
	    { { "/a", "/b", 0, 0, NULL }, { "/*", "/c", 10, 20, NULL } } },
	{ "another rule with the same answer is told", 100,
	    "0 307 /b 1; 10 307 /b 2; 20 307 /b 1;",
	    { { "/a", "/b", 0, 0, NULL }, { "/a", "/b", 10, 20, NULL } } },
	{ "one ends, another begins: one turn", 100,
	    "0 404 - 0; 10 307 /b 1; 20 307 /c 2; 30 404 - 0;",
	    { { "/a", "/b", 10, 20, NULL }, { "/a", "/c", 20, 30, NULL } } },
	{ "gone after its end", 100, "0 307 /b 1; 10 410 - 1;",
	    { { "/a", "/b", 0, 10, "gone" } } },
	{ "a fallback after its end", 100, "0 307 /b 1; 10 307 /over 1;",
	    { { "/a", "/b", 0, 10, "/over" } } },
	{ "leave alone for a while", 100,
	    "0 307 /b 1; 10 404 - 2; 20 307 /b 1;",
	    { { "/*", "/b", 0, 0, NULL }, { "/a", "-", 10, 20, NULL } } },
};

/* The matches of a key, and the rules that they borrow. */
static struct rule  rules[RULES_MAX];
static struct match matches[RULES_MAX];
static size_t       n;
static struct key   key;

static void
prepare(const struct given *g)
{
	struct rule *r;

	key_init(&key);
	given_key(&key, "GET", "/a");
	for (n = 0; n < RULES_MAX && g[n].source != NULL; n++) {
		r = &rules[n];
		given_rule(r, (int64_t)n + 1, g[n].source, g[n].target);
		if (g[n].from != 0)
			r->starts_at = NOW + g[n].from;
		if (g[n].until != 0)
			r->expires_at = NOW + g[n].until;
		if (g[n].after != NULL)
			rule_set_text(r, &r->after, slice_of(g[n].after));
		assert_err(rule_validate(r, NULL), ERR_OK);
		assert_int_equal(match_rule(r, &key, &matches[n]), MATCH_YES);
	}
	match_sort(matches, n);
}

static void
tidy(void)
{
	for (size_t i = 0; i < n; i++)
		rule_free(&rules[i]);
	key_free(&key);
}

static enum err
write_down(const struct turn *t, void *arg)
{
	struct buf *out = arg;

	assert_int_equal(t->first, out->len == 0);
	assert_true(t->decision->rule_id ==
	    (t->rule != NULL ? t->rule->id : 0));
	buf_addf(out, "%s%lld %d ", out->len > 0 ? " " : "",
	    (long long)(t->at - NOW), t->decision->status);
	if (t->decision->location.len > 0)
		buf_add_slice(out, buf_slice(&t->decision->location));
	else
		buf_addc(out, '-');
	buf_addf(out, " %lld;", (long long)t->decision->rule_id);
	return ERR_OK;
}

static void
test_turns(void **state)
{
	const struct row *c = *state;
	struct buf        out;

	prepare(c->rules);
	buf_init(&out, 10000);
	assert_err(turns_each(&key, matches, n, NOW, NOW + c->until, write_down,
		       &out),
	    ERR_OK);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	buf_free(&out);
	tidy();
}

static enum err
refuse_more(const struct turn *t, void *arg)
{
	(void)t;
	++*(int *)arg;
	return ERR_IO;
}

static void
who_is_told_may_stop_it(void **state)
{
	int told = 0;

	(void)state;
	prepare((struct given[]){
	    { "/a", "/b", 10, 20, NULL }, { NULL, NULL, 0, 0, NULL } });
	assert_err(turns_each(&key, matches, n, NOW, NOW + 99, refuse_more,
		       &told),
	    ERR_IO);
	assert_int_equal(told, 1);
	tidy();
}

/* ------------------------------------------------------------ as a property */

/* What is answered at each second, as told by turns. */
struct course {
	int64_t next;
	int64_t rule[64];
	int     status[64];
};

static enum err
follow(const struct turn *t, void *arg)
{
	struct course *c = arg;
	int64_t        at = t->at - NOW;

	/* Each is another answer than the one before it. */
	assert_true(t->first || c->rule[at - 1] != t->decision->rule_id ||
	    c->status[at - 1] != t->decision->status);
	for (int64_t i = at; i < 64; i++) {
		c->rule[i] = t->decision->rule_id;
		c->status[i] = t->decision->status;
	}
	return ERR_OK;
}

static void
between_turns_the_answer_stays(void **state)
{
	static const char *const sources[] = { "/a", "/*", "/a/*" };
	static const char *const targets[] = { "/b", "-", "/a" };
	static const char *const afters[] = { "decline", "gone", "decline" };
	struct dice              d = { 5 };
	struct decision          now;

	(void)state;
	decision_init(&now);
	for (int round = 0; round < 500; round++) {
		struct given  g[RULES_MAX] = { 0 };
		struct course c = { 0 };

		for (size_t i = 0; i + 1 < dice_below(&d, RULES_MAX) + 1; i++)
			g[i] = (struct given){ DICE_ONE_OF(&d, sources),
				DICE_ONE_OF(&d, targets),
				(int64_t)dice_below(&d, 40) - 10, 50,
				DICE_ONE_OF(&d, afters) };
		for (size_t i = 0; i < RULES_MAX && g[i].source != NULL; i++)
			g[i].until =
			    g[i].from + 1 + (int64_t)dice_below(&d, 30);
		prepare(g);
		assert_err(turns_each(&key, matches, n, NOW, NOW + 63, follow,
			       &c),
		    ERR_OK);
		for (int64_t i = 0; i < 64; i++) {
			assert_err(decide(&key, matches, n,
				       when_exactly(NOW + i), NULL, &now),
			    ERR_OK);
			assert_true(now.rule_id == c.rule[i]);
			assert_int_equal(now.status, c.status[i]);
		}
		tidy();
	}
	decision_free(&now);
}

int
main(void)
{
	struct CMUnitTest       nexts[ARRAY_LEN(next_cases)];
	struct CMUnitTest       turns[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(who_is_told_may_stop_it),
		cmocka_unit_test(between_turns_the_answer_stays),
	};
	int failed = 0;

	TABLE_FILL(nexts, next_cases, test_next);
	TABLE_FILL(turns, rows, test_turns);
	failed += cmocka_run_group_tests_name("next", nexts, NULL, NULL);
	failed += cmocka_run_group_tests_name("turns", turns, NULL, NULL);
	failed += cmocka_run_group_tests_name("turns rest", rest, NULL, NULL);
	return failed != 0;
}
