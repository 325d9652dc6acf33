/* SPDX-License-Identifier: MIT */
/* test_decide_share.c - rules for a part of the visitors. */
#include "rows.h"

#include "decisions.h"
#include "share.h"

/* Two visitors of whom the first is in half of rule 1, and the second isn't. */
#define IN  "fay"
#define OUT "ann"

struct shared {
	const char *name;
	const char *who;      /* his User-Agent; NULL: any visitor counts */
	const char *request;  /* "METHOD URL" */
	const char *want;     /* see tell(); "private " in front, and behind it
	                       * the max-age */
	int          share;   /* of rule 1 */
	int64_t      max_age; /* of all rules */
	struct given rules[RULES_MAX];
};

#define NONE RULE_MAX_AGE_NONE

static const struct shared shared_rows[] = {
	{ "a visitor of the share", IN, "GET /a",
	    "private 307 /b rule 1 active: won -1", 50, NONE,
	    ONE(PLAIN("/a", "/b")) },
	{ "another visitor", OUT, "GET /a", "private 404 - none: share 60", 50,
	    NONE, ONE(PLAIN("/a", "/b")) },
	{ "for others matching goes on", OUT, "GET /a",
	    "private 307 /any rule 2 active: share won -1", 50, NONE,
	    TWO(PLAIN("/a", "/b"), PLAIN("/*", "/any")) },
	{ "a rule for all is not private", OUT, "GET /a",
	    "307 /b rule 1 active: won -1", 100, NONE, ONE(PLAIN("/a", "/b")) },
	{ "a share behind the winner was not looked at", OUT, "GET /a",
	    "307 /own rule 2 active: won behind -1", 50, NONE,
	    TWO(PLAIN("/*", "/any"), PLAIN("/a", "/own")) },
	{ "a max-age is private, too", IN, "GET /a",
	    "private 307 /b rule 1 active: won 300", 50, 300,
	    ONE(PLAIN("/a", "/b")) },
	{ "no visitor in particular is in every share", NULL, "GET /a",
	    "private 307 /b rule 1 active: won -1", 1, NONE,
	    ONE(PLAIN("/a", "/b")) },
	{ "a share that leads to itself was looked at", IN, "GET /a",
	    "private 404 - none: self 60", 50, NONE, ONE(PLAIN("/a", "/a")) },
	{ "a scheduled share is not looked at", OUT, "GET /a",
	    "404 - none: scheduled 60", 50, NONE,
	    ONE(WINDOW("/a", "/b", NOW + 100, 0)) },
	{ "a disabled one is not, either", IN, "GET /a",
	    "404 - none: disabled 60", 50, NONE, ONE(HOW("/a", "/b", "x")) },
	{ "a share that is over: his own late hit", IN, "GET /a",
	    "404 - none late 1: expired 60", 50, NONE,
	    ONE(WINDOW("/a", "/b", 0, NOW)) },
	{ "and nobody else's", OUT, "GET /a", "404 - none: share 60", 50, NONE,
	    ONE(WINDOW("/a", "/b", 0, NOW)) },
	{ "gone for those for whom it was there", IN, "GET /a",
	    "private 410 - after 1 expired late 1: won -1", 50, NONE,
	    ONE(AFTER("/a", "/b", NOW, "gone")) },
	{ "and for nobody else", OUT, "GET /a", "private 404 - none: share 60",
	    50, NONE, ONE(AFTER("/a", "/b", NOW, "gone")) },
	{ "left alone by share", IN, "GET /a",
	    "private 404 - alone 1 active: won behind 60", 50, NONE,
	    TWO(PLAIN("/a", "-"), PLAIN("/*", "/any")) },
	{ "what is never stored need not be private", IN, "OPTIONS /a",
	    "private 204 - rule 1 active OPTIONS: won -2", 50, NONE,
	    ONE(PLAIN("/a", "/b")) },
	{ "maintenance for a share", OUT, "GET /a",
	    "private 404 - none: share 60", 50, NONE,
	    ONE(STATUS("/a", NULL, 503)) },
};

static void
make_shared(struct rule *r, size_t i, const struct shared *c)
{
	make_rule(r, (int64_t)i + 1, &c->rules[i]);
	if (i == 0)
		r->share = c->share;
	r->max_age = c->max_age;
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static void
shared_row(void **state)
{
	const struct shared *c = *state;
	struct rule          rules[RULES_MAX];
	struct match         m[RULES_MAX];
	enum verdict         v[RULES_MAX];
	struct request       request;
	struct decision      d;
	struct key           k;
	struct buf           got;
	size_t               n = 0, made = 0;
	char                 method[10];
	const char          *url = strchr(c->request, ' ') + 1;

	buf_init(&got, 10000);
	key_init(&k);
	decision_init(&d);
	snprintf(method, sizeof(method), "%.*s", (int)(url - c->request - 1),
	    c->request);
	request_from_url(url, method, &request);
	request.address = SLICE("192.0.2.7");
	request.agent = slice_of(c->who);
	assert_err(key_from_request(&request, &k), ERR_OK);
	k.anybody = c->who == NULL;
	for (; made < RULES_MAX && c->rules[made].source != NULL; made++) {
		make_shared(&rules[made], made, c);
		if (match_rule(&rules[made], &k, &m[n]) == MATCH_YES)
			n++;
	}
	match_sort(m, n);
	assert_err(decide(&k, m, n, when_exactly(NOW), v, &d), ERR_OK);
	if (d.is_private)
		buf_adds(&got, "private ");
	tell(&d, v, n, &got);
	buf_addf(&got, " %lld", (long long)d.max_age);
	assert_err(buf_end(&got), ERR_OK);
	assert_string_equal(got.data, c->want);
	for (size_t i = 0; i < made; i++)
		rule_free(&rules[i]);
	decision_free(&d);
	key_free(&k);
	buf_free(&got);
}

static void
the_visitors_are_as_the_rows_say(void **state)
{
	const struct slice address = SLICE("192.0.2.7");

	(void)state;
	assert_true(share_takes(50, 1, address, SLICE(IN)));
	assert_false(share_takes(50, 1, address, SLICE(OUT)));
}

int
main(void)
{
	struct CMUnitTest       shared[ARRAY_LEN(shared_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(the_visitors_are_as_the_rows_say),
	};
	int failed = 0;

	TABLE_FILL(shared, shared_rows, shared_row);
	failed += cmocka_run_group_tests_name("shared", shared, NULL, NULL);
	failed += cmocka_run_group_tests_name("visitors", rest, NULL, NULL);
	return failed != 0;
}
