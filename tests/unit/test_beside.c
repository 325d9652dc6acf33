/* SPDX-License-Identifier: MIT */
/* test_beside.c - one thing at a time by a second thread. */
#include "rows.h"

#include <pthread.h>
#include <signal.h>
#include <stdbool.h>

#include "beside.h"

#define TURNS 5000

struct work {
	pthread_t thread;  /* that did it */
	bool      stopped; /* whether a signal could not reach it */
	int       done;
	enum err  result;
};

static enum err
do_work(void *arg)
{
	struct work *w = arg;
	sigset_t     set;

	w->thread = pthread_self();
	w->stopped = pthread_sigmask(SIG_BLOCK, NULL, &set) == 0 &&
	    sigismember(&set, SIGINT) == 1 && sigismember(&set, SIGTERM) == 1;
	w->done++;
	return w->result;
}

static void
by_another_thread(void **state)
{
	struct beside *b = beside_begin();
	struct work    w = { .result = ERR_OK };
	sigset_t       before, after;

	(void)state;
	assert_non_null(b);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &before), 0);
	beside_do(b, do_work, &w);
	assert_err(beside_wait(b), ERR_OK);
	assert_int_equal(w.done, 1);
	assert_false(pthread_equal(w.thread, pthread_self()));
	assert_true(w.stopped);
	assert_int_equal(pthread_sigmask(SIG_BLOCK, NULL, &after), 0);
	assert_int_equal(sigismember(&after, SIGINT),
	    sigismember(&before, SIGINT));
	beside_end(b);
}

static void
one_after_the_other(void **state)
{
	struct beside *b = beside_begin();
	struct work    w[2] = { { .result = ERR_OK }, { .result = ERR_OK } };

	(void)state;
	assert_non_null(b);
	for (int i = 0; i < TURNS; i++) {
		beside_do(b, do_work, &w[i % 2]);
		assert_err(beside_wait(b), ERR_OK);
		assert_int_equal(w[i % 2].done, i / 2 + 1);
	}
	beside_end(b);
}

static void
says_how_it_went_once(void **state)
{
	struct beside *b = beside_begin();
	struct work    w = { .result = ERR_BUSY };

	(void)state;
	assert_non_null(b);
	assert_err(beside_wait(b), ERR_OK);
	beside_do(b, do_work, &w);
	assert_err(beside_wait(b), ERR_BUSY);
	assert_err(beside_wait(b), ERR_OK);
	assert_int_equal(w.done, 1);
	beside_end(b);
}

static void
ends_when_it_is_done(void **state)
{
	struct beside *b = beside_begin();
	struct work    w = { .result = ERR_OK };

	(void)state;
	assert_non_null(b);
	beside_do(b, do_work, &w);
	beside_end(b);
	assert_int_equal(w.done, 1);
}

static void
nobody(void **state)
{
	(void)state;
	assert_err(beside_wait(NULL), ERR_OK);
	beside_end(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		{ "another thread does it, and no signal ends up there",
		    by_another_thread, NULL, NULL, NULL },
		{ "each thing is done when it was waited for",
		    one_after_the_other, NULL, NULL, NULL },
		{ "how it went is said once", says_how_it_went_once, NULL, NULL,
		    NULL },
		{ "what was begun is done before the end", ends_when_it_is_done,
		    NULL, NULL, NULL },
		{ "where there is no thread there is nothing to wait for",
		    nobody, NULL, NULL, NULL },
	};

	return cmocka_run_group_tests_name("beside", tests, NULL, NULL) != 0;
}
