/* SPDX-License-Identifier: MIT */
/* rules.c - rows of the rule table to struct rule and back; see rules.h. */
#include "rules.h"

#include <limits.h>

#include "rules_base.h"
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

/* A text, or as much of it as says that it is too long. */
static void
set_text(struct rule *r, struct slice *field, struct query *q, int column,
    size_t max)
{
	struct slice s = query_text(q, column);

	if (s.n > max + 1)
		s.n = max + 1;
	rule_set_text(r, field, s);
}

static enum rule_query
query_of(struct query *q, int column)
{
	return slice_is(query_text(q, column), "drop") ? QUERY_DROP :
							 QUERY_PASS;
}

/* A number, or one that is out of any range. */
static int
int_of(struct query *q, int column)
{
	const int64_t v = query_int(q, column);

	return v < INT_MIN || v > INT_MAX ? -1 : (int)v;
}

/* A column that may be NULL: then it means this. */
static int64_t
int_or(struct query *q, int column, int64_t if_null)
{
	return query_is_null(q, column) ? if_null : query_int(q, column);
}

static enum err
validate(struct rule *r, bool *ret_valid)
{
	enum err rc = rule_validate(r, NULL);

	if (rc == ERR_NOMEM)
		return rc;
	/* To the rest of the program it would be one that is not stored. */
	if (r->id == 0)
		rc = ERR_SYNTAX;
	r->parsed = rc == ERR_OK;
	if (rc != ERR_OK)
		r->at = (struct source){ 0 };
	if (ret_valid != NULL)
		*ret_valid = rc == ERR_OK;
	return ERR_OK;
}

enum err
rules_from_row(struct query *q, struct rule *r, bool *ret_valid)
{
	rule_reset(r, 0);
	r->id = query_int(q, COL_ID);
	set_text(r, &r->source, q, COL_SOURCE, SOURCE_MAX);
	set_text(r, &r->target, q, COL_TARGET, TARGET_MAX);
	set_text(r, &r->after, q, COL_AFTER, TARGET_MAX);
	set_text(r, &r->tags, q, COL_TAGS, RULE_TAGS_MAX);
	set_text(r, &r->note, q, COL_NOTE, RULE_NOTE_MAX);
	r->status = int_of(q, COL_STATUS);
	r->query = query_of(q, COL_QUERY);
	r->share = int_of(q, COL_SHARE);
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
	r->rank = int_of(q, COL_RANK);
	set_text(r, &r->conditions, q, COL_CONDITIONS, CONDITIONS_TEXT_MAX);
	set_text(r, &r->repeats, q, COL_REPEATS, RULE_REPEATS_MAX);

	return validate(r, ret_valid);
}

enum err
rules_from_served(struct query *q, struct rule *r, bool *ret_valid)
{
	int column = RULES_SERVED_HOST + 1;

	rule_reset(r, 0);
	r->id = query_int(q, RULES_SERVED_ID);
	/* As the statements name them. */
	set_text(r, &r->source, q, column++, SOURCE_MAX);
	set_text(r, &r->target, q, column++, TARGET_MAX);
	set_text(r, &r->after, q, column++, TARGET_MAX);
	r->status = int_of(q, column++);
	r->query = query_of(q, column++);
	r->share = int_of(q, column++);
	r->starts_at = int_or(q, column++, WHEN_EVER);
	r->expires_at = int_or(q, column++, WHEN_NEVER);
	r->created_at = query_int(q, column++);
	r->promoted_at = query_int(q, column++);
	r->max_age = int_or(q, column++, RULE_MAX_AGE_NONE);
	r->strict = query_int(q, column++) != 0;
	r->ignore_case = query_int(q, column++) != 0;
	r->literal = query_int(q, column++) != 0;
	r->enabled = query_int(q, column++) != 0;
	r->protect = query_int(q, column++) != 0;
	r->sunset = query_int(q, column++) != 0;
	r->rank = int_of(q, column++);
	set_text(r, &r->conditions, q, column++, CONDITIONS_TEXT_MAX);
	set_text(r, &r->repeats, q, column, RULE_REPEATS_MAX);
	return validate(r, ret_valid);
}

/* Member by member: a whole value is made in pieces that the processor must
 * have stored before it can copy them together. */
static void
number(struct value *ret, int64_t v)
{
	ret->kind = VALUE_INT;
	ret->number = v;
}

static void
unless(struct value *ret, int64_t v, int64_t null)
{
	ret->kind = v == null ? VALUE_NULL : VALUE_INT;
	ret->number = v;
}

static void
text(struct value *ret, struct slice s)
{
	ret->kind = VALUE_TEXT;
	ret->text = s;
}

void
rules_values(const struct rule *r, struct value *ret)
{
	unless(ret++, r->id, 0);
	text(ret++, r->source);
	text(ret++, r->target);
	text(ret++, r->after);
	text(ret++, r->tags);
	text(ret++, r->note);
	number(ret++, r->status);
	text(ret++, slice_of(rule_query_name(r->query)));
	number(ret++, r->share);
	unless(ret++, r->starts_at, WHEN_EVER);
	unless(ret++, r->expires_at, WHEN_NEVER);
	number(ret++, r->created_at);
	number(ret++, r->promoted_at);
	unless(ret++, r->promoted_until, WHEN_NEVER);
	unless(ret++, r->max_age, RULE_MAX_AGE_NONE);
	number(ret++, r->strict);
	number(ret++, r->ignore_case);
	number(ret++, r->literal);
	number(ret++, r->enabled);
	number(ret++, r->protect);
	number(ret++, r->sunset);
	number(ret++, r->rank);
	number(ret++, r->at.kind);
	text(ret++, slice_of(scheme_name(r->at.scheme)));
	text(ret++, r->at.host);
	text(ret++, r->at.path);
	text(ret++, r->at.lookup);
	text(ret++, r->at.params);
	number(ret++, r->at.nparams);
	number(ret++, source_is_held(&r->at));
	text(ret++, r->conditions);
	text(ret, r->repeats);
}

void
rules_bind(struct query *q, const struct rule *r)
{
	/* In the order of rules_values(), and of the statements: see
	 * store_query(). */
	static const char *const names[RULES_VALUES] = { ":id", ":source",
		":target", ":after", ":tags", ":note", ":status", ":query",
		":share", ":starts_at", ":expires_at", ":created_at",
		":promoted_at", ":promoted_until", ":max_age", ":strict",
		":ignore_case", ":literal", ":enabled", ":protect", ":sunset",
		":rank", ":kind", ":scheme", ":host", ":path", ":lookup",
		":params", ":nparams", ":held", ":conditions", ":repeats" };
	struct value             values[RULES_VALUES] = { 0 };

	rules_values(r, values);
	for (size_t i = 0; i < RULES_VALUES; i++)
		query_bind(q, names[i], values[i]);
}

enum err
rules_get(struct store *s, int64_t id, struct rule *ret, bool *ret_found)
{
	bool     found = false, valid;
	enum err rc = rules_read(s, id, ret, &found, &valid);

	if (rc == ERR_OK)
		*ret_found = found;
	return rc;
}

enum err
rules_is_placed(struct store *s, const struct rule *r, bool *ret)
{
	const struct source *at = &r->at;
	struct query        *q = store_query(s, sql_rule_place);
	bool                 row = false;
	enum err             rc;

	query_bind_int(q, ":id", r->id);
	rc = query_step(q, &row);
	if (rc != ERR_OK)
		return rc;
	*ret = row && query_int(q, 0) == (int64_t)at->kind &&
	    slice_is(query_text(q, 1), scheme_name(at->scheme)) &&
	    slice_eq(query_text(q, 2), at->host) &&
	    slice_eq(query_text(q, 3), at->path) &&
	    slice_eq(query_text(q, 4), at->lookup) &&
	    slice_eq(query_text(q, 5), at->params) &&
	    query_int(q, 6) == (int64_t)at->nparams &&
	    query_int(q, 7) == (int64_t)source_is_held(at);
	query_reset(q);
	return ERR_OK;
}

/* Hand each row of a query to fn; *ended is whether all were, and *last the id
 * of the last that was. */
static enum err
walk_on(struct query *q, rules_fn *fn, void *arg, bool *ended, int64_t *last)
{
	struct rule r;
	bool        row = false;
	enum err    rc;

	*ended = false;
	rule_init(&r, 0);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = rules_from_row(q, &r, NULL);
		*last = r.id;
		if (rc == ERR_OK)
			rc = fn(&r, arg);
		if (rc != ERR_OK) {
			query_reset(q);
			*ended = true;
			break;
		}
	}
	*ended = *ended || rc == ERR_OK;
	rule_free(&r);
	return rc;
}

enum err
rules_walk(struct query *q, rules_fn *fn, void *arg)
{
	int64_t last;
	bool    ended;

	return walk_on(q, fn, arg, &ended, &last);
}

/* The next one after an id, which can only be read in part. */
static enum err
hand_long(struct store *s, int64_t *id, rules_fn *fn, void *arg)
{
	struct query *q = store_query(s, sql_rule_id_after);
	struct rule   r;
	bool          found = false;
	enum err      rc;

	query_bind_int(q, ":after", *id);
	rc = query_number(q, id);
	if (rc != ERR_OK)
		return rc;
	rule_init(&r, 0);
	rc = rules_get(s, *id, &r, &found);
	if (rc == ERR_OK && found)
		rc = fn(&r, arg);
	rule_free(&r);
	return rc;
}

enum err
rules_each(struct store *s, rules_fn *fn, void *arg)
{
	int64_t       last = INT64_MIN;
	struct query *q;
	bool          ended;
	enum err      rc;

	do {
		q = store_query(s, sql_rule_each);
		query_bind_int(q, ":after", last);
		rc = walk_on(q, fn, arg, &ended, &last);
		if (ended || rc != ERR_LIMIT)
			return rc;
		rc = hand_long(s, &last, fn, arg);
	} while (rc == ERR_OK);
	return rc;
}
