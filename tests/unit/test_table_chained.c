/* SPDX-License-Identifier: MIT */
/* test_table_chained.c - whether a rule's target is answered by another. */
#include "tables.h"

#include "heads.h"

struct chain_case {
	const char *name;
	const char *source, *target; /* rule 1: asked about */
	const char *other;           /* rule 2 ... */
	bool        chained;
	bool        alone; /* ... to "-", not to /elsewhere */
};

static const struct chain_case chain_cases[] = {
	{ "a path that another rule covers", "/a", "/b", "/b", true, false },
	{ "a path that nobody covers", "/a", "/b", "/c", false, false },
	{ "a query and a fragment are no hindrance", "/a", "/b?x=1#f", "/b",
	    true, false },
	{ "a path stays on the rule's own host", "h.example/a", "/b",
	    "h.example/b", true, false },
	{ "and is not looked up on another", "h.example/a", "/b", "i.example/b",
	    false, false },
	{ "of a rule for any host, on no host in particular", "/a", "/b",
	    "h.example/b", false, false },
	{ "a URL is looked up on its host", "/a", "https://i.example/b",
	    "i.example/b", true, false },
	{ "in capitals, and with a port", "/a", "https://I.Example:8443/b",
	    "i.example/b", true, false },
	{ "on its scheme", "/a", "https://i.example/b", "http://i.example/b",
	    false, false },
	{ "a path follows the visitor's scheme, whichever it is", "h.example/a",
	    "/b", "https://h.example/b", true, false },
	{ "of a rule for one scheme, only that", "http://h.example/a", "/b",
	    "https://h.example/b", false, false },
	{ "a splat is looked up as it stands", "/a/*", "/b/:splat", "/b/*",
	    true, false },
	{ "a prefix does not chain to its bare head", "/a/*", "/b/:splat", "/b",
	    false, false },
	{ "its own source is no other rule", "/a", "/a/", "/c", false, false },
	{ "leave this alone goes nowhere", "/a", "-", "/-", false, false },
	{ "what another leaves alone is where visitors end up", "/a", "/b",
	    "/b", false, true },
};

static const struct chain_case *row; /* of the running test */

static void
ask(struct scratch *s)
{
	struct rule r;
	int64_t     other = -1;
	bool        is_there = false;

	(void)s;
	add(row->source, row->target);
	add(row->other, row->alone ? "-" : "/elsewhere");
	rule_init(&r, 0);
	assert_err(rules_get(st, 1, &r, &is_there), ERR_OK);
	assert_err(table_chained(table, &r, SCRATCH_NOW, mono_ms, &other),
	    ERR_OK);
	assert_int_equal(other, row->chained ? 2 : 0);

	/* Only while the other one answers. */
	assert_err(table_chained(table, &r, SCRATCH_NOW + 60 * WHEN_DAY,
		       mono_ms, &other),
	    ERR_OK);
	assert_int_equal(other, 0);
	rule_free(&r);
}

static void
test_chain(void **state)
{
	struct scene c = { "", ask };
	void        *scene = &c;

	row = *state;
	tables_run(&scene);
}

/* ------------------------------------------------------------------- heads */

static enum err
count(const struct match *m, void *arg)
{
	(void)m;
	++*(int *)arg;
	return ERR_OK;
}

static enum err
stop(const struct match *m, void *arg)
{
	(void)count(m, arg);
	return ERR_NOMEM;
}

/* Many heads, the deepest that a source can have, and room that was asked for
 * and not kept. */
static void
test_heads(void **state)
{
	struct heads   h;
	struct request q;
	struct key     k;
	struct buf     b;
	bool           judged = false;
	int            n = 0;

	(void)state;
	heads_init(&h);
	key_init(&k);
	buf_init(&b, 8000);
	for (int depth = 0; depth <= URL_SEGMENTS_MAX - 1; depth++) {
		struct rule *r = heads_room(&h);

		assert_ptr_equal(heads_room(&h), r);
		rule_reset(r, SCRATCH_NOW);
		buf_reset(&b);
		for (int i = 0; i < depth; i++)
			buf_adds(&b, "/s");
		buf_adds(&b, "/*");
		rule_set_text(r, &r->source, buf_slice(&b));
		rule_set_text(r, &r->target, SLICE("/x"));
		assert_err(rule_validate(r, NULL), ERR_OK);
		heads_keep(&h);
	}
	assert_err(heads_index(&h), ERR_OK);
	buf_reset(&b);
	for (int i = 0; i < 200; i++)
		buf_adds(&b, "/s");
	assert_err(buf_end(&b), ERR_OK);
	request_from_url(b.data, "GET", &q);
	assert_err(key_from_request(&q, &k), ERR_OK);
	assert_err(heads_find(&h, &k, count, &n, &judged), ERR_OK);
	assert_int_equal(n, URL_SEGMENTS_MAX);
	n = 0;
	assert_err(heads_find(&h, &k, stop, &n, &judged), ERR_NOMEM);
	assert_int_equal(n, 1);
	heads_free(&h);
	heads_free(&h);
	assert_true(judged);
	n = 0;
	judged = false;
	assert_err(heads_index(&h), ERR_OK);
	assert_err(heads_find(&h, &k, count, &n, &judged), ERR_OK);
	assert_int_equal(n, 0);
	assert_false(judged);
	heads_free(&h);
	key_free(&k);
	buf_free(&b);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(chain_cases)];
	const struct CMUnitTest rest[] = {
		{ "heads of every depth are found, each once", test_heads, NULL,
		    NULL, NULL },
	};
	int failed = 0;

	TABLE_FILL(rows, chain_cases, test_chain);
	failed +=
	    cmocka_run_group_tests_name("table_chained", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("heads", rest, NULL, NULL);
	return failed != 0;
}
