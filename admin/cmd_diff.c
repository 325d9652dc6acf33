/* SPDX-License-Identifier: MIT */
/*
 * cmd_diff.c - diff: which answers differ between two instants, or two
 * databases, over many requests.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cmd.h"
#include "logline.h"
#include "progress.h"
#include "urls.h"

#define TEXT_MAX (8U * URL_REQUEST_MAX)

static const struct out_column diff_columns[] = {
	{ "count", OUT_ALL },
	{ "method", OUT_ALL },
	{ "url", OUT_ALL },
	{ "before_rule", OUT_MACHINES },
	{ "before_status", OUT_ALL },
	{ "before_location", OUT_ALL },
	{ "after_rule", OUT_MACHINES },
	{ "after_status", OUT_ALL },
	{ "after_location", OUT_ALL },
};

/* One of the two that are compared. */
struct side {
	struct table   *table;
	int64_t         at;
	struct decision decision;
};

struct run {
	struct session *session;
	struct side     before, after;
	struct table   *other; /* of another database, or NULL */
	struct key      key;
	struct buf      url, text, why;
	json_t         *changes; /* by what changed; each a JSON object */
	int64_t         requests, changed, refused;
	struct progress progress;
};

/* ----------------------------------------------------------------- requests */

static json_t *
answer(const struct decision *d)
{
	return json_pack("[I, i, o]", (json_int_t)d->rule_id, d->status,
	    d->location.len > 0 ? out_json_text(buf_slice(&d->location)) :
				  json_null());
}

static bool
is_same(const struct decision *a, const struct decision *b)
{
	return a->status == b->status &&
	    slice_eq(buf_slice(&a->location), buf_slice(&b->location));
}

/* Note a change, or that it has come again. */
static enum err
note(struct run *run, struct slice method)
{
	const struct decision *b = &run->before.decision;
	const struct decision *a = &run->after.decision;
	json_t                *one;
	enum err               rc;

	run->changed++;
	buf_reset(&run->url);
	key_url(&run->key, &run->url);
	buf_reset(&run->text);
	buf_add_slice(&run->text, method);
	buf_addc(&run->text, ' ');
	buf_add_slice(&run->text, buf_slice(&run->url));
	/* Of one URL visitors may get several answers. */
	buf_addf(&run->text, " %d %lld ", b->status, (long long)b->rule_id);
	buf_add_slice(&run->text, buf_slice(&b->location));
	buf_addf(&run->text, " %d %lld ", a->status, (long long)a->rule_id);
	buf_add_slice(&run->text, buf_slice(&a->location));
	rc = buf_end(&run->text);
	if (rc == ERR_OK)
		rc = buf_end(&run->url);
	if (rc != ERR_OK)
		return rc;
	one = json_object_get(run->changes, run->text.data);
	if (one != NULL)
		return json_integer_set(json_array_get(one, 0),
			   json_integer_value(json_array_get(one, 0)) + 1) ==
			0 ?
		    ERR_OK :
		    ERR_NOMEM;
	one = json_pack("[i, s%, o, o, o]", 1, method.s, method.n,
	    out_json_text(buf_slice(&run->url)), answer(b), answer(a));
	return json_object_set_new_nocheck(run->changes, run->text.data, one) ==
		0 ?
	    ERR_OK :
	    ERR_NOMEM;
}

static enum err
decide_side(struct run *run, struct side *side)
{
	return table_decide(side->table, &run->key, when_exactly(side->at),
	    mono_ms(), &side->decision);
}

static void
show_progress(struct run *run)
{
	if (run->requests % PROGRESS_ROWS == 0 && progress_due(&run->progress))
		fprintf(stderr, "%lld requests, %lld a second ",
		    (long long)run->requests,
		    (long long)(run->requests * 1000 /
			progress_ms(&run->progress)));
}

static enum err
compare(struct run *run, const struct request *r)
{
	enum err rc = key_from_request(r, &run->key);

	run->requests++;
	show_progress(run);
	/* Malformed then, malformed now. */
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = decide_side(run, &run->before);
	if (rc == ERR_OK)
		rc = decide_side(run, &run->after);
	if (rc != ERR_OK ||
	    is_same(&run->before.decision, &run->after.decision))
		return rc;
	return note(run, r->method);
}

/* A line of an access log, and no URL: that has neither in it. */
static bool
is_logged(const char *line)
{
	return line[0] == '{' || strstr(line, "] \"") != NULL;
}

static enum err
compare_line(struct run *run, const struct urls *u, const char *url,
    const char *method)
{
	struct logline line;
	struct request r;
	enum err       rc;

	if (!is_logged(url)) {
		request_from_url(url, method != NULL ? method : "GET", &r);
		return compare(run, &r);
	}
	buf_reset(&run->why);
	rc = logline_read(slice_of(url), &line, &run->text, &run->why);
	if (rc == ERR_OK) {
		struct buf own = run->text; /* note() needs another one */

		buf_init(&run->text, TEXT_MAX);
		logline_request(&line, &r);
		rc = compare(run, &r);
		buf_free(&run->text);
		run->text = own;
		return rc;
	}
	if (rc == ERR_NOMEM || buf_end(&run->why) != ERR_OK)
		return ERR_NOMEM;
	run->refused++;
	said(run->session, EXIT_YES, "%s:%zu: %s", u->name, u->line,
	    run->why.data);
	return ERR_OK;
}

static enum status
compare_file(struct run *run)
{
	struct session *s = run->session;
	struct urls    *u = malloc(sizeof(*u));
	const char     *url = NULL, *method = NULL;
	enum status     status;
	enum err        rc = ERR_OK;

	if (u == NULL)
		return failed(s, ERR_NOMEM);
	status = urls_open(u, s, args_value(&s->args, OPT_FILE_LOG));
	if (status == EXIT_YES) {
		while (rc == ERR_OK &&
		    (status = urls_next(u, &url, &method)) == EXIT_YES)
			rc = compare_line(run, u, url, method);
		urls_close(u);
	}
	free(u);
	progress_hush(&run->progress);
	if (rc != ERR_OK)
		return failed(s, rc);
	return status == EXIT_NO ? EXIT_YES : status;
}

/* ------------------------------------------------------------------- output */

static int
by_count(const void *a, const void *b)
{
	const json_t *x = *(json_t *const *)a, *y = *(json_t *const *)b;
	json_int_t    n = json_integer_value(json_array_get(x, 0));
	json_int_t    m = json_integer_value(json_array_get(y, 0));

	if (n != m)
		return n < m ? 1 : -1;
	return strcmp(json_string_value(json_array_get(x, 2)),
	    json_string_value(json_array_get(y, 2)));
}

static void
put_answer(struct out *o, const json_t *a)
{
	json_int_t rule = json_integer_value(json_array_get(a, 0));

	if (rule == 0)
		out_null(o);
	else
		out_int(o, rule);
	out_int(o, json_integer_value(json_array_get(a, 1)));
	out_string(o, json_string_value(json_array_get(a, 2)));
}

/* The most frequent first. */
static enum status
print_changes(struct run *run)
{
	struct session *s = run->session;
	struct out     *o = &s->out;
	size_t          n = json_object_size(run->changes), i = 0;
	json_t        **list = calloc(n + 1, sizeof(*list)), *one;
	const char     *name;
	enum err        rc;

	if (list == NULL)
		return failed(s, ERR_NOMEM);
	json_object_foreach(run->changes, name, one) list[i++] = one;
	qsort(list, n, sizeof(*list), by_count);
	out_begin(o, diff_columns, ARRAY_LEN(diff_columns), false);
	for (i = 0; i < n; i++) {
		out_int(o, json_integer_value(json_array_get(list[i], 0)));
		out_string(o, json_string_value(json_array_get(list[i], 1)));
		out_string(o, json_string_value(json_array_get(list[i], 2)));
		put_answer(o, json_array_get(list[i], 3));
		put_answer(o, json_array_get(list[i], 4));
	}
	free(list);
	rc = out_end(o);
	if (rc == ERR_OK && s->format == OUT_TEXT)
		printf("%lld %s: %lld answered otherwise, %lld not "
		       "understood\n",
		    (long long)run->requests,
		    run->requests == 1 ? "request" : "requests",
		    (long long)run->changed, (long long)run->refused);
	return finished(s, rc,
	    n > 0 && args_has(&s->args, OPT_EXIT_CODE) ? EXIT_NO : EXIT_YES);
}

/* What is compared: two instants, or two databases at one. */
static enum status
read_sides(struct run *run)
{
	struct session *s = run->session;
	const char     *from = args_value(&s->args, OPT_BETWEEN);
	const char     *until = args_second(&s->args, OPT_BETWEEN);
	struct store   *store;
	enum err        rc;

	if (args_value(&s->args, OPT_FILE_LOG) == NULL)
		return said(s, EXIT_USAGE,
		    "something is missing: --file FILE with URLs, or an "
		    "access log");
	if ((from != NULL) == (s->args.operands_n > 0))
		return said(s, EXIT_USAGE,
		    "it compares two times, with --between TIME TIME, or two "
		    "databases, with the name of another one");
	run->before.at = s->now;
	if (!instant_option(s, OPT_AT, WHEN_START, &run->before.at))
		return EXIT_USAGE;
	run->after.at = run->before.at;
	rc = session_table(s, &run->before.table);
	run->after.table = run->before.table;
	if (rc == ERR_OK && from != NULL) {
		if (args_has(&s->args, OPT_AT))
			return said(s, EXIT_USAGE,
			    "--at is for two databases; --between has its own "
			    "times");
		rc = when_instant(from, WHEN_START, s->now, &run->before.at,
		    &s->why);
		if (rc == ERR_OK)
			rc = when_instant(until, WHEN_START, s->now,
			    &run->after.at, &s->why);
	} else if (rc == ERR_OK) {
		/* So that a file that is none is told before. */
		rc = store_open(s->args.operands[0], STORE_READ, &store,
		    &s->why);
		if (rc == ERR_ABSENT)
			return said(s, EXIT_FAIL, "there is no database '%s'",
			    s->args.operands[0]);
		if (rc != ERR_OK)
			return failed(s, rc);
		store_close(store);
		rc = table_open(s->args.operands[0], &run->other);
		run->after.table = run->other;
	}
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

enum status
cmd_diff(struct session *s)
{
	struct run  run = { .session = s };
	enum status status;

	progress_begin(&run.progress);
	key_init(&run.key);
	decision_init(&run.before.decision);
	decision_init(&run.after.decision);
	buf_init(&run.url, TEXT_MAX);
	buf_init(&run.text, TEXT_MAX + 2 * LOGLINE_MAX);
	buf_init(&run.why, 8 * WHY_MAX);
	run.changes = json_object();
	status = run.changes == NULL ? failed(s, ERR_NOMEM) : read_sides(&run);
	if (status == EXIT_YES)
		status = compare_file(&run);
	if (status == EXIT_YES)
		status = print_changes(&run);
	json_decref(run.changes);
	table_close(run.other);
	buf_free(&run.why);
	buf_free(&run.text);
	buf_free(&run.url);
	decision_free(&run.after.decision);
	decision_free(&run.before.decision);
	key_free(&run.key);
	return status;
}
