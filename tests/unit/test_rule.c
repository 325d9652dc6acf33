/* SPDX-License-Identifier: MIT */
/* test_rule.c - what a rule is, and in which state at an instant. */
#include "rows.h"

#include <stdlib.h>

#include "given.h"
#include "says.h"

/* ---------------------------------------------------------- rule_validate() */

/* One change of a valid rule from "/a/ *" to "/b" with status 307. */
enum column {
	NONE,
	SOURCE,
	TARGET,
	AFTER,
	TAGS,
	NOTE,
	STATUS,
	SHARE,
	STARTS,
	EXPIRES,
	CREATED,
	PROMOTED,
	MAX_AGE,
	LITERAL,
	RANK
};

struct change {
	enum column column;
	const char *text;
	int64_t     number;
};

#define IS(column, number)           \
	{                            \
		column, NULL, number \
	}
#define TEXT(column, text)      \
	{                       \
		column, text, 0 \
	}
#define ONLY                  \
	{                     \
		NONE, NULL, 0 \
	}

struct validity {
	const char   *name;
	struct change a, b;
	enum err      err;
	const char   *says; /* NULL when err is ERR_OK */
};

static const struct validity validity_rows[] = {
	{ "a plain rule", ONLY, ONLY, ERR_OK, NULL },

	/* Source and target. */
	{ "a source that does not parse", TEXT(SOURCE, "a"), ONLY, ERR_SYNTAX,
	    "'a' has no path" },
	{ "no source", TEXT(SOURCE, ""), ONLY, ERR_SYNTAX,
	    "the source is empty" },
	{ "a target that does not parse", TEXT(TARGET, "//evil"), ONLY,
	    ERR_SYNTAX, "target '//evil' is refused" },
	{ "no target", TEXT(TARGET, ""), ONLY, ERR_SYNTAX,
	    "the target is empty" },
	{ "a target that leaves alone", TEXT(TARGET, "-"), ONLY, ERR_OK, NULL },
	{ "a :splat of a prefix", TEXT(TARGET, "/b/:splat"), ONLY, ERR_OK,
	    NULL },
	{ "a :splat of an exact source", TEXT(TARGET, "/b/:splat"),
	    TEXT(SOURCE, "/a"), ERR_SYNTAX, ":splat needs a source" },
	{ "literal: anything goes", TEXT(SOURCE, "/CSS/:hover"), IS(LITERAL, 1),
	    ERR_OK, NULL },
	{ "not literal: it does not", TEXT(SOURCE, "/CSS/a:hover"), ONLY,
	    ERR_SYNTAX, "use --literal" },
	{ "literal: the target too", TEXT(TARGET, "/$1"), IS(LITERAL, 1),
	    ERR_OK, NULL },

	/* Status. */
	{ "status 301", IS(STATUS, 301), ONLY, ERR_OK, NULL },
	{ "status 302", IS(STATUS, 302), ONLY, ERR_OK, NULL },
	{ "status 303", IS(STATUS, 303), ONLY, ERR_OK, NULL },
	{ "status 308", IS(STATUS, 308), ONLY, ERR_OK, NULL },
	{ "status 410", IS(STATUS, 410), TEXT(TARGET, ""), ERR_OK, NULL },
	{ "status 503", IS(STATUS, 503), TEXT(TARGET, ""), ERR_OK, NULL },
	{ "status 500", IS(STATUS, 500), ONLY, ERR_SYNTAX,
	    "503 (maintenance)" },
	{ "a 503 with a target", IS(STATUS, 503), ONLY, ERR_SYNTAX,
	    "is under maintenance: it takes no target" },
	{ "status 300", IS(STATUS, 300), ONLY, ERR_SYNTAX,
	    "status 300 is not one of 307" },
	{ "status 304", IS(STATUS, 304), ONLY, ERR_SYNTAX, "301 (permanent)" },
	{ "status 200", IS(STATUS, 200), ONLY, ERR_SYNTAX, "410 (gone)" },
	{ "status 404", IS(STATUS, 404), ONLY, ERR_SYNTAX, "status 404" },
	{ "status 0", IS(STATUS, 0), ONLY, ERR_SYNTAX, "status 0" },
	{ "a negative status", IS(STATUS, -307), ONLY, ERR_SYNTAX,
	    "status -307" },
	{ "a 410 with a target", IS(STATUS, 410), ONLY, ERR_SYNTAX,
	    "takes no target" },
	{ "a 410 that leaves alone", IS(STATUS, 410), TEXT(TARGET, "-"),
	    ERR_SYNTAX, "takes no target" },

	/* After. */
	{ "after: gone", TEXT(AFTER, "gone"), ONLY, ERR_OK, NULL },
	{ "after: a fallback", TEXT(AFTER, "/over/:splat"), ONLY, ERR_OK,
	    NULL },
	{ "after: a word that is none", TEXT(AFTER, "Gone"), ONLY, ERR_SYNTAX,
	    "'Gone'" },
	{ "after: nothing", TEXT(AFTER, ""), ONLY, ERR_SYNTAX, "empty" },
	{ "after: leave alone", TEXT(AFTER, "-"), ONLY, ERR_SYNTAX,
	    "--after takes decline, gone, or a target" },
	{ "after: a bad fallback", TEXT(AFTER, "/\\evil"), ONLY, ERR_SYNTAX,
	    "'/\\evil'" },

	/* The window. */
	{ "since ever and never", IS(STARTS, WHEN_EVER),
	    IS(EXPIRES, WHEN_NEVER), ERR_OK, NULL },
	{ "the first instant", IS(STARTS, WHEN_MIN), ONLY, ERR_OK, NULL },
	{ "before the first instant", IS(STARTS, WHEN_MIN - 1), ONLY, ERR_LIMIT,
	    "from 1970-01-01" },
	{ "the last instant", IS(EXPIRES, WHEN_MAX), ONLY, ERR_OK, NULL },
	{ "behind the last instant", IS(EXPIRES, WHEN_MAX + 1), ONLY, ERR_LIMIT,
	    "to 9999-12-31" },
	{ "a start that is never", IS(STARTS, WHEN_NEVER), ONLY, ERR_LIMIT,
	    "out of range" },
	{ "an end since ever", IS(EXPIRES, WHEN_EVER), ONLY, ERR_LIMIT,
	    "out of range" },
	{ "an end one second after the start", IS(STARTS, NOW),
	    IS(EXPIRES, NOW + 1), ERR_OK, NULL },
	{ "an end at the start", IS(STARTS, NOW), IS(EXPIRES, NOW), ERR_SYNTAX,
	    "the window is empty: its end 2026-12-01 00:00:00 +00:00 is not "
	    "after its start 2026-12-01 00:00:00 +00:00" },
	{ "an end before the start", IS(STARTS, NOW), IS(EXPIRES, NOW - 1),
	    ERR_SYNTAX, "end 2026-11-30 23:59:59" },
	{ "a window that is over", IS(EXPIRES, NOW - 1), ONLY, ERR_OK, NULL },
	{ "a permanent rule with an end", IS(STATUS, 308), IS(EXPIRES, NOW + 1),
	    ERR_SYNTAX, "or take status 307, which ends on time" },
	{ "a 301 with an end", IS(STATUS, 301), IS(EXPIRES, NOW + 1),
	    ERR_SYNTAX, "take status 302" },
	{ "a permanent rule with a start", IS(STATUS, 308), IS(STARTS, NOW),
	    ERR_OK, NULL },
	{ "made before time", IS(CREATED, -1), ONLY, ERR_LIMIT,
	    "out of range" },
	{ "promoted after time", IS(PROMOTED, WHEN_MAX + 1), ONLY, ERR_LIMIT,
	    "out of range" },

	/* Numbers. */
	{ "no max-age", IS(MAX_AGE, RULE_MAX_AGE_NONE), ONLY, ERR_OK, NULL },
	{ "a max-age of 0", IS(MAX_AGE, 0), ONLY, ERR_OK, NULL },
	{ "a max-age below none", IS(MAX_AGE, -2), ONLY, ERR_LIMIT,
	    "max-age of -2" },
	{ "the largest max-age", IS(MAX_AGE, RULE_MAX_AGE_MAX), ONLY, ERR_OK,
	    NULL },
	{ "a larger max-age", IS(MAX_AGE, RULE_MAX_AGE_MAX + 1), ONLY,
	    ERR_LIMIT, "at most 31536000 (365d)" },
	{ "a share of some", IS(SHARE, 99), ONLY, ERR_OK, NULL },
	{ "a share of the fewest", IS(SHARE, 1), ONLY, ERR_OK, NULL },
	{ "a share of none", IS(SHARE, 0), ONLY, ERR_SYNTAX,
	    "share 0 is refused" },
	{ "a share of more than all", IS(SHARE, 101), ONLY, ERR_SYNTAX,
	    "from 1 to 100" },

	{ "a rank of a path", IS(RANK, 1), ONLY, ERR_SYNTAX,
	    "a rank orders regular expressions" },
	{ "a rank of an expression", IS(RANK, 0), TEXT(SOURCE, "~/a"), ERR_OK,
	    NULL },
	{ "the highest rank", IS(RANK, RULE_RANK_MAX), TEXT(SOURCE, "~/a"),
	    ERR_OK, NULL },
	{ "a higher one", IS(RANK, RULE_RANK_MAX + 1), TEXT(SOURCE, "~/a"),
	    ERR_LIMIT, "from 0 to 1000000" },

	/* Note and tags. */
	{ "a note of several lines", TEXT(NOTE, "a\n\tb\r\nc"), ONLY, ERR_OK,
	    NULL },
	{ "a note with an escape sequence", TEXT(NOTE, "ab\x1b[2J"), ONLY,
	    ERR_SYNTAX, "control character at octet 3" },
	{ "a note with DEL", TEXT(NOTE, "\x7f"), ONLY, ERR_SYNTAX, "octet 1" },
	{ "a note that is not UTF-8", TEXT(NOTE, "\xff"), ONLY, ERR_SYNTAX,
	    "not UTF-8" },
	{ "tags in their form", TEXT(TAGS, "a,b,\xc3\xa9"), ONLY, ERR_OK,
	    NULL },
	{ "tags out of order", TEXT(TAGS, "b,a"), ONLY, ERR_SYNTAX,
	    "'b,a' are not in their stored form 'a,b'" },
	{ "a tag twice", TEXT(TAGS, "a,a"), ONLY, ERR_SYNTAX, "form 'a'" },
	{ "a tag that is none", TEXT(TAGS, "a\"b"), ONLY, ERR_SYNTAX,
	    "'a\"b' is not a tag" },
};

static void
apply(struct rule *r, const struct change *c)
{
	struct slice s = slice_of(c->text);

	switch (c->column) {
	case NONE:
		break;
	case SOURCE:
		rule_set_text(r, &r->source, s);
		break;
	case TARGET:
		rule_set_text(r, &r->target, s);
		break;
	case AFTER:
		rule_set_text(r, &r->after, s);
		break;
	case TAGS:
		rule_set_text(r, &r->tags, s);
		break;
	case NOTE:
		rule_set_text(r, &r->note, s);
		break;
	case STATUS:
		r->status = (int)c->number;
		break;
	case SHARE:
		r->share = (int)c->number;
		break;
	case RANK:
		r->rank = (int)c->number;
		break;
	case STARTS:
		r->starts_at = c->number;
		break;
	case EXPIRES:
		r->expires_at = c->number;
		break;
	case CREATED:
		r->created_at = c->number;
		break;
	case PROMOTED:
		r->promoted_at = c->number;
		break;
	case MAX_AGE:
		r->max_age = c->number;
		break;
	case LITERAL:
		r->literal = c->number != 0;
		break;
	}
}

static void
test_validity(void **state)
{
	const struct validity *c = *state;
	struct buf             why;
	struct rule            r;

	buf_init(&why, WHY_MAX);
	given_rule(&r, 1, "/a/*", "/b");
	apply(&r, &c->a);
	apply(&r, &c->b);
	assert_err(rule_validate(&r, &why), c->err);
	if (c->err != ERR_OK) {
		assert_says(&why, c->says);
	} else {
		assert_int_equal(why.len, 0);
		/* Its source is parsed; and once more is the same. */
		assert_true(r.at.lookup.n + r.at.path.n > 0);
		assert_err(rule_validate(&r, NULL), ERR_OK);
	}
	rule_free(&r);
	buf_free(&why);
}

/* At each limit of a text, and one past it. */
static void
limits_of_texts(void **state)
{
	static const struct {
		enum column column;
		size_t      max;
		const char *says;
	} limits[] = {
		{ SOURCE, SOURCE_MAX, "limit is 2000" },
		{ TARGET, TARGET_MAX, "limit is 2000" },
		{ AFTER, TARGET_MAX, "limit is 2000" },
		{ NOTE, RULE_NOTE_MAX, "limit is 2000" },
		{ TAGS, RULE_TAGS_MAX, "limit is 500" },
	};
	char          text[3000];
	struct change c = { .text = text };
	struct buf    why;
	struct rule   r;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(limits); i++)
		for (size_t past = 0; past <= 1; past++) {
			memset(text, 'a', sizeof(text));
			text[0] = '/';
			text[limits[i].max + past] = '\0';
			c.column = limits[i].column;
			buf_init(&why, WHY_MAX);
			given_rule(&r, 1, "/a", "/b");
			apply(&r, &c);
			assert_err(rule_validate(&r, &why),
			    past == 0 ? ERR_OK : ERR_LIMIT);
			if (past == 1) {
				assert_says(&why, limits[i].says);
			}
			rule_free(&r);
			buf_free(&why);
		}
}

static void
what_leads_nowhere_takes_no_fallback(void **state)
{
	static const int statuses[] = { 410, 503 };
	struct buf       why;
	struct rule      r;

	(void)state;
	buf_init(&why, WHY_MAX);
	given_rule(&r, 1, "/a", NULL);
	for (size_t i = 0; i < ARRAY_LEN(statuses); i++) {
		r.status = statuses[i];
		rule_set_text(&r, &r.after, SLICE("/b"));
		buf_reset(&why);
		assert_err(rule_validate(&r, &why), ERR_SYNTAX);
		assert_says(&why, "it takes no target and no fallback");
		rule_set_text(&r, &r.after, SLICE("gone"));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_false(rule_leads(&r));
	}
	r.max_age = 0;
	assert_err(rule_validate(&r, &why), ERR_SYNTAX);
	assert_says(&why, "a 503 is never stored");
	rule_free(&r);
	buf_free(&why);
}

/* ------------------------------------------------------------- rule_state() */

struct standing {
	const char     *name;
	struct change   a, b;
	bool            disabled;
	enum rule_state want; /* at NOW */
};

static const struct standing standing_rows[] = {
	{ "without a window", ONLY, ONLY, false, RULE_ACTIVE },
	{ "at its first second", IS(STARTS, NOW), ONLY, false, RULE_ACTIVE },
	{ "one second before its start", IS(STARTS, NOW + 1), ONLY, false,
	    RULE_SCHEDULED },
	{ "at its last second", IS(EXPIRES, NOW + 1), ONLY, false,
	    RULE_ACTIVE },
	{ "at its end", IS(EXPIRES, NOW), ONLY, false, RULE_EXPIRED },
	{ "long after its end", IS(EXPIRES, 1), ONLY, false, RULE_EXPIRED },
	{ "308", IS(STATUS, 308), ONLY, false, RULE_PERMANENT },
	{ "301", IS(STATUS, 301), ONLY, false, RULE_PERMANENT },
	{ "303 is temporary", IS(STATUS, 303), ONLY, false, RULE_ACTIVE },
	{ "410 is temporary", IS(STATUS, 410), ONLY, false, RULE_ACTIVE },
	{ "503 is temporary", IS(STATUS, 503), ONLY, false, RULE_ACTIVE },
	{ "a permanent rule before its start", IS(STATUS, 308),
	    IS(STARTS, NOW + 1), false, RULE_SCHEDULED },
	{ "disabled while active", ONLY, ONLY, true, RULE_DISABLED },
	{ "disabled after its end", IS(EXPIRES, NOW), ONLY, true,
	    RULE_DISABLED },
	{ "disabled while permanent", IS(STATUS, 308), ONLY, true,
	    RULE_DISABLED },
};

static void
test_standing(void **state)
{
	const struct standing *c = *state;
	struct rule            r;

	given_rule(&r, 1, "/a", "/b");
	apply(&r, &c->a);
	apply(&r, &c->b);
	r.enabled = !c->disabled;
	assert_int_equal(rule_state(&r, NOW), c->want);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest       validity[ARRAY_LEN(validity_rows)];
	struct CMUnitTest       standing[ARRAY_LEN(standing_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(limits_of_texts),
		cmocka_unit_test(what_leads_nowhere_takes_no_fallback),
	};
	int failed = 0;

	/* Sentences show times in the local zone. */
	setenv("TZ", "UTC", 1);
	TABLE_FILL(validity, validity_rows, test_validity);
	TABLE_FILL(standing, standing_rows, test_standing);
	failed += cmocka_run_group_tests_name("validity", validity, NULL, NULL);
	failed += cmocka_run_group_tests_name("state", standing, NULL, NULL);
	failed += cmocka_run_group_tests_name("rule", rest, NULL, NULL);
	return failed != 0;
}
