/* SPDX-License-Identifier: MIT */
/* test_table.c - candidates for a key, from a real database. */
#include "tables.h"

/* Add a rule with flags; its id. */
static int64_t
add_as(const char *source, bool strict, bool ignore_case)
{
	struct ledger l;
	struct rule   r;
	int64_t       id;

	scratch_rule(&r, source, "/to");
	r.strict = strict;
	r.ignore_case = ignore_case;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	id = r.id;
	rule_free(&r);
	return id;
}

static void
finds_exact(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	assert_found("/a", "1");
	assert_found("/a/", "1");
	assert_found("/%61", "1");
	assert_found("http://any.example/a?q=1", "1");
	assert_found("/A", "");
	assert_found("/a/b", "");
	assert_found("/", "");
}

static void
finds_host(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	add("h.example/a", "/x");
	add("other.example/a", "/x");
	add("https://h.example/a", "/x");
	assert_found("http://h.example/a", "2 1");
	assert_found("https://H.EXAMPLE:8443/a", "4 2 1");
	assert_found("http://sub.h.example/a", "1");
	assert_found("/a", "1");
}

/* More hosts than are stepped over, before and behind this one. */
static void
finds_one_host_of_many(struct scratch *s)
{
	char source[40];

	(void)s;
	add("/a", "/x");
	for (int i = 0; i < 40; i++) {
		snprintf(source, sizeof(source), "h%02d.example/a", i);
		add(source, "/x");
	}
	assert_found("http://h00.example/a", "2 1");
	assert_found("http://h03.example/a", "5 1");
	assert_found("http://h04.example/a", "6 1");
	assert_found("http://h39.example/a", "41 1");
	assert_found("http://h20.example/a", "22 1");
	assert_found("http://h20x.example/a", "1");
	assert_found("http://z.example/a", "1");
	assert_found("http://a.example/a", "1");
	assert_found("/a", "1");
}

/* What was found is remembered, but not beyond a change. */
static void
finds_again(struct scratch *s)
{
	char     url[200] = "http://h.example/";
	uint64_t state;

	(void)s;
	memset(url + strlen(url), 'x', 150);
	add("h.example/a", "/x");
	for (int i = 0; i < 3; i++) {
		assert_found("http://h.example/a", "1");
		assert_found("http://g.example/a", "");
		assert_found("http://h.example/", "");
		assert_found(url, ""); /* too long to be remembered */
	}
	state = table_state(table, mono_ms);
	assert_int_not_equal(state, 0);
	assert_int_equal(table_state(table, mono_ms), state);
	add("/a", "/x");
	assert_int_not_equal(table_state(table, mono_ms), state);
	assert_found("http://h.example/a", "1 2");
	assert_found("http://g.example/a", "2");
	add(url + strlen("http://"), "/x");
	add("g.example/a", "/x");
	add("https://g.example/a", "/x"); /* more than are remembered */
	for (int i = 0; i < 3; i++) {
		assert_found(url, "3");
		assert_found("https://g.example/a", "5 4 2");
	}
}

static void
finds_strict(struct scratch *s)
{
	(void)s;
	assert_int_equal(add_as("/a/", true, false), 1);
	assert_int_equal(add_as("/a", true, false), 2);
	assert_found("/a/", "1");
	assert_found("/a", "2");
}

static void
finds_any_case(struct scratch *s)
{
	(void)s;
	add("/a", "/x");
	assert_found("/A", "");
	assert_int_equal(add_as("/A", false, true), 2);
	assert_found("/a", "2 1");
	assert_found("/A", "2");
	assert_int_equal(add_as("/Docs/*", false, true), 3);
	assert_found("/DOCS/x", "3");
	assert_found("/docs", "3");
}

static void
finds_prefixes(struct scratch *s)
{
	(void)s;
	add("/*", "/x");
	add("/docs/*", "/x");
	add("/docs/a/b/c/*", "/x");
	add("/docs/a", "/x");
	add("h.example/docs/*", "/x");
	assert_found("/", "1");
	assert_found("/docs", "2 1");
	assert_found("/docs/", "2 1");
	assert_found("/docsx", "1");
	assert_found("/docs/a", "4 2 1");
	assert_found("/docs/a/b/c/d/e/f", "3 2 1");
	assert_found("http://h.example/docs/a/b/c", "5 3 2 1");
	assert_found("http://h.example/other", "1");
}

static void
finds_patterns(struct scratch *s)
{
	(void)s;
	add("/docs/:a", "/x");
	add("/docs/:a/b", "/x");
	add("/:a/:b/*", "/x");
	add("h.example/:a", "/x");
	assert_found("/docs/q", "1 3");
	assert_found("/docs/q/b", "2 3");
	assert_found("/docs", "");
	assert_found("/q/r/s", "3");
	assert_found("http://h.example/docs", "4");
	assert_found("http://h.example/docs/q", "1 3");
}

static void
finds_subdomains(struct scratch *s)
{
	(void)s;
	add("*.b.example/x", "/x");
	add("*.example/*", "/x");
	add("*.a.b.example/:q", "/x");
	add("b.example/x", "/x");
	add("/x", "/x");
	assert_found("http://b.example/x", "4 2 5");
	assert_found("http://q.b.example/x", "1 2 5");
	assert_found("http://q.r.b.example/x", "1 2 5");
	assert_found("http://q.a.b.example/x", "3 1 2 5");
	assert_found("http://ab.example/x", "2 5");
	assert_found("http://example/x", "5");
	assert_found("/x", "5");
}

static void
finds_params(struct scratch *s)
{
	(void)s;
	add("/i?p=1", "/x");
	add("/i?q=2&p=1", "/x");
	add("h.example/i?p=1", "/x");
	add("/i", "/x");
	add("/i/*?p=1", "/x");
	assert_int_equal(add_as("/I?p=1", false, true), 6);
	assert_found("/i", "4");
	assert_found("/i?p=2", "4");
	assert_found("/i?x&%70=%31", "6 1 4 5");
	assert_found("/i?p=1&p=1", "6 1 4 5");
	assert_found("/i/?q=2&p=1", "2 6 1 4 5");
	assert_found("http://h.example/i?p=1", "3 6 1 4 5");
	assert_found("/I?p=1", "6");
	assert_found("/i%3Fp=1", "");
}

static void
finds_expressions(struct scratch *s)
{
	(void)s;
	add("~/p/(\\d+)", "/n/$1");
	add("~/p/[^/]+", "/x");
	add("~/p.*", "/x");
	add("~.*\\.php", "/x");
	add("h.example~/p/.*", "/x");
	add("/p/*", "/x");
	assert_int_equal(add_as("~/P/x-.*", false, true), 7);
	assert_found("/p/12", "6 1 2 3");
	assert_found("/p/1%32/", "6 3");
	assert_found("/p", "6 3");
	assert_found("/p/a.php", "6 2 3 4");
	assert_found("/a/b.php", "4");
	assert_found("http://h.example/p/12", "5 6 1 2 3");
	assert_found("/p/X-1", "6 2 3 7");
	assert_found("/P/X-1", "7");
}

/* Ten thousand rules on one path are not ten thousand candidates. */
static void
finds_one_of_many_params(struct scratch *s)
{
	struct ledger l;
	struct rule   r;
	char          source[100];

	(void)s;
	start(&l, "add");
	for (int i = 1; i <= 10000; i++) {
		snprintf(source, sizeof(source), "/index.php?view=page&id=%d",
		    i);
		scratch_rule(&r, source, "/to");
		assert_err(ledger_add_many(&l, &r), ERR_OK);
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_int_equal(scratch_number(s->db,
			     "SELECT max(n) FROM (SELECT count(*) AS n"
			     " FROM rule GROUP BY lookup) "),
	    1);
	assert_found("/index.php?id=777&view=page", "777");
	assert_found("/index.php?id=7&view=page", "7");
}

static void
finds_many_on_one(struct scratch *s)
{
	(void)s;
	for (int i = 0; i < 60; i++)
		add("/a", "/x");
	assert_int_equal(strlen(found("/a")), 170);
	assert_true(strncmp(found("/a"), "60 59 58 ", 9) == 0);
}

static void
same_place_in_memory(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	(void)s;
	/* Ids that share a place among the rules that were read lately. */
	scratch_rule(&r, "/a", "/x");
	start(&l, "add");
	for (int64_t id = 1; id < 5000; id += 512) {
		r.id = id;
		assert_err(ledger_add(&l, &r), ERR_OK);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	for (int i = 0; i < 3; i++)
		assert_found("/a",
		    "4609 4097 3585 3073 2561 2049 1537 1025 513 1");
}

static void
asterisk_is_no_path(struct scratch *s)
{
	struct request r = { .method = SLICE("OPTIONS"), .uri = SLICE("*") };
	struct key     k;
	const struct match *m;
	size_t              n = 9;

	(void)s;
	add("/*", "/x");
	key_init(&k);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_find(table, &k, mono_ms, &m, &n), ERR_OK);
	assert_int_equal(n, 0);
	key_free(&k);
}

/* ----------------------------------------------------------------- hostile */

static void
hostile_rows(struct scratch *s)
{
	add("/a", "/x");
	add("/b", "/x");
	add("/c/*", "/x");
	add("/d/*", "/x");
	assert_found("/a", "1");
	scratch_sql(s->db,
	    "UPDATE rule SET target = '//evil.example' WHERE id IN (1, 3)");
	assert_found("/a", "");
	assert_found("/b", "2");
	assert_found("/c/x", "");
	assert_found("/d/x", "4");
	assert_true(table_skipped(table) == 2);
	assert_err(table_health(table), ERR_OK);
	scratch_sql(s->db, "UPDATE rule SET target = '/y'");
	assert_found("/a", "1");
	assert_found("/c/x", "3");
	assert_true(table_skipped(table) == 0);
}

static void
hostile_expressions(struct scratch *s)
{
	add("~/a(b)", "/$1");
	add("~/a(b)?", "/x$1");
	assert_found("/ab", "1 2");
	scratch_sql(s->db, "UPDATE rule SET source = '~/a(b' WHERE id = 1");
	assert_found("/ab", "2");
	assert_true(table_skipped(table) == 1);
	scratch_sql(s->db,
	    "UPDATE rule SET source = '~(*UTF)/a', target = '/x'"
	    " WHERE id = 2");
	assert_found("/ab", "");
	assert_true(table_skipped(table) == 2);
	assert_err(table_health(table), ERR_OK);
}

static void
hostile_keys(struct scratch *s)
{
	add("/a", "/x");
	add("/c/*", "/x");
	/* The index says one thing, the source another: the source counts. */
	scratch_sql(s->db, "UPDATE rule SET lookup='/z', path='/z'");
	assert_found("/z", "");
	assert_found("/z/1", "");
	assert_found("/c/1", "2");
	scratch_sql(s->db, "UPDATE rule SET held=1, lookup='/q' WHERE id=1");
	assert_found("/a", "");
	assert_found("/q", "");
}

static const struct scene scenes[] = {
	{ "exact rules are found, however the path is written", finds_exact },
	{ "a host, a scheme, any host: in this order", finds_host },
	{ "one host of many that have the path", finds_one_host_of_many },
	{ "what was found is found again, until it changes", finds_again },
	{ "strict rules are told apart by their slash", finds_strict },
	{ "ignore-case rules are found in any case, others are not",
	    finds_any_case },
	{ "prefixes are found by whole segments, the longer first",
	    finds_prefixes },
	{ "patterns are found by what stands before a placeholder",
	    finds_patterns },
	{ "subdomains are found, the longest wildcard first",
	    finds_subdomains },
	{ "required parameters are found, in any order", finds_params },
	{ "expressions are found, by rank and id, behind all others",
	    finds_expressions },
	{ "a parameter tells one rule from ten thousand",
	    finds_one_of_many_params },
	{ "all rules on one source are found", finds_many_on_one },
	{ "rules never take the place of others in one answer",
	    same_place_in_memory },
	{ "an asterisk is no path", asterisk_is_no_path },
	{ "what does not validate is skipped and counted", hostile_rows },
	{ "an expression that does not compile is skipped and counted",
	    hostile_expressions },
	{ "a forged key does not move a rule", hostile_keys },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table", tests, NULL, NULL) != 0;
}
