/* SPDX-License-Identifier: MIT */
/* test_life.c - the promises of life.h. */
#include "rows.h"

#include "given.h"
#include "life.h"

#define EARLIER (NOW - 10 * WHEN_DAY)
#define LATER   (NOW + 10 * WHEN_DAY)

struct life_case {
	const char *name;
	int64_t     starts_at, expires_at;
	int64_t     wait; /* between promotion and demotion */
	int64_t     promoted_at;
	int64_t     back; /* the end that demotion gives */
};

static const struct life_case life_cases[] = {
	{ "a window that is still open comes back", EARLIER, LATER, 60, NOW,
	    LATER },
	{ "no end comes back as no end", EARLIER, WHEN_NEVER, 60, NOW,
	    WHEN_NEVER },
	{ "a window that was over gives 30 days", EARLIER, NOW - 1, 60, NOW,
	    NOW + 60 + 30 * WHEN_DAY },
	{ "a window that ended since gives 30 days", EARLIER, LATER,
	    11 * WHEN_DAY, NOW, NOW + 41 * WHEN_DAY },
	{ "a window that ends this very second gives 30 days", EARLIER, LATER,
	    10 * WHEN_DAY, NOW, NOW + 40 * WHEN_DAY },
	{ "since ever is a start, too", WHEN_EVER, LATER, 60, NOW, LATER },
	{ "trust begins with a start that is to come", LATER, LATER + WHEN_DAY,
	    60, LATER, LATER + WHEN_DAY },
};

static void
test_life(void **state)
{
	const struct life_case *c = *state;
	struct rule             r;

	given_rule(&r, 1, "/a", "/b");
	r.starts_at = c->starts_at;
	r.expires_at = c->expires_at;
	life_promote(&r, 308, NOW);
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_int_equal(r.status, 308);
	assert_true(r.expires_at == WHEN_NEVER);
	assert_true(r.promoted_until == c->expires_at);
	assert_true(r.promoted_at == c->promoted_at);

	life_demote(&r, 307, NOW + c->wait);
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_int_equal(r.status, 307);
	assert_true(r.starts_at == c->starts_at);
	assert_true(r.expires_at == c->back);
	assert_int_equal(r.promoted_at, 0);
	assert_int_equal(r.promoted_until, 0);
	rule_free(&r);
}

static void
test_permanent(void **state)
{
	struct rule r;

	(void)state;
	given_rule(&r, 1, "/a", "/b");
	r.status = 308;
	life_permanent(&r, NOW);
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_true(r.promoted_at == NOW);
	life_demote(&r, 307, NOW + 5);
	assert_true(r.expires_at == NOW + 5 + 30 * WHEN_DAY);
	rule_free(&r);
}

static void
test_retire(void **state)
{
	struct rule r;

	(void)state;
	given_rule(&r, 1, "/a", "/b");
	r.starts_at = LATER;
	r.expires_at = LATER + 1;
	r.enabled = false;
	rule_set_text(&r, &r.after, SLICE("/fallback"));
	life_promote(&r, 308, NOW);
	life_retire(&r, NOW + 1);
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_int_equal(r.status, 410);
	assert_int_equal(r.target.n, 0);
	assert_int_equal(r.promoted_at, 0);
	assert_int_equal(rule_state(&r, NOW), RULE_SCHEDULED);
	assert_int_equal(rule_state(&r, NOW + 1), RULE_ACTIVE);
	assert_int_equal(rule_state(&r, WHEN_MAX), RULE_ACTIVE);
	r.starts_at = EARLIER;
	life_retire(&r, NOW);
	assert_true(r.starts_at == EARLIER);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(life_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(test_permanent),
		cmocka_unit_test(test_retire),
	};
	int failed = 0;

	TABLE_FILL(rows, life_cases, test_life);
	failed += cmocka_run_group_tests_name("life", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("life rest", rest, NULL, NULL);
	return failed != 0;
}
