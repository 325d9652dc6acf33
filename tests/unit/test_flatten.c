/* SPDX-License-Identifier: MIT */
/* test_flatten.c - chains made one hop, and those that stay. */
#include "tables.h"

#include "brief.h"
#include "flatten.h"

struct flatten_case {
	const char *name;
	const char *rules[13]; /* brief.h; the first one is flattened */
	const char *also;      /* SQL on the rules, or NULL */
	const char *want; /* "307 /c pass 99 over 2": status, target, query,
	                   * days; "none"; or "left: " and part of why */
};

static const struct flatten_case cases[] = {
	{ "no chain", { "/a /b", "/c /d" }, NULL, "none" },
	{ "two", { "/a /b", "/b /c" }, NULL, "307 /c pass 99 over 2" },
	{ "three", { "/a /b", "/b /c", "/c /d" }, NULL,
	    "307 /d pass 99 over 2 3" },
	{ "to what is left alone", { "/a /b", "/b -" }, NULL, "none" },
	{ "some of what a placeholder stands for goes on",
	    { "/a/:x /b/:x", "/b/special /c" }, NULL,
	    "left: rule 2 may answer some of what it leads to" },
	{ "some of what a star stands for", { "/a/* /b/:splat", "/b/d/* /c" },
	    NULL, "left: rule 2 may answer some of what it leads to" },
	{ "but not to what is left alone",
	    { "/a/:x /b/:x", "/b/special -", "/b/gone 410" }, NULL, "none" },
	{ "nor what is over, or elsewhere",
	    { "/a/:x /b/:x 0..9", "/b/special /c -9..-1", "/bb/x /c",
		"h.example/c/x /d", "/b/later /c 10..11" },
	    NULL, "none" },
	{ "nor over itself alone", { "/a/:x /a/:x/y" }, NULL, "none" },
	{ "nor to itself by another method",
	    { "/b/:s https://h.example/b", "*.example/b 302:/b/x", "/b/:s /c" },
	    "UPDATE rule SET conditions='method GET\nmethod HEAD' WHERE id=3",
	    "left: it would lead some of its visitors to where they are" },
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
	{ "the shorter caching",
	    { "/a /b 0..9 max-age=60", "/b /c 0..9 max-age=30" }, NULL,
	    "307 /c pass 9 age 30 over 2" },
	{ "by one scheme all the way",
	    { "https://h.example/a /b", "https://h.example/b /c" }, NULL,
	    "307 /c pass 99 over 2" },
	{ "as text", { "/a /b 0..9 literal", "/b /c/:x 0..9 literal" }, NULL,
	    "307 /c/:x pass 9 over 2" },
	{ "a :splat with fragments", { "/a/* /b/:splat#f", "/b/* /c/:splat#g" },
	    NULL, "307 /c/:splat#g pass 99 over 2" },
	{ "and with the first one's", { "/a/* /b/:splat#f", "/b/* /c/:splat" },
	    NULL, "307 /c/:splat#f pass 99 over 2" },
	{ "a :splat with a query", { "/a/* /b/:splat", "/b/* /c/:splat?x=1" },
	    NULL, "307 /c/:splat?x=1 pass 99 over 2" },
	{ "to the root", { "/a /", "/ /c" }, NULL, "307 /c pass 99 over 2" },
	{ "ten hops at once",
	    { "/a /b", "/b /c", "/c /d", "/d /e", "/e /f", "/f /g", "/g /h",
		"/h /i", "/i /j", "/j /k", "/k /l", "/l /m" },
	    NULL, "307 /l pass 99 over 2 3 4 5 6 7 8 9 10 11" },
	{ "to a host below",
	    { "*.h.example/a /b", "*.h.example/b /c", "i.example/b /d",
		"*.i.example/b /e" },
	    NULL, "307 /c pass 99 over 2" },
	{ "by the one of a host above",
	    { "*.x.h.example/a /b", "/b /c", "*.h.example/b /d" }, NULL,
	    "307 /d pass 99 over 3" },
	{ "past an expression, which comes last",
	    { "/a /b", "/b /c", "~/b(.*) /d" }, NULL, "307 /c pass 99 over 2" },
	{ "past what is no rule", { "/a /b", "/b /c", "/b /d" },
	    "UPDATE rule SET target = 'x y' WHERE id = 3",
	    "307 /c pass 99 over 2" },
	{ "not what is over", { "/a /b -9..-5", "/b /c" }, NULL, "none" },
	{ "not what is gone", { "/a 410", "/b /c" }, NULL, "none" },
	{ "not what is left alone", { "/a -", "/b /c" }, NULL, "none" },
	{ "not what is no rule", { "/a /b", "/b /c" },
	    "UPDATE rule SET target = 'x y' WHERE id = 1", "none" },
	{ "not an expression without an example", { "~/(a)\\1 /b", "/b /c" },
	    NULL, "none" },
	/* what stays */
	{ "not over conditions", { "/a /b", "/b /c 0..9 method=POST" }, NULL,
	    "left: rule 2 has conditions" },
	{ "not over what repeats", { "/a /b", "/b /c 0..9 daily=06:00-22:00" },
	    NULL, "left: rule 2 repeats" },
	{ "not where another one answers after its end",
	    { "/a /b", "/b /c", "h.example/b /d -9..-5 after=gone" }, NULL,
	    "left: rule 3 may" },
	{ "not where another host is below",
	    { "*.h.example/a /b", "*.h.example/b /c", "x.h.example/b /d" },
	    NULL, "left: rule 3 may" },
	{ "nor by another spelling",
	    { "/a /B", "/b /c 0..9 ignore-case", "/b?x=1 /d 0..9 ignore-case" },
	    NULL, "left: rule 3 may" },
	{ "nor by another expression",
	    { "/a /b", "~/[b] /c", "h.example~/b.* /d" }, NULL,
	    "left: rule 3 may" },
	{ "nor by one with more text",
	    { "/a /b/x", "~/b/[x] /c", "h.example~/other /e",
		"h.example~/b/.+ /d" },
	    NULL, "left: rule 4 may" },
	{ "nor where it may answer itself", { "/a/* /:splat", "/* /c/:splat" },
	    NULL, "left: rule 1 may" },
	{ "nor below the root",
	    { "i.example/a/* https://h.example/:splat", "h.example/* /c/:splat",
		"h.example/x /d" },
	    NULL, "left: rule 3 may" },
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
	{ "not over what answers after its end, and that comes first",
	    { "/a /b", "/b /c 0..9" },
	    "UPDATE rule SET after = 'gone' WHERE id = 2",
	    "left: rule 2 ends first, and answers after its end" },
	{ "but over what ends with it, or later", { "/a /b", "/b /c" },
	    "UPDATE rule SET after = 'gone'", "307 /c pass 99 over 2" },
	{ "not where it would answer after an earlier end",
	    { "/a /b", "/b /c 0..9" },
	    "UPDATE rule SET after = 'gone' WHERE id = 1",
	    "left: rule 2 ends first, and it answers after" },
	{ "a share of its own goes on as one", { "/a /b 0..9 50%", "/b /c" },
	    NULL, "307 /c pass 9 over 2" },
	{ "conditions of its own are kept", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = 'cookie beta=1' WHERE id = 1",
	    "307 /c pass 99 over 2" },
	{ "the same conditions on both", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = 'method GET\nmethod HEAD\n"
	    "cookie beta=1\nlanguage de'",
	    "307 /c pass 99 over 2" },
	{ "narrower ones before", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = CASE id WHEN 1 THEN "
	    "'cookie a=1\nlanguage de' ELSE 'language de\nlanguage fr' END",
	    "307 /c pass 99 over 2" },
	{ "not wider ones", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = CASE id WHEN 1 THEN "
	    "'language de\nlanguage fr' ELSE 'language de' END",
	    "left: rule 2 has conditions that not all" },
	{ "not conditions of the second alone", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = 'cookie beta=1' WHERE id = 2",
	    "left: rule 2 has conditions" },
	{ "not by a cookie that stays behind on its host",
	    { "/a https://h.example/b", "h.example/b /c" },
	    "UPDATE rule SET conditions = 'cookie beta=1'",
	    "left: rule 2 has conditions" },
	{ "nor by an address, which may be another one there",
	    { "/a https://h.example/b", "h.example/b /c" },
	    "UPDATE rule SET conditions = 'from_net 10.0.0.0/8'",
	    "left: rule 2 has conditions" },
	{ "but by a language, which is the visitor's own",
	    { "/a https://h.example/b", "h.example/b /c" },
	    "UPDATE rule SET conditions = 'language de'",
	    "307 https://h.example/c pass 99 over 2" },
	{ "but by one that stays with its host",
	    { "h.example/a https://h.example/b", "h.example/b /c" },
	    "UPDATE rule SET conditions = 'cookie beta=1'",
	    "307 https://h.example/c pass 99 over 2" },
	{ "not by a method that becomes another", { "/a 302:/b", "/b /c" },
	    "UPDATE rule SET conditions = 'method POST'",
	    "left: rule 2 has conditions" },
	{ "leave that both give", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = CASE id WHEN 1 THEN "
	    "'cors https://x.example' ELSE "
	    "'cors https://x.example\ncors https://y.example' END",
	    "307 /c pass 99 over 2" },
	{ "not leave that only the first one gives", { "/a /b", "/b /c" },
	    "UPDATE rule SET conditions = 'cors *' WHERE id = 1",
	    "left: rule 2 gives pages of other origins less leave" },
	{ "what repeats, over what always is", { "/a /b", "/b /c" },
	    "UPDATE rule SET repeats = 'weekly sat,sun UTC' WHERE id = 1",
	    "307 /c pass 99 over 2" },
	{ "days within days", { "/a /b", "/b /c" },
	    "UPDATE rule SET repeats = CASE id WHEN 1 THEN "
	    "'weekly tue UTC' ELSE 'weekly mon-fri UTC' END",
	    "307 /c pass 99 over 2" },
	{ "not over what repeats", { "/a /b", "/b /c" },
	    "UPDATE rule SET repeats = 'daily 00:00-23:00 UTC' WHERE id = 2",
	    "left: rule 2 repeats, and is not always active" },
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
	{ "parameters that are required, and dropped anyway",
	    { "/a /b?x=1&y=2", "/b?x=1 /c?z" },
	    "UPDATE rule SET query = 'drop' WHERE id = 1",
	    "307 /c?z&y=2 drop 99 over 2" },
	{ "parameters that the end has a name for",
	    { "/a /b?x=1", "/b?x=1 /c?x=2" }, NULL,
	    "307 /c?x=2 pass 99 over 2" },
	{ "not where one parameter would have to be dropped",
	    { "/a /b?x=1", "/b?x=1 /c" }, NULL,
	    "left: what rule 2 requires would have to be dropped" },
	{ "parameters that can't come are no rival's",
	    { "/a /b?x=1", "/b /c", "/b?x=2 /d" }, NULL,
	    "307 /c?x=1 pass 99 over 2" },
	{ "not where those who are there already would ask by GET",
	    { "/a /b", "/b 302:https://h.example/b" }, NULL,
	    "left: rule 2 leads some of its visitors to where they are" },
	{ "not a circle", { "/a /b", "/b /a" }, NULL, "left: it leads in a" },
	{ "nor into one", { "/a /b", "/b /c", "/c /b" }, NULL,
	    "left: it leads in a circle, over rule 2" },
	/* placeholders */
	{ "a placeholder below a star", { "/a/:x /b/:x", "/b/* /c/:splat" },
	    NULL, "307 /c/:x pass 99 over 2" },
	{ "a placeholder for a placeholder",
	    { "/a/:x/:y /b/:y-:x", "/b/:n /c/:n?q=:n#:n" }, NULL,
	    "307 /c/:y-:x?q=:y-:x#:y-:x pass 99 over 2" },
	{ "one that is used in the end no more", { "/a/:x /b/:x", "/b/:n /c" },
	    NULL, "307 /c pass 99 over 2" },
	{ "text for a placeholder",
	    { "/a/:x /b/2+2/:x", "/b/:n/:m /c?q=:n&r=:m" }, NULL,
	    "307 /c?q=2%2B2&r=:x pass 99 over 2" },
	{ "three with placeholders",
	    { "/a/:x/* /b/:splat/:x", "/b/* /c/y/:splat", "/c/:n/* /d/:splat" },
	    NULL, "307 /d/:splat/:x pass 99 over 2 3" },
	{ "a star and a placeholder",
	    { "/a/:x/* /b/:x/:splat", "/b/:n/* /c/:splat?n=:n" }, NULL,
	    "307 /c/:splat?n=:x pass 99 over 2" },
	{ "a placeholder in a query", { "/a/:x /b?u=:x&v=:x", "/b /c?v=1" },
	    NULL, "307 /c?v=1&u=:x pass 99 over 2" },
	{ "a capture below a star", { "~/a/(\\d+) /b/x/$1", "/b/* /c/:splat" },
	    NULL, "307 /c/x/$1 pass 99 over 2" },
	{ "a placeholder in any letters", { "/a/:x /B/:x", "/b/* /c/:splat" },
	    "UPDATE rule SET ignore_case = 1 WHERE id = 2",
	    "307 /c/:x pass 99 over 2" },
	{ "not for one value of a placeholder",
	    { "/a/:x /b/:x", "/b/:n /c/:n", "/b/7 /d" }, NULL,
	    "left: rule 3 may" },
	{ "but what is deeper is no value of it",
	    { "/a/:x /b/:x", "/b/:n /c/:n", "/b/7/8 /d" }, NULL,
	    "307 /c/:x pass 99 over 2" },
	{ "not a capture for a placeholder",
	    { "~/a/(.*) /b/$1", "/b/:n /c/:n" }, NULL,
	    "left: rule 2 may answer only some" },
	{ "not a placeholder into an expression",
	    { "/a/:x /b/:x", "~/b/(.*) /c/$1" }, NULL,
	    "left: rule 2 may answer only some" },
	{ "not a capture that ends in a value",
	    { "~/a/(\\d+) /b/$1", "/b/* /c?q=:splat" }, NULL,
	    "left: no single target" },
	{ "not a star that is put behind a word",
	    { "/a/* /b/:splat/x", "/b/* /c-:splat" }, NULL,
	    "left: no single target" },
	{ "not a text that would become a placeholder", { "/a/:x /b", "/b /c" },
	    "UPDATE rule SET literal = 1, target = '/c/:x' WHERE id = 2",
	    "left: where it ends can't be written" },
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
	if (end != FLATTEN_LEFT)
		assert_string_equal(out.data, c->want);
	else if (strstr(out.data, c->want) == NULL)
		fail_msg("%s", out.data);
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
