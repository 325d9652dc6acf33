/* SPDX-License-Identifier: MIT */
/* test_rules_same.c - which rules have the same source. */
#include "scratch.h"

#include "ledger.h"
#include "rules.h"

static enum err
note(const struct rule *r, void *arg)
{
	buf_addf(arg, "%lld ", (long long)r->id);
	return ERR_OK;
}

static void
store_rule(struct store *st, struct rule *r)
{
	struct ledger l;

	assert_err(ledger_begin(&l, st, "me", "add", SCRATCH_NOW), ERR_OK);
	assert_err(ledger_add(&l, r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
}

/* Whether two sources are the same one. */
struct same_case {
	const char *name;
	const char *a, *b;
	bool        strict, ignore_case, same;
};

static const struct same_case same_cases[] = {
	{ "the same text", "/a", "/a", false, false, true },
	{ "an escape that means the same", "/a", "/%61", false, false, true },
	{ "a final slash means the same", "/a", "/a/", false, false, true },
	{ "unless strict", "/a", "/a/", true, false, false },
	{ "strict, and the same slash", "/a/", "/a//", true, false, true },
	{ "another case is another path", "/a", "/A", false, false, false },
	{ "unless case is ignored", "/a", "/A", false, true, true },
	{ "case ignored, but strict", "/a/", "/A", true, true, false },
	{ "a host is not any host", "h.example/a", "/a", false, false, false },
	{ "hosts in capitals", "h.example/a", "H.Example/a", false, false,
	    true },
	{ "a scheme is not any scheme", "https://h.example/a", "h.example/a",
	    false, false, false },
	{ "a prefix is not a path", "/a/*", "/a", false, false, false },
	{ "the same prefix", "/a/*", "/%61/*", false, false, true },
	{ "another kind with the same text", "/*", "/:a", false, false, false },
	{ "placeholders with other names", "/a/:b/c", "/a/:x/c", false, false,
	    true },
	{ "a placeholder in another place", "/a/:b/:c", "/:b/a/:c", false,
	    false, false },
	{ "a pattern and one with a star", "/a/:b", "/a/:b/*", false, false,
	    false },
	{ "parameters in another order", "/a?x&p=1", "/a?p=%31&x=", false,
	    false, true },
	{ "other parameters", "/a?p=1&q=1", "/a?p=1&q=2", false, false, false },
	{ "a parameter and none", "/a?p", "/a", false, false, false },
	{ "a parameter and none of a prefix", "/a/*?p", "/a/*", false, false,
	    false },
	{ "the same expression", "~/a.b", "~/a.b", false, false, true },
	{ "another expression", "~/a.b", "~/a..", false, false, false },
	{ "an expression and a path", "~/a", "/a", false, false, false },
	{ "the same subdomains", "*.a.example/x", "*.A.Example/x", false, false,
	    true },
	{ "subdomains and their apex", "*.a.example/x", "a.example/x", false,
	    false, false },
	{ "another prefix", "/a/*", "/a/b/*", false, false, false },
};

static void
test_same(void **state)
{
	const struct same_case *c = *state;
	struct scratch          s;
	struct store           *st;
	struct rule             r, probe;
	struct buf              ids;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	scratch_rule(&r, c->a, "/x");
	r.strict = c->strict;
	r.ignore_case = c->ignore_case;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	store_rule(st, &r);
	scratch_rule(&probe, c->b, "/y");
	probe.strict = c->strict;
	probe.ignore_case = c->ignore_case;
	assert_err(rule_validate(&probe, NULL), ERR_OK);
	buf_init(&ids, 100);
	assert_err(rules_same_source(st, &probe, note, &ids), ERR_OK);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, c->same ? "1 " : "");

	/* The flags belong to the source. */
	probe.strict = !probe.strict;
	buf_reset(&ids);
	assert_err(rules_same_source(st, &probe, note, &ids), ERR_OK);
	assert_int_equal(ids.len, 0);
	rule_free(&probe);
	rule_free(&r);
	buf_free(&ids);
	store_close(st);
	scratch_remove(&s);
}

/* Which of four rules another one may be again: 1 and 3 start together, rule 2
 * later, rule 4 is on another path; rules 5 and 6 repeat, at other hours. */
struct again_case {
	const char *name;
	const char *source;
	int64_t     id, starts_at;
	const char *want;
	const char *repeats; /* or NULL */
};

static const struct again_case again_cases[] = {
	{ "the same start", "/a/", 0, 5, "1 3 ", NULL },
	{ "another start", "/%61", 0, 7, "2 ", NULL },
	{ "since ever is a start", "/a", 0, WHEN_EVER, "", NULL },
	{ "no such start", "/a", 0, 6, "", NULL },
	{ "its own id has its start", "/a", 3, 5, "1 3 ", NULL },
	{ "its own id, moved", "/a", 2, 6, "2 ", NULL },
	{ "its own id, and a start", "/a", 2, 5, "1 2 3 ", NULL },
	{ "the id of another source is nothing", "/a", 4, 6, "", NULL },
	{ "an id that nobody has", "/a", 9, 7, "2 ", NULL },
	{ "another source", "/b", 0, 7, "", NULL },
	{ "of those in memory", "/c/*", 0, WHEN_EVER, "4 ", NULL },
	{ "of those in memory, by id", "/c/*", 4, 1, "4 ", NULL },
	{ "in memory, another start", "/c/*", 0, 1, "", NULL },
	{ "the same repetition", "/n", 0, 5, "6 ", "weekly sat,sun UTC" },
	{ "another repetition", "/n", 0, 5, "", "daily 09:00-17:00 UTC" },
	{ "no repetition", "/n", 0, 5, "", NULL },
	{ "its own id, at other hours", "/n", 5, 5, "5 ", "weekly mon UTC" },
};

static void
test_again(void **state)
{
	static const struct {
		const char *source;
		int64_t     starts_at;
		const char *repeats;
	} stored[] = { { "/a", 5, NULL }, { "/a", 7, NULL }, { "/a/", 5, NULL },
		{ "/c/*", WHEN_EVER, NULL },
		{ "/n", 5, "daily 01:00-02:00 UTC" },
		{ "/n", 5, "weekly sat,sun UTC" } };
	const struct again_case *c = *state;
	struct scratch           s;
	struct store            *st;
	struct rule              r;
	struct buf               ids;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	for (size_t i = 0; i < ARRAY_LEN(stored); i++) {
		scratch_rule(&r, stored[i].source, "/x");
		r.starts_at = stored[i].starts_at;
		rule_set_text(&r, &r.repeats, slice_of(stored[i].repeats));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		store_rule(st, &r);
		rule_free(&r);
	}
	scratch_rule(&r, c->source, "/y");
	r.id = c->id;
	r.starts_at = c->starts_at;
	rule_set_text(&r, &r.repeats, slice_of(c->repeats));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	buf_init(&ids, 100);
	assert_err(rules_again(st, &r, note, &ids), ERR_OK);
	assert_err(buf_end(&ids), ERR_OK);
	assert_string_equal(ids.data, c->want);
	buf_free(&ids);
	rule_free(&r);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest same[ARRAY_LEN(same_cases)];
	struct CMUnitTest again[ARRAY_LEN(again_cases)];
	int               failed = 0;

	TABLE_FILL(same, same_cases, test_same);
	TABLE_FILL(again, again_cases, test_again);
	failed +=
	    cmocka_run_group_tests_name("rules_same_source", same, NULL, NULL);
	failed += cmocka_run_group_tests_name("rules_again", again, NULL, NULL);
	return failed != 0;
}
