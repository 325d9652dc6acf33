/* SPDX-License-Identifier: MIT */
/*
 * import.c - rows of a file become rules, one by one, in one transaction.
 */
#include "import.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

#include "arrive.h"
#include "life.h"
#include "rules.h"

#define PROGRESS_ROWS 1000 /* rows between two looks at the clock */
#define PROGRESS_MS   1000 /* what takes longer says how far it is ... */
#define PROGRESS_EACH 100  /* ... so often */

void
import_row(struct import *im)
{
	rule_reset(&im->rule, im->session->now);
	im->rule.starts_at = WHEN_EVER;
	im->created = im->promoted = im->bad = false;
	buf_reset(&im->reason);
}

void
import_refuse(struct import *im, const char *format, ...)
{
	va_list args;
	char   *text = NULL;
	int     n;

	if (im->bad)
		return;
	im->bad = true;
	buf_reset(&im->reason);
	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	if (n >= 0)
		buf_add(&im->reason, text, (size_t)n);
	free(text);
}

enum err
import_cell(struct import *im, enum column column, struct slice text)
{
	enum err rc;

	if (im->bad)
		return ERR_OK;
	if (column == COLUMN_CREATED_AT)
		im->created = text.n > 0;
	if (column == COLUMN_PROMOTED_AT)
		im->promoted = text.n > 0;
	rc =
	    columns_set(&im->rule, column, text, im->session->now, &im->reason);
	if (rc != ERR_SYNTAX && rc != ERR_LIMIT)
		return rc;
	im->bad = true;
	return ERR_OK;
}

enum status
import_stop(const struct import *im, int64_t line, const char *format, ...)
{
	va_list args;
	char   *text = NULL;
	int     n;

	va_start(args, format);
	n = vasprintf(&text, format, args);
	va_end(args);
	said(im->session, EXIT_USAGE, "%s:%lld: %s; nothing was imported",
	    im->name, (long long)line, n >= 0 ? text : "out of memory");
	free(text);
	return EXIT_USAGE;
}

/* ----------------------------------------------------------- what it means */

static void
warn(const struct import *im, int64_t line, const char *what)
{
	said(im->session, EXIT_YES, "warning: %s:%lld: %s", im->name,
	    (long long)line, what);
}

/* --tag, added to the row's own. */
static enum err
add_tags(struct import *im)
{
	struct rule *r = &im->rule;
	struct buf   both, tags;
	enum err     rc;

	if (im->tags.len == 0)
		return ERR_OK;
	buf_init(&both, 2 * RULE_TAGS_MAX);
	buf_init(&tags, RULE_TAGS_MAX);
	buf_add_slice(&both, r->tags);
	buf_addc(&both, ',');
	buf_add_slice(&both, buf_slice(&im->tags));
	rc = buf_end(&both);
	if (rc == ERR_OK)
		rc = rule_tags_parse(buf_slice(&both), &tags, &im->reason);
	if (rc == ERR_OK)
		rule_set_text(r, &r->tags, buf_slice(&tags));
	buf_free(&tags);
	buf_free(&both);
	return rc;
}

/* What the columns leave open, and what does not go together. */
static enum err
complete(struct import *im, int64_t line)
{
	struct rule *r = &im->rule;
	int64_t      now = im->session->now, from;

	if (r->source.n == 0)
		return refuse(&im->reason, ERR_SYNTAX, "it has no source");
	if (rule_is_permanent(r) && r->expires_at != WHEN_NEVER) {
		r->status = rule_demoted_status(r->status);
		warn(im, line,
		    r->status == 307 ?
			"a 308 with an end becomes a 307, which ends on time" :
			"a 301 with an end becomes a 302, which ends on time");
	}
	if (!rule_is_permanent(r)) {
		r->promoted_at = r->promoted_until = 0;
		from = r->starts_at > now ? r->starts_at : now;
		if (r->expires_at == WHEN_NEVER && im->for_s != 0)
			r->expires_at = im->for_s > WHEN_MAX - from ?
			    WHEN_MAX :
			    from + im->for_s;
	} else if (!im->promoted) {
		life_permanent(r, now);
	} else if (r->promoted_until == 0) {
		r->promoted_until = WHEN_NEVER;
	}
	return add_tags(im);
}

/* -------------------------------------------------------------- conflicts */

struct search {
	const struct rule *rule;
	int64_t            id; /* of the rule that is found, or 0 */
	int64_t            created_at;
	int64_t            promoted_at, promoted_until;
	bool               other; /* the row would have it answer otherwise */
};

/* The same source: then the same id or the same start make the same rule. */
static enum err
compare(const struct rule *other, void *arg)
{
	struct search *f = arg;

	if (f->id == f->rule->id && f->id != 0)
		return ERR_OK;
	if (other->id != f->rule->id && other->starts_at != f->rule->starts_at)
		return ERR_OK;
	if (f->id != 0 && other->id != f->rule->id)
		return ERR_OK;
	*f = (struct search){ f->rule, other->id, other->created_at,
		other->promoted_at, other->promoted_until,
		life_is_other_answer(f->rule, other) };
	return ERR_OK;
}

static enum err
overwrite(struct import *im, const struct search *found)
{
	struct rule *r = &im->rule;
	int64_t      before = im->ledger.count;
	enum err     rc;

	r->id = found->id;
	if (!im->created)
		r->created_at = found->created_at;
	if (!im->promoted && rule_is_permanent(r) && found->promoted_at != 0) {
		r->promoted_at = found->promoted_at;
		r->promoted_until = found->promoted_until;
	}
	/* Whatever the row says: caches have never seen this answer. */
	if (found->promoted_at != 0 && found->other)
		life_restart_trust(r, im->session->now);
	rc = ledger_change(&im->ledger, r);
	if (rc == ERR_OK && im->ledger.count == before)
		im->kept++;
	else if (rc == ERR_OK)
		im->changed++;
	return rc;
}

/* The row is a rule: put it where it belongs. */
static enum status
store(struct import *im, int64_t line)
{
	struct session *s = im->session;
	struct search   found = { .rule = &im->rule };
	enum err        rc;

	rc = rules_same_source(s->store, &im->rule, compare, &found);
	if (rc == ERR_OK && found.id != 0 && im->conflict == CONFLICT_FAIL)
		return said(s, EXIT_NO,
		    "%s:%lld: rule %lld has the source '%.*s' and this start "
		    "already; nothing was imported",
		    im->name, (long long)line, (long long)found.id,
		    (int)im->rule.source.n, im->rule.source.s);
	if (rc == ERR_OK && found.id == 0) {
		rc = ledger_add_many(&im->ledger, &im->rule);
		im->added += rc == ERR_OK;
	} else if (rc == ERR_OK && im->conflict == CONFLICT_OVERWRITE) {
		rc = overwrite(im, &found);
	} else if (rc == ERR_OK) {
		im->kept++;
	}
	return rc == ERR_OK ? EXIT_YES : failed(s, rc);
}

/* --------------------------------------------------------------- refusals */

static enum status
refuse_row(struct import *im, int64_t line, struct slice raw)
{
	struct session *s = im->session;
	enum err        rc = buf_end(&im->reason);
	json_t         *text, *reason;

	if (rc != ERR_OK)
		return failed(s, rc);
	im->refused++;
	if (im->again != NULL) {
		fwrite(raw.s, 1, raw.n, im->again);
		if (raw.n > 0 && raw.s[raw.n - 1] != '\n')
			fputc('\n', im->again);
	}
	if (im->refusals == NULL) {
		said(s, EXIT_NO, "%s:%lld: %s", im->name, (long long)line,
		    im->reason.data);
		return EXIT_YES;
	}
	while (raw.n > 0 &&
	    (raw.s[raw.n - 1] == '\n' || raw.s[raw.n - 1] == '\r'))
		raw.n--;
	text = out_json_text(raw);
	reason = out_json_text(buf_slice(&im->reason));
	if (json_array_append_new(im->refusals,
		json_pack("{s:I, s:o, s:o}", "line", (json_int_t)line, "text",
		    text, "reason", reason)) != 0)
		return failed(s, ERR_NOMEM);
	return EXIT_YES;
}

static void
show_progress(struct import *im)
{
	int64_t rows = im->added + im->changed + im->kept + im->refused;
	int64_t now_ms, took;

	if (rows % PROGRESS_ROWS != 0 || !isatty(STDERR_FILENO))
		return;
	now_ms = mono_ms();
	took = now_ms - im->began_ms;
	if (took < PROGRESS_MS || now_ms - im->told_ms < PROGRESS_EACH)
		return;
	im->told_ms = now_ms;
	fprintf(stderr, "\r%lld rows, %lld a second ", (long long)rows,
	    (long long)(rows * 1000 / took));
}

enum status
import_end_row(struct import *im, int64_t line, struct slice raw)
{
	enum status status;
	enum err    rc;
	bool        never = false;

	if (!im->bad) {
		rc = complete(im, line);
		if (rc == ERR_OK)
			rc = rule_validate(&im->rule, &im->reason);
		if (rc == ERR_NOMEM)
			return failed(im->session, rc);
		im->bad = rc != ERR_OK;
	}
	if (im->bad) {
		status = refuse_row(im, line, raw);
	} else {
		/* Not refused as by add: what was forced once has to come back
		 * from an export. */
		rc = arrive_never(&im->rule, &never, NULL);
		if (rc != ERR_OK)
			return failed(im->session, rc);
		if (never)
			warn(im, line, "nobody can arrive: it leads to itself");
		status = store(im, line);
	}
	show_progress(im);
	return status;
}
