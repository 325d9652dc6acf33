/* SPDX-License-Identifier: MIT */
/* rules.c - rows of the rule table to struct rule and back; see rules.h. */
#include "rules.h"

#include "sql.h"

/* The columns of sql/schema.sql, in its order. */
enum column {
	COL_ID,
	COL_SOURCE,
	COL_TARGET,
	COL_AFTER,
	COL_TAGS,
	COL_NOTE,
	COL_STATUS,
	COL_QUERY,
	COL_SHARE,
	COL_STARTS_AT,
	COL_EXPIRES_AT,
	COL_CREATED_AT,
	COL_PROMOTED_AT,
	COL_PROMOTED_UNTIL,
	COL_MAX_AGE,
	COL_STRICT,
	COL_IGNORE_CASE,
	COL_LITERAL,
	COL_ENABLED,
	COL_PROTECT,
	COL_SUNSET,
	COL_RANK,
	/* The normalised source is not read: it is made again. */
	COL_CONDITIONS = 30,
	COL_REPEATS = 32 /* a column that version 1 lacks reads as NULL */
};

/* A column that may be NULL: then it means this. */
static int64_t
int_or(struct query *q, int column, int64_t if_null)
{
	return query_is_null(q, column) ? if_null : query_int(q, column);
}

enum err
rules_from_row(struct query *q, struct rule *r, bool *ret_valid)
{
	enum err rc;

	rule_reset(r, 0);
	r->id = query_int(q, COL_ID);
	rule_set_text(r, &r->source, query_text(q, COL_SOURCE));
	rule_set_text(r, &r->target, query_text(q, COL_TARGET));
	rule_set_text(r, &r->after, query_text(q, COL_AFTER));
	rule_set_text(r, &r->tags, query_text(q, COL_TAGS));
	rule_set_text(r, &r->note, query_text(q, COL_NOTE));
	r->status = (int)query_int(q, COL_STATUS);
	r->query = slice_is(query_text(q, COL_QUERY), "drop") ? QUERY_DROP :
								QUERY_PASS;
	r->share = (int)query_int(q, COL_SHARE);
	r->starts_at = int_or(q, COL_STARTS_AT, WHEN_EVER);
	r->expires_at = int_or(q, COL_EXPIRES_AT, WHEN_NEVER);
	r->created_at = query_int(q, COL_CREATED_AT);
	r->promoted_at = query_int(q, COL_PROMOTED_AT);
	r->promoted_until = int_or(q, COL_PROMOTED_UNTIL, WHEN_NEVER);
	r->max_age = int_or(q, COL_MAX_AGE, RULE_MAX_AGE_NONE);
	r->strict = query_int(q, COL_STRICT) != 0;
	r->ignore_case = query_int(q, COL_IGNORE_CASE) != 0;
	r->literal = query_int(q, COL_LITERAL) != 0;
	r->enabled = query_int(q, COL_ENABLED) != 0;
	r->protect = query_int(q, COL_PROTECT) != 0;
	r->sunset = query_int(q, COL_SUNSET) != 0;
	r->rank = (int)query_int(q, COL_RANK);
	rule_set_text(r, &r->conditions, query_text(q, COL_CONDITIONS));
	rule_set_text(r, &r->repeats, query_text(q, COL_REPEATS));

	rc = rule_validate(r, NULL);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc != ERR_OK)
		r->at = (struct source){ 0 };
	if (ret_valid != NULL)
		*ret_valid = rc == ERR_OK;
	return ERR_OK;
}

static void
bind_unless(struct query *q, const char *name, int64_t v, int64_t null)
{
	if (v == null)
		query_bind_null(q, name);
	else
		query_bind_int(q, name, v);
}

void
rules_bind(struct query *q, const struct rule *r)
{
	/* In the order of the statements: see store_query(). */
	if (r->id == 0)
		query_bind_null(q, ":id");
	else
		query_bind_int(q, ":id", r->id);
	query_bind_text(q, ":source", r->source);
	query_bind_text(q, ":target", r->target);
	query_bind_text(q, ":after", r->after);
	query_bind_text(q, ":tags", r->tags);
	query_bind_text(q, ":note", r->note);
	query_bind_int(q, ":status", r->status);
	query_bind_text(q, ":query", slice_of(rule_query_name(r->query)));
	query_bind_int(q, ":share", r->share);
	bind_unless(q, ":starts_at", r->starts_at, WHEN_EVER);
	bind_unless(q, ":expires_at", r->expires_at, WHEN_NEVER);
	query_bind_int(q, ":created_at", r->created_at);
	query_bind_int(q, ":promoted_at", r->promoted_at);
	bind_unless(q, ":promoted_until", r->promoted_until, WHEN_NEVER);
	bind_unless(q, ":max_age", r->max_age, RULE_MAX_AGE_NONE);
	query_bind_int(q, ":strict", r->strict);
	query_bind_int(q, ":ignore_case", r->ignore_case);
	query_bind_int(q, ":literal", r->literal);
	query_bind_int(q, ":enabled", r->enabled);
	query_bind_int(q, ":protect", r->protect);
	query_bind_int(q, ":sunset", r->sunset);
	query_bind_int(q, ":rank", r->rank);
	query_bind_int(q, ":kind", r->at.kind);
	query_bind_text(q, ":scheme", slice_of(scheme_name(r->at.scheme)));
	query_bind_text(q, ":host", r->at.host);
	query_bind_text(q, ":path", r->at.path);
	query_bind_text(q, ":lookup", r->at.lookup);
	query_bind_text(q, ":params", r->at.params);
	query_bind_int(q, ":nparams", r->at.nparams);
	query_bind_int(q, ":held", source_is_held(&r->at));
	query_bind_text(q, ":conditions", r->conditions);
	query_bind_text(q, ":repeats", r->repeats);
}

enum err
rules_get(struct store *s, int64_t id, struct rule *ret, bool *ret_found)
{
	struct query *q = store_query(s, sql_rule_get);
	bool          row = false;
	enum err      rc;

	query_bind_int(q, ":id", id);
	rc = query_step(q, &row);
	if (rc == ERR_OK && row) {
		rc = rules_from_row(q, ret, NULL);
		query_reset(q);
	}
	if (rc == ERR_OK)
		*ret_found = row;
	return rc;
}

/* Hand each row of a query to fn. */
static enum err
walk(struct query *q, rules_fn *fn, void *arg)
{
	struct rule r;
	bool        row = false;
	enum err    rc;

	rule_init(&r, 0);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = rules_from_row(q, &r, NULL);
		if (rc == ERR_OK)
			rc = fn(&r, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			break;
		}
	}
	rule_free(&r);
	return rc;
}

enum err
rules_each(struct store *s, rules_fn *fn, void *arg)
{
	return walk(store_query(s, sql_rule_each), fn, arg);
}

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
	return walk(q, fn, arg);
}

static void
bind_again(struct query *q, const struct rule *r)
{
	query_bind_int(q, ":id", r->id);
	bind_unless(q, ":starts_at", r->starts_at, WHEN_EVER);
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
	return walk(q, fn, arg);
}

enum err
rules_again_of(struct store *s, const struct rule *r, int64_t id, rules_fn *fn,
    void *arg)
{
	struct query *q = store_query(s, sql_rule_again_of);

	bind_source(q, r, true);
	bind_again(q, r);
	query_bind_int(q, ":other", id);
	return walk(q, fn, arg);
}
