/* SPDX-License-Identifier: MIT */
/*
 * test_lint_drawn.c - lint on random tables, held against the slow and obvious
 * way: ask for many URLs on each day, and follow each answer.
 */
#include "tables.h"

#include "dice.h"
#include "hops.h"
#include "lint.h"

#define TABLES 70
#define RULES  6
#define DAYS   7
#define FOUND  60

static const char *const sources[] = { "/a", "/b", "/c", "/a/", "/a/x", "/a/*",
	"/b/*", "/b/:s", "/a/:s/*", "/c/:s", "h.example/a", "h.example/b",
	"h.example/a/*", "*.example/b", "/a?x=1", "/b/*?x=1", "~/a/(.*)",
	"~/c/\\d+", "http://h.example/c", "/a?x=:v", "/b/*?x=:v" };
static const char *const targets[] = { "/a", "/b", "/c", "/d", "/a/x", "/b/7",
	"/c/7", "/a?x=1", "/b/x?x=1", "https://h.example/a",
	"https://h.example/c" };
static const char *const wide[] = { "/*", "h.example/*", "~/(.*)" };
static const char *const repeats[] = { "weekly tue,fri UTC",
	"weekly mon-thu UTC", "daily 06:00-12:00 UTC" };
static const char *const deep[] = { "/b/:splat", "/a/:splat", "/a/x/:splat",
	"/d/:splat" };

static const char *const hosts[] = { "", "http://h.example",
	"https://h.example", "http://any-host.example" };
static const char *const paths[] = { "/a", "/a/", "/b", "/b/", "/c", "/a/x",
	"/a/x/", "/b/x", "/b/7", "/c/7", "/c/any-s", "/a/any-0", "/b/any-0",
	"/a/any-s", "/b/any-s", "/a/q/", "/b/q/", "/a/any-s/any-0", "/a/q/r",
	"/b/q/r", "/a/q/r/s/t", "/c/", "/c/8", "/c/q/", "/a/q/r/", "/C", "/C/8",
	"/A", "/B", "/A/X", "/A/", "/B/", "/A/X/", "/B/ANY-S", "/robots.txt" };
static const char *const queries[] = { "", "?x=1", "?x=any-x" };

static struct lint_finding faults[FOUND]; /* of the table at hand */
static char                urls[FOUND][200];
static size_t              faults_n;
static bool                repeating; /* a rule of it */

static enum err
note(const struct lint_finding *f, void *arg)
{
	(void)arg;
	assert_true(faults_n < FOUND);
	faults[faults_n] = *f;
	snprintf(urls[faults_n], sizeof(urls[0]), "%s", f->url);
	faults_n++;
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	return lint_rule(arg, r, 1000);
}

static enum err
forget(const struct rule *r, void *arg)
{
	int64_t *last = arg;

	*last = r->id;
	return ERR_OK;
}

/*
 * One of a list.  A table has hosts, or parameters: a loop that only runs on
 * the host of one rule with the parameters of another one is shown by the
 * witnesses of neither (lint.h).
 */
static const char *
pick(struct dice *d, const char *const *list, size_t n, bool params)
{
	const char *one;

	do
		one = list[dice_below(d, n)];
	while (params ? strstr(one, "example") != NULL :
			strchr(one, '?') != NULL);
	return one;
}

/* Other rules, drawn. */
static void
draw(struct dice *d)
{
	static int64_t first = 1, last;
	struct ledger  l;
	struct rule    r;
	bool           gone, params = dice_once_in(d, 2);

	repeating = false;
	start(&l, "add");
	for (; first <= last; first++)
		assert_err(ledger_remove(&l, first, &gone), ERR_OK);
	for (int i = 0; i < RULES; i++) {
		const char *source =
		    pick(d, sources, ARRAY_LEN(sources), params);
		const char *target =
		    pick(d, targets, ARRAY_LEN(targets), params);

		rule_init(&r, SCRATCH_NOW);
		if (dice_once_in(d, 20) && !params)
			source = DICE_ONE_OF(d, wide);
		if (strchr(source, '*') != NULL && source[0] == '/' &&
		    dice_once_in(d, 2))
			target = DICE_ONE_OF(d, deep);
		r.starts_at =
		    SCRATCH_NOW + (int64_t)dice_below(d, DAYS) * WHEN_DAY;
		r.expires_at =
		    r.starts_at + (int64_t)(1 + dice_below(d, DAYS)) * WHEN_DAY;
		r.ignore_case = dice_once_in(d, 6);
		r.strict = dice_once_in(d, 6);
		r.enabled = !dice_once_in(d, 10);
		if (dice_once_in(d, 8)) {
			r.status = 308;
			r.expires_at = WHEN_NEVER;
		} else if (dice_once_in(d, 8)) {
			repeating = true;
			rule_set_text(&r, &r.repeats,
			    slice_of(DICE_ONE_OF(d, repeats)));
		}
		if (r.status == 307 && dice_once_in(d, 12)) {
			r.status = 410;
			target = "";
		}
		rule_set_text(&r, &r.source, slice_of(source));
		rule_set_text(&r, &r.target, slice_of(target));
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(ledger_add(&l, &r), ERR_OK);
		rule_free(&r);
	}
	assert_err(ledger_end(&l, true), ERR_OK);
	assert_err(rules_each(st, forget, &last), ERR_OK);
}

/* ---------------------------------------------------------------- asking */

static struct key      key;
static struct decision decision;
static struct hops     hops;

static void
ask(const char *url, int64_t at)
{
	struct request r;

	request_from_url(url, "GET", &r);
	assert_err(key_from_request(&r, &key), ERR_OK);
	assert_err(table_decide(table, &key, when_exactly(at), 1000, &decision),
	    ERR_OK);
	assert_err(hops_follow(table, &r, &key, &decision, when_exactly(at),
		       1000, &hops),
	    ERR_OK);
}

static bool
has(const struct lint_finding *f, int64_t id)
{
	for (size_t i = 0; i < f->n; i++)
		if (f->rules[i] == id)
			return true;
	return false;
}

/* The rule that leads to the i-th hop. */
static int64_t
leads_to(size_t i)
{
	return i == 0 ? decision.rule_id : hops.hop[i - 1].rule_id;
}

/* Whether a loop was found that is made of the hops from one on. */
static bool
is_found(size_t from)
{
	for (size_t i = 0; i < faults_n; i++) {
		bool all = faults[i].kind == LINT_LOOP &&
		    (hops.end == HOPS_TOO_MANY || faults[i].n == hops.n - from);

		for (size_t h = from; h < hops.n && all; h++)
			all = has(&faults[i], leads_to(h));
		if (all)
			return true;
	}
	return false;
}

static bool
is_told(enum lint_kind kind, int64_t first)
{
	for (size_t i = 0; i < faults_n; i++)
		if (faults[i].kind == kind && faults[i].rules[0] == first)
			return true;
	return false;
}

static enum err
print_one(const struct rule *r, void *arg)
{
	(void)arg;
	print_message("%lld %.*s %.*s %d, '%.*s', days %lld to %lld%s%s%s\n",
	    (long long)r->id, (int)r->source.n, r->source.s, (int)r->target.n,
	    r->target.s, r->status, (int)r->repeats.n, r->repeats.s,
	    (long long)((r->starts_at - SCRATCH_NOW) / WHEN_DAY),
	    (long long)((r->expires_at - SCRATCH_NOW) / WHEN_DAY),
	    r->strict ? " strict" : "", r->ignore_case ? " any case" : "",
	    r->enabled ? "" : " disabled");
	return ERR_OK;
}

/* The table at hand and what was said of it, for who has to find out. */
static void
print_table(void)
{
	assert_err(rules_each(st, print_one, NULL), ERR_OK);
	for (size_t i = 0; i < faults_n; i++)
		print_message("said: %s of rule %lld at %s from day %lld\n",
		    lint_kind_name(faults[i].kind),
		    (long long)faults[i].rules[0], urls[i],
		    (long long)((faults[i].from - SCRATCH_NOW) / WHEN_DAY));
}

#define FAIL(...)                      \
	do {                           \
		print_table();         \
		fail_msg(__VA_ARGS__); \
	} while (0)

/* What is said of a URL at an instant must be so. */
static void
check_said(const struct lint_finding *f, const char *url)
{
	if (f->kind != LINT_LOOP && f->kind != LINT_CHAIN)
		return;
	ask(url, f->from);
	if (f->kind == LINT_LOOP) {
		if (hops.end != HOPS_LOOPS && hops.end != HOPS_TOO_MANY)
			FAIL("%s does not loop", url);
		return;
	}
	if (hops.n < 2)
		FAIL("%s is no chain", url);
	for (size_t i = 0; i < f->n && i < hops.n; i++)
		assert_int_equal(leads_to(i), f->rules[i]);
}

/* Rules that are seen to answer, by their id from the first one on. */
struct seen {
	bool answers[100000], covers[100000];
};

static struct seen seen;

static void
look(const char *url, int64_t at)
{
	const struct match *m = NULL;
	size_t              n = 0;

	ask(url, at);
	if (decision.rule_id != 0)
		seen.answers[decision.rule_id] = true;
	if (hops.end == HOPS_LOOPS && !is_found(hops.loops_to))
		FAIL("%s loops on day %lld", url,
		    (long long)((at - SCRATCH_NOW) / WHEN_DAY));
	if (decision.rule_id != 0 && strstr(url, "/robots.txt") != NULL &&
	    !is_told(LINT_CATCH_ALL, decision.rule_id))
		FAIL("rule %lld answers %s, and nobody says so",
		    (long long)decision.rule_id, url);
	if (((hops.end == HOPS_LEAVES && hops.n >= 2 &&
		 !is_told(LINT_CHAIN, decision.rule_id)) ||
		(hops.end == HOPS_GONE && hops.n >= 1 &&
		    !is_told(LINT_GONE, decision.rule_id))) &&
	    strstr(url, "any") == NULL && strlen(url) == 2 &&
	    decision.rule_id != 0 && !is_told(LINT_LOOP, decision.rule_id)) {
		/* Of a narrow source there is nothing else to ask. */
		struct rule r;
		bool        there = false;

		rule_init(&r, 0);
		assert_err(rules_get(st, decision.rule_id, &r, &there), ERR_OK);
		if (slice_is(r.source, url))
			FAIL("%s is a chain, or gone, on day %lld", url,
			    (long long)((at - SCRATCH_NOW) / WHEN_DAY));
		rule_free(&r);
	}
	assert_err(table_find(table, &key, 1000, &m, &n), ERR_OK);
	for (size_t i = 0; i < n; i++)
		if (rule_state(m[i].rule, at) == RULE_ACTIVE ||
		    rule_state(m[i].rule, at) == RULE_PERMANENT)
			seen.covers[m[i].rule->id] = true;
}

/* Windows begin and end at 8 o'clock in UTC; what repeats also at others. */
static void
look_at_day(const char *url, int64_t at)
{
	static const int hours[] = { 0, 4, 16, 22 };

	for (size_t i = 0; i < (repeating ? ARRAY_LEN(hours) : 1); i++)
		look(url, at + hours[i] * WHEN_HOUR);
}

static void
look_everywhere(void)
{
	char url[100];

	for (size_t h = 0; h < ARRAY_LEN(hosts); h++)
		for (size_t p = 0; p < ARRAY_LEN(paths); p++)
			for (size_t q = 0; q < ARRAY_LEN(queries); q++) {
				snprintf(url, sizeof(url), "%s%s%s", hosts[h],
				    paths[p], queries[q]);
				for (int day = 0; day < 2 * DAYS; day++)
					look_at_day(url,
					    SCRATCH_NOW + day * WHEN_DAY);
			}
}

/* A rule never answers exactly if it is said so. */
static enum err
check_reach(const struct rule *r, void *arg)
{
	bool said = is_told(LINT_SHADOWED, r->id);

	(void)arg;
	for (size_t i = 0; i < faults_n; i++)
		said = said || faults[i].kind == LINT_SELF ||
		    (faults[i].kind == LINT_DUPLICATE &&
			has(&faults[i], r->id));
	if (is_told(LINT_SHADOWED, r->id) && seen.answers[r->id])
		FAIL("rule %lld is said to be shadowed, and answers",
		    (long long)r->id);
	if (!said && seen.covers[r->id] && !seen.answers[r->id] &&
	    !is_told(LINT_UNJUDGED, r->id))
		FAIL("rule %lld (%.*s) never answers, and nobody says so",
		    (long long)r->id, (int)r->source.n, r->source.s);
	return ERR_OK;
}

static void
test_drawn(void **state)
{
	struct dice    d = { .state = 20261122 };
	struct scratch s;
	struct lint   *lint;

	(void)state;
	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	key_init(&key);
	decision_init(&decision);
	hops_init(&hops);
	for (int i = 0; i < TABLES; i++) {
		table_rest(table);
		draw(&d);
		faults_n = 0;
		seen = (struct seen){ 0 };
		assert_err(lint_open(table, SCRATCH_NOW, note, NULL, &lint),
		    ERR_OK);
		assert_err(rules_each(st, judge, lint), ERR_OK);
		lint_close(lint);
		for (size_t f = 0; f < faults_n; f++)
			check_said(&faults[f], urls[f]);
		look_everywhere();
		assert_err(rules_each(st, check_reach, NULL), ERR_OK);
	}
	hops_free(&hops);
	decision_free(&decision);
	key_free(&key);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		{ "lint finds what asking for everything finds", test_drawn,
		    NULL, NULL, NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
