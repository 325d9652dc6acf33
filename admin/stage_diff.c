/* SPDX-License-Identifier: MIT */
/*
 * stage_diff.c - what a stage would change.
 */
#include "stage_diff.h"

#include <stdlib.h>
#include <string.h>

#include "difference.h"
#include "expect_out.h"
#include "expected.h"
#include "ids.h"
#include "lint.h"
#include "rules.h"
#include "stage_answers.h"
#include "stage_apply.h"

static const struct out_column diff_columns[] = {
	{ "what", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "source", OUT_ALL },
	{ "url", OUT_ALL },
	{ "before", OUT_ALL },
	{ "after", OUT_ALL },
	{ "hits", OUT_ALL },
	{ "message", OUT_ALL },
};

static const char *const words[] = {
	[STAGED_ADDED] = "added",
	[STAGED_CHANGED] = "changed",
	[STAGED_REMOVED] = "removed",
};

struct run {
	struct session   *session;
	struct stage_open stage;
	struct table     *before_table, *after_table;
	struct lint      *lint;
	struct store     *before_store; /* what is committed */
	struct ledger     ledger;  /* in which all of it is done, and left */
	struct ids        touched; /* rules that are there */
	struct ids        added;   /* rules that are not */
	struct rule       rule;
	size_t            changes, conflicts, errors;
	struct stage_sum  sum;
};

/* -------------------------------------------------------------------- rules */

static enum err
put_rule(const struct staged *g, void *arg)
{
	struct run        *run = arg;
	struct out        *o = &run->session->out;
	const struct event e = { .rule = g->id,
		.what = SLICE("stage"),
		.count = 1,
		.before = g->before,
		.after = g->after };
	struct buf         text;
	bool               found = false;
	enum err           rc;

	rc = rules_get(g->kind == STAGED_REMOVED ? run->before_store :
						   run->stage.store,
	    g->id, &run->rule, &found);
	if (rc == ERR_OK && g->before.n > 0)
		rc = ids_add(&run->touched, g->id);
	if (rc != ERR_OK)
		return rc;
	run->changes++;
	run->conflicts += g->conflict;
	buf_init(&text, DIFFERENCE_MAX);
	difference_tell(&e, &text);
	if (g->conflict)
		buf_adds(&text, "; conflict: it was changed since, too");
	out_string(o, words[g->kind]);
	out_int(o, g->id);
	out_text(o, found ? run->rule.source : slice_of(NULL));
	out_null(o);
	out_null(o);
	out_null(o);
	out_null(o);
	out_text(o, buf_slice(&text));
	buf_free(&text);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* ------------------------------------------------------------- expectations */

static enum err
put_expectation(const struct expectation *e, enum staged_kind kind, void *arg)
{
	struct run *run = arg;
	struct out *o = &run->session->out;
	struct buf  text;

	run->changes++;
	buf_init(&text, 4 * EXPECT_URL_MAX);
	expect_words(e, &text);
	out_string(o, words[kind]);
	out_null(o);
	out_null(o);
	out_text(o, e->url);
	out_null(o);
	out_null(o);
	out_null(o);
	out_text(o, buf_slice(&text));
	buf_free(&text);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* What contradicts another one keeps the stage from being applied. */
static enum err
put_clash(int64_t other, const char *clash, void *arg)
{
	struct run *run = arg;
	struct out *o = &run->session->out;

	(void)other;
	run->errors++;
	out_string(o, lint_severity_name(LINT_ERROR));
	for (int i = 0; i < 6; i++)
		out_null(o);
	out_string(o, clash);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* ----------------------------------------------------------------- findings */

static enum err
put_finding(const struct lint_finding *f, void *arg)
{
	struct run *run = arg;
	struct out *o = &run->session->out;
	bool        found = false;
	enum err    rc = ERR_OK;

	if (f->severity == LINT_INFO)
		return ERR_OK;
	run->errors += f->severity == LINT_ERROR;
	if (f->n > 0)
		rc = rules_get(run->session->store, f->rules[0], &run->rule,
		    &found);
	if (rc != ERR_OK)
		return rc;
	out_string(o, lint_severity_name(f->severity));
	if (f->n > 0)
		out_int(o, f->rules[0]);
	else
		out_null(o);
	out_text(o, found ? run->rule.source : slice_of(NULL));
	out_string(o, f->url[0] != '\0' ? f->url : NULL);
	out_null(o);
	out_null(o);
	out_null(o);
	out_string(o, f->message);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

static enum err
lint_each(struct run *run, const struct ids *ids)
{
	struct rule r;
	bool        found;
	enum err    rc = ERR_OK;

	rule_init(&r, run->session->now);
	for (size_t i = 0; i < ids->n && rc == ERR_OK; i++) {
		found = false;
		rc = rules_get(run->session->store, ids->id[i], &r, &found);
		if (rc == ERR_OK && found)
			rc = lint_rule(run->lint, &r, mono_ms());
	}
	rule_free(&r);
	return rc;
}

static enum err
lint_all(struct run *run)
{
	struct session *s = run->session;
	enum err        rc;

	rc = lint_open(run->after_table, s->now, put_finding, run, &run->lint);
	if (rc == ERR_OK)
		rc = lint_each(run, &run->touched);
	if (rc == ERR_OK)
		rc = lint_each(run, &run->added);
	lint_close(run->lint);
	return rc == ERR_OK ? expected_lint(s->store, run->after_table, s->now,
				  put_finding, run) :
			      rc;
}

/* ------------------------------------------------------------------- a file */

/* As "diff OTHER --file FILE" does, the stage being the other. */
static enum status
compare_file(struct session *s, const char *path)
{
	struct session own = *s;
	char          *operand = strdup(path);
	enum status    status;

	if (operand == NULL)
		return failed(s, ERR_NOMEM);
	own.args.operands = &operand;
	own.args.operands_n = 1;
	status = cmd_diff(&own);
	s->why = own.why;
	s->table = own.table;
	s->out = own.out;
	free(operand);
	return status;
}

/* -------------------------------------------------------------------- whole */

/* All of it is done in a transaction that is never committed: so what is shown
 * is what would be, also where the rules have changed since. */
static enum err
look(struct run *run)
{
	struct session *s = run->session;
	enum err        rc;

	rc = staging_each(s->store, run->stage.store, &run->stage.staging,
	    put_rule, run);
	if (rc == ERR_OK)
		rc = stage_merge(s, &run->stage, &run->ledger, NULL,
		    &run->added, put_expectation, run);
	if (rc == ERR_OK)
		rc = expect_clashes(&run->ledger, put_clash, run);
	if (rc == ERR_OK)
		rc = table_within(s->store, &run->after_table);
	if (rc == ERR_OK)
		rc = lint_all(run);
	if (rc == ERR_OK)
		rc = stage_answers(s, run->before_table, run->after_table,
		    run->before_store, &run->touched, &run->added, &run->sum);
	table_close(run->after_table);
	return rc;
}

static enum err
print_sum(const struct run *run)
{
	const struct stage_sum *n = &run->sum;
	enum err                rc;

	rc = told("%zu %s in the stage of %s: %zu in conflict, %zu %s",
	    run->changes, run->changes == 1 ? "change" : "changes",
	    run->stage.staging.who, run->conflicts, run->errors,
	    run->errors == 1 ? "error" : "errors");
	if (rc != ERR_OK)
		return rc;
	printf("%zu %s would be another", n->answers,
	    n->answers == 1 ? "answer" : "answers");
	if (n->hits > 0)
		printf(", of rules with %lld of %lld hits",
		    (long long)n->hits_of_answers, (long long)n->hits);
	return puts("") < 0 ? ERR_IO : ERR_OK;
}

static enum status
print(struct run *run)
{
	struct session *s = run->session;
	enum err        rc = session_table(s, &run->before_table), end;

	out_begin(&s->out, diff_columns, ARRAY_LEN(diff_columns), false);
	if (rc == ERR_OK)
		rc = store_open(s->db, STORE_READ, &run->before_store, &s->why);
	if (rc == ERR_OK)
		rc = ledger_begin(&run->ledger, s->store, s->who, "stage",
		    s->now);
	if (rc == ERR_OK) {
		rc = look(run);
		end = ledger_end(&run->ledger, false);
		rc = rc == ERR_OK ? end : rc;
	}
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = out_end(&s->out);
	if (rc == ERR_OK && s->format == OUT_TEXT)
		rc = print_sum(run);
	return finished(s, rc,
	    run->conflicts + run->errors > 0 ? EXIT_NO : EXIT_YES);
}

enum status
stage_diff(struct session *s, const char *path)
{
	struct run  run = { .session = s };
	enum status status = stage_open(s, path,
	    args_has(&s->args, OPT_FILE_LOG) ? STORE_READ : STORE_WRITE,
	    &run.stage);

	if (status == EXIT_YES && args_has(&s->args, OPT_FILE_LOG)) {
		stage_close(&run.stage);
		return compare_file(s, path);
	}
	rule_init(&run.rule, s->now);
	if (status == EXIT_YES)
		status = print(&run);
	rule_free(&run.rule);
	ids_free(&run.touched);
	ids_free(&run.added);
	store_close(run.before_store);
	stage_close(&run.stage);
	return status;
}
