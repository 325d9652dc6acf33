/* SPDX-License-Identifier: MIT */
/*
 * expected.c - the expectations that do not hold.
 */
#include "expected.h"

#include "expect.h"

#define MESSAGE_MAX (4 * EXPECT_URL_MAX)

/* "expectation 3: GET /old should get 307 /new, and gets 404" */
static void
add_message(const struct expect_result *r, const char *gets, struct buf *out)
{
	const struct expectation *e = r->expectation;

	buf_addf(out, "expectation %lld: %.*s %.*s should get %.*s",
	    (long long)e->id, (int)e->method.n, e->method.s, (int)e->url.n,
	    e->url.s, (int)e->answer.n, e->answer.s);
	if (e->at != EXPECT_NOW) {
		buf_adds(out, " at ");
		when_local(out, e->at);
	}
	buf_addf(out, ", and %s ", gets);
	expect_tell(r->got, out);
}

/* --------------------------------------------------------------------- lint */

struct linted {
	int64_t  at;
	lint_fn *fn;
	void    *arg;
};

static enum err
find(const struct expect_result *r, void *arg)
{
	const struct linted *l = arg;
	const int64_t        at = r->expectation->at;
	struct lint_finding  f = {
		 .kind = LINT_EXPECTATION,
		 .severity = lint_kind_severity(LINT_EXPECTATION),
		 .from = at == EXPECT_NOW ? l->at : at,
		 .until = WHEN_NEVER,
	};
	struct buf message, url;
	enum err   rc;

	if (r->holds)
		return ERR_OK;
	if (r->got->rule_id != 0)
		f.rules[f.n++] = r->got->rule_id;
	buf_init(&message, MESSAGE_MAX);
	buf_init(&url, EXPECT_URL_MAX);
	add_message(r, "gets", &message);
	buf_add_slice(&url, r->expectation->url);
	rc = buf_end(&message);
	if (rc == ERR_OK)
		rc = buf_end(&url);
	if (rc == ERR_OK) {
		f.message = message.data;
		f.url = url.data;
		rc = l->fn(&f, l->arg);
	}
	buf_free(&url);
	buf_free(&message);
	return rc;
}

enum err
expected_lint(struct store *s, struct table *t, int64_t at, lint_fn *fn,
    void *arg)
{
	struct linted l = { at, fn, arg };

	return expect_results(s, t, at, mono_ms(), find, &l);
}

/* --------------------------------------------------------------------- gate */

struct gate {
	struct session *session;
	struct table   *before; /* what is committed */
	struct decision decision;
	size_t          broken;
};

static enum err
weigh(const struct expect_result *r, void *arg)
{
	struct gate         *g = arg;
	struct session      *s = g->session;
	struct expect_result before;
	struct buf           message;
	bool                 force = args_has(&s->args, OPT_FORCE);
	enum err             rc;

	if (r->holds)
		return ERR_OK;
	rc = expect_ask(r->expectation, g->before, s->now, mono_ms(),
	    &g->decision, &before);
	/* What did not hold before is not broken by this. */
	if (rc != ERR_OK || !before.holds)
		return rc;
	buf_init(&message, MESSAGE_MAX);
	add_message(r, "would get", &message);
	rc = buf_end(&message);
	if (rc == ERR_OK)
		said(s, EXIT_YES, "%s%s%s", force ? "warning: " : "",
		    message.data,
		    force ? "" : "; --force does it all the same");
	buf_free(&message);
	g->broken++;
	return rc;
}

enum status
expected_gate(struct session *s)
{
	struct gate   g = { .session = s };
	struct table *after = NULL;
	enum err      rc;

	decision_init(&g.decision);
	rc = session_table(s, &g.before);
	if (rc == ERR_OK)
		rc = table_within(s->store, &after);
	if (rc == ERR_OK)
		rc = expect_results(s->store, after, s->now, mono_ms(), weigh,
		    &g);
	table_close(after);
	decision_free(&g.decision);
	if (rc != ERR_OK)
		return failed(s, rc);
	return g.broken > 0 && !args_has(&s->args, OPT_FORCE) ? EXIT_NO :
								EXIT_YES;
}
