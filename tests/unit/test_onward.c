/* SPDX-License-Identifier: MIT */
/* test_onward.c - what may lead to another rule is never missed. */
#include "tables.h"

#include "brief.h"

#include "dice.h"
#include "lint.h"
#include "onward.h"

#define TABLES 40
#define RULES  20

/* ------------------------------------------------------------------- cases */

struct onward_case {
	const char *name;
	const char *rules[6]; /* brief.h */
	const char *want;     /* ids */
};

static const struct onward_case cases[] = {
	{ "what leads to nothing", { "/a /b", "/c /d" }, "" },
	{ "what leads to another, and to itself",
	    { "/a /b", "/b /c", "/d /d/" }, "1 3 " },
	{ "a final slash makes no difference", { "/a /b/", "/b /c" }, "1 " },
	{ "nor does the case, as some rules have none", { "/a /B", "/b /c" },
	    "1 " },
	{ "parameters make none", { "/a /b?x=1", "/b?y=1 /c" }, "1 " },
	{ "nor do their values", { "/a /b?x=1", "/b?x=:x /c/:x" }, "1 2 " },
	{ "a value may lead anywhere", { "/a?x=:x /b/:x", "/c /d" }, "1 2 " },
	{ "to the same path of another host",
	    { "a.example/x https://b.example/x",
		"a.example/y https://b.example/y" },
	    "" },
	{ "which has rules",
	    { "a.example/x https://b.example/x",
		"b.example/x https://c.example/" },
	    "1 " },
	{ "or is any",
	    { "a.example/x https://b.example/x", "/x https://c.example/" },
	    "1 " },
	{ "whatever its port is",
	    { "a.example/x https://b.example:8443/x", "b.example/x /z" },
	    "1 " },
	{ "an escape may be another spelling", { "/a /%62", "/c /d" }, "1 " },
	{ "for more than one path there may be all", { "/a /b", "/c/* /d" },
	    "1 2 " },
	{ "what leads nowhere", { "/a -", "/b 410", "/c /a" }, "3 " },
};

static enum err
keep(const struct rule *r, void *arg)
{
	return onward_add(arg, r);
}

/* As a text: "1 3 ". */
static enum err
print_id(int64_t id, void *arg)
{
	buf_addf(arg, "%lld ", (long long)id);
	return ERR_OK;
}

static void
print_onward(struct buf *out)
{
	struct onward o;

	onward_init(&o);
	assert_err(rules_each(st, keep, &o), ERR_OK);
	assert_err(onward_each(&o, print_id, out), ERR_OK);
	onward_free(&o);
	assert_err(buf_end(out), ERR_OK);
}

static void
test_case(void **state)
{
	const struct onward_case *c = *state;
	struct scratch            s;
	struct buf                got;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	for (size_t i = 0; i < ARRAY_LEN(c->rules) && c->rules[i] != NULL; i++)
		brief_add(c->rules[i]);
	buf_init(&got, 1000);
	print_onward(&got);
	assert_string_equal(got.data, c->want);
	buf_free(&got);
	store_close(st);
	scratch_remove(&s);
}

/* ------------------------------------------------------------------- drawn */

struct circles {
	struct buf ids; /* that may lead on */
	size_t     n;   /* rules of circles */
};

/* Each rule of a circle leads to the next one. */
static enum err
look(const struct lint_finding *f, void *arg)
{
	struct circles *c = arg;
	char            id[32];

	for (size_t i = 0; f->kind == LINT_LOOP && i < f->n; i++) {
		snprintf(id, sizeof(id), " %lld ", (long long)f->rules[i]);
		if (strstr(c->ids.data, id) == NULL)
			fail_msg("rule%sis not among%s", id, c->ids.data);
		c->n++;
	}
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	return lint_rule(arg, r, 1000);
}

static void
add_drawn(struct ledger *l, struct dice *d)
{
	static const char *const hosts[] = { "", "", "a.example", "b.example" };
	static const char *const paths[] = { "/a", "/b", "/B", "/c/", "/d?x=1",
		"/%61", "/e/f", "/e//f", "/./b", "/e/*" };
	static const char *const targets[] = { "/a", "/b", "/B/", "/c",
		"/d?x=1", "/%62", "/e/f", "/g", "/h", "https://a.example/b",
		"https://B.example/c/", "https://b.example:81/a",
		"https://z.example/a", "-" };
	struct rule              r;
	char                     source[100];

	rule_init(&r, SCRATCH_NOW);
	snprintf(source, sizeof(source), "%s%s", DICE_ONE_OF(d, hosts),
	    dice_once_in(d, 30) ? paths[ARRAY_LEN(paths) - 1] :
				  paths[dice_below(d, ARRAY_LEN(paths) - 1)]);
	rule_set_text(&r, &r.source, slice_of(source));
	rule_set_text(&r, &r.target, slice_of(DICE_ONE_OF(d, targets)));
	r.ignore_case = dice_once_in(d, 4);
	if (dice_once_in(d, 8)) {
		r.expires_at = SCRATCH_NOW + 5;
		rule_set_text(&r, &r.after, slice_of(DICE_ONE_OF(d, targets)));
	}
	/* '-' is no fallback. */
	if (rule_validate(&r, NULL) == ERR_OK)
		assert_err(ledger_add(l, &r), ERR_OK);
	rule_free(&r);
}

static void
drawn(void **state)
{
	struct dice    d = { 5 };
	struct circles c = { .n = 0 };
	size_t         rules = 0, onward = 0;

	(void)state;
	for (int i = 0; i < TABLES; i++) {
		struct scratch s;
		struct ledger  l;
		struct lint   *lint = NULL;
		int64_t        n;

		scratch_make(&s);
		st = scratch_open(s.db, STORE_CREATE);
		start(&l, "add");
		for (int j = 0; j < RULES; j++)
			add_drawn(&l, &d);
		assert_err(ledger_end(&l, true), ERR_OK);
		n = scratch_number(s.db, "SELECT count(*) FROM rule");
		rules += (size_t)n;
		buf_init(&c.ids, 10000);
		buf_addc(&c.ids, ' ');
		print_onward(&c.ids);
		for (size_t j = 1; j < c.ids.len; j++)
			onward += c.ids.data[j] == ' ';
		assert_err(table_open(s.db, &table), ERR_OK);
		assert_err(lint_open(table, SCRATCH_NOW, look, &c, &lint),
		    ERR_OK);
		assert_err(rules_each(st, judge, lint), ERR_OK);
		lint_close(lint);
		buf_free(&c.ids);
		table_close(table);
		store_close(st);
		scratch_remove(&s);
	}
	printf("# %zu in circles, %zu of %zu may lead on\n", c.n, onward,
	    rules);
	assert_true(c.n > 40);            /* there were circles ... */
	assert_true(onward < rules - 60); /* ... and it was worth it */
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)];
	struct CMUnitTest more[] = {
		cmocka_unit_test(drawn),
	};
	int lost;

	TABLE_FILL(tests, cases, test_case);
	lost = cmocka_run_group_tests_name("onward", tests, NULL, NULL);
	return lost +
	    cmocka_run_group_tests_name("onward drawn", more, NULL, NULL);
}
