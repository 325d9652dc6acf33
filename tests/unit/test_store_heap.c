/* SPDX-License-Identifier: MIT */
/*
 * test_store_heap.c - how much memory SQLite may take: store_limit_memory().
 *
 * It counts for a whole process, and from its first store on: each row has a
 * process of its own, and this one opens none.
 */
#include "scratch.h"

#include <sys/wait.h>

#include "worker.h"

#define NO_LIMIT 0

struct row {
	const char *name;
	int64_t     limit; /* octets, or NO_LIMIT */
	enum err    want;
};

static enum err
open_and_read(const struct scratch *s, int64_t limit)
{
	struct store_count n;
	struct store      *st = NULL;
	enum err           rc;

	if (limit != NO_LIMIT)
		store_limit_memory(limit);
	rc = store_open(s->db, limit != NO_LIMIT ? STORE_READ : STORE_CREATE,
	    &st, NULL);
	if (rc == ERR_OK)
		rc = store_verify(st, &n, NULL);
	store_close(st);
	return rc;
}

static enum err
elsewhere(const struct scratch *s, int64_t limit)
{
	int   status = -1;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0)
		_exit((int)open_and_read(s, limit));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	return (enum err)WEXITSTATUS(status);
}

static void
test_limit(void **state)
{
	const struct row *r = *state;
	struct scratch    s;

	scratch_make(&s);
	assert_err(elsewhere(&s, NO_LIMIT), ERR_OK);
	assert_err(elsewhere(&s, r->limit), r->want);
	scratch_remove(&s);
}

static const struct row rows[] = {
	{ "within the limit of a worker all is well", WORKER_SQLITE_MAX,
	    ERR_OK },
	{ "a twentieth of it would do", WORKER_SQLITE_MAX / 20, ERR_OK },
	{ "what needs more than its limit gets no memory", 60000, ERR_NOMEM },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(rows)];

	TABLE_FILL(tests, rows, test_limit);
	return cmocka_run_group_tests_name("store heap", tests, NULL, NULL) !=
	    0;
}
