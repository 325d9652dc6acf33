/* SPDX-License-Identifier: MIT */
/*
 * test_lint_calendar.c - what lint says of the windows of one source, held
 * against looking at each day.
 */
#include "tables.h"

#include "dice.h"
#include "lint.h"

#define TABLES 150
#define RULES  6
#define DAYS   40
#define FOUND  60

static struct lint_finding faults[FOUND];
static size_t              faults_n;
static struct rule         rules[RULES]; /* of the table at hand, one source */
static int64_t             first = 1, last;

static enum err
note(const struct lint_finding *f, void *arg)
{
	(void)arg;
	if (f->kind != LINT_GAP && f->kind != LINT_OVERLAP &&
	    f->kind != LINT_DUPLICATE)
		return ERR_OK;
	assert_true(faults_n < FOUND);
	faults[faults_n++] = *f;
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	return lint_rule(arg, r, 1000);
}

static int64_t
day(int n)
{
	return SCRATCH_NOW + n * WHEN_DAY;
}

/* One source in several spellings, which mean the same. */
static void
draw(struct dice *d)
{
	static const char *const sources[] = { "/a", "/a/", "//a", "/%61" };
	static const char *const targets[] = { "/b", "/c", "/d" };
	struct ledger            l;
	bool                     gone;

	start(&l, "add");
	for (; first <= last; first++)
		assert_err(ledger_remove(&l, first, &gone), ERR_OK);
	for (int i = 0; i < RULES; i++) {
		struct rule *r = &rules[i];
		int          from = (int)dice_below(d, DAYS);

		rule_reset(r, SCRATCH_NOW);
		r->starts_at = day(from);
		r->expires_at = day(from + 1 + (int)dice_below(d, 6));
		r->enabled = !dice_once_in(d, 8);
		rule_set_text(r, &r->source, slice_of(DICE_ONE_OF(d, sources)));
		rule_set_text(r, &r->target, slice_of(DICE_ONE_OF(d, targets)));
		assert_err(rule_validate(r, NULL), ERR_OK);
		assert_err(ledger_add(&l, r), ERR_OK);
		last = r->id;
	}
	assert_err(ledger_end(&l, true), ERR_OK);
}

static const struct rule *
rule_of(int64_t id)
{
	return &rules[id - first];
}

static bool
is_active(const struct rule *r, int64_t at)
{
	return rule_state(r, at) == RULE_ACTIVE;
}

static size_t
active(int64_t at)
{
	size_t n = 0;

	for (int i = 0; i < RULES; i++)
		n += is_active(&rules[i], at);
	return n;
}

static bool
is_said(enum lint_kind kind, int64_t at, int64_t id)
{
	for (size_t i = 0; i < faults_n; i++)
		if (faults[i].kind == kind && faults[i].from <= at &&
		    at < faults[i].until &&
		    (id == 0 || faults[i].rules[0] == id ||
			faults[i].rules[1] == id))
			return true;
	return false;
}

/* What is said must be so, on its first and on its last day. */
static void
check_said(const struct lint_finding *f)
{
	const struct rule *a = rule_of(f->rules[0]), *b = rule_of(f->rules[1]);
	int64_t            end = f->until - WHEN_DAY;

	assert_int_equal(f->n, 2);
	if (f->kind == LINT_GAP) {
		for (int64_t at = f->from; at < f->until; at += WHEN_DAY)
			assert_int_equal(active(at), 0);
		assert_int_equal(f->from, a->expires_at);
		assert_int_equal(f->until, b->starts_at);
		return;
	}
	assert_true(is_active(a, f->from) && is_active(b, f->from));
	assert_true(is_active(a, end) && is_active(b, end));
	assert_int_equal(slice_eq(a->target, b->target),
	    f->kind == LINT_DUPLICATE);
}

/* What is so must be said: of each day without a rule, between two with one,
 * and of each rule that begins while another one is active. */
static void
check_all(void)
{
	int64_t begin = WHEN_NEVER, end = 0;

	for (int i = 0; i < RULES; i++) {
		const struct rule *r = &rules[i];

		if (!r->enabled)
			continue;
		if (r->starts_at < begin)
			begin = r->starts_at;
		if (r->expires_at > end)
			end = r->expires_at;
		for (int j = 0; j < RULES; j++)
			if (j != i && is_active(&rules[j], r->starts_at) &&
			    !is_said(LINT_OVERLAP, r->starts_at, r->id) &&
			    !is_said(LINT_DUPLICATE, r->starts_at, r->id))
				fail_msg("rule %lld overlaps another one, and "
					 "nobody says so",
				    (long long)r->id);
	}
	for (int64_t at = begin; at < end; at += WHEN_DAY)
		if ((active(at) == 0) != is_said(LINT_GAP, at, 0))
			fail_msg("on day %lld there are %zu rules",
			    (long long)((at - SCRATCH_NOW) / WHEN_DAY),
			    active(at));
}

static void
test_drawn(void **state)
{
	struct dice    d = { .state = 20261125 };
	struct scratch s;
	struct lint   *lint = NULL;
	size_t         n[LINT_KINDS] = { 0 };

	(void)state;
	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	for (int i = 0; i < RULES; i++)
		rule_init(&rules[i], 0);
	for (int i = 0; i < TABLES; i++) {
		table_rest(table);
		draw(&d);
		faults_n = 0;
		assert_err(lint_open(table, SCRATCH_NOW, note, NULL, &lint),
		    ERR_OK);
		assert_err(rules_each(st, judge, lint), ERR_OK);
		lint_close(lint);
		for (size_t f = 0; f < faults_n; f++) {
			check_said(&faults[f]);
			n[faults[f].kind]++;
		}
		check_all();
	}
	assert_true(n[LINT_GAP] > TABLES && n[LINT_OVERLAP] > TABLES / 2 &&
	    n[LINT_DUPLICATE] > TABLES / 8);
	for (int i = 0; i < RULES; i++)
		rule_free(&rules[i]);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

static enum err
note_loop(const struct lint_finding *f, void *arg)
{
	if (f->kind == LINT_LOOP)
		buf_addf(arg, "%lld,%lld@%lld ", (long long)f->rules[0],
		    (long long)f->rules[1],
		    (long long)((f->from - SCRATCH_NOW) / WHEN_DAY));
	return ERR_OK;
}

/* As many windows as a source has that is another each day of a year. */
static void
test_many(void **state)
{
	struct scratch s;
	struct lint   *lint = NULL;
	struct buf     out;
	struct ledger  l;

	(void)state;
	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	start(&l, "add");
	for (int i = 1; i <= 366; i++) {
		struct rule r;

		scratch_rule(&r, i == 366 ? "/b" : "/a",
		    i == 300     ? "/b" :
			i == 366 ? "/a" :
				   "/n");
		r.starts_at = i == 366 ? SCRATCH_NOW : day(i);
		r.expires_at = i == 366 ? day(999) : day(i + 1);
		assert_err(ledger_add(&l, &r), ERR_OK);
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	buf_init(&out, 1000);
	assert_err(lint_open(table, SCRATCH_NOW, note_loop, &out, &lint),
	    ERR_OK);
	assert_err(rules_each(st, judge, lint), ERR_OK);
	lint_close(lint);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, "300,366@300 ");
	buf_free(&out);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		{ "a loop in the three hundredth window is found", test_many,
		    NULL, NULL, NULL },
		{ "lint finds what a look at each day finds", test_drawn, NULL,
		    NULL, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
