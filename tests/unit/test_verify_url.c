/* SPDX-License-Identifier: MIT */
/* test_verify_url.c - which URL a rule leads to, or why it leads to none. */
#include "scratch.h"

#include "verify_url.h"

static const struct row {
	const char *source, *target;
	int         status;
	bool        disabled;
	const char *want; /* the URL; or "!", and a part of why there is none */
	const char *name;
} rows[] = {
	{ "/a", "https://b.example/c", 307, false, "https://b.example/c",
	    "a URL is asked as it is" },
	{ "/a", "https://b.example/c?d=1#e", 307, false,
	    "https://b.example/c?d=1",
	    "its query goes along, not its fragment" },
	{ "a.example/b", "/c", 307, false, "https://a.example/c",
	    "a path is on the host of the source, by https" },
	{ "http://a.example/b", "/c?d", 307, false, "http://a.example/c?d",
	    "or by http, where the source is" },
	{ "https://a.example/*", "/c", 308, false, "https://a.example/c",
	    "whatever the source has at its end" },
	{ "/a", "/b", 307, false, "!names no host",
	    "a path without a host is nowhere" },
	{ "*.a.example/a", "/b", 307, false, "!names no host",
	    "nor on one of many hosts" },
	{ "/*", "https://b.example/:splat", 307, false, "!placeholders",
	    "a placeholder in the path" },
	{ "/:a", "https://b.example/?a=:a", 307, false, "!placeholders",
	    "in the query" },
	{ "/:a", "https://b.example/#:a", 307, false, "!placeholders",
	    "in the fragment" },
	{ "/a", "", 410, false, "!nowhere", "gone" },
	{ "/a", "-", 307, false, "!nowhere", "left alone" },
	{ "/a", "https://b.example/", 307, true, "!disabled", "disabled" },
};

static void
test_row(void **state)
{
	const struct row *r = *state;
	struct rule       rule;
	const char       *why;
	struct buf        url;

	rule_init(&rule, SCRATCH_NOW);
	rule_set_text(&rule, &rule.source, slice_of(r->source));
	rule_set_text(&rule, &rule.target, slice_of(r->target));
	rule.status = r->status;
	rule.enabled = !r->disabled;
	rule.expires_at = WHEN_NEVER;
	assert_err(rule_validate(&rule, NULL), ERR_OK);
	why = verify_why_not(&rule);
	if (r->want[0] == '!') {
		assert_non_null(why);
		assert_non_null(strstr(why, r->want + 1));
	} else {
		assert_null(why);
		buf_init(&url, 1000);
		verify_url(&rule, &url);
		assert_err(buf_end(&url), ERR_OK);
		assert_string_equal(url.data, r->want);
		buf_free(&url);
	}
	rule_free(&rule);
}

/* As a database may hold one that detour did not make. */
static void
no_rule(void **state)
{
	struct rule rule;

	(void)state;
	rule_init(&rule, SCRATCH_NOW);
	rule_set_text(&rule, &rule.source, slice_of("/a"));
	rule_set_text(&rule, &rule.target, slice_of("//b"));
	assert_err(rule_validate(&rule, NULL), ERR_SYNTAX);
	assert_non_null(strstr(verify_why_not(&rule), "is no rule"));
	rule_free(&rule);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = { cmocka_unit_test(no_rule) };
	int                     failed;

	TABLE_FILL(tests, rows, test_row);
	failed = cmocka_run_group_tests_name("verify url", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("no rule", rest, NULL, NULL);
	return failed != 0;
}
