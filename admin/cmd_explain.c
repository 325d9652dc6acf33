/* SPDX-License-Identifier: MIT */
/*
 * cmd_explain.c - explain: what a URL gets at an instant, and why.
 *
 *	env -> request -> key -> candidates -> winner -> decision -> bytes
 *
 * The same functions as the worker's, one after the other, and what each of
 * them said.
 */
#include <stdlib.h>

#include "cmd.h"
#include "explain.h"
#include "respond.h"

static void
add_losers(struct explanation *e)
{
	size_t i;

	if (e->n == 0) {
		buf_adds(&e->why, "no rule covers this URL");
		return;
	}
	buf_adds(&e->why, "no rule answers: ");
	for (i = 0; i < e->n && i < 5; i++)
		buf_addf(&e->why, "%srule %lld %s", i > 0 ? ", " : "",
		    (long long)e->match[i].rule->id,
		    explain_clause(e->verdict[i]));
	if (i < e->n)
		buf_addf(&e->why, ", and so on (%zu rules)", e->n);
}

/* One plain sentence. */
static void
add_why(struct explanation *e)
{
	const struct decision *d = &e->decision;
	long long              id = (long long)d->rule_id;

	switch (d->why) {
	case WHY_RULE:
		buf_addf(&e->why, "rule %lld is %s", id,
		    rule_state_name(d->state));
		if (e->n > 1)
			buf_addf(&e->why,
			    ", and the first to answer of the %zu that cover "
			    "this URL",
			    e->n);
		break;
	case WHY_AFTER:
		buf_addf(&e->why,
		    "rule %lld has ended, and says what is answered then", id);
		break;
	case WHY_ALONE:
		buf_addf(&e->why, "rule %lld says that this URL is left alone",
		    id);
		break;
	case WHY_NONE:
		add_losers(e);
		break;
	case WHY_ASTERISK:
		buf_adds(&e->why, "'OPTIONS *' asks the server, not a path");
		break;
	case WHY_BAD:
		buf_adds(&e->why,
		    "the request is malformed: its method, or its target");
		break;
	case WHY_TOO_LONG:
		buf_addf(&e->why, "the URL is longer than %d octets",
		    URL_REQUEST_MAX);
		break;
	case WHY_FAILED:
		buf_adds(&e->why, "the database could not be asked");
		break;
	}
	if (d->status == 204 && d->why == WHY_RULE)
		buf_adds(&e->why, "; OPTIONS gets the methods");
	if (d->status == 405)
		buf_adds(&e->why, "; TRACE is never followed");
}

/* From the request to the decision. */
static enum err
work_out(struct explanation *e)
{
	struct session *s = e->session;
	struct table   *table;
	enum err        rc;

	rc = key_from_request(&e->asked.request, &e->key);
	e->has_key = rc == ERR_OK;
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK) {
		decide_without_key(rc, &e->decision);
		return ERR_OK;
	}
	rc = session_table(s, &table);
	if (rc == ERR_OK)
		rc = table_find(table, &e->key, mono_ms(), &e->match, &e->n);
	if (rc != ERR_OK)
		return rc;
	e->verdict = calloc(e->n + 1, sizeof(e->verdict[0]));
	if (e->verdict == NULL)
		return ERR_NOMEM;
	return decide(&e->key, e->match, e->n, e->moment, e->verdict,
	    &e->decision);
}

/* A decline is no rule's answer, also where a rule asked for it. */
static bool
is_answer(const struct explanation *e)
{
	return e->decision.rule_id != 0 && e->decision.status != 404;
}

static const struct out_column explain_columns[] = {
	{ "url", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "state", OUT_ALL },
	{ "status", OUT_ALL },
	{ "location", OUT_ALL },
	{ "cache_control", OUT_ALL },
	{ "why", OUT_ALL },
	{ "at", OUT_ALL },
	{ "method", OUT_ALL },
	{ "considered", OUT_ALL },
};

static json_t *
considered(const struct explanation *e)
{
	json_t            *list = json_array();
	const struct rule *r;
	size_t             i;

	for (i = 0; i < e->n; i++) {
		r = e->match[i].rule;
		/* Fails, and says so at the end, when list is NULL. */
		json_array_append_new(list,
		    json_pack("{s:I, s:o, s:s, s:s}", "rule", (json_int_t)r->id,
			"source", out_json_text(r->source), "verdict",
			verdict_name(e->verdict[i]), "state",
			rule_state_name(rule_state(r, e->at))));
	}
	return list;
}

static enum err
put(struct explanation *e)
{
	struct out            *o = &e->session->out;
	const struct decision *d = &e->decision;
	struct buf             cache;

	buf_init(&cache, 200);
	respond_cache_control(d, &cache);
	out_begin(o, explain_columns, ARRAY_LEN(explain_columns), true);
	out_string(o, e->asked.url);
	if (is_answer(e)) {
		out_int(o, d->rule_id);
		out_string(o, rule_state_name(d->state));
	} else {
		out_null(o);
		out_null(o);
	}
	out_int(o, d->status);
	if (d->location.len > 0)
		out_text(o, buf_slice(&d->location));
	else
		out_null(o);
	out_text(o, buf_slice(&cache));
	out_text(o, buf_slice(&e->why));
	out_time(o, e->at);
	out_string(o, e->asked.method);
	out_json(o, considered(e));
	buf_free(&cache);
	return out_end(o);
}

static enum status
explain(struct explanation *e)
{
	struct session *s = e->session;
	enum status     status = asked_parse(s, &e->asked);
	enum err        rc;

	if (status != EXIT_YES)
		return status;
	if (!instant_option(s, OPT_AT, WHEN_START, &e->at))
		return EXIT_USAGE;
	e->moment = args_has(&s->args, OPT_AT) ? when_exactly(e->at) : s->live;
	rc = work_out(e);
	if (rc != ERR_OK)
		return failed(s, rc);
	add_why(e);
	rc = s->format == OUT_TEXT ? explain_print(e) : put(e);
	return finished(s, rc, is_answer(e) ? EXIT_YES : EXIT_NO);
}

enum status
cmd_explain(struct session *s)
{
	struct explanation e = { .session = s, .at = s->now };
	enum status        status;

	key_init(&e.key);
	decision_init(&e.decision);
	buf_init(&e.why, WHY_MAX);
	status = explain(&e);
	free(e.verdict);
	buf_free(&e.why);
	decision_free(&e.decision);
	key_free(&e.key);
	asked_free(&e.asked);
	return status;
}
