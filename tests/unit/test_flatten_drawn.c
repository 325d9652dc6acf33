/* SPDX-License-Identifier: MIT */
/*
 * test_flatten_drawn.c - random tables are flattened, and as long as all that
 * was flattened is active, every URL leads where it led.
 */
#include "tables.h"

#include "dice.h"
#include "flatten.h"
#include "hops.h"

#define TABLES 120
#define RULES  7
#define DAYS   5

static const char *const sources[] = { "/a", "/b", "/c", "/d", "/a/", "/b/x",
	"/a/*", "/b/*", "/c/*", "/b/:s", "/c/:s/*", "h.example/b",
	"h.example/c/*", "*.example/b", "/b?x=1", "~/c/(.*)",
	"http://h.example/b" };
static const char *const targets[] = { "/b", "/c", "/d", "/e", "/b/x", "/c/7",
	"/b?x=1", "/c?y=2&x=3", "https://h.example/b",
	"https://h.example/c/x?z=1" };
static const char *const deep[] = { "/b/:splat", "/c/x/:splat", "/e/:splat",
	"/c/:splat/y", "https://h.example/c/:splat" };
static const int         statuses[] = { 307, 307, 302, 308, 301, 303 };

static const char *const hosts[] = { "", "http://h.example",
	"https://h.example", "https://w.example" };
static const char *const paths[] = { "/a", "/a/", "/b", "/b/", "/c", "/d",
	"/a/x", "/a/x/", "/b/x", "/b/q", "/c/7", "/c/x/y", "/a/q/r/" };
static const char *const queries[] = { "", "?x=1", "?y=9&q=%20", "?" };

#define URLS (ARRAY_LEN(hosts) * ARRAY_LEN(paths) * ARRAY_LEN(queries))

/* Where each URL led, by two methods. */
static char before[URLS][2][300];

static struct key      key;
static struct decision decision;
static struct hops     hops;
static struct flatten *flatten;
static struct ledger   ledger;
static int64_t         least; /* when the first change is over */
static size_t          changed, left;

static void
put(struct dice *d, struct ledger *l)
{
	const char *source = DICE_ONE_OF(d, sources);
	const char *target = DICE_ONE_OF(d, targets);
	struct rule r;

	rule_init(&r, SCRATCH_NOW);
	if (strchr(source, '*') != NULL && source[0] == '/' &&
	    dice_once_in(d, 2))
		target = DICE_ONE_OF(d, deep);
	r.status = DICE_ONE_OF(d, statuses);
	r.starts_at = SCRATCH_NOW + ((int64_t)dice_below(d, 4) - 2) * WHEN_DAY;
	r.expires_at =
	    r.starts_at + (int64_t)(1 + dice_below(d, DAYS)) * WHEN_DAY;
	if (rule_is_permanent(&r)) {
		r.expires_at = WHEN_NEVER;
		r.promoted_at = SCRATCH_NOW;
	}
	r.ignore_case = dice_once_in(d, 8);
	r.strict = dice_once_in(d, 8);
	r.protect = dice_once_in(d, 10);
	r.query = dice_once_in(d, 5) ? QUERY_DROP : QUERY_PASS;
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
follow(const char *url, const char *method, int64_t at, char out[300])
{
	struct request    r;
	const struct hop *last;

	request_from_url(url, method, &r);
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
	print_message("%lld %.*s %.*s %d, days %lld to %lld%s%s%s%s\n",
	    (long long)r->id, (int)r->source.n, r->source.s, (int)r->target.n,
	    r->target.s, r->status,
	    (long long)((r->starts_at - SCRATCH_NOW) / WHEN_DAY),
	    (long long)((r->expires_at - SCRATCH_NOW) / WHEN_DAY),
	    r->strict ? " strict" : "", r->ignore_case ? " any case" : "",
	    r->protect ? " protected" : "",
	    r->query == QUERY_DROP ? " drop" : "");
	return ERR_OK;
}

/* One URL, asked for by two methods. */
static void
check(const char *url, size_t i, int64_t at, bool compare)
{
	static const char *const methods[] = { "GET", "POST" };
	char                     now[300];

	for (size_t m = 0; m < ARRAY_LEN(methods); m++) {
		follow(url, methods[m], at, compare ? now : before[i][m]);
		if (!compare || before[i][m][0] == '\0' ||
		    strcmp(now, before[i][m]) == 0)
			continue;
		assert_err(rules_each(st, print_one, NULL), ERR_OK);
		fail_msg("%s %s led to %s, and now to %s", methods[m], url,
		    before[i][m], now);
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
	size_t         total = 0;

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
		total += changed;
		if (changed == 0)
			continue;
		if (i % 2 == 1 && least != WHEN_NEVER)
			at = least - 1;
		each(at, false);
		apply();
		each(at, true);
	}
	assert_true(total > TABLES / 4 && left > TABLES / 4);
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
