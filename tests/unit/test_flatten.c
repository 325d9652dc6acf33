/* SPDX-License-Identifier: MIT */
/* test_flatten.c - chains made one hop, and those that stay. */
#include "tables.h"

#include "brief.h"
#include "flatten.h"

struct flatten_case {
	const char *name;
	const char *rules[5]; /* brief.h; the first one is flattened */
	const char *also;     /* SQL on the rules, or NULL */
	const char *want;     /* "307 /c pass 99 over 2": status, target, query,
	                       * days; "none"; or "left: " and part of why */
};

static const struct flatten_case cases[] = {
	{ "no chain", { "/a /b", "/c /d" }, NULL, "none" },
	{ "two", { "/a /b", "/b /c" }, NULL, "307 /c pass 99 over 2" },
	{ "three", { "/a /b", "/b /c", "/c /d" }, NULL,
	    "307 /d pass 99 over 2 3" },
	{ "to what is left alone", { "/a /b", "/b -" }, NULL, "none" },
	{ "to what is gone", { "/a /b", "/b 410" }, NULL, "none" },
	{ "what is to come is left to come", { "/a /b 1..9", "/b /c" }, NULL,
	    "none" },
	{ "it ends at the earliest end", { "/a /b 0..9", "/b /c 0..5" }, NULL,
	    "307 /c pass 5 over 2" },
	{ "permanent and permanent", { "/a 308:/b", "/b 308:/c" }, NULL,
	    "308 /c pass never over 2" },
	{ "permanent over temporary", { "/a 308:/b", "/b /c 0..5" }, NULL,
	    "307 /c pass 5 over 2" },
	{ "temporary over permanent", { "/a /b 0..5", "/b 308:/c" }, NULL,
	    "307 /c pass 5 over 2" },
	{ "a POST that becomes a GET stays one", { "/a /b", "/b 302:/c" }, NULL,
	    "302 /c pass 99 over 2" },
	{ "the same the other way round", { "/a 302:/b", "/b /c" }, NULL,
	    "302 /c pass 99 over 2" },
	{ "moved for good, by other statuses", { "/a 301:/b", "/b 308:/c" },
	    NULL, "301 /c pass never over 2" },
	{ "a 303 anywhere", { "/a 308:/b", "/b 303:/c" }, NULL,
	    "303 /c pass 99 over 2" },
	{ "over another host", { "/a https://h.example/b", "h.example/b /c" },
	    NULL, "307 https://h.example/c pass 99 over 2" },
	{ "the last fragment counts", { "/a /b#f", "/b /c#g" }, NULL,
	    "307 /c#g pass 99 over 2" },
	{ "and if it has none, the one before", { "/a /b#f", "/b /c" }, NULL,
	    "307 /c#f pass 99 over 2" },
	{ "parameters of both", { "/a /b?x=1&y=2", "/b /c?y=3" }, NULL,
	    "307 /c?y=3&x=1 pass 99 over 2" },
	{ "dropped anywhere", { "/a /b?x=1", "/b /c" },
	    "UPDATE rule SET query = 'drop' WHERE id = 2",
	    "307 /c drop 99 over 2" },
	{ "a :splat over a prefix", { "/a/* /b/x/:splat", "/b/* /c/:splat/y" },
	    NULL, "307 /c/x/:splat/y pass 99 over 2" },
	{ "a :splat into one page", { "/a/* /b/:splat", "/b/* /c" }, NULL,
	    "307 /c pass 99 over 2" },
	{ "a page into a prefix", { "/a/* /b/x", "/b/* /c/:splat" }, NULL,
	    "307 /c/x pass 99 over 2" },
	{ "a page into a pattern and an expression",
	    { "/a /b/7", "/b/:n /c/:n", "~/c/(\\d+) /d/$1" }, NULL,
	    "307 /d/7 pass 99 over 2 3" },
	{ "longest caching", { "/a /b", "/b /c" },
	    "UPDATE rule SET max_age = 60 * id",
	    "307 /c pass 99 age 60 over 2" },
	{ "asked each time anywhere", { "/a /b", "/b /c" },
	    "UPDATE rule SET max_age = 60 WHERE id = 1",
	    "307 /c pass 99 over 2" },
	/* what stays */
	{ "not over what is protected", { "/a /b", "/b /c" },
	    "UPDATE rule SET protect = 1 WHERE id = 2",
	    "left: rule 2 is protected" },
	{ "nor of it", { "/a /b", "/b /c" },
	    "UPDATE rule SET protect = 1 WHERE id = 1",
	    "left: it is protected" },
	{ "as far as it goes", { "/a /b", "/b /c", "/c /d" },
	    "UPDATE rule SET protect = 1 WHERE id = 3",
	    "307 /c pass 99 over 2 because rule 3 is protected" },
	{ "not over a share", { "/a /b", "/b /c 0..9 50%" }, NULL,
	    "left: rule 2 is for a share" },
	{ "not over what answers after its end", { "/a /b", "/b /c" },
	    "UPDATE rule SET after = 'gone' WHERE id = 2",
	    "left: rule 2 answers after its end" },
	{ "not where another rule begins", { "/a /b", "/b /c", "/b /d 5..9" },
	    NULL, "left: rule 3 may" },
	{ "but where it begins after the end",
	    { "/a /b 0..5", "/b /c", "/b /d 6..9" }, NULL,
	    "307 /c pass 5 over 2" },
	{ "not where parameters lead elsewhere",
	    { "/a /b", "/b /c", "/b?x=1 /d" }, NULL, "left: rule 3 may" },
	{ "not where another host does", { "/a /b", "/b /c", "h.example/b /d" },
	    NULL, "left: rule 3 may" },
	{ "but on a host of its own",
	    { "i.example/a /b", "/b /c", "h.example/b /d" }, NULL,
	    "307 /c pass 99 over 2" },
	{ "not where a page below is another one",
	    { "/a/* /b/:splat", "/b/* /c/:splat", "/b/x /d" }, NULL,
	    "left: rule 3 may" },
	{ "nor the folder itself",
	    { "/a/* /b/:splat", "/b/* /c/:splat", "/b /d" }, NULL,
	    "left: rule 3 may" },
	{ "but where one beside it is",
	    { "/a/* /b/:splat", "/b/* /c/:splat", "/b2 /d",
		"/b/x2 - 200..300" },
	    NULL, "307 /c/:splat pass 99 over 2" },
	{ "not for one scheme", { "h.example/a /b", "https://h.example/b /c" },
	    NULL, "none" },
	{ "not what requires parameters", { "/a /b?x=1", "/b?x=1 /c" }, NULL,
	    "left: rule 2 requires parameters" },
	{ "not a circle", { "/a /b", "/b /a" }, NULL, "left: it leads in a" },
	{ "nor into one", { "/a /b", "/b /c", "/c /b" }, NULL,
	    "left: it leads in a circle, over rule 2" },
	{ "not with placeholders", { "/a/:x /b/:x", "/b/* /c/:splat" }, NULL,
	    "left: its target has placeholders" },
};

static void
tell(const struct rule *r, enum flatten_end end, const int64_t *through,
    size_t n, struct buf *why, struct buf *out)
{
	assert_err(buf_end(why), ERR_OK);
	if (end == FLATTEN_NONE) {
		buf_adds(out, "none");
		return;
	}
	if (end == FLATTEN_LEFT) {
		buf_addf(out, "left: %s", why->data);
		return;
	}
	buf_addf(out, "%d %.*s %s ", r->status, (int)r->target.n, r->target.s,
	    rule_query_name(r->query));
	if (r->expires_at == WHEN_NEVER)
		buf_adds(out, "never");
	else
		buf_addf(out, "%lld",
		    (long long)((r->expires_at - SCRATCH_NOW) / WHEN_DAY));
	if (r->max_age != RULE_MAX_AGE_NONE)
		buf_addf(out, " age %lld", (long long)r->max_age);
	buf_adds(out, " over");
	for (size_t i = 0; i < n; i++)
		buf_addf(out, " %lld", (long long)through[i]);
	if (why->len > 0)
		buf_addf(out, " because %s", why->data);
}

static void
test_flatten(void **state)
{
	const struct flatten_case *c = *state;
	struct scratch             s;
	struct flatten            *f = NULL;
	struct rule                r, ret;
	int64_t                    through[FLATTEN_HOPS];
	enum flatten_end           end;
	struct buf                 why, out;
	bool                       there = false;
	size_t                     n;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(c->rules); i++)
		if (c->rules[i] != NULL)
			brief_add(c->rules[i]);
	if (c->also != NULL)
		scratch_sql(s.db, c->also);
	rule_init(&r, 0);
	rule_init(&ret, 0);
	buf_init(&why, 10000);
	buf_init(&out, 10000);
	assert_err(rules_get(st, 1, &r, &there), ERR_OK);
	assert_err(flatten_open(st, table, SCRATCH_NOW, &f), ERR_OK);
	assert_err(flatten_rule(f, &r, 1000, &ret, &end, through, &n, &why),
	    ERR_OK);
	tell(&ret, end, through, n, &why, &out);
	assert_err(buf_end(&out), ERR_OK);
	if (end == FLATTEN_LEFT)
		assert_non_null(strstr(out.data, c->want));
	else
		assert_string_equal(out.data, c->want);
	flatten_close(f);
	buf_free(&out);
	buf_free(&why);
	rule_free(&ret);
	rule_free(&r);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)] = { 0 };

	TABLE_FILL(tests, cases, test_flatten);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
