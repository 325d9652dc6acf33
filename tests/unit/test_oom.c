/* SPDX-License-Identifier: MIT */
/*
 * test_oom.c - texts without memory: requests, sources, targets and rules.
 * That nothing leaks is seen under the sanitizers.
 */
#include "from.h"
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "host.h"
#include "key.h"
#include "rule.h"
#include "source.h"
#include "target.h"
#include "zones.h"
#include "memory.h"
#include "says.h"

#define NOW 1782907200LL /* 2026-07-01T12:00:00Z */

/* ------------------------------------------------------------- scenarios */

/* Long enough that buffers have to grow, more than once. */
static char long_path[1500];

static enum err
parse_key(const struct request *r, const char *path)
{
	struct key k;
	enum err   rc;

	key_init(&k);
	rc = key_from_request(r, &k);
	if (rc == ERR_NOMEM) { /* the same key serves the next request */
		there_is_memory_again();
		assert_err(key_from_request(r, &k), ERR_OK);
	}
	assert_true(slice_is(k.path, path));
	assert_int_equal(k.folded.n, k.path.n);
	assert_true(slice_is(k.host, "a.example"));
	key_free(&k);
	return rc;
}

static enum err
key_of_a_target(void)
{
	const struct request r = { .method = SLICE("GET"),
		.uri = slice_of(long_path),
		.host = SLICE("A.example:80") };

	return parse_key(&r, long_path);
}

static enum err
key_of_path_info(void)
{
	const struct request r = { .method = SLICE("GET"),
		.script_name = SLICE(""),
		.path_info = slice_of(long_path),
		.query_string = SLICE("a=b"),
		.host = SLICE("a.example") };

	return parse_key(&r, long_path);
}

static enum err
key_of_a_url(void)
{
	struct request r;

	request_from_url("http://a.example/%41/../Bc?d#e", "GET", &r);
	return parse_key(&r, "/Bc");
}

static void
set_texts(struct rule *r, const char *source, const char *target,
    const char *after)
{
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, slice_of(target));
	rule_set_text(r, &r->after, slice_of(after));
	rule_set_text(r, &r->tags, SLICE("old,shop"));
	rule_set_text(r, &r->note, slice_of(long_path));
}

static void
check_rule(const struct rule *r)
{
	assert_true(slice_is(r->source, "a.example/Docs/*"));
	assert_true(slice_is(r->target, long_path));
	assert_true(slice_is(r->after, "/over"));
	assert_true(slice_is(r->tags, "old,shop"));
	assert_true(slice_is(r->note, long_path));
	assert_true(slice_is(r->at.lookup, "/docs"));
}

static enum err
rule_made_and_copied(void)
{
	struct rule r, copy;
	enum err    rc;

	rule_init(&r, NOW);
	rule_init(&copy, NOW);
	r.ignore_case = true;
	set_texts(&r, "a.example/Docs/*", long_path, "/over");
	rc = rule_validate(&r, NULL);
	if (rc == ERR_OK)
		rc = rule_copy(&copy, &r);
	if (rc == ERR_NOMEM) {
		there_is_memory_again();
		rule_reset(&r, NOW);
		r.ignore_case = true;
		set_texts(&r, "a.example/Docs/*", long_path, "/over");
		assert_err(rule_validate(&r, NULL), ERR_OK);
		assert_err(rule_copy(&copy, &r), ERR_OK);
	}
	check_rule(&r);
	rule_free(&r);
	check_rule(&copy); /* it borrows nothing */
	rule_free(&copy);
	return rc;
}

static enum err
tags_sorted(void)
{
	struct buf b;
	enum err   rc;

	buf_init(&b, RULE_TAGS_MAX);
	rc = rule_tags_parse(SLICE("shop, old,shop"), &b, NULL);
	if (rc == ERR_OK)
		assert_string_equal(b.data, "old,shop");
	buf_free(&b);
	return rc;
}

static enum err
source_parsed(void)
{
	const struct source_options o = { 0 };
	struct source               s;
	struct buf                  text;
	enum err                    rc;

	buf_init(&text, 4 * SOURCE_MAX);
	rc = source_parse(slice_of(long_path), o, &s, &text, NULL);
	if (rc == ERR_OK) {
		assert_true(slice_is(s.path, long_path));
		assert_true(slice_eq(s.path, s.lookup));
	}
	buf_free(&text);
	return rc;
}

/* Released whole, whatever failed: the sanitizers look. */
static enum err
expression_compiled(void)
{
	struct rule r;
	enum err    rc;

	rule_init(&r, 0);
	rule_set_text(&r, &r.source, SLICE("~/p/([a-z]+|\\d+)*(x)"));
	rule_set_text(&r, &r.target, SLICE("/$1"));
	rc = rule_validate(&r, NULL);
	if (rc == ERR_OK)
		assert_int_equal(r.at.captures, 2);
	rule_free(&r);
	return rc;
}

static enum err
target_parsed(void)
{
	char          typed[sizeof(long_path) + 20] = "https://b.example";
	struct target t;
	struct buf    text;
	enum err      rc;

	memcpy(typed + strlen(typed), long_path, sizeof(long_path));
	buf_init(&text, 3 * TARGET_MAX);
	rc = target_parse(slice_of(typed), FROM_EXACT, false, &t, &text, NULL);
	if (rc == ERR_OK) {
		assert_true(slice_is(t.origin, "https://b.example"));
		assert_true(slice_is(t.path, long_path));
	}
	buf_free(&text);
	return rc;
}

/* A host is appended whole or not at all: here it needs the second block. */
static enum err
host_parsed(void)
{
	struct buf out;
	size_t     before;
	int        port = -77;
	enum err   rc;

	buf_init(&out, 1000);
	for (int i = 0; i < 250; i++)
		buf_addc(&out, 'x');
	before = out.len;
	rc = host_parse(SLICE("a.example:80"), &out, &port, NULL);
	if (rc == ERR_OK) {
		assert_int_equal(out.len, 250 + 9);
		assert_int_equal(port, 80);
	} else {
		assert_int_equal(out.len, before);
		assert_int_equal(port, -77);
	}
	buf_free(&out);
	return rc;
}

static enum err
conditions_typed(void)
{
	struct conditions ret = { 0 };
	struct buf        some, all;
	enum err          rc;

	buf_init(&some, CONDITIONS_TEXT_MAX);
	buf_init(&all, CONDITIONS_TEXT_MAX);
	rc = conditions_set(SLICE(""), CONDITION_FROM_NET,
	    SLICE("::1,10.0.0.0/8"), &some, NULL);
	if (rc == ERR_OK)
		rc = buf_end(&some);
	if (rc == ERR_OK)
		rc = conditions_set(buf_slice(&some), CONDITION_CORS,
		    SLICE("https://a.example"), &all, NULL);
	if (rc == ERR_OK)
		rc = buf_end(&all);
	if (rc == ERR_OK) {
		assert_string_equal(all.data,
		    "from_net 10.0.0.0/8\nfrom_net ::1/128\n"
		    "cors https://a.example");
		rc = conditions_parse(buf_slice(&all), &ret, NULL);
	}
	if (rc == ERR_OK)
		assert_int_equal(ret.n, 1);
	buf_free(&all);
	buf_free(&some);
	return rc;
}

static enum err
repetition_parsed(void)
{
	struct rule r;
	enum err    rc;

	rule_init(&r, NOW);
	rule_set_text(&r, &r.source, SLICE("/a"));
	rule_set_text(&r, &r.target, SLICE("/b"));
	rule_set_text(&r, &r.repeats, SLICE("daily 22:00-06:00 UTC"));
	rule_set_text(&r, &r.conditions, SLICE("method GET\nmethod HEAD"));
	rc = rule_validate(&r, NULL);
	if (rc == ERR_OK)
		assert_int_equal(rule_next_change(&r, NOW),
		    NOW + 10 * WHEN_HOUR);
	rule_free(&r);
	return rc;
}

static enum err
zone_read(void)
{
	const struct zone *z = NULL;
	enum err           rc;

	/* None is forgotten: each run asks for one more. */
	static const char *const names[] = { "Europe/Berlin", "Europe/Paris",
		"Europe/Rome", "Europe/Vienna", "Europe/Madrid", "Asia/Tokyo",
		"Europe/Oslo", "Europe/Prague", "Europe/Warsaw", "Asia/Seoul",
		"Europe/London", "Europe/Dublin", "Europe/Lisbon" };
	static size_t            n;

	rc = zones_find(slice_of(names[n]), &z, NULL);
	if (rc == ERR_OK) {
		assert_string_equal(zone_name(z), names[n]);
		n++;
	}
	return rc;
}

/* ------------------------------------------------------------------ rows */

static const struct oom_case oom_cases[] = {
	{ "a key of a target", key_of_a_target },
	{ "a key of PATH_INFO", key_of_path_info },
	{ "a key of a URL", key_of_a_url },
	{ "a rule is made and copied", rule_made_and_copied },
	{ "tags are sorted", tags_sorted },
	{ "a source is parsed", source_parsed },
	{ "an expression is compiled", expression_compiled },
	{ "a target is parsed", target_parsed },
	{ "a host is parsed", host_parsed },
	{ "conditions are typed", conditions_typed },
	{ "a repetition is parsed", repetition_parsed },
	{ "a zone is read", zone_read },
};

/* What is refused stays refused: only its sentence is lost. */
static void
a_refusal_without_memory_is_still_a_refusal(void **state)
{
	static const char *const sources[] = { "/a b", "old", "/x:a", "/a%" };
	const struct source_options o = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(sources); i++) {
		for (long n = 0; n < 10; n++) {
			struct source s;
			struct buf    text, why;
			enum err      rc;

			buf_init(&text, 4 * SOURCE_MAX);
			buf_init(&why, WHY_MAX);
			failed = false;
			for_good = n % 2 == 1;
			allowed = n / 2;
			rc = source_parse(slice_of(sources[i]), o, &s, &text,
			    &why);
			there_is_memory_again();
			assert_true(rc == ERR_SYNTAX ||
			    (rc == ERR_NOMEM && failed));
			if (!failed)
				assert_says(&why, "'");
			else if (why.err != ERR_OK)
				assert_int_equal(why.len, 0);
			buf_free(&why);
			buf_free(&text);
		}
	}
}

/* What was in a buffer that cannot grow is still there. */
static void
a_buffer_that_cannot_grow_keeps_what_it_has(void **state)
{
	struct buf b;

	(void)state;
	buf_init(&b, 10000);
	buf_adds(&b, "abc");
	allowed = 0;
	buf_add(&b, long_path, sizeof(long_path));
	buf_adds(&b, "d");
	there_is_memory_again();
	assert_err(buf_end(&b), ERR_NOMEM);
	assert_true(slice_is(buf_slice(&b), "abc"));
	buf_reset(&b);
	buf_add(&b, long_path, sizeof(long_path));
	assert_err(buf_end(&b), ERR_OK);
	buf_free(&b);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(oom_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(a_refusal_without_memory_is_still_a_refusal),
		 cmocka_unit_test(a_buffer_that_cannot_grow_keeps_what_it_has),
	};
	int lost = 0;

	memset(long_path, 'a', sizeof(long_path) - 1);
	long_path[0] = '/';
	long_path[1] = 'B';
	TABLE_FILL(rows, oom_cases, oom_row);
	lost += cmocka_run_group_tests_name("oom, texts", rows, NULL, NULL);
	lost += cmocka_run_group_tests_name("oom", rest, NULL, NULL);
	return lost != 0;
}
