/* SPDX-License-Identifier: MIT */
/*
 * test_lint_crowd.c - lint on URLs that many rules cover: what is remembered
 * gives what is read anew.
 */
#include "tables.h"

#include "dice.h"
#include "lint.h"
#include "lint_crowd.h"
#include "rules.h"
#include "says.h"

#define TABLES 60
#define RULES  24
#define DAYS   12
#define TEXT   1000000

static enum err
print(const struct lint_finding *f, void *arg)
{
	buf_addf(arg, "%d %d", (int)f->kind, (int)f->severity);
	for (size_t i = 0; i < f->n; i++)
		buf_addf(arg, " %lld", (long long)f->rules[i]);
	buf_addf(arg, " %lld %lld %s: %s\n", (long long)f->from,
	    (long long)f->until, f->url, f->message);
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	return lint_rule(arg, r, 1000);
}

static int64_t
day(int64_t n)
{
	return SCRATCH_NOW + n * WHEN_DAY;
}

static void
fill(struct dice *d, struct rule *r)
{
	static const char *const sources[] = { "/a", "/a", "/a/", "/b", "/b",
		"/p/*", "/p/*", "/p/:n", "h.example/a", "~/p/(\\d+)" };
	static const char *const targets[] = { "/a", "/b", "/p/1", "/c", "/d",
		"https://h.example/a" };
	static const char *const repeats[] = { "daily 06:00-12:00 UTC",
		"weekly tue,fri UTC" };

	rule_set_text(r, &r->source, slice_of(DICE_ONE_OF(d, sources)));
	rule_set_text(r, &r->target, slice_of(DICE_ONE_OF(d, targets)));
	r->starts_at = day((int64_t)dice_below(d, DAYS) - 3);
	r->expires_at =
	    r->starts_at + day((int64_t)dice_below(d, 5) + 1) - SCRATCH_NOW;
	if (dice_once_in(d, 8))
		r->expires_at = WHEN_NEVER;
	if (dice_once_in(d, 8))
		r->starts_at = WHEN_EVER;
	if (dice_once_in(d, 8))
		rule_set_text(r, &r->after, SLICE("gone"));
	if (dice_once_in(d, 8))
		rule_set_text(r, &r->repeats,
		    slice_of(DICE_ONE_OF(d, repeats)));
	if (dice_once_in(d, 8))
		rule_set_text(r, &r->conditions, SLICE("cookie a=1"));
	if (dice_once_in(d, 10))
		r->share = 20;
	r->enabled = !dice_once_in(d, 10);
	r->strict = dice_once_in(d, 8);
}

/* Other rules, drawn; those that are none are left out. */
static void
draw(struct dice *d)
{
	static int64_t first = 1, last;
	struct ledger  l;
	struct rule    r;
	bool           gone;

	start(&l, "add");
	for (; first <= last; first++)
		assert_err(ledger_remove(&l, first, &gone), ERR_OK);
	for (int i = 0; i < RULES; i++) {
		rule_init(&r, SCRATCH_NOW);
		fill(d, &r);
		if (rule_validate(&r, NULL) == ERR_OK) {
			assert_err(ledger_add(&l, &r), ERR_OK);
			last = r.id;
		}
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
}

/* All that is said, of all rules or of a draft. */
static void
say(size_t least, const struct rule *draft, struct buf *out)
{
	struct lint *lint = NULL;

	table_rest(table);
	buf_reset(out);
	assert_err(lint_open(table, SCRATCH_NOW, print, out, &lint), ERR_OK);
	lint_crowd_least(lint, least);
	if (draft != NULL) {
		lint_draft(lint, draft);
		assert_err(lint_rule(lint, draft, 1000), ERR_OK);
	} else {
		assert_err(rules_each(st, judge, lint), ERR_OK);
	}
	lint_close(lint);
	assert_err(buf_end(out), ERR_OK);
}

static void
drawn(struct scratch *s)
{
	struct dice d = { .state = 20261123 };
	struct buf  anew, kept;
	struct rule r;
	size_t      said = 0;

	(void)s;
	buf_init(&anew, TEXT);
	buf_init(&kept, TEXT);
	for (int i = 0; i < TABLES; i++) {
		draw(&d);
		say(SIZE_MAX, NULL, &anew);
		say(1, NULL, &kept);
		assert_string_equal(anew.data, kept.data);
		said += anew.len;
		rule_init(&r, SCRATCH_NOW);
		fill(&d, &r);
		if (dice_once_in(&d, 2))
			r.id = (int64_t)dice_below(&d, 1000);
		if (rule_validate(&r, NULL) == ERR_OK && r.enabled) {
			say(SIZE_MAX, &r, &anew);
			say(1, &r, &kept);
			assert_string_equal(anew.data, kept.data);
			said += anew.len;
		}
		rule_free(&r);
	}
	assert_true(said > (size_t)TABLES * RULES * 20);
	buf_free(&kept);
	buf_free(&anew);
}

/* More crowds than are kept. */
static void
many_crowds(struct scratch *s)
{
	struct buf    anew, kept;
	struct ledger l;
	struct rule   r;
	char          source[20];

	(void)s;
	buf_init(&anew, TEXT);
	buf_init(&kept, TEXT);
	start(&l, "import");
	for (int i = 0; i < 4 * CROWDS; i++) {
		snprintf(source, sizeof(source), "/%d", i % (2 * CROWDS));
		scratch_rule(&r, source, i % 3 == 0 ? "/0" : "/n");
		assert_err(ledger_add_many(&l, &r), ERR_OK);
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	say(SIZE_MAX, NULL, &anew);
	say(1, NULL, &kept);
	assert_string_equal(anew.data, kept.data);
	assert_true(anew.len > 1000);
	buf_free(&kept);
	buf_free(&anew);
}

/* Each rule a second after the other. */
static void
add_windows(const char *source, int n)
{
	struct ledger l;
	struct rule   r;

	scratch_rule(&r, source, "/n");
	start(&l, "import");
	for (int i = 0; i < n; i++) {
		r.id = 0;
		r.starts_at = SCRATCH_NOW + i;
		r.expires_at = r.starts_at + 1;
		assert_err(ledger_add_many(&l, &r), ERR_OK);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

static void
too_many(struct scratch *s)
{
	struct buf out;

	(void)s;
	buf_init(&out, TEXT);
	add_windows("/a", CROWD_MOST + 1);
	add("/b", "/c");
	add("/c", "/b");
	say(CROWD_LEAST, NULL, &out);
	assert_non_null(strstr(out.data,
	    "20001 rules cover /a, which is more than 20000: what they do "
	    "together was not judged\n"));
	assert_non_null(strstr(out.data, "by rule 20002 and rule 20003"));
	assert_int_equal(slice_count(buf_slice(&out), '\n'), 2);
	buf_free(&out);
}

static void
more_than_may_be(struct scratch *s)
{
	struct buf  out, why;
	struct rule r;
	const char *told;

	(void)s;
	buf_init(&out, TEXT);
	buf_init(&why, WHY_MAX);
	add_windows("/a", RULES_OF_SOURCE_MAX - 1);
	add("/a", "/n");
	scratch_rule(&r, "/a", "/n");
	assert_err(rules_fit(st, &r, &why), ERR_LIMIT);
	assert_says(&why, "one source may have 1000 rules, and '/a' has 1000");
	r.id = 1; /* is one of them */
	assert_err(rules_fit(st, &r, NULL), ERR_OK);
	rule_free(&r);
	scratch_rule(&r, "h.example/a", "/n");
	assert_err(rules_fit(st, &r, NULL), ERR_OK);
	rule_free(&r);
	say(CROWD_LEAST, NULL, &out);
	assert_null(strstr(out.data, "of its source"));
	add("/a/", "/n");
	say(CROWD_LEAST, NULL, &out);
	told = strstr(out.data, "rule 1 is one of 1001 of its source");
	assert_non_null(told);
	told = strstr(told, "of its source");
	assert_null(strstr(told + 1, "of its source"));
	buf_free(&why);
	buf_free(&out);
}

static void
held_more_than_may_be(struct scratch *s)
{
	struct rule r;

	(void)s;
	add_windows("/p/*", RULES_OF_SOURCE_MAX);
	scratch_rule(&r, "/p/*", "/n");
	assert_err(rules_fit(st, &r, NULL), ERR_LIMIT);
	rule_free(&r);
	scratch_rule(&r, "/p/:n", "/n");
	assert_err(rules_fit(st, &r, NULL), ERR_OK);
	rule_free(&r);
}

static const struct scene scenes[] = {
	{ "on random tables, and of drafts", drawn },
	{ "where there are more of them than are kept", many_crowds },
	{ "more than a source may have are refused, and told",
	    more_than_may_be },
	{ "of rules that are not exact, too", held_more_than_may_be },
	{ "of too many it says that they were not judged", too_many },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("lint crowd", tests, NULL, NULL) !=
	    0;
}
