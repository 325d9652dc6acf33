/* SPDX-License-Identifier: MIT */
/*
 * columns_set.c - a rule as a row of named columns, in.
 */
#include "columns.h"

#include <string.h>
#include <strings.h>

#include "args.h"
#include "when.h"

#define CELL_MAX 200 /* octets of a column that is not text */

enum err
query_parse(const char *typed, enum rule_query *ret, struct buf *why)
{
	if (strcmp(typed, "pass") != 0 && strcmp(typed, "drop") != 0)
		return refuse(why, ERR_SYNTAX,
		    "'%s' is not a query policy: pass or drop", typed);
	*ret = typed[0] == 'd' ? QUERY_DROP : QUERY_PASS;
	return ERR_OK;
}

enum err
rank_parse(const char *typed, int *ret, struct buf *why)
{
	int64_t  n = 0;
	enum err rc;

	rc = number_parse(typed, "a rank", 0, RULE_RANK_MAX, &n, why);
	if (rc == ERR_OK)
		*ret = (int)n;
	return rc;
}

enum err
status_parse(const char *typed, int *ret, struct buf *why)
{
	int64_t n;

	/* A number at all; which ones there are is rule_validate()'s to say. */
	if (number_parse(typed, "a status", 0, 999, &n, NULL) != ERR_OK)
		return refuse(why, ERR_SYNTAX,
		    "'%s' is not a status: 307, 302 or 303; 308 or 301 for "
		    "permanent; 410 for gone; 503 for maintenance",
		    typed);
	*ret = (int)n;
	return ERR_OK;
}

enum err
max_age_parse(const char *typed, int64_t *ret, struct buf *why)
{
	if (strcmp(typed, "none") == 0) {
		*ret = RULE_MAX_AGE_NONE;
		return ERR_OK;
	}
	/* when_duration() begins at 1 s; for a cache 0 makes sense too. */
	if (strcmp(typed, "0") == 0) {
		*ret = 0;
		return ERR_OK;
	}
	return when_duration(typed, ret, why);
}

static enum err
set_bool(const char *typed, bool *ret, struct buf *why)
{
	static const struct {
		const char *word;
		bool        value;
	} words[] = {
		{ "true", true },
		{ "false", false },
		{ "yes", true },
		{ "no", false },
		{ "1", true },
		{ "0", false },
	};
	size_t i;

	for (i = 0; i < ARRAY_LEN(words); i++)
		if (strcasecmp(typed, words[i].word) == 0) {
			*ret = words[i].value;
			return ERR_OK;
		}
	return refuse(why, ERR_SYNTAX, "'%s' is neither true nor false", typed);
}

static enum err
set_share(const char *typed, int *ret, struct buf *why)
{
	int64_t  n = 0;
	enum err rc;

	rc = number_parse(typed, "a share in percent", 1, 100, &n, why);
	if (rc == ERR_OK)
		*ret = (int)n;
	return rc;
}

static enum err
set_tags(struct rule *r, struct slice typed, struct buf *why)
{
	struct buf tags;
	enum err   rc;

	buf_init(&tags, RULE_TAGS_MAX);
	rc = rule_tags_parse(typed, &tags, why);
	if (rc == ERR_OK)
		rule_set_text(r, &r->tags, buf_slice(&tags));
	buf_free(&tags);
	return rc;
}

static enum err
set_repeats(struct rule *r, struct slice typed, struct buf *why)
{
	struct repeat rep;
	struct slice  zone;
	struct buf    stored;
	enum err      rc;

	buf_init(&stored, REPEAT_TEXT_MAX);
	rc = repeat_parse(typed, &rep, &zone, why);
	if (rc == ERR_OK)
		repeat_print(&rep, zone, &stored);
	if (rc == ERR_OK)
		rc = buf_end(&stored);
	if (rc == ERR_OK)
		rule_set_text(r, &r->repeats, buf_slice(&stored));
	buf_free(&stored);
	return rc;
}

static enum err
set_condition(struct rule *r, enum column column, struct slice typed,
    struct buf *why)
{
	const enum condition_kind kind =
	    (enum condition_kind)(column - COLUMN_METHOD);
	struct buf text;
	enum err   rc;

	buf_init(&text, CONDITIONS_TEXT_MAX);
	rc = conditions_set(r->conditions, kind, typed, &text, why);
	if (rc == ERR_OK)
		rule_set_text(r, &r->conditions, buf_slice(&text));
	buf_free(&text);
	return rc;
}

/* A time, or the word for none. */
static enum err
set_time(const char *typed, const char *word, int64_t none, enum when_edge edge,
    int64_t now, int64_t *ret, struct buf *why)
{
	if (strcmp(typed, word) == 0) {
		*ret = none;
		return ERR_OK;
	}
	return when_instant(typed, edge, now, ret, why);
}

/* A column that is not text; typed is not empty. */
static enum err
set_value(struct rule *r, enum column column, const char *typed, int64_t now,
    struct buf *why)
{
	switch (column) {
	case COLUMN_ID:
		return number_parse(typed, "an id", 1, INT64_MAX, &r->id, why);
	case COLUMN_STATUS:
		return status_parse(typed, &r->status, why);
	case COLUMN_STARTS_AT:
		return set_time(typed, "ever", WHEN_EVER, WHEN_START, now,
		    &r->starts_at, why);
	case COLUMN_EXPIRES_AT:
		return set_time(typed, "never", WHEN_NEVER, WHEN_END, now,
		    &r->expires_at, why);
	case COLUMN_QUERY:
		return query_parse(typed, &r->query, why);
	case COLUMN_SHARE:
		return set_share(typed, &r->share, why);
	case COLUMN_MAX_AGE:
		return max_age_parse(typed, &r->max_age, why);
	case COLUMN_STRICT:
		return set_bool(typed, &r->strict, why);
	case COLUMN_IGNORE_CASE:
		return set_bool(typed, &r->ignore_case, why);
	case COLUMN_LITERAL:
		return set_bool(typed, &r->literal, why);
	case COLUMN_ENABLED:
		return set_bool(typed, &r->enabled, why);
	case COLUMN_PROTECT:
		return set_bool(typed, &r->protect, why);
	case COLUMN_SUNSET:
		return set_bool(typed, &r->sunset, why);
	case COLUMN_CREATED_AT:
		return when_instant(typed, WHEN_START, now, &r->created_at,
		    why);
	case COLUMN_PROMOTED_AT:
		return when_instant(typed, WHEN_START, now, &r->promoted_at,
		    why);
	case COLUMN_PROMOTED_UNTIL:
		return when_instant(typed, WHEN_END, now, &r->promoted_until,
		    why);
	case COLUMN_RANK:
		return rank_parse(typed, &r->rank, why);
	case COLUMN_SOURCE:
	case COLUMN_TARGET:
	case COLUMN_STATE:
	case COLUMN_AFTER:
	case COLUMN_TAGS:
	case COLUMN_NOTE:
	case COLUMN_REPEATS:
	case COLUMN_METHOD:
	case COLUMN_COOKIE:
	case COLUMN_HEADER:
	case COLUMN_LANGUAGE:
	case COLUMN_FROM_NET:
	case COLUMN_CORS:
	case COLUMN_NEXT_AT:
	case COLUMN_COUNT:
		break;
	}
	return ERR_OK;
}

/* The same for what is empty. */
static void
set_default(struct rule *r, enum column column)
{
	if (column == COLUMN_STARTS_AT)
		r->starts_at = WHEN_EVER;
	else if (column == COLUMN_EXPIRES_AT)
		r->expires_at = WHEN_NEVER;
	/* Everything else begins with its default: rule_init(). */
}

enum err
columns_set(struct rule *r, enum column column, struct slice text, int64_t now,
    struct buf *why)
{
	struct buf typed, reason;
	enum err   rc;

	if (text.n == 0) {
		set_default(r, column);
		return ERR_OK;
	}
	switch (column) {
	case COLUMN_SOURCE:
		rule_set_text(r, &r->source, text);
		return ERR_OK;
	case COLUMN_TARGET:
		rule_set_text(r, &r->target, text);
		return ERR_OK;
	case COLUMN_AFTER:
		rule_set_text(r, &r->after, text);
		return ERR_OK;
	case COLUMN_NOTE:
		rule_set_text(r, &r->note, text);
		return ERR_OK;
	case COLUMN_TAGS:
		return set_tags(r, text, why);
	case COLUMN_REPEATS:
		return set_repeats(r, text, why);
	case COLUMN_METHOD:
	case COLUMN_COOKIE:
	case COLUMN_HEADER:
	case COLUMN_LANGUAGE:
	case COLUMN_FROM_NET:
	case COLUMN_CORS:
		return set_condition(r, column, text, why);
	default:
		break;
	}
	buf_init(&typed, CELL_MAX);
	buf_init(&reason, WHY_MAX);
	buf_add_slice(&typed, text);
	rc = buf_end(&typed);
	if (rc == ERR_LIMIT || memchr(text.s, '\0', text.n) != NULL)
		rc = refuse(why, ERR_SYNTAX, "%s is not a value for '%s'",
		    rc == ERR_LIMIT ? "so long a text" : "a text with a NUL",
		    columns[column].name);
	else if (rc == ERR_OK) {
		rc = set_value(r, column, typed.data, now, &reason);
		if (rc != ERR_OK && buf_end(&reason) == ERR_OK)
			rc = refuse(why, rc, "%s: %s", columns[column].name,
			    reason.data);
	}
	buf_free(&reason);
	buf_free(&typed);
	return rc;
}
