/* SPDX-License-Identifier: MIT */
/* flatten_join.c - whether two rules can be one, and which; flatten_base.h. */
#include "flatten_base.h"
#include "trust.h"

/* Whether a request that has one value of a kind has one that is wanted. */
static bool
has_value(struct slice text, enum condition_kind kind, struct slice value)
{
	enum condition_kind k;
	struct slice        v;

	while (condition_next(&text, &k, &v))
		if (k == kind && slice_eq(v, value))
			return true;
	return false;
}

/* Whether all values of a thing in a are among those of b. */
static bool
is_narrower(struct slice a, struct slice b, enum condition_kind kind,
    struct slice thing)
{
	enum condition_kind k;
	struct slice        v;
	size_t              n = 0;

	while (condition_next(&a, &k, &v)) {
		if (k != kind || !condition_is_same_thing(k, v, thing))
			continue;
		if (!has_value(b, k, v))
			return false;
		n++;
	}
	return n > 0;
}

/* Whether browsers ask at the second hop as they did at the first, as far as a
 * condition can see. */
static bool
is_kept(const struct rule *r, enum condition_kind kind)
{
	if (kind == CONDITION_METHOD)
		return r->status == 307 || r->status == 308;
	/* Cookies stay with their host; who asks another one may come by
	 * another address, and through what adds other headers. */
	return kind == CONDITION_LANGUAGE || r->to.kind == TARGET_PATH ||
	    (!r->at.wild && slice_eq(r->at.host, r->to.host));
}

/* Whether all visitors of r are visitors of next.  The leave of pages of other
 * origins must be given twice: what r does not give is never asked for. */
static bool
is_for_all(const struct rule *r, const struct rule *next)
{
	struct slice        rest = next->conditions, value;
	enum condition_kind kind;

	while (condition_next(&rest, &kind, &value))
		if (kind != CONDITION_CORS &&
		    (!is_kept(r, kind) ||
			!is_narrower(r->conditions, next->conditions, kind,
			    value)))
			return false;
	return true;
}

static bool
gives_leave(const struct rule *r, const struct rule *next)
{
	struct slice        rest = r->conditions, value;
	enum condition_kind kind;

	while (condition_next(&rest, &kind, &value))
		if (kind == CONDITION_CORS &&
		    !has_value(next->conditions, kind, value))
			return false;
	return true;
}

/* Whether next is active in all occurrences of r. */
static bool
is_within(const struct rule *r, const struct rule *next)
{
	const struct repeat *a = &r->repeat, *b = &next->repeat;

	return b->zone == NULL ||
	    (a->zone == b->zone && a->from == b->from && a->to == b->to &&
		(a->days & ~b->days) == 0);
}

/* 307 and 308 keep a method; a 303 anywhere makes it GET; else 301 and 302 make
 * a POST one. */
static int
status_of(int a, int b)
{
	bool permanent = (a == 301 || a == 308) && (b == 301 || b == 308);

	if (a == 303 || b == 303)
		return 303;
	if (a == 301 || a == 302 || b == 301 || b == 302)
		return permanent ? 301 : 302;
	return permanent ? 308 : 307;
}

/* 0: methods stay; 1: POST becomes GET; 2: all do. */
static int
change_of(int status)
{
	return status == 303 ? 2 : status == 301 || status == 302;
}

/* Whether a rule leads some of those who come to where they are: those it
 * declines. */
static bool
leads_to_itself(struct flatten *f, const struct rule *r)
{
	const struct target *t = &r->to;

	if (t->kind == TARGET_URL && !r->at.wild && r->at.host.n > 0 &&
	    !slice_eq(r->at.host, t->host))
		return false;
	return !flatten_path(f, r) ||
	    flatten_fit(r, buf_slice(&f->path), flatten_has_holes(t),
		&(struct pieces){ 0 }) != FIT_NONE;
}

bool
flatten_declines(struct flatten *f, const struct rule *r)
{
	return change_of(r->status) != 0 && leads_to_itself(f, r);
}

/*
 * Whether next, which declines what leads to itself, would by r change the
 * method of whom it declines: of those who ask for "/b" on h.example, when it
 * leads from "/b" to "https://h.example/b".
 */
static bool
may_decline(struct flatten *f, const struct rule *r, const struct rule *next)
{
	return change_of(status_of(r->status, next->status)) !=
	    change_of(r->status) &&
	    leads_to_itself(f, next);
}

bool
flatten_may(struct flatten *f, const struct rule *r, struct buf *why)
{
	const struct rule *next = &f->next;
	const bool         earlier = next->expires_at < r->expires_at;
	const char        *because = NULL;

	if (next->protect)
		because = "is protected";
	else if (next->share < RULE_SHARE_ALL)
		because = "is for a share of visitors";
	else if (!is_for_all(r, next))
		because = "has conditions that not all of its visitors meet";
	else if (!gives_leave(r, next))
		because = "gives pages of other origins less leave";
	else if (!is_within(r, next))
		because = "repeats, and is not always active when it is";
	else if (earlier && !slice_is(next->after, "decline"))
		because = "ends first, and answers after its end";
	else if (earlier && !slice_is(r->after, "decline"))
		because = "ends first, and it answers after its own end";
	else if (next->at.scheme != SCHEME_ANY && r->to.kind == TARGET_PATH &&
	    r->at.scheme == SCHEME_ANY)
		because = "is for one scheme only";
	else if (may_decline(f, r, next))
		because = "leads some of its visitors to where they are, and "
			  "others on by another method";
	if (because != NULL)
		buf_addf(why, "rule %lld %s", (long long)next->id, because);
	return because == NULL;
}

const struct match *
flatten_find(const struct match *m, size_t n, int64_t id)
{
	for (size_t i = 0; i < n; i++)
		if (m[i].rule->id == id)
			return &m[i];
	return NULL;
}

enum err
flatten_again(struct flatten *f, const struct rule *r, const struct match *m,
    size_t n, const int64_t *through, size_t through_n)
{
	const struct match *end = m + n, *x;
	enum err            rc = ERR_OK;

	f->again = 0;
	while (rc == ERR_OK &&
	    (x = flatten_find(m, (size_t)(end - m), f->decision.rule_id)) !=
		NULL) {
		bool on_way = x->rule->id == r->id;

		for (size_t i = 0; i < through_n; i++)
			on_way = on_way || through[i] == x->rule->id;
		if (on_way && f->decision.location.len > 0) {
			f->again = x->rule->id;
			break;
		}
		if (x->rule->share == RULE_SHARE_ALL &&
		    is_for_all(r, x->rule) && is_within(r, x->rule))
			break; /* nobody is left */
		m = x + 1;
		rc = decide(&f->to, m, (size_t)(end - m), when_exactly(f->at),
		    NULL, &f->decision);
	}
	return rc;
}

void
flatten_join(struct rule *r, const struct rule *next, struct slice target,
    int64_t now)
{
	int status = status_of(r->status, next->status);

	if (next->max_age == RULE_MAX_AGE_NONE || r->max_age > next->max_age)
		r->max_age = next->max_age;
	/* Permanent answers have no max-age of their own. */
	if (rule_is_permanent(next) && !rule_is_permanent(r))
		r->max_age = RULE_MAX_AGE_NONE;
	r->status = status;
	if (rule_is_permanent(r)) {
		trust_restart(r, now);
	} else {
		r->promoted_at = r->promoted_until = 0;
		if (next->expires_at < r->expires_at)
			r->expires_at = next->expires_at;
	}
	if (next->query == QUERY_DROP)
		r->query = QUERY_DROP;
	rule_set_text(r, &r->target, target);
}
