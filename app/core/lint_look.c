/* SPDX-License-Identifier: MIT */
/* lint_look.c - all answers that a URL may get; see lint_base.h. */
#include <stdlib.h>

#include "lint_base.h"
#include "witness.h"

#define PIECES_MAX 400 /* instants of one look: windows may repeat for ever */

bool
lint_always(const struct rule *r)
{
	return r->share == RULE_SHARE_ALL && r->wants.n == 0;
}

static bool
is_answering(const struct rule *r, int64_t at)
{
	enum rule_state state = rule_state(r, at);

	return state == RULE_ACTIVE || state == RULE_PERMANENT ||
	    (state == RULE_EXPIRED && !slice_is(r->after, "decline"));
}

int64_t
lint_begins(const struct lint *l, const struct rule *r)
{
	int64_t at = l->now;

	for (int i = 0; i < PIECES_MAX && at != WHEN_NEVER; i++) {
		if (is_answering(r, at))
			return at;
		at = rule_next_change(r, at);
	}
	return WHEN_NEVER;
}

enum err
lint_key(const char *url, const char *method, struct key *k)
{
	struct request r;
	enum err       rc;

	request_from_url(url, method, &r);
	rc = key_from_request(&r, k);
	k->anybody = true;
	return rc;
}

/* ------------------------------------------------------------------- a look */

static bool
is_same(const struct lint *l, const struct step *s, const struct match *m,
    int64_t at)
{
	return s->until == at && s->rule == m->rule->id &&
	    s->status == l->decision.status &&
	    slice_eq(slice_of(l->text.data + s->location_at),
		buf_slice(&l->decision.location));
}

/* The answer in l->decision, from an instant until another. */
static void
keep(struct lint *l, const struct match *m, int64_t from, int64_t until,
    struct steps *ret)
{
	const struct decision *d = &l->decision;
	struct step           *s;

	/* What stays as it is while others begin and end is one step. */
	for (size_t i = ret->n; i-- > 0;)
		if (is_same(l, &ret->step[i], m, from)) {
			ret->step[i].until = until;
			return;
		}
	if (ret->n == LINT_STEPS) {
		ret->cut = true;
		return;
	}
	s = &ret->step[ret->n++];
	*s = (struct step){
		.from = from,
		.until = until,
		.rule = m->rule->id,
		.status = d->status,
		.location_at = l->text.len,
		.named = m->rule->at.host.n > 0,
		.always = lint_always(m->rule),
		.wants = m->rule->wants.n > 0,
		.leaves = d->why == WHY_ALONE,
	};
	buf_add_slice(&l->text, buf_slice(&d->location));
	buf_addc(&l->text, '\0');
}

/* Who may answer at one instant; spans, if there are any, tell at once who may
 * not. */
static enum err
ask(struct lint *l, const struct key *k, const struct match *m, size_t n,
    const struct crowd_span *spans, int64_t at, int64_t until,
    struct steps *ret)
{
	enum verdict v;
	enum err     rc;

	for (size_t i = 0; i < n; i++) {
		if (spans != NULL &&
		    (at < spans[i].from || at >= spans[i].until))
			continue;
		if (!m[i].rule->enabled)
			continue;
		/* Asked alone: the ones before it are for other visitors. */
		rc = decide(k, &m[i], 1, when_exactly(at), &v, &l->decision);
		if (rc != ERR_OK)
			return rc;
		if (v != VERDICT_WON)
			continue;
		keep(l, &m[i], at, until, ret);
		rc = buf_end(&l->text);
		if (rc != ERR_OK || lint_always(m[i].rule))
			return rc;
	}
	return ERR_OK;
}

/* The next instant after at at which any of several rules changes. */
static int64_t
next_change(const struct crowd *c, const struct match *m, size_t n, int64_t at)
{
	int64_t next = WHEN_NEVER, one;

	/* All others have no word in this while, or they would be here. */
	if (c != NULL)
		next = crowd_turn(c, at);
	for (size_t i = 0; i < n && (c == NULL || c->repeats); i++) {
		one = rule_next_change(m[i].rule, at);
		if (one < next)
			next = one;
	}
	return next;
}

enum err
lint_look(struct lint *l, const struct key *k, int64_t from, int64_t until,
    struct steps *ret)
{
	const struct match *m = NULL;
	struct crowd       *c = NULL;
	size_t              n = 0;
	int64_t             at = from, next;
	enum err            rc = lint_find(l, k, from, until, &m, &n, &c);

	ret->n = 0;
	ret->cut = l->too_many;
	l->nodes++;
	/* A draft changes when it will, in no crowd. */
	if (l->draft != NULL)
		c = NULL;
	for (int i = 0; rc == ERR_OK && n > 0 && at < until; i++, at = next) {
		if (i == PIECES_MAX || ret->cut) {
			ret->cut = true;
			break;
		}
		next = next_change(c, m, n, at);
		if (next > until)
			next = until;
		rc =
		    ask(l, k, m, n, c != NULL ? l->spans : NULL, at, next, ret);
	}
	return rc;
}

int64_t
lint_ends(const struct rule *r)
{
	return slice_is(r->after, "decline") ? r->expires_at : WHEN_NEVER;
}

enum err
lint_first(struct lint *l, const struct rule *r, size_t i, bool *ret_more,
    bool *ret_covered)
{
	struct place *p = &l->places[0];
	struct match  m;
	enum err      rc;

	*ret_covered = false;
	p->steps.n = 0;
	buf_reset(&l->url);
	*ret_more = i < WITNESS_MAX && witness_url(r, i, &l->url);
	if (!*ret_more)
		return ERR_OK;
	rc = buf_end(&l->url);
	if (rc == ERR_OK && l->url.len == 0)
		return ERR_OK; /* this form cannot be written down */
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &p->key);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK; /* no request is like that */
	if (rc != ERR_OK || match_rule(r, &p->key, &m) != MATCH_YES)
		return rc;
	*ret_covered = true;
	buf_reset(&l->text);
	p->url_at = 0;
	p->sure = true;
	key_url(&p->key, &l->text);
	buf_addc(&l->text, '\0');
	/* Only its own time: of one source there may be a window for each day
	 * of the next years. */
	rc = lint_look(l, &p->key, lint_begins(l, r), lint_ends(r), &p->steps);
	l->alone = l->others <= 1;
	for (size_t s = 0; rc == ERR_OK && s < p->steps.n; s++)
		if (p->steps.step[s].rule == r->id)
			l->answers = true;
	return rc;
}
