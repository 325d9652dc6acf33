/* SPDX-License-Identifier: MIT */
/* stale.c - which rules need a decision, and why; see stale.h. */
#include "stale.h"

static const struct {
	const char *name, *advice;
} reasons[STALE_REASONS] = {
	[STALE_VISITED] = { "visited", "promote, or renew" },
	[STALE_ENDED] = { "ended", "wait" },
	[STALE_QUIET] = { "quiet", "remove" },
	[STALE_CHAINED] = { "chained", "flatten" },
	[STALE_OVERSTAYED] = { "overstayed", "promote" },
	[STALE_UNUSED] = { "unused", "remove" },
	[STALE_DEAD] = { "dead", "edit, or remove" },
};

const struct stale_limits stale_limits_default = {
	.visited_within = 30 * WHEN_DAY,
	.quiet_for = 30 * WHEN_DAY,
	.overstayed_after = 180 * WHEN_DAY,
	.unused_for = 90 * WHEN_DAY,
};

const char *
stale_reason_name(enum stale_reason r)
{
	return reasons[r].name;
}

const char *
stale_advice(enum stale_reason r)
{
	return reasons[r].advice;
}

/* When a rule began: "since ever" is since it was made. */
static int64_t
start_of(const struct rule *r)
{
	return r->starts_at == WHEN_EVER ? r->created_at : r->starts_at;
}

int64_t
stale_age(const struct rule *r, int64_t now)
{
	return now > start_of(r) ? now - start_of(r) : 0;
}

static unsigned
of_expired(const struct rule *r, const struct hit_sum *h, int64_t now,
    const struct stale_limits *l)
{
	/* Late hits of an end that a renewal has moved since are visits, but
	 * none after this end. */
	bool     late_since = h->last_late >= r->expires_at;
	int64_t  quiet_since = late_since ? h->last_late : r->expires_at;
	unsigned bits = 0;

	if (h->last_late != 0 && now - h->last_late < l->visited_within)
		bits |= 1u << STALE_VISITED;
	if (!late_since && now - r->expires_at < l->quiet_for)
		bits |= 1u << STALE_ENDED;
	if (now - quiet_since >= l->quiet_for)
		bits |= 1u << STALE_QUIET;
	return bits;
}

static unsigned
of_active(const struct rule *r, const struct hit_sum *h, int64_t now,
    const struct stale_limits *l)
{
	/* Only what can be promoted overstays: a 303 can't, nor what repeats;
	 * a 410 and "leave this alone" are no redirects. */
	bool promotable = rule_promoted_status(r->status) != 0 &&
	    !slice_is(r->target, "-") && r->repeats.n == 0;
	int64_t known =
	    start_of(r) > r->created_at ? start_of(r) : r->created_at;
	unsigned bits = 0;

	if (promotable && now - start_of(r) > l->overstayed_after &&
	    h->last != 0 && now - h->last < l->visited_within)
		bits |= 1u << STALE_OVERSTAYED;
	if (h->served == 0 && h->late == 0 && now - known > l->unused_for)
		bits |= 1u << STALE_UNUSED;
	return bits;
}

unsigned
stale_reasons(const struct rule *r, const struct hit_sum *h, bool chained,
    int64_t now, const struct stale_limits *l)
{
	/* Between two occurrences it counts as in one. */
	enum rule_state state = rule_window_state(r, now);
	unsigned        bits;

	if (state == RULE_EXPIRED)
		bits = of_expired(r, h, now, l);
	else if (state == RULE_ACTIVE)
		bits = of_active(r, h, now, l);
	else
		return 0;
	return chained ? bits | 1u << STALE_CHAINED : bits;
}
