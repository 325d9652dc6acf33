/* SPDX-License-Identifier: MIT */
/*
 * cmd_stale.c - stale: the rules that need a decision, with the evidence.
 */
#include "cmd.h"
#include "stale_options.h"

static const struct out_column stale_columns[] = {
	{ "id", OUT_ALL },
	{ "source", OUT_ALL },
	{ "target", OUT_ALL },
	{ "state", OUT_ALL },
	{ "reason", OUT_ALL },
	{ "also", OUT_ALL },
	{ "advice", OUT_ALL },
	{ "expires_at", OUT_ALL },
	{ "age", OUT_ALL },
	{ "hits", OUT_ALL },
	{ "late_hits", OUT_ALL },
	{ "last_hit", OUT_ALL },
	{ "verified", OUT_ALL },
	{ "verified_at", OUT_MACHINES },
};

static enum err
put(const struct stale_row *row, void *arg)
{
	struct session *s = arg;
	struct out     *o = &s->out;
	struct buf      also;

	buf_init(&also, 200);
	report_also(row, &also);
	out_int(o, row->rule->id);
	out_text(o, row->rule->source);
	if (row->rule->target.n == 0)
		out_null(o);
	else
		out_text(o, row->rule->target);
	out_string(o, rule_state_name(row->state));
	out_string(o, stale_reason_name(row->reason));
	out_text(o, buf_slice(&also));
	out_string(o, stale_advice(row->reason));
	out_time(o, row->rule->expires_at);
	out_span(o, row->age_s);
	out_int(o, row->hits.served);
	out_int(o, row->hits.late);
	if (row->hits.last == 0)
		out_null(o);
	else
		out_time(o, row->hits.last);
	out_string(o, row->verified ? finding_name(row->finding.result) : NULL);
	if (row->verified)
		out_time(o, row->finding.at);
	else
		out_null(o);
	buf_free(&also);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

enum status
cmd_stale(struct session *s)
{
	enum status status;
	enum err    rc;

	out_begin(&s->out, stale_columns, ARRAY_LEN(stale_columns), false);
	status = stale_each(s, put, s);
	if (status != EXIT_YES)
		return status;
	rc = out_end(&s->out);
	none_told(s, "no rule needs a decision");
	if (args_has(&s->args, OPT_EXIT_CODE) && s->out.rows > 0)
		status = EXIT_NO;
	return finished(s, rc, status);
}
