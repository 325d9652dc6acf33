/* SPDX-License-Identifier: MIT */
/* rule_state.c - what a rule is at an instant, and what its status means. */
#include "rule.h"

bool
rule_leads(const struct rule *r)
{
	return r->status != 410 && r->status != 503;
}

bool
rule_is_permanent(const struct rule *r)
{
	return r->status == 301 || r->status == 308;
}

enum rule_state
rule_state(const struct rule *r, int64_t now)
{
	if (!r->enabled)
		return RULE_DISABLED;
	if (now < r->starts_at)
		return RULE_SCHEDULED;
	if (rule_is_permanent(r))
		return RULE_PERMANENT;
	return now < r->expires_at ? RULE_ACTIVE : RULE_EXPIRED;
}

int64_t
rule_next_change(const struct rule *r, int64_t now)
{
	switch (rule_state(r, now)) {
	case RULE_SCHEDULED:
		return r->starts_at;
	case RULE_ACTIVE:
		return r->expires_at;
	case RULE_EXPIRED:
	case RULE_PERMANENT:
	case RULE_DISABLED:
		break;
	}
	return WHEN_NEVER;
}

int
rule_promoted_status(int status)
{
	return status == 307 ? 308 : status == 302 ? 301 : 0;
}

int
rule_demoted_status(int status)
{
	return status == 308 ? 307 : status == 301 ? 302 : 0;
}
