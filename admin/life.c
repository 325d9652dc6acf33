/* SPDX-License-Identifier: MIT */
/*
 * life.c - what promotion, demotion and retirement do to a rule.
 */
#include "life.h"

#include "trust.h"

void
life_promote(struct rule *r, int status, int64_t now)
{
	r->promoted_until = r->expires_at;
	r->expires_at = WHEN_NEVER;
	r->status = status;
	trust_restart(r, now);
}

void
life_permanent(struct rule *r, int64_t now)
{
	trust_restart(r, now);
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
