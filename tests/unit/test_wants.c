/* SPDX-License-Identifier: MIT */
/* test_wants.c - the promises of wants.h: what a rule covers, fits; and most of
 * what it does not cover is told without it. */
#include "rows.h"

#include <string.h>

#include "key.h"
#include "match.h"
#include "params.h"
#include "request.h"
#include "says.h"
#include "wants.h"

struct wants_case {
	const char *name;
	const char *source;
	const char *url;
	bool        ignore_case;
	bool        can_tell;
	bool        fits;
	bool        covers;
};

static const struct wants_case wants_cases[] = {
	{ "a prefix wants nothing", "/a/*", "http://h/b", false, false, true,
	    false },
	{ "nor does a placeholder", "/a/:b", "http://h/b", false, false, true,
	    false },
	{ "an expression, its letters", "~/a/(\\d+)/shop", "http://h/a/7/shop",
	    false, true, true, true },
	{ "and in another path they lack", "~/a/(\\d+)/shop",
	    "http://h/a/7/pages", false, true, false, false },
	{ "their case matters", "~/a/(\\d+)/SHOP", "http://h/a/7/shop", false,
	    true, false, false },
	{ "or does not", "~/a/(\\d+)/SHOP", "http://h/a/7/Shop", true, true,
	    true, true },
	{ "a parameter", "/a/*?id=7", "http://h/a?id=7", false, true, true,
	    true },
	{ "another value", "/a/*?id=7", "http://h/a?id=8", false, true, false,
	    false },
	{ "another name", "/a/*?id=7", "http://h/a?ie=7", false, true, false,
	    false },
	{ "no query", "/a/*?id=7", "http://h/a", false, true, false, false },
	{ "among others", "/a/*?id=7", "http://h/a?x=1&id=7&y", false, true,
	    true, true },
	{ "in another spelling", "/a/*?id=7&n%C3%A9=%20",
	    "http://h/a?%69d=%37&n%c3%a9=+", false, true, true, true },
	{ "an empty value is none", "/a/*?id", "http://h/a?id=", false, true,
	    true, true },
	{ "one of two is not enough", "/a/*?id=7&v=1", "http://h/a?id=7", false,
	    true, false, false },
	{ "any value is not told", "/a/*?id=:id", "http://h/a?id=8", false,
	    false, true, true },
	{ "beside one that is", "/a/*?id=:id&v=1", "http://h/a?id=8&v=1", false,
	    true, true, true },
	{ "a ':' of a request is text", "/a/*?id=%3Aid", "http://h/a?id=:id",
	    false, true, true, true },
	{ "of an expression both", "~/a/(\\d+)/shop?id=7",
	    "http://h/a/7/shop?id=8", false, true, false, false },
};

static void
wants_row(void **state)
{
	const struct wants_case *c = *state;
	struct wants             wanted, there;
	struct request           q;
	struct match             m;
	struct rule              r;
	struct key               k;

	rule_init(&r, 1800000000);
	key_init(&k);
	r.ignore_case = c->ignore_case;
	rule_set_text(&r, &r.source, slice_of(c->source));
	rule_set_text(&r, &r.target, SLICE("/x"));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	request_from_url(c->url, "GET", &q);
	assert_err(key_from_request(&q, &k), ERR_OK);
	assert_int_equal(wants_of(&r, &wanted), c->can_tell);
	wants_there(k.path, k.query, c->ignore_case, &there);
	assert_int_equal(wants_fit(&wanted, &there), c->fits);
	assert_int_equal(match_rule(&r, &k, &m) == MATCH_YES, c->covers);
	key_free(&k);
	rule_free(&r);
}

/* The first PARAMS_SEEN_MAX count, as they do for match_rule(). */
static void
test_seen(void **state)
{
	struct slice path = SLICE("/a");
	struct wants wanted, there;
	struct buf   query;

	(void)state;
	buf_init(&query, 4 * PARAMS_SEEN_MAX);
	wants_there(path, SLICE("id=7"), false, &wanted);
	for (int before = 0; before <= PARAMS_SEEN_MAX; before++) {
		buf_reset(&query);
		for (int i = 0; i < before; i++)
			buf_adds(&query, "x&");
		buf_adds(&query, "id=7");
		wants_there(path, buf_slice(&query), false, &there);
		assert_int_equal(wants_fit(&wanted, &there),
		    before < PARAMS_SEEN_MAX);
	}
	buf_free(&query);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(wants_cases)];
	const struct CMUnitTest  rest[] = {
		 { "only the first parameters of a request are there", test_seen,
		     NULL, NULL, NULL },
	};
	int failed = 0;

	TABLE_FILL(rows, wants_cases, wants_row);
	failed += cmocka_run_group_tests_name("wants", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("seen", rest, NULL, NULL);
	return failed != 0;
}
