/* SPDX-License-Identifier: MIT */
/* keep.c - what is imported goes into the database; see keep.h. */
#include "keep.h"

#include <string.h>

#include "rules.h"
#include "trust.h"

/* Octets of a file, below which the index is kept in order row by row. */
#define BULK_LEAST 1000000
/* And octets for each row that is there already: to look at it, and to sort it
 * again, must not cost more than it saves. */
#define BULK_EACH 200

/* ---------------------------------------------------------------- progress */

static void
show_progress(const struct import *im, struct keep *k)
{
	int64_t rows = k->added + k->changed + k->kept + k->refused;
	int64_t took, left;

	if (rows % PROGRESS_ROWS != 0 || !progress_due(&k->progress))
		return;
	took = progress_ms(&k->progress);
	fprintf(stderr, "%lld rows, %lld a second", (long long)rows,
	    (long long)(rows * 1000 / took));
	if (k->size > im->feed.taken && im->feed.taken > 0) {
		left = took * (k->size - im->feed.taken) / im->feed.taken;
		fprintf(stderr, ", %lld %%, %lld s left",
		    (long long)(im->feed.taken * 100 / k->size),
		    (long long)(left / 1000));
	}
	fputc(' ', stderr);
}

void
keep_hush(struct keep *k)
{
	progress_hush(&k->progress);
}

enum err
keep_begin(struct keep *k)
{
	enum err rc;

	progress_begin(&k->progress);
	/* Nobody knows how long what comes through a pipe is. */
	rc = bulk_begin(&k->bulk, k->session->store, BULK_MAX,
	    k->size > 0 && k->size < BULK_LEAST ? BULK_NEVER :
						  k->size / BULK_EACH);
	k->first = k->bulk.on && k->bulk.n == 0;
	k->bulked = k->bulk.on;
	return rc;
}

static enum err
keep_id(int64_t id, void *arg)
{
	return ids_add(arg, id);
}

/* Whether lint looks at it next, which has words of its own for too much. */
static bool
is_judged_later(const struct keep *k)
{
	return k->session->lines != NULL;
}

/* Where the index was made at the end, each source is counted then. */
static enum err
all_fit(struct keep *k)
{
	struct session *s = k->session;
	enum err        rc = ERR_OK;

	if (!is_judged_later(k))
		rc = rules_all_fit(s->store, k->ledger.many, &s->why);
	if (rc != ERR_LIMIT || buf_end(&s->why) != ERR_OK)
		return rc;
	keep_hush(k);
	k->status = said(s, EXIT_USAGE, "%s: %s; nothing was imported", k->name,
	    s->why.data);
	return ERR_SYNTAX;
}

enum err
keep_end(struct keep *k)
{
	enum err rc;

	if (k->bulk.on && k->progress.told_ms != 0)
		fprintf(stderr, "\r\033[Ksorting %lld rules ",
		    (long long)k->added);
	rc = bulk_end(&k->bulk);
	if (rc == ERR_OK && k->bulked && bulk_may_crowd(&k->bulk))
		rc = all_fit(k);
	if (rc != ERR_OK || !k->first)
		return rc;
	keep_hush(k);
	if (k->onward.held > KEEP_HELD_MAX)
		said(k->session, EXIT_NO,
		    "none was looked at for loops: more than %d rules are for "
		    "more than one path; 'detour lint' judges all",
		    KEEP_HELD_MAX);
	else
		rc = onward_each(&k->onward, keep_id, &k->stored);
	onward_free(&k->onward);
	return rc;
}

/* Added, or changed. */
static enum err
remember(struct keep *k, const struct rule *r)
{
	if (k->first)
		return k->onward.held <= KEEP_HELD_MAX ?
		    onward_add(&k->onward, r) :
		    ERR_OK;
	return k->stored.n < KEEP_IDS_MAX ? ids_add(&k->stored, r->id) : ERR_OK;
}

void
keep_warn(struct import *im, int64_t line, const char *text)
{
	struct keep *k = im->arg;

	keep_hush(k);
	k->warnings++;
	if (line == 0) /* of the whole file */
		said(k->session, EXIT_YES, "warning: %s: %s", k->name, text);
	else
		said(k->session, EXIT_YES, "warning: %s:%lld: %s", k->name,
		    (long long)line, text);
}

/* -------------------------------------------------------------- conflicts */

struct search {
	const struct rule *rule;
	int64_t            id; /* of the rule that is found, or 0 */
	int64_t            created_at;
	int64_t            promoted_at, promoted_until;
	bool               other; /* the row would have it answer otherwise */
	bool differs; /* and not only its source is spelled otherwise */
};

/* Of those with the same source: the same id, or else the same start,
 * conditions and repetition, make the same rule. */
static enum err
compare(const struct rule *other, void *arg)
{
	struct search *f = arg;
	struct rule    same;

	if (f->id != 0 && other->id != f->rule->id)
		return ERR_OK;
	same = *other;
	same.source = f->rule->source;
	*f = (struct search){ f->rule, other->id, other->created_at,
		other->promoted_at, other->promoted_until,
		trust_is_other_answer(f->rule, other),
		trust_is_other_answer(f->rule, &same) };
	return ERR_OK;
}

static enum err
overwrite(struct import *im, struct keep *k, const struct search *found)
{
	struct rule *r = &im->rule;
	int64_t      before = k->ledger.count;
	enum err     rc;

	r->id = found->id;
	if (!im->created)
		r->created_at = found->created_at;
	if (!im->promoted && rule_is_permanent(r) && found->promoted_at != 0) {
		r->promoted_at = found->promoted_at;
		r->promoted_until = found->promoted_until;
	}
	/* Whatever the row says: caches have never seen this answer, or not
	 * for longer than it is known here. */
	if (found->other)
		trust_restart(r, im->now);
	else if (r->promoted_at < found->promoted_at)
		r->promoted_at = found->promoted_at;
	rc = ledger_change(&k->ledger, r);
	if (rc == ERR_OK && k->ledger.count == before)
		k->kept++;
	else if (rc == ERR_OK)
		k->changed++;
	return rc == ERR_OK ? bulk_note(&k->bulk, r) : rc;
}

/* The line would have it answer otherwise, and that is lost. */
static void
warn_kept(struct import *im, struct keep *k, int64_t line, int64_t id)
{
	if (import_may_name(im, &k->differing,
		"more lines are not taken, for rules that are kept"))
		import_warn(im, line,
		    "rule %lld has this source already, and answers "
		    "otherwise: it is kept, and the line is not taken "
		    "(--on-conflict overwrite takes it)",
		    (long long)id);
}

static enum err
store(struct import *im, struct keep *k, int64_t line)
{
	struct session *s = k->session;
	struct search   found = { .rule = &im->rule };
	int64_t         kept = k->kept;
	enum err        rc;

	rc = bulk_again(&k->bulk, &im->rule, compare, &found);
	if (rc == ERR_OK && found.id != 0 && k->conflict == CONFLICT_FAIL) {
		keep_hush(k);
		k->status = said(s, EXIT_NO,
		    "%s:%lld: rule %lld has the source '%.*s' and this start "
		    "already; nothing was imported",
		    k->name, (long long)line, (long long)found.id,
		    quotable(im->rule.source), im->rule.source.s);
		return ERR_SYNTAX;
	}
	if (rc == ERR_OK && found.id == 0 && !k->bulked &&
	    !is_judged_later(k)) {
		rc = rules_fit(s->store, &im->rule, &s->why);
		if (rc == ERR_LIMIT && buf_end(&s->why) == ERR_OK) {
			keep_hush(k);
			k->status = said(s, EXIT_USAGE,
			    "%s:%lld: %s; nothing was imported", k->name,
			    (long long)line, s->why.data);
			return ERR_SYNTAX;
		}
	}
	if (rc == ERR_OK && found.id == 0) {
		rc = k->bulk.on ? ledger_add_soon(&k->ledger, &im->rule) :
				  ledger_add_many(&k->ledger, &im->rule);
		k->added += rc == ERR_OK;
		if (rc == ERR_OK && s->lines != NULL)
			rc = lines_note(s->lines, im->rule.id, line);
		if (rc == ERR_OK)
			rc = bulk_note(&k->bulk, &im->rule);
	} else if (rc == ERR_OK && k->conflict == CONFLICT_OVERWRITE) {
		rc = overwrite(im, k, &found);
	} else if (rc == ERR_OK) {
		k->kept++;
		if (found.differs)
			warn_kept(im, k, line, found.id);
	}
	if (rc == ERR_OK && k->kept == kept)
		rc = remember(k, &im->rule);
	if (rc == ERR_OK && k->kept == kept) {
		k->permanent += rule_is_permanent(&im->rule);
		k->open += !rule_is_permanent(&im->rule) &&
		    rule_leads(&im->rule) && im->rule.enabled &&
		    im->rule.expires_at == WHEN_NEVER;
	}
	return rc;
}

enum err
keep_rule(struct import *im, int64_t line, struct slice raw)
{
	struct keep *k = im->arg;
	enum err     rc = store(im, k, line);

	(void)raw;
	show_progress(im, k);
	return rc;
}

/* --------------------------------------------------------------- refusals */

static void
write_again(const struct keep *k, struct slice raw)
{
	if (k->again == NULL)
		return;
	fwrite(raw.s, 1, raw.n, k->again);
	if (raw.n > 0 && raw.s[raw.n - 1] != '\n' && raw.s[raw.n - 1] != '\r')
		fputc('\n', k->again);
}

enum err
keep_heading(struct import *im, int64_t line, struct slice raw)
{
	const struct keep *k = im->arg;

	(void)line;
	write_again(k, raw);
	return ERR_OK;
}

enum err
keep_refused(struct import *im, int64_t line, struct slice raw)
{
	struct keep    *k = im->arg;
	struct session *s = k->session;
	json_t         *text, *reason;

	k->refused++;
	write_again(k, raw);
	show_progress(im, k);
	if (k->refusals == NULL) {
		keep_hush(k);
		said(s, EXIT_NO, "%s:%lld: %s", k->name, (long long)line,
		    im->reason.data);
		return ERR_OK;
	}
	while (raw.n > 0 &&
	    (raw.s[raw.n - 1] == '\n' || raw.s[raw.n - 1] == '\r'))
		raw.n--;
	text = out_json_text(raw);
	reason = out_json_text(buf_slice(&im->reason));
	if (json_array_append_new(k->refusals,
		json_pack("{s:I, s:o, s:o}", "line", (json_int_t)line, "text",
		    text, "reason", reason)) != 0)
		return ERR_NOMEM;
	return ERR_OK;
}
