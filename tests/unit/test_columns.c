/* SPDX-License-Identifier: MIT */
/* test_columns.c - the promises of columns.h. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "columns.h"
#include "given.h"
#include "says.h"

struct column_case {
	const char *name;
	enum column column;
	const char *typed;
	const char *cell; /* what is written again; NULL when it is refused */
	const char *says; /* of the refusal */
};

static const struct column_case column_cases[] = {
	{ "an id", COLUMN_ID, "7", "7", NULL },
	{ "an id of 0 is refused", COLUMN_ID, "0", NULL, "id: '0'" },
	{ "a source as typed", COLUMN_SOURCE, "Example.com/A%20b/",
	    "Example.com/A%20b/", NULL },
	{ "a target as typed", COLUMN_TARGET, "/\xc3\xbc", "/\xc3\xbc", NULL },
	{ "no target", COLUMN_TARGET, "", "", NULL },
	{ "a status", COLUMN_STATUS, "302", "302", NULL },
	{ "no status is 307", COLUMN_STATUS, "", "307", NULL },
	{ "a status in words is refused", COLUMN_STATUS, "gone", NULL,
	    "status: 'gone'" },
	{ "a state is ignored", COLUMN_STATE, "expired", "permanent", NULL },
	{ "when it changes is ignored", COLUMN_NEXT_AT, "2026-12-01T00:00:00Z",
	    "", NULL },
	{ "a start", COLUMN_STARTS_AT, "2026-12-01T00:00:00Z",
	    "2026-12-01T00:00:00Z", NULL },
	{ "a start with an offset", COLUMN_STARTS_AT,
	    "2026-12-01T01:00:00+01:00", "2026-12-01T00:00:00Z", NULL },
	{ "a date is its first second", COLUMN_STARTS_AT, "2026-12-01",
	    "2026-12-01T00:00:00Z", NULL },
	{ "no start is ever", COLUMN_STARTS_AT, "", "", NULL },
	{ "ever is ever", COLUMN_STARTS_AT, "ever", "", NULL },
	{ "an end", COLUMN_EXPIRES_AT, "2026-12-01T00:00:00Z",
	    "2026-12-01T00:00:00Z", NULL },
	{ "an end's date includes that day", COLUMN_EXPIRES_AT, "2026-12-01",
	    "2026-12-02T00:00:00Z", NULL },
	{ "no end is never", COLUMN_EXPIRES_AT, "", "", NULL },
	{ "never is never", COLUMN_EXPIRES_AT, "never", "", NULL },
	{ "an end of nonsense is refused", COLUMN_EXPIRES_AT, "soon", NULL,
	    "expires_at: 'soon'" },
	{ "a fallback", COLUMN_AFTER, "https://x.example/",
	    "https://x.example/", NULL },
	{ "no after is decline", COLUMN_AFTER, "", "decline", NULL },
	{ "a query policy", COLUMN_QUERY, "drop", "drop", NULL },
	{ "no query policy is pass", COLUMN_QUERY, "", "pass", NULL },
	{ "another query policy is refused", COLUMN_QUERY, "keep", NULL,
	    "query: 'keep'" },
	{ "a rank", COLUMN_RANK, "7", "7", NULL },
	{ "a method", COLUMN_METHOD, "post, get", "GET,HEAD,POST", NULL },
	{ "a method that is none is refused", COLUMN_METHOD, "a b", NULL,
	    "'a b' is not a method" },
	{ "cookies", COLUMN_COOKIE, "b;a=1", "a=1; b", NULL },
	{ "headers, a line each", COLUMN_HEADER, "X-B\nx-a=1, 2",
	    "X-A=1, 2\nX-B", NULL },
	{ "a header that is refused", COLUMN_HEADER, "Host=a", NULL,
	    "the header 'Host' is no condition" },
	{ "languages", COLUMN_LANGUAGE, "DE,fr", "de,fr", NULL },
	{ "networks", COLUMN_FROM_NET, "10.0.0.0/8,::1", "10.0.0.0/8,::1/128",
	    NULL },
	{ "origins", COLUMN_CORS, "https://A.example", "https://a.example",
	    NULL },
	{ "no origin", COLUMN_CORS, "", "", NULL },
	{ "a rank of a million and one is refused", COLUMN_RANK, "1000001",
	    NULL, "rank: '1000001'" },
	{ "a share", COLUMN_SHARE, "100", "100", NULL },
	{ "a share of 101 is refused", COLUMN_SHARE, "101", NULL,
	    "share: '101'" },
	{ "a max-age in seconds", COLUMN_MAX_AGE, "60", "60", NULL },
	{ "a max-age with a unit", COLUMN_MAX_AGE, "1h", "3600", NULL },
	{ "a max-age of nothing", COLUMN_MAX_AGE, "0", "0", NULL },
	{ "no max-age is none", COLUMN_MAX_AGE, "", "", NULL },
	{ "none is none", COLUMN_MAX_AGE, "none", "", NULL },
	{ "true", COLUMN_STRICT, "true", "true", NULL },
	{ "true of a spreadsheet", COLUMN_STRICT, "TRUE", "true", NULL },
	{ "yes", COLUMN_IGNORE_CASE, "yes", "true", NULL },
	{ "1", COLUMN_LITERAL, "1", "true", NULL },
	{ "nothing is not protected", COLUMN_PROTECT, "", "false", NULL },
	{ "nothing is enabled", COLUMN_ENABLED, "", "true", NULL },
	{ "0 is not enabled", COLUMN_ENABLED, "0", "false", NULL },
	{ "perhaps is refused", COLUMN_SUNSET, "perhaps", NULL,
	    "sunset: 'perhaps'" },
	{ "tags become sorted", COLUMN_TAGS, "b, a,b", "a,b", NULL },
	{ "a tag of two words is refused", COLUMN_TAGS, "a b", NULL, "'a b'" },
	{ "a note of two lines", COLUMN_NOTE, "a\nb \"c\"", "a\nb \"c\"",
	    NULL },
	{ "a creation", COLUMN_CREATED_AT, "2020-01-01T00:00:00Z",
	    "2020-01-01T00:00:00Z", NULL },
	{ "no creation is now", COLUMN_CREATED_AT, "", "2026-12-01T00:00:00Z",
	    NULL },
	{ "a promotion", COLUMN_PROMOTED_AT, "2020-01-01T00:00:00Z",
	    "2020-01-01T00:00:00Z", NULL },
	{ "no promotion", COLUMN_PROMOTED_AT, "", "", NULL },
	{ "the end that it took", COLUMN_PROMOTED_UNTIL, "2020-01-01T00:00:00Z",
	    "2020-01-01T00:00:00Z", NULL },
	{ "a repetition, in its stored form", COLUMN_REPEATS,
	    "weekly sun, sat 9-17 Europe/Berlin",
	    "weekly sat,sun 09:00-17:00 Europe/Berlin", NULL },
	{ "no repetition", COLUMN_REPEATS, "", "", NULL },
	{ "a repetition without a zone is refused", COLUMN_REPEATS,
	    "daily 22:00-06:00", NULL, "is no repetition" },
	{ "a very long value is refused", COLUMN_STATUS,
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000000"
	    "0000000000000000000000000000000000000000000000000000000000000307",
	    NULL, "status" },
};

/* The cell of a rule in one column, as TSV; the caller frees it. */
static char *
cell_of(const struct rule *r, enum column column)
{
	char      *text = NULL, *cell = NULL, *rest;
	size_t     n;
	int        i;
	FILE      *f = open_memstream(&text, &n);
	struct out o;

	assert_non_null(f);
	out_init(&o, f, OUT_TSV, false, NOW);
	out_begin(&o, columns, COLUMNS_N, true);
	columns_put(&o, r);
	assert_err(out_end(&o), ERR_OK);
	out_free(&o);
	fclose(f);
	text[strlen(text) - 1] = '\0';
	rest = text;
	for (i = 0; i <= (int)column; i++)
		cell = strsep(&rest, "\t");
	assert_non_null(cell);
	cell = strdup(cell);
	free(text);
	return cell;
}

/* TSV's escapes taken back. */
static void
unescape(char *s)
{
	char *to = s;

	for (; *s != '\0'; s++) {
		if (*s == '\\')
			*to++ = *++s == 'n' ? '\n' : *s == 't' ? '\t' : *s;
		else
			*to++ = *s;
	}
	*to = '\0';
}

static void
test_column(void **state)
{
	const struct column_case *c = *state;
	struct rule               r, again;
	struct buf                why;
	char                     *cell;

	rule_init(&r, NOW);
	rule_init(&again, NOW);
	r.status = c->column == COLUMN_STATE ? 308 : 307;
	buf_init(&why, WHY_MAX);
	if (c->cell == NULL) {
		assert_err(columns_set(&r, c->column, slice_of(c->typed), NOW,
			       &why),
		    ERR_SYNTAX);
		assert_says(&why, c->says);
	} else {
		assert_err(columns_set(&r, c->column, slice_of(c->typed), NOW,
			       &why),
		    ERR_OK);
		cell = cell_of(&r, c->column);
		unescape(cell);
		assert_string_equal(cell, c->cell);
		/* What is written is read as the same. */
		again.status = r.status;
		assert_err(columns_set(&again, c->column, slice_of(cell), NOW,
			       &why),
		    ERR_OK);
		free(cell);
		cell = cell_of(&again, c->column);
		unescape(cell);
		assert_string_equal(cell, c->cell);
		free(cell);
	}
	buf_free(&why);
	rule_free(&again);
	rule_free(&r);
}

static void
test_names(void **state)
{
	struct buf names;
	size_t     i;

	(void)state;
	buf_init(&names, 1000);
	columns_names(&names);
	assert_err(buf_end(&names), ERR_OK);
	for (i = 0; i < COLUMN_COUNT; i++) {
		assert_int_equal(columns_find(slice_of(columns[i].name)), i);
		assert_non_null(strstr(names.data, columns[i].name));
	}
	assert_int_equal(columns_find(SLICE("window")), COLUMN_COUNT);
	assert_int_equal(columns_find(SLICE("")), COLUMN_COUNT);
	buf_free(&names);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(column_cases)];
	const struct CMUnitTest rest[] = { cmocka_unit_test(test_names) };
	int                     failed = 0;

	setenv("TZ", "UTC0", 1);
	TABLE_FILL(rows, column_cases, test_column);
	failed += cmocka_run_group_tests_name("columns", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("columns rest", rest, NULL, NULL);
	return failed != 0;
}
