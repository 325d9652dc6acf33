/* SPDX-License-Identifier: MIT */
/* test_decide_age.c - how long an answer may be kept, and what is announced;
 * answers that need no rule. */
#include "rows.h"

#include "decide.h"
#include "given.h"

#define RULES_MAX 3
#define NEVER     WHEN_NEVER
#define DAY       WHEN_DAY
#define M         2 /* the answer is settled so many seconds later */
#define SETTLED   ((struct moment){ NOW, NOW + M })

/* One rule; all of them are sorted as given, so the first comes first. */
struct given {
	int         status; /* 0: no rule */
	int64_t     from, until;
	int64_t     max_age;
	const char *target; /* NULL for a 410 */
	const char *after;
	int64_t     created, promoted;
	bool        sunset;
};

#define NONE RULE_MAX_AGE_NONE
#define TEMPORARY(from, until, age)                                   \
	{                                                             \
		307, from, until, age, "/b", "decline", NOW, 0, false \
	}
#define PERMANENT(created, promoted)                                           \
	{                                                                      \
		308, 0, NEVER, NONE, "/b", "decline", created, promoted, false \
	}
#define NO_RULE                                     \
	{                                           \
		0, 0, 0, 0, NULL, NULL, 0, 0, false \
	}

struct row {
	const char  *name;
	int64_t      max_age;
	int64_t      sunset;
	const char  *method;
	struct given rules[RULES_MAX];
};

static const struct row rows[] = {
	/* Temporary. */
	{ "no max-age is no-cache", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { TEMPORARY(0, NOW + DAY, NONE), NO_RULE, NO_RULE } },
	{ "no max-age is no-cache without an end, too", MAX_AGE_NO_CACHE, NEVER,
	    "GET", { TEMPORARY(0, NEVER, NONE), NO_RULE, NO_RULE } },
	{ "a max-age, far from the end", 60, NEVER, "GET",
	    { TEMPORARY(0, NOW + DAY, 60), NO_RULE, NO_RULE } },
	{ "a max-age without an end", 60, NEVER, "GET",
	    { TEMPORARY(0, NEVER, 60), NO_RULE, NO_RULE } },
	{ "a max-age of 0", 0, NEVER, "GET",
	    { TEMPORARY(0, NOW + DAY, 0), NO_RULE, NO_RULE } },
	{ "the last moment for the whole max-age", 60, NEVER, "GET",
	    { TEMPORARY(0, NOW + 60 + M, 60), NO_RULE, NO_RULE } },
	{ "one second later it is shorter", 59, NEVER, "GET",
	    { TEMPORARY(0, NOW + 59 + M, 60), NO_RULE, NO_RULE } },
	{ "it ends before the rule", 0, NEVER, "GET",
	    { TEMPORARY(0, NOW + M, 60), NO_RULE, NO_RULE } },
	{ "one second before the end", 0, NEVER, "GET",
	    { TEMPORARY(0, NOW + 1, RULE_MAX_AGE_MAX), NO_RULE, NO_RULE } },
	{ "the largest, until the year 9999", RULE_MAX_AGE_MAX, NEVER, "GET",
	    { TEMPORARY(0, WHEN_MAX, RULE_MAX_AGE_MAX), NO_RULE, NO_RULE } },
	{ "a 410 has one, too", 60, NEVER, "GET",
	    { { 410, 0, NEVER, 60, NULL, "decline", NOW, 0, false }, NO_RULE,
		NO_RULE } },
	{ "HEAD is as GET", 60, NEVER, "HEAD",
	    { TEMPORARY(0, NOW + DAY, 60), NO_RULE, NO_RULE } },
	{ "OPTIONS is not stored", MAX_AGE_NO_STORE, NEVER, "OPTIONS",
	    { TEMPORARY(0, NOW + DAY, 60), NO_RULE, NO_RULE } },
	{ "TRACE is not stored", MAX_AGE_NO_STORE, NEVER, "TRACE",
	    { TEMPORARY(0, NOW + DAY, 60), NO_RULE, NO_RULE } },

	/* Permanent: as long as it has stood, from an hour to a year. */
	{ "a fresh promotion", 3600, NEVER, "GET",
	    { PERMANENT(1, NOW), NO_RULE, NO_RULE } },
	{ "at an hour", 3600, NEVER, "GET",
	    { PERMANENT(1, NOW - 3600), NO_RULE, NO_RULE } },
	{ "past an hour", 3601, NEVER, "GET",
	    { PERMANENT(1, NOW - 3601), NO_RULE, NO_RULE } },
	{ "before a year", 365 * DAY - 1, NEVER, "GET",
	    { PERMANENT(1, NOW - 365 * DAY + 1), NO_RULE, NO_RULE } },
	{ "at a year", 365 * DAY, NEVER, "GET",
	    { PERMANENT(1, NOW - 365 * DAY), NO_RULE, NO_RULE } },
	{ "past a year", 365 * DAY, NEVER, "GET",
	    { PERMANENT(1, NOW - 366 * DAY), NO_RULE, NO_RULE } },
	{ "a promotion in the future (a clock was set)", 3600, NEVER, "GET",
	    { PERMANENT(1, NOW + DAY), NO_RULE, NO_RULE } },
	{ "never promoted: since it was made", 2 * DAY, NEVER, "GET",
	    { PERMANENT(NOW - 2 * DAY, 0), NO_RULE, NO_RULE } },
	{ "its own max-age is nothing", 3600, NEVER, "GET",
	    { { 301, 0, NEVER, 5, "/b", "decline", NOW, NOW, false }, NO_RULE,
		NO_RULE } },

	/* Declines. */
	{ "no rule", 60, NEVER, "GET", { NO_RULE, NO_RULE, NO_RULE } },
	{ "expired", 60, NEVER, "GET",
	    { TEMPORARY(0, NOW, 3600), NO_RULE, NO_RULE } },
	{ "left alone", 60, NEVER, "GET",
	    { { 307, 0, NEVER, 3600, "-", "decline", NOW, 0, false }, NO_RULE,
		NO_RULE } },
	{ "left alone, but not for long", 5, NEVER, "GET",
	    { { 307, 0, NOW + 5 + M, 3600, "-", "decline", NOW, 0, false },
		NO_RULE, NO_RULE } },
	{ "scheduled", 60, NEVER, "GET",
	    { TEMPORARY(NOW + 60 + M, NEVER, NONE), NO_RULE, NO_RULE } },
	{ "scheduled for soon", 59, NEVER, "GET",
	    { TEMPORARY(NOW + 59 + M, NEVER, NONE), NO_RULE, NO_RULE } },
	{ "scheduled for now", 0, NEVER, "GET",
	    { TEMPORARY(NOW + 1, NEVER, NONE), NO_RULE, NO_RULE } },
	{ "OPTIONS declined", 60, NEVER, "OPTIONS",
	    { NO_RULE, NO_RULE, NO_RULE } },

	/* After the end. */
	{ "gone afterwards", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { { 307, 0, NOW, 60, "/b", "gone", NOW, 0, false }, NO_RULE,
		NO_RULE } },
	{ "a fallback", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { { 307, 0, NOW, 60, "/b", "/c", NOW, 0, false }, NO_RULE,
		NO_RULE } },

	/* What comes first and will answer. */
	{ "until a scheduled rule starts", 5, NEVER, "GET",
	    { TEMPORARY(NOW + 5 + M, NEVER, NONE), TEMPORARY(0, NEVER, 60),
		NO_RULE } },
	{ "until the first of two starts", 5, NEVER, "GET",
	    { TEMPORARY(NOW + 9 + M, NEVER, NONE),
		TEMPORARY(NOW + 5 + M, NEVER, NONE),
		TEMPORARY(0, NEVER, 60) } },
	{ "a permanent rule, until a scheduled rule starts", 5, NEVER, "GET",
	    { TEMPORARY(NOW + 5 + M, NEVER, NONE), PERMANENT(1, 1), NO_RULE } },
	{ "no-cache stays no-cache", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { TEMPORARY(NOW + 5, NEVER, NONE), TEMPORARY(0, NEVER, NONE),
		NO_RULE } },
	{ "what comes behind does not matter", 60, NEVER, "GET",
	    { TEMPORARY(0, NEVER, 60), TEMPORARY(NOW + 5, NEVER, NONE),
		NO_RULE } },
	{ "until a rule that leads to itself is gone", 5, NEVER, "GET",
	    { { 307, 0, NOW + 5 + M, NONE, "/a", "gone", NOW, 0, false },
		TEMPORARY(0, NEVER, 60), NO_RULE } },

	/* Sunset. */
	{ "the end is announced", MAX_AGE_NO_CACHE, NOW + DAY, "GET",
	    { { 307, 0, NOW + DAY, NONE, "/b", "decline", NOW, 0, true },
		NO_RULE, NO_RULE } },
	{ "of a 410, too", MAX_AGE_NO_CACHE, NOW + DAY, "GET",
	    { { 410, 0, NOW + DAY, NONE, NULL, "decline", NOW, 0, true },
		NO_RULE, NO_RULE } },
	{ "no end is not announced", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { { 307, 0, NEVER, NONE, "/b", "decline", NOW, 0, true }, NO_RULE,
		NO_RULE } },
	{ "not by a permanent rule", 3600, NEVER, "GET",
	    { { 308, 0, NEVER, NONE, "/b", "decline", NOW, NOW, true }, NO_RULE,
		NO_RULE } },
	{ "not after the end", MAX_AGE_NO_CACHE, NEVER, "GET",
	    { { 307, 0, NOW, NONE, "/b", "/c", NOW, 0, true }, NO_RULE,
		NO_RULE } },
	{ "not where it is left alone", 60, NEVER, "GET",
	    { { 307, 0, NOW + DAY, NONE, "-", "decline", NOW, 0, true },
		NO_RULE, NO_RULE } },
	{ "not by OPTIONS", MAX_AGE_NO_STORE, NEVER, "OPTIONS",
	    { { 307, 0, NOW + DAY, NONE, "/b", "decline", NOW, 0, true },
		NO_RULE, NO_RULE } },
};

static void
test_row(void **state)
{
	const struct row *c = *state;
	struct rule       rules[RULES_MAX];
	struct match      m[RULES_MAX];
	struct decision   d;
	struct key        k;
	size_t            n = 0;

	key_init(&k);
	decision_init(&d);
	given_key(&k, c->method, "/a");
	for (; n < RULES_MAX && c->rules[n].status != 0; n++) {
		const struct given *g = &c->rules[n];
		struct rule        *r = &rules[n];

		given_rule(r, (int64_t)n + 1, "/a", g->target);
		rule_set_text(r, &r->after, slice_of(g->after));
		r->status = g->status;
		r->starts_at = g->from;
		r->expires_at = g->until;
		r->max_age = g->max_age;
		r->created_at = g->created;
		r->promoted_at = g->promoted;
		r->sunset = g->sunset;
		assert_err(rule_validate(r, NULL), ERR_OK);
		assert_int_equal(match_rule(r, &k, &m[n]), MATCH_YES);
	}
	assert_err(decide(&k, m, n, SETTLED, NULL, &d), ERR_OK);
	assert_int_equal(d.max_age, c->max_age);
	assert_true(d.sunset == c->sunset);
	while (n > 0)
		rule_free(&rules[--n]);
	decision_free(&d);
	key_free(&k);
}

static void
without_a_key_nothing_is_redirected(void **state)
{
	static const struct {
		enum err err;
		int      status;
		enum why why;
	} errors[] = {
		{ ERR_SYNTAX, 400, WHY_BAD },
		{ ERR_LIMIT, 414, WHY_TOO_LONG },
		{ ERR_NOMEM, 404, WHY_FAILED },
		{ ERR_BUSY, 404, WHY_FAILED },
		{ ERR_ABSENT, 404, WHY_FAILED },
		{ ERR_SCHEMA, 404, WHY_FAILED },
		{ ERR_STORE, 404, WHY_FAILED },
		{ ERR_IO, 404, WHY_FAILED },
	};
	struct decision d;

	(void)state;
	decision_init(&d);
	for (size_t i = 0; i < ARRAY_LEN(errors); i++) {
		buf_adds(&d.location, "/left-over"); /* of the last request */
		d.rule_id = d.late_id = 1;
		decide_without_key(errors[i].err, &d);
		assert_int_equal(d.status, errors[i].status);
		assert_int_equal(d.why, errors[i].why);
		assert_int_equal(d.max_age, MAX_AGE_NO_STORE);
		assert_int_equal(d.location.len, 0);
		assert_int_equal(d.rule_id + d.late_id, 0);
		assert_true(d.sunset == WHEN_NEVER);
	}
	decision_free(&d);
}

static void
verdicts_have_names(void **state)
{
	static const char *const names[] = { "won", "behind", "disabled",
		"scheduled", "expired", "condition", "share", "self",
		"too long", "unsafe", "invalid" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		assert_string_equal(verdict_name((enum verdict)i), names[i]);
	assert_int_equal(VERDICT_INVALID + 1, ARRAY_LEN(names));
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(without_a_key_nothing_is_redirected),
		cmocka_unit_test(verdicts_have_names),
	};
	int failed = 0;

	TABLE_FILL(tests, rows, test_row);
	failed += cmocka_run_group_tests_name("age", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("decide", rest, NULL, NULL);
	return failed != 0;
}
