/* SPDX-License-Identifier: MIT */
/* answer.c - the whole flow: environment in, bytes out; see answer.h. */
#include "answer.h"

#include "pages.h"

/* A question about a rule (OPTIONS, TRACE) is no visit of it. */
static bool
is_visit(const struct decision *d)
{
	return d->method != METHOD_OPTIONS && d->method != METHOD_TRACE;
}

static void
count(struct worker *w, const struct decision *d, int64_t now)
{
	struct counts *c = w->counts;

	c->requests++;
	c->redirects += d->location.len > 0;
	c->gone += d->status == 410;
	c->closed += d->status == 503;
	c->declined += d->status == 404 && d->why != WHY_FAILED;
	c->refused += d->why == WHY_BAD || d->why == WHY_TOO_LONG;
	c->failed += d->why == WHY_FAILED;
	if (!is_visit(d))
		return;
	c->late += d->late_id != 0;
	if (d->late_id != 0)
		hits_count(&w->hits, d->late_id, true, now);
	if (d->rule_id != 0 && d->rule_id != d->late_id)
		hits_count(&w->hits, d->rule_id, d->why == WHY_AFTER, now);
}

static enum err
decide_anew(struct worker *w, const struct request *r, struct moment at,
    int64_t mono_ms)
{
	enum err rc = key_from_request(r, &w->key);

	if (rc == ERR_OK)
		rc = table_decide(w->table, &w->key, at, mono_ms, &w->decision);
	if (rc != ERR_OK) {
		decide_without_key(rc, &w->decision);
		w->decision.method = w->key.method; /* HEAD has no body */
	}
	return rc;
}

static void
redirect(struct worker *w, const struct request *r, enum role role,
    struct moment at, int64_t mono_ms)
{
	const struct respond_options o = { role, w->identify };
	struct siphash               id = { { 0 } };
	uint64_t                     state = 0;

	buf_reset(&w->ask);
	if (request_ask(r, &w->ask)) {
		state = table_state(w->table, mono_ms);
		id = memo_id(&w->memo, buf_slice(&w->ask));
	}
	if (!memo_find(&w->memo, id, state, at, &w->decision) &&
	    decide_anew(w, r, at, mono_ms) == ERR_OK && !table_knew(w->table))
		memo_keep(&w->memo, id, state, at, &w->decision);
	count(w, &w->decision, at.now);
	respond(&w->decision, o, &w->out);
}

void
answer(struct worker *w, struct env env, enum role role, struct moment at,
    int64_t mono_ms)
{
	struct request r;
	enum page      page;

	request_from_env(env, &r);
	page = request_page(&r);
	buf_reset(&w->out);
	/* A page in place of an Authorizer's 200 would let nobody in. */
	if (page == PAGE_REDIRECT || role == ROLE_AUTHORIZER)
		redirect(w, &r, role, at, mono_ms);
	else
		pages_respond(w, page, &r, at.now, mono_ms);
	if (buf_end(&w->out) != ERR_OK)
		buf_reset(&w->out);
}
