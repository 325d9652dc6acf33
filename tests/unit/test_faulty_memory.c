/* SPDX-License-Identifier: MIT */
/*
 * test_faulty_memory.c - every allocation fails in its turn, ours and
 * SQLite's, by itself and with all that follow, while rules are changed and
 * served.  That nothing leaks is seen under the sanitizers.
 */
#include "deeds.h"
#include "faulty.h"
#include "memory.h"

static sqlite3_mem_methods real_memory;

static long runs;

static void *
failing_malloc(int n)
{
	return may_allocate() ? real_memory.xMalloc(n) : NULL;
}

static void *
failing_realloc(void *p, int n)
{
	return may_allocate() ? real_memory.xRealloc(p, n) : NULL;
}

static void
memory_install(void)
{
	sqlite3_mem_methods m;

	assert_int_equal(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real_memory),
	    SQLITE_OK);
	m = real_memory;
	m.xMalloc = failing_malloc;
	m.xRealloc = failing_realloc;
	assert_int_equal(sqlite3_config(SQLITE_CONFIG_MALLOC, &m), SQLITE_OK);
}

static void
begin(long n, bool good)
{
	failed = false;
	for_good = good;
	allowed = n;
}

/* A deed asks some hundred times, an import some thousand: with FAULTY=all
 * every one fails; else, after the first ones, some are left out. */
static long
next(long n)
{
	return n < 60 || getenv("FAULTY") != NULL ? n + 1 : n + 1 + n / 10;
}

static void
test_deed(void **state)
{
	const struct deed *d = *state;
	struct scratch     s;
	struct buf         before, after;

	scratch_make(&s);
	deeds_make_from(&s);
	buf_init(&before, 1000000);
	buf_init(&after, 1000000);
	deeds_begin(&s);
	deeds_state(s.db, &before);
	deeds_begin(&s);
	assert_err(d->run(&s), ERR_OK);
	deeds_state(s.db, &after);
	for (int good = 0; good < 2; good++) {
		bool one_failed = true;

		for (long n = 0; one_failed; n = next(n)) {
			enum err rc;

			deeds_begin(&s);
			begin(n, good);
			rc = d->run(&s);
			there_is_memory_again();
			one_failed = failed;
			if (!one_failed)
				assert_err(rc, ERR_OK);
			deeds_judge(&s, d, rc, &before, &after);
			runs += one_failed;
		}
	}
	buf_free(&before);
	buf_free(&after);
	scratch_remove(&s);
}

/* What a worker finds is right, or an error, and right again afterwards. */
static void
ask(const struct request *r, const char *want)
{
	const struct match *m = NULL;
	size_t              n = 0;
	struct key          k;
	enum err            rc;

	key_init(&k);
	rc = key_from_request(r, &k);
	if (rc == ERR_OK)
		rc = table_find(table, &k, mono_ms, &m, &n);
	if (rc == ERR_OK &&
	    (n != (want[0] != '\0') ||
		(n > 0 && m[0].rule->id != want[0] - '0')))
		fail_msg("%.*s: %zu rules", (int)r->uri.n, r->uri.s, n);
	key_free(&k);
}

struct worker_case {
	const char *name;
	bool        opened;
};

static void
test_worker(void **state)
{
	static const char *const  urls[] = { "/a", "/p/q", "/none", "/b" };
	const struct worker_case *c = *state;
	struct scratch            s;
	bool                      one_failed = true;

	scratch_make(&s);
	for (long n = 0; one_failed; n++) {
		deeds_begin(&s);
		mono_ms = 1000000;
		assert_err(table_open(s.db, &table), ERR_OK);
		if (c->opened)
			assert_found("/a", "1");
		assert_err(deeds_add(&s), ERR_OK);
		begin(n / 2, n % 2);
		for (size_t i = 0; i < ARRAY_LEN(urls); i++) {
			const struct request r = { .method = SLICE("GET"),
				.uri = slice_of(urls[i]),
				.host = SLICE("a.example") };
			const char *const    want[] = { "1", "2", "", "3" };

			ask(&r, want[i]);
			mono_ms += TABLE_CHECK_MS / 2;
		}
		there_is_memory_again();
		one_failed = failed;
		runs += failed;
		mono_ms += 2 * TABLE_CHECK_MS;
		assert_found("/a", "1");
		assert_found("/p/q", "2");
		assert_found("/none", "");
		assert_found("/b", "3");
		assert_err(table_health(table), ERR_OK);
		table_close(table);
	}
	scratch_remove(&s);
}

int
main(void)
{
	static const struct worker_case worker_cases[] = {
		{ "a worker that opens the rules", false },
		{ "a worker that has them open", true },
	};
	struct CMUnitTest edits[ARRAY_LEN(deeds)];
	struct CMUnitTest workers[ARRAY_LEN(worker_cases)];
	int               lost;

	memory_install();
	faulty_install();
	deeds_prepare();
	TABLE_FILL(edits, deeds, test_deed);
	TABLE_FILL(workers, worker_cases, test_worker);
	lost = cmocka_run_group_tests_name("faulty memory: edits", edits, NULL,
	    NULL);
	lost += cmocka_run_group_tests_name("faulty memory: a worker", workers,
	    NULL, NULL);
	printf("# %ld runs without memory\n", runs);
	deeds_end();
	return lost != 0;
}
