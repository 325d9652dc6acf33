/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STALE_H
#define DETOUR_STALE_H

/*
 * stale.h - which temporary rules need a decision, for which reason, and
 * what to do.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "hits.h"
#include "rule.h"

/* In the order in which they are reported: the first that holds is the reason.
 */
enum stale_reason {
	STALE_VISITED,    /* expired, with a late hit within visited_within */
	STALE_ENDED,      /* expired less than quiet_for ago, no late hit
	                   * since this end */
	STALE_QUIET,      /* expired, and no late hit for quiet_for */
	STALE_CHAINED,    /* its target is answered by another rule */
	STALE_OVERSTAYED, /* active for longer than overstayed_after since its
	                   * start, and hit within visited_within; only
	                   * redirects that can be promoted: 307, 302, and
	                   * do not repeat */
	STALE_UNUSED,     /* active for longer than unused_for since its start
	                   * and its creation, never hit */
	STALE_DEAD,       /* its target answered 4xx or 5xx when it was asked
	                   * last (finding.h); report.h sees to it */
	STALE_REASONS     /* how many */
};

/* "visited", "ended", ... */
const char *stale_reason_name(enum stale_reason);

/* "promote, or renew", "wait", "remove", "flatten", "promote",
 * "edit, or remove" */
const char *stale_advice(enum stale_reason);

/* Thresholds, in seconds. */
struct stale_limits {
	int64_t visited_within;   /* 30 days */
	int64_t quiet_for;        /* 30 days */
	int64_t overstayed_after; /* 180 days */
	int64_t unused_for;       /* 90 days */
};

extern const struct stale_limits stale_limits_default;

/*
 * The reasons that hold for a rule, as bits (1 << reason); 0 is not stale.
 * chained: whether its target is answered by another rule (table.h tells).
 * Permanent, disabled and scheduled rules are never stale; one that repeats is
 * not scheduled here once its window has begun.
 */
unsigned stale_reasons(const struct rule *, const struct hit_sum *,
    bool chained, int64_t now, const struct stale_limits *);

/* Seconds since the rule began: since starts_at, or since it was created. */
int64_t stale_age(const struct rule *, int64_t now);

#endif
