/* SPDX-License-Identifier: MIT */
/* test_language.c - the promises of language.h. */
#include "rows.h"

#include <string.h>

#include "language.h"
#include "says.h"

struct row {
	const char *name;
	const char *header;
	const char *preferred; /* "" for none */
};

static const struct row rows[] = {
	{ "one", "de", "de" },
	{ "as it was written", "de-AT", "de-AT" },
	{ "of equals the first", "de, en", "de" },
	{ "a browser's list", "de-AT,de;q=0.8,en-US;q=0.5,en;q=0.3", "de-AT" },
	{ "the highest, wherever it stands", "en;q=0.5, de;q=0.9, fr;q=0.8",
	    "de" },
	{ "no quality is 1", "en;q=0.9, de", "de" },
	{ "a thousandth more", "en;q=0.998, de;q=0.999", "de" },
	{ "1.000 is 1", "de;q=1.000, en", "de" },
	{ "0 is not acceptable", "de;q=0", "" },
	{ "0.000 neither", "de;q=0.000, en;q=0.001", "en" },
	{ "a star prefers nothing", "*", "" },
	{ "a star before others", "*, de;q=0.5", "" },
	{ "a star behind others", "de, *;q=0.5", "de" },
	{ "blanks and tabs", " \tde \t; \tq=0.5 , en;q=0.4", "de" },
	{ "a capital Q", "en;q=0.5, de;Q=0.6", "de" },
	{ "empty elements", ",, de ,,", "de" },
	{ "a quality above 1 is malformed", "en;q=1.001, de;q=0.1", "de" },
	{ "a quality of 2 is malformed", "en;q=2, de;q=0.1", "de" },
	{ "too many digits are malformed", "en;q=0.9999, de;q=0.1", "de" },
	{ "a negative one is malformed", "en;q=-1, de;q=0.1", "de" },
	{ "no number is malformed", "en;q=, de;q=0.1", "de" },
	{ "another parameter is malformed", "en;level=1, de;q=0.1", "de" },
	{ "an underscore is no language", "en_US, de;q=0.1", "de" },
	{ "a long subtag is no language", "abcdefghi, de;q=0.1", "de" },
	{ "a dash at the end is no language", "en-, de;q=0.1", "de" },
	{ "octets beyond ASCII are no language", "\xc3\xa4, de;q=0.1", "de" },
	{ "two dashes are no language", "en--us, de;q=0.1", "de" },
	{ "nor is a dash first", "-us, de;q=0.1", "de" },
	{ "nor a digit first", "1en, de;q=0.1", "de" },
	{ "but a digit further on", "es-419, de;q=0.1", "es-419" },
	{ "what stands behind z and 9 in ASCII is no language",
	    "e{, en-:, de;q=0.1", "de" },
	{ "no point in the quality is malformed", "en;q=0x9, de;q=0.1", "de" },
	{ "nor is a sign", "en;q=0.-, de;q=0.1", "de" },
	{ "a dot in a language", "en-., de;q=0.1", "de" },
	{ "a letter in it", "en;q=0.a, fr;q=0.:, de;q=0.1", "de" },
	{ "1 and more digits, all of them zero", "en;q=0.9, de;q=1.0", "de" },
	{ "a q without its '='", "en;q0.9, de;q=0.1", "de" },
	{ "nothing", "", "" },
	{ "no header", NULL, "" },
};

static void
test_row(void **state)
{
	const struct row  *c = *state;
	const struct slice got = language_preferred(slice_of(c->header));

	assert_int_equal(got.n, strlen(c->preferred));
	assert_true(slice_is(got, c->preferred));
}

struct cover {
	const char *name;
	const char *tag, *preferred;
	bool        covers;
};

static const struct cover covers[] = {
	{ "the same", "de", "de", true },
	{ "in capitals", "de-at", "DE-AT", true },
	{ "a language covers its regions", "de", "de-AT", true },
	{ "a region does not cover its language", "de-at", "de", false },
	{ "nor another region", "de-at", "de-CH", false },
	{ "whole subtags only", "de", "deu", false },
	{ "whole subtags only, further on", "de-a", "de-AT", false },
	{ "none preferred", "de", "", false },
	{ "another language of the same length", "de", "en-US", false },
	{ "none wanted", "", "de", false },
};

static void
test_cover(void **state)
{
	const struct cover *c = *state;

	assert_int_equal(language_covers(slice_of(c->tag),
			     slice_of(c->preferred)),
	    c->covers);
}

struct typed {
	const char *name;
	const char *in;
	const char *out; /* or what the refusal says */
	enum err    rc;
};

static const struct typed typed[] = {
	{ "a language", "de", "de", ERR_OK },
	{ "small letters", "zh-Hant-TW", "zh-hant-tw", ERR_OK },
	{ "digits in a region", "es-419", "es-419", ERR_OK },
	{ "35 octets", "aaaaaaaa-bbbbbbbb-cccccccc-dddddddd", NULL, ERR_OK },
	{ "36 octets", "aaaaaaaa-bbbbbbbb-cccccccc-ddddddddd", "limit",
	    ERR_LIMIT },
	{ "a star", "*", "leave it out", ERR_SYNTAX },
	{ "an underscore", "de_AT", "joined by '-'", ERR_SYNTAX },
	{ "nothing", "", "not a language", ERR_SYNTAX },
	{ "digits first", "1a", "not a language", ERR_SYNTAX },
	{ "a quality", "de;q=1", "not a language", ERR_SYNTAX },
	{ "a word of German", "Deutsch!", "as de, de-AT", ERR_SYNTAX },
};

static void
test_typed(void **state)
{
	const struct typed *c = *state;
	struct buf          out, why;

	buf_init(&out, 100);
	buf_init(&why, WHY_MAX);
	assert_err(language_parse(slice_of(c->in), &out, &why), c->rc);
	if (c->rc == ERR_OK)
		assert_string_equal(out.data, c->out != NULL ? c->out : c->in);
	else
		assert_says(&why, c->out);
	buf_free(&why);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(rows)];
	struct CMUnitTest cover_tests[ARRAY_LEN(covers)];
	struct CMUnitTest typed_tests[ARRAY_LEN(typed)];
	int               failed;

	TABLE_FILL(tests, rows, test_row);
	TABLE_FILL(cover_tests, covers, test_cover);
	TABLE_FILL(typed_tests, typed, test_typed);
	failed = cmocka_run_group_tests_name("preferred", tests, NULL, NULL);
	failed +=
	    cmocka_run_group_tests_name("covers", cover_tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("typed", typed_tests, NULL, NULL);
	return failed != 0;
}
