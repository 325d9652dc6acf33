/* SPDX-License-Identifier: MIT */
/*
 * advise_lint.c - what lint finds on a rule that is about to be stored.
 */
#include "advise.h"
#include "arrive.h"
#include "lint.h"
#include "rules.h"

struct advice {
	struct session *session;
	int64_t         id;      /* of the rule; 0: it is not stored yet */
	bool            told;    /* that it can only lead to itself */
	bool            refused; /* it makes a loop, and nobody insists */
};

static bool
names(const struct lint_finding *f, int64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rules[i] == id)
			return true;
	return false;
}

/* What the other advice has said already, what was typed on purpose, or was
 * so before. */
static bool
is_known(const struct advice *a, const struct lint_finding *f)
{
	bool now = f->from <= a->session->now;

	switch (f->kind) {
	case LINT_LOOP:
	case LINT_SELF:
		return a->told && f->n == 1;
	case LINT_CHAIN:
		return now;
	case LINT_OVERLAP:
		return now || !names(f, a->id);
	case LINT_GAP:
	case LINT_DUPLICATE:
		return !names(f, a->id);
	case LINT_OPEN_ENDED:
	case LINT_UNJUDGED:
		return true;
	default:
		return false;
	}
}

static enum err
tell(const struct lint_finding *f, void *arg)
{
	struct advice *a = arg;

	if (is_known(a, f))
		return ERR_OK;
	if (f->kind == LINT_LOOP && f->severity == LINT_ERROR &&
	    !args_has(&a->session->args, OPT_FORCE)) {
		said(a->session, EXIT_USAGE,
		    "%s; --force makes it all the same", f->message);
		a->refused = true;
		return ERR_OK;
	}
	said(a->session, EXIT_YES, "warning: %s", f->message);
	return ERR_OK;
}

enum status
advise_lint(struct session *s, const struct rule *r)
{
	struct advice a = { .session = s, .id = r->id };
	struct table *table;
	struct lint  *lint = NULL;
	enum err      rc;

	rc = arrive_never(r, &a.told, NULL);
	if (rc == ERR_OK)
		rc = session_table(s, &table);
	if (rc == ERR_OK)
		rc = lint_open(table, s->now, tell, &a, &lint);
	if (rc == ERR_OK) {
		lint_draft(lint, r);
		rc = lint_rule(lint, r, mono_ms());
	}
	lint_close(lint);
	if (rc != ERR_OK)
		return failed(s, rc);
	return a.refused ? EXIT_USAGE : EXIT_YES;
}

/* -------------------------------------------------------------------- loops */

#define LOOPS_TOLD 10 /* of more only the number is said */

struct loops {
	struct session *session;
	bool            warn;
	size_t          found;
};

static enum err
tell_loop(const struct lint_finding *f, void *arg)
{
	struct loops *l = arg;

	if (f->kind != LINT_LOOP || f->severity != LINT_ERROR)
		return ERR_OK;
	if (++l->found <= LOOPS_TOLD)
		said(l->session, EXIT_NO, "%s%s%s", l->warn ? "warning: " : "",
		    f->message,
		    l->warn ? "" : "; --force does it all the same");
	return ERR_OK;
}

/* As many as there is time for; *ret_n is how many that were. */
static enum err
judge_all(struct session *s, struct lint *lint, const struct ids *ids,
    size_t *ret_n)
{
	const int64_t began_ms = mono_ms();
	struct rule   r;
	bool          found = false;
	enum err      rc = ERR_OK;

	rule_init(&r, s->now);
	for (*ret_n = 0; *ret_n < ids->n && rc == ERR_OK; ++*ret_n) {
		if (mono_ms() - began_ms >= ADVISE_LOOPS_MS)
			break;
		rc = rules_get(s->store, ids->id[*ret_n], &r, &found);
		if (rc == ERR_OK && found)
			rc = lint_rule(lint, &r, mono_ms());
	}
	rule_free(&r);
	return rc;
}

enum status
advise_loops(struct session *s, const struct ids *ids, bool warn,
    size_t *ret_found)
{
	struct loops  l = { s, warn || args_has(&s->args, OPT_FORCE), 0 };
	struct table *table = NULL;
	struct lint  *lint = NULL;
	size_t        judged = 0;
	enum err      rc = ERR_OK;

	if (ids->n > 0)
		rc = table_within(s->store, &table);
	if (rc == ERR_OK && ids->n > 0)
		rc = lint_open(table, s->now, tell_loop, &l, &lint);
	if (rc == ERR_OK)
		rc = judge_all(s, lint, ids, &judged);
	lint_close(lint);
	table_close(table);
	if (ret_found != NULL)
		*ret_found = l.found;
	if (rc != ERR_OK)
		return failed(s, rc);
	if (l.found > LOOPS_TOLD)
		said(s, EXIT_NO,
		    "and %zu circles more: 'detour lint' tells "
		    "them",
		    l.found - LOOPS_TOLD);
	if (judged < ids->n)
		said(s, EXIT_NO,
		    "%zu of %zu rules were looked at for loops: 'detour lint' "
		    "judges all",
		    judged, ids->n);
	return l.found > 0 && !l.warn ? EXIT_NO : EXIT_YES;
}

struct batch {
	int64_t    id;
	struct ids ids;
};

/* Newest first: the batch ends with its first event. */
static enum err
note(const struct event *e, void *arg)
{
	struct batch *b = arg;
	enum err      rc = ERR_OK;

	if (e->batch == b->id && e->rule != 0 && e->after.n > 0)
		rc = ids_add(&b->ids, e->rule);
	return rc == ERR_OK && e->id == b->id ? ERR_LIMIT : rc;
}

enum status
advise_batch(struct session *s, const struct ledger *l)
{
	struct batch b = { .id = l->batch };
	enum status  status = EXIT_YES;
	enum err     rc = ERR_OK;

	if (l->count > 0)
		rc = ledger_each(s->store, 0, 0, note, &b);
	if (rc == ERR_OK || rc == ERR_LIMIT)
		status = advise_loops(s, &b.ids, false, NULL);
	else
		status = failed(s, rc);
	ids_free(&b.ids);
	return status;
}
