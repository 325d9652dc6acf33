/* SPDX-License-Identifier: MIT */
/* table_recent.c - exact rules that were read lately; see table_base.h. */
#include "table.h"

#include <stdlib.h>

#include "rules.h"
#include "sql.h"
#include "table_base.h"

/* One more place of the last call's own.  Matches point at it, so it never
 * moves. */
static struct recent *
extra(struct table *t)
{
	struct recent **p;

	if (t->extra_used < t->nextra)
		return t->extra[t->extra_used++];
	p = realloc(t->extra, (t->nextra + 1) * sizeof(struct recent *));
	if (p == NULL)
		return NULL;
	t->extra = p;
	p[t->nextra] = calloc(1, sizeof(struct recent));
	if (p[t->nextra] == NULL)
		return NULL;
	rule_init(&p[t->nextra]->rule, 0);
	t->extra_used = ++t->nextra;
	return p[t->nextra - 1];
}

/* The place of an id, or another one if the call has a rule there already. */
static struct recent *
place(struct table *t, int64_t id)
{
	struct recent *at;

	if (t->recent == NULL) {
		t->recent = calloc(RECENT_MAX, sizeof(*t->recent));
		if (t->recent == NULL)
			return NULL;
		for (size_t i = 0; i < RECENT_MAX; i++)
			rule_init(&t->recent[i].rule, 0);
	}
	at = &t->recent[(uint64_t)id & (RECENT_MAX - 1)];
	if (at->call == t->call && at->rule.id != id)
		return extra(t);
	return at;
}

bool
table_is_current(const struct table *t)
{
	return store_version(t->good.store) == RULES_VERSION;
}

static enum err
keep(struct table *t, int64_t id, struct recent *at)
{
	at->rule.id = id;
	at->era = t->era;
	if (!at->valid) {
		t->skipped++;
		t->skipped_last = id;
	}
	return ERR_OK;
}

/* Take over the rule in a row. */
static enum err
read_row(struct table *t, int64_t id, struct query *q, struct recent *at)
{
	enum err rc;

	at->era = 0;
	at->valid = false;
	rc = rules_from_served(q, &at->rule, &at->valid);
	return rc != ERR_OK ? rc : keep(t, id, at);
}

static enum err
read_rule(struct table *t, int64_t id, struct recent *at)
{
	bool     found = false;
	enum err rc;

	at->era = 0;
	at->valid = false;
	/* An index without its row is damage, and no rule. */
	rc = rules_read(t->good.store, id, &at->rule, &found, &at->valid);
	return rc != ERR_OK ? rc : keep(t, id, at);
}

/* By its id, or from a row of it. */
static enum err
look_up(struct table *t, int64_t id, struct query *row, const struct rule **ret)
{
	struct recent *at = place(t, id);
	enum err       rc = ERR_OK;

	if (at == NULL)
		return ERR_NOMEM;
	if (at->era != t->era || at->rule.id != id)
		rc = row != NULL ? read_row(t, id, row, at) :
				   read_rule(t, id, at);
	at->call = t->call;
	if (rc == ERR_OK)
		*ret = at->valid ? &at->rule : NULL;
	return rc;
}

enum err
table_rule(struct table *t, int64_t id, const struct rule **ret)
{
	return look_up(t, id, NULL, ret);
}

enum err
table_row(struct table *t, struct query *q, const struct rule **ret)
{
	return look_up(t, query_int(q, RULES_SERVED_ID), q, ret);
}

void
table_forget_rules(struct table *t)
{
	for (size_t i = 0; i < RECENT_MAX && t->recent != NULL; i++)
		rule_free(&t->recent[i].rule);
	for (size_t i = 0; i < t->nextra; i++) {
		rule_free(&t->extra[i]->rule);
		free(t->extra[i]);
	}
	free(t->recent);
	free(t->extra);
	t->recent = NULL;
	t->extra = NULL;
	t->nextra = t->extra_used = 0;
}
