/* SPDX-License-Identifier: MIT */
/* finding.c - what targets answered when they were asked; see finding.h. */
#include "finding.h"

#include "sql.h"

#define VERSION_WITH_FINDINGS 2

static const char *const names[FINDING_RESULTS] = { "fine", "slow", "redirects",
	"dead", "unreachable", "private" };

const char *
finding_name(enum finding_result r)
{
	return names[r];
}

enum finding_result
finding_judge(int status, bool leads, int64_t ms, int64_t slow_ms)
{
	if (status == 0 || status == 401 || status == 403 || status == 429)
		return FINDING_UNREACHABLE;
	if (status >= 400)
		return FINDING_DEAD;
	if (status >= 300 && leads)
		return FINDING_REDIRECTS;
	return ms >= slow_ms ? FINDING_SLOW : FINDING_FINE;
}

enum err
finding_put(struct store *s, const struct finding *f, struct slice target)
{
	struct query *q = store_query(s, sql_finding_put);

	query_bind_int(q, ":at", f->at);
	query_bind_text(q, ":result", slice_of(finding_name(f->result)));
	if (f->status == 0)
		query_bind_null(q, ":status");
	else
		query_bind_int(q, ":status", f->status);
	query_bind_text(q, ":location", f->location);
	query_bind_int(q, ":ms", f->ms);
	query_bind_text(q, ":message", f->message);
	query_bind_int(q, ":rule", f->rule);
	query_bind_text(q, ":target", target);
	return query_run(q);
}

enum err
finding_get(struct store *s, int64_t rule, struct finding *ret, bool *ret_found)
{
	struct query *q;
	bool          row = false;
	enum err      rc;

	*ret_found = false;
	if (store_version(s) < VERSION_WITH_FINDINGS)
		return ERR_OK;
	q = store_query(s, sql_finding_get);
	query_bind_int(q, ":rule", rule);
	rc = query_step(q, &row);
	if (rc != ERR_OK || !row)
		return rc;
	*ret = (struct finding){ .rule = rule,
		.at = query_int(q, 0),
		.status = query_is_null(q, 2) ? 0 : (int)query_int(q, 2),
		.ms = query_int(q, 3) };
	/* A word of a later version is as if there were none. */
	for (int i = 0; i < FINDING_RESULTS; i++)
		if (slice_is(query_text(q, 1), names[i])) {
			ret->result = (enum finding_result)i;
			*ret_found = true;
		}
	query_reset(q);
	return ERR_OK;
}

enum err
finding_forget(struct store *s, int64_t rule, struct slice target)
{
	struct query *q = store_query(s, sql_finding_forget);

	query_bind_int(q, ":rule", rule);
	query_bind_text(q, ":target", target);
	return query_run(q);
}
