/* SPDX-License-Identifier: MIT */
/*
 * cmd_hits.c - hits import: what rules answered by themselves, in a web
 * server's configuration, is counted from its log.
 *
 * Each line is decided as the worker would have at its instant, by the rules as
 * they are now, and counts when the log tells the same status.  Rules that are
 * in force are the worker's to count.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "filter.h"
#include "host.h"
#include "logged.h"
#include "logs.h"
#include "progress.h"

#define ENOUGH   40000 /* counters in memory before they are written */
#define TOLD_MAX 10    /* lines that are refused one by one */

struct count {
	struct session *session;
	struct logged   logged;
	struct store   *store; /* the hits; NULL: a dry run, and none yet */
	struct buf      text;  /* of a line */
	struct buf      host;  /* of a log that names none */
	struct logs     logs;
	struct hits_log log; /* how far it is counted */
	struct progress progress;
};

/* A worker counts what it answers, and that stands in the server's log, too:
 * unless rules are chosen, those count that no worker asks. */
static enum err
collect(const struct rule *r, void *arg)
{
	struct count *c = arg;
	bool          any = args_has(&c->session->args, OPT_ALL_RULES) ||
	    args_has(&c->session->args, OPT_STATE) ||
	    args_has(&c->session->args, OPT_WITH_TAG);

	return any || !r->enabled ? ids_add(&c->logged.ids, r->id) : ERR_OK;
}

/* ----------------------------------------------------------------- one log */

/* All at once: how far it is counted is true with them only. */
static enum err
write_hits(struct count *c)
{
	struct hit *taken = malloc((c->logged.hits.used + 1) * sizeof(*taken));
	size_t      n;
	enum err    rc = ERR_OK;

	if (taken == NULL)
		return ERR_NOMEM;
	n = hits_take(&c->logged.hits, taken, c->logged.hits.used);
	if (!c->session->dry_run)
		rc = hits_log_write(c->store, taken, n, &c->log,
		    c->session->now);
	free(taken);
	return rc;
}

static void
show_progress(struct count *c)
{
	const int64_t lines = c->logged.tally.lines;

	if (lines % PROGRESS_ROWS != 0 || !progress_due(&c->progress))
		return;
	fprintf(stderr, "%s: %lld lines, %lld a second", c->logs.name,
	    (long long)lines,
	    (long long)(lines * 1000 / progress_ms(&c->progress)));
	if (logs_percent(&c->logs) >= 0)
		fprintf(stderr, ", %d %%", logs_percent(&c->logs));
	fputc(' ', stderr);
}

static void
refuse_line(struct count *c)
{
	progress_hush(&c->progress);
	if (++c->logged.tally.refused <= TOLD_MAX &&
	    buf_end(&c->session->why) == ERR_OK)
		said(c->session, EXIT_NO, "%s:%lld: %s", c->logs.name,
		    (long long)c->logs.line, c->session->why.data);
	buf_reset(&c->session->why);
}

static enum err
take_line(struct count *c, struct slice line)
{
	struct logline l;
	enum err       rc;

	c->logged.tally.lines++;
	rc = logline_read(line, &l, &c->text, &c->session->why);
	if (rc == ERR_OK)
		rc = logged_count(&c->logged, &l);
	else if (rc != ERR_NOMEM)
		refuse_line(c), rc = ERR_OK;
	c->log.octets = c->logs.octets;
	c->log.last = hits_line(line);
	if (rc == ERR_OK && c->logged.hits.used > ENOUGH)
		rc = write_hits(c);
	show_progress(c);
	return rc;
}

/*
 * The first line tells which log it is; then pass over what was counted.
 * EXIT_YES with the first line that is new, EXIT_NO when there is none.
 */
static enum status
find_new(struct count *c, struct slice *line)
{
	struct session *s = c->session;
	struct hits_log known;
	enum status     status = logs_next(&c->logs, line);
	bool            found = false;
	enum err        rc;

	if (status != EXIT_YES)
		return status;
	c->log = (struct hits_log){ .first = hits_line(*line) };
	rc = args_has(&s->args, OPT_FORCE_LOG) ?
	    ERR_OK :
	    hits_log_get(c->store, c->log.first, &known, &found);
	if (rc != ERR_OK)
		return failed(s, rc);
	while (found && status == EXIT_YES) {
		c->logged.tally.before++;
		if (c->logs.octets >= known.octets)
			break;
		status = logs_next(&c->logs, line);
	}
	if (found && status == EXIT_YES &&
	    (c->logs.octets != known.octets || hits_line(*line) != known.last))
		return said(s, EXIT_FAIL,
		    "'%s' begins as a log that was counted, but goes on "
		    "otherwise; --force counts all of it",
		    c->logs.name);
	if (!found || status != EXIT_YES)
		return status;
	c->log = known;
	return logs_next(&c->logs, line);
}

static enum status
count_log(struct count *c, const char *name)
{
	struct session *s = c->session;
	struct slice    line;
	enum status     status = logs_open(&c->logs, s, name);
	enum err        rc = ERR_OK;

	c->logged.tally = (struct tally){ 0 };
	progress_begin(&c->progress);
	if (status == EXIT_YES)
		status = find_new(c, &line);
	while (status == EXIT_YES && rc == ERR_OK) {
		rc = take_line(c, line);
		if (rc == ERR_OK)
			status = logs_next(&c->logs, &line);
	}
	progress_hush(&c->progress);
	/* What was read before a failure is counted; the rest another time. */
	if (rc == ERR_OK && c->logged.tally.lines > 0)
		rc = write_hits(c);
	if (c->logged.tally.left > 0 && !args_has(&s->args, OPT_STATE) &&
	    !args_has(&s->args, OPT_WITH_TAG))
		said(s, EXIT_YES,
		    "%s: %lld %s answered by rules that are in force "
		    "here: a worker counts these itself; if none runs, --all "
		    "counts them",
		    c->logs.name, (long long)c->logged.tally.left,
		    c->logged.tally.left == 1 ? "line was" : "lines were");
	if (c->logged.tally.refused > TOLD_MAX)
		said(s, EXIT_NO, "%s: and %lld more lines", c->logs.name,
		    (long long)(c->logged.tally.refused - TOLD_MAX));
	logs_close(&c->logs);
	if (rc != ERR_OK)
		return failed(s, rc);
	return status == EXIT_FAIL      ? status :
	    c->logged.tally.refused > 0 ? EXIT_NO :
					  EXIT_YES;
}

/* ------------------------------------------------------------------ command */

static const struct out_column columns_of_log[] = {
	{ "log", OUT_ALL },
	{ "lines", OUT_ALL },
	{ "counted_before", OUT_ALL },
	{ "served", OUT_ALL },
	{ "late", OUT_ALL },
	{ "answered_otherwise", OUT_ALL },
	{ "refused", OUT_ALL },
	{ "left_to_worker", OUT_ALL },
};

static void
put(struct out *o, const char *name, const struct tally *t)
{
	out_string(o, name);
	out_int(o, t->lines);
	out_int(o, t->before);
	out_int(o, t->served);
	out_int(o, t->late);
	out_int(o, t->other);
	out_int(o, t->refused);
	out_int(o, t->left);
}

static enum status
open_count(struct count *c)
{
	struct session *s = c->session;
	const char     *host = args_value(&s->args, OPT_LOG_HOST);
	struct filter   filter;
	enum status     status = filter_parse(s, &filter);
	enum err        rc;
	int             port;

	c->logged.scheme = "http";
	if (host != NULL && strncmp(host, "https://", 8) == 0) {
		c->logged.scheme = "https";
		host += 8;
	}
	rc = host == NULL ?
	    ERR_OK :
	    host_parse(slice_of(host), &c->host, &port, &s->why);
	if (rc == ERR_OK)
		rc = buf_end(&c->host);
	if (host != NULL)
		c->logged.host = c->host.data;
	if (status == EXIT_YES && rc == ERR_OK)
		rc = filter_each(s, &filter, collect, c);
	filter_free(&filter);
	if (status == EXIT_YES && rc == ERR_OK)
		rc = session_table(s, &c->logged.table);
	if (status == EXIT_YES && rc == ERR_OK)
		rc = s->dry_run ?
		    session_hits(s, &c->store) :
		    store_open(s->hits_db, session_mode(s, HITS_WRITE),
			&c->store, &s->why);
	return rc != ERR_OK ? failed(s, rc) : status;
}

enum status
cmd_hits(struct session *s)
{
	struct count c = { .session = s };
	enum status  status, one;
	enum err     rc;

	if (strcmp(s->args.operands[0], "import") != 0)
		return said(s, EXIT_USAGE,
		    "'%s' is nothing that can be done with hits: import",
		    s->args.operands[0]);
	logged_init(&c.logged);
	buf_init(&c.text, (size_t)4 * LOGLINE_MAX);
	buf_init(&c.host, SOURCE_MAX);
	status = open_count(&c);
	if (status == EXIT_YES) {
		out_begin(&s->out, columns_of_log, ARRAY_LEN(columns_of_log),
		    false);
		for (size_t i = 1; i < s->args.operands_n; i++) {
			one = count_log(&c, s->args.operands[i]);
			if (one > status)
				status = one;
			put(&s->out, s->args.operands[i], &c.logged.tally);
		}
		s->done = !s->dry_run && status != EXIT_FAIL;
		rc = out_end(&s->out);
		status = rc != ERR_OK ? finished(s, rc, status) : status;
	}
	store_close(c.store);
	buf_free(&c.host);
	buf_free(&c.text);
	logged_free(&c.logged);
	return status;
}
