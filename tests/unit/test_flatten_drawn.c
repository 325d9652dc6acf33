/* SPDX-License-Identifier: MIT */
/*
 * test_flatten_drawn.c - random tables are flattened, and as long as all that
 * was flattened is active, every URL leads where it led.
 */
#include "tables.h"

#include "dice.h"
#include "flatten.h"
#include "hops.h"

#define TABLES 300
#define RULES  8
#define DAYS   5

static const char *const sources[] = { "/a", "/b", "/c", "/d", "/a/", "/b/x",
	"/a/*", "/b/*", "/c/*", "/b/:s", "/c/:s/*", "h.example/b",
	"h.example/c/*", "*.example/b", "/b?x=1", "/c?y=2", "~/c/(.*)",
	"http://h.example/b", "/b?x=:v", "/c?y=:v" };
static const char *const targets[] = { "/b", "/c", "/d", "/e", "/b/x", "/c/7",
	"/b?x=1", "/c?y=2&x=3", "https://h.example/b",
	"https://h.example/c/x?z=1" };
/* What a source with placeholders may have for a target. */
static const struct {
	const char *source;
	const char *targets[6];
} deep[] = {
	{ "/a/*",
	    { "/b/:splat", "/c/x/:splat", "/e/:splat", "/c/:splat/y",
		"https://h.example/c/:splat", "/b?x=:splat" } },
	{ "/b/*",
	    { "/c/:splat", "/c/:splat/x/y", "/e?x=:splat", "/c-:splat",
		"/e/:splat.html", "/d#:splat" } },
	{ "/c/*",
	    { "/b/x/:splat", "/e/:splat/", "/d", "/a/:splat", "/e?y=:splat#a",
		"/b/:splat" } },
	{ "/a/:s",
	    { "/b/:s", "/b/x-:s", "/c/:s/:s", "/b?x=:s", "/c/x/:s?y=2",
		"https://h.example/c/:s" } },
	{ "/b/:s",
	    { "/c/:s", "/c/:s/:s", "/e?q=:s", "/c?y=:s", "/d#:s", "/e/:s.x" } },
	{ "/c/:s/*",
	    { "/b/:s", "/b/:splat", "/e/:splat/:s", "/e?s=:s", "/a/:s/:splat",
		"/d/:s" } },
	{ "~/a/(.*)",
	    { "/b/$1", "/c/x/$1", "/b/$1/x", "/b?x=$1", "/c/$1$1", "/d$1" } },
	{ "/a?x=:v",
	    { "/b/:v", "/c/x/:v", "/b?x=:v", "/c/:v/:v", "/b/x:v/",
		"/d?q=:v" } },
	{ "/b?x=:v",
	    { "/c/:v", "/e/:v", "/e?y=:v", "/c-:v", "/a/:v/x",
		"https://h.example/c/:v" } },
	{ "/c/*?y=:v",
	    { "/b/:v/:splat", "/b/:v", "/e/:splat", "/b/x?q=:v", "/d#:v",
		"/a/:splat/:v" } },
	{ "~/c/([^/]*)(.*)",
	    { "/b/$1", "/b/$1$2", "/e/$2", "/e/$2/$1", "/a/.$1", "/e?y=$2" } },
};
static const char *const conditions[] = { "cookie a=1", "language de",
	"language de\nlanguage fr", "method GET\nmethod HEAD", "method POST",
	"cookie a=1\nlanguage de" };
static const char *const repeats[] = { "weekly tue UTC", "weekly mon-fri UTC",
	"daily 00:00-12:00 UTC" };
static const int         statuses[] = { 307, 307, 302, 308, 301, 303 };

static const char *const hosts[] = { "", "http://h.example",
	"https://h.example", "https://w.example" };
static const char *const paths[] = { "/a", "/a/", "/b", "/b/", "/c", "/d",
	"/a/x", "/a/x/", "/b/x", "/b/q", "/c/7", "/c/x/y", "/a/q/r/" };
static const char *const queries[] = { "", "?x=1", "?y=9&q=%20", "?",
	"?x=..&y=a%2Fb%26c", "?y=.&x=%00" };

/* Who asks, and how. */
static char cookie[] = "HTTP_COOKIE=a=1";
static char german[] = "HTTP_ACCEPT_LANGUAGE=de";
static char french[] = "HTTP_ACCEPT_LANGUAGE=fr";
static struct {
	const char *method, *address;
	char       *env[3];
} visitors[] = {
	{ "GET", "192.0.2.1", { NULL } },
	{ "POST", "192.0.2.2", { german, NULL } },
	{ "GET", "192.0.2.3", { cookie, french, NULL } },
	{ "POST", "192.0.2.4", { cookie, german, NULL } },
};

#define URLS (ARRAY_LEN(hosts) * ARRAY_LEN(paths) * ARRAY_LEN(queries))

/* Where each URL led each of them. */
static char before[URLS][ARRAY_LEN(visitors)][300];

static struct key      key;
static struct decision decision;
static struct hops     hops;
static struct flatten *flatten;
static struct ledger   ledger;
static int64_t         least; /* when the first change is over */
static size_t          changed, left;

/* What was flattened of each kind, so that none is missing. */
static struct {
	size_t all, holes, captures, values, conditions, repeats, shares,
	    params;
} total;

/* What a rule has besides its source and target; sometimes. */
static void
decorate(struct dice *d, struct rule *r)
{
	if (dice_once_in(d, 7))
		rule_set_text(r, &r->conditions,
		    slice_of(DICE_ONE_OF(d, conditions)));
	if (dice_once_in(d, 8) && !rule_is_permanent(r))
		rule_set_text(r, &r->repeats,
		    slice_of(DICE_ONE_OF(d, repeats)));
	if (dice_once_in(d, 10))
		rule_set_text(r, &r->after, SLICE("gone"));
	if (dice_once_in(d, 12))
		r->share = 50;
	r->ignore_case = dice_once_in(d, 8);
	r->strict = dice_once_in(d, 8);
	r->protect = dice_once_in(d, 10);
	r->query = dice_once_in(d, 5) ? QUERY_DROP : QUERY_PASS;
}

static void
put(struct dice *d, struct ledger *l)
{
	const char *source = DICE_ONE_OF(d, sources);
	const char *target = DICE_ONE_OF(d, targets);
	struct rule r;

	rule_init(&r, SCRATCH_NOW);
	if (dice_once_in(d, 2)) {
		size_t i = dice_below(d, ARRAY_LEN(deep));

		source = deep[i].source;
		target = DICE_ONE_OF(d, deep[i].targets);
	}
	r.status = DICE_ONE_OF(d, statuses);
	r.starts_at = SCRATCH_NOW + ((int64_t)dice_below(d, 4) - 2) * WHEN_DAY;
	r.expires_at =
	    r.starts_at + (int64_t)(1 + dice_below(d, DAYS)) * WHEN_DAY;
	if (rule_is_permanent(&r)) {
		r.expires_at = WHEN_NEVER;
		r.promoted_at = SCRATCH_NOW;
	}
	decorate(d, &r);
	rule_set_text(&r, &r.source, slice_of(source));
	rule_set_text(&r, &r.target, slice_of(target));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_err(ledger_add(l, &r), ERR_OK);
	rule_free(&r);
}

static void
draw(struct dice *d)
{
	static int64_t first = 1, last;
	struct ledger  l;
	bool           gone;

	start(&l, "add");
	for (; first <= last; first++)
		assert_err(ledger_remove(&l, first, &gone), ERR_OK);
	for (int i = 0; i < RULES; i++)
		put(d, &l);
	last = first + RULES - 1;
	assert_err(ledger_end(&l, true), ERR_OK);
}

/* Where a visitor ends: a URL and its status; "" for one who never does. */
static void
follow(const char *url, size_t who, int64_t at, char out[300])
{
	struct request    r;
	const struct hop *last;

	request_from_url(url, visitors[who].method, &r);
	r.env.strings = visitors[who].env;
	r.address = slice_of(visitors[who].address);
	assert_err(key_from_request(&r, &key), ERR_OK);
	assert_err(table_decide(table, &key, when_exactly(at), 1000, &decision),
	    ERR_OK);
	assert_err(hops_follow(table, &r, &key, &decision, when_exactly(at),
		       1000, &hops),
	    ERR_OK);
	out[0] = '\0';
	if (hops.end == HOPS_NONE)
		snprintf(out, 300, "%d", decision.status);
	if (hops.end == HOPS_NONE || hops.end == HOPS_LOOPS ||
	    hops.end == HOPS_TOO_MANY)
		return;
	last = &hops.hop[hops.n - 1];
	snprintf(out, 300, "%d %s", last->status, last->url);
}

static enum err
print_one(const struct rule *r, void *arg)
{
	(void)arg;
	print_message("%lld %.*s %.*s %d %d%%, '%.*s', '%.*s', %.*s, "
		      "days %lld to %lld%s%s%s%s\n",
	    (long long)r->id, (int)r->source.n, r->source.s, (int)r->target.n,
	    r->target.s, r->status, r->share, (int)r->conditions.n,
	    r->conditions.s, (int)r->repeats.n, r->repeats.s, (int)r->after.n,
	    r->after.s, (long long)((r->starts_at - SCRATCH_NOW) / WHEN_DAY),
	    (long long)((r->expires_at - SCRATCH_NOW) / WHEN_DAY),
	    r->strict ? " strict" : "", r->ignore_case ? " any case" : "",
	    r->protect ? " protected" : "",
	    r->query == QUERY_DROP ? " drop" : "");
	return ERR_OK;
}

/* One URL, asked for by each visitor. */
static void
check(const char *url, size_t i, int64_t at, bool compare)
{
	char now[300];

	for (size_t who = 0; who < ARRAY_LEN(visitors); who++) {
		follow(url, who, at, compare ? now : before[i][who]);
		if (!compare || before[i][who][0] == '\0' ||
		    strcmp(now, before[i][who]) == 0)
			continue;
		assert_err(rules_each(st, print_one, NULL), ERR_OK);
		fail_msg("visitor %zu of %s was led to %s, and now to %s", who,
		    url, before[i][who], now);
	}
}

static void
each(int64_t at, bool compare)
{
	char   url[200];
	size_t i = 0;

	for (size_t h = 0; h < ARRAY_LEN(hosts); h++)
		for (size_t p = 0; p < ARRAY_LEN(paths); p++)
			for (size_t q = 0; q < ARRAY_LEN(queries); q++, i++) {
				snprintf(url, sizeof(url), "%s%s%s", hosts[h],
				    paths[p], queries[q]);
				check(url, i, at, compare);
			}
}

static struct rule kept[RULES];

static enum err
judge(const struct rule *r, void *arg)
{
	int64_t          through[FLATTEN_HOPS];
	enum flatten_end end;
	struct buf       why;
	size_t           n;

	(void)arg;
	buf_init(&why, 10000);
	assert_err(flatten_rule(flatten, r, 1000, &kept[changed], &end, through,
		       &n, &why),
	    ERR_OK);
	left += end == FLATTEN_LEFT;
	if (end == FLATTEN_DONE) {
		const struct rule *is = &kept[changed];

		total.all++;
		total.holes += memchr(is->target.s, ':', is->target.n) != NULL;
		total.captures += slice_has(is->target, '$');
		total.values += is->at.values > 0 &&
		    memmem(is->target.s, is->target.n, ":v", 2) != NULL;
		total.conditions += is->conditions.n > 0;
		total.repeats += is->repeats.n > 0;
		total.shares += is->share < RULE_SHARE_ALL;
		total.params += is->to.has_query;
		assert_true(n > 0 && kept[changed].expires_at <= r->expires_at);
		if (kept[changed].expires_at < least)
			least = kept[changed].expires_at;
		changed++;
	}
	buf_free(&why);
	return ERR_OK;
}

/* Flatten all; how many were. */
static void
flatten_all(void)
{
	least = WHEN_NEVER;
	changed = 0;
	assert_err(flatten_open(st, table, SCRATCH_NOW, &flatten), ERR_OK);
	assert_err(rules_each(st, judge, NULL), ERR_OK);
	flatten_close(flatten);
}

static void
apply(void)
{
	table_rest(table);
	start(&ledger, "flatten");
	for (size_t i = 0; i < changed; i++)
		assert_err(ledger_change(&ledger, &kept[i]), ERR_OK);
	assert_err(ledger_end(&ledger, true), ERR_OK);
}

static void
test_drawn(void **state)
{
	struct dice    d = { .state = 20261123 };
	struct scratch s;

	(void)state;
	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	key_init(&key);
	decision_init(&decision);
	hops_init(&hops);
	for (size_t i = 0; i < RULES; i++)
		rule_init(&kept[i], 0);
	for (int i = 0; i < TABLES; i++) {
		int64_t at = SCRATCH_NOW;

		table_rest(table);
		draw(&d);
		flatten_all();
		if (changed == 0)
			continue;
		if (i % 2 == 1 && least != WHEN_NEVER)
			at = least - 1;
		each(at, false);
		apply();
		each(at, true);
	}
	assert_true(total.all > TABLES / 4 && left > TABLES / 4);
	assert_true(total.holes > 20 && total.captures > 0 &&
	    total.values > 3 && total.conditions > 5 && total.repeats > 3 &&
	    total.shares > 3 && total.params > 20);
	for (size_t i = 0; i < RULES; i++)
		rule_free(&kept[i]);
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
		{ "every URL leads where it led", test_drawn, NULL, NULL,
		    NULL },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
