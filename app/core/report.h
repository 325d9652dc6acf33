/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REPORT_H
#define DETOUR_REPORT_H

/*
 * report.h - the stale report: every rule that needs a decision, with its
 * evidence.  The tool's "stale" and the worker's page print it.
 */

#include <stdint.h>

#include "finding.h"
#include "hits.h"
#include "rules.h"
#include "stale.h"
#include "store.h"
#include "table.h"

/* One line of the report.  Borrowed: valid during the call that brings it. */
struct stale_row {
	const struct rule *rule;
	enum rule_state    state;
	struct hit_sum     hits;
	unsigned           reasons; /* bits: 1 << enum stale_reason */
	enum stale_reason  reason;  /* the first of them */
	int64_t        chained_to;  /* the rule that answers its target, or 0 */
	int64_t        age_s;       /* since the rule began */
	bool           verified;    /* its target was asked: */
	struct finding finding;
};

typedef enum err stale_fn(const struct stale_row *, void *arg);

/*
 * Judge every rule in order of id, and bring the stale ones.
 *
 *	rules, hits	open stores; hits may be NULL (nothing counted yet)
 *	table		of the same rules, for "chained"
 *
 * Anything but ERR_OK from fn ends the report and is returned.
 */
enum err report_stale(struct store *rules, struct store *hits,
    struct table *table, int64_t now, int64_t mono_ms,
    const struct stale_limits *, stale_fn *fn, void *arg) MUST_CHECK;

/* Append the other reasons than the first, joined by ',': "also". */
void report_also(const struct stale_row *, struct buf *out);

#endif
