/* SPDX-License-Identifier: MIT */
/* moved.c - promotions that are moved into a server; see moved.h. */
#include "moved.h"

#include <string.h>
#include <time.h>

#include "ask.h"
#include "change.h"
#include "exported.h"
#include "rules.h"

enum status
moved_format(struct session *s)
{
	const char *name = args_value(&s->args, OPT_EXPORT);

	if (name == NULL || to_format_find(name) != NULL)
		return EXIT_YES;
	buf_reset(&s->why);
	to_format_names(&s->why);
	if (buf_end(&s->why) != ERR_OK)
		return failed(s, s->why.err);
	return said(s, EXIT_USAGE, "'%s' is not a format to export to: %s",
	    name, s->why.data);
}

enum status
moved_write(struct session *s, const struct ids *ids, struct place *place)
{
	struct filter filter = { .args = &s->args, .ids = ids, .now = s->now };

	buf_init(&filter.host, 1);
	return exported(s, to_format_find(args_value(&s->args, OPT_EXPORT)),
	    &filter, true, place);
}

/* ------------------------------------------------------------------- check */

/* What is asked for a rule, and what is right. */
struct question {
	struct buf url, host, target, location;
};

static void
question_init(struct question *q)
{
	buf_init(&q->url, (size_t)4 * SOURCE_MAX);
	buf_init(&q->host, SOURCE_MAX);
	buf_init(&q->target, (size_t)4 * SOURCE_MAX);
	buf_init(&q->location, (size_t)2 * LOCATION_MAX);
}

static void
question_free(struct question *q)
{
	buf_free(&q->url);
	buf_free(&q->host);
	buf_free(&q->target);
	buf_free(&q->location);
}

static enum status
question_make(struct session *s, const struct rule *r, struct question *q)
{
	struct slice base = slice_of(args_value(&s->args, OPT_CHECK));
	enum err     rc = shape_sample(r, &q->target, &q->location, &s->why);

	if (rc == ERR_SYNTAX && buf_end(&s->why) == ERR_OK)
		return said(s, EXIT_NO, "rule %lld cannot be asked for: %s",
		    (long long)r->id, s->why.data);
	while (base.n > 0 && base.s[base.n - 1] == '/')
		base.n--;
	buf_add_slice(&q->url, base);
	buf_add_slice(&q->url, buf_slice(&q->target));
	if (r->at.host.n > 0)
		source_any_host(&r->at, &q->host);
	if (rc == ERR_OK)
		rc = buf_end(&q->url);
	if (rc == ERR_OK)
		rc = buf_end(&q->host);
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

/* What follows the host of a URL; a path is one itself. */
static struct slice
path_of(struct slice url)
{
	const char *scheme = memmem(url.s, url.n, "://", 3), *path;

	if (!slice_starts(url, "http") || scheme == NULL)
		return url;
	path = memchr(scheme + 3, '/', url.n - (size_t)(scheme + 3 - url.s));
	if (path == NULL)
		return (struct slice){ NULL, 0 };
	return (struct slice){ path, url.n - (size_t)(path - url.s) };
}

/* A path, or the URL that some servers make of one. */
static bool
is_right(const struct rule *r, const struct question *q, const struct answer *a)
{
	struct slice want = buf_slice(&q->location),
		     got = slice_of(a->location);

	if (a->status != r->status)
		return false;
	if (want.n > 0 && want.s[0] == '/')
		got = path_of(got);
	return slice_eq(want, got);
}

static enum status
ask_once(struct session *s, const struct rule *r, const struct question *q)
{
	struct answer a;
	enum status   status =
	    ask(s, q->url.data, q->host.len > 0 ? q->host.data : NULL, &a);

	if (status != EXIT_YES)
		return status;
	if (!is_right(r, q, &a))
		return said(s, EXIT_NO,
		    "rule %lld is not answered by the server: %s gets %d %.*s, "
		    "not %d %s",
		    (long long)r->id, q->url.data, a.status,
		    quotable(slice_of(a.location)), a.location, r->status,
		    q->location.len > 0 ? q->location.data : "");
	if (a.by_detour)
		return said(s, EXIT_NO,
		    "rule %lld is answered by a worker of detour, not by the "
		    "server",
		    (long long)r->id);
	return EXIT_YES;
}

/* One change of its own, that stands when the next question is asked. */
static enum status
set_enabled(struct session *s, struct rule *r, bool enabled)
{
	static const struct change_words words = { "disabled",
		"would disable" };
	struct change                    change;
	enum status status = change_begin(&change, s, &words, false);
	enum err    rc;

	change.quiet = s->format != OUT_TEXT;
	r->enabled = enabled;
	if (status == EXIT_YES) {
		rc = rule_validate(r, &s->why);
		if (rc == ERR_OK)
			rc = ledger_change(&change.ledger, r);
		if (rc != ERR_OK)
			status = failed(s, rc);
	}
	if (status == EXIT_YES && !enabled)
		change_tell(&change, r);
	return change_end(&change, status);
}

/* Longer than any worker takes to see a change. */
static void
wait_for_workers(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = 50 * 1000 * 1000 }, NULL);
}

static enum status
check_rule(struct session *s, struct rule *r)
{
	struct question q;
	enum status     status;
	bool            was = r->enabled;

	question_init(&q);
	status = question_make(s, r, &q);
	if (status == EXIT_YES)
		status = ask_once(s, r, &q);
	if (status == EXIT_YES && was)
		status = set_enabled(s, r, false);
	if (status == EXIT_YES && was && !s->dry_run) {
		wait_for_workers();
		status = ask_once(s, r, &q);
		if (status != EXIT_YES && set_enabled(s, r, true) == EXIT_YES)
			said(s, EXIT_NO,
			    "rule %lld was answered by a worker: it is enabled "
			    "again",
			    (long long)r->id);
	}
	if (status == EXIT_YES && was)
		change_row(&s->out, r);
	else if (status == EXIT_YES)
		said(s, EXIT_YES, "rule %lld is disabled already",
		    (long long)r->id);
	question_free(&q);
	return status;
}

enum status
moved_check(struct session *s, const struct ids *ids)
{
	struct rule rule;
	enum status status = EXIT_YES, one;
	bool        found = false;
	enum err    rc;

	rule_init(&rule, s->now);
	change_table(&s->out, false);
	for (size_t i = 0; i < ids->n; i++) {
		rc = rules_get(s->store, ids->id[i], &rule, &found);
		if (rc != ERR_OK)
			one = failed(s, rc);
		else if (!found)
			one = said(s, EXIT_NO, "there is no rule %lld",
			    (long long)ids->id[i]);
		else if (!rule_is_permanent(&rule))
			one = said(s, EXIT_NO,
			    "rule %lld is not permanent; promote it first",
			    (long long)ids->id[i]);
		else
			one = check_rule(s, &rule);
		if (one > status)
			status = one;
	}
	rule_free(&rule);
	rc = s->format == OUT_TEXT ? ERR_OK : out_end(&s->out);
	return finished(s, rc, status);
}
