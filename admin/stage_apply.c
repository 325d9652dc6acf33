/* SPDX-License-Identifier: MIT */
/*
 * stage_apply.c - a stage becomes what is live.
 */
#include "stage_apply.h"

#include "advise.h"
#include "expect_out.h"
#include "expected.h"
#include "lock.h"
#include "rules.h"
#include "staged.h"
#include "trust.h"

static const struct change_words words[] = {
	[STAGED_ADDED] = { "added", "would add" },
	[STAGED_CHANGED] = { "changed", "would change" },
	[STAGED_REMOVED] = { "removed", "would remove" },
};

enum status
stage_open(struct session *s, const char *path, enum store_mode mode,
    struct stage_open *o)
{
	enum status status;
	bool        fits = false;
	enum err    rc;

	*o = (struct stage_open){ 0 };
	status = staged_look(s, path, &o->staging);
	if (status == EXIT_NO)
		return said(s, EXIT_NO,
		    "no stage is begun; 'detour stage begin' does that");
	if (status != EXIT_YES)
		return status;
	rc = store_open(path, session_mode(s, mode), &o->store, &s->why);
	if (rc == ERR_OK && mode == STORE_WRITE) {
		store_close(s->store);
		s->store = NULL;
		rc = store_open(s->db, session_mode(s, mode), &s->store,
		    &s->why);
	}
	if (rc == ERR_OK)
		rc = staging_fits(s->store, &o->staging, &fits);
	if (rc != ERR_OK)
		return failed(s, rc);
	return fits ? EXIT_YES :
		      said(s, EXIT_NO,
			  "the rules were restored since the stage was begun, "
			  "so it can't be told what has changed; 'export "
			  "--stage' saves what is in it, and '%s.stage' is "
			  "removed by hand",
			  s->db);
}

void
stage_close(struct stage_open *o)
{
	store_close(o->store);
	o->store = NULL;
}

/* -------------------------------------------------------------------- rules */

struct run {
	struct session    *session;
	struct stage_open *stage;
	struct ledger     *ledger;
	struct change     *change; /* or NULL */
	struct ids        *added;  /* or NULL */
	struct rule        rule, live;
	size_t             conflicts;
};

static enum err
tell_conflict(const struct staged *g, void *arg)
{
	struct run *run = arg;

	if (!g->conflict)
		return ERR_OK;
	run->conflicts++;
	said(run->session, EXIT_YES,
	    "%srule %lld was changed both in the stage and since%s",
	    args_has(&run->session->args, OPT_FORCE) ? "warning: " : "",
	    (long long)g->id,
	    g->kind == STAGED_REMOVED   ? "; the stage removes it" :
		g->kind == STAGED_ADDED ? ", where it was removed" :
					  "");
	return ERR_OK;
}

static enum err
put(const struct staged *g, void *arg)
{
	struct run     *run = arg;
	struct session *s = run->session;
	struct ledger  *l = run->ledger;
	struct rule    *r = &run->rule;
	bool            found = false, there = false;
	enum err        rc;

	if (run->change != NULL)
		run->change->words = &words[g->kind];
	rc = rules_get(s->store, g->id, &run->live, &there);
	if (rc == ERR_OK && g->kind == STAGED_REMOVED) {
		rc = ledger_remove(l, g->id, &found);
		if (rc == ERR_OK && found && run->change != NULL)
			change_tell(run->change, &run->live);
		return rc;
	}
	if (rc == ERR_OK)
		rc = rules_get(run->stage->store, g->id, r, &found);
	if (rc == ERR_OK && !found)
		rc = ERR_STORE;
	if (rc == ERR_OK)
		rc = rule_validate(r, &s->why);
	if (rc != ERR_OK)
		return rc;
	/* A cache may trust it for as long as it has stood: not in a stage. */
	if (rule_is_permanent(r) &&
	    (g->kind == STAGED_ADDED ||
		r->promoted_at != run->live.promoted_at))
		trust_restart(r, s->now);
	if (g->is_new && there)
		r->id = 0; /* the id was given to another one since */
	rc = g->kind == STAGED_ADDED ? ledger_add(l, r) : ledger_change(l, r);
	if (rc == ERR_OK && run->change != NULL)
		change_tell(run->change, r);
	if (rc == ERR_OK && g->kind == STAGED_ADDED && run->added != NULL)
		rc = ids_add(run->added, r->id);
	return rc;
}

static enum err
tell_expectation(const struct expectation *e, enum staged_kind kind, void *arg)
{
	struct change *c = arg;
	struct buf     text;
	enum err       rc;

	buf_init(&text, 4 * EXPECT_URL_MAX);
	expect_words(e, &text);
	rc = buf_end(&text);
	c->words = &words[kind];
	if (rc == ERR_OK)
		change_tell_other(c, buf_slice(&text));
	buf_free(&text);
	return rc;
}

/* -------------------------------------------------------------------- apply */

enum err
stage_merge(struct session *s, struct stage_open *stage, struct ledger *ledger,
    struct change *change, struct ids *added, staged_expectation_fn *fn,
    void *arg)
{
	struct run run = { .session = s,
		.stage = stage,
		.ledger = ledger,
		.change = change,
		.added = added };
	enum err   rc;

	rule_init(&run.rule, s->now);
	rule_init(&run.live, s->now);
	rc = staging_each(s->store, stage->store, &stage->staging, put, &run);
	if (rc == ERR_OK)
		rc = stage_merge_expectations(s->store, stage->store,
		    &stage->staging, ledger, fn, arg);
	rule_free(&run.live);
	rule_free(&run.rule);
	return rc;
}

static enum status
apply(struct session *s, struct stage_open *stage, struct change *change)
{
	struct run  run = { .session = s, .stage = stage };
	enum status again, gate, loops;
	enum err    rc;

	rc = staging_each(s->store, stage->store, &stage->staging,
	    tell_conflict, &run);
	if (rc == ERR_OK && run.conflicts > 0 && !args_has(&s->args, OPT_FORCE))
		return said(s, EXIT_NO,
		    "nothing was changed; --force lets the stage win");
	if (rc == ERR_OK)
		rc = stage_merge(s, stage, &change->ledger, change, NULL,
		    tell_expectation, change);
	if (rc == ERR_OK && change->ledger.count == 0)
		said(s, EXIT_YES, "the stage has nothing otherwise");
	if (rc != ERR_OK)
		return failed(s, rc);
	again = expected_again(s, &change->ledger);
	gate = expected_gate(s);
	loops = advise_batch(s, &change->ledger);
	return again != EXIT_YES ? again : gate != EXIT_YES ? gate : loops;
}

/* Nobody changes the stage meanwhile, nor until it is gone: what came into it
 * then would be lost. */
static enum status
hold(struct session *s, const char *path, const struct stage_open *stage,
    int *ret_lock)
{
	const enum err rc =
	    lock_take(path, session_wait_ms(s), ret_lock, &s->why);

	if (rc != ERR_OK)
		return said(s, EXIT_FAIL, "the stage is in use: %s",
		    buf_end(&s->why) == ERR_OK ? s->why.data : err_name(rc));
	if (!store_is_current(stage->store))
		return said(s, EXIT_FAIL,
		    "the stage has been applied or dropped meanwhile");
	return EXIT_YES;
}

enum status
stage_apply(struct session *s, const char *path)
{
	struct stage_open stage;
	struct change     change = { 0 };
	enum status       status, gone;
	int               lock = -1;

	status = stage_open(s, path, STORE_WRITE, &stage);
	if (status == EXIT_YES)
		status = hold(s, path, &stage, &lock);
	if (status == EXIT_YES) {
		status = change_begin(&change, s, words, false);
		if (status == EXIT_YES)
			status = apply(s, &stage, &change);
		status = change_end(&change, status);
	}
	stage_close(&stage);
	if (change.done) {
		gone = staged_remove(s, path);
		if (gone > status)
			status = gone;
	}
	lock_release(lock);
	return status;
}
