/* SPDX-License-Identifier: MIT */
/* test_escape.c - the promises of escape.h. */
#include "rows.h"

#include "escape.h"

struct escape_case {
	const char *name;
	const char *in;
	const char *terminal; /* NULL: as it came */
	const char *tsv;
	const char *utf8;
	size_t      width; /* of the terminal's form */
};

static const struct escape_case escape_cases[] = {
	{ "nothing stays nothing", "", NULL, NULL, NULL, 0 },
	{ "plain text stays", "/a?b=c&d", NULL, NULL, NULL, 8 },
	{ "umlauts stay, and are one wide", "gr\xc3\xbc\xc3\x9f", NULL, NULL,
	    NULL, 4 },
	{ "an emoji stays, and is two wide", "\xf0\x9f\x98\x80", NULL, NULL,
	    NULL, 2 },
	{ "so is what is written in squares", "/\u65e5\u672c", NULL, NULL, NULL,
	    5 },
	{ "what stands on another has no width", "e\u0301", NULL, NULL, NULL,
	    1 },
	{ "an escape sequence is shown", "\x1b[31m", "\\x1B[31m", NULL, NULL,
	    8 },
	{ "newline and tab are shown, or escaped", "a\nb\tc", "a\\x0Ab\\x09c",
	    "a\\nb\\tc", NULL, 11 },
	{ "a carriage return is shown", "a\rb", "a\\x0Db", NULL, NULL, 6 },
	{ "delete is shown", "\x7f", "\\x7F", NULL, NULL, 4 },
	{ "a backslash is doubled in TSV only", "a\\nb", NULL, "a\\\\nb", NULL,
	    4 },
	{ "C1 controls are shown", "\xc2\x9b", "\\xC2\\x9B", NULL, NULL, 8 },
	{ "marks that turn text are shown", "a\xe2\x80\xaez",
	    "a\\xE2\\x80\\xAEz", NULL, NULL, 14 },
	{ "a character without width is shown", "a\xe2\x80\x8bz",
	    "a\\xE2\\x80\\x8Bz", NULL, NULL, 14 },
	{ "a mark of the order of octets is shown", "\xef\xbb\xbf/",
	    "\\xEF\\xBB\\xBF/", NULL, NULL, 13 },
	{ "a space that breaks no line stays", "a\xc2\xa0z", NULL, NULL, NULL,
	    3 },
	{ "a joiner stays", "\xd9\x85\xe2\x80\x8c\xd8\xae", NULL, NULL, NULL,
	    2 },
	{ "a line separator is shown", "\xe2\x80\xa8", "\\xE2\\x80\\xA8", NULL,
	    NULL, 12 },
	{ "a stray octet is replaced", "a\xff", "a\\xFF", NULL, "a\xef\xbf\xbd",
	    5 },
	{ "a cut character is replaced", "\xe2\x82", "\\xE2\\x82", NULL,
	    "\xef\xbf\xbd\xef\xbf\xbd", 8 },
	{ "an overlong slash is replaced", "\xc0\xaf", "\\xC0\\xAF", NULL,
	    "\xef\xbf\xbd\xef\xbf\xbd", 8 },
	{ "a surrogate is replaced", "\xed\xa0\x80", "\\xED\\xA0\\x80", NULL,
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 12 },
	{ "what is beyond Unicode is replaced", "\xf4\x90\x80\x80",
	    "\\xF4\\x90\\x80\\x80", NULL,
	    "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd", 16 },
};

typedef void escape_fn(struct slice, struct buf *);

static void
assert_escaped(escape_fn *escape, const char *in, const char *want)
{
	struct buf out;

	buf_init(&out, 1000);
	escape(slice_of(in), &out);
	buf_addc(&out, '.'); /* so that nothing at all has data, too */
	assert_err(buf_end(&out), ERR_OK);
	out.data[out.len - 1] = '\0';
	assert_string_equal(out.data, want != NULL ? want : in);
	buf_free(&out);
}

/* In the order of the others. */
static void
add_utf8(struct slice s, struct buf *out)
{
	buf_add_utf8(out, s);
}

static void
test_escape(void **state)
{
	const struct escape_case *c = *state;
	const char *shown = c->terminal != NULL ? c->terminal : c->in;

	assert_escaped(escape_terminal, c->in, c->terminal);
	assert_escaped(escape_tsv, c->in, c->tsv);
	assert_escaped(add_utf8, c->in, c->utf8);
	assert_int_equal(escape_width(slice_of(shown)), c->width);
}

/* Whatever the octets: printable, and valid, is what comes out. */
static void
test_any_pair(void **state)
{
	struct buf out;
	char       in[2];
	unsigned   i;
	size_t     j;

	(void)state;
	buf_init(&out, 100);
	for (i = 0; i < 65536; i++) {
		in[0] = (char)(i >> 8);
		in[1] = (char)(i & 0xff);
		buf_reset(&out);
		escape_terminal((struct slice){ in, 2 }, &out);
		assert_err(buf_end(&out), ERR_OK);
		assert_true(slice_is_utf8(buf_slice(&out)));
		for (j = 0; j < out.len; j++)
			assert_true((unsigned char)out.data[j] >= 0x20 &&
			    out.data[j] != 0x7f);
		buf_reset(&out);
		buf_add_utf8(&out, (struct slice){ in, 2 });
		assert_true(slice_is_utf8(buf_slice(&out)));
	}
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(escape_cases)];
	const struct CMUnitTest rest[] = { cmocka_unit_test(test_any_pair) };
	int                     failed = 0;

	TABLE_FILL(rows, escape_cases, test_escape);
	failed += cmocka_run_group_tests_name("escape", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("escape any", rest, NULL, NULL);
	return failed != 0;
}
