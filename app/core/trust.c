/* SPDX-License-Identifier: MIT */
/* trust.c - for how long caches may trust a permanent rule; see trust.h. */
#include "trust.h"

void
trust_restart(struct rule *r, int64_t now)
{
	if (rule_is_permanent(r))
		r->promoted_at = r->starts_at > now ? r->starts_at : now;
}

bool
trust_is_other_answer(const struct rule *r, const struct rule *was)
{
	return r->status != was->status || !slice_eq(r->source, was->source) ||
	    !slice_eq(r->target, was->target) || r->query != was->query ||
	    r->strict != was->strict || r->ignore_case != was->ignore_case ||
	    r->literal != was->literal || r->enabled != was->enabled ||
	    !slice_eq(r->conditions, was->conditions) ||
	    r->share != was->share || r->starts_at > was->starts_at ||
	    r->rank < was->rank;
}

void
trust_judge(struct rule *r, const struct rule *was, int64_t now)
{
	if (was == NULL || trust_is_other_answer(r, was))
		trust_restart(r, now);
	else if (r->promoted_at < was->promoted_at)
		r->promoted_at = was->promoted_at;
}
