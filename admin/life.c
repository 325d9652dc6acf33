/* SPDX-License-Identifier: MIT */
/*
 * life.c - what promotion, demotion and retirement do to a rule.
 */
#include "life.h"

void
life_restart_trust(struct rule *r, int64_t now)
{
	if (rule_is_permanent(r))
		r->promoted_at = r->starts_at > now ? r->starts_at : now;
}

bool
life_is_other_answer(const struct rule *r, const struct rule *was)
{
	return r->status != was->status || !slice_eq(r->source, was->source) ||
	    !slice_eq(r->target, was->target) || r->query != was->query ||
	    r->strict != was->strict || r->ignore_case != was->ignore_case ||
	    r->literal != was->literal || r->enabled != was->enabled ||
	    !slice_eq(r->conditions, was->conditions) ||
	    r->share != was->share || r->starts_at > was->starts_at;
}

void
life_promote(struct rule *r, int status, int64_t now)
{
	r->promoted_until = r->expires_at;
	r->expires_at = WHEN_NEVER;
	r->status = status;
	life_restart_trust(r, now);
}

void
life_permanent(struct rule *r, int64_t now)
{
	life_restart_trust(r, now);
	r->promoted_until = r->promoted_at;
}

void
life_demote(struct rule *r, int status, int64_t now)
{
	int64_t from = r->starts_at > now ? r->starts_at : now;

	r->status = status;
	r->expires_at = r->promoted_until;
	if (r->expires_at <= from)
		r->expires_at = from + RULE_FOR_DEFAULT;
	r->promoted_at = 0;
	r->promoted_until = 0;
}

void
life_retire(struct rule *r, int64_t now)
{
	r->status = 410;
	rule_set_text(r, &r->target, slice_of(NULL));
	rule_set_text(r, &r->after, SLICE("decline"));
	rule_set_text(r, &r->repeats, slice_of(NULL));
	if (r->starts_at > now)
		r->starts_at = now;
	r->expires_at = WHEN_NEVER;
	r->promoted_at = 0;
	r->promoted_until = 0;
	r->enabled = true;
}
