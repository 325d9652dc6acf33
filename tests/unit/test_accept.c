/* SPDX-License-Identifier: MIT */
/* test_accept.c - the promises of accept.h. */
#include "rows.h"

#include "accept.h"

struct accept_case {
	const char *name;
	const char *header;
	bool        html;
};

static const struct accept_case cases[] = {
	{ "no header", NULL, false },
	{ "an empty one", "", false },
	{ "anything, as curl says", "*/*", false },
	{ "a browser",
	    "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
	    true },
	{ "HTML alone", "text/html", true },
	{ "in capitals", "TEXT/HTML", true },
	{ "JSON alone", "application/json", false },
	{ "something else", "image/png", false },
	{ "a name that begins like it", "text/html5", false },
	{ "both, HTML first", "text/html, application/json", true },
	{ "both, JSON first", "application/json, text/html", false },
	{ "HTML liked less, first", "text/html;q=0.1, application/json",
	    false },
	{ "HTML liked more, last", "application/json;q=0.9, text/html", true },
	{ "HTML liked as little as not at all", "text/html;q=0", false },
	{ "HTML not at all, and anything", "text/html;q=0, */*", false },
	{ "JSON not at all, and anything", "application/json;q=0, */*", true },
	{ "HTML, and anything as much", "text/html, */*", true },
	{ "anything first, and HTML as much", "*/*, text/html", true },
	{ "any text, and any application less", "text/*, application/*;q=0.5",
	    true },
	{ "the more exact range counts", "text/*, text/html;q=0.1, */*;q=0.5",
	    false },
	{ "wherever it stands", "text/html;q=0.1, text/*, */*;q=0.5", false },
	{ "other parameters", "text/html;level=1;q=0.4, application/json;q=0.3",
	    true },
	{ "blanks", " text/html ; q=0.5 ,\tapplication/json ; q=0.6", false },
	{ "a capital Q", "text/html;Q=0.5, application/json;Q=0.6", false },
	{ "a malformed weight is passed over",
	    "application/json;q=2, text/html;q=0.1", true },
	{ "an empty weight, too", "application/json;q=, text/html;q=0.1",
	    true },
	{ "empty elements", ",,text/html,;,", true },
};

static void
row(void **state)
{
	const struct accept_case *c = *state;

	assert_int_equal(accept_prefers_html(slice_of(c->header)), c->html);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];

	TABLE_FILL(rows, cases, row);
	return cmocka_run_group_tests_name("accept", rows, NULL, NULL) != 0;
}
