/* SPDX-License-Identifier: MIT */
/* test_ledger_import.c - many additions as one event, and their way back. */
#include "changes.h"

static void
import_is_one_event(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	import(3);
	assert_rules("1:/a>/b 2:/1>/t 3:/2>/t 4:/3>/t ");
	assert_history(0, 0, "2/2 import 0 x3 \n1/1 add 1 x1 +\n");
	/* Each of its rules knows where it comes from. */
	assert_history(3, 0, "2/2 import 0 x3 \n");
	assert_history(1, 0, "1/1 add 1 x1 +\n");
}

static void
import_undone(struct scratch *s)
{
	(void)s;
	add("/a", "/b");
	import(3);
	assert_int_equal(undo(0), 2); /* events 3 to 5 */
	assert_rules("1:/a>/b ");
	assert_history(3, 0, "4/3 undo 3 x1 -\n");
	assert_int_equal(undo(4), 3); /* and back, ids and all */
	assert_rules("1:/a>/b 2:/1>/t 3:/2>/t 4:/3>/t ");
	assert_int_equal(undo(2), 2); /* and away, as one */
	assert_rules("1:/a>/b ");
}

static void
import_with_changes(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	add("/a", "/b");
	scratch_rule(&r, "/c", "/d");
	start(&l, "import");
	retarget(&l, 1, "/over");
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	r.id = 0;
	assert_err(ledger_add_many(&l, &r), ERR_OK);
	retarget(&l, 1, "/over2");
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_history(0, 3,
	    "4/2 import 1 x1 -+\n3/2 import 0 x2 \n"
	    "2/2 import 1 x1 -+\n");
	assert_int_equal(undo(0), 2);
	assert_rules("1:/a>/b ");
	rule_free(&r);
}

static void
import_disturbed(struct scratch *s)
{
	(void)s;
	import(3);
	change(2, "/x");
	assert_int_equal(undo_force(1, false, "rule 2 was changed"), 0);
	assert_int_equal(undo(2), 2);
	assert_int_equal(undo(1), 1);
	assert_rules("");
}

static void
import_one_removed(struct scratch *s)
{
	(void)s;
	import(3);
	remove_rule(2);
	assert_int_equal(undo_force(1, false, "(remove)"), 0);
	assert_int_equal(undo_force(1, true, NULL), 1);
	assert_rules("");
	/* The removal can still be taken back. */
	assert_int_equal(undo_force(2, true, NULL), 2);
	assert_rules("2:/2>/t ");
}

static void
import_of_nothing(struct scratch *s)
{
	struct ledger l;

	(void)s;
	start(&l, "import");
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_history(0, 0, "");
}

static void
import_large(struct scratch *s)
{
	(void)s;
	import(20000);
	assert_history(0, 0, "1/1 import 0 x20000 \n");
	assert_int_equal(undo(0), 1);
	assert_rules("");
	assert_int_equal(undo(2), 2);
	assert_int_equal(undo(0), 1);
	assert_rules("");
}

static const struct scene scenes[] = {
	{ "an import is one event", import_is_one_event },
	{ "an import is undone, redone and undone as one", import_undone },
	{ "what an import overwrites comes back with it", import_with_changes },
	{ "an import is not undone under a later change", import_disturbed },
	{ "nor under a later removal, unless forced", import_one_removed },
	{ "an import of nothing is nothing", import_of_nothing },
	{ "20,000 rules are undone at once, and back", import_large },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("ledger_import", tests, NULL,
		   NULL) != 0;
}
