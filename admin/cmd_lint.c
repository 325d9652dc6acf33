/* SPDX-License-Identifier: MIT */
/*
 * cmd_lint.c - lint: what is wrong with the rules, or with those of a file.
 */
#include <stdlib.h>
#include <string.h>

#include "borrowed.h"
#include "cmd.h"
#include "expected.h"
#include "lint.h"
#include "posts.h"
#include "progress.h"
#include "rules.h"
#include "sarif.h"

static const struct out_column lint_columns[] = {
	{ "severity", OUT_ALL },
	{ "kind", OUT_ALL },
	{ "rules", OUT_ALL },
	{ "source", OUT_ALL },
	{ "message", OUT_ALL },
	{ "starts_at", OUT_MACHINES },
	{ "expires_at", OUT_MACHINES },
	{ "url", OUT_MACHINES },
	/* Of a file only: */
	{ "line", OUT_MACHINES },
	{ "lines", OUT_ALL },
};

#define FILE_COLUMNS 2

struct run {
	struct session    *session;
	struct store      *store;
	struct lint       *lint;
	struct sarif       sarif;
	struct lines      *lines; /* of a file, or NULL */
	struct rule        rule;  /* whose source is told */
	enum lint_severity least;
	size_t             found[3]; /* by severity */
	int64_t            judged;
	struct progress    progress;
};

/* ----------------------------------------------------------------- findings */

/* Numbers, in JSON as an array. */
static void
put_numbers(struct out *o, const int64_t *number, size_t n)
{
	struct buf text;
	json_t    *all;

	if (o->format == OUT_JSON) {
		all = json_array();
		for (size_t i = 0; i < n; i++)
			json_array_append_new(all,
			    json_integer((json_int_t)number[i]));
		out_json(o, all);
		return;
	}
	buf_init(&text, 1000);
	for (size_t i = 0; i < n; i++)
		buf_addf(&text, "%s%lld", i > 0 ? " " : "",
		    (long long)number[i]);
	out_text(o, buf_slice(&text));
	buf_free(&text);
}

/* Where the rules stand in the file. */
static void
put_lines(const struct run *run, const struct lint_finding *f)
{
	struct out *o = &run->session->out;
	int64_t     line[LINT_RULES_MAX];

	for (size_t i = 0; i < f->n; i++)
		line[i] = lines_at(run->lines, f->rules[i]);
	if (f->n > 0)
		out_int(o, line[0]);
	else
		out_null(o);
	put_numbers(o, line, f->n);
}

static enum err
put(const struct lint_finding *f, void *arg)
{
	struct run *run = arg;
	struct out *o = &run->session->out;
	bool        found = false;
	enum err    rc;

	if (f->severity < run->least)
		return ERR_OK;
	progress_hush(&run->progress);
	run->found[f->severity]++;
	rc = f->n == 0 ? ERR_OK :
			 rules_get(run->store, f->rules[0], &run->rule, &found);
	if (rc != ERR_OK)
		return rc;
	if (!found)
		rule_reset(&run->rule, 0);
	if (run->session->own_format) {
		sarif_put(&run->sarif, f, run->rule.source, run->lines);
		return run->sarif.err;
	}
	out_string(o, lint_severity_name(f->severity));
	out_string(o, lint_kind_name(f->kind));
	put_numbers(o, f->rules, f->n);
	out_text(o, run->rule.source);
	out_string(o, f->message);
	out_time(o, f->from);
	out_time(o, f->until);
	out_string(o, f->url[0] != '\0' ? f->url : NULL);
	if (run->lines != NULL)
		put_lines(run, f);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

/* ------------------------------------------------------------------ judging */

static void
show_progress(struct run *run)
{
	if (progress_due(&run->progress))
		fprintf(stderr, "%lld rules, %lld a second ",
		    (long long)run->judged,
		    (long long)(run->judged * 1000 /
			progress_ms(&run->progress)));
}

static enum err
judge(const struct rule *r, void *arg)
{
	struct run *run = arg;

	run->judged++;
	show_progress(run);
	return lint_rule(run->lint, r, mono_ms());
}

static bool
read_severity(struct session *s, enum lint_severity *ret)
{
	const char *typed = args_value(&s->args, OPT_SEVERITY);

	*ret = LINT_INFO;
	if (typed == NULL)
		return true;
	for (int i = 0; i <= LINT_ERROR; i++)
		if (strcmp(typed, lint_severity_name((enum lint_severity)i)) ==
		    0) {
			*ret = (enum lint_severity)i;
			return true;
		}
	said(s, EXIT_USAGE, "'%s' is not a severity: error, warning or info",
	    typed);
	return false;
}

/* One line below the table, for people. */
static void
print_sum(const struct run *run)
{
	printf("%lld %s judged: %zu %s, %zu %s, %zu %s\n",
	    (long long)run->judged, run->judged == 1 ? "rule" : "rules",
	    run->found[LINT_ERROR],
	    run->found[LINT_ERROR] == 1 ? "error" : "errors",
	    run->found[LINT_WARNING],
	    run->found[LINT_WARNING] == 1 ? "warning" : "warnings",
	    run->found[LINT_INFO],
	    run->found[LINT_INFO] == 1 ? "note" : "notes");
}

static enum status
print_all(struct run *run, struct table *table, int64_t at)
{
	struct session *s = run->session;
	enum status     status = EXIT_YES;
	enum err        rc;

	rc = lint_open(table, at, put, run, &run->lint);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (s->own_format)
		sarif_begin(&run->sarif, stdout,
		    s->args.operands_n > 0 ? s->args.operands[0] : NULL);
	else
		out_begin(&s->out, lint_columns,
		    ARRAY_LEN(lint_columns) -
			(run->lines == NULL ? FILE_COLUMNS : 0),
		    false);
	rule_init(&run->rule, s->now);
	progress_begin(&run->progress);
	rc = rules_each(run->store, judge, run);
	if (rc == ERR_OK)
		rc = expected_lint(run->store, table, at, put, run);
	progress_hush(&run->progress);
	if (rc == ERR_OK)
		status = posts_judge(s, run->lint);
	lint_close(run->lint);
	rule_free(&run->rule);
	if (rc != ERR_OK || status != EXIT_YES)
		return rc != ERR_OK ? failed(s, rc) : status;
	if (run->found[LINT_ERROR] + run->found[LINT_WARNING] > 0 ||
	    (args_has(&s->args, OPT_SEVERITY) && run->found[LINT_INFO] > 0))
		status = EXIT_NO;
	rc = s->own_format ? sarif_end(&run->sarif) : out_end(&s->out);
	if (rc == ERR_OK && s->format == OUT_TEXT && !s->own_format)
		print_sum(run);
	return finished(s, rc, status);
}

/* The rules of a file, in a database for as long as it takes. */
static enum status
print_file(struct run *run, int64_t at)
{
	struct session *s = run->session;
	struct borrowed b;
	enum status     status = borrowed_open(&b, s);

	if (status == EXIT_YES) {
		run->store = b.store;
		run->lines = &b.lines;
		status = print_all(run, b.table, at);
		run->lines = NULL;
	}
	borrowed_close(&b);
	return status;
}

enum status
cmd_lint(struct session *s)
{
	struct run    run = { .session = s, .store = s->store };
	struct table *table;
	int64_t       at = s->now;
	enum err      rc;

	if (!read_severity(s, &run.least) ||
	    !instant_option(s, OPT_AT, WHEN_START, &at))
		return EXIT_USAGE;
	if (s->args.operands_n > 0)
		return print_file(&run, at);
	if (args_has(&s->args, OPT_FROM_FORMAT))
		return said(s, EXIT_USAGE,
		    "--from is the format of a file: name it, or '-' for "
		    "standard input");
	rc = session_table(s, &table);
	return rc == ERR_OK ? print_all(&run, table, at) : failed(s, rc);
}
