/* SPDX-License-Identifier: MIT */
/* lint_reach.c - whether a rule ever answers; see lint_base.h. */
#include "arrive.h"
#include "lint_base.h"
#include "witness.h"

#define WINNERS_MAX 8 /* that are named */

/* What is known of a rule that was not seen to answer. */
struct reach {
	int64_t begins; /* the first instant at which it would answer */
	size_t  covered;
	bool    beaten, self;
	bool    too_long; /* with what a witness puts in */
	int64_t winner[WINNERS_MAX];
	size_t  winners;
};

static void
add_winner(struct reach *f, int64_t id)
{
	for (size_t i = 0; i < f->winners; i++)
		if (f->winner[i] == id)
			return;
	if (f->winners < WINNERS_MAX)
		f->winner[f->winners++] = id;
}

/*
 * A winner declines where it leads to the very URL that is asked for: perhaps
 * just where it leads from here.  Then this rule may answer there.
 */
static enum err
try_there(struct lint *l, const struct rule *r, const struct step *s)
{
	struct place *p = &l->places[1];
	struct match  m;
	const char   *location = l->text.data + s->location_at;
	size_t        mark = l->text.len;
	enum err      rc;

	if (location[0] == '\0')
		return ERR_OK;
	buf_reset(&l->url);
	if (location[0] == '/')
		key_origin(&l->places[0].key, &l->url);
	buf_adds(&l->url, location);
	rc = buf_end(&l->url);
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &p->key);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK;
	if (rc != ERR_OK || match_rule(r, &p->key, &m) != MATCH_YES)
		return rc;
	rc = lint_look(l, &p->key, l->now, WHEN_NEVER, &p->steps);
	for (size_t i = 0; rc == ERR_OK && i < p->steps.n; i++)
		l->answers = l->answers || p->steps.step[i].rule == r->id;
	l->text.len = mark;
	return rc;
}

/* Why it does not answer at the witness in places[0]. */
static enum err
learn(struct lint *l, const struct rule *r, struct reach *f)
{
	const struct place *p = &l->places[0];
	struct match        m;
	enum verdict        v = VERDICT_INVALID;
	enum err            rc;

	if (match_rule(r, &p->key, &m) != MATCH_YES)
		return ERR_OK;
	f->covered++;
	rc = decide(&p->key, &m, 1, when_exactly(f->begins), &v, &l->decision);
	if (rc != ERR_OK)
		return rc;
	f->beaten = f->beaten || v == VERDICT_WON;
	f->self = f->self || v == VERDICT_SELF;
	f->too_long = f->too_long || v == VERDICT_TOO_LONG;
	for (size_t i = 0; rc == ERR_OK && v == VERDICT_WON && i < p->steps.n;
	     i++) {
		const struct step *s = &p->steps.step[i];

		rc = try_there(l, r, s);
		/* Only what answers while this one would. */
		if (s->always && s->until > f->begins &&
		    (s->from >= r->starts_at || s->until > r->starts_at) &&
		    (s->from < r->expires_at || !slice_is(r->after, "decline")))
			add_winner(f, s->rule);
	}
	return rc;
}

/*
 * What is covered by an expression begins with its literal text.  A winner is
 * one for all of that only if it ends in a star and covers the whole segments
 * of the text, or is the same expression.
 */
static enum err
is_certain(struct lint *l, const struct rule *r, const struct reach *f,
    bool *ret)
{
	const struct match *m = NULL;
	struct crowd       *crowd;
	struct slice        literal = r->at.literal;
	size_t              n = 0, found = 0;
	enum err            rc;

	*ret = false;
	while (literal.n > 0 && literal.s[literal.n - 1] != '/')
		literal.n--;
	if (literal.n == 0)
		literal = SLICE("/"); /* as every path */
	if (f->winners == WINNERS_MAX)
		return ERR_OK;
	buf_reset(&l->url);
	key_origin(&l->places[0].key, &l->url);
	buf_add_slice(&l->url, literal);
	rc = buf_end(&l->url);
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &l->places[1].key);
	if (rc == ERR_OK)
		rc = lint_find(l, &l->places[1].key, f->begins, lint_ends(r),
		    &m, &n, &crowd);
	for (size_t i = 0; rc == ERR_OK && i < n; i++)
		for (size_t w = 0; w < f->winners; w++)
			found +=
			    m[i].rule->id == f->winner[w] && m[i].rule->at.rest;
	*ret = rc == ERR_OK && found == f->winners;
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? ERR_OK : rc;
}

/* Whether the one winner says the same of the same source: a duplicate, of
 * which the calendar tells. */
static enum err
is_duplicate(struct lint *l, const struct rule *r, const struct reach *f,
    bool *ret)
{
	const struct match *m = NULL;
	struct crowd       *crowd;
	size_t              n = 0;
	bool                more, covered = false;
	enum err            rc;

	*ret = false;
	if (f->winners != 1)
		return ERR_OK;
	rc = lint_first(l, r, 0, &more, &covered);
	if (rc == ERR_OK && covered)
		rc = lint_find(l, &l->places[0].key, f->begins, lint_ends(r),
		    &m, &n, &crowd);
	for (size_t i = 0; rc == ERR_OK && i < n; i++)
		*ret = *ret ||
		    (m[i].rule->id == f->winner[0] &&
			lint_same_source(m[i].rule, r) &&
			lint_same_answer(m[i].rule, r));
	return rc;
}

static enum err
tell_shadowed(struct lint *l, const struct rule *r, const struct reach *f)
{
	struct lint_finding found = lint_about(l, LINT_SHADOWED, r);
	bool                certain = true, duplicate;
	enum err            rc;

	rc = is_duplicate(l, r, f, &duplicate);
	if (rc == ERR_OK && !duplicate && r->at.kind == SOURCE_REGEX)
		rc = is_certain(l, r, f, &certain);
	if (rc != ERR_OK || duplicate)
		return rc;
	for (size_t i = 0; i < f->winners; i++)
		found.rules[found.n++] = f->winner[i];
	found.from = f->begins;
	buf_reset(&l->message);
	if (certain) {
		lint_add_rules(&l->message, &r->id, 1);
		buf_adds(&l->message, " never answers: ");
	} else {
		found.kind = LINT_UNJUDGED;
		found.severity = LINT_INFO;
		lint_add_rules(&l->message, &r->id, 1);
		buf_adds(&l->message,
		    " may never answer; whatever was tried, ");
	}
	lint_add_rules(&l->message, f->winner, f->winners);
	buf_adds(&l->message, f->winners == 1 ? " comes" : " come");
	buf_adds(&l->message, " before it");
	lint_add_when(l, &l->message, f->begins, WHEN_NEVER);
	return lint_found(l, &found);
}

/* What is whole of the literal text of an expression, whatever follows it: no
 * part of an escape, no dots that may begin a name. */
static struct slice
whole(struct slice literal)
{
	size_t dots = 0;

	for (size_t i = 1; i <= 2 && i <= literal.n; i++)
		if (literal.s[literal.n - i] == '%') {
			literal.n -= i;
			break;
		}
	while (dots < literal.n && literal.s[literal.n - 1 - dots] == '.')
		dots++;
	if (dots < literal.n && literal.s[literal.n - 1 - dots] == '/')
		literal.n -= dots;
	return literal;
}

/*
 * Say why a regular expression matches no path at all; false where that is not
 * sure: examples are not all that it matches.  Paths are canonical.
 */
static bool
add_why_none(const struct rule *r, struct buf *out)
{
	struct slice literal = whole(r->at.literal);
	char         room[3 * SOURCE_MAX + 1];
	struct buf   path;
	enum err     rc;

	if (!regex_begins(r->at.path, r->ignore_case, SLICE("/"))) {
		buf_adds(out,
		    "every path begins with a '/', and nothing that its "
		    "regular expression matches does");
		return true;
	}
	if (literal.n == 0)
		return false;
	buf_init_in(&path, room, sizeof(room));
	rc = url_path(literal, &path);
	if (rc == ERR_OK && slice_eq(buf_slice(&path), literal))
		return false;
	if (slice_has(literal, '?'))
		buf_adds(out,
		    "its regular expression is for the path alone, in which "
		    "no '?' is");
	else if (rc == ERR_OK)
		buf_addf(out, "'%.*s' is '%.*s' in every path",
		    quotable(literal), literal.s, quotable(buf_slice(&path)),
		    path.data);
	else
		buf_adds(out, "no request is ever like its source");
	return rc == ERR_OK || rc == ERR_SYNTAX;
}

static enum err
tell_dead(struct lint *l, const struct rule *r, const struct reach *f)
{
	struct lint_finding found =
	    lint_about(l, f->self ? LINT_SELF : LINT_DEAD, r);
	const bool too_long = f->too_long && !f->self;
	const bool regex = r->at.kind == SOURCE_REGEX;
	size_t     start;

	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	start = l->message.len;
	buf_adds(&l->message, " never answers: ");
	if (too_long || (regex && !add_why_none(r, &l->message))) {
		found.kind = LINT_UNJUDGED;
		found.severity = LINT_INFO;
		l->message.len = start;
		buf_adds(&l->message,
		    too_long ? " only answers where its Location does not "
			       "become too long" :
			       " was not judged: nothing was found that its "
			       "regular expression matches and that it "
			       "answers");
	} else if (!regex) {
		buf_adds(&l->message,
		    f->self ? "it leads where the visitor is already" :
			      "no request is ever like its source");
	}
	return lint_found(l, &found);
}

/* At the plainest witness it leads to itself, and nobody arrives by it: what
 * it does with a final slash, say, does not make it a rule. */
static enum err
is_self(const struct rule *r, const struct reach *f, bool *ret)
{
	*ret = false;
	return f->self && f->covered == 1 ? arrive_never(r, ret, NULL) : ERR_OK;
}

enum err
lint_reach(struct lint *l, const struct rule *r)
{
	struct reach f = { .begins = lint_begins(l, r) };
	bool         more = true, covered = false, self = false;
	enum err     rc = ERR_OK;

	if (l->answers || f.begins == WHEN_NEVER)
		return ERR_OK;
	for (size_t i = 0; rc == ERR_OK && more; i++) {
		rc = lint_first(l, r, i, &more, &covered);
		if (rc != ERR_OK || !covered)
			continue;
		if (l->answers || l->places[0].steps.cut)
			return ERR_OK;
		rc = learn(l, r, &f);
		if (rc == ERR_OK && i == 0)
			rc = is_self(r, &f, &self);
		if (rc == ERR_OK && self)
			return tell_dead(l, r, &f);
	}
	if (rc != ERR_OK)
		return rc;
	if (l->answers)
		return ERR_OK;
	return f.beaten && f.winners > 0 ? tell_shadowed(l, r, &f) :
					   tell_dead(l, r, &f);
}
