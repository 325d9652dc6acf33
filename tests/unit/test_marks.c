/* SPDX-License-Identifier: MIT */
/* test_marks.c - the promises of marks.h. */
#include "rows.h"

#include "marks.h"

#define MANY 60000 /* few enough for nothing to be halved */

/* Words as those of a hash are: each depends on all of n. */
static void
words_of(uint64_t n, uint32_t ret[MARKS_WORDS])
{
	for (int i = 0; i < MARKS_WORDS; i++) {
		n += 0x9e3779b97f4a7c15u;
		n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9u;
		n = (n ^ n >> 27) * 0x94d049bb133111ebu;
		ret[i] = (uint32_t)(n >> 32);
	}
}

static unsigned
note(struct marks *m, uint64_t n)
{
	uint32_t words[MARKS_WORDS];

	words_of(n, words);
	return marks_note(m, words);
}

static void
each_time_counts_up_to_the_most(void **state)
{
	struct marks m;

	(void)state;
	marks_init(&m);
	assert_true(marks_open(&m));
	for (unsigned i = 1; i < 9; i++)
		assert_int_equal(note(&m, 1),
		    i < MARKS_OFTEN ? i : MARKS_OFTEN);
	assert_int_equal(note(&m, 2), 1);
	marks_free(&m);
	marks_free(&m);
}

/* Three that are one mark are raised once. */
static void
words_may_be_the_same(void **state)
{
	const uint32_t words[MARKS_WORDS] = { 7, 7, 7 };
	struct marks   m;

	(void)state;
	marks_init(&m);
	assert_true(marks_open(&m));
	for (unsigned i = 1; i <= MARKS_OFTEN; i++)
		assert_int_equal(marks_note(&m, words), i);
	assert_int_equal(marks_note(&m, words), MARKS_OFTEN);
	marks_free(&m);
}

static void
few_seem_to_come_more_often_and_none_less(void **state)
{
	struct marks m;
	unsigned     more = 0, n;

	(void)state;
	marks_init(&m);
	assert_true(marks_open(&m));
	for (uint64_t i = 0; i < MANY / 2; i++) {
		n = note(&m, i);
		assert_true(n >= 1);
		more += n > 1;
	}
	for (uint64_t i = 0; i < MANY / 2; i++) {
		n = note(&m, i);
		assert_true(n >= 2);
		more += n > 2;
	}
	assert_true(more < MANY / 10);
	marks_free(&m);
}

static void
what_came_long_ago_is_forgotten(void **state)
{
	struct marks m;

	(void)state;
	marks_init(&m);
	assert_true(marks_open(&m));
	for (unsigned i = 0; i < MARKS_OFTEN; i++)
		(void)note(&m, 1);
	for (unsigned i = 0; i < 4 * MANY; i++) /* all the same */
		(void)note(&m, 2);
	assert_int_equal(note(&m, 1), 1);
	marks_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_time_counts_up_to_the_most),
		cmocka_unit_test(words_may_be_the_same),
		cmocka_unit_test(few_seem_to_come_more_often_and_none_less),
		cmocka_unit_test(what_came_long_ago_is_forgotten),
	};

	return cmocka_run_group_tests_name("marks", tests, NULL, NULL);
}
