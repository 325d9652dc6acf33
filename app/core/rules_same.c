/* SPDX-License-Identifier: MIT */
/* rules_same.c - the rules of one source; see rules.h. */
#include "rules.h"

#include "rules_base.h"
#include "sql.h"

static void
bind_source(struct query *q, const struct rule *r, bool by_kind)
{
	query_bind_text(q, ":lookup", r->at.lookup);
	query_bind_text(q, ":host", r->at.host);
	if (by_kind)
		query_bind_int(q, ":kind", r->at.kind);
	query_bind_text(q, ":params", r->at.params);
	query_bind_text(q, ":scheme", slice_of(scheme_name(r->at.scheme)));
	query_bind_int(q, ":strict", r->strict);
	query_bind_int(q, ":ignore_case", r->ignore_case);
	query_bind_text(q, ":path", r->at.path);
}

enum err
rules_same_source(struct store *s, const struct rule *r, rules_fn *fn,
    void *arg)
{
	const bool    held = source_is_held(&r->at);
	struct query *q =
	    store_query(s, held ? sql_rule_same_head : sql_rule_same_exact);

	bind_source(q, r, held);
	return rules_walk(q, fn, arg);
}

static enum err
refuse_more(struct slice source, const char *verb, int64_t n, struct buf *why)
{
	return refuse(why, ERR_LIMIT,
	    "one source may have %d rules, and '%.*s' %s %lld: remove those "
	    "that are over, or let one rule repeat (--daily, --weekly)",
	    RULES_OF_SOURCE_MAX, quotable(source), source.s, verb,
	    (long long)n);
}

enum err
rules_fit(struct store *s, const struct rule *r, struct buf *why)
{
	const bool    held = source_is_held(&r->at);
	struct query *q =
	    store_query(s, held ? sql_rule_full_head : sql_rule_full_exact);
	int64_t  full = 0;
	enum err rc;

	bind_source(q, r, held);
	query_bind_int(q, ":id", r->id);
	query_bind_int(q, ":most", RULES_OF_SOURCE_MAX - 1);
	rc = query_number(q, &full);
	if (rc != ERR_OK || !full)
		return rc;
	return refuse_more(r->source, "has", RULES_OF_SOURCE_MAX, why);
}

enum err
rules_all_fit(struct store *s, int64_t event, struct buf *why)
{
	struct query *q = store_query(s, sql_rule_fullest);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":most", RULES_OF_SOURCE_MAX);
	query_bind_int(q, ":event", event);
	rc = query_step(q, &row);
	if (rc != ERR_OK || !row)
		return rc;
	rc = refuse_more(query_text(q, 0), "would have", query_int(q, 1), why);
	query_reset(q);
	return rc;
}

static void
bind_again(struct query *q, const struct rule *r)
{
	query_bind_int(q, ":id", r->id);
	if (r->starts_at == WHEN_EVER)
		query_bind_null(q, ":starts_at");
	else
		query_bind_int(q, ":starts_at", r->starts_at);
	query_bind_text(q, ":conditions", r->conditions);
	query_bind_text(q, ":repeats", r->repeats);
}

enum err
rules_again(struct store *s, const struct rule *r, rules_fn *fn, void *arg)
{
	const bool    held = source_is_held(&r->at);
	struct query *q =
	    store_query(s, held ? sql_rule_again_head : sql_rule_again_exact);

	bind_source(q, r, held);
	bind_again(q, r);
	return rules_walk(q, fn, arg);
}

enum err
rules_again_of(struct store *s, const struct rule *r, int64_t id, rules_fn *fn,
    void *arg)
{
	struct query *q = store_query(s, sql_rule_again_of);

	bind_source(q, r, true);
	bind_again(q, r);
	query_bind_int(q, ":other", id);
	return rules_walk(q, fn, arg);
}
