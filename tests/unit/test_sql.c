/* SPDX-License-Identifier: MIT */
/* test_sql.c - the statements of sql/ against the schemas of sql/. */
#include "golden.h"

#include "sql.h"

/* Both schemas in one database: no statement uses a table of each. */
static sqlite3 *
open_both(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql_schema, NULL, NULL, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, sql_hits_schema, NULL, NULL, NULL),
	    SQLITE_OK);
	/* In place of the virtual one. */
	assert_int_equal(sqlite3_exec(db, sql_given, NULL, NULL, NULL),
	    SQLITE_OK);
	return db;
}

/* The database that a migration to a version starts from. */
static void
load_version_before(sqlite3 *db, const char *version)
{
	char  name[100];
	char *sql;

	snprintf(name, sizeof(name), "rules-%ld.sql",
	    strtol(version, NULL, 10) - 1);
	sql = golden_sql(name);
	assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
	free(sql);
}

static bool
is_kind(const struct sql_text *t, const char *kind)
{
	return strcmp(t->kind, kind) == 0;
}

/* Every statement prepares; what returns rows does not write, and the other
 * way round; a script is the only text with more than one statement. */
static void
test_statement(void **state)
{
	const struct sql_text *t = *state;
	sqlite3               *db = open_both();
	sqlite3_stmt          *st = NULL;
	const char            *tail = t->text;
	const bool is_migration = strncmp(t->name, "migrate_", 8) == 0;
	int        statements = 0, changes = 0;

	if (strstr(t->name, "schema") != NULL || is_migration ||
	    t->text == sql_given || t->text == sql_given_hits) {
		sqlite3_close(db);
		assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	}
	if (t->text == sql_hit_add) /* hits.db has another */
		assert_int_equal(sqlite3_exec(db, "DROP TABLE given", NULL,
				     NULL, NULL) |
			sqlite3_exec(db, sql_given_hits, NULL, NULL, NULL),
		    SQLITE_OK);
	if (is_migration)
		load_version_before(db, t->name + 8);
	while (*tail != '\0') {
		if (sqlite3_prepare_v2(db, tail, -1, &st, &tail) != SQLITE_OK)
			fail_msg("%s: %s", t->name, sqlite3_errmsg(db));
		if (st == NULL)
			continue;
		statements++;
		changes += !sqlite3_stmt_readonly(st);
		if (is_kind(t, ":script"))
			assert_int_not_equal(sqlite3_step(st), SQLITE_ERROR);
		sqlite3_finalize(st);
	}
	if (!is_kind(t, ":script"))
		assert_int_equal(statements, 1);
	if (is_kind(t, ":one") || is_kind(t, ":many"))
		assert_int_equal(changes, 0);
	if (is_kind(t, ":exec"))
		assert_int_equal(changes, 1);
	sqlite3_close(db);
}

/* How a statement is carried out, as one text. */
static void
plan_of(sqlite3 *db, const char *sql, struct buf *out)
{
	struct buf    explain;
	sqlite3_stmt *st;

	buf_init(&explain, 100000);
	buf_addf(&explain, "EXPLAIN QUERY PLAN %s", sql);
	assert_err(buf_end(&explain), ERR_OK);
	assert_int_equal(sqlite3_prepare_v2(db, explain.data, -1, &st, NULL),
	    SQLITE_OK);
	while (sqlite3_step(st) == SQLITE_ROW)
		buf_addf(out, "%s\n", (const char *)sqlite3_column_text(st, 3));
	assert_err(buf_end(out), ERR_OK);
	sqlite3_finalize(st);
	buf_free(&explain);
}

struct plan_case {
	const char *name;
	const char *sql;
	const char *holds; /* what the plan must say */
};

static const struct plan_case plan_cases[] = {
	{ "the worker's lookup is one search, and sorts nothing", sql_rule_at,
	    "SEARCH rule USING INDEX rule_exact (lookup=?)" },
	{ "with a host it is one search, too", sql_rule_exact,
	    "SEARCH rule USING INDEX rule_exact (lookup=? AND host=?" },
	{ "a sieve is made without a look at the table", sql_rule_lookups,
	    "SCAN rule USING COVERING INDEX rule_exact" },
	{ "another spelling is one search", sql_near_lookup,
	    "SEARCH rule USING COVERING INDEX rule_exact (lookup>?" },
	{ "the same path on any host is one search", sql_near_exact,
	    "SEARCH rule USING COVERING INDEX rule_exact (lookup=?" },
	{ "rules below a path are found by the index", sql_rule_between,
	    "USING INDEX rule_exact (lookup>? AND lookup<?)" },
	{ "rules in memory are found without the exact ones", sql_rule_heads,
	    "USING INDEX rule_head" },
	{ "ignore-case is known from its own index", sql_rule_any_folded,
	    "INDEX rule_folded" }, /* a covering one, says SQLite 3.46 */
	{ "parameters are known from their own index", sql_rule_any_params,
	    "USING INDEX rule_params" },
	{ "a rule is found by its id", sql_rule_get,
	    "USING INTEGER PRIMARY KEY" },
	{ "the same exact source is one search", sql_rule_same_exact,
	    "USING INDEX rule_exact (lookup=? AND host=?" },
	{ "the same head is one search", sql_rule_same_head,
	    "USING INDEX rule_head (lookup=? AND host=? AND params=?" },
	{ "one of the same exact source is one search", sql_rule_again_exact,
	    "USING INDEX rule_exact (lookup=? AND host=?" },
	{ "one of the same head is one search", sql_rule_again_head,
	    "USING INDEX rule_head (lookup=? AND host=? AND params=?" },
	{ "whether an id was used is two searches", sql_rule_id_used,
	    "USING COVERING INDEX event_rule (rule=?)" },
	{ "a batch is one search", sql_batch_previous,
	    "USING INDEX event_batch (batch=? AND id<?)" },
	{ "whether a batch had a rule is not asked of all its events",
	    sql_batch_disturbed, "SEARCH own USING INDEX event_rule (rule=?)" },
	{ "hits of a rule are one search", sql_hit_sum,
	    "SEARCH hit USING PRIMARY KEY (rule=?)" },
};

static void
test_plan(void **state)
{
	const struct plan_case *c = *state;
	sqlite3                *db = open_both();
	struct buf              plan;

	buf_init(&plan, 100000);
	plan_of(db, c->sql, &plan);
	if (strstr(plan.data, c->holds) == NULL)
		fail_msg("the plan is: %s", plan.data);
	if (strstr(plan.data, "SCAN rule\n") != NULL ||
	    strstr(plan.data, "TEMP B-TREE") != NULL)
		fail_msg("the plan scans: %s", plan.data);
	buf_free(&plan);
	sqlite3_close(db);
}

/* The constraints: what they let in, and what not. */
struct check_case {
	const char *name;
	const char *set; /* an assignment to a row that is fine */
	bool        fits;
};

static const struct check_case check_cases[] = {
	{ "an ordinary row fits", "note = 'x'", true },
	{ "a source of 2,000 fits", "source = printf('%.*c', 2000, 'a')",
	    true },
	{ "a source of 2,001 does not", "source = printf('%.*c', 2001, 'a')",
	    false },
	{ "an empty source does not", "source = ''", false },
	{ "a target of 2,001 does not", "target = printf('%.*c', 2001, 'a')",
	    false },
	{ "a note of 2,001 does not", "note = printf('%.*c', 2001, 'a')",
	    false },
	{ "tags of 500 fit", "tags = printf('%.*c', 500, 'a')", true },
	{ "tags of 501 do not", "tags = printf('%.*c', 501, 'a')", false },
	{ "a number as text is a number", "status = '302'", true },
	{ "text is no number", "status = 'x'", false },
	{ "status 303 fits", "status = 303", true },
	{ "status 304 does not", "status = 304", false },
	{ "status 200 does not", "status = 200", false },
	{ "a 410 has no target", "status = 410", false },
	{ "a 410 without a target fits", "status = 410, target = ''", true },
	{ "no target is a 410's", "target = ''", false },
	{ "a 503 has no target", "status = 503", false },
	{ "a 503 without a target fits", "status = 503, target = ''", true },
	{ "a permanent rule has no end", "status = 308", false },
	{ "a permanent rule without an end fits",
	    "status = 308, expires_at = NULL", true },
	{ "an end is after the start", "expires_at = starts_at", false },
	{ "an end that is never fits", "expires_at = NULL", true },
	{ "a start since ever fits", "starts_at = NULL", true },
	{ "a start before 1970 does not", "starts_at = -1", false },
	{ "the last second of 9999 fits", "expires_at = 253402300799", true },
	{ "the one after it does not", "expires_at = 253402300800", false },
	{ "query is pass or drop", "query = 'keep'", false },
	{ "a boolean is 0 or 1", "strict = 2", false },
	{ "a share of 0 does not fit", "share = 0", false },
	{ "a share of 20 has its place", "share = 20", true },
	{ "a max-age of a year fits", "max_age = 31536000", true },
	{ "a longer one does not", "max_age = 31536001", false },
	{ "kinds to come have their place", "kind = 3", true },
	{ "a rank of a million fits", "rank = 1000000", true },
	{ "a larger one does not", "rank = 1000001", false },
	{ "eight parameters fit", "nparams = 8", true },
	{ "nine do not", "nparams = 9", false },
	{ "held is 0 or 1", "held = 2", false },
	{ "a scheme is http, https or any", "scheme = 'ftp'", false },
	{ "conditions of 8,000 fit", "conditions = printf('%.*c', 8000, 'a')",
	    true },
	{ "conditions of 8,001 do not",
	    "conditions = printf('%.*c', 8001, 'a')", false },
	{ "a repetition of 200 fits", "repeats = printf('%.*c', 200, 'a')",
	    true },
	{ "a repetition of 201 does not", "repeats = printf('%.*c', 201, 'a')",
	    false },
};

static void
test_check(void **state)
{
	const struct check_case *c = *state;
	sqlite3                 *db = open_both();
	struct buf               sql;

	assert_int_equal(
	    sqlite3_exec(db,
		"INSERT INTO rule (source, target, status, starts_at,"
		" expires_at, created_at, kind, scheme, host, path, lookup,"
		" params, nparams, held)"
		" VALUES ('/a', '/b', 307, 10, 20, 10, 0, '', '', '/a', '/a',"
		" '', 0, 0)",
		NULL, NULL, NULL),
	    SQLITE_OK);
	buf_init(&sql, 10000);
	buf_addf(&sql, "UPDATE rule SET %s", c->set);
	assert_err(buf_end(&sql), ERR_OK);
	assert_int_equal(sqlite3_exec(db, sql.data, NULL, NULL, NULL),
	    c->fits ? SQLITE_OK : SQLITE_CONSTRAINT);
	buf_free(&sql);
	sqlite3_close(db);
}

/* rules.c reads SELECT * by position, and ledger_undo.c a row from JSON. */
static void
test_columns(void **state)
{
	static const char *const names[] = { "id", "source", "target", "after",
		"tags", "note", "status", "query", "share", "starts_at",
		"expires_at", "created_at", "promoted_at", "promoted_until",
		"max_age", "strict", "ignore_case", "literal", "enabled",
		"protect", "sunset", "rank", "kind", "scheme", "host", "path",
		"lookup", "params", "nparams", "held", "conditions", "added",
		"repeats" };
	sqlite3                 *db = open_both();
	sqlite3_stmt            *st;

	(void)state;
	assert_int_equal(sqlite3_prepare_v2(db, sql_rule_get, -1, &st, NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_column_count(st), ARRAY_LEN(names));
	for (int i = 0; i < (int)ARRAY_LEN(names); i++)
		assert_string_equal(sqlite3_column_name(st, i), names[i]);
	sqlite3_finalize(st);
	assert_int_equal(sqlite3_prepare_v2(db, sql_rule_from_json, -1, &st,
			     NULL),
	    SQLITE_OK);
	assert_int_equal(sqlite3_column_count(st), ARRAY_LEN(names));
	for (int i = 0; i < (int)ARRAY_LEN(names); i++) {
		struct buf end;

		if (i >= 22 && i < 30) /* made again from the source */
			continue;
		buf_init(&end, 100);
		buf_addf(&end, "'%s'", names[i]);
		assert_err(buf_end(&end), ERR_OK);
		assert_non_null(strstr(sqlite3_column_name(st, i), end.data));
		buf_free(&end);
	}
	sqlite3_finalize(st);
	sqlite3_close(db);
}

int
main(void)
{
	struct CMUnitTest       plans[ARRAY_LEN(plan_cases)];
	struct CMUnitTest       checks[ARRAY_LEN(check_cases)];
	struct CMUnitTest      *all;
	const struct CMUnitTest rest[] = {
		{ "the columns stand where the code reads them", test_columns,
		    NULL, NULL, NULL },
	};
	int failed = 0;

	/* One test per statement; their number is known at run time only. */
	all = calloc(sql_all_len, sizeof(*all));
	for (size_t i = 0; i < sql_all_len; i++)
		all[i] = (struct CMUnitTest){
			.name = sql_all[i].name,
			.test_func = test_statement,
			.initial_state = (void *)(uintptr_t)&sql_all[i],
		};
	failed += _cmocka_run_group_tests("sql prepares", all, sql_all_len,
	    NULL, NULL);
	TABLE_FILL(plans, plan_cases, test_plan);
	TABLE_FILL(checks, check_cases, test_check);
	failed += cmocka_run_group_tests_name("sql plans", plans, NULL, NULL);
	failed += cmocka_run_group_tests_name("sql checks", checks, NULL, NULL);
	failed += cmocka_run_group_tests_name("sql", rest, NULL, NULL);
	free(all);
	return failed != 0;
}
