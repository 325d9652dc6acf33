/* SPDX-License-Identifier: MIT */
/* carried.c - a rule in a comment of an export; see carried.h. */
#include "carried.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "columns.h"
#include "when.h"

/* A new column is to be carried, too. */
_Static_assert(COLUMN_COUNT == 31, "all columns are written below");

#define TIME_MAX 64

/* A rule, and whether all of it could be said. */
struct carried {
	json_t *object;
	bool    bad;
};

static void
put(struct carried *c, enum column column, json_t *value)
{
	c->bad |=
	    json_object_set_new(c->object, columns[column].name, value) != 0;
}

static void
put_text(struct carried *c, enum column column, struct slice s)
{
	if (s.n > 0)
		put(c, column, json_stringn(s.s, s.n));
}

static void
put_true(struct carried *c, enum column column, bool is)
{
	if (is)
		put(c, column, json_true());
}

/* Nothing stands for an instant at which it is not written. */
static void
put_time(struct carried *c, enum column column, int64_t at, int64_t nothing)
{
	struct buf text;

	if (at == nothing)
		return;
	buf_init(&text, TIME_MAX);
	when_utc(&text, at);
	if (buf_end(&text) == ERR_OK)
		put_text(c, column, buf_slice(&text));
	else
		c->bad = true;
	buf_free(&text);
}

static void
put_conditions(struct carried *c, const struct rule *r)
{
	struct buf text;

	buf_init(&text, CONDITIONS_TEXT_MAX);
	for (int k = 0; k < CONDITION_KINDS && r->conditions.n > 0; k++) {
		buf_reset(&text);
		conditions_get(r->conditions, (enum condition_kind)k, &text);
		c->bad |= buf_end(&text) != ERR_OK;
		if (!c->bad)
			put_text(c, (enum column)(COLUMN_METHOD + k),
			    buf_slice(&text));
	}
	buf_free(&text);
}

/* How it answers. */
static void
put_answer(struct carried *c, const struct rule *r)
{
	put_text(c, COLUMN_SOURCE, r->source);
	put_text(c, COLUMN_TARGET, r->target);
	put(c, COLUMN_STATUS, json_integer(r->status));
	put_time(c, COLUMN_STARTS_AT, r->starts_at, WHEN_EVER);
	put_time(c, COLUMN_EXPIRES_AT, r->expires_at, WHEN_NEVER);
	if (!slice_is(r->after, "decline"))
		put_text(c, COLUMN_AFTER, r->after);
	if (r->query != QUERY_PASS)
		put_text(c, COLUMN_QUERY, slice_of(rule_query_name(r->query)));
	if (r->share != 100)
		put(c, COLUMN_SHARE, json_integer(r->share));
	if (r->max_age != RULE_MAX_AGE_NONE)
		put(c, COLUMN_MAX_AGE, json_integer(r->max_age));
	put_true(c, COLUMN_STRICT, r->strict);
	put_true(c, COLUMN_IGNORE_CASE, r->ignore_case);
	put_true(c, COLUMN_LITERAL, r->literal);
	put_true(c, COLUMN_SUNSET, r->sunset);
	if (r->rank != RULE_RANK_DEFAULT)
		put(c, COLUMN_RANK, json_integer(r->rank));
	put_text(c, COLUMN_REPEATS, r->repeats);
	put_conditions(c, r);
}

/* What is known about it. */
static void
put_story(struct carried *c, const struct rule *r)
{
	if (!r->enabled)
		put(c, COLUMN_ENABLED, json_false());
	put_true(c, COLUMN_PROTECT, r->protect);
	put_text(c, COLUMN_TAGS, r->tags);
	put_text(c, COLUMN_NOTE, r->note);
	put_time(c, COLUMN_CREATED_AT, r->created_at, WHEN_EVER);
	put_time(c, COLUMN_PROMOTED_AT, r->promoted_at, 0);
	if (r->promoted_until != WHEN_NEVER)
		put_time(c, COLUMN_PROMOTED_UNTIL, r->promoted_until, 0);
}

void
carried_put(const struct rule *r, size_t max, struct buf *out)
{
	struct carried c = { json_object(), false };
	char          *text = NULL;

	if (c.object != NULL) {
		put_answer(&c, r);
		put_story(&c, r);
		if (!c.bad)
			text = json_dumps(c.object, JSON_COMPACT);
		json_decref(c.object);
	}
	if (text != NULL && strlen(text) + 2 <= max) {
		buf_adds(out, ": ");
		buf_adds(out, text);
	}
	free(text);
}
