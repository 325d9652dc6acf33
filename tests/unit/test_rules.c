/* SPDX-License-Identifier: MIT */
/* test_rules.c - rules to rows of a real table, and back. */
#include "scratch.h"

#include "ledger.h"
#include "rules.h"
#include "sql.h"

static void
store_rule(struct store *st, struct rule *r)
{
	struct ledger l;

	assert_err(ledger_begin(&l, st, "me", "add", SCRATCH_NOW), ERR_OK);
	assert_err(ledger_add(&l, r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
}

static void
add(struct store *st, const char *source, const char *target)
{
	struct rule r;

	scratch_rule(&r, source, target);
	store_rule(st, &r);
	rule_free(&r);
}

static void
assert_slice(struct slice a, struct slice b)
{
	assert_int_equal(a.n, b.n);
	assert_true(slice_eq(a, b));
}

static void
assert_same(const struct rule *a, const struct rule *b)
{
	assert_int_equal(a->id, b->id);
	assert_slice(a->source, b->source);
	assert_slice(a->target, b->target);
	assert_slice(a->after, b->after);
	assert_slice(a->tags, b->tags);
	assert_slice(a->note, b->note);
	assert_slice(a->conditions, b->conditions);
	assert_slice(a->repeats, b->repeats);
	assert_int_equal(a->status, b->status);
	assert_int_equal(a->query, b->query);
	assert_int_equal(a->share, b->share);
	assert_true(a->starts_at == b->starts_at);
	assert_true(a->expires_at == b->expires_at);
	assert_true(a->created_at == b->created_at);
	assert_true(a->promoted_at == b->promoted_at);
	assert_true(a->promoted_until == b->promoted_until);
	assert_true(a->max_age == b->max_age);
	assert_int_equal(a->strict, b->strict);
	assert_int_equal(a->ignore_case, b->ignore_case);
	assert_int_equal(a->literal, b->literal);
	assert_int_equal(a->enabled, b->enabled);
	assert_int_equal(a->protect, b->protect);
	assert_int_equal(a->sunset, b->sunset);
	assert_int_equal(a->rank, b->rank);
	assert_int_equal(a->at.scheme, b->at.scheme);
	assert_int_equal(a->at.kind, b->at.kind);
	assert_slice(a->at.host, b->at.host);
	assert_slice(a->at.path, b->at.path);
	assert_slice(a->at.lookup, b->at.lookup);
}

static void
round_trip(struct scratch *s, struct rule *r)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct rule   got;
	bool          found = false;

	assert_err(rule_validate(r, NULL), ERR_OK);
	store_rule(st, r);
	assert_int_equal(r->id, 1);
	rule_init(&got, 0);
	assert_err(rules_get(st, 1, &got, &found), ERR_OK);
	assert_true(found);
	assert_same(&got, r);
	rule_free(&got);
	rule_free(r);
	store_close(st);
}

static void
trip_defaults(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	round_trip(s, &r);
}

static void
trip_everything(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "https://Example.com/Docs/*",
	    "https://example.org/x/:splat?a=1#f");
	rule_set_text(&r, &r.after, SLICE("/gone/:splat"));
	rule_set_text(&r, &r.tags, SLICE("a,b"));
	rule_set_text(&r, &r.note,
	    SLICE("it's \"quoted\", \\, \xc3\xa9\nand \xf0\x9f\x98\x80"));
	rule_set_text(&r, &r.conditions, SLICE("cookie a=1\nlanguage de"));
	rule_set_text(&r, &r.repeats, SLICE("daily 22:00-06:00 UTC"));
	r.status = 302;
	r.query = QUERY_DROP;
	r.starts_at = WHEN_MIN;
	r.expires_at = WHEN_MAX;
	r.max_age = 0;
	r.strict = r.ignore_case = r.protect = r.sunset = true;
	r.enabled = false;
	round_trip(s, &r);
}

/* What the worker reads is the same, but for what it never sends. */
static void
served_by(struct store *st, const char *sql, const struct rule *r)
{
	struct query *q = store_query(st, sql);
	struct rule   got;
	bool          row = false, valid = false;

	rule_init(&got, 0);
	query_bind_text(q, ":lookup", r->at.lookup);
	if (strstr(sql, ":host") != NULL)
		query_bind_text(q, ":host", r->at.host);
	assert_err(query_step(q, &row), ERR_OK);
	assert_true(row);
	assert_err(rules_from_served(q, &got, &valid), ERR_OK);
	assert_true(valid);
	assert_slice(query_text(q, RULES_SERVED_HOST), r->at.host);
	query_reset(q);
	assert_same(&got, r);
	rule_free(&got);
}

static void
trip_served(struct scratch *s)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct rule   r;

	scratch_rule(&r, "a.example/b", "https://example.org/c?d=e");
	r.created_at = 1;
	store_rule(st, &r);
	served_by(st, sql_rule_at, &r);
	served_by(st, sql_rule_exact, &r);
	rule_set_text(&r, &r.source, SLICE("https://b.example/*literal"));
	rule_set_text(&r, &r.after, SLICE("/gone"));
	rule_set_text(&r, &r.conditions, SLICE("cookie a=1\nlanguage de"));
	rule_set_text(&r, &r.repeats, SLICE("daily 22:00-06:00 UTC"));
	r.status = 302;
	r.query = QUERY_DROP;
	r.share = 30;
	r.starts_at = 2;
	r.expires_at = 3;
	r.max_age = 4;
	r.strict = r.ignore_case = r.literal = true;
	r.protect = r.sunset = true;
	r.enabled = false;
	r.id = 0;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	store_rule(st, &r);
	served_by(st, sql_rule_at, &r);
	served_by(st, sql_rule_exact, &r);
	rule_free(&r);
	scratch_rule(&r, "/e", "/f");
	r.status = 308;
	r.expires_at = WHEN_NEVER;
	r.promoted_at = 5;
	store_rule(st, &r);
	served_by(st, sql_rule_at, &r);
	rule_free(&r);
	store_close(st);
}

static void
trip_open_ended(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "-");
	r.starts_at = WHEN_EVER;
	r.expires_at = WHEN_NEVER;
	r.max_age = RULE_MAX_AGE_MAX;
	round_trip(s, &r);
}

static void
trip_promoted(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	r.status = 308;
	r.expires_at = WHEN_NEVER;
	r.promoted_at = SCRATCH_NOW;
	r.promoted_until = WHEN_NEVER;
	round_trip(s, &r);
}

static void
trip_permanent_from_start(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	r.status = 301;
	r.expires_at = WHEN_NEVER;
	r.promoted_at = SCRATCH_NOW;
	r.promoted_until = 0; /* no end was taken away */
	round_trip(s, &r);
}

static void
trip_gone(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	r.status = 410;
	rule_set_text(&r, &r.target, SLICE(""));
	round_trip(s, &r);
}

static void
trip_expression(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	r.rank = 7;
	rule_set_text(&r, &r.source, SLICE("*.a.example~/p/(\\d+)\\.php"));
	rule_set_text(&r, &r.target, SLICE("/n/$1"));
	round_trip(s, &r);
}

static void
trip_closed(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/:a/*?b=1&c", "/b");
	r.status = 503;
	r.share = 20;
	rule_set_text(&r, &r.target, SLICE(""));
	round_trip(s, &r);
}

static void
trip_literal(struct scratch *s)
{
	struct rule r;

	scratch_rule(&r, "/a", "/b");
	r.literal = true;
	rule_set_text(&r, &r.source, SLICE("/CSS/:hover/*"));
	rule_set_text(&r, &r.target, SLICE("/:splat"));
	round_trip(s, &r);
}

static void
trip_limits(struct scratch *s)
{
	static char path[SOURCE_MAX + 1], target[TARGET_MAX], note[2000];
	struct rule r;

	memset(path, 'p', SOURCE_MAX);
	memset(target, 't', TARGET_MAX);
	memset(note, 'n', RULE_NOTE_MAX);
	path[0] = target[0] = '/';
	scratch_rule(&r, path, "/b");
	rule_set_text(&r, &r.target, (struct slice){ target, TARGET_MAX });
	rule_set_text(&r, &r.after, (struct slice){ target, TARGET_MAX });
	rule_set_text(&r, &r.note, (struct slice){ note, RULE_NOTE_MAX });
	round_trip(s, &r);
}

static void
get_unknown(struct scratch *s)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct rule   r;
	bool          found = true;

	rule_init(&r, 0);
	assert_err(rules_get(st, 7, &r, &found), ERR_OK);
	assert_false(found);
	rule_free(&r);
	store_close(st);
}

/* Ids that a walk brings, as one text. */
static enum err
note_id(const struct rule *r, void *arg)
{
	buf_addf(arg, "%lld%s ", (long long)r->id,
	    r->at.path.n == 0 && r->at.kind == SOURCE_EXACT ? "!" : "");
	return ERR_OK;
}

static enum err
stop_at_2(const struct rule *r, void *arg)
{
	(void)note_id(r, arg);
	return r->id == 2 ? ERR_LIMIT : ERR_OK;
}

static void
each_in_order(struct scratch *s)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct buf    ids;

	buf_init(&ids, 1000);
	assert_err(rules_each(st, note_id, &ids), ERR_OK);
	assert_int_equal(ids.len, 0);
	add(st, "/c", "/x");
	add(st, "/b", "/x");
	add(st, "/a", "/x");
	assert_err(rules_each(st, note_id, &ids), ERR_OK);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, "1 2 3 ");
	buf_reset(&ids);
	assert_err(rules_each(st, stop_at_2, &ids), ERR_LIMIT);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, "1 2 ");
	buf_free(&ids);
	store_close(st);
}

static void
invalid_is_listed(struct scratch *s)
{
	struct store *st = scratch_open(s->db, STORE_CREATE);
	struct buf    ids;
	struct rule   r;
	bool          found = false;

	add(st, "/a", "/x");
	add(st, "/b", "/x");
	store_close(st);
	scratch_sql(s->db, "UPDATE rule SET source='no path' WHERE id=1");
	st = scratch_open(s->db, STORE_READ);
	buf_init(&ids, 1000);
	assert_err(rules_each(st, note_id, &ids), ERR_OK);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, "1! 2 ");
	rule_init(&r, 0);
	assert_err(rules_get(st, 1, &r, &found), ERR_OK);
	assert_true(found);
	assert_true(slice_is(r.source, "no path"));
	assert_int_equal(r.at.lookup.n, 0);
	store_close(st);
	scratch_sql(s->db, "UPDATE rule SET target='//evil.example'");
	st = scratch_open(s->db, STORE_READ);
	assert_err(rules_get(st, 2, &r, &found), ERR_OK);
	assert_true(slice_is(r.source, "/b"));
	assert_int_equal(r.at.lookup.n, 0);
	rule_free(&r);
	buf_free(&ids);
	store_close(st);
}

static const struct scene scenes[] = {
	{ "a rule with every default comes back as it was", trip_defaults },
	{ "every column comes back as it was", trip_everything },
	{ "what is served comes with all that decides", trip_served },
	{ "since ever and never come back", trip_open_ended },
	{ "a promotion of an open-ended rule comes back", trip_promoted },
	{ "permanent from the start is not promoted from never",
	    trip_permanent_from_start },
	{ "a 410 comes back without a target", trip_gone },
	{ "an expression comes back with its rank", trip_expression },
	{ "maintenance for a share comes back", trip_closed },
	{ "a literal source comes back", trip_literal },
	{ "texts at their limits fit", trip_limits },
	{ "an unknown id is not found, and no error", get_unknown },
	{ "a walk goes in order of id, and ends when told", each_in_order },
	{ "what does not validate is listed, without a parsed source",
	    invalid_is_listed },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];
	int               failed = 0;

	TABLE_FILL(tests, scenes, scratch_run);
	failed += cmocka_run_group_tests_name("rules", tests, NULL, NULL);
	return failed != 0;
}
