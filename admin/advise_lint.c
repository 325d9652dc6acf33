/* SPDX-License-Identifier: MIT */
/*
 * advise_lint.c - what lint finds on a rule that is about to be stored.
 */
#include "advise.h"
#include "arrive.h"
#include "lint.h"

struct advice {
	struct session *session;
	bool            told;    /* that it can only lead to itself */
	bool            refused; /* it makes a loop, and nobody insists */
};

/* What the other advice has said already, or what was typed on purpose. */
static bool
is_known(const struct advice *a, const struct lint_finding *f)
{
	bool now = f->from <= a->session->now;

	switch (f->kind) {
	case LINT_LOOP:
	case LINT_SELF:
		return a->told && f->n == 1;
	case LINT_CHAIN:
	case LINT_OVERLAP:
		return now;
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
	struct advice a = { .session = s };
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
