/* SPDX-License-Identifier: MIT */
/* test_log.c - the promises of log.h. */
#include "rows.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "log.h"

/* Standard error is a pipe, so that the real thing is tested. */
struct tapped {
	int  saved;
	int  pipe[2];
	char text[8192];
};

static void
tap(struct tapped *t)
{
	t->saved = dup(STDERR_FILENO);
	assert_int_equal(pipe2(t->pipe, O_CLOEXEC | O_NONBLOCK), 0);
	assert_int_equal(dup2(t->pipe[1], STDERR_FILENO), STDERR_FILENO);
	log_open();
}

static const char *
untap(struct tapped *t)
{
	ssize_t n = read(t->pipe[0], t->text, sizeof(t->text) - 1);

	dup2(t->saved, STDERR_FILENO);
	close(t->saved);
	close(t->pipe[0]);
	close(t->pipe[1]);
	t->text[n > 0 ? n : 0] = '\0';
	return t->text;
}

struct value_case {
	const char *name;
	const char *value;
	const char *line; /* what follows "v=" */
};

static const struct value_case value_cases[] = {
	{ "a plain value stands without quotes", "/run/detour.sock",
	    "/run/detour.sock" },
	{ "a space needs quotes", "a b", "\"a b\"" },
	{ "an equals sign needs quotes", "a=b", "\"a=b\"" },
	{ "nothing needs quotes", "", "\"\"" },
	{ "NULL is nothing", NULL, "\"\"" },
	{ "a quote is escaped", "say \"x\"", "\"say \\\"x\\\"\"" },
	{ "a backslash is escaped", "a\\b", "\"a\\\\b\"" },
	{ "a line cannot end early", "a\r\nlevel=error",
	    "\"a\\x0d\\x0alevel=error\"" },
	{ "a terminal cannot be moved", "\033[2J", "\"\\x1b[2J\"" },
	{ "8 bits are escaped", "caf\303\251\177", "\"caf\\xc3\\xa9\\x7f\"" },
};

static void
value_row(void **state)
{
	const struct value_case *c = *state;
	struct tapped            t;
	char                     want[256];

	tap(&t);
	log_event(LOG_LEVEL_WARNING, "some event", "v", c->value, "w", "1",
	    NULL);
	snprintf(want, sizeof(want),
	    "detour.fcgi: level=warning msg=\"some event\" v=%s w=1\n",
	    c->line);
	assert_string_equal(untap(&t), want);
}

/* A line is one line, and not above its limit, whatever is to be logged. */
static void
a_long_value_is_cut(void **state)
{
	struct tapped t;
	char          value[4096];
	const char   *line;

	(void)state;
	for (size_t n = 1900; n < 2100; n++) {
		memset(value, n % 2 == 0 ? 'x' : ' ', n);
		value[n] = '\0';
		tap(&t);
		log_event(LOG_LEVEL_ERROR, "event", "v", value, "v", value, "v",
		    value, NULL);
		line = untap(&t);
		assert_in_range(strlen(line), 1900, 2048);
		assert_ptr_equal(strchr(line, '\n'), line + strlen(line) - 1);
	}
}

static void
a_full_pipe_is_not_waited_for(void **state)
{
	struct tapped     t;
	static const char fill[4096];

	(void)state;
	tap(&t);
	while (write(t.pipe[1], fill, sizeof(fill)) > 0)
		continue;
	/* As the worker finds it: a pipe that blocks. */
	assert_int_equal(fcntl(t.pipe[1], F_SETFL, 0), 0);
	log_event(LOG_LEVEL_ERROR, "event", NULL);
	log_sentence("a sentence");
	untap(&t);
}

static void
a_sentence_is_for_people(void **state)
{
	struct tapped t;

	(void)state;
	tap(&t);
	log_sentence("cannot listen on 'x\n\033': caf\303\251");
	assert_string_equal(untap(&t),
	    "detour.fcgi: cannot listen on 'x?"
	    "?': caf\303\251\n");
}

static void
once_a_minute(void **state)
{
	int64_t last = 0, other = 0;

	(void)state;
	assert_true(log_may(&last, 1000));
	assert_false(log_may(&last, 1000));
	assert_false(log_may(&last, 1059));
	assert_true(log_may(&other, 1059));
	assert_true(log_may(&last, 1060));
	/* A clock that is set back must not silence it for long. */
	assert_true(log_may(&last, 500));
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(value_cases)];
	const struct CMUnitTest  tests[] = {
		 cmocka_unit_test(a_long_value_is_cut),
		 cmocka_unit_test(a_full_pipe_is_not_waited_for),
		 cmocka_unit_test(a_sentence_is_for_people),
		 cmocka_unit_test(once_a_minute),
	};
	int failed = 0;

	TABLE_FILL(rows, value_cases, value_row);
	failed += cmocka_run_group_tests_name("values", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("log", tests, NULL, NULL);
	return failed != 0;
}
