/* SPDX-License-Identifier: MIT */
/*
 * tell.c - a rule in words, for the person who made or changed it.
 */
#include "tell.h"

#include "out.h"
#include "source.h"
#include "when.h"

/* Since when it is permanent, or from when on it will be. */
static int64_t
permanent_since(const struct rule *r)
{
	return r->promoted_at != 0 ? r->promoted_at : r->created_at;
}

static void
add_window(const struct rule *r, struct buf *out)
{
	if (rule_is_permanent(r)) {
		buf_adds(out, ", permanent from ");
		when_local(out, permanent_since(r));
		return;
	}
	buf_adds(out, ", from ");
	when_local(out, r->starts_at);
	buf_adds(out, " until ");
	when_local(out, r->expires_at);
	if (when_is_instant(r->starts_at) && when_is_instant(r->expires_at)) {
		buf_adds(out, " (");
		when_span(out, r->expires_at - r->starts_at);
		buf_adds(out, ")");
	}
}

/* An instant as the clocks of the rule's zone show it. */
static void
add_there(const struct rule *r, int64_t at, struct buf *out)
{
	when_offset(out, at,
	    when_is_instant(at) ? zone_span(r->repeat.zone, at).offset : 0);
}

/* ", daily 22:00-06:00 Europe/Berlin, next from ... until ..." */
static void
add_repetition(const struct rule *r, int64_t now, struct buf *out)
{
	struct occurrence o;
	bool              any = rule_occurrence(r, now, &o);

	buf_adds(out, ", ");
	buf_add_slice(out, r->repeats);
	if (!any) {
		buf_adds(out, ", but not any more");
		return;
	}
	buf_adds(out, o.begin <= now ? ", now" : ", next from ");
	if (o.begin > now)
		add_there(r, o.begin, out);
	buf_adds(out, " until ");
	add_there(r, o.end, out);
}

/* What differs from an ordinary rule. */
static void
add_options(const struct rule *r, struct buf *out)
{
	conditions_describe(r->conditions, out);
	if (!slice_is(r->after, "decline")) {
		buf_adds(out, "; then ");
		buf_add_slice(out, r->after);
	}
	if (r->share != RULE_SHARE_ALL)
		buf_addf(out, "; for %d %% of visitors", r->share);
	if (r->rank != RULE_RANK_DEFAULT)
		buf_addf(out, "; rank %d", r->rank);
	if (r->query == QUERY_DROP)
		buf_adds(out, "; parameters are dropped");
	if (r->max_age != RULE_MAX_AGE_NONE) {
		buf_adds(out, "; cached for ");
		if (r->max_age == 0)
			buf_adds(out, "0s");
		else
			when_span(out, r->max_age);
	}
	if (r->sunset)
		buf_adds(out, "; its end is announced");
	if (r->protect)
		buf_adds(out, "; protected");
	if (!r->enabled)
		buf_adds(out, "; disabled");
}

void
tell_rule(const struct rule *r, int64_t now, struct buf *out)
{
	buf_addf(out, "rule %lld: ", (long long)r->id);
	buf_add_slice(out, r->source);
	if (r->target.n > 0) {
		buf_adds(out, " -> ");
		buf_add_slice(out, r->target);
	}
	buf_addf(out, ", %d", r->status);
	add_window(r, out);
	if (r->repeat.zone != NULL)
		add_repetition(r, now, out);
	buf_adds(out, "; ");
	source_describe(&r->at, r->strict, r->ignore_case, out);
	add_options(r, out);
}

/* Of what repeats; without an occurrence it is when its window ends. */
static void
add_turn(const struct rule *r, int64_t now, struct buf *out)
{
	struct occurrence o;
	int64_t           at = r->expires_at;

	if (rule_occurrence(r, now, &o)) {
		at = o.begin > now ? o.begin : o.end;
		add_there(r, at, out);
	} else {
		when_local(out, at);
	}
	out_distance(at, now, out);
}

/* "from 2026-12-21 22:00:00 +01:00, in 29d 23h" */
static void
add_next(const struct rule *r, int64_t now, struct buf *out)
{
	struct occurrence o;

	if (now >= r->expires_at)
		buf_adds(out, "ended ");
	else if (!rule_occurrence(r, now, &o))
		buf_adds(out, "nothing more until ");
	else
		buf_adds(out, o.begin > now ? "from " : "until ");
	add_turn(r, now, out);
}

void
tell_repeats(const struct rule *r, int64_t now, struct buf *out)
{
	buf_add_slice(out, r->repeats);
	buf_adds(out, "; ");
	add_next(r, now, out);
}

void
tell_scheduled(const struct rule *r, int64_t now, struct buf *out)
{
	struct occurrence o;

	if (r->repeat.zone == NULL) {
		buf_adds(out, "begins ");
		when_local(out, r->starts_at);
		out_distance(r->starts_at, now, out);
		return;
	}
	buf_adds(out, "repeats ");
	buf_add_slice(out, r->repeats);
	buf_adds(out,
	    rule_occurrence(r, now, &o) ?
		", next from " :
		", but not any more before its window ends ");
	add_turn(r, now, out);
}

void
tell_window(const struct rule *r, int64_t now, struct buf *out)
{
	int64_t at = r->expires_at;

	if (r->repeat.zone != NULL && now < r->expires_at) {
		add_next(r, now, out);
		buf_adds(out, "; ");
		buf_add_slice(out, r->repeats);
		return;
	}
	if (now < r->starts_at) {
		buf_adds(out, "from ");
		at = r->starts_at;
	} else if (rule_is_permanent(r)) {
		buf_adds(out, "since ");
		at = permanent_since(r);
	} else if (now >= r->expires_at) {
		buf_adds(out, "ended ");
	} else {
		buf_adds(out, "until ");
	}
	when_local(out, at);
	out_distance(at, now, out);
}
