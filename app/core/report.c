/* SPDX-License-Identifier: MIT */
/* report.c - the stale report; see report.h. */
#include "report.h"

struct report {
	struct store              *rules, *hits;
	struct table              *table;
	int64_t                    now, mono_ms;
	const struct stale_limits *limits;
	stale_fn                  *fn;
	void                      *arg;
};

static enum err
judge(const struct rule *r, void *arg)
{
	struct report        *p = arg;
	const enum rule_state window = rule_window_state(r, p->now);
	struct stale_row row = { .rule = r, .state = rule_state(r, p->now) };
	enum err         rc;

	if (window != RULE_ACTIVE && window != RULE_EXPIRED)
		return ERR_OK;
	rc = hits_sum(p->hits, r->id, &row.hits);
	if (rc == ERR_OK)
		rc = table_chained(p->table, r, p->now, p->mono_ms,
		    &row.chained_to);
	if (rc == ERR_OK)
		rc = finding_get(p->rules, r->id, &row.finding, &row.verified);
	if (rc != ERR_OK)
		return rc;
	row.reasons =
	    stale_reasons(r, &row.hits, row.chained_to != 0, p->now, p->limits);
	if (row.verified && row.finding.result == FINDING_DEAD)
		row.reasons |= 1U << STALE_DEAD;
	if (row.reasons == 0)
		return ERR_OK;
	while ((row.reasons & 1U << row.reason) == 0)
		row.reason++;
	row.age_s = stale_age(r, p->now);
	return p->fn(&row, p->arg);
}

enum err
report_stale(struct store *rules, struct store *hits, struct table *table,
    int64_t now, int64_t mono_ms, const struct stale_limits *limits,
    stale_fn *fn, void *arg)
{
	struct report p = { rules, hits, table, now, mono_ms, limits, fn, arg };

	return rules_each(rules, judge, &p);
}

void
report_also(const struct stale_row *row, struct buf *out)
{
	bool first = true;

	for (int i = (int)row->reason + 1; i < STALE_REASONS; i++) {
		if ((row->reasons & 1U << i) == 0)
			continue;
		if (!first)
			buf_addc(out, ',');
		first = false;
		buf_adds(out, stale_reason_name((enum stale_reason)i));
	}
}
