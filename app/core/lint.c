/* SPDX-License-Identifier: MIT */
/* lint.c - one rule after the other, and what was found; see lint.h. */
#include "lint.h"

#include <stdlib.h>

#include "lint_base.h"

static const struct {
	const char        *name, *help;
	enum lint_severity severity;
} kinds[LINT_KINDS] = {
	[LINT_LOOP] = { "loop", "visitors are sent in a circle", LINT_ERROR },
	[LINT_SELF] = { "self", "a rule leads where the visitor is already",
	    LINT_ERROR },
	[LINT_INVALID] = { "invalid", "what is stored is no rule", LINT_ERROR },
	[LINT_DEAD] = { "dead", "a rule can't answer anything", LINT_ERROR },
	[LINT_SHADOWED] = { "shadowed", "others always answer before a rule",
	    LINT_WARNING },
	[LINT_DUPLICATE] = { "duplicate",
	    "two rules say the same at the same time", LINT_WARNING },
	[LINT_CHAIN] = { "chain", "a target is redirected again",
	    LINT_WARNING },
	[LINT_GONE] = { "gone", "a target is answered 410 or 503",
	    LINT_WARNING },
	[LINT_POST] = { "post", "a 301 or 302 turns POSTs into GETs",
	    LINT_WARNING },
	[LINT_CATCH_ALL] = { "catch-all",
	    "a rule also answers /robots.txt or /.well-known/", LINT_WARNING },
	[LINT_UNANCHORED] = { "unanchored",
	    "a regular expression matches less, or more, than it seems",
	    LINT_WARNING },
	[LINT_DOT] = { "unescaped-dot",
	    "a regular expression has a bare dot in a name", LINT_WARNING },
	[LINT_GAP] = { "gap", "between two windows of a source nothing answers",
	    LINT_WARNING },
	[LINT_OVERLAP] = { "overlap", "two windows of a source overlap",
	    LINT_INFO },
	[LINT_CROWDED] = { "crowded", "a source has too many rules",
	    LINT_WARNING },
	[LINT_OPEN_ENDED] = { "open-ended", "a temporary rule has no end",
	    LINT_INFO },
	[LINT_UNJUDGED] = { "unjudged", "what could not be told", LINT_INFO },
	[LINT_EXPECTATION] = { "expectation",
	    "what was expected of a URL is not so", LINT_ERROR },
};

const char *
lint_kind_name(enum lint_kind k)
{
	return kinds[k].name;
}

const char *
lint_kind_help(enum lint_kind k)
{
	return kinds[k].help;
}

enum lint_severity
lint_kind_severity(enum lint_kind k)
{
	return kinds[k].severity;
}

const char *
lint_severity_name(enum lint_severity s)
{
	static const char *const names[] = { "info", "warning", "error" };

	return names[s];
}

/* ---------------------------------------------------------- life and death */

enum err
lint_open(struct table *t, int64_t now, lint_fn *fn, void *arg,
    struct lint **ret)
{
	struct lint *l = calloc(1, sizeof(*l));

	if (l == NULL)
		return ERR_NOMEM;
	l->places = calloc(LINT_HOPS + 2, sizeof(*l->places));
	l->crowds = malloc(sizeof(*l->crowds));
	if (l->places == NULL || l->crowds == NULL) {
		free(l->crowds);
		free(l->places);
		free(l);
		return ERR_NOMEM;
	}
	crowds_init(l->crowds);
	l->crowd_least = CROWD_LEAST;
	for (size_t i = 0; i < LINT_HOPS + 2; i++)
		key_init(&l->places[i].key);
	l->table = t;
	l->now = now;
	l->fn = fn;
	l->arg = arg;
	buf_init(&l->text, LINT_TEXT);
	buf_init(&l->crowd_url, LINT_TEXT);
	buf_init(&l->url, 8 * URL_REQUEST_MAX);
	buf_init(&l->message, LINT_TEXT);
	decision_init(&l->decision);
	*ret = l;
	return ERR_OK;
}

void
lint_close(struct lint *l)
{
	if (l == NULL)
		return;
	for (size_t i = 0; i < LINT_HOPS + 2; i++)
		key_free(&l->places[i].key);
	decision_free(&l->decision);
	buf_free(&l->message);
	buf_free(&l->url);
	buf_free(&l->text);
	buf_free(&l->crowd_url);
	crowds_free(l->crowds);
	free(l->crowds);
	free(l->seen);
	free(l->matches);
	free(l->spans);
	free(l->places);
	free(l);
}

void
lint_crowd_least(struct lint *l, size_t least)
{
	l->crowd_least = least;
}

void
lint_draft(struct lint *l, const struct rule *r)
{
	l->draft = r;
}

/* ----------------------------------------------------------------- findings */

static bool
put_seen(uint64_t *seen, size_t cap, uint64_t hash)
{
	size_t at = (size_t)(hash & (cap - 1));

	for (; seen[at] != 0; at = (at + 1) & (cap - 1))
		if (seen[at] == hash)
			return false;
	seen[at] = hash;
	return true;
}

static enum err
grow_seen(struct lint *l)
{
	size_t    cap = l->seen_cap == 0 ? 64 : 2 * l->seen_cap;
	uint64_t *p = calloc(cap, sizeof(*p));

	if (p == NULL)
		return ERR_NOMEM;
	for (size_t i = 0; i < l->seen_cap; i++)
		if (l->seen[i] != 0)
			(void)put_seen(p, cap, l->seen[i]);
	free(l->seen);
	l->seen = p;
	l->seen_cap = cap;
	return ERR_OK;
}

enum err
lint_is_new(struct lint *l, enum lint_kind kind, const int64_t *rules, size_t n,
    bool *ret)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)kind;
	enum err rc = ERR_OK;

	for (size_t i = 0; i < n; i++) {
		hash = (hash ^ (uint64_t)rules[i]) * 0x9e3779b97f4a7c15u;
		hash ^= hash >> 29;
	}
	if (2 * (l->seen_n + 1) > l->seen_cap)
		rc = grow_seen(l);
	if (rc != ERR_OK)
		return rc;
	*ret = put_seen(l->seen, l->seen_cap, hash | 1U);
	l->seen_n += *ret;
	return ERR_OK;
}

struct lint_finding
lint_about(const struct lint *l, enum lint_kind kind, const struct rule *r)
{
	return (struct lint_finding){
		.kind = kind,
		.severity = lint_kind_severity(kind),
		.rules = { r->id },
		.n = 1,
		.from = r->starts_at > l->now ? r->starts_at : l->now,
		.until = WHEN_NEVER,
		.url = "",
	};
}

enum err
lint_found(struct lint *l, struct lint_finding *f)
{
	enum err rc = buf_end(&l->message);

	if (rc != ERR_OK)
		return rc;
	f->message = l->message.data;
	if (f->url == NULL)
		f->url = "";
	return l->fn(f, l->arg);
}

/* An id of 0 is that of a rule that is not stored yet. */
void
lint_add_rules(struct buf *out, const int64_t *rules, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_adds(out, i + 1 < n ? ", " : " and ");
		if (rules[i] == 0)
			buf_adds(out, "this rule");
		else
			buf_addf(out, "rule %lld", (long long)rules[i]);
	}
}

void
lint_add_when(const struct lint *l, struct buf *out, int64_t from,
    int64_t until)
{
	if (from <= l->now)
		return;
	buf_adds(out, ", from ");
	when_local(out, from);
	if (until != WHEN_NEVER) {
		buf_adds(out, ", until ");
		when_local(out, until);
	}
}

/* ------------------------------------------------------------------ judging */

static enum err
open_ended(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_OPEN_ENDED, r);

	if (rule_is_permanent(r) || r->expires_at != WHEN_NEVER ||
	    r->status == 410 || r->to.kind == TARGET_ALONE)
		return ERR_OK;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_addf(&l->message,
	    " is temporary (%d) and has no end; 'renew' gives it one",
	    r->status);
	if (rule_promoted_status(r->status) != 0)
		buf_adds(&l->message, ", 'promote' makes it permanent");
	return lint_found(l, &f);
}

static enum err
invalid(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_INVALID, r);
	struct rule         copy;
	struct buf          why;
	enum err            rc;

	rule_init(&copy, l->now);
	buf_init(&why, 4 * WHY_MAX);
	rc = rule_copy(&copy, r);
	if (rc != ERR_NOMEM)
		rc = rule_validate(&copy, &why);
	copy.id = r->id;
	if (rc != ERR_NOMEM)
		rc = buf_end(&why);
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_adds(&l->message, " is not served, because it is not valid: ");
	if (rc == ERR_OK)
		buf_add_slice(&l->message, buf_slice(&why));
	buf_free(&why);
	rule_free(&copy);
	return rc == ERR_OK ? lint_found(l, &f) : rc;
}

enum err
lint_rule(struct lint *l, const struct rule *r, int64_t mono_ms)
{
	bool     more = true, covered = false;
	enum err rc;

	l->mono_ms = mono_ms;
	l->nodes = 0;
	l->answers = false;
	l->alone = false;
	if (!r->parsed)
		return invalid(l, r);
	if (!r->enabled)
		return ERR_OK;
	rc = lint_first(l, r, 0, &more, &covered);
	if (rc == ERR_OK)
		rc = lint_walk(l, r);
	if (rc == ERR_OK)
		rc = lint_reach(l, r);
	if (rc == ERR_OK)
		rc = lint_calendar(l, r);
	if (rc == ERR_OK)
		rc = open_ended(l, r);
	return rc == ERR_OK ? lint_text(l, r) : rc;
}

enum err
lint_post(struct lint *l, const char *url, int64_t mono_ms)
{
	struct place *p = &l->places[0];
	bool          fresh = false;
	enum err      rc = lint_key(url, "POST", &p->key);

	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK;
	l->mono_ms = mono_ms;
	buf_reset(&l->text);
	if (rc == ERR_OK)
		rc = lint_look(l, &p->key, l->now, WHEN_NEVER, &p->steps);
	for (size_t i = 0; rc == ERR_OK && i < p->steps.n; i++) {
		const struct step  *s = &p->steps.step[i];
		struct lint_finding f = { .kind = LINT_POST,
			.severity = lint_kind_severity(LINT_POST),
			.rules = { s->rule },
			.n = 1,
			.from = s->from,
			.until = s->until,
			.url = url };

		if (s->status != 301 && s->status != 302)
			continue;
		rc = lint_is_new(l, LINT_POST, &s->rule, 1, &fresh);
		if (rc != ERR_OK || !fresh)
			continue;
		buf_reset(&l->message);
		lint_add_rules(&l->message, &s->rule, 1);
		buf_addf(&l->message,
		    " answers %d to a POST of %s, which browsers make a GET; "
		    "%d keeps the method",
		    s->status, url, s->status == 301 ? 308 : 307);
		rc = lint_found(l, &f);
	}
	return rc;
}
