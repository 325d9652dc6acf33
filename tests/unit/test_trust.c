/* SPDX-License-Identifier: MIT */
/* test_trust.c - the promises of trust.h. */
#include "rows.h"

#include "given.h"
#include "trust.h"

struct since {
	const char *name;
	int         status;
	int64_t     starts_at;
	int64_t     want;
};

static const struct since since_rows[] = {
	{ "308 is trusted since now", 308, WHEN_EVER, NOW },
	{ "301, too", 301, NOW - 1, NOW },
	{ "or since its start, when that is to come", 308, NOW + 1, NOW + 1 },
	{ "307 is temporary: there is no trust", 307, NOW - 1, 0 },
	{ "nor is there for 410", 410, NOW - 1, 0 },
};

static void
test_since(void **state)
{
	const struct since *c = *state;
	struct rule         r;

	given_rule(&r, 1, "/a", "/b");
	r.status = c->status;
	r.starts_at = c->starts_at;
	trust_restart(&r, NOW);
	assert_true(r.promoted_at == c->want);
	rule_free(&r);
}

enum what {
	NOTHING,
	SOURCE,
	TARGET,
	STATUS,
	QUERY,
	STRICT,
	CASE,
	LITERAL,
	ENABLED,
	SHARE,
	LATER,
	EARLIER,
	AHEAD,
	BEHIND,
	NOTE
};

struct other {
	const char *name;
	enum what   what;
	bool        want;
};

static const struct other other_rows[] = {
	{ "the same is the same", NOTHING, false },
	{ "another source", SOURCE, true },
	{ "another target", TARGET, true },
	{ "another status", STATUS, true },
	{ "another query policy", QUERY, true },
	{ "strict", STRICT, true },
	{ "any case", CASE, true },
	{ "literal", LITERAL, true },
	{ "enabled again", ENABLED, true },
	{ "another share", SHARE, true },
	{ "a later start", LATER, true },
	{ "an earlier start says nothing new", EARLIER, false },
	{ "a lower rank: it answers before others now", AHEAD, true },
	{ "a higher rank says nothing new", BEHIND, false },
	{ "nor does a note", NOTE, false },
};

static void
test_other(void **state)
{
	const struct other *c = *state;
	struct rule         r, was;

	given_rule(&r, 1, "/a", "/b");
	given_rule(&was, 1, "/a", "/b");
	r.starts_at = was.starts_at = NOW;
	switch (c->what) {
	case NOTHING:
		break;
	case SOURCE:
		rule_set_text(&r, &r.source, SLICE("/c"));
		break;
	case TARGET:
		rule_set_text(&r, &r.target, SLICE("/c"));
		break;
	case STATUS:
		r.status = 302;
		break;
	case QUERY:
		r.query = QUERY_DROP;
		break;
	case STRICT:
		r.strict = true;
		break;
	case CASE:
		r.ignore_case = true;
		break;
	case LITERAL:
		r.literal = true;
		break;
	case ENABLED:
		was.enabled = false;
		break;
	case SHARE:
		r.share = 20;
		break;
	case LATER:
		r.starts_at = NOW + 1;
		break;
	case EARLIER:
		r.starts_at = NOW - 1;
		break;
	case AHEAD:
		r.rank--;
		break;
	case BEHIND:
		r.rank++;
		break;
	case NOTE:
		rule_set_text(&r, &r.note, SLICE("n"));
		break;
	}
	assert_int_equal(trust_is_other_answer(&r, &was), c->want);
	rule_free(&was);
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest since[ARRAY_LEN(since_rows)];
	struct CMUnitTest other[ARRAY_LEN(other_rows)];
	int               failed = 0;

	TABLE_FILL(since, since_rows, test_since);
	failed += cmocka_run_group_tests_name("since", since, NULL, NULL);
	TABLE_FILL(other, other_rows, test_other);
	failed += cmocka_run_group_tests_name("other", other, NULL, NULL);
	return failed != 0;
}
