/* SPDX-License-Identifier: MIT */
/* test_table_chained.c - whether a rule's target is answered by another. */
#include "tables.h"

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

int
main(void)
{
	struct CMUnitTest rows[ARRAY_LEN(chain_cases)];

	TABLE_FILL(rows, chain_cases, test_chain);
	return cmocka_run_group_tests_name("table_chained", rows, NULL, NULL) !=
	    0;
}
