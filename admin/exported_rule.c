/* SPDX-License-Identifier: MIT */
/* exported_rule.c - one rule in a format for others; see exported_base.h. */
#include "exported_base.h"
#include "rules.h"

/* ----------------------------------------------------------------- in front */

/* The list in which a rule stands where no path of its own finds it. */
static enum to_part
list_of(const struct work *w, const struct rule *r)
{
	return w->format->entry != NULL && r->at.host.n > 0 ? TO_HOST_LIST :
							      TO_ANY_LIST;
}

static enum err
put(struct work *w, enum to_part part, struct buf *text)
{
	const bool writes = !w->dry && text->len > 0;
	enum err   rc = ERR_OK;

	if (writes)
		rc = spool_put(&w->spool, part, text);
	w->how.first = w->how.first && !writes;
	w->no_room = w->no_room || rc == ERR_IO;
	return rc;
}

/* Whether requests for the other rule can be kept from those behind. */
static bool
guards(struct work *w)
{
	enum err rc;

	if (w->format->guard == NULL)
		return false;
	buf_reset(&w->guard);
	rc = w->format->guard(&w->other, w->how, &w->guard, NULL);
	if (rc == ERR_OK)
		rc = put(w, list_of(w, &w->other), &w->guard);
	if (rc != ERR_OK && rc != ERR_SYNTAX && rc != ERR_LIMIT)
		w->error = rc;
	return rc == ERR_OK;
}

struct look {
	struct work       *work;
	const struct rule *rule;
	int64_t            behind; /* one that cannot be kept apart, or 0 */
};

static enum ahead_next
look_at(int64_t id, void *arg)
{
	struct look *l = arg;
	struct work *w = l->work;
	bool         found = false;

	w->error = rules_get(w->session->store, id, &w->other, &found);
	if (w->error != ERR_OK)
		return AHEAD_STOP;
	if (!found || !shape_may_meet(&w->other, l->rule))
		return AHEAD_KEEP;
	if (guards(w))
		return AHEAD_FORGET;
	l->behind = id;
	return AHEAD_STOP;
}

/* ------------------------------------------------------------------- write */

/* What becomes of a rule, and why. */
static enum err
tell(struct work *w, const struct rule *r, const char *what, struct buf *why)
{
	if (buf_end(why) != ERR_OK)
		return why->err;
	if (w->dry)
		return ERR_OK;
	progress_hush(&w->progress);
	said(w->session, EXIT_NO, "rule %lld, %.*s, is %s: %s",
	    (long long)r->id, quotable(r->source), r->source.s, what,
	    why->len > 0 ? why->data : "its text is too long");
	return ERR_OK;
}

static enum err
refused(struct work *w, const struct rule *r)
{
	enum err rc = tell(w, r, "left out", &w->session->why);

	w->refused++;
	if (rc == ERR_OK && w->peers.first != 0)
		rc = exported_is_apart(w, w->peers.first);
	return rc == ERR_OK ? ahead_note(&w->ahead, r, r->id, true) : rc;
}

static enum err
written(struct work *w, const struct rule *r, enum to_part part)
{
	enum err rc = ERR_OK;

	if (w->differs.len > 0) {
		w->differ++;
		rc = tell(w, r, "not the same there", &w->differs);
	}
	return rc == ERR_OK ? put(w, part, &w->text) : rc;
}

/* Its text, and the part in which it belongs. */
static enum err
make_text(struct work *w, const struct rule *r, struct keys *keys,
    enum to_part *ret)
{
	struct session *s = w->session;
	size_t          key = 0;
	enum err        rc = ERR_SYNTAX;

	buf_reset(&w->text);
	buf_reset(&w->differs);
	buf_reset(&s->why);
	w->peers.first = 0;
	*ret = list_of(w, r);
	if (w->format->entry != NULL && keys->n < TO_KEYS)
		rc = w->format->entry(r, w->how, &key, &w->text, &s->why);
	if (rc == ERR_OK)
		rc = buf_end(&w->text);
	if (rc == ERR_OK) {
		*ret =
		    (r->at.host.n > 0 ? TO_HOST_KEYS : TO_ANY_KEYS) + keys->n++;
		w->sum.keys++;
		if (key > w->sum.longest)
			w->sum.longest = key;
		return ERR_OK;
	}
	keys->n = TO_KEYS;
	if (rc != ERR_SYNTAX && rc != ERR_LIMIT)
		return rc;
	buf_reset(&w->text);
	buf_reset(&s->why);
	rc = w->format->rule(r, w->how, &w->text, &s->why);
	return rc == ERR_OK ? buf_end(&w->text) : rc;
}

enum err
exported_rule(struct work *w, const struct rule *r, struct keys *keys)
{
	struct look  look = { .work = w, .rule = r };
	enum to_part part = TO_ANY_LIST;
	enum err     rc = make_text(w, r, keys, &part);

	if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
		keys->n = TO_KEYS;
		return refused(w, r);
	}
	if (rc == ERR_OK)
		rc = w->error; /* of a look at its peers */
	if (rc != ERR_OK)
		return rc;
	ahead_each(&w->ahead, r, look_at, &look);
	if (w->error != ERR_OK)
		return w->error;
	if (look.behind == 0)
		return written(w, r, part);
	keys->n = TO_KEYS;
	buf_reset(&w->session->why);
	buf_addf(&w->session->why,
	    "rule %lld, which is asked before it, is not exported",
	    (long long)look.behind);
	return refused(w, r);
}
