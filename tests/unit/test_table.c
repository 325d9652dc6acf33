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
	struct request      r = { .method = "OPTIONS", .uri = "*" };
	struct key          k;
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

/* ------------------------------------------------------------- the property */

static uint32_t
next(uint64_t *seed, uint32_t below)
{
	*seed = *seed * 6364136223846793005u + 1442695040888963407u;
	return (uint32_t)(*seed >> 33) % below;
}

static void
random_path(uint64_t *seed, struct buf *b)
{
	static const char *const segments[] = { "a", "b", "A", "ab" };
	uint32_t                 n = next(seed, 5);

	for (uint32_t i = 0; i < n; i++) {
		buf_addc(b, '/');
		buf_adds(b, segments[next(seed, 4)]);
	}
	if (n == 0 || next(seed, 3) == 0)
		buf_addc(b, '/');
}

struct brute {
	const struct key *key;
	struct match      m[2000];
	size_t            n;
	struct rule       rules[2000];
};

static enum err
try_rule(const struct rule *r, void *arg)
{
	struct brute *b = arg;
	struct match  m;

	if (match_rule(r, b->key, &m) != MATCH_YES)
		return ERR_OK;
	rule_init(&b->rules[b->n], 0);
	assert_err(rule_copy(&b->rules[b->n], r), ERR_OK);
	assert_int_equal(match_rule(&b->rules[b->n], b->key, &b->m[b->n]),
	    MATCH_YES);
	b->n++;
	return ERR_OK;
}

/* For any rules and any request, the table finds what a look at every rule
 * finds, in the same order, each once. */
static void
agrees_with_brute_force(struct scratch *s)
{
	static const char *const hosts[] = { "", "h.example", "i.example" };
	static struct brute      brute;
	uint64_t                 seed = 7;
	struct ledger            l;
	struct rule              r;
	struct buf               b;

	(void)s;
	buf_init(&b, 1000);
	rule_init(&r, 0);
	start(&l, "add");
	for (int i = 0; i < 400; i++) {
		buf_reset(&b);
		buf_adds(&b, hosts[next(&seed, 3)]);
		random_path(&seed, &b);
		if (next(&seed, 2) == 0)
			buf_adds(&b, b.data[b.len - 1] == '/' ? "*" : "/*");
		rule_reset(&r, SCRATCH_NOW + next(&seed, 3));
		rule_set_text(&r, &r.source, buf_slice(&b));
		rule_set_text(&r, &r.target, SLICE("/x"));
		r.strict = next(&seed, 4) == 0;
		r.ignore_case = next(&seed, 4) == 0;
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(ledger_add_many(&l, &r), ERR_OK);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	for (int i = 0; i < 500; i++) {
		const struct match *m;
		struct request      q;
		struct key          k;
		size_t              n;
		uint32_t            h = next(&seed, 3);

		buf_reset(&b);
		buf_addf(&b, h > 0 ? "http://%s" : "%s", hosts[h]);
		random_path(&seed, &b);
		assert_err(buf_end(&b), ERR_OK);
		key_init(&k);
		request_from_url(b.data, "GET", &q);
		assert_err(key_from_request(&q, &k), ERR_OK);
		brute.n = 0;
		brute.key = &k;
		assert_err(rules_each(st, try_rule, &brute), ERR_OK);
		match_sort(brute.m, brute.n);
		assert_err(table_find(table, &k, mono_ms, &m, &n), ERR_OK);
		assert_int_equal(n, brute.n);
		for (size_t j = 0; j < n; j++) {
			assert_int_equal(m[j].rule->id, brute.m[j].rule->id);
			assert_true(slice_eq(m[j].splat, brute.m[j].splat));
		}
		for (size_t j = 0; j < n; j++)
			rule_free(&brute.rules[j]);
		key_free(&k);
	}
	buf_free(&b);
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
hostile_keys(struct scratch *s)
{
	add("/a", "/x");
	add("/c/*", "/x");
	/* The index says one thing, the source another: the source counts. */
	scratch_sql(s->db, "UPDATE rule SET lookup='/z', path='/z'");
	assert_found("/z", "");
	assert_found("/z/1", "");
	assert_found("/c/1", "2");
	scratch_sql(s->db, "UPDATE rule SET kind=3, lookup='/q' WHERE id=1");
	assert_found("/a", "");
	assert_found("/q", "");
}

static const struct scene scenes[] = {
	{ "exact rules are found, however the path is written", finds_exact },
	{ "a host, a scheme, any host: in this order", finds_host },
	{ "strict rules are told apart by their slash", finds_strict },
	{ "ignore-case rules are found in any case, others are not",
	    finds_any_case },
	{ "prefixes are found by whole segments, the longer first",
	    finds_prefixes },
	{ "all rules on one source are found", finds_many_on_one },
	{ "rules never take the place of others in one answer",
	    same_place_in_memory },
	{ "an asterisk is no path", asterisk_is_no_path },
	{ "whatever a look at every rule finds, is found",
	    agrees_with_brute_force },
	{ "what does not validate is skipped and counted", hostile_rows },
	{ "a forged key does not move a rule", hostile_keys },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table", tests, NULL, NULL) != 0;
}
