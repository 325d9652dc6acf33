/* SPDX-License-Identifier: MIT */
/*
 * test_golden.c - a database of each version there was, brought to this one:
 * nothing is lost, and it means what it meant.
 */
#include "dump.h"
#include "golden.h"

#include "expect.h"
#include "finding.h"
#include "rules.h"
#include "store.h"

/* By which all expectations in a golden database are still to come. */
#define THEN 1794268800LL /* 2026-11-10T00:00:00Z */

static void
make(struct scratch *s, int version)
{
	char name[40];

	snprintf(name, sizeof(name), "rules-%d.sql", version);
	golden_make(name, s->db);
	assert_int_equal(scratch_number(s->db, "PRAGMA user_version"), version);
}

/* Of this version, ready to be written. */
static struct store *
made(struct scratch *s, int version)
{
	struct store *st;
	int64_t       from = 0;

	make(s, version);
	st = scratch_open(s->db, STORE_MIGRATE);
	assert_err(store_migrate(st, true, &from, NULL), ERR_OK);
	assert_int_equal(from, version);
	assert_int_equal(store_version(st), RULES_VERSION);
	return st;
}

/* A query for all that the tables hold, as they are: "SELECT ...;" a line. */
static void
every_table(const char *path, struct buf *out)
{
	dump(path,
	    "SELECT 'SELECT ''' || t.name || ''', ' || group_concat(c.name) || "
	    "' FROM ' || t.name || ' ORDER BY 1, 2' FROM sqlite_schema t, "
	    "pragma_table_info(t.name) c WHERE t.type = 'table' "
	    "GROUP BY t.name ORDER BY t.name",
	    out);
}

/* What these queries, of every_table(), give. */
static void
ask_each(const char *path, const struct buf *queries, struct buf *out)
{
	struct slice rest = buf_slice(queries);
	struct slice sql;
	char         text[2000];

	while ((sql = slice_cut(&rest, '|')).n > 2) {
		if (sql.s[0] == '\n') {
			sql.s++;
			sql.n--;
		}
		assert_true(sql.n < sizeof(text));
		memcpy(text, sql.s, sql.n);
		text[sql.n] = '\0';
		dump(path, text, out);
	}
}

/* ---------------------------------------------------------- the properties */

static void
nothing_is_lost(struct scratch *s, int version)
{
	struct buf queries, before, after;

	make(s, version);
	buf_init(&queries, DUMP_MAX);
	buf_init(&before, DUMP_MAX);
	buf_init(&after, DUMP_MAX);
	every_table(s->db, &queries);
	ask_each(s->db, &queries, &before);
	assert_true(before.len > 5000);
	unlink(s->db);
	store_close(made(s, version));
	ask_each(s->db, &queries, &after);
	assert_string_equal(after.data, before.data);
	buf_free(&queries);
	buf_free(&before);
	buf_free(&after);
}

static void
schema_is_new(struct scratch *s, int version)
{
	char       fresh[700];
	struct buf wanted, got, ok;

	snprintf(fresh, sizeof(fresh), "%s/fresh.db", s->dir);
	store_close(scratch_open(fresh, STORE_CREATE));
	store_close(made(s, version));
	buf_init(&wanted, DUMP_MAX);
	buf_init(&got, DUMP_MAX);
	buf_init(&ok, DUMP_MAX);
	schema_of(fresh, &wanted);
	schema_of(s->db, &got);
	assert_string_equal(got.data, wanted.data);
	dump(s->db, "PRAGMA integrity_check", &ok);
	assert_string_equal(ok.data, "ok|\n");
	buf_free(&wanted);
	buf_free(&got);
	buf_free(&ok);
}

/* As dump() writes the columns of this query. */
#define COLUMNS                                                                \
	"SELECT id, source, target, after, tags, note, status, query, share, " \
	"starts_at, expires_at, created_at, promoted_at, promoted_until, "     \
	"max_age, strict, ignore_case, literal, enabled, protect, sunset, "    \
	"rank, kind, scheme, host, path, lookup, params, nparams, held, "      \
	"conditions, repeats FROM rule ORDER BY id"

static enum err
write_rule(const struct rule *r, void *arg)
{
	struct buf  *out = arg;
	struct value values[RULES_VALUES];

	rules_values(r, values);
	for (size_t i = 0; i < RULES_VALUES; i++) {
		switch (values[i].kind) {
		case VALUE_NULL:
			buf_adds(out, "NULL");
			break;
		case VALUE_INT:
			buf_addi(out, values[i].number);
			break;
		default:
			buf_add_slice(out, values[i].text);
		}
		buf_addc(out, '|');
	}
	buf_addc(out, '\n');
	return ERR_OK;
}

/* The worker looks for what is stored: a form that it would not make itself
 * would never be found. */
static void
form_is_the_same(struct scratch *s, int version)
{
	struct store *st = made(s, version);
	struct buf    parsed;

	buf_init(&parsed, DUMP_MAX);
	assert_err(rules_each(st, write_rule, &parsed), ERR_OK);
	assert_err(buf_end(&parsed), ERR_OK);
	store_close(st);
	assert_dump(s->db, COLUMNS, &parsed);
	buf_free(&parsed);
}

static enum err
count_held(const struct expect_result *r, void *arg)
{
	int *n = arg;

	if (!r->holds || r->over)
		fail_msg("expectation %lld does not hold any more",
		    (long long)r->expectation->id);
	++*n;
	return ERR_OK;
}

static void
answers_are_the_same(struct scratch *s, int version)
{
	struct store *st = made(s, version);
	struct table *table = NULL;
	int64_t       want;
	int           n = 0;

	want = scratch_number(s->db, "SELECT count(*) FROM expectation");
	assert_true(version < 2 || want > 20);
	assert_err(table_open(s->db, &table), ERR_OK);
	assert_err(expect_results(st, table, THEN, 1000000, count_held, &n),
	    ERR_OK);
	assert_int_equal(n, want);
	table_close(table);
	store_close(st);
}

/* Version 1 had none. */
static void
findings_are_the_same(struct scratch *s, int version)
{
	static const enum finding_result want[] = { FINDING_FINE, FINDING_DEAD,
		FINDING_REDIRECTS, FINDING_UNREACHABLE };
	struct store                    *st = made(s, version);
	struct finding                   f;
	bool                             found;

	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		found = false;
		assert_err(finding_get(st, 25 + (int64_t)i, &f, &found),
		    ERR_OK);
		assert_int_equal(found, version > 1);
		if (found)
			assert_int_equal(f.result, want[i]);
	}
	store_close(st);
}

/* Each command in its turn, the last one first, back to the empty database: of
 * the history nothing is left that this version cannot read. */
static void
all_is_taken_back(struct scratch *s, int version)
{
	struct store *st = made(s, version);
	struct ledger l;
	int64_t       batch;
	int           n = 0;

	do {
		batch = 0;
		assert_err(ledger_begin(&l, st, "me", "undo", THEN), ERR_OK);
		assert_err(ledger_undo(&l, 0, false, &batch, NULL), ERR_OK);
		assert_err(ledger_end(&l, batch != 0), ERR_OK);
		n += batch != 0;
	} while (batch != 0 && n < 1000);
	store_close(st);
	assert_true(n > 10);
	assert_int_equal(scratch_number(s->db, "SELECT count(*) FROM rule"), 0);
}

/* ------------------------------------------------------------------- a run */

static const struct property {
	const char *name;
	void (*holds)(struct scratch *, int version);
} properties[] = {
	{ "every row is as it was", nothing_is_lost },
	{ "the schema is that of a new database", schema_is_new },
	{ "what is stored of a source is what this version makes of it",
	    form_is_the_same },
	{ "URLs get what they shall", answers_are_the_same },
	{ "what targets answered is known", findings_are_the_same },
	{ "all of its history can be taken back", all_is_taken_back },
};

struct row {
	const struct property *property;
	int                    version;
	char                   name[100];
};

static void
property_run(void **state)
{
	const struct row *r = *state;
	struct scratch    s;

	scratch_make(&s);
	r->property->holds(&s, r->version);
	scratch_remove(&s);
}

int
main(void)
{
	static struct row rows[RULES_VERSION * ARRAY_LEN(properties)];
	struct CMUnitTest tests[ARRAY_LEN(rows)];
	size_t            n = 0;

	for (int version = 1; version <= RULES_VERSION; version++)
		for (size_t i = 0; i < ARRAY_LEN(properties); i++, n++) {
			rows[n].property = &properties[i];
			rows[n].version = version;
			snprintf(rows[n].name, sizeof(rows[n].name),
			    "of version %d: %s", version, properties[i].name);
			tests[n] = (struct CMUnitTest){ .name = rows[n].name,
				.test_func = property_run,
				.initial_state = &rows[n] };
		}
	return cmocka_run_group_tests_name("golden", tests, NULL, NULL);
}
