/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CHANGES_H
#define DETOUR_CHANGES_H

/*
 * changes.h - commands that change rules, as tests give them, and what is
 * left of them: all rules, or all history, as one text.
 */

#include "scratch.h"

#include "ledger.h"
#include "rules.h"

static struct store *st; /* of the running scene */

static inline void
start(struct ledger *l, const char *what)
{
	assert_err(ledger_begin(l, st, "ann", what, SCRATCH_NOW), ERR_OK);
}

/* Add one rule as a command of its own; its id. */
static inline int64_t
add(const char *source, const char *target)
{
	struct ledger l;
	struct rule   r;
	int64_t       id;

	scratch_rule(&r, source, target);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_int_equal(l.count, 1);
	assert_err(ledger_end(&l, true), ERR_OK);
	id = r.id;
	rule_free(&r);
	return id;
}

/* Give a rule another target within an open ledger. */
static inline void
retarget(struct ledger *l, int64_t id, const char *target)
{
	struct rule r;
	bool        found = false;

	rule_init(&r, 0);
	assert_err(rules_get(st, id, &r, &found), ERR_OK);
	assert_true(found);
	rule_set_text(&r, &r.target, slice_of(target));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_err(ledger_change(l, &r), ERR_OK);
	rule_free(&r);
}

/* The same as a command of its own; the batch. */
static inline int64_t
change(int64_t id, const char *target)
{
	struct ledger l;

	start(&l, "edit");
	retarget(&l, id, target);
	assert_err(ledger_end(&l, true), ERR_OK);
	return l.batch;
}

static inline void
remove_rule(int64_t id)
{
	struct ledger l;
	bool          found = false;

	start(&l, "remove");
	assert_err(ledger_remove(&l, id, &found), ERR_OK);
	assert_true(found);
	assert_err(ledger_end(&l, true), ERR_OK);
}

/* Undo as a command of its own; the batch that was taken back. */
static inline int64_t
undo_force(int64_t event, bool force, const char *words)
{
	struct ledger l;
	struct buf    why;
	int64_t       batch = -1;

	buf_init(&why, WHY_MAX);
	start(&l, "undo");
	assert_err(ledger_undo(&l, event, force, &batch, &why), ERR_OK);
	assert_err(ledger_end(&l, batch != 0), ERR_OK);
	assert_err(buf_end(&why), ERR_OK);
	if (words == NULL)
		assert_int_equal(why.len, 0);
	else
		assert_non_null(strstr(why.data, words));
	buf_free(&why);
	return batch;
}

static inline int64_t
undo(int64_t event)
{
	return undo_force(event, false, NULL);
}

static inline enum err
print_rule(const struct rule *r, void *arg)
{
	buf_addf(arg, "%lld:%.*s>%.*s ", (long long)r->id, (int)r->source.n,
	    r->source.s, (int)r->target.n, r->target.s);
	return ERR_OK;
}

/* All rules as one text: "1:/a>/b ". */
static inline void
assert_rules(const char *want)
{
	struct buf b;

	buf_init(&b, 100000);
	assert_err(rules_each(st, print_rule, &b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, want);
	buf_free(&b);
}

static inline enum err
print_event(const struct event *e, void *arg)
{
	buf_addf(arg, "%lld/%lld %.*s %lld x%lld %s%s%s\n", (long long)e->id,
	    (long long)e->batch, (int)e->what.n, e->what.s, (long long)e->rule,
	    (long long)e->count, e->before.n > 0 ? "-" : "",
	    e->after.n > 0 ? "+" : "", e->undone != 0 ? " undone" : "");
	assert_true(slice_is(e->who, "ann"));
	assert_int_equal(e->at, SCRATCH_NOW);
	return ERR_OK;
}

/* The history, newest first: "2/2 edit 1 x1 -+". */
static inline void
assert_history(int64_t rule, int64_t limit, const char *want)
{
	struct buf b;

	buf_init(&b, 100000);
	assert_err(ledger_each(st, rule, limit, print_event, &b), ERR_OK);
	assert_err(buf_end(&b), ERR_OK);
	assert_string_equal(b.data, want);
	buf_free(&b);
}

/* Rules /1 to /n. */
static inline void
import(int n)
{
	struct ledger l;
	struct rule   r;
	char          source[32];

	rule_init(&r, SCRATCH_NOW);
	start(&l, "import");
	for (int i = 1; i <= n; i++) {
		snprintf(source, sizeof(source), "/%d", i);
		rule_reset(&r, SCRATCH_NOW);
		rule_set_text(&r, &r.source, slice_of(source));
		rule_set_text(&r, &r.target, SLICE("/t"));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(ledger_add_many(&l, &r), ERR_OK);
	}
	assert_int_equal(l.count, n);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

/* The test function of a table of scenes that change rules. */
static inline void
changes_run(void **state)
{
	const struct scene *c = *state;
	struct scratch      s;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	c->run(&s);
	store_close(st);
	scratch_remove(&s);
}

#endif
