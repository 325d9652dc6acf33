/* SPDX-License-Identifier: MIT */
/*
 * explain.c - what becomes of a request, by the functions that serve.
 */
#include "explain.h"

#include <stdlib.h>
#include <string.h>

#include "clause.h"

void
explain_init(struct explanation *e, struct session *s)
{
	*e = (struct explanation){
		.session = s, .at = s->now, .moment = s->live, .role = ROLE_CGI
	};
	key_init(&e->key);
	decision_init(&e->decision);
	hops_init(&e->hops);
	buf_init(&e->why, WHY_MAX);
}

void
explain_free(struct explanation *e)
{
	size_t i;

	for (i = 0; i < e->room; i++)
		rule_free(&e->judged[i].rule);
	free(e->judged);
	buf_free(&e->why);
	hops_free(&e->hops);
	decision_free(&e->decision);
	key_free(&e->key);
	asked_free(&e->asked);
}

bool
explain_is_answered(const struct explanation *e)
{
	return e->decision.rule_id != 0 && e->decision.status != 404;
}

const struct judged *
explain_winner(const struct explanation *e)
{
	size_t i;

	for (i = 0; i < e->n; i++)
		if (e->judged[i].verdict == VERDICT_WON)
			return &e->judged[i];
	return NULL;
}

/* Keep a rule: the table's own is gone with the next question. */
static enum err
keep(struct explanation *e, const struct rule *r, enum verdict v, unsigned near)
{
	size_t         at = e->n + e->near_n + e->unserved_n, room, i;
	struct judged *more;
	enum err       rc;

	if (at == e->room) {
		room = e->room == 0 ? 16 : 2 * e->room;
		more = realloc(e->judged, room * sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		e->judged = more;
		for (i = e->room; i < room; i++)
			rule_init(&more[i].rule, 0);
		e->room = room;
	}
	e->judged[at].verdict = v;
	e->judged[at].near = near;
	rc = rule_copy(&e->judged[at].rule, r);
	if (v == VERDICT_INVALID && (rc == ERR_SYNTAX || rc == ERR_LIMIT))
		rc = ERR_OK;
	return rc;
}

static enum err
keep_unserved(const struct rule *r, void *arg)
{
	struct explanation *e = arg;
	enum err            rc = keep(e, r, VERDICT_INVALID, 0);

	e->unserved_n += rc == ERR_OK;
	return rc;
}

/* The rules that cover the URL, what became of each, and the decision. */
static enum err
judge(struct explanation *e, struct table *t)
{
	const struct match *m = NULL;
	enum verdict       *verdicts;
	enum err            rc;
	size_t              n = 0, i;

	rc = table_find(t, &e->key, mono_ms(), &m, &n);
	if (rc != ERR_OK)
		return rc;
	verdicts = calloc(n + 1, sizeof(verdicts[0]));
	if (verdicts == NULL)
		return ERR_NOMEM;
	rc = decide(&e->key, m, n, e->moment, verdicts, &e->decision);
	for (i = 0; rc == ERR_OK && i < n; i++) {
		rc = keep(e, m[i].rule, verdicts[i], 0);
		e->n += rc == ERR_OK;
	}
	free(verdicts);
	return rc;
}

static enum err
look_around(struct explanation *e, struct table *t)
{
	struct near near[TABLE_NEAR_MAX];
	size_t      n = 0, i;
	enum err    rc;

	rc = table_near(t, &e->key, mono_ms(), near, &n);
	for (i = 0; rc == ERR_OK && i < n; i++) {
		rc = keep(e, near[i].rule, VERDICT_BEHIND, near[i].why);
		e->near_n += rc == ERR_OK;
	}
	if (rc == ERR_OK)
		rc = table_unserved(t, &e->key, mono_ms(), keep_unserved, e);
	return rc;
}

static enum err
work_out(struct explanation *e)
{
	struct table *t;
	enum err      rc;

	rc = key_from_request(&e->asked.request, &e->key);
	e->has_key = rc == ERR_OK;
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK) {
		decide_without_key(rc, &e->decision);
		return ERR_OK;
	}
	rc = session_table(e->session, &t);
	if (rc == ERR_OK)
		rc = judge(e, t);
	if (rc == ERR_OK && (e->thorough || e->decision.rule_id == 0))
		rc = look_around(e, t);
	if (rc == ERR_OK)
		rc = hops_follow(t, &e->asked.request, &e->key, &e->decision,
		    e->moment, mono_ms(), &e->hops);
	return rc;
}

enum status
explain_work(struct explanation *e, const char *url, const char *method)
{
	enum status status;
	enum err    rc;

	asked_free(&e->asked);
	buf_reset(&e->why);
	e->n = e->near_n = e->unserved_n = e->hops.n = 0;
	e->hops.end = HOPS_NONE;
	status = asked_parse(e->session, url, method, &e->asked);
	if (status != EXIT_YES)
		return status;
	rc = work_out(e);
	if (rc == ERR_OK) {
		clause_why(e, &e->why);
		rc = buf_end(&e->why);
	}
	return rc == ERR_OK ? EXIT_YES : failed(e->session, rc);
}

void
explain_head(const struct explanation *e, struct buf *out)
{
	const struct respond_options options = { .role = e->role };
	struct buf                   bytes;
	struct slice                 rest;
	const char                  *end;
	size_t                       n;

	buf_init(&bytes, RESPOND_MAX);
	respond(&e->decision, options, &bytes);
	rest = buf_slice(&bytes);
	while (rest.n > 0 &&
	    (end = memmem(rest.s, rest.n, "\r\n", 2)) != NULL) {
		n = (size_t)(end - rest.s);
		if (n == 0)
			break;
		buf_add(out, rest.s, n);
		buf_addc(out, '\n');
		rest.s += n + 2;
		rest.n -= n + 2;
	}
	if (bytes.err != ERR_OK && out->err == ERR_OK)
		out->err = bytes.err;
	buf_free(&bytes);
}
