/* SPDX-License-Identifier: MIT */
/*
 * test_regex_drawn.c - expressions put together from pieces: what one matches
 * begins with the literal text that its rule is found by, and has the pairs of
 * octets that it wants.
 */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "dice.h"
#include "regex.h"

#define ROUNDS 300000
#define PATHS  12

static void
draw_pattern(struct dice *d, char *out)
{
	static const char *const pieces[] = { "/", "/", "a", "b", "A", "-",
		"%2F", "%2f", "|", "(", ")", "(?:", "(?=", "(?!", "(?|", "(?i)",
		"(?<x>", "[", "[^", "]", "[ab]", "[]|]", "[[:alpha:]",
		"[:", ":]", "\\Q", "\\E", "\\c[", "\\", "\\.", "\\d", "\\x61",
		"\\|", "\\(", "*", "+", "?", "{0}", "{2}", "{", "}", "^", "$",
		".", "\\b", "\\K" };
	char *end = stpcpy(out, dice_once_in(d, 4) ? "" : "/");

	for (size_t n = dice_below(d, 9); n > 0; n--)
		end = stpcpy(end, DICE_ONE_OF(d, pieces));
}

static void
draw_path(struct dice *d, char *out)
{
	static const char *const pieces[] = { "/", "a", "b", "A", "-", "%2F",
		"%5B", ".", "1", "a" };
	char                    *end = stpcpy(out, "/");

	for (size_t n = dice_below(d, 6); n > 0; n--)
		end = stpcpy(end, DICE_ONE_OF(d, pieces));
}

static void
begins_with_its_literal(void **state)
{
	struct dice d = { 42 };
	struct buf  literal;
	unsigned    compiled = 0, covered = 0, with_literal = 0, with_pairs = 0;
	unsigned    spared = 0;

	(void)state;
	buf_init(&literal, 1000);
	for (int round = 0; round < ROUNDS; round++) {
		char          pattern[200], path[100];
		struct piece  pieces[URL_PIECES_MAX];
		struct regex *r = NULL;
		bool          fold = dice_once_in(&d, 3), fits;

		struct regex_pairs wanted, there, none = { 0 };

		draw_pattern(&d, pattern);
		if (regex_compile(slice_of(pattern), fold, &r, NULL) != ERR_OK)
			continue;
		compiled++;
		buf_reset(&literal);
		regex_literal(slice_of(pattern), fold, &literal);
		assert_err(buf_end(&literal), ERR_OK);
		regex_pairs_wanted(slice_of(pattern), fold, &wanted);
		for (int i = 0; i < PATHS; i++) {
			draw_path(&d, path);
			regex_pairs_of(slice_of(path), fold, &there);
			fits = regex_pairs_fit(&wanted, &there);
			if (!regex_covers(r, slice_of(path), pieces)) {
				spared += !fits;
				continue;
			}
			covered++;
			with_pairs += !regex_pairs_fit(&wanted, &none);
			if (!fits)
				fail_msg("'%s' matches %s, and lacks a pair",
				    pattern, path);
			with_literal += literal.len > 1;
			if (fold)
				url_fold(path, strlen(path));
			if (!slice_starts(slice_of(path), literal.data))
				fail_msg("'%s' matches %s, but not '%s'",
				    pattern, path, literal.data);
		}
		regex_free(r);
	}
	buf_free(&literal);
	assert_true(compiled > ROUNDS / 4);
	assert_true(compiled > 50000 && covered > 25000 && with_literal > 500);
	assert_true(with_pairs > 500 && spared > 50000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_its_literal),
	};

	return cmocka_run_group_tests_name("drawn", tests, NULL, NULL) != 0;
}
