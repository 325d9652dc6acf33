/* SPDX-License-Identifier: MIT */
/* test_import_limits.c - files whose lines, fields and values are too long: at
 * the limit taken, past it refused, and what follows is read. */
#include "rows.h"

#include "imported.h"
#include "feed.h"

#define TEXT_MAX 300000

/* before, so many octets, and after. */
struct limit_case {
	const char *name;
	const char *format;
	const char *before;
	char        octet;
	size_t      n;
	const char *after;
	const char *want;
};

static const struct limit_case limit_cases[] = {
	{ "netlify: a line of as many octets as there may be", "netlify", "#",
	    '#', FEED_LINE_MAX - 2, "\n/a /b 301!\n", "/a -> /b 301" },
	{ "netlify: a comment that is longer is a comment", "netlify", "#", '#',
	    FEED_LINE_MAX, "\n/a /b 301!\n", "/a -> /b 301" },
	{ "netlify: a longer line is refused, and the next one taken",
	    "netlify", "/a ", 'x', FEED_LINE_MAX, "\r\n/a /b 301!\n",
	    "!1 the line is too long: the limit is 65536 octets\n"
	    "/a -> /b 301" },
	{ "netlify: much longer, and the last one", "netlify", "/a ", 'x',
	    4 * FEED_LINE_MAX, "", "!1 the line is too long" },
	{ "htaccess: what goes on with a line that is too long is too long",
	    "htaccess", "Redirect /a \\\n /b", 'x', FEED_LINE_MAX,
	    "\nRedirect /c/ /d/\n",
	    "!1 the line is too long\n/c/* -> /d/:splat 302 strict" },
	{ "htaccess: a comment that goes on with one is a comment", "htaccess",
	    "# \\\n /b", 'x', FEED_LINE_MAX, "\nRedirect /c/ /d/\n",
	    "/c/* -> /d/:splat 302 strict" },
};

static void
test_limit(void **state)
{
	const struct limit_case *c = *state;
	struct import_case       one = { "", c->format, NULL, 0, c->want };
	void                    *as_row = &one;
	struct buf               text;

	buf_init(&text, TEXT_MAX);
	buf_adds(&text, c->before);
	for (size_t i = 0; i < c->n; i++)
		buf_addc(&text, c->octet);
	buf_adds(&text, c->after);
	assert_err(buf_end(&text), ERR_OK);
	one.text = text.data;
	test_imported(&as_row);
	buf_free(&text);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(limit_cases)];

	TABLE_FILL(tests, limit_cases, test_limit);
	return cmocka_run_group_tests_name("import, limits", tests, NULL, NULL);
}
