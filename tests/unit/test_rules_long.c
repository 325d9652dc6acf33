/* SPDX-License-Identifier: MIT */
/*
 * test_rules_long.c - rows with a text of megabytes, which no tool has written,
 * where memory is limited as in the worker: the others are read and served.
 */
#include "tables.h"

#include "rules.h"
#include "worker.h"

/* Rules 1 to 6: exact and held ones. */
static void
add_six(void)
{
	for (int i = 1; i <= 6; i++) {
		char source[32];

		snprintf(source, sizeof(source), i % 2 ? "/e%d" : "/h%d/*", i);
		assert_int_equal(add(source, "/x"), i);
	}
}

/* Two megabytes in a column of some rules.  A CHECK does not see them: length()
 * of a text ends at its NUL. */
static void
make_long(struct scratch *s, const char *column, const char *which)
{
	char sql[200];

	snprintf(sql, sizeof(sql),
	    "UPDATE rule SET %s = '/' || char(0) || hex(zeroblob(1000000)) "
	    "WHERE id IN (%s)",
	    column, which);
	scratch_sql(s->db, sql);
}

static enum err
list_id(const struct rule *r, void *arg)
{
	struct buf *ids = arg;

	buf_addf(ids, "%lld%s ", (long long)r->id, r->parsed ? "" : "!");
	return ERR_OK;
}

static void
assert_each(const char *want)
{
	struct buf ids;

	buf_init(&ids, 1000);
	assert_err(store_begin_read(st), ERR_OK);
	assert_err(rules_each(st, list_id, &ids), ERR_OK);
	store_end(st);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, want);
	buf_free(&ids);
}

static void
in_a_walk_each_has_its_turn(struct scratch *s)
{
	add_six();
	make_long(s, "note", "1, 3, 4, 6");
	assert_each("1! 2 3! 4! 5 6! ");
	make_long(s, "target", "2");
	assert_each("1! 2! 3! 4! 5 6! ");
}

static enum err
stop_at_four(const struct rule *r, void *arg)
{
	*(int64_t *)arg = r->id;
	return r->id == 4 ? ERR_LIMIT : ERR_OK;
}

static void
a_walk_ends_when_its_function_says_so(struct scratch *s)
{
	int64_t last = 0;

	add_six();
	make_long(s, "note", "2");
	assert_err(rules_each(st, stop_at_four, &last), ERR_LIMIT);
	assert_int_equal(last, 4);
	make_long(s, "note", "4");
	assert_err(rules_each(st, stop_at_four, &last), ERR_LIMIT);
	assert_int_equal(last, 4);
}

static void
of_a_long_text_the_beginning_is_read(struct scratch *s)
{
	struct rule r;
	bool        found = false, valid = true;

	add_six();
	rule_init(&r, 0);
	make_long(s, "note", "1");
	assert_err(rules_read(st, 1, &r, &found, &valid), ERR_OK);
	assert_true(found && !valid);
	assert_int_equal(r.id, 1);
	assert_true(slice_is(r.source, "/e1") && slice_is(r.target, "/x"));
	assert_int_equal(r.note.n, RULE_NOTE_MAX + 1);
	assert_memory_equal(r.note.s, "/\00000", 4);
	assert_err(rules_read(st, 2, &r, &found, &valid), ERR_OK);
	assert_true(found && valid);
	assert_err(rules_read(st, 99, &r, &found, &valid), ERR_OK);
	assert_false(found);
	rule_free(&r);
}

static void
others_are_found(struct scratch *s)
{
	add_six();
	assert_int_equal(add("/e1", "/y"), 7);
	assert_int_equal(add("/e3", "/y"), 8);
	make_long(s, "target", "1, 2, 8");
	assert_found("/e1", "7");
	assert_found("/e3", "3");
	assert_found("/h2/x", "");
	assert_found("/h4/x", "4");
	assert_found("/e5", "5");
	assert_err(table_health(table), ERR_OK);
	assert_int_equal(table_skipped(table), 3);
	/* What serving does not need may be as long as it likes. */
	make_long(s, "note", "5");
	assert_found("/e5", "5");
}

static void
others_are_found_by_whoever_opens_it(struct scratch *s)
{
	struct table *old = table;

	add_six();
	make_long(s, "source", "1, 2");
	assert_err(table_open(s->db, &table), ERR_OK);
	assert_found("/e1", "");
	assert_found("/h2/x", "");
	assert_found("/h4/x", "4");
	assert_found("/e5", "5");
	table_close(table);
	table = old;
}

static void
numbers_out_of_range_are_not_cut_to_size(struct scratch *s)
{
	static const char *const edits[] = { "status = 4294967603",
		"share = 4294967396", "rank = 4294967396", "id = -5",
		"id = 0" };
	char                     sql[200];

	assert_int_equal(add("/e", "/x"), 1);
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		assert_found("/e", "1");
		snprintf(sql, sizeof(sql),
		    "PRAGMA ignore_check_constraints = 1;"
		    "UPDATE rule SET %s",
		    edits[i]);
		scratch_sql(s->db, sql);
		assert_found("/e", "");
		scratch_sql(s->db,
		    "UPDATE rule SET id = 1, status = 307, share = 100, "
		    "rank = 100");
	}
}

static void
a_rule_is_placed_where_its_source_says(struct scratch *s)
{
	static const char *const edits[] = { "source = '/other'",
		"lookup = '/other'", "host = 'a.example'", "held = 0",
		"kind = 0", "path = '/other'", "params = 'a=1'", "nparams = 1",
		"scheme = 'http'" };
	struct rule              r;
	bool                     found = false, placed = false;
	char                     sql[200];

	assert_int_equal(add("/h/*", "/x"), 1);
	rule_init(&r, 0);
	for (size_t i = 0; i < ARRAY_LEN(edits); i++) {
		assert_err(rules_get(st, 1, &r, &found), ERR_OK);
		assert_err(rules_is_placed(st, &r, &placed), ERR_OK);
		assert_true(placed);
		snprintf(sql, sizeof(sql), "UPDATE rule SET %s", edits[i]);
		scratch_sql(s->db, sql);
		assert_err(rules_get(st, 1, &r, &found), ERR_OK);
		assert_err(rules_is_placed(st, &r, &placed), ERR_OK);
		if (placed)
			fail_msg("%s", edits[i]);
		scratch_sql(s->db,
		    "UPDATE rule SET source = '/h/*', lookup = '/h', "
		    "host = '', held = 1, kind = 1, path = '/h', params = '', "
		    "nparams = 0, scheme = ''");
	}
	rule_free(&r);
}

static const struct scene scenes[] = {
	{ "in a walk, each has its turn", in_a_walk_each_has_its_turn },
	{ "a walk ends when its function says so",
	    a_walk_ends_when_its_function_says_so },
	{ "of a long text, the beginning is read",
	    of_a_long_text_the_beginning_is_read },
	{ "the others are found", others_are_found },
	{ "and by whoever opens the database anew",
	    others_are_found_by_whoever_opens_it },
	{ "numbers out of range are not cut to size",
	    numbers_out_of_range_are_not_cut_to_size },
	{ "a rule is placed where its source says",
	    a_rule_is_placed_where_its_source_says },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	store_limit_memory(WORKER_SQLITE_MAX);
	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("long", tests, NULL, NULL) != 0;
}
