/* SPDX-License-Identifier: MIT */
/*
 * cmd_edit.c - edit: other options for a rule that is there.
 */
#include "advise.h"
#include "change.h"
#include "cmd.h"
#include "draft.h"
#include "life.h"
#include "rules.h"
#include "trust.h"

static const struct change_words words = { "edited", "would edit" };

/*
 * A status that turns a temporary rule into a permanent one is a promotion,
 * with its conditions; the other way round it is a demotion.
 */
static enum status
change_status(struct session *s, struct rule *r, const struct rule *was)
{
	int         status = r->status;
	bool        permanent = rule_is_permanent(r);
	enum status rc;
	enum err    e;

	if (permanent == rule_is_permanent(was))
		return EXIT_YES;
	if (!permanent && !rule_leads(r)) {
		r->promoted_at = r->promoted_until = 0;
		return EXIT_YES;
	}
	if (!permanent) {
		life_demote(r, status, s->now);
		return EXIT_YES;
	}
	if (was->status != 303 && rule_leads(was) &&
	    status != rule_promoted_status(was->status))
		return said(s, EXIT_USAGE,
		    "a rule with status %d is never promoted to %d, which "
		    "treats methods otherwise; --status %d does it",
		    was->status, status, rule_promoted_status(was->status));
	/* As the temporary rule that the edit would make of it. */
	r->status = was->status;
	if (rule_leads(was) && (e = rule_validate(r, &s->why)) != ERR_OK)
		return failed(s, e);
	rc = advise_promotion(s, r);
	if (rc == EXIT_YES)
		life_promote(r, status, s->now);
	return rc;
}

/* What was typed, put into r, which begins as a copy of was. */
static enum status
draft(struct session *s, struct rule *r, const struct rule *was)
{
	const char *source = args_value(&s->args, OPT_SOURCE);
	const char *target = args_value(&s->args, OPT_TARGET);
	enum status status;
	enum err    rc;

	if (source != NULL)
		rule_set_text(r, &r->source, slice_of(source));
	if (target != NULL)
		rule_set_text(r, &r->target, slice_of(target));
	rc = draft_options(s, r);
	if (rc != ERR_OK)
		return failed(s, rc);
	status = change_status(s, r, was);
	if (status != EXIT_YES)
		return status;
	if (r->status == 503 && !args_has(&s->args, OPT_MAX_AGE))
		r->max_age = RULE_MAX_AGE_NONE;
	if (!rule_leads(r) && rule_leads(was)) {
		if (target == NULL)
			rule_set_text(r, &r->target, slice_of(NULL));
		if (!args_has(&s->args, OPT_AFTER))
			rule_set_text(r, &r->after, SLICE("decline"));
	}
	rc = draft_new_window(s, r);
	if (rc == ERR_OK)
		rc = rule_validate(r, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	/* Of one that was to begin later, trust begins with it. */
	if (rule_is_permanent(was) &&
	    (trust_is_other_answer(r, was) || was->promoted_at > s->now))
		trust_restart(r, s->now);
	return EXIT_YES;
}

/* Whether it is among others than before. */
static bool
has_other_source(const struct rule *r, const struct rule *was)
{
	return !slice_eq(r->source, was->source) || r->strict != was->strict ||
	    r->ignore_case != was->ignore_case || r->literal != was->literal;
}

/* Whether it answers otherwise, elsewhere, or at other times. */
static bool
is_other_rule(const struct rule *r, const struct rule *was)
{
	return trust_is_other_answer(r, was) || r->share != was->share ||
	    r->enabled != was->enabled || r->starts_at != was->starts_at ||
	    r->expires_at != was->expires_at ||
	    !slice_eq(r->repeats, was->repeats) ||
	    !slice_eq(r->conditions, was->conditions);
}

static enum status
edit(struct session *s, struct change *change, struct rule *r, struct rule *was,
    int64_t id)
{
	enum status status;
	enum err    rc;
	bool        found = false;

	rc = rules_get(s->store, id, was, &found);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (!found)
		return said(s, EXIT_NO, "there is no rule %lld", (long long)id);
	/* What is stored may be invalid, and about to be put right. */
	rc = rule_copy(r, was);
	if (rc == ERR_NOMEM)
		return failed(s, rc);
	status = draft(s, r, was);
	if (status == EXIT_YES && has_other_source(r, was)) {
		rc = rules_fit(s->store, r, &s->why);
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	if (status == EXIT_YES)
		status = advise_loop(s, r);
	if (status == EXIT_YES && trust_is_other_answer(r, was))
		advise_spelling(s, r);
	if (status == EXIT_YES && trust_is_other_answer(r, was))
		status = advise_neighbours(s, r);
	if (status == EXIT_YES && is_other_rule(r, was))
		status = advise_lint(s, r);
	if (status != EXIT_YES)
		return status;
	rc = ledger_change(&change->ledger, r);
	if (rc != ERR_OK)
		return failed(s, rc);
	draft_warn_seconds(s);
	draft_warn_over(s, r);
	change_tell(change, r);
	return EXIT_YES;
}

/* Whether an option says what is to be changed. */
static bool
has_wish(const struct session *s)
{
	const enum opt *opt = s->cmd->options;

	for (; *opt != OPT_COUNT; opt++)
		if (*opt != OPT_FORCE && *opt != OPT_DRY_RUN &&
		    args_has(&s->args, *opt))
			return true;
	return false;
}

enum status
cmd_edit(struct session *s)
{
	struct change change;
	struct rule   rule, was;
	enum status   status;
	int64_t       id;

	if (!id_parse(s, s->args.operands[0], &id))
		return EXIT_USAGE;
	if (!has_wish(s))
		return said(s, EXIT_USAGE,
		    "nothing is to be changed: say what, as by --target or "
		    "--until; 'detour help edit' lists it all");
	rule_init(&rule, s->now);
	rule_init(&was, s->now);
	status = change_begin(&change, s, &words, true);
	if (status == EXIT_YES)
		status = edit(s, &change, &rule, &was, id);
	status = change_end(&change, status);
	rule_free(&was);
	rule_free(&rule);
	return status;
}
