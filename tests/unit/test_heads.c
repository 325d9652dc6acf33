/* SPDX-License-Identifier: MIT */
/* test_heads.c - the promises of heads.h: what is found is what match_rule()
 * covers, each rule once, and little else is looked at. */
#include "rows.h"

#include <stdlib.h>
#include <string.h>

#include "heads.h"
#include "match.h"
#include "says.h"
#include "scratch.h"

static enum err
count(const struct match *m, void *arg)
{
	(void)m;
	++*(int *)arg;
	return ERR_OK;
}

static enum err
refuse_more(const struct match *m, void *arg)
{
	(void)count(m, arg);
	return ERR_NOMEM;
}

static void
add(struct heads *h, const char *source, bool ignore_case)
{
	struct rule *r = heads_room(h);

	assert_non_null(r);
	assert_ptr_equal(heads_room(h), r);
	rule_reset(r, SCRATCH_NOW);
	r->ignore_case = ignore_case;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, SLICE("/x"));
	assert_err(rule_validate(r, NULL), ERR_OK);
	heads_keep(h);
}

/* How many are found; it is how many cover it.  *ret_judged is whether any was
 * looked at. */
static int
found(const struct heads *h, const char *url, bool *ret_judged)
{
	struct request q;
	struct match   m;
	struct key     k;
	int            n = 0, covering = 0;

	key_init(&k);
	request_from_url(url, "GET", &q);
	assert_err(key_from_request(&q, &k), ERR_OK);
	*ret_judged = false;
	assert_err(heads_find(h, &k, count, &n, ret_judged), ERR_OK);
	for (size_t i = 0; i < h->n; i++)
		covering += match_rule(&h->rules[i], &k, &m) == MATCH_YES;
	key_free(&k);
	if (n != covering)
		fail_msg("%s: %d found, %d cover it", url, n, covering);
	return n;
}

/* ------------------------------------------------ many patterns of one head */

struct many_case {
	const char *name;
	const char *source; /* of each; '#' is its number */
	const char *url;
	int         n; /* found */
	bool        ignore_case;
	bool        judged;
};

#define MANY 100 /* rules of a row */

static const struct many_case many_cases[] = {
	{ "what is literal last tells them apart", "/:a/p#", "http://h/x/p7", 1,
	    false, true },
	{ "and others are not looked at", "/:a/p#", "http://h/x/q", 0, false,
	    false },
	{ "nor at a path that ends before", "/:a/p#", "http://h/p7", 0, false,
	    false },
	{ "nor at one where it stands elsewhere", "/:a/p#/:b",
	    "http://h/p7/x/p7", 0, false, false },
	{ "what is literal first", "/:a/p#/:b/edit", "http://h/x/p7/y/edit", 1,
	    false, true },
	{ "all of it", "/:a/p#/:b/edit", "http://h/x/p7/y/edits", 0, false,
	    false },
	{ "behind a head", "/docs/:a/p#", "http://h/docs/1/p7", 1, false,
	    true },
	{ "and not behind another", "/docs/:a/p#", "http://h/doc/1/p7", 0,
	    false, false },
	{ "with something below", "/:a/p#/*", "http://h/x/p7/y/z", 1, false,
	    true },
	{ "with a final slash", "/:a/p#/", "http://h/x/p7", 1, false, true },
	{ "on a host", "h.example/:a/p#", "http://h.example/x/p7", 1, false,
	    true },
	{ "not on another", "h.example/:a/p#", "http://i.example/x/p7", 0,
	    false, false },
	{ "below a host", "*.h.example/:a/p#", "http://i.h.example/x/p7", 1,
	    false, true },
	{ "in any case", "/Docs/:a/P#", "http://h/dOCS/X/p7", 1, true, true },
	{ "in its own case", "/Docs/:a/P#", "http://h/Docs/X/p7", 0, false,
	    false },
	{ "with escapes, in any case", "/:a/%C3%A9P#", "http://h/x/%c3%a9p7", 1,
	    true, true },
	{ "a parameter tells those with one head apart", "/x/*?id=#",
	    "http://h/x/y?a&id=7", 1, false, true },
	{ "with a placeholder, too", "/:a/x?id=#", "http://h/x/x?id=%37", 1,
	    false, true },
	{ "and expressions with one head their text", "~/a/(\\d+)/p#-",
	    "http://h/a/7/p7-", 1, false, true },
	{ "on hosts below another", "*.h.example/x?id=#",
	    "http://i.h.example/x?id=7", 1, false, true },
	{ "what is literal nowhere behind it is looked through", "/p/:a",
	    "http://h/p/x", MANY, false, true },
};

static void
many_row(void **state)
{
	const struct many_case *c = *state;
	struct heads            h;
	bool                    judged;

	heads_init(&h);
	for (int i = 0; i < MANY; i++) {
		const char *mark = strchr(c->source, '#');
		char        source[100];

		if (mark == NULL)
			mark = c->source + strlen(c->source);
		snprintf(source, sizeof(source), "%.*s%.0d%s",
		    (int)(mark - c->source), c->source, *mark == '#' ? i : 0,
		    *mark == '#' ? mark + 1 : "");
		add(&h, source, c->ignore_case);
	}
	assert_err(heads_index(&h), ERR_OK);
	assert_int_equal(found(&h, c->url, &judged), c->n);
	assert_int_equal(judged, c->judged);
	heads_free(&h);
}

/* Two literal segments behind the head, in all places: more sets of them than
 * are told apart, and one that is deeper than any. */
static void
test_sets(void **state)
{
	struct heads h;
	struct buf   b;
	bool         judged;

	(void)state;
	heads_init(&h);
	buf_init(&b, 8000);
	for (unsigned set = 1; set <= 2 * HEADS_SETS_MAX; set++) {
		buf_reset(&b);
		for (unsigned i = 0; i < 7; i++)
			buf_addf(&b, set >> i & 1 ? "/p" : "/:n%u", i);
		assert_err(buf_end(&b), ERR_OK);
		add(&h, b.data, set % 2 == 0);
	}
	assert_err(heads_index(&h), ERR_OK);
	assert_int_equal(h.nsets, HEADS_SETS_MAX);
	for (unsigned set = 0; set < 128; set++) {
		buf_reset(&b);
		buf_adds(&b, "http://h");
		for (unsigned i = 0; i < 7; i++)
			buf_adds(&b, set >> i & 1 ? "/p" : "/q");
		assert_err(buf_end(&b), ERR_OK);
		(void)found(&h, b.data, &judged);
	}
	heads_free(&h);
	buf_free(&b);
}

/* ------------------------------------------------------------------- depths */

/* Many heads, the deepest that a source can have, and room that was asked for
 * and not kept. */
static void
test_depths(void **state)
{
	struct heads   h;
	struct request q;
	struct key     k;
	struct buf     b;
	bool           judged = false;
	int            n = 0;

	(void)state;
	heads_init(&h);
	key_init(&k);
	buf_init(&b, 8000);
	for (int depth = 0; depth <= URL_SEGMENTS_MAX - 1; depth++) {
		buf_reset(&b);
		for (int i = 0; i < depth; i++)
			buf_adds(&b, "/s");
		buf_adds(&b, "/*");
		assert_err(buf_end(&b), ERR_OK);
		add(&h, b.data, false);
	}
	assert_err(heads_index(&h), ERR_OK);
	buf_reset(&b);
	for (int i = 0; i < 200; i++)
		buf_adds(&b, "/s");
	assert_err(buf_end(&b), ERR_OK);
	assert_int_equal(found(&h, b.data, &judged), URL_SEGMENTS_MAX);
	assert_true(judged);
	request_from_url(b.data, "GET", &q);
	assert_err(key_from_request(&q, &k), ERR_OK);
	assert_err(heads_find(&h, &k, refuse_more, &n, &judged), ERR_NOMEM);
	assert_int_equal(n, 1);
	heads_free(&h);
	heads_free(&h);
	assert_err(heads_index(&h), ERR_OK);
	assert_int_equal(found(&h, b.data, &judged), 0);
	assert_false(judged);
	heads_free(&h);
	key_free(&k);
	buf_free(&b);
}

int
main(void)
{
	struct CMUnitTest       rows[ARRAY_LEN(many_cases)];
	const struct CMUnitTest rest[] = {
		{ "patterns in more places than are told apart are all found",
		    test_sets, NULL, NULL, NULL },
		{ "heads of every depth are found, each once", test_depths,
		    NULL, NULL, NULL },
	};
	int failed = 0;

	TABLE_FILL(rows, many_cases, many_row);
	failed += cmocka_run_group_tests_name("many", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("heads", rest, NULL, NULL);
	return failed != 0;
}
