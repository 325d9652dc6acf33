/* SPDX-License-Identifier: MIT */
/*
 * test_decide.c - rules and an instant to what is answered.
 *
 * test_decide_age.c has the freshness and what needs no rule, test_decide_any.c
 * any table of rules, test_decide_closed.c maintenance.
 */
#include "rows.h"

#include "decisions.h"
#include "location.h"

static const struct row rows[] = {
	{ "no rule at all", "GET /a",
	    "404 - none:", { NO_RULE, NO_RULE, NO_RULE, NO_RULE } },
	{ "a rule answers", "GET /a", "307 /b rule 1 active: won",
	    ONE(PLAIN("/a", "/b")) },
	{ "a rule of another path does not", "GET /c",
	    "404 - none:", ONE(PLAIN("/a", "/b")) },

	/* The window is half-open. */
	{ "at its first second", "GET /a", "307 /b rule 1 active: won",
	    ONE(WINDOW("/a", "/b", NOW, NOW + 9)) },
	{ "before its first second", "GET /a", "404 - none: scheduled",
	    ONE(WINDOW("/a", "/b", NOW + 1, NOW + 9)) },
	{ "at its last second", "GET /a", "307 /b rule 1 active: won",
	    ONE(WINDOW("/a", "/b", NOW - 9, NOW + 1)) },
	{ "at its end", "GET /a", "404 - none late 1: expired",
	    ONE(WINDOW("/a", "/b", NOW - 9, NOW)) },
	{ "disabled", "GET /a", "404 - none: disabled",
	    ONE(HOW("/a", "/b", "x")) },

	{ "at its end, where it never led away", "GET /a/",
	    "404 - none: expired", ONE(WINDOW("/a", "/a/", NOW - 9, NOW)) },
	{ "at its end, where it did", "GET /a", "404 - none late 1: expired",
	    ONE(WINDOW("/a", "/a/", NOW - 9, NOW)) },
	{ "the next one that did is missed", "GET /a/x",
	    "404 - none late 2: expired expired",
	    TWO(WINDOW("/a/*", "/a/x", NOW - 9, NOW),
		WINDOW("/*", "/b", NOW - 9, NOW)) },
	{ "nothing of it is left in a later 410", "GET /a",
	    "410 - rule 2 active late 1: expired won",
	    TWO(WINDOW("/a", "/b", NOW - 9, NOW), STATUS("/*", NULL, 410)) },
	{ "nor of an exception that has ended", "GET /a",
	    "307 /c rule 2 active late 1: expired won",
	    TWO(WINDOW("/a", "-", NOW - 9, NOW), PLAIN("/*", "/c")) },

	/* Statuses. */
	{ "302", "GET /a", "302 /b rule 1 active: won",
	    ONE(STATUS("/a", "/b", 302)) },
	{ "303 for any method", "DELETE /a", "303 /b rule 1 active: won",
	    ONE(STATUS("/a", "/b", 303)) },
	{ "308", "POST /a", "308 /b rule 1 permanent: won",
	    ONE(STATUS("/a", "/b", 308)) },
	{ "301", "GET /a", "301 /b rule 1 permanent: won",
	    ONE(STATUS("/a", "/b", 301)) },
	{ "410", "GET /a", "410 - rule 1 active: won",
	    ONE(STATUS("/a", NULL, 410)) },

	/* After the end. */
	{ "after: gone", "GET /a", "410 - after 1 expired late 1: won",
	    ONE(AFTER("/a", "/b", NOW, "gone")) },
	{ "after: gone, but not yet", "GET /a", "307 /b rule 1 active: won",
	    ONE(AFTER("/a", "/b", NOW + 1, "gone")) },
	{ "after: a fallback with the rule's own status", "GET /a/x",
	    "302 /over/x after 1 expired late 1: won",
	    ONE(RULE("/a/*", "/b", 0, NOW, 302, "/over/:splat", "")) },
	{ "after: a fallback comes before what is below", "GET /a",
	    "307 /over after 1 expired late 1: won behind",
	    TWO(AFTER("/a", "/b", NOW, "/over"), PLAIN("/*", "/any")) },
	{ "after: a fallback to itself goes on", "GET /a",
	    "307 /any rule 2 active: self won",
	    TWO(AFTER("/a", "/b", NOW, "/a"), PLAIN("/*", "/any")) },
	{ "a 410 that is over", "GET /a", "404 - none late 1: expired",
	    ONE(RULE("/a", NULL, 0, NOW, 410, NULL, "")) },
	{ "a 410 that is gone afterwards", "GET /a",
	    "410 - after 1 expired late 1: won",
	    ONE(RULE("/a", NULL, 0, NOW, 410, "gone", "")) },

	/* Late hits: of the first expired rule before the winner. */
	{ "late, though another rule answers", "GET /a",
	    "307 /any rule 2 active late 1: expired won",
	    TWO(WINDOW("/a", "/b", 0, NOW), PLAIN("/*", "/any")) },
	{ "late is only the first", "GET /a",
	    "404 - none late 2: expired expired",
	    TWO(WINDOW("/a", "/b", 0, NOW), WINDOW("/a", "/c", 0, NOW - 1)) },
	{ "not late behind the winner", "GET /a",
	    "307 /b rule 1 active: won behind",
	    TWO(PLAIN("/a", "/b"), WINDOW("/*", "/c", 0, NOW)) },
	{ "late before one that answers after its end", "GET /a",
	    "410 - after 2 expired late 1: expired won",
	    TWO(WINDOW("/a", "/b", 0, NOW),
		AFTER("/*", "/c", NOW - 1, "gone")) },
	{ "scheduled and disabled rules are not late", "GET /a",
	    "404 - none late 3: scheduled disabled expired",
	    THREE(WINDOW("/a", "/b", NOW + 1, 0), HOW("/a/*", "/b", "x"),
		WINDOW("/*", "/c", 0, NOW)) },

	/* "-": leave this alone. */
	{ "left alone", "GET /a", "404 - alone 1 active: won",
	    ONE(PLAIN("/a", "-")) },
	{ "left alone before what is wider", "GET /a/x",
	    "404 - alone 1 active: won behind",
	    TWO(PLAIN("/a/*", "-"), PLAIN("/*", "/any")) },
	{ "left alone, until then", "GET /a",
	    "307 /any rule 2 active late 1: expired won",
	    TWO(WINDOW("/a", "-", 0, NOW), PLAIN("/*", "/any")) },

	/* Its own answer. */
	{ "to itself declines", "GET /a", "404 - none: self",
	    ONE(PLAIN("/a", "/a")) },
	{ "to itself, and the next answers", "GET /a",
	    "307 /any rule 2 active: self won",
	    TWO(PLAIN("/a", "/a#f"), PLAIN("/*", "/any")) },
	{ "to itself on its own host", "GET https://a.example/a",
	    "404 - none: self",
	    ONE(PLAIN("a.example/a", "https://a.example/a")) },
	{ "to itself leaves no trace", "GET /a",
	    "410 - rule 2 active: self won",
	    TWO(RULE("/a", "/a", 0, NOW + 9, 302, NULL, "u"),
		STATUS("/*", NULL, 410)) },
	{ "a final slash is not itself", "GET /a", "307 /a/ rule 1 active: won",
	    ONE(PLAIN("/a", "/a/")) },
	{ "with that slash it is", "GET /a/", "404 - none: self",
	    ONE(PLAIN("/a", "/a/")) },

	{ "captures that make dots, and the next answers",
	    "GET http://a.example/a/.x.", "307 /any rule 2 active: unsafe won",
	    TWO(PLAIN("a.example~/a/(.*)x(.*)", "/$1$2/b"),
		PLAIN("/*", "/any")) },

	/* Several rules. */
	{ "what started last wins", "GET /a",
	    "307 /campaign rule 2 active: won behind",
	    TWO(WINDOW("/a", "/move", NOW - 9, 0),
		WINDOW("/a", "/campaign", NOW - 1, NOW + 9)) },
	{ "and gives the place back", "GET /a",
	    "307 /move rule 1 active late 2: expired won",
	    TWO(WINDOW("/a", "/move", NOW - 9, 0),
		WINDOW("/a", "/campaign", NOW - 1, NOW)) },
	{ "a host before any host", "GET http://a.example/a",
	    "307 /host rule 2 active: won behind",
	    TWO(PLAIN("/a", "/any"), PLAIN("a.example/*", "/host")) },
	{ "strict is nothing in the order", "GET /a",
	    "307 /c rule 2 active: won behind",
	    TWO(HOW("/a", "/b", "s"), PLAIN("/a", "/c")) },

	/* Methods. */
	{ "any method", "BREW /a", "307 /b rule 1 active: won",
	    ONE(PLAIN("/a", "/b")) },
	{ "HEAD", "HEAD /a", "307 /b rule 1 active HEAD: won",
	    ONE(PLAIN("/a", "/b")) },
	{ "OPTIONS on a rule", "OPTIONS /a", "204 - rule 1 active OPTIONS: won",
	    ONE(PLAIN("/a", "/b")) },
	{ "OPTIONS on a rule that is gone", "OPTIONS /a",
	    "204 - after 1 expired late 1 OPTIONS: won",
	    ONE(AFTER("/a", "/b", NOW, "gone")) },
	{ "OPTIONS without a rule", "OPTIONS /b",
	    "404 - none OPTIONS:", ONE(PLAIN("/a", "/b")) },
	{ "OPTIONS left alone", "OPTIONS /a",
	    "404 - alone 1 active OPTIONS: won", ONE(PLAIN("/a", "-")) },
	{ "TRACE on a rule", "TRACE /a", "405 - rule 1 permanent TRACE: won",
	    ONE(STATUS("/a", "/b", 308)) },
	{ "TRACE without a rule", "TRACE /b",
	    "404 - none TRACE:", ONE(PLAIN("/a", "/b")) },
};

/* One rule, one request; the decision, told. */
static void
assert_told(struct rule *r, const struct request *request, const char *want)
{
	struct match    m;
	enum verdict    v = VERDICT_WON;
	struct decision d;
	struct key      k;
	struct buf      got;

	key_init(&k);
	buf_init(&got, 10000);
	decision_init(&d);
	assert_err(key_from_request(request, &k), ERR_OK);
	assert_int_equal(match_rule(r, &k, &m), MATCH_YES);
	assert_err(decide(&k, &m, 1, when_exactly(NOW), &v, &d), ERR_OK);
	tell(&d, &v, 1, &got);
	assert_string_equal(got.data, want);
	decision_free(&d);
	buf_free(&got);
	key_free(&k);
}

/* OPTIONS * asks the server; no rule is asked, and every verdict is set. */
static void
asterisk_is_for_no_rule(void **state)
{
	const struct request request = { .method = SLICE("OPTIONS"),
		.uri = SLICE("*") };
	struct rule          r;

	(void)state;
	given_valid_rule(&r, 1, "/*", "/b");
	assert_told(&r, &request, "204 - asterisk OPTIONS: behind");
	rule_free(&r);
}

static void
too_long_an_answer_goes_on(void **state)
{
	char           uri[LOCATION_MAX + 2];
	struct request request;
	struct rule    r;

	(void)state;
	memset(uri, 'x', sizeof(uri));
	memcpy(uri, "/a?", 3);
	uri[LOCATION_MAX + 1] = '\0';
	request =
	    (struct request){ .method = SLICE("GET"), .uri = slice_of(uri) };
	given_valid_rule(&r, 1, "/a", "/b");
	assert_told(&r, &request, "404 - none: too long");
	rule_free(&r);
}

/* Text that was changed behind rule_validate()'s back is never sent. */
static void
an_invalid_target_goes_on(void **state)
{
	const struct request request = { .method = SLICE("GET"),
		.uri = SLICE("/a") };
	struct rule          r;

	(void)state;
	given_valid_rule(&r, 1, "/a", "/b");
	rule_set_text(&r, &r.target, SLICE("//evil.example"));
	assert_told(&r, &request, "404 - none: invalid");
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(asterisk_is_for_no_rule),
		cmocka_unit_test(too_long_an_answer_goes_on),
		cmocka_unit_test(an_invalid_target_goes_on),
	};
	int failed = 0;

	TABLE_FILL(tests, rows, test_row);
	failed += cmocka_run_group_tests_name("rules", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("decide", rest, NULL, NULL);
	return failed != 0;
}
