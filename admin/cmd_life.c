/* SPDX-License-Identifier: MIT */
/*
 * cmd_life.c - the commands that take any number of ids: renew, enable,
 * disable, remove, promote, demote, retire.
 *
 * All rules of a command are changed, or none: every one that refuses is named.
 */
#include "advise.h"
#include "change.h"
#include "cmd.h"
#include "draft.h"
#include "expected.h"
#include "ids.h"
#include "life.h"
#include "moved.h"
#include "place.h"
#include "report.h"
#include "rules.h"
#include "stale_options.h"
#include "trust.h"

/* What a command does to one rule. */
struct verb {
	struct change_words words;
	/* Change the rule; EXIT_NO or EXIT_USAGE, with a message, to refuse.
	 * Clears *ret_changed when it is as it should be already. */
	enum status (*alter)(struct session *, struct rule *,
	    bool *ret_changed);
	bool removes;
	bool gated; /* expectations that it would break keep it from it */
	bool
	    loops; /* it may make a loop with others, which is warned of, ... */
	bool strict; /* ... or keeps it from it */
};

static enum status
already(struct session *s, const struct rule *r, const char *what, bool *ret)
{
	*ret = false;
	return said(s, EXIT_YES, "rule %lld is %s already", (long long)r->id,
	    what);
}

static enum status
alter_renew(struct session *s, struct rule *r, bool *ret_changed)
{
	enum err rc;

	(void)ret_changed;
	if (rule_is_permanent(r))
		return said(s, EXIT_NO,
		    "rule %lld is permanent and has no end; 'detour demote "
		    "%lld' gives it one",
		    (long long)r->id, (long long)r->id);
	rc = draft_renewal(s, r);
	if (rc == ERR_OK)
		rc = rule_validate(r, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	draft_warn_over(s, r);
	return EXIT_YES;
}

static enum status
alter_enable(struct session *s, struct rule *r, bool *ret_changed)
{
	if (r->enabled)
		return already(s, r, "enabled", ret_changed);
	r->enabled = true;
	trust_restart(r, s->now);
	return EXIT_YES;
}

static enum status
alter_disable(struct session *s, struct rule *r, bool *ret_changed)
{
	if (!r->enabled)
		return already(s, r, "disabled", ret_changed);
	r->enabled = false;
	return EXIT_YES;
}

static enum status
alter_remove(struct session *s, struct rule *r, bool *ret_changed)
{
	(void)ret_changed;
	return advise_removal(s, r);
}

static enum status
alter_promote(struct session *s, struct rule *r, bool *ret_changed)
{
	enum status status;

	if (rule_is_permanent(r))
		return already(s, r, "permanent", ret_changed);
	status = advise_promotion(s, r);
	if (status == EXIT_YES)
		life_promote(r, rule_promoted_status(r->status), s->now);
	return status;
}

static enum status
alter_demote(struct session *s, struct rule *r, bool *ret_changed)
{
	if (!rule_is_permanent(r))
		return already(s, r, "temporary", ret_changed);
	life_demote(r, rule_demoted_status(r->status), s->now);
	return EXIT_YES;
}

static enum status
alter_retire(struct session *s, struct rule *r, bool *ret_changed)
{
	if (r->status == 410 && r->expires_at == WHEN_NEVER &&
	    r->repeats.n == 0 && rule_state(r, s->now) == RULE_ACTIVE)
		return already(s, r, "retired", ret_changed);
	life_retire(r, s->now);
	return EXIT_YES;
}

/* Change one rule and note it down. */
static enum status
apply_one(struct change *c, const struct verb *verb, int64_t id, struct rule *r,
    struct ids *changed_ids)
{
	struct session *s = c->session;
	enum status     status;
	enum err        rc;
	bool            found = false, changed = true;

	rc = rules_get(s->store, id, r, &found);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (!found)
		return said(s, EXIT_NO, "there is no rule %lld", (long long)id);
	status = verb->alter(s, r, &changed);
	if (status != EXIT_YES || !changed)
		return status;
	if (verb->removes) {
		rc = ledger_remove(&c->ledger, id, &found);
	} else {
		rc = rule_validate(r, &s->why);
		if (rc == ERR_OK)
			rc = ledger_change(&c->ledger, r);
	}
	if (rc != ERR_OK)
		return failed(s, rc);
	change_tell(c, r);
	rc = ids_add(changed_ids, id);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

/* All of them; the worst status of any. */
static enum status
apply(struct session *s, const struct verb *verb, const struct ids *ids)
{
	struct change change;
	struct place  place = { 0 };
	struct ids    changed = { 0 };
	struct rule   rule;
	enum status   status, one;
	size_t        i;
	bool          exports = args_has(&s->args, OPT_EXPORT);

	rule_init(&rule, s->now);
	status = change_begin(&change, s, &verb->words, false);
	/* Standard output is for the server's lines. */
	change.aside = exports && !args_has(&s->args, OPT_OUTPUT);
	for (i = 0; i < ids->n && status != EXIT_FAIL; i++) {
		one = apply_one(&change, verb, ids->id[i], &rule, &changed);
		if (one > status)
			status = one;
	}
	if (status == EXIT_YES && verb->gated)
		status = expected_gate(s);
	if (status == EXIT_YES && verb->loops)
		status = advise_loops(s, &changed, !verb->strict, NULL);
	if (status != EXIT_YES && status != EXIT_FAIL && ids->n > 1)
		said(s, status, "nothing was changed");
	if (exports && status == EXIT_YES) {
		status = s->dry_run ? place_nowhere(s, &place) :
				      place_open(s, &place);
		if (status == EXIT_YES)
			status = moved_write(s, ids, &place);
		place.abandoned = place.abandoned || status != EXIT_YES;
	}
	status = change_end(&change, status);
	if (place.file != NULL) {
		one = place_close(s, &place, change.done ? EXIT_YES : status);
		if (one > status)
			status = one;
	}
	ids_free(&changed);
	rule_free(&rule);
	return status;
}

static enum status
apply_operands(struct session *s, const struct verb *verb)
{
	struct ids  ids = { 0 };
	enum status status = ids_parse(s, &ids);

	if (status == EXIT_YES)
		status = apply(s, verb, &ids);
	ids_free(&ids);
	return status;
}

enum status
cmd_renew(struct session *s)
{
	static const struct verb verb = {
		.words = { "renewed", "would renew" },
		.alter = alter_renew,
		.loops = true,
	};

	const enum status status = apply_operands(s, &verb);

	if (status == EXIT_YES)
		draft_warn_seconds(s);
	return status;
}

enum status
cmd_enable(struct session *s)
{
	static const struct verb verb = {
		.words = { "enabled", "would enable" },
		.alter = alter_enable,
		.loops = true,
		.strict = true,
	};

	return apply_operands(s, &verb);
}

enum status
cmd_disable(struct session *s)
{
	static const struct verb verb = {
		.words = { "disabled", "would disable" },
		.alter = alter_disable,
	};

	return apply_operands(s, &verb);
}

enum status
cmd_remove(struct session *s)
{
	static const struct verb verb = {
		.words = { "removed", "would remove" },
		.alter = alter_remove,
		.removes = true,
	};

	return apply_operands(s, &verb);
}

enum status
cmd_demote(struct session *s)
{
	static const struct verb verb = {
		.words = { "demoted", "would demote" },
		.alter = alter_demote,
		.loops = true,
	};

	return apply_operands(s, &verb);
}

enum status
cmd_retire(struct session *s)
{
	static const struct verb verb = {
		.words = { "retired", "would retire" },
		.alter = alter_retire,
	};

	return apply_operands(s, &verb);
}

/* ---------------------------------------------------------------- promote */

static enum err
collect(const struct stale_row *row, void *arg)
{
	const char *advice = stale_advice(row->reason);

	/* Of what is never promoted only the other advice is meant; else one
	 * 303, what repeats, or what leads to a dead target, with a late hit
	 * would keep all others from promotion. */
	if (!slice_starts(slice_of(advice), "promote") ||
	    rule_promoted_status(row->rule->status) == 0 ||
	    (row->reasons & 1U << STALE_DEAD) != 0 ||
	    slice_is(row->rule->target, "-") || row->rule->repeats.n > 0)
		return ERR_OK;
	return ids_add(arg, row->rule->id);
}

enum status
cmd_promote(struct session *s)
{
	static const struct verb verb = {
		.words = { "promoted", "would promote" },
		.alter = alter_promote,
		.gated = true,
	};
	struct ids  ids = { 0 };
	enum status status = moved_format(s);

	if (status == EXIT_YES && !args_has(&s->args, OPT_EXPORT))
		status = only_for(s, OPTIONS(OPT_OUTPUT), "--export");
	if (status == EXIT_YES && !args_has(&s->args, OPT_STALE))
		status = only_for(s,
		    OPTIONS(OPT_VISITED_WITHIN, OPT_QUIET_FOR,
			OPT_OVERSTAYED_AFTER, OPT_UNUSED_FOR),
		    "--stale");
	if (status != EXIT_YES)
		return status;
	if (args_has(&s->args, OPT_CHECK)) {
		if (args_has(&s->args, OPT_STALE) ||
		    args_has(&s->args, OPT_EXPORT))
			return said(s, EXIT_USAGE,
			    "--check comes later: when the server has what was "
			    "exported");
		status = ids_parse(s, &ids);
		if (status == EXIT_YES)
			status = moved_check(s, &ids);
		ids_free(&ids);
		return status;
	}
	if (!args_has(&s->args, OPT_STALE)) {
		if (s->args.operands_n == 0)
			return said(s, EXIT_USAGE,
			    "something is missing: it takes ID..., or --stale");
		return apply_operands(s, &verb);
	}
	if (s->args.operands_n > 0)
		return said(s, EXIT_USAGE,
		    "'%s' is too much: --stale says which rules",
		    s->args.operands[0]);
	status = stale_each(s, collect, &ids);
	if (status == EXIT_YES && ids.n == 0)
		status = change_none(s,
		    said(s, EXIT_NO,
			"the stale report advises to promote none"));
	else if (status == EXIT_YES)
		status = apply(s, &verb, &ids);
	ids_free(&ids);
	return status;
}
