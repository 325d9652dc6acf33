/* SPDX-License-Identifier: MIT */
/* lint_walk.c - where an answer leads: loops and chains; see lint_base.h. */
#include <string.h>

#include "lint_base.h"
#include "witness.h"

#define SHOWN_MAX 6 /* URLs of a way in a message */

/* The way of one rule. */
struct way {
	struct lint       *lint;
	const struct rule *rule;
	bool               told; /* one chain of a rule is enough */
};

static const char *
url_of(const struct lint *l, size_t place)
{
	return l->text.data + l->places[place].url_at;
}

/* Whether this table answers all the way, and if not, a host in doubt. */
static bool
is_sure(const struct lint *l, size_t from, size_t to, size_t *ret_doubt)
{
	for (size_t i = from; i <= to; i++)
		if (!l->places[i].sure) {
			*ret_doubt = i;
			return false;
		}
	return true;
}

/* Append "/a -> /b -> /c". */
static void
add_urls(struct lint *l, size_t from, size_t to)
{
	for (size_t i = from; i <= to; i++) {
		if (i > from)
			buf_adds(&l->message, " -> ");
		if (to - from >= 2 * SHOWN_MAX && i == from + SHOWN_MAX) {
			buf_adds(&l->message, "...");
			i = to - 1;
			continue;
		}
		buf_adds(&l->message, url_of(l, i));
	}
}

/* The rest of the message, and off it goes. */
static enum err
tell(struct way *w, struct lint_finding *f, const struct step *s, size_t from,
    size_t to)
{
	struct lint *l = w->lint;
	size_t       doubt;

	f->from = s->from;
	f->until = s->until;
	lint_add_when(l, &l->message, s->from, s->until);
	if (!is_sure(l, from, to, &doubt)) {
		const struct key *k = &l->places[doubt].key;

		f->severity -= f->severity > LINT_INFO;
		buf_addf(&l->message, ", if this table answers for %.*s, too",
		    (int)k->host.n, k->host.s);
	}
	/* A method, say, may not be what it was on the way. */
	for (size_t i = 0; i < to; i++)
		if (l->places[i].wants) {
			f->severity -= f->severity > LINT_INFO;
			buf_adds(&l->message,
			    ", for visitors who meet all conditions");
			break;
		}
	f->url = url_of(l, 0);
	return lint_found(l, f);
}

/* -------------------------------------------------------------------- loops */

/* The rules of the places from one to another, the smallest id first: one
 * circle, wherever it is entered. */
static void
set_circle(const struct lint *l, size_t from, size_t to, struct lint_finding *f)
{
	size_t n = to - from + 1, first = 0;

	if (n > LINT_RULES_MAX)
		n = LINT_RULES_MAX;
	for (size_t i = 1; i < n; i++)
		if (l->places[from + i].rule < l->places[from + first].rule)
			first = i;
	for (size_t i = 0; i < n; i++)
		f->rules[i] = l->places[from + (first + i) % n].rule;
	f->n = n;
}

/* The URL of the last place is that of another one, too. */
static enum err
tell_loop(struct way *w, const struct step *s, size_t again, size_t last)
{
	struct lint        *l = w->lint;
	struct lint_finding f = { .kind = LINT_LOOP, .severity = LINT_ERROR };
	bool                fresh = false;
	enum err            rc;

	set_circle(l, again, last - 1, &f);
	rc = lint_is_new(l, LINT_LOOP, f.rules, f.n, &fresh);
	if (rc != ERR_OK || !fresh)
		return rc;
	buf_reset(&l->message);
	buf_adds(&l->message, "visitors are sent in a circle by ");
	lint_add_rules(&l->message, f.rules, f.n);
	buf_adds(&l->message, ": ");
	add_urls(l, again, last);
	return tell(w, &f, s, again + 1, last);
}

/* It goes on after LINT_HOPS: for ever, or nearly. */
static enum err
tell_endless(struct way *w, const struct step *s, size_t last)
{
	struct lint        *l = w->lint;
	struct lint_finding f = { .kind = LINT_LOOP, .severity = LINT_ERROR };
	size_t              from = last - 1;
	bool                fresh = false;
	enum err            rc;

	while (from > 0 && l->places[from - 1].rule != l->places[last - 1].rule)
		from--;
	set_circle(l, from, last - 1, &f);
	rc = lint_is_new(l, LINT_LOOP, f.rules, f.n, &fresh);
	if (rc != ERR_OK || !fresh)
		return rc;
	buf_reset(&l->message);
	buf_addf(&l->message,
	    "visitors are sent on more than %d times, and browsers give up: ",
	    LINT_HOPS - 1);
	add_urls(l, 0, last < 3 ? last : 3);
	buf_adds(&l->message, " -> ...");
	return tell(w, &f, s, 1, last);
}

/* ------------------------------------------------------------------- chains */

static void
set_way(const struct lint *l, size_t last, struct lint_finding *f)
{
	for (size_t i = 0; i < last && f->n < LINT_RULES_MAX; i++)
		f->rules[f->n++] = l->places[i].rule;
}

static enum err
tell_chain(struct way *w, const struct step *s, size_t last)
{
	struct lint        *l = w->lint;
	struct lint_finding f = { .kind = LINT_CHAIN,
		.severity = LINT_WARNING };

	if (w->told)
		return ERR_OK;
	w->told = true;
	set_way(l, last, &f);
	buf_reset(&l->message);
	if (last == 2)
		buf_adds(&l->message, "visitors are sent on twice, by ");
	else
		buf_addf(&l->message, "visitors are sent on %zu times, by ",
		    last);
	lint_add_rules(&l->message, f.rules, f.n);
	buf_adds(&l->message, ": ");
	add_urls(l, 0, last);
	return tell(w, &f, s, 1, last - 1);
}

/* The last place is answered, but by no redirect. */
static enum err
tell_gone(struct way *w, const struct step *s, size_t last)
{
	struct lint        *l = w->lint;
	struct lint_finding f = { .kind = LINT_GONE, .severity = LINT_WARNING };
	bool                fresh = false;
	enum err            rc;

	l->places[last].rule = s->rule;
	set_way(l, last + 1, &f);
	rc = lint_is_new(l, LINT_GONE, f.rules, f.n, &fresh);
	if (rc != ERR_OK || !fresh)
		return rc;
	if (s->status == 503)
		f.severity = LINT_INFO;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &s->rule, 1);
	buf_addf(&l->message,
	    " answers %d where visitors are sent: ", s->status);
	add_urls(l, 0, last);
	return tell(w, &f, s, 1, last);
}

/* ----------------------------------------------------------------- the walk */

static enum err go_on(struct way *, const struct step *by, size_t at);

/* Ask for what an answer names.  *ret_again is a place with that URL, or the
 * new place. */
static enum err
request(struct way *w, const struct step *s, size_t at, size_t *ret_again)
{
	struct lint  *l = w->lint;
	struct place *p = &l->places[at], *next = p + 1;
	const char   *location = l->text.data + s->location_at;
	enum err      rc;

	buf_reset(&l->url);
	if (location[0] == '/')
		key_origin(&p->key, &l->url);
	buf_adds(&l->url, location);
	rc = buf_end(&l->url);
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &next->key);
	if (rc != ERR_OK)
		return rc;
	next->url_at = l->text.len;
	next->sure = slice_eq(next->key.host, l->places[0].key.host);
	key_url(&next->key, &l->text);
	buf_addc(&l->text, '\0');
	rc = buf_end(&l->text);
	for (*ret_again = 0; rc == ERR_OK && *ret_again <= at; ++*ret_again)
		if (strcmp(url_of(l, *ret_again), url_of(l, at + 1)) == 0)
			break;
	return rc;
}

/* One answer at a place, followed to where it ends. */
static enum err
follow(struct way *w, const struct step *s, size_t at)
{
	struct lint  *l = w->lint;
	struct place *p = &l->places[at];
	size_t        mark = l->text.len, again;
	bool          was_sure = p->sure;
	enum err      rc;

	p->rule = s->rule;
	p->wants = s->wants;
	p->sure = p->sure || s->named;
	rc = request(w, s, at, &again);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		rc = ERR_OK; /* not by this table */
	else if (rc == ERR_OK && again <= at) {
		l->places[at + 1].sure = l->places[again].sure || again == 0;
		rc = tell_loop(w, s, again, at + 1);
	} else if (rc == ERR_OK && at + 1 == LINT_HOPS) {
		l->places[at + 1].sure = true;
		rc = tell_endless(w, s, at + 1);
	} else if (rc == ERR_OK) {
		rc = lint_look(l, &l->places[at + 1].key, s->from, s->until,
		    &l->places[at + 1].steps);
		if (rc == ERR_OK)
			rc = go_on(w, s, at + 1);
	}
	p->sure = was_sure;
	l->text.len = mark;
	return rc;
}

/* The first time within that of a step at which somebody arrives at the URL to
 * which it leads, and is not sent on; false if everybody always is. */
static bool
arrives(const struct steps *all, const struct step *by, struct step *ret)
{
	int64_t at = by->from;

	for (size_t i = 0; i < all->n; i++) {
		const struct step *s = &all->step[i];

		if (s->always && !s->leaves && s->from <= at && s->until > at) {
			at = s->until;
			i = SIZE_MAX; /* from the first one again */
		}
	}
	*ret = *by;
	ret->from = at;
	for (size_t i = 0; i < all->n; i++) {
		const struct step *s = &all->step[i];

		if (s->always && !s->leaves && s->from > at &&
		    s->from < ret->until)
			ret->until = s->from;
	}
	return at < by->until && !all->cut;
}

/* All answers of a place, to which one of the place before it has led. */
static enum err
go_on(struct way *w, const struct step *by, size_t at)
{
	struct lint        *l = w->lint;
	const struct steps *all = &l->places[at].steps;
	struct step         last;
	enum err            rc = ERR_OK;

	for (size_t i = 0; i < all->n && rc == ERR_OK; i++) {
		const struct step *s = &all->step[i];

		if (s->leaves || (at == 0 && s->rule != w->rule->id) ||
		    l->nodes > LINT_NODES)
			continue;
		if (l->text.data[s->location_at] != '\0')
			rc = follow(w, s, at);
		else if (at > 0)
			rc = tell_gone(w, s, at);
	}
	if (rc == ERR_OK && at > 1 && arrives(all, by, &last))
		rc = tell_chain(w, &last, at);
	return rc;
}

enum err
lint_walk(struct lint *l, const struct rule *r)
{
	struct way w = { .lint = l, .rule = r };
	size_t     plain =
            r->at.rest || r->at.kind == SOURCE_REGEX ? WITNESS_PLAIN : 1;
	bool     covered = true, more = true;
	enum err rc = ERR_OK;

	for (size_t i = 0; i < plain && rc == ERR_OK && more; i++) {
		if (i > 0)
			rc = lint_first(l, r, i, &more, &covered);
		if (rc == ERR_OK && covered)
			rc = go_on(&w, NULL, 0);
	}
	return rc;
}
