/* SPDX-License-Identifier: MIT */
/* decide.c - matching rules and an instant to an answer; see decide.h. */
#include "decide.h"

#include "cors.h"
#include "location.h"
#include "target.h"
#include "visitor.h"

const char *
verdict_name(enum verdict v)
{
	static const char *const names[] = {
		[VERDICT_WON] = "won",
		[VERDICT_BEHIND] = "behind",
		[VERDICT_DISABLED] = "disabled",
		[VERDICT_SCHEDULED] = "scheduled",
		[VERDICT_EXPIRED] = "expired",
		[VERDICT_CONDITION] = "condition",
		[VERDICT_SHARE] = "share",
		[VERDICT_SELF] = "self",
		[VERDICT_TOO_LONG] = "too long",
		[VERDICT_UNSAFE] = "unsafe",
		[VERDICT_INVALID] = "invalid",
	};

	return names[v];
}

void
decision_init(struct decision *d)
{
	*d = (struct decision){ 0 };
	/* What is too long is found out when it is built. */
	buf_init(&d->location, 2 * LOCATION_MAX + URL_REQUEST_MAX * 3);
	buf_init(&d->vary, DECIDE_VARY_MAX);
	buf_init(&d->cors, CORS_FIELDS_MAX);
}

void
decision_free(struct decision *d)
{
	buf_free(&d->location);
	buf_free(&d->vary);
	buf_free(&d->cors);
}

static void
decision_reset(struct decision *d)
{
	struct buf location = d->location, vary = d->vary, cors = d->cors;

	*d = (struct decision){
		.status = 404,
		.max_age = DECIDE_DECLINE_MAX_AGE,
		.sunset = WHEN_NEVER,
		.until = WHEN_EVER,
		.why = WHY_NONE,
		.location = location,
		.vary = vary,
		.cors = cors,
	};
	buf_reset(&d->location);
	buf_reset(&d->cors);
}

static int64_t
clamp(int64_t v, int64_t low, int64_t high)
{
	return v < low ? low : v > high ? high : v;
}

/* The longest max-age that ends before an instant, in every cache. */
static int64_t
max_age_until(int64_t end, struct moment at)
{
	return end > at.settled ? end - at.settled : 0;
}

/* When an active rule ceases to answer: its window ends, or its occurrence. */
static int64_t
end_of(const struct rule *r, struct moment at)
{
	return rule_next_change(r, at.now);
}

/* How long a cache may trust the answer of an active or permanent rule. */
static int64_t
max_age_of(const struct rule *r, struct moment at)
{
	int64_t since = r->promoted_at != 0 ? r->promoted_at : r->created_at;

	if (rule_is_permanent(r))
		return clamp(at.now - since, DECIDE_PERMANENT_MIN,
		    DECIDE_PERMANENT_MAX);
	if (r->max_age == RULE_MAX_AGE_NONE)
		return MAX_AGE_NO_CACHE;
	/* "never" is far away: no overflow, now is never negative. */
	return clamp(r->max_age, 0, max_age_until(end_of(r, at), at));
}

/*
 * What one rule would answer with a target: VERDICT_WON and d filled in, or
 * the reason why it loses.
 */
static enum verdict
try_target(const struct match *m, const struct target *t, const struct key *k,
    struct moment at, struct decision *d, enum err *rc)
{
	const struct rule *r = m->rule;

	buf_reset(&d->location);
	if (!r->parsed)
		return VERDICT_INVALID;
	if (t->kind == TARGET_ALONE) {
		d->status = 404;
		d->max_age = clamp(DECIDE_DECLINE_MAX_AGE, 0,
		    max_age_until(end_of(r, at), at));
		d->why = WHY_ALONE;
		return VERDICT_WON;
	}
	*rc = location_build(t, m, k, r->query, &d->location);
	if (*rc == ERR_OK && !location_is_self(t, buf_slice(&d->location), k))
		return VERDICT_WON;
	buf_reset(&d->location);
	return *rc == ERR_OK ? VERDICT_SELF :
	    *rc == ERR_LIMIT ? VERDICT_TOO_LONG :
			       VERDICT_UNSAFE;
}

/* An active or permanent rule. */
static enum verdict
try_active(const struct match *m, const struct key *k, struct moment at,
    struct decision *d, enum err *rc)
{
	const struct rule *r = m->rule;
	enum verdict       v = VERDICT_WON;

	d->status = r->status;
	d->why = WHY_RULE;
	if (rule_leads(r))
		v = try_target(m, &r->to, k, at, d, rc);
	if (v != VERDICT_WON)
		return v;
	if (r->status == 503) {
		/* It is active, so its end is a second away at least. */
		d->max_age = MAX_AGE_NO_STORE;
		if (end_of(r, at) != WHEN_NEVER)
			d->retry_after = end_of(r, at) - at.now;
	} else if (d->why == WHY_RULE) {
		d->max_age = max_age_of(r, at);
		if (r->sunset && !rule_is_permanent(r))
			d->sunset = r->expires_at;
	}
	return v;
}

/* A rule whose window is over: it answers only if it says so. */
static enum verdict
try_expired(const struct match *m, const struct key *k, struct moment at,
    struct decision *d, enum err *rc)
{
	const struct rule *r = m->rule;
	enum verdict       v = VERDICT_WON;

	if (slice_is(r->after, "decline"))
		return VERDICT_EXPIRED;
	d->status = 410;
	if (!slice_is(r->after, "gone")) {
		d->status = r->status;
		v = try_target(m, &r->later, k, at, d, rc);
	}
	d->why = WHY_AFTER;
	d->max_age = MAX_AGE_NO_CACHE;
	return v;
}

/*
 * Whether an expired rule led away from here while it was active.  If it did
 * not, as "/a" to "/a/" at "/a/", a visit is no evidence that it is missed.
 */
static bool
is_missed(const struct match *m, const struct key *k, struct moment at,
    struct decision *d, enum err *rc)
{
	bool missed = !rule_leads(m->rule) ||
	    try_target(m, &m->rule->to, k, at, d, rc) == VERDICT_WON;

	buf_reset(&d->location);
	return missed;
}

static enum verdict
try_rule(const struct match *m, const struct key *k, struct moment at,
    struct decision *d, enum err *rc)
{
	const enum rule_state state = rule_state(m->rule, at.now);

	if (state == RULE_DISABLED)
		return VERDICT_DISABLED;
	if (state == RULE_SCHEDULED)
		return VERDICT_SCHEDULED;
	switch (visitor_is_for(m->rule, k)) {
	case VISITOR_CONDITION:
		return VERDICT_CONDITION;
	case VISITOR_SHARE:
		return VERDICT_SHARE;
	case VISITOR_YES:
		break;
	}
	return state == RULE_EXPIRED ? try_expired(m, k, at, d, rc) :
				       try_active(m, k, at, d, rc);
}

/* A rule covers this request, so its methods can be told (RFC 9110, 9.3.7
 * and 9.3.8): there is no Location, and nothing of the request comes back. */
static void
apply_method(struct decision *d)
{
	if (d->status == 404 ||
	    (d->method != METHOD_OPTIONS && d->method != METHOD_TRACE))
		return;
	d->status = d->method == METHOD_OPTIONS ? 204 : 405;
	d->max_age = MAX_AGE_NO_STORE;
	d->sunset = WHEN_NEVER;
	d->retry_after = 0;
	buf_reset(&d->location);
}

enum err
decide(const struct key *k, const struct match *m, size_t n, struct moment at,
    enum verdict *verdicts, struct decision *d)
{
	int64_t            next = WHEN_NEVER, until = WHEN_NEVER, late_id = 0;
	const struct rule *winner = NULL;
	struct visitors    who = { .vary = &d->vary, .settled = k->asterisk };
	bool               won = false;

	buf_reset(&d->vary);
	decision_reset(d);
	for (size_t i = 0; i < n; i++) {
		const struct rule *r = m[i].rule;
		enum verdict       v = VERDICT_BEHIND;
		enum err           rc = ERR_OK;

		if (!won && !k->asterisk)
			v = try_rule(&m[i], k, at, d, &rc);
		visitors_add(&who, r, k, at.now,
		    won                  ? FATE_BEHIND :
			v == VERDICT_WON ? FATE_WON :
					   FATE_LOST);
		if (late_id == 0 && v == VERDICT_EXPIRED &&
		    is_missed(&m[i], k, at, d, &rc))
			late_id = r->id;
		if (rc == ERR_NOMEM)
			return rc;
		if (verdicts != NULL)
			verdicts[i] = v;
		/* What comes first, but does not answer, may begin to: when
		 * it starts; when it ends, if something else answers then. */
		if (!won && rule_next_change(r, at.now) < until)
			until = rule_next_change(r, at.now);
		if (!won && v != VERDICT_WON)
			next = until;
		if (v == VERDICT_WON) {
			if (late_id == 0 && d->why == WHY_AFTER)
				late_id = r->id;
			won = true;
			winner = r;
			d->rule_id = r->id;
			d->state = rule_state(r, at.now);
		}
		if (won && who.settled && verdicts == NULL)
			break;
	}
	if (!won) /* a rule that lost may have left its traces */
		decision_reset(d);
	d->late_id = late_id;
	d->is_private = who.is_private;
	d->by_visitor = who.by_visitor;
	d->method = k->method;
	/* A rule that comes first must be seen when it begins to answer. */
	if (next != WHEN_NEVER && d->max_age > max_age_until(next, at))
		d->max_age = max_age_until(next, at);
	if (who.by_address && d->max_age > DECIDE_ADDRESS_MAX_AGE)
		d->max_age = DECIDE_ADDRESS_MAX_AGE;
	if (k->asterisk) {
		d->status = 204;
		d->max_age = MAX_AGE_NO_STORE;
		d->why = WHY_ASTERISK;
	} else {
		apply_method(d);
	}
	if (won && d->status != 404 && d->method != METHOD_TRACE &&
	    (winner->wants.looks & 1U << CONDITION_CORS))
		cors_fields(winner->conditions, k, max_age_until(until, at),
		    &d->cors, &d->vary);
	if (d->vary.err == ERR_NOMEM || d->cors.err == ERR_NOMEM)
		return ERR_NOMEM;
	if (d->vary.err != ERR_OK) { /* who else may have it can't be said */
		buf_reset(&d->vary);
		d->max_age = MAX_AGE_NO_STORE;
	}
	/* A max-age counts the seconds to a change, or since a promotion. */
	if (d->max_age < 0 ||
	    (until == WHEN_NEVER && d->state != RULE_PERMANENT))
		d->until = until;
	return ERR_OK;
}

void
decide_without_key(enum err e, struct decision *d)
{
	buf_reset(&d->vary);
	decision_reset(d);
	if (e == ERR_SYNTAX) {
		d->status = 400;
		d->why = WHY_BAD;
	} else if (e == ERR_LIMIT) {
		d->status = 414;
		d->why = WHY_TOO_LONG;
	} else {
		d->why = WHY_FAILED;
	}
	d->max_age = MAX_AGE_NO_STORE;
}
