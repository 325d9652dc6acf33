/* SPDX-License-Identifier: MIT */
/* test_keeper.c - the promises of keeper.h about its pipe, and what is written;
 * the life of the keeper as a process is tested by test_worker_life.py. */
#include "scratch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "keeper.h"

#define NOW 1700000000

/* Count one hit for each of n rules. */
static void
count(struct hits *h, int n)
{
	for (int i = 1; i <= n; i++)
		hits_count(h, i, false, NOW);
}

/* Read records until nobody can write any more; how many hits they hold. */
static int64_t
drain(int fd)
{
	static struct hit batch[1024];
	int64_t           served = 0;
	ssize_t           n;

	while ((n = read(fd, batch, sizeof(batch))) > 0) {
		assert_int_equal((size_t)n % sizeof(batch[0]), 0);
		for (size_t i = 0; i < (size_t)n / sizeof(batch[0]); i++)
			served += batch[i].served;
	}
	return served;
}

static void
what_is_handed_over_comes_out(void **state)
{
	struct keeper_pipe p;
	struct hits        h;

	(void)state;
	assert_true(keeper_pipe_open(&p));
	hits_init(&h);
	count(&h, 1000);
	assert_true(keeper_hand(p.write, &h));
	assert_int_equal(h.used, 0);
	close(p.write);
	assert_int_equal(drain(p.read), 1000);
	close(p.read);
	hits_free(&h);
}

static void
nothing_is_nothing(void **state)
{
	struct keeper_pipe p;
	struct hits        h;

	(void)state;
	assert_true(keeper_pipe_open(&p));
	hits_init(&h);
	assert_true(keeper_hand(p.write, &h));
	close(p.write);
	assert_int_equal(drain(p.read), 0);
	close(p.read);
	hits_free(&h);
}

/* It must come back at once: nobody reads, and this is the only process. */
static void
what_the_pipe_does_not_take_stays_counted(void **state)
{
	struct keeper_pipe p;
	struct hits        h;
	int64_t            given = 0, taken;

	(void)state;
	assert_true(keeper_pipe_open(&p));
	hits_init(&h);
	do {
		count(&h, 10000);
		given += 10000;
	} while (keeper_hand(p.write, &h));
	assert_true(h.used > 0);
	assert_false(keeper_hand(p.write, &h));

	assert_int_equal(fcntl(p.read, F_SETFL, O_NONBLOCK), 0);
	taken = drain(p.read);
	assert_true(taken > 0 && taken < given);
	assert_true(keeper_hand(p.write, &h));
	taken += drain(p.read);
	assert_int_equal(taken, given);
	close(p.write);
	close(p.read);
	hits_free(&h);
}

static void
at_the_end_there_is_a_wait_for_room(void **state)
{
	struct keeper_pipe p;
	struct hits        h;
	int64_t            given = 0;
	pid_t              reader;
	int                status;

	(void)state;
	assert_true(keeper_pipe_open(&p));
	hits_init(&h);
	do {
		count(&h, 10000);
		given += 10000;
	} while (keeper_hand(p.write, &h));
	reader = fork();
	if (reader == 0) {
		close(p.write);
		_exit(drain(p.read) == given ? 0 : 1);
	}
	close(p.read);
	keeper_hand_all(p.write, &h, 5000);
	assert_int_equal(h.used, 0);
	close(p.write);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_int_equal(status, 0);
	hits_free(&h);
}

static void
without_a_keeper_the_end_comes_all_the_same(void **state)
{
	struct keeper_pipe p;
	struct hits        h;

	(void)state;
	assert_true(keeper_pipe_open(&p));
	close(p.read);
	hits_init(&h);
	count(&h, 5);
	keeper_hand_all(p.write, &h, 60000);
	assert_int_equal(h.used, 5);
	close(p.write);
	hits_free(&h);
}

static void
what_is_dropped_is_told_once(void **state)
{
	struct hits h;
	uint64_t    sum = 2;

	(void)state;
	hits_init(&h);
	count(&h, HITS_MAX + 7);
	keeper_dropped(&h, &sum);
	assert_int_equal(sum, 2 + 7);
	keeper_dropped(&h, &sum);
	assert_int_equal(sum, 2 + 7);
	hits_free(&h);
}

/* Be the keeper of one hit for each of n rules. */
static void
keep(const struct scratch *s, int n)
{
	struct keeper_pipe p;
	struct hits        h;
	struct sieving     sieving;
	uint64_t           dropped = 0;

	assert_true(keeper_pipe_open(&p));
	sieving_init(&sieving, s->db, NULL, -1);
	hits_init(&h);
	count(&h, n);
	assert_true(keeper_hand(p.write, &h));
	close(p.write);
	keeper_run(p.read, s->hits, &dropped, &sieving);
	assert_int_equal(dropped, 0);
	close(p.read);
	hits_free(&h);
	sieving_free(&sieving);
}

static void
all_is_written(struct scratch *s)
{
	const int n = 10 * HITS_WRITE_MAX + 1;

	keep(s, n);
	keep(s, n);
	assert_int_equal(scratch_number(s->hits,
			     "SELECT count(*) FROM hit WHERE served = 2"),
	    n);
}

/* A table that refuses some: what was written before is not written again. */
static void
nothing_is_written_twice(struct scratch *s)
{
	keep(s, 1);
	scratch_sql(s->hits,
	    "DROP TABLE hit; CREATE TABLE hit (rule, day, served, late, first,"
	    " last, CHECK (rule < 1500), PRIMARY KEY (rule, day))"
	    " WITHOUT ROWID");
	keep(s, 3 * HITS_WRITE_MAX);
	assert_int_equal(scratch_number(s->hits, "SELECT sum(served) FROM hit"),
	    HITS_WRITE_MAX);
	assert_int_equal(scratch_number(s->hits, "SELECT max(rule) FROM hit"),
	    HITS_WRITE_MAX);
}

static const struct scene scenes[] = {
	{ "all that comes out of the pipe is written", all_is_written },
	{ "what was written is not written again when the rest is refused",
	    nothing_is_written_twice },
};

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_handed_over_comes_out),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(what_the_pipe_does_not_take_stays_counted),
		cmocka_unit_test(at_the_end_there_is_a_wait_for_room),
		cmocka_unit_test(without_a_keeper_the_end_comes_all_the_same),
		cmocka_unit_test(what_is_dropped_is_told_once),
	};

	struct CMUnitTest written[ARRAY_LEN(scenes)];
	int               failed = 0;

	signal(SIGPIPE, SIG_IGN);
	TABLE_FILL(written, scenes, scratch_run);
	failed += cmocka_run_group_tests_name("keeper", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("kept", written, NULL, NULL);
	return failed != 0;
}
