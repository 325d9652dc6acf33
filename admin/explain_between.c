/* SPDX-License-Identifier: MIT */
/*
 * explain_between.c - when the answer for a URL becomes another.
 */
#include "explain_between.h"

#include "asked.h"
#include "turns.h"
#include "escape.h"
#include "normal.h"

#define TEXT_MAX (4U * 65536) /* octets of a line */

static const struct out_column columns_of_one[] = {
	{ "at", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "state", OUT_ALL },
	{ "status", OUT_ALL },
	{ "location", OUT_ALL },
	{ "why", OUT_ALL },
	{ "url", OUT_MACHINES },
	{ "method", OUT_MACHINES },
};

static const struct out_column columns_of_many[] = {
	{ "at", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "state", OUT_ALL },
	{ "status", OUT_ALL },
	{ "location", OUT_ALL },
	{ "why", OUT_ALL },
	{ "url", OUT_ALL },
	{ "method", OUT_MACHINES },
};

enum status
between_parse(struct between *b, struct session *s)
{
	const char *from = args_value(&s->args, OPT_BETWEEN);
	const char *until = args_second(&s->args, OPT_BETWEEN);
	enum err    rc;

	*b = (struct between){ .session = s, .answered = true };
	rc = when_instant(from, WHEN_START, s->now, &b->from, &s->why);
	if (rc == ERR_OK)
		rc = when_instant(until, WHEN_END, s->now, &b->until, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (b->until <= b->from)
		return said(s, EXIT_USAGE,
		    "--between needs an earlier and a later time: '%s' does "
		    "not come before '%s'",
		    from, until);
	return EXIT_YES;
}

void
between_begin(const struct between *b)
{
	struct out *o = &b->session->out;

	if (b->many)
		out_begin(o, columns_of_many, ARRAY_LEN(columns_of_many),
		    false);
	else
		out_begin(o, columns_of_one, ARRAY_LEN(columns_of_one), false);
	if (b->many)
		out_lines(o);
}

/* The URL at hand, and where its rows go. */
struct row {
	struct out         *out;
	const struct asked *asked;
	const struct match *m;
	size_t              n;
	bool                answered;
};

/* "rule 2 ends, rule 3 begins" */
static void
add_turns(const struct row *r, int64_t at, struct buf *why)
{
	const struct rule *rule;
	enum rule_state    state;

	for (size_t i = 0; i < r->n; i++) {
		rule = r->m[i].rule;
		if (rule_next_change(rule, at - 1) != at)
			continue;
		state = rule_state(rule, at);
		buf_addf(why, "%srule %lld %s", why->len > 0 ? ", " : "",
		    (long long)rule->id,
		    state == RULE_EXPIRED       ? "ends" :
			state == RULE_SCHEDULED ? "pauses" :
						  "begins");
	}
}

static void
add_first(const struct row *r, const struct turn *c, struct buf *why)
{
	if (c->decision->why == WHY_BAD)
		normal_fault(r->asked, why);
	else if (c->decision->why == WHY_TOO_LONG)
		buf_addf(why, "the URL is longer than %d octets",
		    URL_REQUEST_MAX);
	else if (c->rule != NULL)
		buf_addf(why, "rule %lld is %s", (long long)c->rule->id,
		    rule_state_name(c->decision->state));
	else if (r->n > 0)
		buf_adds(why, "no rule answers");
	else
		buf_adds(why, "no rule covers this URL");
}

static enum err
put(const struct turn *c, void *arg)
{
	struct row            *r = arg;
	struct out            *o = r->out;
	const struct decision *d = c->decision;
	struct buf             why;
	bool                   answered = c->rule != NULL && d->status != 404;

	r->answered = r->answered || answered;
	buf_init(&why, TEXT_MAX);
	if (c->first)
		add_first(r, c, &why);
	else
		add_turns(r, c->at, &why);
	out_time(o, c->at);
	if (answered) {
		out_int(o, c->rule->id);
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
	out_text(o, buf_slice(&why));
	out_string(o, r->asked->url);
	out_string(o, r->asked->method);
	buf_free(&why);
	return ERR_OK;
}

/* Above the table of one URL. */
static void
print_heading(const struct between *b, const struct asked *a)
{
	struct buf line, safe;

	buf_init(&line, TEXT_MAX);
	buf_init(&safe, 4 * TEXT_MAX);
	buf_addf(&line, "%s %s from ", a->method, a->url);
	when_local(&line, b->from);
	buf_adds(&line, " until ");
	when_local(&line, b->until);
	escape_terminal(buf_slice(&line), &safe);
	if (buf_end(&line) == ERR_OK && buf_end(&safe) == ERR_OK)
		printf("%s\n", safe.data);
	buf_free(&safe);
	buf_free(&line);
}

/* A request that is malformed stays so for ever. */
static enum err
put_malformed(struct row *r, enum err e, int64_t from)
{
	struct decision d;
	struct turn     c = { .at = from, .decision = &d, .first = true };
	enum err        rc;

	decision_init(&d);
	decide_without_key(e, &d);
	rc = put(&c, r);
	decision_free(&d);
	return rc;
}

enum status
between_rows(struct between *b, const char *url, const char *method)
{
	struct session *s = b->session;
	struct asked    asked;
	struct row      row = { .out = &s->out, .asked = &asked };
	struct table   *t;
	struct key      key;
	enum status     status = asked_parse(s, url, method, &asked);
	enum err        rc;

	key_init(&key);
	if (status == EXIT_YES) {
		if (s->format == OUT_TEXT && !b->many)
			print_heading(b, &asked);
		rc = key_from_request(&asked.request, &key);
		if (rc == ERR_SYNTAX || rc == ERR_LIMIT) {
			rc = put_malformed(&row, rc, b->from);
		} else if (rc == ERR_OK) {
			rc = session_table(s, &t);
			if (rc == ERR_OK)
				rc = table_find(t, &key, mono_ms(), &row.m,
				    &row.n);
			if (rc == ERR_OK)
				rc = turns_each(&key, row.m, row.n, b->from,
				    b->until, put, &row);
		}
		b->answered = b->answered && row.answered;
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	key_free(&key);
	asked_free(&asked);
	return status;
}
