/* SPDX-License-Identifier: MIT */
/*
 * test_answer_again.c - an answer that is remembered is the one that would be
 * given anew, at every instant, in the worker that serves.
 */
#include "changes.h"

#include "answer.h"

#define FROM  SCRATCH_NOW        /* when the window begins ... */
#define UNTIL (SCRATCH_NOW + 20) /* ... and ends */
#define STEP  250                /* milliseconds between two requests */

struct again_case {
	const char *name;
	const char *change; /* of the rules, by SQL: SET ... */
	bool        kept;   /* whether any answer is remembered at all */
};

/* The window is that of rule 1; rule 2 stands behind it for all paths. */
static const struct again_case again_cases[] = {
	{ "a rule begins, and ends", "query = 'pass'", true },
	{ "a max-age counts the seconds to the end", "max_age = 3600", true },
	{ "a page is gone afterwards", "after = 'gone'", true },
	{ "another target follows", "after = '/later'", true },
	{ "the end is announced", "sunset = 1", true },
	{ "it is disabled", "enabled = 0", true },
	{ "maintenance counts down", "status = 503, target = ''", true },
	{ "a trust grows by the second", "status = 308, expires_at = NULL",
	    true },
	{ "one of two windows in a row",
	    "expires_at = starts_at + 10, max_age = 7", true },
	{ "another visitor may be led elsewhere", "share = 50", false },
};

static char method[] = "REQUEST_METHOD=GET", uri[] = "REQUEST_URI=/old";
static char host[] = "HTTP_HOST=www.example.org";
static char address[] = "REMOTE_ADDR=192.0.2.1", agent[] = "HTTP_USER_AGENT=a";

static char *const env[] = { method, uri, host, address, agent, NULL };

static void
window(const char *db, const char *change)
{
	char sql[1000];

	snprintf(sql, sizeof(sql),
	    "UPDATE rule SET starts_at = %lld, expires_at = %lld,"
	    " created_at = %lld - 7200 WHERE id = 1;"
	    "UPDATE rule SET %s WHERE id = 1;"
	    "UPDATE rule SET starts_at = NULL WHERE id = 2",
	    FROM, UNTIL, FROM, change);
	scratch_sql(db, sql);
}

static void
again_row(void **state)
{
	const struct again_case *c = *state;
	struct scratch           s;
	struct worker            w, anew;
	struct moment            at;
	int64_t                  mono_ms = 1000000;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	add("/old", "https://www.example.com/new");
	add("/*", "/all/:splat");
	window(s.db, c->change);
	assert_err(worker_open(&w, s.db, s.hits, true, FROM), ERR_OK);
	assert_err(worker_open(&anew, s.db, s.hits, true, FROM), ERR_OK);
	for (int64_t ms = (FROM - 3) * 1000; ms < (UNTIL + 3) * 1000;
	     ms += STEP) {
		at = when_live(ms);
		mono_ms += STEP;
		answer(&w, (struct env){ .strings = env }, ROLE_RESPONDER, at,
		    mono_ms);
		memo_free(&anew.memo);
		answer(&anew, (struct env){ .strings = env }, ROLE_RESPONDER,
		    at, mono_ms);
		assert_true(w.out.len > 0);
		if (!slice_eq(buf_slice(&w.out), buf_slice(&anew.out)))
			fail_msg("%lld ms after its begin: %.*s instead of "
				 "%.*s",
			    (long long)(ms - FROM * 1000), (int)w.out.len,
			    w.out.data, (int)anew.out.len, anew.out.data);
	}
	assert_int_equal(w.memo.rooms != NULL, c->kept);
	worker_close(&anew);
	worker_close(&w);
	store_close(st);
	scratch_remove(&s);
}

/* Whether it is remembered shows when the rule is changed behind its back,
 * between two looks at the database. */
static void
an_edit_ends_what_is_remembered(void **state)
{
	const struct moment at = when_live(FROM * 1000);
	struct scratch      s;
	struct worker       w;

	(void)state;
	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	add("/old", "https://www.example.com/new");
	assert_err(worker_open(&w, s.db, s.hits, false, FROM), ERR_OK);
	for (int i = 0; i < 3; i++) {
		answer(&w, (struct env){ .strings = env }, ROLE_RESPONDER, at,
		    1000000);
		assert_non_null(strstr(w.out.data, "example.com/new"));
	}
	assert_int_equal(w.hits.used, 1); /* remembered ones count, too */
	scratch_sql(s.db, "UPDATE rule SET target = '/other'");
	answer(&w, (struct env){ .strings = env }, ROLE_RESPONDER, at, 1000000);
	assert_non_null(strstr(w.out.data, "Location: /other\r\n"));
	scratch_sql(s.db, "DELETE FROM rule");
	answer(&w, (struct env){ .strings = env }, ROLE_RESPONDER, at, 1000000);
	assert_non_null(strstr(w.out.data, "Status: 404"));
	worker_close(&w);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest       again[ARRAY_LEN(again_cases)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(an_edit_ends_what_is_remembered),
	};
	int failed = 0;

	TABLE_FILL(again, again_cases, again_row);
	failed +=
	    cmocka_run_group_tests_name("answer again", again, NULL, NULL);
	failed += cmocka_run_group_tests_name("edit", rest, NULL, NULL);
	return failed != 0;
}
