/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_COLUMNS_H
#define DETOUR_COLUMNS_H

/*
 * columns.h - a rule as a row of named columns: out (columns.c), and in
 * (columns_set.c).
 *
 * What columns_put() writes as CSV or JSON and columns_set() reads back is the
 * same rule, to the octet.  Columns are only ever added, at the end.
 */

#include "out.h"
#include "rule.h"

enum column {
	COLUMN_ID,
	COLUMN_SOURCE,
	COLUMN_TARGET,
	COLUMN_STATUS,
	COLUMN_STATE, /* derived: written, and ignored when read */
	COLUMN_STARTS_AT,
	COLUMN_EXPIRES_AT,
	COLUMN_AFTER,
	COLUMN_QUERY,
	COLUMN_SHARE,
	COLUMN_MAX_AGE,
	COLUMN_STRICT,
	COLUMN_IGNORE_CASE,
	COLUMN_LITERAL,
	COLUMN_ENABLED,
	COLUMN_PROTECT,
	COLUMN_TAGS,
	COLUMN_NOTE,
	COLUMN_SUNSET,
	COLUMN_CREATED_AT,
	COLUMN_PROMOTED_AT,
	COLUMN_PROMOTED_UNTIL,
	COLUMN_RANK,
	COLUMN_REPEATS,
	COLUMN_METHOD, /* of condition.h, in its order */
	COLUMN_COOKIE,
	COLUMN_HEADER,
	COLUMN_LANGUAGE,
	COLUMN_FROM_NET,
	COLUMN_CORS,
	COLUMN_NEXT_AT, /* derived: when it begins or ends, the next time */
	COLUMN_COUNT
};

/* The columns of a rule, and a last one for people. */
#define COLUMNS_N (COLUMN_COUNT + 1)
extern const struct out_column columns[COLUMNS_N];

/* Write a rule as a row of columns[]. */
void columns_put(struct out *, const struct rule *);

/* The column of a name; COLUMN_COUNT if there is none. */
enum column columns_find(struct slice name);

/* Append all names, joined by ", ". */
void columns_names(struct buf *);

/*
 * columns_set - read one column into a rule.
 *
 *	text	as columns_put() writes it for CSV.  Times may also be what
 *		when_instant() takes, durations what when_duration() takes,
 *		booleans yes, no, 1, 0 in capitals or small letters
 *
 * An empty text is the column's default: since ever, never, not permanent, an
 * ordinary rule.  The rule is not validated.  Errors: ERR_SYNTAX, ERR_LIMIT,
 * with a sentence that names the column; ERR_NOMEM.
 */
enum err columns_set(struct rule *, enum column, struct slice text, int64_t now,
    struct buf *why) MUST_CHECK;

/* "pass" or "drop".  Errors: ERR_SYNTAX. */
enum err query_parse(const char *typed, enum rule_query *ret,
    struct buf *why) MUST_CHECK;

/* A number from 0 to RULE_RANK_MAX.  Errors: ERR_SYNTAX. */
enum err rank_parse(const char *typed, int *ret, struct buf *why) MUST_CHECK;

/* A status that rule_validate() will look at: three digits. */
enum err status_parse(const char *typed, int *ret, struct buf *why) MUST_CHECK;

/* A duration, or "none".  Errors: as when_duration(). */
enum err max_age_parse(const char *typed, int64_t *ret,
    struct buf *why) MUST_CHECK;

#endif
