/* SPDX-License-Identifier: MIT */
/* test_hops.c - where a redirect leads, on a real table. */
#include "tables.h"

#include "hops.h"

struct hops_case {
	const char *name;
	const char *rules[4][2]; /* source and target; a target may be
	                          * "308 /x", "410" */
	const char *method, *url;
	const char *want; /* "url status rule! ... end": '!' on another host */
};

static const struct hops_case hops_cases[] = {
	{ "no redirect leads nowhere", { { "/b", "/c" } }, "GET", "/a",
	    "none" },
	{ "one hop", { { "/a", "/b" } }, "GET", "/a", "/b 404 0 leaves" },
	{ "on the visitor's host and port", { { "/a", "/b" } }, "GET",
	    "https://h.example:8443/a",
	    "https://h.example:8443/b 404 0 leaves" },
	{ "a default port is none", { { "/a", "/b" } }, "GET",
	    "http://h.example:80/a", "http://h.example/b 404 0 leaves" },
	{ "query passes on, a fragment does not count",
	    { { "/a", "/b#f" }, { "/b", "/c" } }, "GET", "/a?x=1",
	    "/b?x=1 307 2 /c?x=1 404 0 leaves" },
	{ "three in a row",
	    { { "/a", "/b" }, { "/b", "308 /c" }, { "/c", "/d" } }, "GET", "/a",
	    "/b 308 2 /c 307 3 /d 404 0 leaves" },
	{ "to another host that is answered, too",
	    { { "/a", "https://i.example/b" }, { "i.example/b", "/c" } }, "GET",
	    "http://h.example/a",
	    "https://i.example/b 307 2! https://i.example/c 404 0! leaves" },
	{ "the same path on another host declines to itself",
	    { { "/a", "https://i.example/a" } }, "GET", "http://h.example/a",
	    "https://i.example/a 404 0! leaves" },
	{ "to what is gone", { { "/a", "/b" }, { "/b", "410" } }, "GET", "/a",
	    "/b 410 2 gone" },
	{ "to what is left alone", { { "/a", "/b" }, { "/b", "-" } }, "GET",
	    "/a", "/b 404 2 leaves" },
	{ "a loop of two", { { "/a", "/b" }, { "/b", "/a" } }, "GET", "/a",
	    "/b 307 2 /a 307 1 loops to 0" },
	{ "a loop that is entered later",
	    { { "/a", "/b" }, { "/b", "/c" }, { "/c", "/b" } }, "GET", "/a",
	    "/b 307 2 /c 307 3 /b 307 2 loops to 1" },
	{ "a loop that is written in other ways",
	    { { "/a", "/%62" }, { "/b", "/%61" } }, "GET", "/a",
	    "/b 307 2 /a 307 1 loops to 0" },
	{ "another query is another URL",
	    { { "/a", "/b?x=1" }, { "/b", "/a" } }, "GET", "/a",
	    "/b?x=1 307 2 /a?x=1 307 1 /b?x=1 307 2 loops to 1" },
	{ "what grows is no loop but has no end", { { "/a/*", "/a/b/:splat" } },
	    "GET", "/a/",
	    "/a/b/ 307 1 /a/b/b/ 307 1 /a/b/b/b/ 307 1 /a/b/b/b/b/ 307 1 "
	    "/a/b/b/b/b/b/ 307 1 /a/b/b/b/b/b/b/ 307 1 "
	    "/a/b/b/b/b/b/b/b/ 307 1 /a/b/b/b/b/b/b/b/b/ 307 1 "
	    "/a/b/b/b/b/b/b/b/b/b/ 307 1 /a/b/b/b/b/b/b/b/b/b/b/ 307 1 "
	    "/a/b/b/b/b/b/b/b/b/b/b/b/ 307 1 too many" },
	{ "HEAD leads where GET does", { { "/a", "/b" }, { "/b", "/c" } },
	    "HEAD", "/a", "/b 307 2 /c 404 0 leaves" },
	{ "OPTIONS leads nowhere", { { "/a", "/b" } }, "OPTIONS", "/a",
	    "none" },
};

/* "308 /x" is a status and a target. */
static void
add_as_told(const char *source, const char *told)
{
	struct ledger l;
	struct rule   r;
	int status = told[0] == '/' || told[0] == '-' || told[0] == 'h' ?
	    0 :
	    (int)strtol(told, NULL, 10);

	rule_init(&r, SCRATCH_NOW);
	if (status != 0) {
		r.status = status;
		told += 3;
		told += told[0] == ' ';
	}
	rule_set_text(&r, &r.source, slice_of(source));
	rule_set_text(&r, &r.target, slice_of(told));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

/* What became of it, as one text. */
static void
tell(const struct hops *h, struct buf *out)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct hop *p = &h->hop[i];

		assert_int_equal(p->location[0] != '\0',
		    p->status >= 300 && p->status < 400);
		buf_addf(out, "%s %d %lld%s ", p->url, p->status,
		    (long long)p->rule_id, p->same_host ? "" : "!");
	}
	buf_adds(out, hops_end_name(h->end));
	if (h->end == HOPS_LOOPS)
		buf_addf(out, " to %zu", h->loops_to);
	assert_err(buf_end(out), ERR_OK);
}

static void
test_hops(void **state)
{
	const struct hops_case *c = *state;
	const struct moment     at = when_exactly(SCRATCH_NOW);
	struct scratch          s;
	struct request          r;
	struct key              k;
	struct decision         d;
	struct hops             h;
	struct buf              out;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	for (size_t i = 0; i < 4 && c->rules[i][0] != NULL; i++)
		add_as_told(c->rules[i][0], c->rules[i][1]);
	key_init(&k);
	decision_init(&d);
	hops_init(&h);
	buf_init(&out, 10000);
	request_from_url(c->url, c->method, &r);
	/* Twice: the second time nothing of the first is left. */
	for (int round = 0; round < 2; round++) {
		buf_reset(&out);
		assert_err(key_from_request(&r, &k), ERR_OK);
		assert_err(table_decide(table, &k, at, 1000, &d), ERR_OK);
		assert_err(hops_follow(table, &r, &k, &d, at, 1000, &h),
		    ERR_OK);
		tell(&h, &out);
		assert_string_equal(out.data, c->want);
	}
	buf_free(&out);
	hops_free(&h);
	decision_free(&d);
	key_free(&k);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest rows[ARRAY_LEN(hops_cases)];

	TABLE_FILL(rows, hops_cases, test_hops);
	return cmocka_run_group_tests_name("hops", rows, NULL, NULL) != 0;
}
