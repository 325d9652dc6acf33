/* SPDX-License-Identifier: MIT */
/*
 * cmd_history.c - history and undo: who changed what, and back.
 */
#include <string.h>

#include <jansson.h>

#include "change.h"
#include "advise.h"
#include "cmd.h"
#include "difference.h"
#include "expected.h"
#include "ledger.h"

static const struct out_column event_columns[] = {
	{ "id", OUT_ALL },
	{ "batch", OUT_MACHINES },
	{ "at", OUT_ALL },
	{ "who", OUT_ALL },
	{ "what", OUT_ALL },
	{ "rule", OUT_ALL },
	{ "count", OUT_MACHINES },
	{ "before", OUT_MACHINES },
	{ "after", OUT_MACHINES },
	{ "undone", OUT_ALL },
	{ "change", OUT_PEOPLE },
};

/* A row of the table as the history keeps it; null when there was none.  People
 * are told the difference instead: it is not read for them. */
static void
put_row(struct out *o, struct slice text)
{
	json_t *value = NULL;

	if (text.n > 0 && o->format != OUT_TEXT)
		value = json_loadb(text.s, text.n, 0, NULL);
	out_json(o, value != NULL ? value : json_null());
}

static void
put_change(struct out *o, const struct event *e)
{
	struct buf text;

	buf_init(&text, DIFFERENCE_MAX);
	if (o->format == OUT_TEXT)
		difference_tell(e, &text);
	out_text(o, buf_slice(&text));
	buf_free(&text);
}

static enum err
put(const struct event *e, void *arg)
{
	struct session *s = arg;
	struct out     *o = &s->out;

	out_int(o, e->id);
	out_int(o, e->batch);
	out_time(o, e->at);
	out_text(o, e->who);
	out_text(o, e->what);
	if (e->rule != 0)
		out_int(o, e->rule);
	else
		out_null(o);
	out_int(o, e->count);
	put_row(o, e->before);
	put_row(o, e->after);
	if (e->undone != 0)
		out_int(o, e->undone);
	else
		out_null(o);
	put_change(o, e);
	return out_failed(o) ? ERR_IO : ERR_OK;
}

enum status
cmd_history(struct session *s)
{
	int64_t  rule = 0, limit;
	enum err rc;

	if (s->args.operands_n > 0 && !id_parse(s, s->args.operands[0], &rule))
		return EXIT_USAGE;
	if (!limit_option(s, &limit))
		return EXIT_USAGE;
	out_begin(&s->out, event_columns, ARRAY_LEN(event_columns), false);
	rc = ledger_each(s->store, rule, limit, put, s);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = out_end(&s->out);
	if (rc == ERR_OK && rule != 0 && s->out.rows == 0)
		return said(s, EXIT_NO, "nothing is recorded of a rule %lld",
		    (long long)rule);
	none_told(s, "nothing has been changed yet");
	return finished(s, rc, EXIT_YES);
}

/* ------------------------------------------------------------------- undo */

/* What was taken back, put together while its events go by. */
struct taken {
	int64_t    batch;
	int64_t    count;
	struct buf what, who;
	int64_t    at;
};

static enum err
look(const struct event *e, void *arg)
{
	struct taken *t = arg;

	if (e->batch == t->batch) {
		t->count += e->count;
		t->at = e->at;
		buf_reset(&t->what);
		buf_reset(&t->who);
		buf_add_slice(&t->what, e->what);
		buf_add_slice(&t->who, e->who);
	}
	/* Newest first: the batch ends with its first event. */
	return e->id == t->batch ? ERR_LIMIT : ERR_OK;
}

static const struct out_column undo_columns[] = {
	{ "batch", OUT_MACHINES },
	{ "what", OUT_MACHINES },
	{ "who", OUT_MACHINES },
	{ "at", OUT_MACHINES },
	{ "count", OUT_MACHINES },
};

static enum status
tell(struct session *s, struct taken *t)
{
	struct out *o = &s->out;
	struct buf  at;
	enum err    rc;

	if (s->format != OUT_TEXT) {
		out_begin(o, undo_columns, ARRAY_LEN(undo_columns), true);
		out_int(o, t->batch);
		out_text(o, buf_slice(&t->what));
		out_text(o, buf_slice(&t->who));
		out_time(o, t->at);
		out_int(o, t->count);
		return finished(s, out_end(o), EXIT_YES);
	}
	buf_init(&at, 100);
	when_local(&at, t->at);
	if (buf_end(&at) != ERR_OK || buf_end(&t->what) != ERR_OK ||
	    buf_end(&t->who) != ERR_OK)
		rc = ERR_NOMEM;
	else
		rc = told("%s event %lld: %s by %s, %s (%lld %s)",
		    s->dry_run ? "would take back" : "took back",
		    (long long)t->batch, t->what.data, t->who.data, at.data,
		    (long long)t->count, t->count == 1 ? "change" : "changes");
	buf_free(&at);
	return finished(s, rc, EXIT_YES);
}

/* Take it back within a ledger, and remember what it was. */
static enum status
take_back(struct session *s, struct ledger *ledger, int64_t event,
    struct taken *t)
{
	enum err rc;

	rc = ledger_undo(ledger, event, args_has(&s->args, OPT_FORCE),
	    &t->batch, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (t->batch == 0) {
		if (buf_end(&s->why) != ERR_OK || s->why.len == 0)
			return said(s, EXIT_NO, "there is nothing to undo");
		return said(s, EXIT_NO, "%s", s->why.data);
	}
	rc = ledger_each(s->store, 0, 0, look, t);
	return rc == ERR_OK || rc == ERR_LIMIT ? EXIT_YES : failed(s, rc);
}

enum status
cmd_undo(struct session *s)
{
	struct taken  taken = { 0 };
	struct ledger ledger;
	enum status   status;
	enum err      rc;
	int64_t       event = 0;

	if (s->args.operands_n > 0 && !id_parse(s, s->args.operands[0], &event))
		return EXIT_USAGE;
	rc = ledger_begin(&ledger, s->store, s->who, s->cmd->name, s->now);
	if (rc != ERR_OK)
		return failed(s, rc);
	buf_init(&taken.what, 1000);
	buf_init(&taken.who, 1000);
	status = take_back(s, &ledger, event, &taken);
	if (status == EXIT_YES)
		status = expected_again(s, &ledger);
	if (status == EXIT_YES)
		status = advise_batch(s, &ledger);
	rc = session_keep(s, &ledger, status == EXIT_YES);
	if (rc != ERR_OK && status == EXIT_YES)
		status = failed(s, rc);
	if (status == EXIT_YES)
		status = tell(s, &taken);
	buf_free(&taken.who);
	buf_free(&taken.what);
	return status;
}
