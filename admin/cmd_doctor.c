/* SPDX-License-Identifier: MIT */
/*
 * cmd_doctor.c - doctor: is all well, and if not, what to do; see doctor.h.
 */
#include "cmd.h"

#include <pwd.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/timex.h>
#include <unistd.h>

#include "doctor.h"
#include "escape.h"
#include "ledger.h"
#include "rules.h"

/* No clock stands before the day on which this was written. */
#define CLOCK_LEAST 1795219200LL /* 2026-11-21 */

static const struct out_column doctor_columns[] = {
	{ "check", OUT_ALL },
	{ "state", OUT_ALL },
	{ "finding", OUT_ALL },
	{ "advice", OUT_ALL },
};

/* For people: sentences are too long for a table. */
static enum err
say_text(const char *check, const char *mark, const char *finding,
    const char *advice)
{
	struct buf line;
	enum err   rc;

	buf_init(&line, 65536);
	buf_addf(&line, "%-8s %-14s ", mark, check);
	escape_terminal(slice_of(finding), &line);
	if (advice != NULL) {
		buf_addf(&line, "\n%24s", "-> ");
		buf_adds(&line, advice);
	}
	rc = buf_end(&line);
	if (rc == ERR_OK && puts(line.data) < 0)
		rc = ERR_IO;
	buf_free(&line);
	return rc;
}

void
doctor_say(struct doctor *d, const char *check, enum mark mark,
    const char *advice, const char *format, ...)
{
	static const char *const marks[] = {
		[MARK_OK] = "ok",
		[MARK_UNKNOWN] = "unknown",
		[MARK_WARNING] = "warning",
		[MARK_PROBLEM] = "problem",
	};
	struct out *o = &d->s->out;
	va_list     args;
	char       *text = NULL;
	int         n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (mark > d->worst)
		d->worst = mark;
	if (n < 0)
		d->failed = ERR_NOMEM;
	progress_hush(&d->progress);
	if (d->failed != ERR_OK)
		return;
	if (o->format == OUT_TEXT) {
		d->failed = say_text(check, marks[mark], text, advice);
	} else {
		out_string(o, check);
		out_string(o, marks[mark]);
		out_string(o, text);
		out_string(o, advice);
	}
	free(text);
}

/* ------------------------------------------------------------------ checks */

static void
look_at_sqlite(struct doctor *d)
{
	if (store_has_reset_bug())
		doctor_say(d, "sqlite", MARK_OK,
		    "let no program but detour write the rules",
		    "version %s; two programs that write at once can lose a "
		    "change in it (the WAL-reset bug), which the lock that "
		    "every command takes rules out",
		    store_sqlite_version());
	else
		doctor_say(d, "sqlite", MARK_OK, NULL, "version %s",
		    store_sqlite_version());
}

/* Every rule passes the gate that the worker has. */
struct validity {
	struct doctor *doctor;
	int64_t        rules; /* how many were looked at */
	int64_t        bad;   /* how many do not */
	int64_t        first; /* the id of the first one */
	int64_t        lost;  /* how many are not found by their source */
	int64_t        first_lost;
};

static enum err
look_at_rule(const struct rule *r, void *arg)
{
	struct validity *v = arg;
	bool             placed = true;
	enum err         rc = ERR_OK;

	if (!r->parsed && v->bad++ == 0)
		v->first = r->id;
	if (r->parsed)
		rc = rules_is_placed(v->doctor->s->store, r, &placed);
	if (rc != ERR_OK)
		return rc;
	if (!placed && v->lost++ == 0)
		v->first_lost = r->id;
	if (++v->rules % PROGRESS_ROWS == 0 &&
	    progress_due(&v->doctor->progress))
		fprintf(stderr, "reading rules, %lld, %lld s ",
		    (long long)v->rules,
		    (long long)(progress_ms(&v->doctor->progress) / 1000));
	return ERR_OK;
}

static void
look_at_rules(struct doctor *d)
{
	struct session *s = d->s;
	struct validity v = { .doctor = d };

	if (rules_each(s->store, look_at_rule, &v) != ERR_OK)
		doctor_say(d, "rules", MARK_UNKNOWN, NULL,
		    "they cannot be read: %s", store_message(s->store));
	else if (v.bad > 0)
		doctor_say(d, "rules", MARK_PROBLEM,
		    "'detour lint' says what is wrong with it, and 'detour "
		    "edit' puts it right",
		    "%lld cannot be served: they were not made by detour; the "
		    "first is rule %lld",
		    (long long)v.bad, (long long)v.first);
	else if (v.lost > 0)
		doctor_say(d, "rules", MARK_PROBLEM,
		    "'detour edit ID --source SOURCE', with the source that it "
		    "shall have, puts it right",
		    "%lld cannot be found by its source, which was not changed "
		    "by detour; the first is rule %lld",
		    (long long)v.lost, (long long)v.first_lost);
	else
		doctor_say(d, "rules", MARK_OK, NULL, "all are valid");
}

/* What of the schema of this version is there. */
static void
look_at_indexes(struct doctor *d)
{
	struct buf names;

	buf_init(&names, WHY_MAX);
	if (store_lacks(d->s->store, &names) != ERR_OK ||
	    buf_end(&names) != ERR_OK)
		doctor_say(d, "database", MARK_UNKNOWN, NULL,
		    "version %d of the schema; which indexes there are cannot "
		    "be told: %s",
		    RULES_VERSION, store_message(d->s->store));
	else if (names.len > 0)
		doctor_say(d, "database", MARK_PROBLEM,
		    "'detour migrate' makes them",
		    "version %d of the schema, but it lacks indexes, so that "
		    "rules are found slowly, or not at all: %s",
		    RULES_VERSION, names.data);
	else
		doctor_say(d, "database", MARK_OK, NULL,
		    "version %d of the schema", RULES_VERSION);
	buf_free(&names);
}

static void
look_at_schema(struct doctor *d)
{
	struct session *s = d->s;
	enum err        rc = store_open(s->db, STORE_READ, &s->store, &s->why);

	if (rc != ERR_OK) {
		doctor_say(d, "database", MARK_PROBLEM,
		    rc == ERR_ABSENT ?
			"'detour init' makes one, 'detour restore' takes a "
			"copy" :
			rc == ERR_SCHEMA || rc == ERR_STORE ?
			"if nothing else helps, 'detour restore FILE --force' "
			"puts a copy in its place, and keeps it" :
			NULL,
		    "%s",
		    buf_end(&s->why) == ERR_OK ? s->why.data : err_name(rc));
		buf_reset(&s->why);
		return;
	}
	d->readable = true;
	if (store_version(s->store) < RULES_VERSION)
		doctor_say(d, "database", MARK_PROBLEM,
		    "'detour migrate' brings it there",
		    "version %lld of the schema; workers read it, and commands "
		    "need version %d",
		    (long long)store_version(s->store), RULES_VERSION);
	else
		look_at_indexes(d);
}

static void
look_inside(struct doctor *d)
{
	struct session    *s = d->s;
	struct store_count n = { 0 };
	enum err           rc;

	progress_begin(&d->progress);
	progress_watch(&d->progress, s->store);
	rc = store_verify(s->store, &n, &s->why);
	if (rc == ERR_OK)
		doctor_say(d, "integrity", MARK_OK, NULL,
		    "whole, with %lld rules and %lld events",
		    (long long)n.rules, (long long)n.events);
	else
		doctor_say(d, "integrity",
		    rc == ERR_STORE ? MARK_PROBLEM : MARK_UNKNOWN,
		    "'detour restore FILE --force' puts a copy in its place, "
		    "and keeps it",
		    "%s",
		    buf_end(&s->why) == ERR_OK ? s->why.data : err_name(rc));
	buf_reset(&s->why);
	look_at_rules(d);
}

static enum err
keep_time(const struct event *e, void *arg)
{
	*(int64_t *)arg = e->at;
	return ERR_OK;
}

static void
look_at_clock(struct doctor *d)
{
	struct session *s = d->s;
	struct timex    t = { 0 };
	int64_t         last = 0;

	if (d->readable &&
	    ledger_each(s->store, 0, 1, keep_time, &last) != ERR_OK)
		last = 0;
	if (s->now < CLOCK_LEAST)
		doctor_say(d, "clock", MARK_PROBLEM,
		    "set it: rules begin and "
		    "end by it",
		    "it stands in the past");
	else if (last > s->now)
		doctor_say(d, "clock", MARK_PROBLEM,
		    "set it: rules begin and "
		    "end by it",
		    "it stands %lld s before the last change in "
		    "the history",
		    (long long)(last - s->now));
	else if (adjtimex(&t) < 0)
		doctor_say(d, "clock", MARK_UNKNOWN, NULL,
		    "whether it is set by a time server is not told here");
	else if ((t.status & STA_UNSYNC) != 0)
		doctor_say(d, "clock", MARK_WARNING,
		    "run chrony or systemd-timesyncd, unless the host sets it",
		    "nothing tells that a time server sets it");
	else
		doctor_say(d, "clock", MARK_OK, NULL,
		    "it is set by a time server");
}

/* ----------------------------------------------------------------- command */

/* Whose rights count: those of a user that is named. */
static bool
take_user(struct doctor *d)
{
	const struct passwd *pw;

	d->uid = geteuid();
	d->gid = getegid();
	d->user = args_value(&d->s->args, OPT_USER);
	if (d->user == NULL)
		return true;
	pw = getpwnam(d->user);
	if (pw == NULL)
		return false;
	d->uid = pw->pw_uid;
	d->gid = pw->pw_gid;
	return true;
}

enum status
cmd_doctor(struct session *s)
{
	struct doctor d = { .s = s };
	const char   *address = args_value(&s->args, OPT_WORKER_ADDRESS);
	struct stat   st;

	if (s->db == NULL)
		return said(s, EXIT_FAIL,
		    "no database is named: give --db FILE or set DETOUR_DB; "
		    "'detour --db rules.db init' makes one");
	if (!take_user(&d))
		return said(s, EXIT_USAGE, "there is no user '%s'", d.user);
	if (address != NULL && args_has(&s->args, OPT_WORKER_SOCKET))
		return said(s, EXIT_USAGE,
		    "--socket and --address: it is one or the other");
	if (address != NULL && strchr(address, ':') == NULL)
		return said(s, EXIT_USAGE,
		    "--address '%s' is not HOST:PORT, as in 127.0.0.1:9000",
		    address);
	if (s->format != OUT_TEXT)
		out_begin(&s->out, doctor_columns, ARRAY_LEN(doctor_columns),
		    false);
	if (args_has(&s->args, OPT_WORKER_SOCKET))
		address = args_value(&s->args, OPT_WORKER_SOCKET);
	doctor_worker(&d, address);
	look_at_sqlite(&d);
	/* Before it is opened, which may make what is missing beside it. */
	if (stat(s->db, &st) == 0)
		doctor_file(&d);
	look_at_schema(&d);
	if (d.readable)
		look_inside(&d);
	look_at_clock(&d);
	if (s->format != OUT_TEXT)
		d.failed = out_end(&s->out);
	else if (d.failed == ERR_OK && fflush(stdout) != 0)
		d.failed = ERR_IO;
	return finished(s, d.failed,
	    d.worst == MARK_PROBLEM ? EXIT_NO : EXIT_YES);
}
