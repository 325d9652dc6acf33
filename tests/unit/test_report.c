/* SPDX-License-Identifier: MIT */
/* test_report.c - the stale report over a real table and real hits. */
#include "tables.h"

#include "hits.h"
#include "report.h"

#define MAX_ROWS 8

/* What the report brought. */
static struct {
	size_t            n;
	int64_t           id[MAX_ROWS], chained_to[MAX_ROWS], late[MAX_ROWS];
	enum stale_reason reason[MAX_ROWS];
	char              also[MAX_ROWS][100];
	size_t            stop_after; /* 0: never */
} seen;

static enum err
see(const struct stale_row *row, void *arg)
{
	struct buf also;

	(void)arg;
	assert_true(seen.n < MAX_ROWS);
	buf_init(&also, 99);
	report_also(row, &also);
	assert_err(buf_end(&also), ERR_OK);
	memcpy(seen.also[seen.n], also.data, also.len + 1);
	buf_free(&also);
	seen.id[seen.n] = row->rule->id;
	seen.chained_to[seen.n] = row->chained_to;
	seen.late[seen.n] = row->hits.late;
	seen.reason[seen.n] = row->reason;
	seen.n++;
	return seen.n == seen.stop_after ? ERR_IO : ERR_OK;
}

static enum err
report(const struct scratch *s, int64_t now)
{
	struct store *rules = scratch_open(s->db, STORE_READ), *hits = NULL;
	enum err      rc;

	if (access(s->hits, F_OK) == 0)
		hits = scratch_open(s->hits, HITS_READ);
	seen.n = 0;
	rc = report_stale(rules, hits, table, now, mono_ms,
	    &stale_limits_default, see, NULL);
	store_close(hits);
	store_close(rules);
	return rc;
}

static void
count_late(const struct scratch *s, int64_t rule, int64_t at)
{
	struct store    *hits = scratch_open(s->hits, HITS_WRITE);
	const struct hit h = { .rule = rule,
		.day = when_utc_day(at),
		.late = 1,
		.first = at,
		.last = at };

	assert_err(hits_write(hits, &h, 1), ERR_OK);
	store_close(hits);
}

static void
nothing_stale(struct scratch *s)
{
	add("/a", "/b");
	assert_err(report(s, SCRATCH_NOW), ERR_OK);
	assert_int_equal(seen.n, 0);
}

static void
without_hits(struct scratch *s)
{
	add("/a", "/b");
	assert_err(report(s, SCRATCH_NOW + 31 * WHEN_DAY), ERR_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.reason[0], STALE_ENDED);
	assert_string_equal(seen.also[0], "");
}

static void
with_late_hits(struct scratch *s)
{
	int64_t now = SCRATCH_NOW + 31 * WHEN_DAY;

	add("/a", "/b");
	count_late(s, 1, now - 5);
	assert_err(report(s, now), ERR_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.reason[0], STALE_VISITED);
	assert_int_equal(seen.late[0], 1);
}

static void
chained(struct scratch *s)
{
	add("/a", "/b");
	add("/b", "/c");
	assert_err(report(s, SCRATCH_NOW), ERR_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.id[0], 1);
	assert_int_equal(seen.reason[0], STALE_CHAINED);
	assert_int_equal(seen.chained_to[0], 2);
}

static void
also(struct scratch *s)
{
	/* Quiet for long, and its target is another rule's, which is still
	 * there because the clock of this test runs for that one only. */
	add("/a", "/b");
	add("/b", "/c");
	scratch_sql(s->db, "UPDATE rule SET expires_at = NULL WHERE id = 2");
	assert_err(report(s, SCRATCH_NOW + 70 * WHEN_DAY), ERR_OK);
	assert_int_equal(seen.n, 1);
	assert_int_equal(seen.reason[0], STALE_QUIET);
	assert_string_equal(seen.also[0], "chained");
}

static void
disabled(struct scratch *s)
{
	add("/a", "/b");
	scratch_sql(s->db, "UPDATE rule SET enabled = 0");
	assert_err(report(s, SCRATCH_NOW + 70 * WHEN_DAY), ERR_OK);
	assert_int_equal(seen.n, 0);
}

static void
in_order(struct scratch *s)
{
	add("/c", "/x");
	add("/b", "/x");
	add("/a", "/x");
	assert_err(report(s, SCRATCH_NOW + 70 * WHEN_DAY), ERR_OK);
	assert_int_equal(seen.n, 3);
	for (int i = 0; i < 3; i++)
		assert_int_equal(seen.id[i], i + 1);
}

static void
ends_early(struct scratch *s)
{
	add("/a", "/x");
	add("/b", "/x");
	seen.stop_after = 1;
	assert_err(report(s, SCRATCH_NOW + 70 * WHEN_DAY), ERR_IO);
	assert_int_equal(seen.n, 1);
	seen.stop_after = 0;
}

static const struct scene scenes[] = {
	{ "a young rule is not stale", nothing_stale },
	{ "no hits.db is no hits", without_hits },
	{ "late hits are the evidence", with_late_hits },
	{ "the rule that answers the target is named", chained },
	{ "further reasons are listed after the first", also },
	{ "a disabled rule needs no decision", disabled },
	{ "rows come in order of id", in_order },
	{ "the receiver can end it", ends_early },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("report", tests, NULL, NULL) != 0;
}
