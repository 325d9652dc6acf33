/* SPDX-License-Identifier: MIT */
/*
 * test_rule_repeats.c - rules that repeat: their state, their next change, and
 * what is decided of them.
 */
#include "rows.h"

#include <stdio.h>

#include "decide.h"
#include "dice.h"
#include "given.h"
#include "stale.h"

/* NOW is a Tuesday, 00:00 UTC. */
#define HOURS(n) ((n)*WHEN_HOUR)
#define DAYS(n)  ((n)*WHEN_DAY)

/* A rule from /a, with max-age 1d; instants in seconds from NOW, EVER, NEVER.
 */
struct repeats_case {
	const char *name;
	const char *repeats;
	int64_t     from, until;
	int         status;
	const char *after;
	int64_t     at;
	const char *want; /* see tell() */
};

#define EVER  INT64_MIN
#define NEVER INT64_MAX

#define NIGHTS "daily 22:00-06:00 UTC"
#define NOONS  "daily 12:00-13:00 UTC"

static const struct repeats_case repeats_cases[] = {
	{ "during an occurrence, until its end", NIGHTS, EVER, NEVER, 307,
	    "decline", HOURS(5), "active, change in 3600: 307 max-age 3600" },
	{ "its last second", NIGHTS, EVER, NEVER, 307, "decline", HOURS(6) - 1,
	    "active, change in 1: 307 max-age 1" },
	{ "its end", NIGHTS, EVER, NEVER, 307, "decline", HOURS(6),
	    "scheduled, change in 57600: 404 max-age 60" },
	{ "a minute before the next", NIGHTS, EVER, NEVER, 307, "decline",
	    HOURS(22) - 30, "scheduled, change in 30: 404 max-age 30" },
	{ "its first second", NIGHTS, EVER, NEVER, 307, "decline", HOURS(22),
	    "active, change in 28800: 307 max-age 28800" },
	{ "before the window", NIGHTS, HOURS(7), NEVER, 307, "decline", 0,
	    "scheduled, change in 79200: 404 max-age 60" },
	{ "before a window that begins within an occurrence", NIGHTS, HOURS(5),
	    NEVER, 307, "decline", 0,
	    "scheduled, change in 18000: 404 max-age 60" },
	{ "the window ends within an occurrence", NIGHTS, EVER, HOURS(5), 307,
	    "decline", HOURS(4), "active, change in 3600: 307 max-age 3600" },
	{ "the window's end", NIGHTS, EVER, HOURS(5), 307, "decline", HOURS(5),
	    "expired, no change: 404 max-age 60 late" },
	{ "between two, nothing is late", NIGHTS, EVER, DAYS(2), 307, "decline",
	    HOURS(7), "scheduled, change in 54000: 404 max-age 60" },
	{ "after the last, the window's end is what comes", NIGHTS, EVER,
	    HOURS(20), 307, "decline", HOURS(7),
	    "scheduled, change in 46800: 404 max-age 60" },
	{ "a window without an occurrence", NOONS, EVER, HOURS(12), 307,
	    "decline", 0, "scheduled, change in 43200: 404 max-age 60" },
	{ "--after is for the window's end, not between", NIGHTS, EVER, DAYS(2),
	    307, "gone", HOURS(7),
	    "scheduled, change in 54000: 404 max-age 60" },
	{ "--after at the window's end", NIGHTS, EVER, HOURS(20), 307, "gone",
	    HOURS(20), "expired, no change: 410 no-cache late" },
	{ "a fallback after the window", NIGHTS, EVER, HOURS(20), 307, "/c",
	    HOURS(20), "expired, no change: 307 no-cache late" },
	{ "a 503 until the end of the occurrence", NIGHTS, EVER, DAYS(9), 503,
	    "decline", HOURS(5),
	    "active, change in 3600: 503 no-store retry 3600" },
	{ "also without an end of the window", NIGHTS, EVER, NEVER, 503,
	    "decline", HOURS(5),
	    "active, change in 3600: 503 no-store retry 3600" },
	{ "unless the window ends before", NIGHTS, EVER, HOURS(5) + 60, 503,
	    "decline", HOURS(5),
	    "active, change in 60: 503 no-store retry 60" },
	{ "a weekend", "weekly sat,sun UTC", EVER, NEVER, 302, "decline",
	    DAYS(5), "active, change in 86400: 302 max-age 86400" },
	{ "before a weekend", "weekly sat,sun UTC", EVER, NEVER, 302, "decline",
	    0, "scheduled, change in 345600: 404 max-age 60" },
	{ "the last night of the calendar", NIGHTS, EVER, NEVER, 307, "decline",
	    WHEN_MAX - NOW, "active, no change: 307 max-age 86400" },
	{ "none that is left", NOONS, EVER, NEVER, 307, "decline",
	    WHEN_MAX - NOW, "scheduled, no change: 404 max-age 60" },
};

static int64_t
absolute(int64_t t)
{
	return t == EVER ? WHEN_EVER : t == NEVER ? WHEN_NEVER : NOW + t;
}

static void
make_rule(struct rule *r, const struct repeats_case *c)
{
	given_rule(r, 1, "/a", c->status == 503 ? NULL : "/b");
	r->status = c->status;
	r->starts_at = absolute(c->from);
	r->expires_at = absolute(c->until);
	if (c->status != 503)
		r->max_age = WHEN_DAY;
	rule_set_text(r, &r->after, slice_of(c->after));
	rule_set_text(r, &r->repeats, slice_of(c->repeats));
	assert_err(rule_validate(r, NULL), ERR_OK);
}

/* "STATE, change in SECONDS: STATUS FRESHNESS [retry SECONDS] [late]" */
static void
tell(const struct rule *r, const struct decision *d, int64_t at,
    struct buf *out)
{
	int64_t change = rule_next_change(r, at);

	buf_addf(out, "%s, ", rule_state_name(rule_state(r, at)));
	if (change == WHEN_NEVER)
		buf_adds(out, "no change");
	else
		buf_addf(out, "change in %lld", (long long)(change - at));
	buf_addf(out, ": %d ", d->status);
	if (d->max_age >= 0)
		buf_addf(out, "max-age %lld", (long long)d->max_age);
	else
		buf_adds(out,
		    d->max_age == MAX_AGE_NO_CACHE ? "no-cache" : "no-store");
	if (d->retry_after != 0)
		buf_addf(out, " retry %lld", (long long)d->retry_after);
	if (d->late_id != 0)
		buf_adds(out, " late");
	assert_err(buf_end(out), ERR_OK);
}

static void
decide_at(const struct rule *r, int64_t at, struct decision *d)
{
	struct match m;
	struct key   k;

	key_init(&k);
	given_key(&k, "GET", "http://site.example/a");
	assert_int_equal(match_rule(r, &k, &m), MATCH_YES);
	assert_err(decide(&k, &m, 1, when_exactly(at), NULL, d), ERR_OK);
	key_free(&k);
}

static void
repeats_row(void **state)
{
	const struct repeats_case *c = *state;
	struct decision            d;
	struct rule                r, copy;
	struct buf                 got;

	decision_init(&d);
	buf_init(&got, 1000);
	rule_init(&copy, NOW);
	make_rule(&r, c);
	/* A copy is the same rule. */
	assert_err(rule_copy(&copy, &r), ERR_OK);
	decide_at(&copy, NOW + c->at, &d);
	tell(&copy, &d, NOW + c->at, &got);
	assert_string_equal(got.data, c->want);
	rule_free(&copy);
	rule_free(&r);
	buf_free(&got);
	decision_free(&d);
}

/* -------------------------------------------------------------- validity */

struct refused {
	const char *name;
	const char *repeats;
	int         status;
	const char *says; /* NULL: it is taken */
};

static const struct refused refused_rows[] = {
	{ "in its stored form", "weekly mon-fri 09:00-17:00 UTC", 307, NULL },
	{ "another form", "weekly mon,tue,wed UTC", 307,
	    "not in its stored form 'weekly mon-wed UTC'" },
	{ "short hours", "daily 9-17 UTC", 307, "not in its stored form" },
	{ "what is longer once it is stored",
	    "weekly mon,wed 9-17 "
	    "Europe/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    307, "not in its stored form" },
	{ "nonsense", "daily", 307, "is no repetition" },
	{ "a zone that is not there", "daily 09:00-17:00 Mars/Phobos", 307,
	    "there is no time zone 'Mars/Phobos'" },
	{ "a zone that is a path", "daily 09:00-17:00 ../../etc/passwd", 307,
	    "is no time zone" },
	{ "a permanent rule", NIGHTS, 308,
	    "never ends, so it does not repeat" },
	{ "a permanent rule of old", NIGHTS, 301, "take status 302" },
	{ "a 410", NIGHTS, 410, NULL },
	{ "maintenance", NIGHTS, 503, NULL },
};

static void
refused_row(void **state)
{
	const struct refused *c = *state;
	struct rule           r;
	struct buf            why;
	enum err              rc;

	buf_init(&why, WHY_MAX);
	given_rule(&r, 1, "/a",
	    c->status == 410 || c->status == 503 ? NULL : "/b");
	r.status = c->status;
	rule_set_text(&r, &r.repeats, slice_of(c->repeats));
	rc = rule_validate(&r, &why);
	assert_err(buf_end(&why), ERR_OK);
	assert_err(rc, c->says == NULL ? ERR_OK : ERR_SYNTAX);
	if (c->says != NULL && strstr(why.data, c->says) == NULL)
		fail_msg("'%s' does not say '%s'", why.data, c->says);
	assert_true(r.parsed == (c->says == NULL));
	rule_free(&r);
	buf_free(&why);
}

/* What was read before leaves nothing behind. */
static void
not_any_more(void **state)
{
	struct rule r;

	(void)state;
	given_rule(&r, 1, "/a", "/b");
	rule_set_text(&r, &r.repeats, SLICE(NOONS));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_string_equal(rule_state_name(rule_state(&r, NOW)), "scheduled");
	rule_set_text(&r, &r.repeats, SLICE(""));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	assert_string_equal(rule_state_name(rule_state(&r, NOW)), "active");
	rule_free(&r);
}

/* ------------------------------------------------------------------ stale */

/* Between two occurrences a rule is as stale as in one, and what repeats does
 * not overstay: it can't be promoted. */
static void
stale_counts_the_window(void **state)
{
	const struct hit_sum never = { 0 };
	const struct hit_sum often = { .served = 9, .last = NOW + HOURS(7) };
	struct repeats_case c = { "", NIGHTS, DAYS(-200), NEVER, 307, "decline",
		0, "" };
	struct rule         r;

	(void)state;
	make_rule(&r, &c);
	r.created_at = r.starts_at;
	for (int64_t hour = 4; hour <= 7; hour += 3) {
		int64_t at = NOW + HOURS(hour);

		assert_int_equal(stale_reasons(&r, &never, false, at,
				     &stale_limits_default),
		    1u << STALE_UNUSED);
		assert_int_equal(stale_reasons(&r, &often, true, at,
				     &stale_limits_default),
		    1u << STALE_CHAINED);
	}
	rule_free(&r);
}

/* --------------------------------------------------------------- drawn ones */

/* The next change is the first minute at which the state is another one. */
static void
next_change_is_exact(void **unused)
{
	static const char *const drawn[] = {
		NIGHTS,
		"daily 02:30-02:00 Europe/Berlin",
		"daily 01:30-02:30 Europe/Berlin",
		"weekly sat,sun Europe/Berlin",
		"weekly sun 02:00-03:00 Europe/Berlin",
		"weekly mon,wed-fri 22:15-02:45 America/New_York",
		"daily 01:45-02:15 Australia/Lord_Howe",
		"weekly thu 00:00-12:00 Asia/Kolkata",
	};
	/* A day before the clocks change in 2027: Berlin's two nights, New
	 * York's and Lord Howe's. */
	static const int64_t begins[] = { 1806105600, 1824854400, 1804896000,
		1806710400, 1822435200 };
	struct dice          dice = { 5 };
	struct repeats_case  c = { "", NULL, EVER, NEVER, 307, "decline", 0,
		 "" };
	enum rule_state      before, state;
	struct rule          r;
	int                  changes = 0;

	(void)unused;
	for (int i = 0; i < 60; i++) {
		int64_t begin = DICE_ONE_OF(&dice, begins);
		int64_t t = begin + (int64_t)dice_below(&dice, 1440) * 60;
		int64_t end = t + 4 * WHEN_DAY, claimed;

		c.repeats = DICE_ONE_OF(&dice, drawn);
		c.from =
		    t - NOW + ((int64_t)dice_below(&dice, 2880) - 1440) * 60;
		c.until = c.from + (int64_t)(1 + dice_below(&dice, 5760)) * 60;
		make_rule(&r, &c);
		claimed = rule_next_change(&r, t);
		before = rule_state(&r, t);
		for (t += 60; t < end; t += 60) {
			state = rule_state(&r, t);
			if ((t == claimed) != (state != before))
				fail_msg("%s: %lld is %s change", c.repeats,
				    (long long)t,
				    t == claimed ? "no" : "an unforeseen");
			if (t == claimed)
				claimed = rule_next_change(&r, t);
			else
				assert_int_equal(rule_next_change(&r, t),
				    claimed);
			changes += state != before;
			before = state;
		}
		rule_free(&r);
	}
	assert_true(changes > 150);
}

int
main(void)
{
	static struct CMUnitTest repeats[ARRAY_LEN(repeats_cases)];
	static struct CMUnitTest refused[ARRAY_LEN(refused_rows)];
	const struct CMUnitTest  others[] = {
		 cmocka_unit_test(not_any_more),
		 cmocka_unit_test(stale_counts_the_window),
		 cmocka_unit_test(next_change_is_exact),
	};
	int failed = 0;

	TABLE_FILL(repeats, repeats_cases, repeats_row);
	TABLE_FILL(refused, refused_rows, refused_row);
	failed += cmocka_run_group_tests(repeats, NULL, NULL);
	failed += cmocka_run_group_tests(refused, NULL, NULL);
	failed += cmocka_run_group_tests(others, NULL, NULL);
	return failed;
}
