/* SPDX-License-Identifier: MIT */
/* exported_peers.c - rules that a format writes as one; see exported_base.h. */
#include "exported_base.h"

#include <stddef.h>
#include <stdlib.h>

#include "rules.h"

struct search {
	struct work       *work;
	const struct rule *like;
	bool               found;
};

static bool
is_same_target(const struct target *a, const struct target *b)
{
	return slice_eq(a->origin, b->origin) && slice_eq(a->path, b->path) &&
	    slice_eq(a->query, b->query) &&
	    slice_eq(a->fragment, b->fragment) &&
	    a->has_query == b->has_query && a->has_fragment == b->has_fragment;
}

static enum err
look(const struct rule *r, void *arg)
{
	struct search     *s = arg;
	const struct rule *like = s->like;
	const int64_t      now = s->work->how.now;

	if (s->found || !filter_passes(s->work->filter, r) ||
	    !exported_answers(r, now) || r->status != like->status ||
	    r->query != like->query || r->literal != like->literal ||
	    r->share != like->share || r->expires_at != like->expires_at ||
	    rule_state(r, now) != rule_state(like, now) ||
	    !slice_eq(r->conditions, like->conditions) ||
	    !slice_eq(r->repeats, like->repeats) ||
	    !is_same_target(&r->to, &like->to))
		return ERR_OK;
	s->found = true;
	return rule_copy(&s->work->peer, r);
}

/* The work that these are a part of. */
static struct work *
work_of(struct to_peers *p)
{
	return (struct work *)((char *)p - offsetof(struct work, peers));
}

static const struct rule *
find(struct to_peers *p, const struct rule *like)
{
	struct work  *w = work_of(p);
	struct search s = { .work = w, .like = like };
	enum err      rc;

	if (w->error != ERR_OK)
		return NULL;
	rc = rules_same_source(w->session->store, like, look, &s);
	if (rc != ERR_OK)
		w->error = rc;
	return rc == ERR_OK && s.found ? &w->peer : NULL;
}

static bool
is_whole(struct to_peers *p, int64_t first)
{
	const struct work *w = work_of(p);

	/* Rules for one path each are no parts; and which of them the limit
	 * lets pass is not known here. */
	if (!w->wide || w->filter->limit > 0)
		return false;
	for (size_t i = 0; i < w->napart; i++)
		if (w->apart[i] == first)
			return false;
	return true;
}

void
exported_peers_init(struct work *w)
{
	w->peers = (struct to_peers){ .find = find, .is_whole = is_whole };
	rule_init(&w->peer, w->how.now);
}

void
exported_peers_free(struct work *w)
{
	rule_free(&w->peer);
	free(w->apart);
}

enum err
exported_is_apart(struct work *w, int64_t first)
{
	const size_t max = w->max_apart == 0 ? 16 : w->max_apart * 2;
	int64_t     *more;

	if (!is_whole(&w->peers, first))
		return ERR_OK;
	if (w->napart == w->max_apart) {
		more = realloc(w->apart, max * sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		w->apart = more;
		w->max_apart = max;
	}
	w->apart[w->napart++] = first;
	return ERR_OK;
}
