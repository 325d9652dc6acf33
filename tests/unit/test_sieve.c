/* SPDX-License-Identifier: MIT */
/* test_sieve.c - the promises of sieve.h. */
#include "rows.h"

#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sieve.h"

#define RULES 5000

static const struct siphash_key key = { { 1, 2 } };
static const struct store_stamp mine = { { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    12 } };

static struct slice
text(const char *prefix, int i)
{
	static char room[64];

	snprintf(room, sizeof(room), "%s/%d", prefix, i);
	return slice_of(room);
}

static void
fill(struct sieve *s, size_t made_for)
{
	sieve_begin(s, made_for);
	for (int i = 0; i < RULES; i++)
		sieve_add(s, text("/rule", i));
	sieve_publish(s, &mine);
}

/* Of paths without a rule, those that it would have looked up. */
static int
in_vain(const struct sieve *s)
{
	int n = 0;

	for (int i = 0; i < RULES; i++)
		n += sieve_look(s, &mine, text("/other", i)) == SIEVED_MAY;
	return n;
}

static void
lacks_no_rule_and_nearly_all_else(void **state)
{
	struct sieve *s = sieve_open(RULES, key);

	(void)state;
	fill(s, RULES);
	for (int i = 0; i < RULES; i++)
		assert_int_equal(sieve_look(s, &mine, text("/rule", i)),
		    SIEVED_MAY);
	assert_in_range(in_vain(s), 0, RULES / 50);
	sieve_close(s);
}

static void
lacks_no_rule_when_there_are_more_than_it_was_made_for(void **state)
{
	struct sieve *s = sieve_open(RULES / 2, key);

	(void)state;
	fill(s, RULES);
	for (int i = 0; i < RULES; i++)
		assert_int_equal(sieve_look(s, &mine, text("/rule", i)),
		    SIEVED_MAY);
	assert_in_range(in_vain(s), 1, RULES / 2);
	sieve_close(s);
}

static void
is_empty_again_when_it_is_made_anew(void **state)
{
	struct sieve *s = sieve_open(RULES, key);

	(void)state;
	fill(s, RULES);
	sieve_begin(s, 1);
	sieve_publish(s, &mine);
	assert_int_equal(sieve_look(s, &mine, text("/rule", 1)), SIEVED_LACKS);
	sieve_close(s);
}

static void
is_nobodys_before_and_while_it_is_made(void **state)
{
	struct sieve *s = sieve_open(RULES, key);

	(void)state;
	assert_int_equal(sieve_look(s, &mine, SLICE("/a")), SIEVED_OTHER);
	assert_false(sieve_is_of(s, &mine));
	fill(s, RULES);
	assert_true(sieve_is_of(s, &mine));
	sieve_begin(s, RULES);
	assert_int_equal(sieve_look(s, &mine, SLICE("/a")), SIEVED_OTHER);
	sieve_begin(s, RULES); /* its maker had ended */
	assert_int_equal(sieve_look(s, &mine, SLICE("/a")), SIEVED_OTHER);
	sieve_publish(s, &mine);
	assert_int_equal(sieve_look(s, &mine, SLICE("/a")), SIEVED_LACKS);
	sieve_close(s);
}

static void
is_of_one_state_only(void **state)
{
	struct sieve *s = sieve_open(RULES, key);

	(void)state;
	fill(s, RULES);
	for (size_t i = 0; i < STORE_STAMP_WORDS; i++) {
		struct store_stamp other = mine;

		other.word[i] ^= UINT64_C(1) << 63;
		assert_int_equal(sieve_look(s, &other, SLICE("/a")),
		    SIEVED_OTHER);
	}
	sieve_close(s);
}

/* What one process makes another one sees; who only looks cannot change it. */
static void
is_shared_and_protected(void **state)
{
	struct sieve *s = sieve_open(RULES, key);
	int           status = 0;
	pid_t         pid = fork();

	(void)state;
	if (pid == 0) {
		fill(s, RULES);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(sieve_look(s, &mine, text("/rule", 7)), SIEVED_MAY);
	pid = fork();
	if (pid == 0) {
		sieve_protect(s);
		if (sieve_look(s, &mine, text("/rule", 7)) != SIEVED_MAY)
			_exit(1);
		/* The kernel is asked, not a signal waited for. */
		_exit(pipe((int *)(void *)s) == -1 ? 0 : 2);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	sieve_close(s);
	sieve_close(NULL);
	sieve_protect(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lacks_no_rule_and_nearly_all_else),
		cmocka_unit_test(
		    lacks_no_rule_when_there_are_more_than_it_was_made_for),
		cmocka_unit_test(is_empty_again_when_it_is_made_anew),
		cmocka_unit_test(is_nobodys_before_and_while_it_is_made),
		cmocka_unit_test(is_of_one_state_only),
		cmocka_unit_test(is_shared_and_protected),
	};

	return cmocka_run_group_tests_name("sieve", tests, NULL, NULL);
}
