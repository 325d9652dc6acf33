/* SPDX-License-Identifier: MIT */
/* test_finding.c - what targets answered: judged, kept, forgotten. */
#include "changes.h"

#include "finding.h"

struct judged_case {
	const char *name;
	int         status;
	bool        leads;
	int64_t     ms;
	const char *want;
};

static const struct judged_case judged_cases[] = {
	{ "there", 200, false, 10, "fine" },
	{ "there, without a body", 204, false, 10, "fine" },
	{ "just not slow", 200, false, 2999, "fine" },
	{ "slow", 200, false, 3000, "slow" },
	{ "leads on", 301, true, 10, "redirects" },
	{ "leads on, slowly", 307, true, 5000, "redirects" },
	{ "a redirect to nowhere", 304, false, 10, "fine" },
	{ "not there", 404, false, 10, "dead" },
	{ "not there, slowly", 410, false, 5000, "dead" },
	{ "broken", 500, false, 10, "dead" },
	{ "an error that leads", 503, true, 10, "dead" },
	{ "for others only", 401, false, 10, "unreachable" },
	{ "not for programs", 403, false, 10, "unreachable" },
	{ "too many requests", 429, false, 10, "unreachable" },
	{ "no answer", 0, false, 10, "unreachable" },
};

static void
judged(void **state)
{
	const struct judged_case *c = *state;

	assert_string_equal(finding_name(finding_judge(c->status, c->leads,
				c->ms, 3000)),
	    c->want);
}

static void
put(int64_t rule, enum finding_result result, const char *target)
{
	const struct finding f = { .rule = rule,
		.at = SCRATCH_NOW,
		.result = result,
		.status = 404,
		.ms = 7 };

	assert_err(store_begin_write(st), ERR_OK);
	assert_err(finding_put(st, &f, slice_of(target)), ERR_OK);
	assert_err(store_commit(st), ERR_OK);
}

/* "dead 404", or "none". */
static void
assert_finding(int64_t rule, const char *want)
{
	struct finding f;
	char           text[100] = "none";
	bool           found;

	assert_err(finding_get(st, rule, &f, &found), ERR_OK);
	if (found)
		snprintf(text, sizeof(text), "%s %d", finding_name(f.result),
		    f.status);
	assert_string_equal(text, want);
}

static void
kept_and_replaced(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	assert_finding(1, "none");
	put(1, FINDING_DEAD, "/b");
	assert_finding(1, "dead 404");
	put(1, FINDING_SLOW, "/b");
	assert_finding(1, "slow 404");
	assert_finding(2, "none");
}

static void
of_another_target(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	put(1, FINDING_DEAD, "/other");
	put(2, FINDING_DEAD, "/b");
	assert_finding(1, "none");
	assert_finding(2, "none");
}

static void
forgotten(struct scratch *s)
{
	int64_t batch;

	(void)s;
	add("/a", "/b");
	put(1, FINDING_DEAD, "/b");
	change(1, "/b");
	assert_finding(1, "dead 404");
	batch = change(1, "/c");
	assert_finding(1, "none");
	put(1, FINDING_FINE, "/c");
	undo(batch);
	assert_finding(1, "none");
}

static const struct scene scenes[] = {
	{ "a rule has one finding", kept_and_replaced },
	{ "not of a target that it no longer has", of_another_target },
	{ "it goes with the target, by an edit and by an undo", forgotten },
};

int
main(void)
{
	struct CMUnitTest a[ARRAY_LEN(judged_cases)];
	struct CMUnitTest b[ARRAY_LEN(scenes)];
	int               failed;

	TABLE_FILL(a, judged_cases, judged);
	TABLE_FILL(b, scenes, changes_run);
	failed = cmocka_run_group_tests_name("judged", a, NULL, NULL);
	return failed + cmocka_run_group_tests_name("kept", b, NULL, NULL);
}
