/* SPDX-License-Identifier: MIT */
/*
 * columns.c - a rule as a row of named columns, out.
 */
#include "columns.h"

#include "tell.h"

#define CELL_MAX 400 /* octets of a column that is made of words */

const struct out_column columns[COLUMNS_N] = {
	[COLUMN_ID] = { "id", OUT_ALL },
	[COLUMN_SOURCE] = { "source", OUT_ALL },
	[COLUMN_TARGET] = { "target", OUT_ALL },
	[COLUMN_STATUS] = { "status", OUT_ALL },
	[COLUMN_STATE] = { "state", OUT_ALL },
	[COLUMN_STARTS_AT] = { "starts_at", OUT_MACHINES },
	[COLUMN_EXPIRES_AT] = { "expires_at", OUT_MACHINES },
	[COLUMN_AFTER] = { "after", OUT_MACHINES },
	[COLUMN_QUERY] = { "query", OUT_MACHINES },
	[COLUMN_SHARE] = { "share", OUT_MACHINES },
	[COLUMN_MAX_AGE] = { "max_age", OUT_MACHINES },
	[COLUMN_STRICT] = { "strict", OUT_MACHINES },
	[COLUMN_IGNORE_CASE] = { "ignore_case", OUT_MACHINES },
	[COLUMN_LITERAL] = { "literal", OUT_MACHINES },
	[COLUMN_ENABLED] = { "enabled", OUT_MACHINES },
	[COLUMN_PROTECT] = { "protect", OUT_MACHINES },
	[COLUMN_TAGS] = { "tags", OUT_ALL },
	[COLUMN_NOTE] = { "note", OUT_MACHINES },
	[COLUMN_SUNSET] = { "sunset", OUT_MACHINES },
	[COLUMN_CREATED_AT] = { "created_at", OUT_MACHINES },
	[COLUMN_PROMOTED_AT] = { "promoted_at", OUT_MACHINES },
	[COLUMN_PROMOTED_UNTIL] = { "promoted_until", OUT_MACHINES },
	[COLUMN_RANK] = { "rank", OUT_MACHINES },
	[COLUMN_REPEATS] = { "repeats", OUT_MACHINES },
	[COLUMN_METHOD] = { "method", OUT_MACHINES },
	[COLUMN_COOKIE] = { "cookie", OUT_MACHINES },
	[COLUMN_HEADER] = { "header", OUT_MACHINES },
	[COLUMN_LANGUAGE] = { "language", OUT_MACHINES },
	[COLUMN_FROM_NET] = { "from_net", OUT_MACHINES },
	[COLUMN_CORS] = { "cors", OUT_MACHINES },
	[COLUMN_NEXT_AT] = { "next_at", OUT_MACHINES },
	[COLUMN_COUNT] = { "window", OUT_PEOPLE },
};

static void
put_window(struct out *o, const struct rule *r)
{
	struct buf text;

	buf_init(&text, CELL_MAX);
	if (o->format == OUT_TEXT)
		tell_window(r, o->now, &text);
	if (o->format == OUT_TEXT && r->wants.n > 0)
		buf_adds(&text, "; with conditions");
	out_text(o, buf_slice(&text));
	buf_free(&text);
}

/* For people also what comes next of it. */
static void
put_repeats(struct out *o, const struct rule *r)
{
	struct buf text;

	buf_init(&text, CELL_MAX);
	if (o->format == OUT_TEXT && r->repeat.zone != NULL)
		tell_repeats(r, o->now, &text);
	else
		buf_add_slice(&text, r->repeats);
	out_text(o, buf_slice(&text));
	buf_free(&text);
}

/* 0 is "was never promoted". */
static void
put_promoted(struct out *o, int64_t at)
{
	if (at == 0)
		out_null(o);
	else
		out_time(o, at);
}

static void
put_conditions(struct out *o, const struct rule *r)
{
	struct buf text;

	buf_init(&text, CONDITIONS_TEXT_MAX);
	for (int k = 0; k < CONDITION_KINDS; k++) {
		buf_reset(&text);
		conditions_get(r->conditions, (enum condition_kind)k, &text);
		out_text(o, buf_slice(&text));
	}
	buf_free(&text);
}

void
columns_put(struct out *o, const struct rule *r)
{
	out_int(o, r->id);
	out_text(o, r->source);
	if (r->target.n == 0)
		out_null(o);
	else
		out_text(o, r->target);
	out_int(o, r->status);
	out_string(o, rule_state_name(rule_state(r, o->now)));
	out_time(o, r->starts_at);
	out_time(o, r->expires_at);
	out_text(o, r->after);
	out_string(o, rule_query_name(r->query));
	out_int(o, r->share);
	if (r->max_age == RULE_MAX_AGE_NONE)
		out_null(o);
	else
		out_int(o, r->max_age);
	out_bool(o, r->strict);
	out_bool(o, r->ignore_case);
	out_bool(o, r->literal);
	out_bool(o, r->enabled);
	out_bool(o, r->protect);
	out_text(o, r->tags);
	out_text(o, r->note);
	out_bool(o, r->sunset);
	out_time(o, r->created_at);
	put_promoted(o, r->promoted_at);
	put_promoted(o, r->promoted_until);
	out_int(o, r->rank);
	put_repeats(o, r);
	put_conditions(o, r);
	out_time(o, rule_next_change(r, o->now));
	put_window(o, r);
}

enum column
columns_find(struct slice name)
{
	size_t i;

	for (i = 0; i < COLUMN_COUNT; i++)
		if (slice_is(name, columns[i].name))
			break;
	return (enum column)i;
}

void
columns_names(struct buf *out)
{
	size_t i;

	for (i = 0; i < COLUMN_COUNT; i++) {
		if (i > 0)
			buf_adds(out, ", ");
		buf_adds(out, columns[i].name);
	}
}
