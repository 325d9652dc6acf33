/* SPDX-License-Identifier: MIT */
/* test_respond_freshness.c - what is said of how long an answer holds. */
#include "rows.h"

#include <string.h>

#include "respond.h"

#define CRLF "\r\n"

struct row {
	const char *name;
	int64_t     max_age;
	bool        is_private;
	const char *want; /* all that is said */
};

static const struct row rows[] = {
	{ "asked each time", MAX_AGE_NO_CACHE, false, "no-cache" },
	{ "never stored", MAX_AGE_NO_STORE, false, "no-store" },
	{ "for no second", 0, false, "max-age=0" },
	{ "for a minute", 60, false, "max-age=60" },
	{ "asked each time, by one visitor", MAX_AGE_NO_CACHE, true,
	    "private, no-cache" },
	{ "what is never stored is nobody's", MAX_AGE_NO_STORE, true,
	    "no-store" },
	{ "for no second, of one visitor", 0, true, "private, max-age=0" },
	{ "for a minute, of one visitor", 60, true, "private, max-age=60" },
};

static void
test_row(void **state)
{
	const struct row *c = *state;
	struct decision   d;
	struct buf        out;

	buf_init(&out, RESPOND_MAX);
	decision_init(&d);
	d.max_age = c->max_age;
	d.is_private = c->is_private;
	respond_cache_control(&d, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->want);
	decision_free(&d);
	buf_free(&out);
}

/* Once, in seconds, and only where it is known. */
static void
maintenance_says_until_when(void **state)
{
	struct decision d;
	struct buf      out;
	const char     *at;

	(void)state;
	buf_init(&out, RESPOND_MAX);
	decision_init(&d);
	decide_without_key(ERR_SYNTAX, &d);
	d.status = 503;
	d.retry_after = 7200;
	respond(&d, (struct respond_options){ ROLE_CGI, false }, &out);
	assert_err(buf_end(&out), ERR_OK);
	at = strstr(out.data, CRLF "Retry-After: 7200" CRLF);
	assert_non_null(at);
	assert_true(at < strstr(out.data, CRLF CRLF));
	assert_null(strstr(at + 3, "Retry-After"));
	d.retry_after = 0;
	buf_reset(&out);
	respond(&d, (struct respond_options){ ROLE_CGI, false }, &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_null(strstr(out.data, "Retry-After"));
	decision_free(&d);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(maintenance_says_until_when),
	};
	int failed = 0;

	TABLE_FILL(tests, rows, test_row);
	failed += cmocka_run_group_tests_name("freshness", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("retry", rest, NULL, NULL);
	return failed != 0;
}
