/* SPDX-License-Identifier: MIT */
/* test_shape_sample.c - a request for a rule, and what it must get. */
#include "rows.h"

#include <string.h>

#include "given.h"
#include "says.h"
#include "shape.h"

struct sample_case {
	const char *name;
	const char *source, *target;
	int         status;
	const char *conditions;
	const char *want; /* "REQUEST > LOCATION" */
	const char *says; /* or why not */
};

static const struct sample_case samples[] = {
	{ "an exact path", "/a", "/b", 307, "", "/a > /b", NULL },
	{ "its parameters, which are consumed", "/a?p=1&q", "/b", 307, "",
	    "/a?p=1&q > /b", NULL },
	{ "a prefix and its rest", "/a/*", "https://n.example/b/:splat", 308,
	    "", "/a/za1az/ > https://n.example/b/za1az/", NULL },
	{ "placeholders", "/a/:x/:y", "/b/:y/:x", 307, "",
	    "/a/za1az/za2az > /b/za2az/za1az", NULL },
	{ "an expression, and its capture", "~/p/(\\d+)", "/item/$1", 307, "",
	    "/p/7 > /item/7", NULL },
	{ "gone", "/gone", "", 410, "", "/gone > ", NULL },
	{ "an expression that is gone", "~/x/(a|b)+", "", 410, "", "/x/a > ",
	    NULL },
	{ "an expression of which no example is known", "~/(a)\\1", "/b", 307,
	    "", NULL, "no path was found" },
	{ "a method", "/a", "/b", 307, "method GET\nmethod HEAD", "/a > /b",
	    NULL },
	{ "a method, and a cookie", "/a", "/b", 307,
	    "method GET\nmethod HEAD\ncookie a", NULL, "not for any GET" },
	{ "another method", "/a", "/b", 307, "method POST", NULL,
	    "not for any GET" },
	{ "a cookie", "/a", "/b", 307, "cookie a", NULL, "not for any GET" },
	{ "what is no rule", "/a", "//b", 307, "", NULL, "not valid" },
};

static void
test_sample(void **state)
{
	const struct sample_case *c = *state;
	struct rule               r;
	struct buf                target, location, got, why;
	enum err                  rc;

	given_rule(&r, 1, c->source, c->target);
	r.status = c->status;
	rule_set_text(&r, &r.conditions, slice_of(c->conditions));
	rc = rule_validate(&r, NULL);
	assert_true(rc == ERR_OK || strcmp(c->target, "//b") == 0);
	buf_init(&target, SHAPE_TEXT_MAX);
	buf_init(&location, SHAPE_TEXT_MAX);
	buf_init(&got, 4 * SHAPE_TEXT_MAX);
	buf_init(&why, WHY_MAX);
	rc = shape_sample(&r, &target, &location, &why);
	if (c->says != NULL) {
		assert_err(rc, ERR_SYNTAX);
		assert_says(&why, c->says);
	} else {
		assert_err(rc, ERR_OK);
		buf_addf(&got, "%s > %s", target.data, location.data);
		assert_err(buf_end(&got), ERR_OK);
		assert_string_equal(got.data, c->want);
	}
	buf_free(&target);
	buf_free(&location);
	buf_free(&got);
	buf_free(&why);
	rule_free(&r);
}

int
main(void)
{
	static struct CMUnitTest tests[ARRAY_LEN(samples)];

	TABLE_FILL(tests, samples, test_sample);
	return cmocka_run_group_tests_name("shape sample", tests, NULL, NULL);
}
