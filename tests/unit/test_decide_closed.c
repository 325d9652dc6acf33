/* SPDX-License-Identifier: MIT */
/* test_decide_closed.c - maintenance: 503, and for how long. */
#include "rows.h"

#include "decisions.h"

static const struct row rows[] = {
	{ "a 503 says until when", "GET /a",
	    "503 - rule 1 active retry 90 no-store: won",
	    ONE(RULE("/a", NULL, 0, NOW + 90, 503, NULL, "")) },
	{ "a 503 in its last second", "HEAD /a",
	    "503 - rule 1 active retry 1 no-store HEAD: won",
	    ONE(RULE("/a", NULL, 0, NOW + 1, 503, NULL, "")) },
	{ "an open-ended 503 does not say until when", "GET /a",
	    "503 - rule 1 active no-store: won", ONE(STATUS("/a", NULL, 503)) },
	{ "a 503 announces no end", "GET /a",
	    "503 - rule 1 active retry 9 no-store: won",
	    ONE(RULE("/a", NULL, 0, NOW + 9, 503, NULL, "u")) },
	{ "a 503 that is over", "GET /a", "404 - none late 1: expired",
	    ONE(RULE("/a", NULL, 0, NOW, 503, NULL, "")) },
	{ "a 503 that is gone afterwards", "GET /a",
	    "410 - after 1 expired late 1: won",
	    ONE(RULE("/a", NULL, 0, NOW, 503, "gone", "")) },
	{ "a 503 before what is wider", "GET /a",
	    "503 - rule 2 active retry 9 no-store: won behind",
	    TWO(PLAIN("/*", "/any"),
		RULE("/a", NULL, 0, NOW + 9, 503, NULL, "")) },
	{ "OPTIONS under maintenance", "OPTIONS /a",
	    "204 - rule 1 active OPTIONS: won",
	    ONE(RULE("/a", NULL, 0, NOW + 9, 503, NULL, "")) },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(rows)];

	TABLE_FILL(tests, rows, test_row);
	return cmocka_run_group_tests_name("closed", tests, NULL, NULL) != 0;
}
