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
rule_window_state(const struct rule *r, int64_t now)
{
	if (!r->enabled)
		return RULE_DISABLED;
	if (now < r->starts_at)
		return RULE_SCHEDULED;
	if (rule_is_permanent(r))
		return RULE_PERMANENT;
	return now < r->expires_at ? RULE_ACTIVE : RULE_EXPIRED;
}

bool
rule_occurrence(const struct rule *r, int64_t now, struct occurrence *ret)
{
	struct occurrence o = { r->starts_at, r->expires_at };
	int64_t           from = now > r->starts_at ? now : r->starts_at;

	if (from >= r->expires_at)
		return false;
	if (r->repeat.zone != NULL) {
		if (!repeat_next(&r->repeat, from, &o) ||
		    o.begin >= r->expires_at)
			return false;
		if (o.begin < r->starts_at)
			o.begin = r->starts_at;
		/* What ends after the calendar never does. */
		if (o.end > r->expires_at || o.end > WHEN_MAX)
			o.end = r->expires_at;
	}
	*ret = o;
	return true;
}

enum rule_state
rule_state(const struct rule *r, int64_t now)
{
	const enum rule_state s = rule_window_state(r, now);
	struct occurrence     o;

	if (s != RULE_ACTIVE || r->repeat.zone == NULL)
		return s;
	return rule_occurrence(r, now, &o) && o.begin <= now ? RULE_ACTIVE :
							       RULE_SCHEDULED;
}

int64_t
rule_next_change(const struct rule *r, int64_t now)
{
	const enum rule_state s = rule_window_state(r, now);
	struct occurrence     o;

	if (s != RULE_SCHEDULED && s != RULE_ACTIVE)
		return WHEN_NEVER;
	if (r->repeat.zone == NULL)
		return s == RULE_SCHEDULED ? r->starts_at : r->expires_at;
	if (!rule_occurrence(r, now, &o))
		return r->expires_at;
	return o.begin > now ? o.begin : o.end;
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
