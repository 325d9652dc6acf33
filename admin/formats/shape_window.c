/* SPDX-License-Identifier: MIT */
/* shape_window.c - when a rule does what; see shape_base.h. */
#include <stdio.h>

#include "decide.h"
#include "shape_base.h"

static void
set_cache(struct window *w, const struct rule *r, int64_t now)
{
	int64_t since = r->promoted_at != 0 ? r->promoted_at : r->created_at;
	int64_t age = now - since;

	if (age < DECIDE_PERMANENT_MIN)
		age = DECIDE_PERMANENT_MIN;
	if (age > DECIDE_PERMANENT_MAX)
		age = DECIDE_PERMANENT_MAX;
	if (w->status == 0)
		w->cache[0] = '\0';
	else if (r->status == 503)
		snprintf(w->cache, sizeof(w->cache), "no-store");
	else if (!rule_is_permanent(r) || w->over)
		snprintf(w->cache, sizeof(w->cache), "no-cache");
	else
		snprintf(w->cache, sizeof(w->cache), "max-age=%lld",
		    (long long)age);
}

/* More occurrences than can be written down one by one. */
static bool
is_endless(const struct rule *r, int64_t now)
{
	struct occurrence o;
	int               n = 0;

	while (rule_occurrence(r, now, &o) && o.end != WHEN_NEVER) {
		if (++n > SHAPE_WINDOWS_MAX)
			return true;
		now = o.end;
	}
	return false;
}

static enum err
each_active(const struct rule *r, int64_t now, window_fn *fn, void *arg)
{
	const bool        alone = slice_is(r->target, "-");
	struct occurrence o;
	struct window     w = {
		    .to = &r->to,
		    .leads = rule_leads(r) && !alone,
		    .status = alone ? 0 : r->status,
		    .sunset = WHEN_NEVER,
		    .retry = WHEN_NEVER,
	};
	int64_t  at = now;
	enum err rc = ERR_OK;

	set_cache(&w, r, now);
	if (r->sunset && !rule_is_permanent(r) && !alone && r->status != 503)
		w.sunset = r->expires_at;
	while (rc == ERR_OK && rule_occurrence(r, at, &o)) {
		w.from = o.begin > now ? o.begin : WHEN_EVER;
		w.until = o.end;
		if (r->status == 503)
			w.retry = o.end;
		rc = fn(&w, arg);
		if (o.end == WHEN_NEVER)
			break;
		at = o.end;
	}
	return rc;
}

enum err
windows_each(const struct rule *r, int64_t now, window_fn *fn, void *arg,
    struct buf *why)
{
	const bool    gone = slice_is(r->after, "gone");
	struct window w = {
		.from = r->expires_at > now ? r->expires_at : WHEN_EVER,
		.until = WHEN_NEVER,
		.over = true,
		.to = &r->later,
		.leads = !gone,
		.status = gone ? 410 : r->status,
		.sunset = WHEN_NEVER,
		.retry = WHEN_NEVER,
	};
	enum err rc;

	if (r->repeats.n > 0 && is_endless(r, now))
		return refuse(why, ERR_SYNTAX,
		    "its window repeats more than %d times from now on, and "
		    "each time is written down",
		    SHAPE_WINDOWS_MAX);
	rc = each_active(r, now, fn, arg);
	if (rc != ERR_OK || r->expires_at == WHEN_NEVER ||
	    slice_is(r->after, "decline"))
		return rc;
	set_cache(&w, r, now);
	return fn(&w, arg);
}
