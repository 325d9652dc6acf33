/* SPDX-License-Identifier: MIT */
/* test_hops.c - where a redirect leads, on a real table. */
#include "tables.h"

#include "hops.h"

#define COOKIE "HTTP_COOKIE=beta=1"

struct hops_case {
	const char *name;
	const char *rules[4][2]; /* source and target; a target may be
	                          * "308 /x", "410", "if-cookie /x" */
	const char *method, *url;
	const char *want; /* "url status rule! ... end": '!' on another host */
};

/* The same of a visitor who says something of himself. */
struct visitor_case {
	const char      *name;
	const char      *env;
	struct hops_case c;
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

static const struct visitor_case visitor_cases[] = {
	{ "a cookie goes along on its host", COOKIE,
	    { NULL, { { "/a", "/b" }, { "/b", "if-cookie /c" } }, "GET",
		"http://h.example/a",
		"http://h.example/b 307 2 http://h.example/c 404 0 leaves" } },
	{ "a cookie does not go to another host", COOKIE,
	    { NULL,
		{ { "/a", "https://i.example/b" }, { "/b", "if-cookie /c" } },
		"GET", "http://h.example/a",
		"https://i.example/b 404 0! leaves" } },
	{ "back on its host it is there again", COOKIE,
	    { NULL,
		{ { "/a", "https://i.example/b" },
		    { "i.example/b", "http://h.example/c" },
		    { "/c", "if-cookie /d" } },
		"GET", "http://h.example/a",
		"https://i.example/b 307 2! http://h.example/c 307 3 "
		"http://h.example/d 404 0 leaves" } },
	{ "a language goes along to any host", "HTTP_ACCEPT_LANGUAGE=de",
	    { NULL,
		{ { "/a", "https://i.example/b" }, { "/b", "if-german /c" } },
		"GET", "http://h.example/a",
		"https://i.example/b 307 2! https://i.example/c 404 0! "
		"leaves" } },
};

/* Before a target: a condition, which is taken off. */
static const char *
take_condition(struct rule *r, const char *told)
{
	static const struct {
		const char *told, *condition;
	} known[] = {
		{ "if-cookie ", "cookie beta=1" },
		{ "if-german ", "language de" },
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (slice_starts(slice_of(told), known[i].told)) {
			rule_set_text(r, &r->conditions,
			    slice_of(known[i].condition));
			return told + strlen(known[i].told);
		}
	return told;
}

/* "308 /x" is a status and a target. */
static void
add_as_told(const char *source, const char *told)
{
	struct ledger l;
	struct rule   r;
	int           status;

	rule_init(&r, SCRATCH_NOW);
	told = take_condition(&r, told);
	status = told[0] == '/' || told[0] == '-' || told[0] == 'h' ?
	    0 :
	    (int)strtol(told, NULL, 10);
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
follow(const struct hops_case *c, char *const *env)
{
	const struct moment at = when_exactly(SCRATCH_NOW);
	struct scratch      s;
	struct request      r;
	struct key          k;
	struct decision     d;
	struct hops         h;
	struct buf          out;

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
	r.env.strings = env;
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

static void
test_hops(void **state)
{
	follow(*state, NULL);
}

static void
test_visitor(void **state)
{
	const struct visitor_case *c = *state;

	char        room[100];
	char *const env[] = { room, NULL };

	assert_true(strlen(c->env) < sizeof(room));
	memcpy(room, c->env, strlen(c->env) + 1);
	follow(&c->c, env);
}

int
main(void)
{
	struct CMUnitTest rows[ARRAY_LEN(hops_cases)];
	struct CMUnitTest visitors[ARRAY_LEN(visitor_cases)];
	int               failed;

	TABLE_FILL(rows, hops_cases, test_hops);
	TABLE_FILL(visitors, visitor_cases, test_visitor);
	failed = cmocka_run_group_tests_name("hops", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("visitors", visitors, NULL, NULL);
	return failed != 0;
}
