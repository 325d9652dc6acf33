/* SPDX-License-Identifier: MIT */
/* test_hits.c - counters in memory against a simple model, and in hits.db. */
#include "scratch.h"

#include "hits.h"
#include "when.h"

#define DAY0 (SCRATCH_NOW - SCRATCH_NOW % WHEN_DAY)

static void
assert_hit(const struct hit *h, int64_t rule, int64_t day, int64_t n,
    int64_t late, int64_t first, int64_t last)
{
	assert_true(h->rule == rule);
	assert_true(h->day == day);
	assert_true(h->served == n);
	assert_true(h->late == late);
	assert_true(h->first == first);
	assert_true(h->last == last);
}

static void
counts_by_day(struct scratch *s)
{
	struct hits h;
	struct hit  got[4];

	(void)s;
	hits_init(&h);
	hits_count(&h, 7, false, DAY0 + 20);
	hits_count(&h, 7, true, DAY0 + 10);
	hits_count(&h, 7, false, DAY0 + WHEN_DAY - 1);
	assert_int_equal(h.used, 1);
	hits_count(&h, 7, false, DAY0 + WHEN_DAY);
	assert_int_equal(h.used, 2);
	assert_int_equal(hits_take(&h, got, 4), 2);
	if (got[0].day != DAY0) {
		struct hit swap = got[0];

		got[0] = got[1];
		got[1] = swap;
	}
	assert_hit(&got[0], 7, DAY0, 2, 1, DAY0 + 10, DAY0 + WHEN_DAY - 1);
	assert_hit(&got[1], 7, DAY0 + WHEN_DAY, 1, 0, DAY0 + WHEN_DAY,
	    DAY0 + WHEN_DAY);
	assert_int_equal(hits_take(&h, got, 4), 0);
	hits_free(&h);
	hits_free(&h);
}

static void
no_rule_is_not_counted(struct scratch *s)
{
	struct hits h;

	(void)s;
	hits_init(&h);
	hits_count(&h, 0, false, DAY0);
	hits_count(&h, -1, false, DAY0);
	assert_int_equal(h.used, 0);
	assert_int_equal(h.dropped, 0);
	hits_count(&h, 1, false, DAY0);
	hits_count(&h, 0, false, DAY0);
	assert_int_equal(h.used, 1);
	hits_free(&h);
}

static void
merge_adds(struct scratch *s)
{
	const struct hit a = { 5, DAY0, 3, 1, DAY0 + 50, DAY0 + 60 };
	const struct hit b = { 5, DAY0, 10, 0, DAY0 + 40, DAY0 + 55 };
	struct hits      h;
	struct hit       got;

	(void)s;
	hits_init(&h);
	hits_merge(&h, &a);
	hits_merge(&h, &b);
	assert_int_equal(hits_take(&h, &got, 1), 1);
	assert_hit(&got, 5, DAY0, 13, 1, DAY0 + 40, DAY0 + 60);
	hits_merge(&h, &got); /* what could not be written is put back */
	assert_int_equal(h.used, 1);
	hits_free(&h);
}

/* A generator that gives the same numbers on each run. */
static uint32_t
next(uint64_t *seed)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33);
}

#define MODEL_RULES 300
#define MODEL_DAYS  3

/* Whatever is counted, taken and put back in whichever order: nothing is lost,
 * nothing is counted twice. */
static void
agrees_with_model(struct scratch *s)
{
	static bool    inside[MODEL_RULES][MODEL_DAYS];
	static int64_t want[MODEL_RULES][MODEL_DAYS],
	    have[MODEL_RULES][MODEL_DAYS];
	struct hits h;
	struct hit  got[40];
	uint64_t    seed = 42;
	size_t      used = 0;

	(void)s;
	memset(want, 0, sizeof(want));
	memset(have, 0, sizeof(have));
	hits_init(&h);
	for (int round = 0; round < 3000; round++) {
		size_t n;

		for (uint32_t i = next(&seed) % 30; i > 0; i--) {
			uint32_t r = next(&seed) % MODEL_RULES;
			uint32_t d = next(&seed) % MODEL_DAYS;

			hits_count(&h, r + 1, false, DAY0 + d * WHEN_DAY);
			want[r][d]++;
			used += !inside[r][d];
			inside[r][d] = true;
		}
		assert_int_equal(h.used, used);
		n = hits_take(&h, got, next(&seed) % ARRAY_LEN(got));
		for (size_t i = 0; i < n; i++) {
			int64_t r = got[i].rule - 1;
			int64_t d = (got[i].day - DAY0) / WHEN_DAY;

			if (next(&seed) % 3 == 0) {
				hits_merge(&h, &got[i]);
				continue;
			}
			have[r][d] += got[i].served;
			inside[r][d] = false;
			used--;
		}
	}
	while (h.used > 0) {
		size_t n = hits_take(&h, got, ARRAY_LEN(got));

		assert_int_not_equal(n, 0);
		for (size_t i = 0; i < n; i++)
			have[got[i].rule - 1][(got[i].day - DAY0) / WHEN_DAY] +=
			    got[i].served;
	}
	assert_memory_equal(have, want, sizeof(want));
	assert_int_equal(h.dropped, 0);
	hits_free(&h);
}

/* At the limit, and one past it: dropped, told, and known rules go on. */
static void
limit(struct scratch *s)
{
	struct hits h;
	struct hit *got = calloc(HITS_MAX, sizeof(*got));

	(void)s;
	assert_non_null(got);
	hits_init(&h);
	for (int64_t i = 1; i <= HITS_MAX; i++)
		hits_count(&h, i, false, DAY0);
	assert_int_equal(h.used, HITS_MAX);
	assert_int_equal(h.dropped, 0);
	hits_count(&h, HITS_MAX + 1, false, DAY0);
	assert_int_equal(h.used, HITS_MAX);
	assert_int_equal(h.dropped, 1);
	hits_count(&h, 1, false, DAY0);
	assert_int_equal(h.dropped, 1);

	/* All come out again, each once, and there is room again. */
	assert_int_equal(hits_take(&h, got, HITS_MAX), HITS_MAX);
	assert_int_equal(h.used, 0);
	hits_count(&h, HITS_MAX + 1, false, DAY0);
	assert_int_equal(h.used, 1);
	free(got);
	hits_free(&h);
}

/* Taking few of many costs about those few: all slices together look at each
 * slot a few times, not each slice at all of them. */
static void
slices_are_cheap(struct scratch *s)
{
	struct hits h;
	struct hit  got;
	size_t      moved = 0, at = 0;

	(void)s;
	hits_init(&h);
	for (int64_t i = 1; i <= 30000; i++)
		hits_count(&h, i, false, DAY0);
	while (hits_take(&h, &got, 1) == 1) {
		moved += (at - h.next) & (h.size - 1);
		at = h.next;
	}
	assert_true(moved <= 2 * h.size);
	hits_free(&h);
}

/* ----------------------------------------------------------- in hits.db */

static void
writes_add_up(struct scratch *s)
{
	const struct hit a[] = {
		{ 1, DAY0, 3, 0, DAY0 + 50, DAY0 + 60 },
		{ 2, DAY0, 1, 1, DAY0 + 5, DAY0 + 6 },
		{ 1, DAY0 - WHEN_DAY, 2, 0, DAY0 - 20, DAY0 - 10 },
	};
	struct store  *st = scratch_open(s->hits, HITS_WRITE);
	struct hit_sum sum;

	assert_err(hits_write(st, a, ARRAY_LEN(a)), ERR_OK);
	assert_err(hits_write(st, a, 2), ERR_OK);
	assert_err(hits_sum(st, 1, &sum), ERR_OK);
	assert_true(sum.served == 8);
	assert_true(sum.late == 0);
	assert_true(sum.first == DAY0 - 20);
	assert_true(sum.last == DAY0 + 60);
	assert_true(sum.last_late == 0);
	assert_err(hits_sum(st, 2, &sum), ERR_OK);
	assert_true(sum.served == 2 && sum.late == 2);
	assert_true(sum.last_late == DAY0 + 6);
	assert_err(hits_write(st, NULL, 0), ERR_OK);
	store_close(st);
	assert_int_equal(scratch_number(s->hits, "SELECT count(*) FROM hit"),
	    3);
}

static void
last_late_is_a_late_day(struct scratch *s)
{
	const struct hit a[] = {
		{ 1, DAY0, 0, 1, DAY0 + 1, DAY0 + 2 },
		{ 1, DAY0 + WHEN_DAY, 5, 0, DAY0 + WHEN_DAY,
		    DAY0 + WHEN_DAY + 9 },
	};
	struct store  *st = scratch_open(s->hits, HITS_WRITE);
	struct hit_sum sum;

	assert_err(hits_write(st, a, 2), ERR_OK);
	assert_err(hits_sum(st, 1, &sum), ERR_OK);
	assert_true(sum.last == DAY0 + WHEN_DAY + 9);
	assert_true(sum.last_late == DAY0 + 2);
	store_close(st);
}

static void
sum_of_nothing(struct scratch *s)
{
	struct store  *st = scratch_open(s->hits, HITS_WRITE);
	struct hit_sum sum = { 1, 1, 1, 1, 1 };

	assert_err(hits_sum(NULL, 1, &sum), ERR_OK);
	assert_true(sum.served == 0 && sum.late == 0 && sum.first == 0 &&
	    sum.last == 0 && sum.last_late == 0);
	sum = (struct hit_sum){ 1, 1, 1, 1, 1 };
	assert_err(hits_sum(st, 1, &sum), ERR_OK);
	assert_true(sum.served == 0 && sum.late == 0 && sum.first == 0 &&
	    sum.last == 0 && sum.last_late == 0);
	store_close(st);
}

static void
write_is_whole(struct scratch *s)
{
	static struct hit a[HITS_WRITE_MAX];
	struct store     *st = scratch_open(s->hits, HITS_WRITE);
	struct hit_sum    sum;

	for (int i = 0; i < HITS_WRITE_MAX; i++)
		a[i] = (struct hit){ i + 1, DAY0, 1, 0, DAY0, DAY0 };
	assert_err(hits_write(st, a, HITS_WRITE_MAX), ERR_OK);
	store_close(st);
	/* A table that takes all of them, and then refuses the last. */
	scratch_sql(s->hits,
	    "DROP TABLE hit; CREATE TABLE hit (rule, day, served, late, first,"
	    " last, CHECK (rule < 1024), PRIMARY KEY (rule, day))"
	    " WITHOUT ROWID");
	st = scratch_open(s->hits, HITS_WRITE);
	assert_err(hits_write(st, a, HITS_WRITE_MAX), ERR_STORE);
	assert_err(hits_sum(st, 1, &sum), ERR_OK);
	assert_true(sum.served == 0);
	store_close(st);
}

static void
write_needs_the_right(struct scratch *s)
{
	const struct hit a = { 1, DAY0, 1, 0, DAY0, DAY0 };
	struct store    *st;

	store_close(scratch_open(s->hits, HITS_WRITE));
	st = scratch_open(s->hits, HITS_READ);
	assert_err(hits_write(st, &a, 1), ERR_STORE);
	store_close(st);
}

struct path_case {
	const char *name;
	const char *rules, *given, *want;
};

static const struct path_case path_cases[] = {
	{ "hits.db lies beside the rules", "/var/lib/d/rules.db", NULL,
	    "/var/lib/d/hits.db" },
	{ "in the folder of a relative path", "d/r.db", NULL, "d/hits.db" },
	{ "in the folder where one is", "rules.db", NULL, "hits.db" },
	{ "in the root", "/r", NULL, "/hits.db" },
	{ "what is given is taken", "/a/r.db", "/b/h", "/b/h" },
};

static void
test_path(void **state)
{
	const struct path_case *c = *state;
	struct buf              b;

	buf_init(&b, 1000);
	hits_path(c->rules, c->given, &b);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, c->want);
	buf_free(&b);
}

static const struct scene scenes[] = {
	{ "hits are counted by rule and UTC day", counts_by_day },
	{ "no rule is not counted", no_rule_is_not_counted },
	{ "merging adds up, and widens the span", merge_adds },
	{ "any order of counting and taking agrees with a simple model",
	    agrees_with_model },
	{ "65,536 fit; one more is dropped and told", limit },
	{ "taking in slices does not start anew each time", slices_are_cheap },
	{ "writing twice adds up", writes_add_up },
	{ "the last late hit is of a day with a late hit",
	    last_late_is_a_late_day },
	{ "without hits, or without a database, all is zero", sum_of_nothing },
	{ "a write that fails leaves nothing", write_is_whole },
	{ "a reader cannot write", write_needs_the_right },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];
	struct CMUnitTest paths[ARRAY_LEN(path_cases)];
	int               failed = 0;

	TABLE_FILL(tests, scenes, scratch_run);
	TABLE_FILL(paths, path_cases, test_path);
	failed += cmocka_run_group_tests_name("hits", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("hits_path", paths, NULL, NULL);
	return failed != 0;
}
