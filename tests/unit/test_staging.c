/* SPDX-License-Identifier: MIT */
/* test_staging.c - what a stage has otherwise, and what both have changed. */
#include "changes.h"

#include "staging.h"

static struct store  *live, *stage; /* st is the one that is changed */
static struct staging staging;

static enum err
print(const struct staged *g, void *arg)
{
	static const char *const words[] = { "added", "changed", "removed" };

	buf_addf(arg, "%s %lld%s%s;", words[g->kind], (long long)g->id,
	    g->is_new ? " new" : "", g->conflict ? " conflict" : "");
	return ERR_OK;
}

static void
assert_staged(const char *want)
{
	struct buf b;

	buf_init(&b, 10000);
	assert_err(staging_each(live, stage, &staging, print, &b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, want);
	buf_free(&b);
}

static void
in_stage(void)
{
	st = stage;
}

static void
in_live(void)
{
	st = live;
}

static void
nothing(struct scratch *s)
{
	(void)s;
	assert_staged("");
	in_live();
	change(1, "/live");
	add("/new", "/x");
	assert_staged("");
}

static void
each_kind(struct scratch *s)
{
	(void)s;
	in_stage();
	change(1, "/staged");
	remove_rule(2);
	add("/new", "/x");
	assert_staged("changed 1;removed 2;added 4 new;");
}

static void
imported(struct scratch *s)
{
	(void)s;
	in_stage();
	import(2);
	assert_staged("added 4 new;added 5 new;");
}

static void
taken_back(struct scratch *s)
{
	(void)s;
	in_stage();
	change(1, "/staged");
	undo(0);
	remove_rule(2);
	undo(0);
	assert_staged("");
	assert_int_equal(undo_force(0, false, "nothing more to undo"), 0);
}

static void
conflicts(struct scratch *s)
{
	(void)s;
	in_stage();
	change(1, "/staged");
	remove_rule(2);
	change(3, "/staged");
	in_live();
	change(1, "/live");
	change(2, "/live");
	remove_rule(3);
	assert_staged("changed 1 conflict;removed 2 conflict;"
		      "added 3 conflict;");
	undo(0);
	assert_staged("changed 1 conflict;removed 2 conflict;changed 3;");
}

static void
the_same_twice(struct scratch *s)
{
	(void)s;
	in_stage();
	change(1, "/both");
	remove_rule(2);
	in_live();
	change(1, "/both");
	remove_rule(2);
	assert_staged("");
}

static void
one_id_twice(struct scratch *s)
{
	(void)s;
	in_stage();
	assert_int_equal(add("/staged", "/x"), 4);
	in_live();
	assert_int_equal(add("/live", "/x"), 4);
	assert_staged("added 4 new;");
	change(4, "/y");
	assert_staged("added 4 new;");
}

static void
imported_there(struct scratch *s)
{
	(void)s;
	in_stage();
	add("/staged", "/x");
	in_live();
	import(3);
	assert_staged("added 4 new;");
	undo(0);
	assert_staged("added 4 new;");
}

static void
fits(struct scratch *s)
{
	bool fit = false;

	(void)s;
	in_live();
	change(1, "/live");
	assert_err(staging_fits(live, &staging, &fit), ERR_OK);
	assert_true(fit);
	scratch_sql(s->db,
	    "INSERT INTO event (batch, at, who, what, rule, "
	    "count) VALUES (99, 1, 'ann', 'restore', 0, 0)");
	assert_err(staging_fits(live, &staging, &fit), ERR_OK);
	assert_false(fit);
}

static void
no_stage(struct scratch *s)
{
	bool found = true;

	(void)s;
	assert_string_equal(staging.who, "bob");
	assert_int_equal(staging.at, SCRATCH_NOW);
	assert_err(staging_find(live, &staging, &found), ERR_OK);
	assert_false(found);
}

/* Three rules, and a stage that is begun. */
static void
scene(void **state)
{
	const struct scene *c = *state;
	struct scratch      s;
	struct buf          why;
	char                path[700];
	bool                found = false;

	scratch_make(&s);
	buf_init(&why, WHY_MAX);
	snprintf(path, sizeof(path), "%s.stage", s.db);
	st = live = scratch_open(s.db, STORE_CREATE);
	add("/a", "/1");
	add("/b", "/2");
	add("/c", "/3");
	assert_err(store_backup(live, path, &why), ERR_OK);
	stage = scratch_open(path, STORE_WRITE);
	assert_err(staging_begin(stage, "bob", SCRATCH_NOW), ERR_OK);
	assert_err(staging_find(stage, &staging, &found), ERR_OK);
	assert_true(found);
	c->run(&s);
	store_close(stage);
	store_close(live);
	buf_free(&why);
	scratch_remove(&s);
}

static const struct scene scenes[] = {
	{ "nothing was changed there", nothing },
	{ "changed, removed and added", each_kind },
	{ "many at once", imported },
	{ "what was taken back is none", taken_back },
	{ "what both have changed", conflicts },
	{ "what both have changed in the same way is none", the_same_twice },
	{ "an id that both have given is no conflict", one_id_twice },
	{ "nor is what was imported since, nor its undo", imported_there },
	{ "a restore takes the ground away", fits },
	{ "who began it, and what is no stage", no_stage },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, scene);
	return cmocka_run_group_tests_name("staging", tests, NULL, NULL);
}
