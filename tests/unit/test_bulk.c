/* SPDX-License-Identifier: MIT */
/* test_bulk.c - many additions, and the index meanwhile. */
#include "changes.h"

#include "bulk.h"

#define ROUNDS 3000

static const char index_sql[] =
    "SELECT count(*) FROM sqlite_schema WHERE name = 'rule_exact'";

static enum err
keep_id(const struct rule *r, void *arg)
{
	*(int64_t *)arg = r->id;
	return ERR_OK;
}

static void
not_empty(struct scratch *s)
{
	struct ledger l;
	struct bulk   b;

	(void)s;
	add("/a", "/b");
	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, 0), ERR_OK);
	assert_false(b.on);
	assert_err(bulk_end(&b), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_int_equal(scratch_number(s->db, index_sql), 1);
}

/* As somebody else may have left it. */
static void
no_rule(struct scratch *s)
{
	struct ledger l;
	struct bulk   b;

	add("/a", "/b");
	scratch_sql(s->db, "UPDATE rule SET source = 'a b c'");
	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, 10), ERR_OK);
	assert_false(b.on);
	assert_err(ledger_end(&l, true), ERR_OK);
}

static void
abandoned(struct scratch *s)
{
	struct ledger l;
	struct bulk   b;
	struct rule   r;

	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, 0), ERR_OK);
	scratch_rule(&r, "/a", "/b");
	assert_err(ledger_add_soon(&l, &r), ERR_OK);
	assert_err(bulk_note(&b, &r), ERR_OK);
	assert_err(ledger_end(&l, false), ERR_OK);
	bulk_free(&b);
	rule_free(&r);
	assert_int_equal(scratch_number(s->db, index_sql), 1);
	assert_rules("");
}

/* What the schema says of it, to the letter. */
static const char schema_sql[] =
    "SELECT sum(length(sql) * 1000 + unicode(substr(sql, -3)))"
    " + (SELECT count(*) FROM sqlite_schema WHERE sql IN"
    " ('CREATE INDEX rule_exact ON rule (lookup, host, held)"
    " WHERE held = 0',"
    " 'CREATE INDEX rule_head ON rule (lookup, host, params)"
    " WHERE held = 1'))"
    " FROM sqlite_schema";

static void
index_is_the_same(struct scratch *s)
{
	const int64_t before = scratch_number(s->db, schema_sql);
	struct ledger l;
	struct bulk   b;

	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, 0), ERR_OK);
	assert_err(bulk_end(&b), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_int_equal(scratch_number(s->db, schema_sql), before);
}

/* So many that their index waits, too. */
static void
prefixes(struct scratch *s)
{
	const int64_t before = scratch_number(s->db, schema_sql);
	struct ledger l;
	struct bulk   b;
	struct rule   r;
	char          source[32];

	start(&l, "import");
	rule_init(&r, SCRATCH_NOW);
	assert_err(bulk_begin(&b, st, BULK_MAX, 0), ERR_OK);
	for (int i = 0; i < 2 * BULK_HELD; i++) {
		int64_t found = 0;

		/* Each of them twice. */
		snprintf(source, sizeof(source), "/%d/*", i % (BULK_HELD + 9));
		rule_reset(&r, SCRATCH_NOW);
		rule_set_text(&r, &r.source, slice_of(source));
		rule_set_text(&r, &r.target, SLICE("/t"));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(bulk_again(&b, &r, keep_id, &found), ERR_OK);
		assert_int_equal(found,
		    i < BULK_HELD + 9 ? 0 : i - BULK_HELD - 8);
		if (found != 0)
			continue;
		assert_err(ledger_add_soon(&l, &r), ERR_OK);
		assert_err(bulk_note(&b, &r), ERR_OK);
	}
	assert_int_equal(b.held, BULK_HELD + 9);
	assert_err(bulk_end(&b), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	bulk_free(&b);
	rule_free(&r);
	assert_int_equal(scratch_number(s->db, schema_sql), before);
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM rule INDEXED BY rule_head"
			     " WHERE held = 1"),
	    BULK_HELD + 9);
	assert_int_equal(scratch_number(s->db,
			     "SELECT count(*) FROM pragma_integrity_check"
			     " WHERE integrity_check <> 'ok'"),
	    0);
}

/* Rules that were not validated: the table itself refuses them. */
static void
checks_are_back(struct scratch *s)
{
	struct ledger l;
	struct bulk   b;
	struct rule   r;

	(void)s;
	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, 0), ERR_OK);
	assert_err(bulk_end(&b), ERR_OK);
	scratch_rule(&r, "/a", "/b");
	r.share = 500;
	assert_err(ledger_add_many(&l, &r), ERR_STORE);
	assert_err(ledger_end(&l, false), ERR_OK);
	rule_free(&r);
}

/* To look at all of them for each would take seconds. */
static void
one_source(struct scratch *s)
{
	struct ledger l;
	struct bulk   b;
	struct rule   r;

	(void)s;
	start(&l, "import");
	assert_err(bulk_begin(&b, st, BULK_MAX, BULK_NEVER), ERR_OK);
	scratch_rule(&r, "/a", "/b");
	for (int i = 0; i < 2 * ROUNDS; i++) {
		int64_t found = 0;

		r.id = 0;
		r.starts_at = i % ROUNDS;
		assert_err(bulk_again(&b, &r, keep_id, &found), ERR_OK);
		assert_int_equal(found, i < ROUNDS ? 0 : i % ROUNDS + 1);
		if (found != 0)
			continue;
		assert_err(ledger_add_many(&l, &r), ERR_OK);
		assert_err(bulk_note(&b, &r), ERR_OK);
	}
	assert_int_equal(b.n, ROUNDS); /* it was the hash that knew */
	assert_err(ledger_end(&l, true), ERR_OK);
	bulk_free(&b);
	rule_free(&r);
}

/* Whether n rules may crowd that are added without the index, all of one
 * source, or each of its own, below it; windows differ. */
static bool
crowds(const char *under, bool each, int n, size_t most)
{
	struct ledger l;
	struct bulk   b;
	struct rule   r;
	char          source[32];
	bool          may;

	start(&l, "import");
	assert_err(bulk_begin(&b, st, most, 10), ERR_OK);
	rule_init(&r, SCRATCH_NOW);
	for (int i = 0; i < n; i++) {
		snprintf(source, sizeof(source), "%s%d", under, each ? i : 0);
		rule_reset(&r, SCRATCH_NOW);
		r.starts_at = i;
		rule_set_text(&r, &r.source, slice_of(source));
		rule_set_text(&r, &r.target, SLICE("/t"));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(ledger_add_soon(&l, &r), ERR_OK);
		assert_err(bulk_note(&b, &r), ERR_OK);
	}
	assert_err(bulk_end(&b), ERR_OK);
	may = bulk_may_crowd(&b);
	assert_err(ledger_end(&l, false), ERR_OK);
	bulk_free(&b);
	rule_free(&r);
	return may;
}

static void
crowd(struct scratch *s)
{
	(void)s;
	assert_false(crowds("/a", false, RULES_OF_SOURCE_MAX, BULK_MAX));
	assert_true(crowds("/a", false, RULES_OF_SOURCE_MAX + 1, BULK_MAX));
	assert_true(crowds("/:x/", false, RULES_OF_SOURCE_MAX + 1, BULK_MAX));
	assert_false(crowds("/a", true, 20 * RULES_OF_SOURCE_MAX, BULK_MAX));
	/* Those that are there already are of the crowd. */
	add("/a0", "/b");
	assert_true(crowds("/a", false, RULES_OF_SOURCE_MAX, BULK_MAX));
	/* Nobody counts any more. */
	assert_true(crowds("/b", true, 101, 100));
}

static const struct scene scenes[] = {
	{ "a table with more than few rules keeps its index", not_empty },
	{ "so does one with a row that is no rule", no_rule },
	{ "thousands of one source are known by a hash", one_source },
	{ "what is taken back has its index again", abandoned },
	{ "the index is made as the schema says", index_is_the_same },
	{ "so is that of thousands of prefixes", prefixes },
	{ "afterwards the table checks its rows again", checks_are_back },
	{ "a source may be crowded only past its limit, or in doubt", crowd },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, changes_run);
	return cmocka_run_group_tests_name("bulk", tests, NULL, NULL) != 0;
}
