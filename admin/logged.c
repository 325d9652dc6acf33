/* SPDX-License-Identifier: MIT */
/* logged.c - which rule answered a request in a log; see logged.h. */
#include "logged.h"

#include "cmd.h"

#define TWINS_MAX 64 /* rules that cover one request, some of them disabled */

void
logged_init(struct logged *c)
{
	*c = (struct logged){ 0 };
	hits_init(&c->hits);
	key_init(&c->key);
	decision_init(&c->decision);
}

void
logged_free(struct logged *c)
{
	decision_free(&c->decision);
	key_free(&c->key);
	hits_free(&c->hits);
	ids_free(&c->ids);
}

/*
 * Decide with the rules that are disabled, too: what was moved into a server's
 * configuration is disabled here.
 */
static enum err
decide_enabled(struct logged *c, const struct match *m, size_t n, int64_t at)
{
	struct match twins[TWINS_MAX];
	struct rule  rules[TWINS_MAX];

	if (n > TWINS_MAX)
		n = TWINS_MAX;
	for (size_t i = 0; i < n; i++) {
		/* Shallow: what it owns stays the table's. */
		rules[i] = *m[i].rule;
		rules[i].enabled = true;
		twins[i] = m[i];
		twins[i].rule = &rules[i];
	}
	return decide(&c->key, twins, n, when_exactly(at), NULL, &c->decision);
}

static bool
has_disabled(const struct match *m, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!m[i].rule->enabled)
			return true;
	return false;
}

/* Whether the log tells that a decision was the answer. */
static bool
agrees(const struct decision *d, int status)
{
	return d->rule_id != 0 && (status == 0 || status == d->status);
}

static void
count_decision(struct logged *c, const struct logline *l)
{
	const struct decision *d = &c->decision;
	bool                   answered = agrees(d, l->status);

	if (d->method == METHOD_OPTIONS || d->method == METHOD_TRACE)
		return;
	if (d->late_id != 0 && ids_has(&c->ids, d->late_id)) {
		hits_count(&c->hits, d->late_id, true, l->at);
		c->tally.late++;
	}
	if (d->rule_id == 0 || d->rule_id == d->late_id)
		return;
	if (!ids_has(&c->ids, d->rule_id)) {
		c->tally.left += answered;
		return;
	}
	if (answered) {
		hits_count(&c->hits, d->rule_id, false, l->at);
		c->tally.served++;
	} else {
		c->tally.other++;
	}
}

/* Where the log names no host, or scheme, what was given does. */
static enum err
make_key(struct logged *c, const struct logline *l)
{
	struct request r;

	logline_request(l, &r);
	if (r.host.s == NULL)
		r.host = slice_of(c->host);
	if (r.scheme.s == NULL)
		r.scheme = slice_of(c->scheme);
	return key_from_request(&r, &c->key);
}

/* A request that is malformed has no rule. */
enum err
logged_count(struct logged *c, const struct logline *l)
{
	const struct match *m;
	size_t              n;
	enum err            rc = make_key(c, l);

	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = table_find(c->table, &c->key, mono_ms(), &m, &n);
	if (rc == ERR_OK)
		rc = decide(&c->key, m, n, when_exactly(l->at), NULL,
		    &c->decision);
	if (rc == ERR_OK && !agrees(&c->decision, l->status) &&
	    has_disabled(m, n))
		rc = decide_enabled(c, m, n, l->at);
	if (rc == ERR_OK)
		count_decision(c, l);
	return rc;
}
