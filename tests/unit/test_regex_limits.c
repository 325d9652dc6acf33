/* SPDX-License-Identifier: MIT */
/*
 * test_regex_limits.c - no path and no expression costs more than a bounded
 * time, as machine code and interpreted.
 */
#include "rows.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "interpreted.h"
#include "regex.h"

static char path[REGEX_PATH_MAX + 2];

static void
the_longest_path(void **state)
{
	struct piece  pieces[URL_PIECES_MAX];
	struct regex *r = NULL;

	(void)state;
	memset(path, 'a', sizeof(path));
	path[0] = '/';
	assert_err(regex_compile(SLICE("/((?:[a-z]|-)*)"), false, &r, NULL),
	    ERR_OK);
	assert_true(regex_covers(r, (struct slice){ path, REGEX_PATH_MAX },
	    pieces));
	assert_int_equal(pieces[0].n, REGEX_PATH_MAX - 1);
	assert_false(regex_covers(r, (struct slice){ path, REGEX_PATH_MAX + 1 },
	    pieces));
	regex_free(r);
}

/* Those that take for ever, or would, on a path made for them. */
static const char *const evil[] = { "/(a+)+[xy]", "/(a|a)*[xy]", "/(a|aa)+[xy]",
	"/(.*)*[xy]", "/(.*?)*?[xy]", "/(a?){30}a{30}[xy]",
	"/(.*)(.*)(.*)(.*)(.*)(.*)[xy]", "/(?:.*a){12}[xy]", "/(a*)*\\1[xy]",
	"/((a+)*)*\\2[xy]", "/(?:a(?=a*+))*[xy]", "/(?:a(?=.*+))*[xy]",
	"/(?:x?|a(?=[a-z]*+))*[xy]", "/(a(?1)?a)*[xy]", "/(?R)?a*[xy]",
	"/(?:a(?=(?:a(?=a*+))*+))*[xy]", "/(?:a(?=(?:a(?=.*+))*+))*[xy]",
	"/(?:(?=(?:a(?=(?:[ab]|[ac])*+))*+)a)*[xy]",
	"/(?:(?=(a*+))(?=(?:\\1)*+)a)*[xy]", "/([a-z]+)*(?<=a{1})[xy]",
	"/(?>(?:a|aa)*)*[xy]", "/(?:(?:a?)*)*[xy]", "/(a|b|ab)*?[xy]" };

/* Far more than they take, far less than they would: ages.  Memcheck is slower
 * by what tests/run says. */
#define EVIL_MS 200

static long
patience(void)
{
	const char *slower = getenv("TESTS_SLOWER");

	return EVIL_MS * (slower != NULL ? atol(slower) : 1);
}

static void
no_pattern_takes_long(void)
{
	struct piece pieces[URL_PIECES_MAX];

	memset(path, 'a', sizeof(path));
	path[0] = '/';
	for (size_t i = 0; i < ARRAY_LEN(evil); i++) {
		struct regex *r = NULL;
		clock_t       began, ms;

		assert_err(regex_compile(slice_of(evil[i]), i % 2 == 1, &r,
			       NULL),
		    ERR_OK);
		began = clock();
		for (size_t n = 10; n <= REGEX_PATH_MAX; n += 199)
			assert_false(regex_covers(r, (struct slice){ path, n },
			    pieces));
		ms = (clock() - began) * 1000 / CLOCKS_PER_SEC / 11;
		if (ms > patience())
			fail_msg("%s: %ld ms", evil[i], (long)ms);
		regex_free(r);
	}
}

static void
no_pattern_takes_long_as_machine_code(void **state)
{
	(void)state;
	no_pattern_takes_long();
}

/* What matches in the end, and before it has looked around for long. */
static void
a_search_is_cut(void **state)
{
	static const char *const patterns[] = { "/(a?){4}a{4}",
		"/(a?){20}a{20}" };
	struct piece             pieces[URL_PIECES_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(patterns); i++) {
		struct regex *r = NULL;
		size_t        n = i == 0 ? 5 : 21;

		memset(path, 'a', sizeof(path));
		path[0] = '/';
		assert_err(regex_compile(slice_of(patterns[i]), false, &r,
			       NULL),
		    ERR_OK);
		assert_int_equal(regex_covers(r, (struct slice){ path, n },
				     pieces),
		    i == 0);
		regex_free(r);
	}
}

static void
cut_one(void)
{
	a_search_is_cut(NULL);
}

static void
a_search_is_cut_interpreted(void **state)
{
	(void)state;
	without_machine_code(cut_one);
}

static void
no_pattern_takes_long_interpreted(void **state)
{
	(void)state;
	without_machine_code(no_pattern_takes_long);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_longest_path),
		cmocka_unit_test(no_pattern_takes_long_as_machine_code),
		cmocka_unit_test(no_pattern_takes_long_interpreted),
		cmocka_unit_test(a_search_is_cut),
		cmocka_unit_test(a_search_is_cut_interpreted),
	};

	return cmocka_run_group_tests_name("regex limits", tests, NULL, NULL) !=
	    0;
}
