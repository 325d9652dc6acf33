/* SPDX-License-Identifier: MIT */
/*
 * cmd_add.c - add: a rule from what was typed.
 */
#include "advise.h"
#include "change.h"
#include "cmd.h"
#include "draft.h"
#include "rules.h"

static const struct change_words words = { "added", "would add" };

/* The rule that was typed; on an error the sentence is in session.why. */
static enum err
draft(struct session *s, struct rule *r)
{
	enum err rc;

	rule_set_text(r, &r->source, slice_of(s->args.operands[0]));
	if (s->args.operands_n > 1)
		rule_set_text(r, &r->target, slice_of(s->args.operands[1]));
	rc = draft_options(s, r);
	if (rc == ERR_OK && rule_leads(r) && s->args.operands_n < 2)
		return refuse(&s->why, ERR_SYNTAX,
		    "'%s' has no target: give a path, a URL, '-' to leave it "
		    "alone, --status 410 to say that it is gone, or 503 for "
		    "maintenance",
		    s->args.operands[0]);
	if (rc == ERR_OK)
		rc = draft_window(s, r);
	return rc == ERR_OK ? rule_validate(r, &s->why) : rc;
}

enum status
cmd_add(struct session *s)
{
	struct change change;
	struct rule   rule;
	enum status   status;
	enum err      rc;

	rule_init(&rule, s->now);
	rc = draft(s, &rule);
	if (rc != ERR_OK) {
		rule_free(&rule);
		return failed(s, rc);
	}
	status = change_begin(&change, s, &words, true);
	if (status == EXIT_YES) {
		rc = rules_fit(s->store, &rule, &s->why);
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	if (status == EXIT_YES)
		status = advise_loop(s, &rule);
	if (status == EXIT_YES)
		advise_spelling(s, &rule);
	if (status == EXIT_YES)
		status = advise_neighbours(s, &rule);
	if (status == EXIT_YES)
		status = advise_lint(s, &rule);
	if (status == EXIT_YES) {
		rc = ledger_add(&change.ledger, &rule);
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	if (status == EXIT_YES) {
		draft_warn_seconds(s);
		draft_warn_over(s, &rule);
		change_tell(&change, &rule);
	}
	status = change_end(&change, status);
	rule_free(&rule);
	return status;
}
