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

static enum err
read_rule(struct table *t, int64_t id, struct recent *at)
{
	/* rule_serve names a column that older versions do not have. */
	struct query *q = store_query(t->good.store,
	    store_version(t->good.store) == RULES_VERSION ? sql_rule_serve :
							    sql_rule_get);
	bool          row = false;
	enum err      rc;

	at->era = 0;
	at->valid = false;
	query_bind_int(q, ":id", id);
	rc = query_step(q, &row);
	if (rc == ERR_OK && row) {
		rc = rules_from_row(q, &at->rule, &at->valid);
		query_reset(q);
	}
	if (rc != ERR_OK)
		return rc;
	/* An index without its row is damage, and no rule. */
	at->valid = at->valid && row;
	at->rule.id = id;
	at->era = t->era;
	t->skipped += !at->valid;
	return ERR_OK;
}

enum err
table_rule(struct table *t, int64_t id, const struct rule **ret)
{
	struct recent *at = place(t, id);
	enum err       rc = ERR_OK;

	if (at == NULL)
		return ERR_NOMEM;
	if (at->era != t->era || at->rule.id != id)
		rc = read_rule(t, id, at);
	at->call = t->call;
	if (rc == ERR_OK)
		*ret = at->valid ? &at->rule : NULL;
	return rc;
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
