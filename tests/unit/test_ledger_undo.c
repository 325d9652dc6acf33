/* SPDX-License-Identifier: MIT */
/* test_ledger_undo.c - changes that are taken back. */
#include "changes.h"

static void
undo_add(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	assert_int_equal(undo(0), 1);
	assert_rules("");
	assert_history(0, 0, "2/2 undo 1 x1 -\n1/1 add 1 x1 + undone\n");
}

static void
undo_remove(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	remove_rule(1);
	assert_int_equal(undo(0), 2);
	assert_rules("1:/a>/b ");
}

static void
undo_last_again(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	change(1, "/d");
	assert_int_equal(undo(0), 3); /* neither an undo nor undone */
	assert_rules("1:/a>/c ");
	assert_int_equal(undo(0), 2);
	assert_rules("1:/a>/b ");
	assert_int_equal(undo(0), 1);
	assert_rules("");
	assert_int_equal(undo_force(0, false, "nothing to undo"), 0);
}

static void
undo_undo(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	assert_int_equal(undo(2), 2); /* event 3 */
	assert_int_equal(undo(3), 3); /* event 4: have it again */
	assert_rules("1:/a>/c ");
	assert_history(0, 0,
	    "4/4 undo 1 x1 -+\n3/3 undo 1 x1 -+ undone\n"
	    "2/2 edit 1 x1 -+\n1/1 add 1 x1 +\n");
	/* It holds again, so it is the last one that can be taken back. */
	assert_int_equal(undo(0), 2);
	assert_rules("1:/a>/b ");
}

static void
undo_undo_undo(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	assert_int_equal(undo(2), 2); /* event 3 */
	assert_int_equal(undo(3), 3); /* event 4 */
	assert_int_equal(undo(4), 4); /* event 5: /b once more */
	assert_rules("1:/a>/b ");
	assert_int_equal(undo_force(2, false, "already"), 0);
	assert_int_equal(undo(0), 1);
	assert_rules("");
}

static void
undo_unknown(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	assert_int_equal(undo_force(17, false, "no event 17"), 0);
	assert_int_equal(undo_force(-1, false, "no event"), 0);
	assert_int_equal(undo(1), 1);
	assert_int_equal(undo_force(1, true, "already"), 0);
	assert_rules("");
}

static void
undo_disturbed(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	change(1, "/d");
	assert_int_equal(undo_force(2, false, "changed again by event 3"), 0);
	assert_rules("1:/a>/d ");
	assert_int_equal(undo(3), 3);
	assert_int_equal(undo(2), 2); /* what disturbed it is taken back */
	assert_rules("1:/a>/b ");
}

static void
undo_force_change(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	change(1, "/d");
	assert_int_equal(undo_force(2, true, NULL), 2); /* event 4 */
	assert_rules("1:/a>/b ");
	/* That undid something earlier, so it disturbs event 3. */
	assert_int_equal(undo_force(3, false, "event 4"), 0);
}

static void
undo_force_gone(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	change(1, "/c");
	remove_rule(1);
	assert_int_equal(undo_force(2, false, "event 3 (remove)"), 0);
	assert_int_equal(undo_force(1, true, NULL), 1); /* gone already */
	assert_rules("");
	assert_int_equal(undo_force(1, true, "already"), 0);
	assert_int_equal(undo_force(2, true, NULL), 2);
	assert_rules("1:/a>/b ");
}

static void
undo_other_rules(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	add("/c", "/d");
	change(1, "/x");
	assert_int_equal(undo(2), 2); /* rule 2 was left alone */
	assert_rules("1:/a>/x ");
}

static void
undo_restores_bytes(struct scratch *s)
{
	struct ledger l;
	struct rule   r, got;
	bool          found = false;

	scratch_rule(&r, "/a", "/\xc3\xa9?q=%22'");
	r.literal = r.strict = r.sunset = r.protect = r.ignore_case = true;
	rule_set_text(&r, &r.source, SLICE("https://H.example/a*b/"));
	rule_set_text(&r, &r.note,
	    SLICE("\"quotes\" \\ \\u0041 12 \t\n\xf0\x9f\x98\x80 null"));
	rule_set_text(&r, &r.tags, SLICE("1,2.0,null,true"));
	rule_set_text(&r, &r.conditions, SLICE("method POST\ncookie a=1"));
	rule_set_text(&r, &r.repeats, SLICE("daily 22:00-06:00 UTC"));
	r.starts_at = WHEN_EVER;
	r.expires_at = WHEN_MAX;
	r.max_age = 0;
	r.query = QUERY_DROP;
	r.status = 303;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	store_close(st);
	scratch_sql(s->db, "CREATE TABLE saved AS SELECT * FROM rule");
	st = scratch_open(s->db, STORE_WRITE);
	remove_rule(1);
	assert_int_equal(undo(0), 2);
	rule_init(&got, 0);
	assert_err(rules_get(st, 1, &got, &found), ERR_OK);
	assert_true(found);
	assert_true(slice_eq(got.note, r.note));
	rule_free(&got);
	rule_free(&r);
	store_close(st);
	/* EXCEPT compares values and types; quote() shows both. */
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM (SELECT * FROM rule EXCEPT"
			     " SELECT * FROM saved)"),
	    0);
	assert_int_equal(
	    scratch_number(s->db,
		"SELECT (SELECT quote(note) || quote(tags) ||"
		" typeof(starts_at) || typeof(max_age) FROM rule) ="
		" (SELECT quote(note) || quote(tags) || typeof(starts_at)"
		" || typeof(max_age) FROM saved)"),
	    1);
	st = scratch_open(s->db, STORE_WRITE);
}

static void
undo_validates(struct scratch *s)
{
	struct ledger l;
	struct buf    why;
	int64_t       batch = -1;

	add("/a", "/b");
	remove_rule(1);
	add("/c", "/d");
	store_close(st);
	scratch_sql(s->db,
	    "UPDATE event SET before ="
	    " replace(before, '\"/b\"', '\"//evil.example\"')");
	st = scratch_open(s->db, STORE_WRITE);
	buf_init(&why, WHY_MAX);
	start(&l, "undo");
	assert_err(ledger_undo(&l, 2, false, &batch, &why), ERR_SYNTAX);
	assert_int_equal(batch, -1);
	assert_err(ledger_end(&l, false), ERR_OK);
	assert_err(buf_end(&why), ERR_OK);
	assert_non_null(strstr(why.data, "//evil.example"));
	buf_free(&why);
	assert_rules("2:/c>/d ");
	assert_history(0, 1, "3/3 add 2 x1 +\n");
}

static void
undo_not_kept(struct scratch *s)
{
	struct ledger l;
	int64_t       batch = 0;

	(void)s;
	add("/a", "/b");
	start(&l, "undo");
	assert_err(ledger_undo(&l, 0, false, &batch, NULL), ERR_OK);
	assert_int_equal(batch, 1);
	assert_err(ledger_end(&l, false), ERR_OK);
	assert_rules("1:/a>/b ");
	assert_history(0, 0, "1/1 add 1 x1 +\n");
}

/* ------------------------------------------------- what caches may trust */

/* Add a rule that is permanent for a year. */
static int64_t
stood(void)
{
	struct ledger l;
	struct rule   r;
	int64_t       id;

	scratch_rule(&r, "/a", "/b");
	r.status = 308;
	r.expires_at = WHEN_NEVER;
	r.starts_at = r.promoted_at = SCRATCH_NOW - WHEN_YEAR;
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	id = r.id;
	rule_free(&r);
	return id;
}

static void
assert_trusted_since(int64_t id, int64_t at)
{
	struct rule r;
	bool        found = false;

	rule_init(&r, 0);
	assert_err(rules_get(st, id, &r, &found), ERR_OK);
	assert_true(found);
	assert_true(r.promoted_at == at);
	rule_free(&r);
}

static void
trust_after_removal(struct scratch *s)
{
	int64_t id = stood();

	(void)s;
	remove_rule(id);
	assert_int_equal(undo(0), 2);
	assert_trusted_since(id, SCRATCH_NOW);
}

static void
trust_after_another_target(struct scratch *s)
{
	int64_t id = stood();

	(void)s;
	change(id, "/c");
	assert_int_equal(undo(0), 2);
	assert_trusted_since(id, SCRATCH_NOW);
}

static void
trust_after_a_note(struct scratch *s)
{
	struct ledger l;
	struct rule   r;
	bool          found = false;
	int64_t       id = stood();

	(void)s;
	rule_init(&r, 0);
	assert_err(rules_get(st, id, &r, &found), ERR_OK);
	rule_set_text(&r, &r.note, SLICE("n"));
	start(&l, "edit");
	assert_err(ledger_change(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	assert_int_equal(undo(0), 2);
	assert_trusted_since(id, SCRATCH_NOW - WHEN_YEAR);
}

static const struct scene scenes[] = {
	{ "an addition is undone", undo_add },
	{ "a removal is undone under the same id", undo_remove },
	{ "undo goes back step by step, then says so", undo_last_again },
	{ "an undo is undone by its own number", undo_undo },
	{ "and that undone, too", undo_undo_undo },
	{ "an unknown or undone event is refused", undo_unknown },
	{ "a batch is not undone under a later change", undo_disturbed },
	{ "unless forced, which disturbs the later change", undo_force_change },
	{ "forced when the rule is gone", undo_force_gone },
	{ "changes of other rules do not matter", undo_other_rules },
	{ "what is restored has the same bytes and types",
	    undo_restores_bytes },
	{ "history that somebody forged is validated", undo_validates },
	{ "an undo that is not kept leaves all as it was", undo_not_kept },
	{ "what comes back is trusted since now", trust_after_removal },
	{ "what leads elsewhere again, too", trust_after_another_target },
	{ "what said the same all the time is trusted as before",
	    trust_after_a_note },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("ledger_undo", tests, NULL, NULL) !=
	    0;
}
