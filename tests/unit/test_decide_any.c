/* SPDX-License-Identifier: MIT */
/*
 * test_decide_any.c - any table of rules and any request: the answer is that
 * of a slow and obvious reference, and what must hold for every answer holds.
 */
#include "rows.h"

#include <stdio.h>

#include "decide.h"
#include "dice.h"
#include "given.h"
#include "location.h"
#include "reference.h"
#include "respond.h"

/* An answer that is settled two seconds later. */
#define MARGIN 2
#define LIVE   ((struct moment){ NOW, NOW + MARGIN })

#define SEED     20261201
#define TABLES   1500
#define REQUESTS 20 /* for each table */
#define RULES    20 /* in each table */

static char        cookie[] = "HTTP_COOKIE=a=1";
static char *const with_cookie[] = { cookie, NULL };

/* --------------------------------------------------------------- the tables */

static const char *const schemes[] = { "http", "https" };
static const char *const hosts[] = { "a.example", "b.example" };

static void
random_spec(struct dice *d, int64_t id, struct spec *s)
{
	static const char *const exact[] = { "/", "/a", "/a/", "/a/b", "/A" };
	static const char *const heads[] = { "", "/a", "/a/b", "/A" };
	static const char *const targets[] = { "/t", "/a", "/a/", "-",
		"https://a.example/a", "https://t.example/t" };
	static const char *const splats[] = { "/t/:splat", "/:splat",
		"/a/:splat", "https://b.example/:splat",
		"http://t.example/t/:splat" };
	static const int statuses[] = { 307, 307, 307, 302, 303, 308, 301,
		410 };
	static const char *const afters[] = { "decline", "decline", "gone",
		"/over", "/a" };
	static const int64_t froms[] = { WHEN_EVER, 1, NOW - 5, NOW, NOW + 1,
		NOW + 5, NOW + 30 };
	static const int64_t untils[] = { WHEN_NEVER, NOW - 1, NOW, NOW + 1,
		NOW + 3, NOW + 5, NOW + 50, NOW + 5000 };
	static const int64_t ages[] = { RULE_MAX_AGE_NONE, 0, 4, 60, 4000 };

	*s = (struct spec){ .id = id, .scheme = "", .host = "" };
	if (dice_once_in(d, 2))
		s->host = DICE_ONE_OF(d, hosts);
	if (*s->host != '\0' && dice_once_in(d, 3))
		s->scheme = DICE_ONE_OF(d, schemes);
	s->prefix = dice_once_in(d, 2);
	s->path = s->prefix ? DICE_ONE_OF(d, heads) : DICE_ONE_OF(d, exact);
	s->strict = dice_once_in(d, 4);
	s->ignore_case = dice_once_in(d, 4);
	s->enabled = !dice_once_in(d, 8);
	s->drop = dice_once_in(d, 4);
	s->cookie = dice_once_in(d, 4);
	s->status = DICE_ONE_OF(d, statuses);
	s->target = s->status == 410        ? "" :
	    s->prefix && dice_once_in(d, 2) ? DICE_ONE_OF(d, splats) :
					      DICE_ONE_OF(d, targets);
	s->after = DICE_ONE_OF(d, afters);
	if (s->status == 410 && s->after[0] == '/')
		s->after = "gone";
	s->max_age = DICE_ONE_OF(d, ages);
	do {
		s->from = DICE_ONE_OF(d, froms);
		s->until = DICE_ONE_OF(d, untils);
	} while (s->until <= s->from);
	if (s->status == 301 || s->status == 308)
		s->until = WHEN_NEVER;
}

static void
make_rule(const struct spec *s, struct rule *r)
{
	char source[100];

	snprintf(source, sizeof(source), "%s%s%s%s%s", s->scheme,
	    *s->scheme != '\0' ? "://" : "", s->host, s->path,
	    s->prefix ? "/*" : "");
	given_rule(r, s->id, source, s->target);
	rule_set_text(r, &r->after, slice_of(s->after));
	rule_set_text(r, &r->conditions, slice_of(s->cookie ? "cookie a" : ""));
	r->status = s->status;
	r->starts_at = s->from;
	r->expires_at = s->until;
	r->max_age = s->max_age;
	r->strict = s->strict;
	r->ignore_case = s->ignore_case;
	r->enabled = s->enabled;
	r->query = s->drop ? QUERY_DROP : QUERY_PASS;
	assert_err(rule_validate(r, NULL), ERR_OK);
}

/* ---------------------------------------------------------- what must hold */

struct table_case {
	unsigned        number;
	struct spec     specs[RULES];
	struct rule     rules[RULES];
	struct ask      ask;
	struct key      key;
	struct match    matches[RULES];
	size_t          n;
	struct decision decision, again;
	struct buf      out;
};

static void
must(const struct table_case *t, bool holds, const char *what)
{
	if (!holds)
		fail_msg("table %u, %s://%s%s%s: %s; answer %d '%.*s' of %lld",
		    t->number, t->ask.scheme, t->ask.host, t->ask.path,
		    t->ask.query, what, t->decision.status,
		    (int)t->decision.location.len, t->decision.location.data,
		    (long long)t->decision.rule_id);
}

static bool
is_same(const struct decision *d, const struct answer *a)
{
	return d->status == a->status &&
	    slice_is(buf_slice(&d->location), a->location);
}

/* As long as a cache keeps an answer, it is still the answer. */
static void
check_freshness(const struct table_case *t)
{
	const struct decision *d = &t->decision;

	for (size_t i = 0; i < 2 * RULES; i++) {
		const struct spec  *s = &t->specs[i / 2];
		int64_t             then = i % 2 == 0 ? s->from : s->until;
		const struct answer later =
		    reference(t->specs, RULES, &t->ask, then);

		if (d->max_age > 0 && then > NOW &&
		    then < NOW + d->max_age + MARGIN)
			must(t, is_same(d, &later), "kept for too long");
	}
	must(t, d->status != 404 || d->max_age <= DECIDE_DECLINE_MAX_AGE,
	    "a decline kept for too long");
	for (size_t i = 0; i < RULES && d->max_age > 0; i++)
		if (t->specs[i].id == d->rule_id &&
		    t->specs[i].until != WHEN_NEVER)
			must(t, d->max_age + MARGIN <= t->specs[i].until - NOW,
			    "kept beyond the end");
}

/* Until the instant that a decision names for it, it stays the same; around
 * each instant at which any rule changes. */
static void
check_until(struct table_case *t)
{
	const struct decision *d = &t->decision, *a = &t->again;

	for (size_t i = 0; i < 8 * RULES; i++) {
		const struct spec *s = &t->specs[i / 8];
		struct moment      at = LIVE;

		at.now = (i % 2 == 0 ? s->from : s->until);
		if (at.now <= NOW || at.now == WHEN_NEVER)
			at.now = NOW + 1000;
		at.now += (int64_t)(i / 2 % 4) - 3;
		at.settled = at.now + (LIVE.settled - LIVE.now);
		if (at.now < NOW || at.settled >= d->until)
			continue;
		assert_err(decide(&t->key, t->matches, t->n, at, NULL,
			       &t->again),
		    ERR_OK);
		must(t,
		    a->status == d->status && a->max_age == d->max_age &&
			slice_eq(buf_slice(&a->location),
			    buf_slice(&d->location)) &&
			a->rule_id == d->rule_id && a->late_id == d->late_id &&
			a->sunset == d->sunset && a->why == d->why &&
			a->state == d->state,
		    "another answer before until");
	}
}

/* One Location in the bytes if it is a redirect, else none; it is safe. */
static void
check_bytes(struct table_case *t)
{
	const struct decision *d = &t->decision;
	const char            *at;
	unsigned               seen = 0;

	buf_reset(&t->out);
	respond(d, (struct respond_options){ ROLE_RESPONDER, true }, &t->out);
	assert_err(buf_end(&t->out), ERR_OK);
	for (at = t->out.data; (at = strstr(at, "Location:")) != NULL; at++)
		seen++;
	must(t, seen == (d->status / 100 == 3 ? 1u : 0u), "the Locations");
	for (size_t i = 0; i < d->location.len; i++)
		must(t,
		    d->location.data[i] >= 0x21 && d->location.data[i] <= 0x7e,
		    "an octet of the Location");
	must(t, d->location.len <= LOCATION_MAX, "a long Location");
}

/* Who has no such cookie, or has it, gets another answer: then both answers
 * say so.  Whether they do depends on the URL only. */
static void
check_others(struct table_case *t)
{
	const struct decision *d = &t->decision, *a = &t->again;

	t->key.env.strings = t->ask.cookie ? NULL : with_cookie;
	assert_err(decide(&t->key, t->matches, t->n, LIVE, NULL, &t->again),
	    ERR_OK);
	t->key.env.strings = t->ask.cookie ? with_cookie : NULL;
	must(t, slice_eq(buf_slice(&d->vary), buf_slice(&a->vary)),
	    "one says Vary, the other does not");
	must(t, d->vary.len == 0 || slice_is(buf_slice(&d->vary), "Cookie"),
	    "varies by something else");
	must(t,
	    d->vary.len > 0 ||
		(a->status == d->status && a->max_age == d->max_age &&
		    slice_eq(buf_slice(&a->location), buf_slice(&d->location))),
	    "another answer without Vary");
	must(t,
	    d->by_visitor ||
		(a->late_id == d->late_id && a->rule_id == d->rule_id &&
		    a->max_age == d->max_age && d->vary.len == 0),
	    "another decision that would be remembered");
}

static void
check_request(struct table_case *t)
{
	const struct answer want = reference(t->specs, RULES, &t->ask, NOW);
	enum verdict        v[RULES];
	unsigned            winners = 0;

	t->n = 0;
	for (size_t i = 0; i < RULES; i++)
		if (match_rule(&t->rules[i], &t->key, &t->matches[t->n]) ==
		    MATCH_YES)
			t->n++;
	match_sort(t->matches, t->n);
	assert_err(decide(&t->key, t->matches, t->n, LIVE, NULL, &t->decision),
	    ERR_OK);
	must(t, is_same(&t->decision, &want), "the answer");
	must(t, t->decision.rule_id == want.rule_id, "the winner");
	must(t, t->decision.late_id == want.late_id, "the late hit");

	/* Once more, with verdicts: the same, and one winner at most. */
	assert_err(decide(&t->key, t->matches, t->n, LIVE, v, &t->again),
	    ERR_OK);
	must(t,
	    is_same(&t->again, &want) &&
		t->again.max_age == t->decision.max_age &&
		t->again.late_id == t->decision.late_id &&
		t->again.why == t->decision.why,
	    "the second answer");
	for (size_t i = 0; i < t->n; i++)
		if (v[i] == VERDICT_WON) {
			winners++;
			must(t, t->matches[i].rule->id == want.rule_id,
			    "who won");
		}
	must(t, winners == (want.rule_id != 0), "the winners");
	check_freshness(t);
	check_until(t);
	check_bytes(t);
	check_others(t);
}

static void
any_table_is_answered_as_the_reference_does(void **state)
{
	static const char *const paths[] = { "/", "/a", "/a/", "/A", "/a/b",
		"/a/b/", "/a/b/c", "/ab", "/a/B/c/" };
	static const char *const queries[] = { "", "", "?x=1" };
	static const char *const asked_hosts[] = { "a.example", "b.example",
		"c.example" };
	static struct table_case t;
	struct dice              d = { SEED };
	char                     url[100];

	(void)state;
	key_init(&t.key);
	decision_init(&t.decision);
	decision_init(&t.again);
	buf_init(&t.out, RESPOND_MAX);
	for (t.number = 0; t.number < TABLES; t.number++) {
		for (size_t i = 0; i < RULES; i++) {
			random_spec(&d, (int64_t)i + 1, &t.specs[i]);
			make_rule(&t.specs[i], &t.rules[i]);
		}
		for (int i = 0; i < REQUESTS; i++) {
			t.ask = (struct ask){ DICE_ONE_OF(&d, schemes),
				DICE_ONE_OF(&d, asked_hosts),
				DICE_ONE_OF(&d, paths),
				DICE_ONE_OF(&d, queries), dice_once_in(&d, 2) };
			snprintf(url, sizeof(url), "%s://%s%s%s", t.ask.scheme,
			    t.ask.host, t.ask.path, t.ask.query);
			given_key(&t.key, "GET", url);
			t.key.env.strings = t.ask.cookie ? with_cookie : NULL;
			check_request(&t);
		}
		for (size_t i = 0; i < RULES; i++)
			rule_free(&t.rules[i]);
	}
	buf_free(&t.out);
	decision_free(&t.again);
	decision_free(&t.decision);
	key_free(&t.key);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_table_is_answered_as_the_reference_does),
	};

	return cmocka_run_group_tests_name("any", tests, NULL, NULL) != 0;
}
