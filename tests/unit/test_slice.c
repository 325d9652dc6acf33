/* SPDX-License-Identifier: MIT */
/* test_slice.c - the promises of buf.h about slices. */
#include "rows.h"

#include <string.h>

#include "buf.h"

/* SLICE() is no constant. */
#define TEXT(literal)                           \
	{                                       \
		"" literal, sizeof(literal) - 1 \
	}

struct utf8_case {
	const char  *name;
	struct slice s;
	bool         is;
};

static const struct utf8_case utf8_cases[] = {
	{ "the empty slice is UTF-8", { NULL, 0 }, true },
	{ "ASCII is UTF-8, NUL and DEL included", TEXT("a\0~\x7f"), true },
	{ "two octets are UTF-8", TEXT("\xc2\x80\xdf\xbf"), true },
	{ "three octets are UTF-8", TEXT("\xe0\xa0\x80\xef\xbf\xbf"), true },
	{ "four octets are UTF-8", TEXT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf"),
	    true },
	{ "the neighbours of the surrogates are UTF-8",
	    TEXT("\xed\x9f\xbf\xee\x80\x80"), true },

	/* RFC 3629, 3 and 4. */
	{ "a lone continuation is not", TEXT("a\x80"), false },
	{ "an overlong slash is not", TEXT("\xc0\xaf"), false },
	{ "an overlong DEL is not", TEXT("\xc1\xbf"), false },
	{ "an overlong form of three is not", TEXT("\xe0\x80\xaf"), false },
	{ "its longest is not either", TEXT("\xe0\x9f\xbf"), false },
	{ "an overlong form of four is not", TEXT("\xf0\x80\x80\xaf"), false },
	{ "the longest of these is not", TEXT("\xf0\x8f\xbf\xbf"), false },
	{ "the first surrogate is not", TEXT("\xed\xa0\x80"), false },
	{ "the last surrogate is not", TEXT("\xed\xbf\xbf"), false },
	{ "one beyond U+10FFFF is not", TEXT("\xf4\x90\x80\x80"), false },
	{ "a first octet of F5 is not", TEXT("\xf5\x80\x80\x80"), false },
	{ "FE and FF are not", TEXT("\xfe\xff"), false },
	{ "a cut sequence of two is not", TEXT("\xc3"), false },
	{ "a cut sequence of three is not", TEXT("\xe2\x82"), false },
	{ "a cut sequence of four is not", TEXT("\xf0\x9f\x98"), false },
	{ "a sequence ended by ASCII is not", TEXT("\xe2\x82z"), false },
	{ "a sequence ended by another is not", TEXT("\xe2\xc3\xa9"), false },
	{ "a third octet of C0 is not", TEXT("\xe2\x82\xc0"), false },
};

static void
utf8_row(void **state)
{
	const struct utf8_case *c = *state;

	assert_int_equal(slice_is_utf8(c->s), c->is);
}

/* Every octet, alone at every place of texts of every length around eight. */
static void
graphic_is_from_0x21_to_0x7e(void **state)
{
	char text[20];

	(void)state;
	assert_true(slice_is_graphic(slice_of(NULL)));
	for (size_t n = 1; n <= sizeof(text); n++)
		for (size_t at = 0; at < n; at++)
			for (int c = 0; c < 256; c++) {
				struct slice whole = { text, n };

				memset(text, c % 2 == 0 ? 0x21 : 0x7e, n);
				text[at] = (char)c;
				assert_int_equal(slice_is_graphic(whole),
				    c >= 0x21 && c <= 0x7e);
			}
}

static void
an_octet_is_found(void **state)
{
	(void)state;
	assert_true(slice_has(SLICE("a\0b"), 'b'));
	assert_true(slice_has(SLICE("a\0b"), '\0'));
	assert_false(slice_has(SLICE("ab"), '\0'));
	assert_false(slice_has(slice_of(NULL), 'a'));
}

static void
nothing_is_the_empty_slice(void **state)
{
	(void)state;
	assert_null(slice_of(NULL).s);
	assert_int_equal(slice_of(NULL).n, 0);
	assert_int_equal(slice_of("").n, 0);
	assert_int_equal(slice_of("abc").n, 3);
	assert_int_equal(SLICE("a\0c").n, 3);
	assert_true(slice_eq(slice_of(NULL), SLICE("")));
	assert_true(slice_is(slice_of(NULL), ""));
	assert_true(slice_starts(slice_of(NULL), ""));
	assert_false(slice_starts(slice_of(NULL), "/"));
}

static void
slices_compare_octets(void **state)
{
	(void)state;
	assert_true(slice_eq(SLICE("a\0b"), SLICE("a\0b")));
	assert_false(slice_eq(SLICE("a\0b"), SLICE("a\0c")));
	assert_false(slice_eq(SLICE("ab"), SLICE("abc")));
	assert_false(slice_eq(SLICE("a"), SLICE("A")));
	assert_true(slice_is(SLICE("abc"), "abc"));
	assert_false(slice_is(SLICE("abc"), "ab"));
	assert_false(slice_is(SLICE("abc\0"), "abc"));
	assert_true(slice_starts(SLICE("abc"), "ab"));
	assert_true(slice_starts(SLICE("abc"), "abc"));
	assert_true(slice_starts(SLICE("abc"), ""));
	assert_false(slice_starts(SLICE("abc"), "abcd"));
	assert_false(slice_starts(SLICE("abc"), "b"));
}

struct quote_case {
	const char  *name;
	struct slice s;
	int          n;
};

static const struct quote_case quote_cases[] = {
	{ "all of a plain text", TEXT("/caf\xc3\xa9"), 6 },
	{ "nothing of nothing", { NULL, 0 }, 0 },
	{ "up to a line break", TEXT("ab\ncd"), 2 },
	{ "up to an escape", TEXT("ab\x1b[2J"), 2 },
	{ "up to a NUL", TEXT("ab\0cd"), 2 },
	{ "up to a DEL", TEXT("ab\x7f"), 2 },
	{ "up to what is not UTF-8", TEXT("ab\xff"), 2 },
	{ "up to a cut character", TEXT("ab\xe2\x82\ncd"), 2 },
};

static void
quote_row(void **state)
{
	const struct quote_case *c = *state;

	assert_int_equal(quotable(c->s), c->n);
}

static void
a_quote_has_its_limit(void **state)
{
	char text[QUOTE_MAX + 2];

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(quotable((struct slice){ text, QUOTE_MAX }),
	    QUOTE_MAX);
	assert_int_equal(quotable((struct slice){ text, sizeof(text) }),
	    QUOTE_MAX);
	memcpy(text + QUOTE_MAX - 2, "\xe2\x82\xac", 3);
	assert_int_equal(quotable((struct slice){ text, sizeof(text) }),
	    QUOTE_MAX - 2);
}

struct cut_case {
	const char  *name;
	struct slice s;
	const char  *piece, *rest; /* trimmed, and what is left */
};

static const struct cut_case cut_cases[] = {
	{ "a piece", TEXT("a,b,c"), "a", "b,c" },
	{ "blanks at both ends", TEXT(" \ta b\t ,c"), "a b", "c" },
	{ "only blanks", TEXT(" \t,c"), "", "c" },
	{ "the last piece", TEXT("a"), "a", "" },
	{ "an empty piece", TEXT(",a"), "", "a" },
	{ "an empty rest", TEXT("a,"), "a", "" },
	{ "nothing", { NULL, 0 }, "", "" },
};

static void
cut_row(void **state)
{
	const struct cut_case *c = *state;
	struct slice           rest = c->s;
	const struct slice     piece = slice_trim(slice_cut(&rest, ','));

	assert_true(slice_is(piece, c->piece));
	assert_true(slice_is(rest, c->rest));
}

int
main(void)
{
	static struct CMUnitTest utf8[ARRAY_LEN(utf8_cases)];
	static struct CMUnitTest quotes[ARRAY_LEN(quote_cases)];
	static struct CMUnitTest cuts[ARRAY_LEN(cut_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(graphic_is_from_0x21_to_0x7e),
		 cmocka_unit_test(an_octet_is_found),
		 cmocka_unit_test(nothing_is_the_empty_slice),
		 cmocka_unit_test(slices_compare_octets),
		 cmocka_unit_test(a_quote_has_its_limit),
	};
	int failed = 0;

	TABLE_FILL(utf8, utf8_cases, utf8_row);
	TABLE_FILL(quotes, quote_cases, quote_row);
	TABLE_FILL(cuts, cut_cases, cut_row);
	failed += cmocka_run_group_tests_name("utf8", utf8, NULL, NULL);
	failed += cmocka_run_group_tests_name("quotes", quotes, NULL, NULL);
	failed += cmocka_run_group_tests_name("cuts", cuts, NULL, NULL);
	failed += cmocka_run_group_tests_name("slice", rest, NULL, NULL);
	return failed != 0;
}
