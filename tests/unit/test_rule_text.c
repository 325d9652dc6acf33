/* SPDX-License-Identifier: MIT */
/* test_rule_text.c - the texts of a rule, its tags, and its words. */
#include "rows.h"

#include "given.h"
#include "says.h"

/* -------------------------------------------------------- rule_tags_parse() */

struct tags {
	const char *name;
	const char *typed;
	enum err    err;
	const char *want; /* the form, or a part of the sentence */
};

static const struct tags tags_rows[] = {
	{ "one tag", "a", ERR_OK, "a" },
	{ "no tag", "", ERR_OK, "" },
	{ "tags are sorted", "b,a,c", ERR_OK, "a,b,c" },
	{ "tags are there once", "b,a,b,a", ERR_OK, "a,b" },
	{ "a beginning comes before the whole", "ab,a", ERR_OK, "a,ab" },
	{ "case is kept, capitals first", "a,B,b", ERR_OK, "B,a,b" },
	{ "blanks around are gone", " b , a ", ERR_OK, "a,b" },
	{ "empty tags are none", ",a,,b,", ERR_OK, "a,b" },
	{ "only commas", ",,", ERR_OK, "" },
	{ "any other mark", "a-b:c/d#1", ERR_OK, "a-b:c/d#1" },
	{ "octets are compared without a sign", "\xc3\xa9,z", ERR_OK,
	    "z,\xc3\xa9" },
	{ "a blank within", "x,a b", ERR_SYNTAX, "'a b' is not a tag" },
	{ "a tab", "a\tb", ERR_SYNTAX, "a tag is one word" },
	{ "a quote", "a\"b", ERR_SYNTAX, "'a\"b'" },
	{ "an apostrophe", "a'b", ERR_SYNTAX,
	    "without spaces, commas, quotes" },
	{ "a backslash", "a\\b", ERR_SYNTAX, "is not a tag" },
	{ "a line break", "a,b\nc", ERR_SYNTAX, "'b' is not a tag" },
	{ "a control octet", "a\x01", ERR_SYNTAX, "control characters" },
	{ "DEL", "a\x7f", ERR_SYNTAX, "control characters" },
	{ "not UTF-8", "a,\xff", ERR_SYNTAX, "is not a tag" },
};

static void
test_tags(void **state)
{
	const struct tags *c = *state;
	struct buf         out, again, why;

	buf_init(&out, RULE_TAGS_MAX);
	buf_init(&again, RULE_TAGS_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(rule_tags_parse(slice_of(c->typed), &out, &why), c->err);
	if (c->err == ERR_OK) {
		assert_string_equal(out.data, c->want);
		assert_err(rule_tags_parse(buf_slice(&out), &again, NULL),
		    ERR_OK);
		assert_string_equal(again.data, c->want);
	} else {
		assert_says(&why, c->want);
	}
	buf_free(&why);
	buf_free(&again);
	buf_free(&out);
}

struct tags_limit {
	const char *name;
	size_t      n;    /* octets, the letter a ... */
	const char *end;  /* ... but for the last ones */
	const char *says; /* NULL: they are taken */
};

static const struct tags_limit tags_limits[] = {
	{ "as many octets as there is room for", RULE_TAGS_MAX, "", NULL },
	{ "one more", RULE_TAGS_MAX + 1, "",
	    "tags of 501 octets are too long: the limit is 500" },
	{ "a comma behind is none of them", RULE_TAGS_MAX + 1, ",", NULL },
	{ "what is there again is none", RULE_TAGS_MAX + 2, ",b,b", NULL },
	{ "a comma between two is one", RULE_TAGS_MAX + 1, ",b", "501" },
	{ "as much as is looked at", RULE_TAGS_TYPED_MAX, ",b", "2000" },
	{ "more than that", RULE_TAGS_TYPED_MAX + 1, ",,", "2001" },
};

static void
test_tags_limit(void **state)
{
	const struct tags_limit *c = *state;
	size_t                   n = strlen(c->end);
	char                     typed[RULE_TAGS_TYPED_MAX + 1];
	struct buf               out, why;

	memset(typed, 'a', c->n - n);
	memcpy(typed + c->n - n, c->end, n);
	buf_init(&out, RULE_TAGS_MAX);
	buf_init(&why, WHY_MAX);
	assert_err(rule_tags_parse((struct slice){ typed, c->n }, &out, &why),
	    c->says == NULL ? ERR_OK : ERR_LIMIT);
	if (c->says != NULL)
		assert_says(&why, c->says);
	buf_free(&why);
	buf_free(&out);
}

/* ---------------------------------------------------------------- the texts */

static void
a_new_rule_has_every_default(void **state)
{
	struct rule r;

	(void)state;
	rule_init(&r, NOW);
	assert_int_equal(r.id, 0);
	assert_int_equal(r.status, 307);
	assert_true(slice_is(r.after, "decline"));
	assert_int_equal(r.query, QUERY_PASS);
	assert_int_equal(r.share, 100);
	assert_int_equal(r.max_age, RULE_MAX_AGE_NONE);
	assert_int_equal(r.created_at, NOW);
	assert_int_equal(r.starts_at, NOW);
	assert_true(r.expires_at == WHEN_NEVER);
	assert_true(r.enabled);
	assert_false(r.strict || r.ignore_case || r.literal || r.protect ||
	    r.sunset);
	rule_free(&r);
	rule_free(&r); /* twice is fine */
}

static void
a_reset_rule_is_a_new_one(void **state)
{
	struct rule r;
	size_t      cap;

	(void)state;
	given_valid_rule(&r, 7, "/a", "/b");
	r.strict = true;
	cap = r.text.cap;
	rule_reset(&r, NOW + 1);
	assert_int_equal(r.id, 0);
	assert_int_equal(r.source.n + r.target.n + r.text.len, 0);
	assert_int_equal(r.at.path.n, 0);
	assert_false(r.strict);
	assert_int_equal(r.created_at, NOW + 1);
	assert_int_equal(r.text.cap, cap); /* the memory is kept */
	rule_free(&r);
}

/* The buffer moves many times while it grows to its limit. */
static void
texts_follow_their_buffer(void **state)
{
	struct rule r;
	char        note[RULE_NOTE_MAX];

	(void)state;
	given_rule(&r, 1, "/a", "/b");
	rule_set_text(&r, &r.after, SLICE("gone"));
	rule_set_text(&r, &r.tags, SLICE("t"));
	memset(note, 'n', sizeof(note));
	for (int i = 0; i < 20; i++)
		rule_set_text(&r, &r.note,
		    (struct slice){ note, sizeof(note) });
	assert_true(slice_is(r.source, "/a"));
	assert_true(slice_is(r.target, "/b"));
	assert_true(slice_is(r.after, "gone"));
	assert_true(slice_is(r.tags, "t"));
	assert_int_equal(r.note.n, sizeof(note));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	rule_free(&r);
}

/* One text may become another: the buffer moves under its own content. */
static void
a_text_may_be_set_to_another(void **state)
{
	struct rule r;
	char        target[TARGET_MAX];

	(void)state;
	memset(target, 'x', sizeof(target));
	target[0] = '/';
	given_rule(&r, 1, "/a", NULL);
	rule_set_text(&r, &r.target, (struct slice){ target, sizeof(target) });
	for (int i = 0; i < 5; i++)
		rule_set_text(&r, &r.after, r.target);
	assert_true(slice_eq(r.after, r.target));
	assert_true(slice_eq(r.after,
	    (struct slice){ target, sizeof(target) }));
	rule_set_text(&r, &r.target, r.target);
	assert_true(slice_eq(r.after, r.target));
	rule_free(&r);
}

static void
an_empty_text_is_no_null(void **state)
{
	struct rule r;

	(void)state;
	rule_init(&r, NOW);
	rule_set_text(&r, &r.note, (struct slice){ NULL, 0 });
	assert_non_null(r.note.s);
	assert_int_equal(r.note.n, 0);
	rule_free(&r);
}

static void
a_full_rule_is_refused_and_keeps_its_texts(void **state)
{
	static char huge[200000];
	struct buf  why;
	struct rule r;

	(void)state;
	memset(huge, 'n', sizeof(huge));
	given_rule(&r, 1, "/a", "/b");
	rule_set_text(&r, &r.note, (struct slice){ huge, sizeof(huge) });
	rule_set_text(&r, &r.tags, SLICE("t")); /* the failure is sticky */
	assert_int_equal(r.note.n + r.tags.n, 0);
	assert_true(slice_is(r.source, "/a"));
	buf_init(&why, WHY_MAX);
	assert_err(rule_validate(&r, &why), ERR_LIMIT);
	assert_says(&why, "");
	buf_free(&why);
	rule_free(&r);
}

static void
a_copy_is_deep(void **state)
{
	struct rule a, b;

	(void)state;
	given_rule(&a, 9, "A.example/a/*", "/b/:splat");
	a.ignore_case = true;
	a.expires_at = NOW + 1;
	rule_set_text(&a, &a.note, SLICE("n"));
	assert_err(rule_validate(&a, NULL), ERR_OK);
	given_valid_rule(&b, 1, "/x", "/y"); /* what it was is gone */
	assert_err(rule_copy(&b, &a), ERR_OK);
	memset(a.text.data, '?', a.text.len);
	memset(a.at_text.data, '?', a.at_text.len);
	rule_free(&a);
	assert_int_equal(b.id, 9);
	assert_true(b.ignore_case);
	assert_int_equal(b.expires_at, NOW + 1);
	assert_true(slice_is(b.source, "A.example/a/*"));
	assert_true(slice_is(b.target, "/b/:splat"));
	assert_true(slice_is(b.after, "decline"));
	assert_true(slice_is(b.note, "n"));
	assert_true(slice_is(b.at.host, "a.example"));
	assert_true(slice_is(b.at.lookup, "/a"));
	rule_free(&b);
}

/* ---------------------------------------------------------------- the words */

static void
words_are_those_of_the_manual(void **state)
{
	(void)state;
	assert_string_equal(rule_state_name(RULE_SCHEDULED), "scheduled");
	assert_string_equal(rule_state_name(RULE_ACTIVE), "active");
	assert_string_equal(rule_state_name(RULE_EXPIRED), "expired");
	assert_string_equal(rule_state_name(RULE_PERMANENT), "permanent");
	assert_string_equal(rule_state_name(RULE_DISABLED), "disabled");
	assert_string_equal(rule_query_name(QUERY_PASS), "pass");
	assert_string_equal(rule_query_name(QUERY_DROP), "drop");
}

static void
promotion_keeps_the_method_and_there_is_a_way_back(void **state)
{
	(void)state;
	assert_int_equal(rule_promoted_status(307), 308);
	assert_int_equal(rule_promoted_status(302), 301);
	assert_int_equal(rule_promoted_status(303), 0);
	assert_int_equal(rule_promoted_status(308), 0);
	assert_int_equal(rule_promoted_status(410), 0);
	assert_int_equal(rule_demoted_status(308), 307);
	assert_int_equal(rule_demoted_status(301), 302);
	assert_int_equal(rule_demoted_status(307), 0);
	assert_int_equal(rule_demoted_status(303), 0);
	assert_int_equal(rule_demoted_status(410), 0);
}

static void
refused(struct rule *r, enum err want, const char *says)
{
	struct buf why;

	buf_init(&why, WHY_MAX);
	assert_err(rule_validate(r, &why), want);
	assert_says(&why, says);
	buf_free(&why);
}

static void
no_rank_is_below_0(void **state)
{
	struct rule r;

	(void)state;
	given_rule(&r, 1, "~/a", "/b");
	r.rank = -1;
	refused(&r, ERR_LIMIT, "rank -1 is out of range: from 0");
	rule_free(&r);
}

static void
what_leaves_urls_alone_gives_no_leave(void **state)
{
	struct rule r;

	(void)state;
	given_rule(&r, 1, "/a", "-");
	rule_set_text(&r, &r.conditions, SLICE("cors *"));
	refused(&r, ERR_SYNTAX,
	    "--cors is refused: a rule that leaves its URLs alone");
	rule_set_text(&r, &r.target, SLICE("/b"));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	rule_set_text(&r, &r.conditions, SLICE("moon full"));
	refused(&r, ERR_SYNTAX, "conditions");
	rule_free(&r);
}

int
main(void)
{
	struct CMUnitTest       tags[ARRAY_LEN(tags_rows)];
	struct CMUnitTest       limits[ARRAY_LEN(tags_limits)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(a_new_rule_has_every_default),
		cmocka_unit_test(a_reset_rule_is_a_new_one),
		cmocka_unit_test(texts_follow_their_buffer),
		cmocka_unit_test(a_text_may_be_set_to_another),
		cmocka_unit_test(an_empty_text_is_no_null),
		cmocka_unit_test(a_full_rule_is_refused_and_keeps_its_texts),
		cmocka_unit_test(a_copy_is_deep),
		cmocka_unit_test(no_rank_is_below_0),
		cmocka_unit_test(what_leaves_urls_alone_gives_no_leave),
		cmocka_unit_test(words_are_those_of_the_manual),
		cmocka_unit_test(
		    promotion_keeps_the_method_and_there_is_a_way_back),
	};
	int failed = 0;

	TABLE_FILL(tags, tags_rows, test_tags);
	failed += cmocka_run_group_tests_name("tags", tags, NULL, NULL);
	TABLE_FILL(limits, tags_limits, test_tags_limit);
	failed += cmocka_run_group_tests_name("limits", limits, NULL, NULL);
	failed += cmocka_run_group_tests_name("rule", rest, NULL, NULL);
	return failed != 0;
}
