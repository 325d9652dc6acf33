/* SPDX-License-Identifier: MIT */
/*
 * upcoming_ics.c - windows as events.
 */
#include "upcoming_ics.h"

#include "ics.h"
#include "rules.h"

#define TEXT_MAX 65536 /* octets of a rule in words */

struct run {
	struct ics ics;
	int64_t    now, until, limit, n;
};

static bool
is_soon(const struct run *run, int64_t at)
{
	return at > run->now && at <= run->until;
}

/* "/old -> /new, 307", or "/old, 410". */
static void
add_summary(const struct rule *r, struct buf *out)
{
	buf_add_slice(out, r->source);
	if (r->target.n > 0) {
		buf_adds(out, " -> ");
		buf_add_slice(out, r->target);
	}
	buf_addf(out, ", %d", r->status);
}

static void
add_description(const struct rule *r, struct buf *out)
{
	buf_addf(out, "Rule %lld of detour.", (long long)r->id);
	if (r->expires_at != WHEN_NEVER) {
		buf_adds(out, " After its end: ");
		buf_add_slice(out, r->after);
		buf_addc(out, '.');
	}
	if (r->repeats.n > 0) {
		buf_adds(out, "\nIt repeats: ");
		buf_add_slice(out, r->repeats);
	}
	if (r->note.n > 0) {
		buf_addc(out, '\n');
		buf_add_slice(out, r->note);
	}
}

/* An id is never used again, and no other database has one of this instant. */
static enum err
put(struct run *run, const struct rule *r, const struct occurrence *o,
    bool alarm)
{
	struct buf       uid, summary, description;
	struct ics_event e = {
		.from = o->begin, .until = o->end, .alarm = alarm
	};
	enum err rc;

	if (run->limit != 0 && run->n >= run->limit)
		return ERR_OK;
	run->n++;
	buf_init(&uid, 200);
	buf_init(&summary, TEXT_MAX);
	buf_init(&description, TEXT_MAX);
	buf_addf(&uid, "rule-%lld-%lld", (long long)r->id,
	    (long long)r->created_at);
	if (!alarm && r->repeats.n > 0)
		buf_addf(&uid, "-%lld", (long long)o->begin);
	buf_adds(&uid, "@detour.invalid");
	add_summary(r, &summary);
	add_description(r, &description);
	rc = buf_end(&uid);
	if (rc == ERR_OK)
		rc = buf_end(&summary);
	if (rc == ERR_OK)
		rc = buf_end(&description);
	if (rc == ERR_OK) {
		e.uid = uid.data;
		e.summary = buf_slice(&summary);
		e.description = buf_slice(&description);
		ics_event(&run->ics, &e);
		rc = run->ics.err;
	}
	buf_free(&description);
	buf_free(&summary);
	buf_free(&uid);
	return rc;
}

/* Of what repeats: those that last or begin within the span. */
static enum err
put_occurrences(struct run *run, const struct rule *r)
{
	struct occurrence o;
	int64_t           at = run->now;
	enum err          rc = ERR_OK;

	while (rc == ERR_OK && rule_occurrence(r, at, &o) &&
	    o.begin <= run->until && (run->limit == 0 || run->n < run->limit)) {
		rc = put(run, r, &o, false);
		if (o.end <= at)
			break;
		at = o.end;
	}
	return rc;
}

static enum err
look(const struct rule *r, void *arg)
{
	struct run             *run = arg;
	const struct occurrence window = {
		r->starts_at == WHEN_EVER ? r->created_at : r->starts_at,
		r->expires_at,
	};
	const bool ends = is_soon(run, r->expires_at);
	enum err   rc = ERR_OK;

	if (!r->enabled)
		return ERR_OK;
	if (r->repeat.zone != NULL)
		rc = put_occurrences(run, r);
	if (rc != ERR_OK || (!ends && !is_soon(run, r->starts_at)) ||
	    (r->repeat.zone != NULL && !ends))
		return rc;
	return put(run, r, &window, r->expires_at != WHEN_NEVER);
}

enum err
upcoming_ics(struct session *s, int64_t until, int64_t limit)
{
	struct run run = { .now = s->now, .until = until, .limit = limit };
	enum err   rc, end;

	ics_begin(&run.ics, stdout, s->now);
	rc = rules_each(s->store, look, &run);
	end = ics_end(&run.ics);
	return rc == ERR_OK ? end : rc;
}
