/* SPDX-License-Identifier: MIT */
/* test_unseen.c - the promises of unseen.h; of its decoder see test_escape.c.
 */
#include "rows.h"

#include "unseen.h"

struct unseen_case {
	const char *name;
	const char *text;
	enum unseen is;
	uint32_t    c;
};

static const struct unseen_case cases[] = {
	{ "nothing", "", UNSEEN_NOT, 0 },
	{ "what is printed", "/a b?c=%20", UNSEEN_NOT, 0 },
	{ "letters and signs", "\u00e9\u4f60\U0001f600\u201d", UNSEEN_NOT, 0 },
	{ "no width", "/a\u200bb", UNSEEN_MARK, 0x200b },
	{ "in the beginning", "\ufeff/a", UNSEEN_MARK, 0xfeff },
	{ "in the end", "/a\u00ad", UNSEEN_MARK, 0xad },
	{ "a change of direction", "/a\u202eb", UNSEEN_MARK, 0x202e },
	{ "a word joiner", "/a\u2060b", UNSEEN_MARK, 0x2060 },
	{ "a space without a break", "/a\u00a0b", UNSEEN_SPACE, 0xa0 },
	{ "a wide space", "/a\u3000b", UNSEEN_SPACE, 0x3000 },
	{ "a thin one", "/a\u2009b", UNSEEN_SPACE, 0x2009 },
	{ "the end of a line", "/a\u2028b", UNSEEN_SPACE, 0x2028 },
	{ "the first of two", "/a\u3000b\u200b", UNSEEN_SPACE, 0x3000 },
	{ "a joiner between letters that join", "/\u0645\u06cc\u200c\u062e",
	    UNSEEN_NOT, 0 },
	{ "a joiner within an emoji", "/\U0001f469\u200d\U0001f52c", UNSEEN_NOT,
	    0 },
	{ "a joiner in the end", "/\u0645\u200c", UNSEEN_MARK, 0x200c },
	{ "a joiner behind ASCII", "/a\u200d\u0645", UNSEEN_MARK, 0x200d },
	{ "a joiner before ASCII", "/\u0645\u200d/", UNSEEN_MARK, 0x200d },
	{ "the neighbours of the ranges",
	    "\xc2\x9f\u00a1\u00ac\u00ae\u061b\u061d\u1fff\u2010\u2027\u2030"
	    "\u205e\u2070\u2fff\u3001\ufefe\uff00",
	    UNSEEN_NOT, 0 },
	{ "behind what is no UTF-8", "\xff\xe2\x80\u200b", UNSEEN_MARK,
	    0x200b },
};

static void
unseen_row(void **state)
{
	const struct unseen_case *c = *state;
	uint32_t                  found = 0;

	assert_int_equal(unseen_in(slice_of(c->text), &found), c->is);
	assert_int_equal(found, c->c);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];

	TABLE_FILL(rows, cases, unseen_row);
	return cmocka_run_group_tests_name("unseen", rows, NULL, NULL) != 0;
}
