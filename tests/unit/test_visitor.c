/* SPDX-License-Identifier: MIT */
/* test_visitor.c - rules for some visitors, through decide(): who wins, and
 * what the answers say of those who get others; the promises of visitor.h. */
#include "rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "decide.h"
#include "given.h"
#include "visitor.h"

#define RULES_MAX   4
#define HEADERS_MAX 3

/* Every rule is for /a; its target is "/" and its number, from 1. */
struct given {
	const char *conditions; /* NULL ends them */
	const char *how; /* x disabled, s scheduled, e ended, g gone at its end,
	                  * l leaves alone, r share, y itself */
};

struct row {
	const char *name;
	const char *method;
	const char *env[HEADERS_MAX]; /* a NULL ends them */
	const char *want; /* "STATUS [RULE] [late RULE] [private] [apart] [vary
	                   * FIELDS]: VERDICT..." */
	struct given rules[RULES_MAX];
};

#define ANYBODY      \
	{            \
		NULL \
	}
#define COOKIE "HTTP_COOKIE=a=1"
#define GERMAN "HTTP_ACCEPT_LANGUAGE=de"

static const struct row rows[] = {
	{ "conditions before none", "GET", { COOKIE },
	    "307 1 apart vary Cookie: won behind",
	    { { "cookie a", "" }, { "", "" } } },
	{ "who does not have it gets the other, and a cache hears of it", "GET",
	    ANYBODY, "307 2 apart vary Cookie: condition won",
	    { { "cookie a", "" }, { "", "" } } },
	{ "a miss says it, too", "GET", ANYBODY,
	    "404 apart vary Cookie: condition", { { "cookie a", "" } } },
	{ "more conditions before fewer", "GET", { COOKIE, GERMAN },
	    "307 1 apart vary Cookie, Accept-Language: won behind",
	    { { "cookie a\nlanguage de", "" }, { "cookie a", "" } } },
	{ "each answer of a path names the same", "GET", { COOKIE },
	    "307 2 apart vary Cookie, Accept-Language: condition won",
	    { { "cookie a\nlanguage de", "" }, { "cookie a", "" } } },
	{ "what only others would be asked about is named, too", "GET",
	    { COOKIE }, "307 1 apart vary Cookie, Accept-Language: won behind",
	    { { "cookie a", "" }, { "language de", "" } } },
	{ "methods and languages", "GET", { GERMAN },
	    "307 1 apart vary Accept-Language: won behind",
	    { { "method GET\nmethod HEAD\nlanguage de", "" }, { "", "" } } },
	{ "a method is told apart by every cache", "GET", ANYBODY,
	    "307 2: condition won", { { "method POST", "" }, { "", "" } } },
	{ "by its method", "POST", ANYBODY, "307 1: won behind",
	    { { "method POST", "" }, { "", "" } } },
	{ "what is for other methods names nothing", "GET", { COOKIE },
	    "307 2 apart: condition won",
	    { { "method POST\ncookie a", "" }, { "", "" } } },
	{ "for HEAD as for GET", "HEAD", ANYBODY, "307 1: won",
	    { { "method GET\nmethod HEAD", "" } } },
	{ "OPTIONS asks a rule for POST as others do", "OPTIONS", ANYBODY,
	    "404: condition", { { "method POST", "" } } },
	{ "no cache between knows the address", "GET", ANYBODY,
	    "307 2 private apart: condition won",
	    { { "from_net 10.0.0.0/8", "" }, { "", "" } } },
	{ "by its address", "GET", { "REMOTE_ADDR=10.1.2.3" },
	    "307 1 private apart: won behind",
	    { { "from_net 10.0.0.0/8", "" }, { "", "" } } },
	{ "an address and a header", "GET", { "REMOTE_ADDR=10.1.2.3" },
	    "404 private apart vary X-A: condition",
	    { { "header X-A\nfrom_net 10.0.0.0/8", "" } } },
	{ "what is disabled names nothing", "GET", ANYBODY,
	    "404 apart: disabled", { { "cookie a", "x" } } },
	{ "what is to come names nothing", "GET", ANYBODY,
	    "404 apart: scheduled", { { "cookie a", "s" } } },
	{ "what has ended names nothing", "GET", ANYBODY,
	    "404 apart: condition", { { "cookie a", "e" } } },
	{ "but is missed by those whom it was for", "GET", { COOKIE },
	    "404 late 1 apart: expired", { { "cookie a", "e" } } },
	{ "what is gone for some names it", "GET", { COOKIE },
	    "410 1 late 1 apart vary Cookie: won", { { "cookie a", "g" } } },
	{ "and declines for the others", "GET", ANYBODY,
	    "404 apart vary Cookie: condition", { { "cookie a", "g" } } },
	{ "what leaves some visitors alone", "GET", { COOKIE },
	    "404 1 apart vary Cookie: won behind",
	    { { "cookie a", "l" }, { "", "" } } },
	{ "and not the others", "GET", ANYBODY,
	    "307 2 apart vary Cookie: condition won",
	    { { "cookie a", "l" }, { "", "" } } },
	{ "a rule that lets others answer ends nothing", "GET", { COOKIE },
	    "307 2 apart vary Cookie: self won",
	    { { "cookie a", "y" }, { "", "" } } },
	{ "a share behind a condition", "GET", { COOKIE },
	    "307 1 private apart vary Cookie: won behind behind",
	    { { "cookie a", "" }, { "", "r" }, { "", "" } } },
	{ "nobody in particular is asked where nothing depends on it", "GET",
	    { COOKIE, GERMAN }, "307 1: won", { { "", "" } } },
};

static void
make_rule(struct rule *r, int64_t id, const struct given *g)
{
	char target[20];

	snprintf(target, sizeof(target), "/%lld", (long long)id);
	given_rule(r, id, "/a", target);
	/* In the order in which they stand, if nothing else decides. */
	r->starts_at = NOW - id;
	rule_set_text(r, &r->conditions, slice_of(g->conditions));
	r->enabled = strchr(g->how, 'x') == NULL;
	if (strchr(g->how, 's') != NULL)
		r->starts_at = NOW + 1;
	if (strpbrk(g->how, "eg") != NULL) {
		r->starts_at = NOW - 10;
		r->expires_at = NOW;
	}
	if (strchr(g->how, 'g') != NULL)
		rule_set_text(r, &r->after, SLICE("gone"));
	if (strchr(g->how, 'l') != NULL)
		rule_set_text(r, &r->target, SLICE("-"));
	if (strchr(g->how, 'y') != NULL)
		rule_set_text(r, &r->target, SLICE("/a"));
	if (strchr(g->how, 'r') != NULL)
		r->share = 50;
	assert_err(rule_validate(r, NULL), ERR_OK);
}

static void
tell(const struct decision *d, const enum verdict *v, size_t n, struct buf *out)
{
	buf_reset(out);
	buf_addf(out, "%d", d->status);
	if (d->rule_id != 0)
		buf_addf(out, " %lld", (long long)d->rule_id);
	if (d->late_id != 0)
		buf_addf(out, " late %lld", (long long)d->late_id);
	buf_adds(out, d->is_private ? " private" : "");
	buf_adds(out, d->by_visitor ? " apart" : "");
	if (d->vary.len > 0)
		buf_addf(out, " vary %.*s", (int)d->vary.len, d->vary.data);
	buf_addc(out, ':');
	for (size_t i = 0; i < n; i++)
		buf_addf(out, " %s", verdict_name(v[i]));
	assert_err(buf_end(out), ERR_OK);
}

static void
test_row(void **state)
{
	const struct row *c = *state;
	struct rule       rules[RULES_MAX];
	struct match      m[RULES_MAX];
	enum verdict      v[RULES_MAX];
	struct decision   d;
	struct key        k;
	struct buf        got;
	char             *env[HEADERS_MAX + 1] = { NULL };
	size_t            n = 0;

	key_init(&k);
	buf_init(&got, 10000);
	decision_init(&d);
	given_key(&k, c->method, "http://a.example/a");
	for (size_t i = 0; i < HEADERS_MAX && c->env[i] != NULL; i++) {
		assert_non_null(env[i] = strdup(c->env[i]));
		if (strncmp(env[i], "REMOTE_ADDR=", 12) == 0)
			k.address = slice_of(env[i] + 12);
	}
	k.env = (struct env){ .strings = env };
	for (; n < RULES_MAX && c->rules[n].conditions != NULL; n++) {
		make_rule(&rules[n], (int64_t)n + 1, &c->rules[n]);
		assert_int_equal(match_rule(&rules[n], &k, &m[n]), MATCH_YES);
	}
	match_sort(m, n);
	assert_err(decide(&k, m, n, when_exactly(NOW), v, &d), ERR_OK);
	tell(&d, v, n, &got);
	assert_string_equal(got.data, c->want);
	/* As the worker asks, in a decision that was used before. */
	assert_err(decide(&k, m, n, when_exactly(NOW), NULL, &d), ERR_OK);
	tell(&d, v, n, &got);
	assert_string_equal(got.data, c->want);
	while (n > 0)
		rule_free(&rules[--n]);
	for (size_t i = 0; env[i] != NULL; i++)
		free(env[i]);
	decision_free(&d);
	buf_free(&got);
	key_free(&k);
}

/* More fields than an answer can name. */
static void
too_much_to_name(void **state)
{
	struct rule     rules[3];
	struct match    m[3];
	struct decision d;
	struct key      k;
	struct buf      text;

	(void)state;
	key_init(&k);
	decision_init(&d);
	buf_init(&text, CONDITIONS_TEXT_MAX);
	given_key(&k, "GET", "http://a.example/a");
	for (int n = 0; n < 3; n++) {
		buf_reset(&text);
		for (int i = 10; i < 30; i++)
			buf_addf(&text, "%sheader X%d%d-%080d",
			    i > 10 ? "\n" : "", n, i, 0);
		given_rule(&rules[n], n + 1, "/a", "/b");
		rule_set_text(&rules[n], &rules[n].conditions,
		    buf_slice(&text));
		assert_err(rule_validate(&rules[n], NULL), ERR_OK);
		assert_int_equal(match_rule(&rules[n], &k, &m[n]), MATCH_YES);
	}
	assert_err(decide(&k, m, 2, when_exactly(NOW), NULL, &d), ERR_OK);
	assert_true(d.vary.len > 3000);
	assert_int_equal(d.max_age, DECIDE_DECLINE_MAX_AGE);
	assert_err(decide(&k, m, 3, when_exactly(NOW), NULL, &d), ERR_OK);
	assert_int_equal(d.vary.len, 0);
	assert_int_equal(d.max_age, MAX_AGE_NO_STORE);
	for (int n = 0; n < 3; n++)
		rule_free(&rules[n]);
	buf_free(&text);
	decision_free(&d);
	key_free(&k);
}

int
main(void)
{
	struct CMUnitTest       tests[ARRAY_LEN(rows)];
	const struct CMUnitTest more[] = { cmocka_unit_test(too_much_to_name) };
	int                     failed;

	TABLE_FILL(tests, rows, test_row);
	failed = cmocka_run_group_tests_name("visitor", tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("limit", more, NULL, NULL);
	return failed != 0;
}
