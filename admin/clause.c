/* SPDX-License-Identifier: MIT */
/*
 * clause.c - why a rule answers, loses, or was not even asked.
 */
#include "clause.h"

#include "location.h"
#include "normal.h"
#include "tell.h"
#include "when.h"

/* "2026-12-31 10:00:00 +01:00, in 29d 23h" */
static void
add_time(int64_t at, int64_t now, struct buf *out)
{
	when_local(out, at);
	out_distance(at, now, out);
}

static bool
is_live(const struct rule *r, int64_t at)
{
	enum rule_state state = rule_state(r, at);

	return state == RULE_ACTIVE || state == RULE_PERMANENT;
}

/* What brings back a rule that has ended: at the instant that was asked for it
 * has, but perhaps not yet. */
static void
add_renewal(const struct explanation *e, const struct rule *r, struct buf *out)
{
	struct buf day; /* that of the instant, which --until includes */

	if (r->expires_at <= e->session->now) {
		buf_addf(out, "'detour renew %lld' brings it back",
		    (long long)r->id);
		return;
	}
	buf_init(&day, 40);
	when_local(&day, e->at);
	if (buf_end(&day) == ERR_OK)
		buf_addf(out,
		    "'detour renew %lld --until %.10s' gives it a later end",
		    (long long)r->id, day.data);
	buf_free(&day);
}

/* ----------------------------------------------------------------- verdicts */

/* What is left to say of the rule that answers: its window. */
static void
add_standing(const struct explanation *e, const struct rule *r, struct buf *out)
{
	if (e->decision.why == WHY_AFTER) {
		buf_adds(out, "it ended ");
		add_time(r->expires_at, e->at, out);
		buf_adds(out, ", and its --after says so");
	} else if (rule_is_permanent(r)) {
		buf_adds(out, "it is permanent ");
		tell_window(r, e->at, out);
	} else if (r->expires_at == WHEN_NEVER && r->repeat.zone == NULL) {
		buf_adds(out, "it is active, without an end");
	} else {
		buf_adds(out, "it is active ");
		tell_window(r, e->at, out);
	}
}

static void
add_won(const struct explanation *e, const struct rule *r, struct buf *out)
{
	if (e->decision.why == WHY_ALONE)
		buf_adds(out, "leaves this URL alone: ");
	else
		buf_addf(out, "answers %d: ", e->decision.status);
	add_standing(e, r, out);
}

/* Why the winner is asked before it; "which" is the winner. */
static const char *
reason_of(const struct rule *first, const struct rule *second)
{
	switch (match_step(first, second)) {
	case STEP_HOST:
		return first->at.wild ? "whose host is nearer" :
					"which is for this host";
	case STEP_KIND:
		return second->at.kind == SOURCE_REGEX &&
			first->at.kind != SOURCE_EXACT ?
		    "which is no regular expression" :
		    "which is for this very path";
	case STEP_HEAD:
		return "whose path is longer";
	case STEP_WIDTH:
		return "which covers less";
	case STEP_RANK:
		return "which has the lower rank";
	case STEP_AGE:
		return "which is older, at the same rank";
	case STEP_PARAMS:
		return "which requires more parameters";
	case STEP_VALUES:
		return "which names the value of a parameter";
	case STEP_CONDITIONS:
		return "which has more conditions";
	case STEP_SCHEME:
		return first->at.scheme == SCHEME_HTTPS ? "which is for https" :
							  "which is for http";
	case STEP_START:
		return "which started later";
	case STEP_ID:
		break;
	}
	return "which has the higher number";
}

static void
add_behind(const struct explanation *e, const struct rule *r, struct buf *out)
{
	const struct judged *first = explain_winner(e);

	if (first == NULL) { /* OPTIONS *, which asks nobody */
		buf_adds(out, "is not asked");
		return;
	}
	buf_addf(out, "comes after rule %lld, %s", (long long)first->rule.id,
	    reason_of(&first->rule, r));
	if (is_live(r, e->at))
		return;
	buf_adds(out, "; ");
	switch (rule_state(r, e->at)) {
	case RULE_DISABLED:
		buf_adds(out, "it is disabled, too");
		break;
	case RULE_SCHEDULED:
		buf_adds(out, "it ");
		tell_scheduled(r, e->at, out);
		break;
	case RULE_EXPIRED:
	case RULE_ACTIVE:
	case RULE_PERMANENT:
		buf_adds(out, "it ended ");
		add_time(r->expires_at, e->at, out);
		break;
	}
}

/* To enable it is not enough where its window is not there, either. */
static void
add_disabled(const struct explanation *e, const struct rule *r, struct buf *out)
{
	struct rule enabled = *r; /* shallow: what it owns stays r's */

	buf_addf(out, "is disabled; 'detour enable %lld' serves it again",
	    (long long)r->id);
	enabled.enabled = true;
	switch (rule_state(&enabled, e->at)) {
	case RULE_SCHEDULED:
		buf_adds(out, "; and it ");
		tell_scheduled(r, e->at, out);
		break;
	case RULE_EXPIRED:
		buf_adds(out, "; and it ended ");
		add_time(r->expires_at, e->at, out);
		buf_adds(out, "; ");
		add_renewal(e, r, out);
		break;
	case RULE_DISABLED:
	case RULE_ACTIVE:
	case RULE_PERMANENT:
		break;
	}
}

/* Why what is stored is no rule. */
static void
add_invalid(const struct rule *r, struct buf *out)
{
	struct rule copy;
	struct buf  why;
	enum err    rc;

	rule_init(&copy, 0);
	buf_init(&why, 4 * WHY_MAX);
	rc = rule_copy(&copy, r);
	if (rc != ERR_NOMEM)
		rc = rule_validate(&copy, &why);
	buf_adds(out, "is not served, because it is not valid: ");
	if (rc == ERR_OK)
		buf_adds(out, "what it is found by is not that of its source");
	else
		buf_add_slice(out, buf_slice(&why));
	buf_addf(out, "; 'detour edit %lld' puts it right", (long long)r->id);
	buf_free(&why);
	rule_free(&copy);
}

void
clause_verdict(const struct explanation *e, const struct judged *j,
    struct buf *out)
{
	const struct rule *r = &j->rule;

	switch (j->verdict) {
	case VERDICT_WON:
		add_won(e, r, out);
		break;
	case VERDICT_BEHIND:
		add_behind(e, r, out);
		break;
	case VERDICT_DISABLED:
		add_disabled(e, r, out);
		break;
	case VERDICT_SCHEDULED:
		tell_scheduled(r, e->at, out);
		break;
	case VERDICT_EXPIRED:
		buf_adds(out, "ended ");
		add_time(r->expires_at, e->at, out);
		buf_adds(out, "; ");
		add_renewal(e, r, out);
		break;
	case VERDICT_CONDITION:
		clause_condition(e, r, out);
		break;
	case VERDICT_SHARE:
		buf_addf(out,
		    "is for %d %% of visitors, and this one is not among them",
		    r->share);
		break;
	case VERDICT_SELF:
		buf_adds(out,
		    "leads to this very URL, so it lets others answer");
		break;
	case VERDICT_TOO_LONG:
		buf_addf(out, "would give a Location of more than %d octets",
		    LOCATION_MAX);
		break;
	case VERDICT_UNSAFE:
		buf_adds(out, "would give a Location that is not safe");
		break;
	case VERDICT_INVALID:
		add_invalid(r, out);
		break;
	}
}

/* --------------------------------------------------------------------- near */

void
clause_near(const struct explanation *e, const struct judged *j,
    struct buf *out)
{
	const struct rule *r = &j->rule;
	const char        *join = "";

	if (j->near & NEAR_HOST) {
		buf_adds(out, "is for ");
		buf_add_slice(out, r->at.host);
		buf_adds(out, " only");
		join = ", and ";
	}
	if (j->near & NEAR_SCHEME) {
		buf_addf(out, "%sis for %s only", join,
		    scheme_name(r->at.scheme));
		join = ", and ";
	}
	if (j->near & NEAR_SLASH) {
		buf_addf(out, "%stakes the final slash as it was typed", join);
		join = ", and ";
	}
	if (j->near & NEAR_CASE) {
		buf_addf(out, "%sis written in other capitals", join);
		join = ", and ";
	}
	if (j->near & NEAR_PARAM) {
		buf_addf(out, "%srequires ?", join);
		source_params(&r->at, out);
	}
	if (j->near == NEAR_CASE)
		buf_addf(out,
		    "; 'detour edit %lld --ignore-case' makes them the same",
		    (long long)r->id);
	if (j->near == NEAR_SLASH)
		buf_addf(out, "; 'detour edit %lld --no-strict' takes both",
		    (long long)r->id);
	if (j->near == NEAR_HOST && e->key.host.n == 0)
		buf_adds(out, "; ask for a URL with that host");
	if (!is_live(r, e->at))
		buf_addf(out, "; it is %s",
		    rule_state_name(rule_state(r, e->at)));
}

/* ---------------------------------------------------------------------- why */

static void
add_losers(const struct explanation *e, struct buf *out)
{
	const struct judged *first = &e->judged[0];

	if (e->n == 0 && e->unserved_n > 0) {
		first += e->near_n;
		buf_addf(out, "no rule answers: rule %lld ",
		    (long long)first->rule.id);
		clause_verdict(e, first, out);
		return;
	}
	if (e->n == 0 && e->near_n == 0) {
		buf_adds(out, "no rule covers this URL");
		return;
	}
	if (e->n == 0) {
		buf_addf(out,
		    "no rule covers this URL; the nearest, rule %lld, ",
		    (long long)first->rule.id);
		clause_near(e, first, out);
		return;
	}
	buf_addf(out, "no rule answers: rule %lld ", (long long)first->rule.id);
	clause_verdict(e, first, out);
	if (e->n > 1)
		buf_addf(out, "; nor does any of the %zu others", e->n - 1);
	if (e->n == 2) { /* the usual case deserves a better word */
		out->len -= sizeof("nor does any of the 1 others") - 1;
		buf_addf(out, "nor does rule %lld",
		    (long long)e->judged[1].rule.id);
	}
	if (e->unserved_n > 0)
		buf_addf(out, "; rule %lld is not served: it is not valid",
		    (long long)e->judged[e->n + e->near_n].rule.id);
}

static void
add_end(const struct explanation *e, struct buf *out)
{
	if (e->hops.end == HOPS_LOOPS)
		buf_addf(out,
		    "; but this is a loop, and nobody arrives: give rule %lld "
		    "another target",
		    (long long)(e->hops.n > 1 ?
			    e->hops.hop[e->hops.n - 2].rule_id :
			    e->decision.rule_id));
	else if (e->hops.end == HOPS_TOO_MANY)
		buf_addf(out, "; but after %d redirects there is still no end",
		    HOPS_MAX);
}

static void
add_answered(const struct explanation *e, struct buf *out)
{
	const struct judged *j = explain_winner(e);

	buf_addf(out, "rule %lld ", (long long)j->rule.id);
	add_won(e, &j->rule, out);
	if (e->decision.status == 204)
		buf_adds(out, "; OPTIONS gets the methods");
	if (e->decision.status == 405)
		buf_adds(out, "; TRACE is never followed");
	if (e->decision.why == WHY_AFTER) {
		buf_adds(out, "; ");
		add_renewal(e, &j->rule, out);
	}
	add_end(e, out);
}

void
clause_why(const struct explanation *e, struct buf *out)
{
	switch (e->decision.why) {
	case WHY_RULE:
	case WHY_AFTER:
	case WHY_ALONE:
		add_answered(e, out);
		break;
	case WHY_NONE:
		add_losers(e, out);
		break;
	case WHY_ASTERISK:
		buf_adds(out, "'OPTIONS *' asks the server, not a path");
		break;
	case WHY_BAD:
		buf_adds(out, "the request is malformed: ");
		normal_fault(&e->asked, out);
		break;
	case WHY_TOO_LONG:
		buf_addf(out, "the URL is longer than %d octets",
		    URL_REQUEST_MAX);
		break;
	case WHY_FAILED:
		buf_adds(out, "the database could not be asked");
		break;
	}
}
