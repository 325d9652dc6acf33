/* SPDX-License-Identifier: MIT */
/*
 * cmd_flatten.c - flatten: chains of redirects made one hop.
 *
 * All rules are judged first, and then changed: what becomes of one never
 * depends on what has become of another.
 */
#include <stdlib.h>

#include "change.h"
#include "cmd.h"
#include "flatten.h"
#include "ids.h"
#include "rules.h"

static const struct change_words words = { "flattened", "would flatten" };

struct run {
	struct session *session;
	struct flatten *flatten;
	struct rule    *changed; /* as they should be */
	size_t          n, cap;
	bool            named; /* by their ids */
};

static void
add_ids(const int64_t *id, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++)
		buf_addf(out, "%s%lld",
		    i == 0        ? n == 1 ? "rule " : "rules " :
			i + 1 < n ? ", " :
				    " and ",
		    (long long)id[i]);
}

/* A place for one more rule. */
static struct rule *
room(struct run *run)
{
	size_t       cap = run->cap == 0 ? 16 : 2 * run->cap;
	struct rule *p;

	if (run->n < run->cap)
		return &run->changed[run->n];
	p = realloc(run->changed, cap * sizeof(*p));
	if (p == NULL)
		return NULL;
	run->changed = p;
	for (; run->cap < cap; run->cap++)
		rule_init(&p[run->cap], 0);
	return &p[run->n];
}

/* What is not on standard output: over whom it leads no longer, and what stays
 * as it is. */
static enum err
tell(const struct run *run, const struct rule *r, enum flatten_end end,
    const int64_t *through, size_t n, struct buf *why)
{
	struct buf ids;

	if (buf_end(why) != ERR_OK)
		return why->err;
	if (end == FLATTEN_LEFT)
		said(run->session, EXIT_YES, "rule %lld is left: %s",
		    (long long)r->id, why->data);
	if (end == FLATTEN_NONE && run->named)
		said(run->session, EXIT_YES,
		    "rule %lld is left: nobody else answers where it leads now",
		    (long long)r->id);
	if (end != FLATTEN_DONE)
		return ERR_OK;
	buf_init(&ids, 1000);
	add_ids(through, n, &ids);
	if (buf_end(&ids) == ERR_OK)
		said(run->session, EXIT_YES,
		    "rule %lld led to '%.*s', and from there over %s%s%s",
		    (long long)r->id, (int)r->target.n, r->target.s, ids.data,
		    why->len > 0 ? "; it leads no further, because " : "",
		    why->len > 0 ? why->data : "");
	buf_free(&ids);
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	struct run      *run = arg;
	struct rule     *ret = room(run);
	int64_t          through[FLATTEN_HOPS];
	enum flatten_end end;
	struct buf       why;
	size_t           n = 0;
	enum err         rc;

	if (ret == NULL)
		return ERR_NOMEM;
	buf_init(&why, 8 * WHY_MAX);
	rc = flatten_rule(run->flatten, r, mono_ms(), ret, &end, through, &n,
	    &why);
	if (rc == ERR_OK)
		rc = tell(run, r, end, through, n, &why);
	if (rc == ERR_OK && end == FLATTEN_DONE)
		run->n++;
	buf_free(&why);
	return rc;
}

static enum status
apply(struct run *run, struct change *change)
{
	enum err rc = ERR_OK;

	for (size_t i = 0; i < run->n && rc == ERR_OK; i++) {
		rc = ledger_change(&change->ledger, &run->changed[i]);
		if (rc == ERR_OK)
			change_tell(change, &run->changed[i]);
	}
	return rc == ERR_OK ? EXIT_YES : failed(run->session, rc);
}

static enum status
flatten(struct run *run, struct change *change, const struct ids *ids)
{
	struct session *s = run->session;
	struct table   *table;
	enum status     status = EXIT_YES;
	enum err        rc = session_table(s, &table);

	if (rc == ERR_OK)
		rc = flatten_open(s->store, table, s->now, &run->flatten);
	if (rc == ERR_OK && run->named)
		status = ids_each(s, ids, judge, run);
	else if (rc == ERR_OK)
		rc = rules_each(s->store, judge, run);
	flatten_close(run->flatten);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (status == EXIT_YES && run->n == 0)
		return change_none(s,
		    said(s, EXIT_NO, "there is no chain to flatten"));
	return status == EXIT_YES ? apply(run, change) : status;
}

enum status
cmd_flatten(struct session *s)
{
	struct run    run = { .session = s };
	struct ids    ids = { 0 };
	struct change change;
	enum status   status = ids_parse(s, &ids);

	run.named = ids.n > 0;
	if (status == EXIT_YES) {
		status = change_begin(&change, s, &words, false);
		if (status == EXIT_YES)
			status = flatten(&run, &change, &ids);
		status = change_end(&change, status);
	}
	for (size_t i = 0; i < run.cap; i++)
		rule_free(&run.changed[i]);
	free(run.changed);
	ids_free(&ids);
	return status;
}
