/* SPDX-License-Identifier: MIT */
/* visitor.c - rules for some visitors, and what follows; see visitor.h. */
#include "visitor.h"

#include "share.h"

static bool
has_share(const struct rule *r)
{
	return r->share < RULE_SHARE_ALL;
}

static bool
looks_at(const struct rule *r, unsigned kinds)
{
	return (r->wants.looks & kinds) != 0;
}

enum visitor_why
visitor_is_for(const struct rule *r, const struct key *k)
{
	enum condition_kind kind;
	struct slice        value;

	if (r->wants.n > 0 && !conditions_hold(r->conditions, k, &kind, &value))
		return VISITOR_CONDITION;
	if (!has_share(r) || k->anybody ||
	    share_takes(r->share, r->id, k->address, k->agent))
		return VISITOR_YES;
	return VISITOR_SHARE;
}

/* Whether it may answer somebody now. */
static bool
may_answer(const struct rule *r, int64_t now)
{
	switch (rule_state(r, now)) {
	case RULE_DISABLED:
	case RULE_SCHEDULED:
		return false;
	case RULE_EXPIRED:
		return !slice_is(r->after, "decline");
	case RULE_ACTIVE:
	case RULE_PERMANENT:
		break;
	}
	return true;
}

/* Whether it is for other methods, so that it answers nobody who asks by this
 * one; the method comes first among the conditions. */
static bool
is_for_others(const struct rule *r, const struct key *k)
{
	enum condition_kind kind;
	struct slice        value;

	return looks_at(r, 1U << CONDITION_METHOD) &&
	    !conditions_hold(r->conditions, k, &kind, &value) &&
	    kind == CONDITION_METHOD;
}

void
visitors_add(struct visitors *v, const struct rule *r, const struct key *k,
    int64_t now, enum visitor_fate fate)
{
	const bool apart = has_share(r) || looks_at(r, CONDITIONS_BY_VISITOR);

	if (v->settled)
		return;
	/* As nearly every rule. */
	if (!apart && r->wants.looks == 0 && fate != FATE_BEHIND) {
		v->settled = fate == FATE_WON;
		return;
	}
	v->by_visitor =
	    v->by_visitor || apart || looks_at(r, 1U << CONDITION_CORS);
	if (!may_answer(r, now) || is_for_others(r, k))
		return;
	v->by_address = v->by_address || looks_at(r, 1U << CONDITION_FROM_NET);
	v->is_private = v->is_private || has_share(r) || v->by_address;
	if (r->wants.n > 0)
		conditions_vary(r->conditions, v->vary);
	v->settled = fate != FATE_LOST && !apart;
}
