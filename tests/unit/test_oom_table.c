/* SPDX-License-Identifier: MIT */
/*
 * test_oom_table.c - what looks at a whole table, without memory: lint,
 * flatten, hops, the stale report.  It says so, or it says what it says with
 * memory; nothing is passed over.  That nothing leaks is seen under the
 * sanitizers.
 */
#include "tables.h"

#include "brief.h"
#include "expect.h"
#include "flatten.h"
#include "hops.h"
#include "lint.h"
#include "memory.h"
#include "report.h"

/* One of each that lint and flatten have a word for. */
static const char *const briefs[] = {
	"/a /b",
	"/b /c",
	"/c 308:/d?x=1#f",
	"/l1 /l2",
	"/l2 /l1 2..9",
	"h.example/p/* /q/:splat",
	"/q/* https://h.example/r/:splat/z",
	"/a /z 100..200",
	"/s /t 0..9 50%",
	"/s /u 0..9",
	"/grow/* /grow/x/:splat",
	"~/n/(\\d+)/www.example.com /n/$1",
	"~/n/([a-z]+|7)/.* /n/$1",
	"/self /self",
	"/dup /x",
	"/dup /x",
	"/post 302:/a",
	"/gone 410",
	"/to-gone /gone",
	"/* https://i.example/:splat 0..9999",
	"/bad /x",
	"/m /n 0..9 method=POST",
	"/n /o 0..9 after=gone",
	"~.*/anywhere/(.*) /$1",
	"http://h.example/Case /case ignore-case",
};

/* What came of it, without a need of memory. */
static struct {
	char   text[20000];
	size_t n;
} seen;

static void
see(long long number, const char *text)
{
	int n = snprintf(seen.text + seen.n, sizeof(seen.text) - seen.n,
	    "%lld %s\n", number, text);

	assert_true(n >= 0 && (size_t)n < sizeof(seen.text) - seen.n);
	seen.n += (size_t)n;
}

static void
see_slice(long long number, struct slice text)
{
	char copy[TARGET_MAX + 1];

	memcpy(copy, text.s, text.n);
	copy[text.n] = '\0';
	see(number, copy);
}

static int64_t which; /* the rule at hand, where it is but one */

/* ------------------------------------------------------------- scenarios */

static enum err
see_finding(const struct lint_finding *f, void *arg)
{
	(void)arg;
	see(f->n > 0 ? f->rules[0] : 0, f->message);
	return ERR_OK;
}

/* One by itself, so that nothing is left of those before it. */
static enum err
judge(const struct rule *r, void *arg)
{
	struct lint *lint = NULL;
	enum err     rc;

	(void)arg;
	if (r->id != which)
		return ERR_OK;
	rc = lint_open(table, SCRATCH_NOW, see_finding, NULL, &lint);
	if (rc == ERR_OK)
		rc = lint_rule(lint, r, mono_ms);
	lint_close(lint);
	return rc;
}

static enum err
a_rule_is_judged(void)
{
	return rules_each(st, judge, NULL);
}

static enum err
posts_are_judged(void)
{
	struct lint *lint = NULL;
	enum err rc = lint_open(table, SCRATCH_NOW, see_finding, NULL, &lint);

	if (rc == ERR_OK)
		rc = lint_post(lint, "http://h.example/post?x=1", mono_ms);
	if (rc == ERR_OK)
		rc = lint_post(lint, "http://h example/post", mono_ms);
	lint_close(lint);
	return rc;
}

static struct rule draft;

/* A rule that is not stored yet. */
static enum err
a_draft_is_judged(void)
{
	struct lint *lint = NULL;
	enum err rc = lint_open(table, SCRATCH_NOW, see_finding, NULL, &lint);

	if (rc == ERR_OK) {
		lint_draft(lint, &draft);
		rc = lint_rule(lint, &draft, mono_ms);
	}
	lint_close(lint);
	return rc;
}

static enum err
flatten(const struct rule *r, void *arg)
{
	struct flatten  *f = NULL;
	int64_t          through[FLATTEN_HOPS];
	enum flatten_end end = FLATTEN_NONE;
	struct rule      ret;
	struct buf       why;
	size_t           n;
	enum err         rc;

	(void)arg;
	if (r->id != which)
		return ERR_OK;
	rc = flatten_open(st, table, SCRATCH_NOW, &f);
	rule_init(&ret, 0);
	buf_init(&why, WHY_MAX);
	if (rc == ERR_OK)
		rc = flatten_rule(f, r, mono_ms, &ret, &end, through, &n, &why);
	if (rc == ERR_OK)
		rc = buf_end(&why);
	if (rc == ERR_OK && end == FLATTEN_DONE)
		see_slice(r->id, ret.target);
	if (rc == ERR_OK && end == FLATTEN_LEFT)
		see(r->id, why.data);
	buf_free(&why);
	rule_free(&ret);
	flatten_close(f);
	return rc;
}

static enum err
a_chain_is_flattened(void)
{
	return rules_each(st, flatten, NULL);
}

/* Where a visitor with a cookie ends up. */
static enum err
follow(const char *url)
{
	char           *env[] = { (char[]){ "HTTP_COOKIE=a=b" }, NULL };
	struct request  r;
	struct hops     h;
	struct decision d;
	struct key      k;
	struct moment   at = when_exactly(SCRATCH_NOW);
	enum err        rc;

	request_from_url(url, "POST", &r);
	r.env.strings = env;
	key_init(&k);
	decision_init(&d);
	hops_init(&h);
	rc = key_from_request(&r, &k);
	if (rc == ERR_OK)
		rc = table_decide(table, &k, at, mono_ms, &d);
	if (rc == ERR_OK)
		rc = hops_follow(table, &r, &k, &d, at, mono_ms, &h);
	for (size_t i = 0; rc == ERR_OK && i < h.n; i++)
		see(h.hop[i].status, h.hop[i].url);
	hops_free(&h);
	decision_free(&d);
	key_free(&k);
	return rc;
}

static enum err
redirects_are_followed(void)
{
	static const char *const urls[] = { "http://h.example/p/x/y",
		"http://h.example/l1", "http://h.example/grow/" };
	enum err                 rc = ERR_OK;

	for (size_t i = 0; i < ARRAY_LEN(urls) && rc == ERR_OK; i++)
		rc = follow(urls[i]);
	return rc;
}

static enum err
see_stale(const struct stale_row *row, void *arg)
{
	struct buf also;
	enum err   rc;

	(void)arg;
	buf_init(&also, 200);
	report_also(row, &also);
	rc = buf_end(&also);
	if (rc == ERR_OK)
		see(row->rule->id, also.data);
	buf_free(&also);
	return rc;
}

static enum err
the_stale_are_found(void)
{
	return report_stale(st, NULL, table, SCRATCH_NOW + 120 * WHEN_DAY,
	    mono_ms, &stale_limits_default, see_stale, NULL);
}

static enum err
expectations_are_asked(void)
{
	struct expectation   e = { .id = 1,
		  .url = SLICE("http://h.example/a"),
		  .method = SLICE("GET"),
		  .at = EXPECT_NOW };
	struct expect_result got;
	struct decision      d;
	struct buf           answer, told;
	enum err             rc;

	buf_init(&answer, EXPECT_ANSWER_MAX);
	buf_init(&told, EXPECT_ANSWER_MAX);
	decision_init(&d);
	rc = expect_parse(SLICE("http://H.example/%62"), &answer, NULL);
	e.answer = buf_slice(&answer);
	if (rc == ERR_OK)
		rc = expect_ask(&e, table, SCRATCH_NOW, mono_ms, &d, &got);
	if (rc == ERR_OK)
		expect_tell(&d, &told);
	if (rc == ERR_OK)
		rc = buf_end(&told);
	if (rc == ERR_OK)
		see(got.holds, told.data);
	decision_free(&d);
	buf_free(&told);
	buf_free(&answer);
	return rc;
}

/* ------------------------------------------------------------------ rows */

static const struct oom_case oom_cases[] = {
	{ "each rule is judged", a_rule_is_judged },
	{ "a rule is judged before it is stored", a_draft_is_judged },
	{ "POSTs are judged", posts_are_judged },
	{ "each chain is flattened", a_chain_is_flattened },
	{ "redirects are followed", redirects_are_followed },
	{ "the stale are found", the_stale_are_found },
	{ "expectations are asked", expectations_are_asked },
};

static long runs;

/* With FAULTY=all every allocation fails; else, after the first ones, some are
 * left out. */
static long
next(long n)
{
	return n < 150 || getenv("FAULTY") != NULL ? n + 1 : n + 1 + n / 20;
}

static void lose_each(enum err (*run)(void))
{
	static char want[sizeof(seen.text)];

	seen.n = 0;
	seen.text[0] = '\0';
	assert_err(run(), ERR_OK);
	memcpy(want, seen.text, seen.n + 1);
	for (int good = 0; good < 2; good++)
		for (long n = 0;; n = next(n)) {
			enum err rc;

			seen.n = 0;
			seen.text[0] = '\0';
			failed = false;
			for_good = good == 1;
			allowed = n;
			rc = run();
			there_is_memory_again();
			if (rc == ERR_OK)
				assert_string_equal(seen.text, want);
			if (!failed) {
				assert_err(rc, ERR_OK);
				break;
			}
			if (rc != ERR_OK)
				assert_err(rc, ERR_NOMEM);
			runs++;
		}
}

static void
test_table(void **state)
{
	const struct oom_case *c = *state;
	const bool             each =
	    c->run == a_rule_is_judged || c->run == a_chain_is_flattened;
	size_t all = 0;

	for (which = 1; which <= (each ? (int64_t)ARRAY_LEN(briefs) : 1);
	     which++) {
		lose_each(c->run);
		all += seen.n;
	}
	assert_true(all > 0);
}

static struct scratch scratch;

static int
make_table(void **state)
{
	(void)state;
	scratch_make(&scratch);
	st = scratch_open(scratch.db, STORE_CREATE);
	for (size_t i = 0; i < ARRAY_LEN(briefs); i++)
		brief_add(briefs[i]);
	scratch_sql(scratch.db,
	    "UPDATE rule SET target = 'x y' WHERE source = '/bad'");
	mono_ms = 1000000;
	assert_err(table_open(scratch.db, &table), ERR_OK);
	assert_found("http://h.example/self", "14 20");
	rule_init(&draft, SCRATCH_NOW);
	rule_set_text(&draft, &draft.source, SLICE("/d"));
	rule_set_text(&draft, &draft.target, SLICE("/a"));
	assert_err(rule_validate(&draft, NULL), ERR_OK);
	return 0;
}

static int
remove_table(void **state)
{
	(void)state;
	rule_free(&draft);
	table_close(table);
	store_close(st);
	scratch_remove(&scratch);
	return 0;
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(oom_cases)];
	int               lost;

	TABLE_FILL(tests, oom_cases, test_table);
	lost = cmocka_run_group_tests_name("oom, a table", tests, make_table,
	    remove_table);
	printf("# %ld runs without memory\n", runs);
	return lost != 0;
}
