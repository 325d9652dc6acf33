/* SPDX-License-Identifier: MIT */
/*
 * test_faulty_disk.c - every call to the disk fails in its turn, by itself and
 * with all that follow: no edit that was acknowledged is lost, none is half
 * done, and a worker never takes "cannot be read" for "no such rule".
 */
#include "deeds.h"
#include "faulty.h"

#define CALLS_MAX 20000 /* more than any deed makes */

struct fault_case {
	const char *name;
	unsigned    kinds;
};

static const struct fault_case fault_cases[] = {
	{ "a file that cannot be opened", FAULTY_OPEN },
	{ "a read that fails", FAULTY_READ },
	{ "a write that fails, half done", FAULTY_WRITE },
	{ "a sync that fails", FAULTY_SYNC },
	{ "a lock that fails", FAULTY_LOCK },
	{ "a size or a name that cannot be told", FAULTY_REST },
	{ "any call that fails", FAULTY_ALL },
};

static long runs; /* of all deeds, with a fault */

/* The state that a deed leaves when nothing fails. */
static void
learn(const struct scratch *s, const struct deed *d, struct buf *before,
    struct buf *after)
{
	deeds_begin(s);
	deeds_state(s->db, before);
	deeds_begin(s);
	assert_err(d->run(s), ERR_OK);
	deeds_state(s->db, after);
	if (!d->reads)
		assert_string_not_equal(before->data, after->data);
}

/* A deed, over and over, until nothing is left to fail. */
static void
every_call(const struct scratch *s, const struct deed *d, unsigned kinds,
    bool for_good)
{
	struct buf before, after;
	bool       failed = true;

	buf_init(&before, 1000000);
	buf_init(&after, 1000000);
	learn(s, d, &before, &after);
	for (long n = 1; failed; n++) {
		enum err rc;

		assert_true(n < CALLS_MAX);
		deeds_begin(s);
		faulty_begin(kinds, n, for_good);
		rc = d->run(s);
		failed = faulty_end();
		if (!failed)
			assert_err(rc, ERR_OK);
		deeds_judge(s, d, rc, &before, &after);
		/* And the next one works. */
		if (failed && rc != ERR_OK && n % 8 == 0)
			assert_err(deeds_add(s), ERR_OK);
		runs += failed;
	}
	buf_free(&before);
	buf_free(&after);
}

static void
test_fault(void **state)
{
	const struct fault_case *c = *state;
	struct scratch           s;

	scratch_make(&s);
	deeds_make_from(&s);
	/* Any single call is one of the rows above. */
	for (size_t i = 0; i < ARRAY_LEN(deeds); i++)
		for (int for_good = c->kinds == FAULTY_ALL; for_good < 2;
		     for_good++)
			every_call(&s, &deeds[i], c->kinds, for_good);
	scratch_remove(&s);
}

/* -------------------------------------------------------------- the worker */

/* What a worker finds is right, or an error; and right again afterwards. */
static void
ask_faulty(const char *url, const char *want)
{
	const char *got = found(url);

	if (strcmp(got, want) != 0 && strcmp(got, err_name(ERR_STORE)) != 0 &&
	    strcmp(got, err_name(ERR_NOMEM)) != 0 &&
	    strcmp(got, err_name(ERR_BUSY)) != 0 &&
	    strcmp(got, err_name(ERR_IO)) != 0 &&
	    strcmp(got, err_name(ERR_ABSENT)) != 0)
		fail_msg("%s: got '%s', want '%s' or an error", url, got, want);
}

/*
 * A worker that opens the rules, reads them, sees an edit, and looks at the
 * file again, while one call after the other fails.  What it had read before
 * it may still serve when it cannot be read again.
 */
static void
worker_while_failing(const struct scratch *s, unsigned kinds, long n,
    bool for_good, bool opened)
{
	deeds_begin(s);
	mono_ms = 1000000;
	assert_err(table_open(s->db, &table), ERR_OK);
	if (opened) {
		assert_found("/a", "1");
		assert_found("/p/q", "2");
		assert_err(deeds_add(s), ERR_OK);
	}
	faulty_begin(kinds, n, for_good);
	for (int i = 0; i < 3; i++) {
		ask_faulty("/a", "1");
		ask_faulty("/p/q", "2");
		ask_faulty("/none", "");
		mono_ms += TABLE_CHECK_MS;
	}
}

static void
test_worker(void **state)
{
	const struct fault_case *c = *state;
	struct scratch           s;

	scratch_make(&s);
	for (int mode = 0; mode < 4; mode++) {
		bool failed = true;

		for (long n = 1; failed; n++) {
			worker_while_failing(&s, c->kinds, n, mode & 1,
			    mode & 2);
			failed = faulty_end();
			runs += failed;
			/* It recovers by itself. */
			mono_ms += TABLE_CHECK_MS;
			if (strcmp(found("/a"), "1") != 0)
				mono_ms += TABLE_CHECK_MS;
			assert_found("/a", "1");
			assert_found("/p/q", "2");
			assert_found("/none", "");
			if (mode & 2)
				assert_found("/b", "3");
			assert_err(table_health(table), ERR_OK);
			table_close(table);
			assert_true(n < CALLS_MAX);
		}
	}
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest edits[ARRAY_LEN(fault_cases)];
	struct CMUnitTest workers[ARRAY_LEN(fault_cases)];
	int               failed;

	faulty_install();
	deeds_prepare();
	TABLE_FILL(edits, fault_cases, test_fault);
	TABLE_FILL(workers, fault_cases, test_worker);
	failed = cmocka_run_group_tests_name("faulty disk: edits", edits, NULL,
	    NULL);
	failed += cmocka_run_group_tests_name("faulty disk: a worker", workers,
	    NULL, NULL);
	printf("# %ld calls failed\n", runs);
	deeds_end();
	return failed != 0;
}
