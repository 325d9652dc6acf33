/* SPDX-License-Identifier: MIT */
/* test_table_unserved.c - rules that are there for a key, and passed over. */
#include "tables.h"

static enum err
print_id(const struct rule *r, void *arg)
{
	struct buf *out = arg;

	assert_true(r->parsed || r->at.path.s == NULL);
	buf_addf(out, "%s%lld", out->len > 0 ? " " : "", (long long)r->id);
	return ERR_OK;
}

/* "1 3" */
static void
assert_unserved(const char *url, const char *want)
{
	struct request r;
	struct key     k;
	struct buf     out;

	key_init(&k);
	buf_init(&out, 10000);
	request_from_url(url, "GET", &r);
	assert_err(key_from_request(&r, &k), ERR_OK);
	assert_err(table_unserved(table, &k, mono_ms, print_id, &out), ERR_OK);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, want);
	buf_free(&out);
	key_free(&k);
}

static void
by_their_source(struct scratch *s)
{
	add("/a", "/x");
	add("/a", "/y");
	add("b.example/a", "/x");
	add("https://a.example/q?a=1", "/x");
	add("/p/:n", "/x");
	add("/p/*", "/x");
	assert_unserved("/a", "");
	assert_unserved("/p/1", "");
	scratch_sql(s->db, "UPDATE rule SET target = 'x y' WHERE id != 2");
	assert_unserved("/a", "1");
	assert_unserved("/%61/", "1");
	assert_unserved("/A", "");
	assert_unserved("http://b.example/a", "1 3");
	assert_unserved("http://a.example/a", "1");
	assert_unserved("https://a.example/q?b&a=1", "4");
	assert_unserved("http://a.example/q?b&a=1", "");
	assert_unserved("/q", "");
	assert_unserved("/p/1", "6 5");
	assert_unserved("/p/1/2", "6");
	assert_unserved("/other", "");
	scratch_sql(s->db, "UPDATE rule SET target = '/x' WHERE id > 4");
	assert_unserved("/p/1", "");
}

static void
by_what_they_are_found_by(struct scratch *s)
{
	add("/a", "/x");
	add("b.example/a", "/x");
	add("*.c.example/d/:n/e", "/x");
	add("~/r/\\d+", "/x");
	add("~/s/\\d+", "/x");
	scratch_sql(s->db,
	    "UPDATE rule SET source = 'none' WHERE id IN (1, 2, 3, 5);"
	    "UPDATE rule SET source = '~/r/(\\d+' WHERE id = 4");
	assert_unserved("/a", "1");
	assert_unserved("http://b.example/a", "1 2");
	assert_unserved("http://x.c.example/d/1/e", "3");
	assert_unserved("http://x.c.example/dd", "");
	assert_unserved("http://c.example/d/1/e", "");
	assert_unserved("/r/7", "4");
	assert_unserved("/s/7", "5");
	assert_unserved("/t/7", "");
}

static void
folded(struct scratch *s)
{
	struct ledger l;
	struct rule   r;

	scratch_rule(&r, "/Shop", "/x");
	r.ignore_case = true;
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
	scratch_sql(s->db, "UPDATE rule SET target = 'x y'");
	assert_unserved("/SHOP", "1");
}

static void
filed_wrongly(struct scratch *s)
{
	add("/a", "/x");
	add("/b", "/x");
	scratch_sql(s->db, "UPDATE rule SET held = 1 WHERE id = 1");
	assert_found("/a", "");
	assert_unserved("/a", "1");
	assert_unserved("/b", "");
}

static void
as_many_as_told(struct scratch *s)
{
	char source[40];

	for (int i = 0; i < TABLE_UNSERVED_MAX + 1; i++) {
		snprintf(source, sizeof(source), "/d%d/*", i);
		add(source, "/x");
	}
	scratch_sql(s->db, "UPDATE rule SET target = 'x y'");
	assert_unserved("/d0/x", "1");
	assert_unserved("/d8/x", "9");
	assert_unserved("/d9/x", ""); /* the last one in their order */
}

static const struct scene scenes[] = {
	{ "rules whose source covers a key, and nothing else",
	    by_their_source },
	{ "where a source says nothing, what it is found by",
	    by_what_they_are_found_by },
	{ "in any case", folded },
	{ "a rule that stands among those that are not exact", filed_wrongly },
	{ "of those that are not exact, a bounded number", as_many_as_told },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(scenes)];

	TABLE_FILL(tests, scenes, tables_run);
	return cmocka_run_group_tests_name("table unserved", tests, NULL,
		   NULL) != 0;
}
