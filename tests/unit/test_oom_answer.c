/* SPDX-License-Identifier: MIT */
/*
 * test_oom_answer.c - answers without memory: never a wrong one.
 * That nothing leaks is seen under the sanitizers.
 */
#include "from.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "arrive.h"
#include "decide.h"
#include "key.h"
#include "location.h"
#include "match.h"
#include "respond.h"
#include "rule.h"
#include "target.h"
#include "turns.h"
#include "memory.h"

#define NOW 1782907200LL /* 2026-07-01T12:00:00Z */

static void
set_texts(struct rule *r, const char *source, const char *target,
    const char *after)
{
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, slice_of(target));
	rule_set_text(r, &r->after, slice_of(after));
}

/* Made once, with memory: an ended rule, one that goes on to itself, and one
 * that answers. */
static struct rule rules[3];
static struct rule leave; /* for a browser that asks for it */
static struct key  key;

static int
make_rules(void **state)
{
	static const char *const texts[][3] = {
		{ "a.example/docs/*", "/never", "decline" },
		{ "/docs/*", "/%64ocs/:splat", "decline" },
		{ "/*", "https://b.example/%7e/:splat?q=1#f", "/over/:splat" },
	};
	struct request r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++) {
		rule_init(&rules[i], NOW - 1000);
		rules[i].id = (int64_t)i + 1;
		set_texts(&rules[i], texts[i][0], texts[i][1], texts[i][2]);
		assert_err(rule_validate(&rules[i], NULL), ERR_OK);
	}
	rules[0].expires_at = NOW;
	rule_init(&leave, NOW - 1000);
	leave.id = 4;
	set_texts(&leave, "/leave", "/b", "decline");
	rule_set_text(&leave, &leave.conditions,
	    SLICE("cookie beta=1\ncors https://app.example"));
	assert_err(rule_validate(&leave, NULL), ERR_OK);
	key_init(&key);
	request_from_url("http://a.example/docs/x?y", "GET", &r);
	assert_err(key_from_request(&r, &key), ERR_OK);
	return 0;
}

static int
free_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		rule_free(&rules[i]);
	rule_free(&leave);
	key_free(&key);
	return 0;
}

static enum err
answer(struct decision *d, struct buf *out, int64_t now)
{
	const struct respond_options o = { .identify = true };
	struct match                 m[ARRAY_LEN(rules)];
	enum err                     rc;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		assert_int_equal(match_rule(&rules[i], &key, &m[i]), MATCH_YES);
	match_sort(m, ARRAY_LEN(rules));
	rc = decide(&key, m, ARRAY_LEN(rules), when_exactly(now), NULL, d);
	if (rc != ERR_OK)
		return rc;
	respond(d, o, out);
	return buf_end(out);
}

static enum err
decided(int64_t now, int64_t late_id, const char *location)
{
	struct decision d;
	struct buf      out;
	enum err        rc;

	decision_init(&d);
	buf_init(&out, RESPOND_MAX);
	rc = answer(&d, &out, now);
	if (rc == ERR_NOMEM) {
		there_is_memory_again();
		buf_reset(&out);
		assert_err(answer(&d, &out, now), ERR_OK);
	}
	assert_int_equal(d.status, 307);
	assert_int_equal(d.rule_id, 3);
	assert_int_equal(d.late_id, late_id);
	assert_non_null(strstr(out.data, location));
	buf_free(&out);
	decision_free(&d);
	return rc;
}

static enum err
rule_answers(void)
{
	return decided(NOW, 1,
	    "Location: https://b.example/%7e/docs/x?q=1&y#f\r\n");
}

static enum err
fallback_answers(void)
{
	enum err rc;

	rules[1].expires_at = rules[2].expires_at = NOW;
	rc = decided(NOW, 1, "Location: /over/docs/x?y\r\n");
	rules[1].expires_at = rules[2].expires_at = WHEN_NEVER;
	return rc;
}

static enum err
location_built(void)
{
	struct target t;
	struct match  m;
	struct buf    parts, out;
	enum err      rc;

	buf_init(&parts, 3 * TARGET_MAX);
	buf_init(&out, 2 * LOCATION_MAX);
	assert_int_equal(match_rule(&rules[2], &key, &m), MATCH_YES);
	rc =
	    target_parse(rules[2].target, FROM_PREFIX, false, &t, &parts, NULL);
	if (rc == ERR_OK)
		rc = location_build(&t, &m, &key, QUERY_PASS, &out);
	if (rc == ERR_OK)
		assert_true(slice_is(buf_slice(&out),
		    "https://b.example/%7e/docs/x?q=1&y#f"));
	buf_free(&out);
	buf_free(&parts);
	return rc;
}

/* Whether a rule lets visitors arrive, with a path that is not canonical. */
static enum err
arrives(const char *source, const char *target, bool want)
{
	struct rule r;
	long        left = allowed;
	bool        never = !want;
	enum err    rc;

	there_is_memory_again(); /* to make the rule */
	rule_init(&r, NOW);
	set_texts(&r, source, target, "decline");
	assert_err(rule_validate(&r, NULL), ERR_OK);
	allowed = left;
	rc = arrive_never(&r, &never, NULL);
	assert_int_equal(never, rc == ERR_OK ? want : !want);
	rule_free(&r);
	return rc;
}

static enum err
legal_rule_arrives(void)
{
	return arrives("/old", "/%6Eew", false);
}

static enum err
looping_rule_never_arrives(void)
{
	return arrives("/*", "/%61/:splat", true);
}

static enum err
count(const struct turn *t, void *arg)
{
	(void)t;
	++*(int *)arg;
	return ERR_OK;
}

static enum err
turns_told(void)
{
	struct match m[ARRAY_LEN(rules)];
	int          told = 0;
	enum err     rc;

	for (size_t i = 0; i < ARRAY_LEN(rules); i++)
		assert_int_equal(match_rule(&rules[i], &key, &m[i]), MATCH_YES);
	match_sort(m, ARRAY_LEN(rules));
	rc = turns_each(&key, m, ARRAY_LEN(rules), NOW - 10, NOW + 10, count,
	    &told);
	assert_true(told == 2 || (rc != ERR_OK && told < 2));
	return rc;
}

/* A browser asks for leave, and a cache is told what it depends on. */
static enum err
leave_given(void)
{
	char *env[] = { (char[]){ "HTTP_ORIGIN=https://app.example" },
		(char[]){ "HTTP_ACCESS_CONTROL_REQUEST_METHOD=POST" },
		(char[]){ "HTTP_ACCESS_CONTROL_REQUEST_HEADERS=X-A, X-B" },
		(char[]){ "HTTP_COOKIE=beta=1" }, NULL };
	const struct respond_options o = { .identify = true };
	struct request               r;
	struct match                 m;
	struct decision              d;
	struct key                   k;
	struct buf                   out;
	enum err                     rc;

	request_from_url("http://a.example/leave", "OPTIONS", &r);
	r.env.strings = env;
	key_init(&k);
	decision_init(&d);
	buf_init(&out, RESPOND_MAX);
	rc = key_from_request(&r, &k);
	if (rc == ERR_OK) {
		assert_int_equal(match_rule(&leave, &k, &m), MATCH_YES);
		rc = decide(&k, &m, 1, when_exactly(NOW), NULL, &d);
	}
	if (rc == ERR_OK) {
		respond(&d, o, &out);
		rc = buf_end(&out);
	}
	if (rc == ERR_OK) {
		assert_non_null(strstr(out.data,
		    "Access-Control-Allow-Origin: https://app.example\r\n"));
		assert_non_null(strstr(out.data, "\r\nVary: "));
	}
	buf_free(&out);
	decision_free(&d);
	key_free(&k);
	return rc;
}

static const struct oom_case oom_cases[] = {
	{ "all turns are told", turns_told },
	{ "a Location is built", location_built },
	{ "a rule answers", rule_answers },
	{ "a fallback answers", fallback_answers },
	{ "leave is given", leave_given },
	{ "a legal rule arrives", legal_rule_arrives },
	{ "a looping rule never arrives", looping_rule_never_arrives },
};

/* The path of a request allocates nothing once its buffers have grown. */
static void
the_steady_state_allocates_nothing(void **state)
{
	static const struct request r = { .method = SLICE_INIT("GET"),
		.uri = SLICE_INIT("/Docs/%61/../x?y=z"),
		.host = SLICE_INIT("a.example") };
	struct decision             d;
	struct key                  k;
	struct buf                  out;

	(void)state;
	key_init(&k);
	decision_init(&d);
	buf_init(&out, RESPOND_MAX);
	for (int round = 0; round < 3; round++) {
		failed = false;
		for_good = true;
		allowed = round == 0 ? -1 : 0;
		buf_reset(&out);
		assert_err(key_from_request(&r, &k), ERR_OK);
		assert_err(answer(&d, &out, NOW), ERR_OK);
		there_is_memory_again();
		assert_false(failed);
	}
	buf_free(&out);
	decision_free(&d);
	key_free(&k);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(oom_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(the_steady_state_allocates_nothing),
	};
	int lost = 0;

	TABLE_FILL(rows, oom_cases, oom_row);
	lost += cmocka_run_group_tests_name("oom, answers", rows, make_rules,
	    free_rules);
	lost +=
	    cmocka_run_group_tests_name("steady", rest, make_rules, free_rules);
	return lost != 0;
}
