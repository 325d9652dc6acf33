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

/* What differs from an ordinary rule. */
static void
add_options(const struct rule *r, struct buf *out)
{
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
tell_rule(const struct rule *r, struct buf *out)
{
	buf_addf(out, "rule %lld: ", (long long)r->id);
	buf_add_slice(out, r->source);
	if (r->target.n > 0) {
		buf_adds(out, " -> ");
		buf_add_slice(out, r->target);
	}
	buf_addf(out, ", %d", r->status);
	add_window(r, out);
	buf_adds(out, "; ");
	source_describe(&r->at, r->strict, r->ignore_case, out);
	add_options(r, out);
}

void
tell_window(const struct rule *r, int64_t now, struct buf *out)
{
	int64_t at = r->expires_at;

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
