/* SPDX-License-Identifier: MIT */
/* test_lint.c - what lint finds in a small table, and what it does not. */
#include "tables.h"

#include "brief.h"

#include "lint.h"

#define A50                                                  \
	":a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a" \
	":a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a:a"

struct lint_case {
	const char *name;
	const char *rules[13]; /* brief.h; or SQL on them: UPDATE */
	const char *want;      /* "kind:1,2 kind:3", warnings and errors;
	                        * after a '|' what is of information */
};

static const struct lint_case cases[] = {
	{ "a sound table has no faults", { "/a /b", "/c /d" }, "" },
	/* loops */
	{ "a loop of two, told once", { "/a /b", "/b /a" }, "loop:1,2" },
	{ "a loop of three, the smallest first", { "/c /a", "/b /c", "/a /b" },
	    "loop:1,3,2" },
	{ "a loop that a rule only leads into", { "/z /a", "/a /b", "/b /a" },
	    "loop:2,3" },
	{ "a loop across a prefix", { "/a/* /b/:splat", "/b/x /a/x" },
	    "loop:1,2" },
	{ "a loop of two prefixes", { "/a/* /b/:splat", "/b/* /a/:splat" },
	    "loop:1,2" },
	{ "a loop of placeholders and an expression",
	    { "/n/:x /m/:x", "~/m/(\\w+-?\\w*) /n/$1" }, "loop:1,2" },
	{ "a loop that grows", { "/a/* /a/b/:splat" }, "loop:1" },
	{ "a loop of two that grows",
	    { "/a/* /b/x/:splat", "/b/* /a/y/:splat" }, "loop:1,2" },
	{ "no loop where the second answers itself", { "/a /a/", "/b /a" },
	    "chain:2,1" },
	{ "no loop of what is never active together",
	    { "/a /b 1..2", "/b /a 2..3" }, "" },
	{ "a loop to come", { "/a /b 1..5", "/b /a 4..9" }, "loop:1,2@4" },
	{ "no loop of what is over", { "/a /b -9..-5", "/b /a -9..9" }, "" },
	{ "a loop for some visitors is one", { "/a /b 0..99 20%", "/b /a" },
	    "loop:1,2" },
	{ "a loop behind a share is one",
	    { "/a /b", "/b /a", "/a /z 0..99 20%" }, "loop:1,2 chain:2,3" },
	{ "a loop of permanent rules", { "/a 308:/b", "/b 308:/a" },
	    "loop:1,2" },
	{ "a loop over another host, by a rule for it",
	    { "h.example/a https://i.example/b",
		"i.example/b https://h.example/a" },
	    "loop:1,2" },
	{ "a loop over parameters", { "/a?x=1 /b", "/b /a?x=1" }, "loop:1,2" },
	/* chains */
	{ "a chain of two", { "/a /b", "/b /c" }, "chain:1,2" },
	{ "a chain of three, each from its beginning",
	    { "/a /b", "/b /c", "/c /d" }, "chain:1,2,3 chain:2,3" },
	{ "no chain of what is never active together",
	    { "/a /b 0..3", "/b /c 3..9" }, "" },
	{ "a chain over a prefix", { "/a /b/x", "/b/* /c/:splat" },
	    "chain:1,2" },
	{ "no chain to what is left alone", { "/a /b", "/b -" }, "" },
	{ "a chain to what is gone", { "/a /b", "/b 410" }, "gone:1,2" },
	{ "perhaps a chain, on a host that nobody names",
	    { "/a https://i.example/b", "/b /c" }, "| chain:1,2" },
	/* rules that never answer */
	{ "the same source, later start", { "/a /b 0..9", "/a /c 0..9" },
	    "shadowed:1,2 | overlap:1,2" },
	{ "a campaign over an older move is no shadow",
	    { "/a /b 0..9", "/a /c 2..4" }, "| overlap:1,2@2" },
	{ "two after each other that leave nothing",
	    { "/a /b 2..4", "h.example/a /d 0..9", "*.h.example/a /e 0..9" },
	    "" },
	{ "a shadow of two in a row",
	    { "h.example/a/* /b 0..4", "h.example/a/* /c 0..2",
		"h.example/a/* /d 2..9" },
	    "shadowed:1,2,3 | overlap:1,2 overlap:1,3@2" },
	{ "a share is nobody's shadow", { "/a /b 0..9", "/a /c 0..9 50%" },
	    "" },
	{ "a prefix is no shadow of what it does not reach",
	    { "/a/* /b", "/a/x /c" }, "" },
	{ "patterns of each depth do not cover a star",
	    { "/a/* /z", "/a /b", "/a/:x /b", "/a/:x/:y /b" }, "" },
	{ "but with one that ends in a star they do",
	    { "/a/* /z", "/a /b", "/a/:x/* /b" }, "shadowed:1,3,2" },
	{ "http and https together",
	    { "h.example/a /z", "http://h.example/a /b",
		"https://h.example/a /b" },
	    "shadowed:1,2,3" },
	{ "an expression behind a prefix", { "~/p/(\\d+) /z", "/p/* /b" },
	    "shadowed:1,2" },
	{ "an expression behind a path is none", { "~/p/(\\d+) /z", "/p/7 /b" },
	    "| unjudged:1,2" },
	{ "a rule for some visitors is nobody's shadow",
	    { "/a /b 0..9", "/a /c 0..9 cookie=x" }, "" },
	{ "nor is it one of those after it",
	    { "/a /b 0..9", "/a /c 0..9 method=POST" }, "" },
	{ "what is switched off is no shadow",
	    { "/a /b 0..9", "/a /c 0..9 disabled" }, "" },
	{ "what answers after its end is one",
	    { "/a/* /b 0..9", "/a /c -9..-1 after=/d", "/a /e 2..9" }, "" },
	{ "it leads where the one before it leads to itself",
	    { "~/a/(b|c) /b", "/a/* /a/b" }, "chain:2,1" },
	{ "an expression for every path behind one for all",
	    { "~/[a-z]+ /z", "/* https://i.example/" },
	    "shadowed:1,2 catch-all:2" },
	{ "an expression behind one of another host",
	    { "~/p/\\d+ /z", "h.example/p/* /b" }, "" },
	{ "parameters before an expression", { "~/p/(\\d+) /z", "/p/*?x=1 /b" },
	    "" },
	{ "too long for what is put in, unless it is short",
	    { "/a/:a /" A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50 A50
		    A50 A50 A50 A50 A50 },
	    "| unjudged:1" },
	{ "too long for an expression's example",
	    { "~/a/(b{99})(c{99})?(d{99})? "
	      "/$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$1$"
	      "1$1$1$1$1$1$1$1$1$1" },
	    "| unjudged:1" },
	{ "an expression behind many, each for a while",
	    { "~/p/\\d+ /z 0..9999", "/p/* /b 0..1", "/p/* /c 1..2",
		"/p/* /d 2..3", "/p/* /e 3..4", "/p/* /f 4..5", "/p/* /g 5..6",
		"/p/* /h 6..7", "/p/* /i 7..8", "/p/* /j 8..9",
		"/p/* /k 9..9999" },
	    "| unjudged:1,2,3,4,5,6,7,8,9 open-ended:1 open-ended:11@9" },
	{ "an expression without a folder", { "~/pa+ /z", "/* /pb" },
	    "shadowed:1,2 catch-all:2" },
	{ "and without any text", { "~.*x /z", "/* https://i.example/y" },
	    "shadowed:1,2 catch-all:2" },
	{ "capitals and small letters are one",
	    { "/A /x 0..9 ignore-case", "/a /y 0..9" }, "" },
	{ "it leads to itself", { "/a /a" }, "self:1" },
	{ "of an expression examples say nothing", { "~/c/\\d+ /c/7" },
	    "| unjudged:1" },
	{ "it leads to itself but for a slash", { "/a /a/" }, "" },
	{ "or for capitals", { "/A /a" }, "" },
	{ "slashes are merged before they are seen", { "~/a//(b) /c" },
	    "dead:1" },
	{ "an expression for what begins without a slash",
	    { "~[0-9]+ /x", "~(old|new)/(.*) /y", "~(https?)://h/.* /z" },
	    "dead:1 dead:2 dead:3" },
	{ "or with one that may be left out", { "~/?(a|b) /x" }, "" },
	{ "an escape as no path has it",
	    { "~/a%2f(b) /x", "~/b/c%7e(.*) /x", "~/c%zz(b) /x" },
	    "dead:1 dead:2 dead:3" },
	{ "a '?', which no path has", { "~/i\\.php\\?p=(\\d+) /x" }, "dead:1" },
	{ "and one that goes on behind it", { "~/a%2[0F]b /x" }, "" },
	{ "small letters, where case makes no difference",
	    { "~/a%c3%a9(b)? /x ignore-case" }, "" },
	{ "an expression that is beyond an example", { "~/(a)(?=x)b /c" },
	    "| unjudged:1" },
	/* calendar */
	{ "twice the same", { "/a /b 0..9", "/a /b 0..9" }, "duplicate:1,2" },
	{ "the same with another slash", { "/a /b 0..9", "/a/ /b 0..9" },
	    "duplicate:1,2" },
	{ "the same, one after the other", { "/a /b 0..3", "/a /b 3..9" }, "" },
	{ "a short gap", { "/a /b 0..3", "/a /c 5..9" }, "gap:1,2@3" },
	{ "a long gap is perhaps meant", { "/a /b 0..3", "/a /c 300..310" },
	    "| gap:1,2@3" },
	{ "no gap where a third one answers",
	    { "/a /b 0..3", "/a /c 5..9", "/a /d 1..7" },
	    "| overlap:1,3@1 overlap:3,2@5" },
	{ "without an end", { "/a /b 0..9999" }, "| open-ended:1" },
	{ "gone for ever is meant", { "/a 410 0..9999" }, "" },
	{ "no gap behind what goes on after its end",
	    { "/a /b 0..3 after=gone", "/a /c 5..9" }, "" },
	{ "nor between windows that repeat",
	    { "/a /b 0..3 daily=22:00-06:00", "/a /c 5..9" }, "" },
	{ "what is switched off has no window",
	    { "/a /b 0..9", "/a /c 2..4 disabled" }, "" },
	{ "a slash that matters is another source",
	    { "/a /b 0..9 strict", "/a/ /b 0..9 strict" }, "" },
	/* sources */
	{ "what is stored is no rule",
	    { "/a /b", "UPDATE rule SET target = 'x y'" }, "invalid:1" },
	{ "nor with another one that is",
	    { "/c /a", "/a /b",
		"UPDATE rule SET source = '/a b' WHERE id = 2" },
	    "invalid:2" },
	{ "a catch-all", { "h.example/* https://i.example/:splat" },
	    "catch-all:1" },
	{ "a catch-all with exceptions",
	    { "/* https://i.example/:splat", "/robots.txt -",
		"/.well-known/* -" },
	    "" },
	{ "an expression that catches all", { "~/.* /x" }, "catch-all:1" },
	{ "a catch-all of its own choice", { "/.well-known/* /w/:splat" }, "" },
	{ "a catch-all with parameters", { "/*?x=1 /y" }, "catch-all:1" },
	{ "a catch-all that leaves all alone", { "/* -" }, "" },
	{ "all is gone", { "/* 410" }, "catch-all:1" },
	{ "a bare dot in a host", { "~/go/www.example.com/(\\d+) /$1" },
	    "unescaped-dot:1" },
	{ "an escaped one", { "~/go/www\\.example\\.com/(\\d+) /$1" }, "" },
	{ "anything is no name", { "~/go/(.*) /x/$1" }, "" },
	{ "an expression that is none", { "~/old /new" }, "unanchored:1" },
	{ "a dot between digits", { "~/v1.23/(.*) /$1" }, "unescaped-dot:1" },
	{ "a dot in the middle of much", { "~/(x)www-1.EXAMPLE.com{1} /$1" },
	    "unescaped-dot:1" },
	{ "a dot at the end, or of one letter", { "~/a.b/c. /d" }, "" },
	{ "a dot in a class is one", { "~/[^].x]+/[\\].yz]/a /d" }, "" },
	{ "a class that never ends is no rule", { "~/[a-z]x.y/www.z /d" }, "" },
	{ "a dot behind a class of letters", { "~/\\w.abc /d" }, "" },
	{ "capitals are a name, too", { "~/X/WWW.EXAMPLE(.*) /d" },
	    "unescaped-dot:1" },
	{ "an expression for anything with a word", { "~.+old(.*) /new" },
	    "unanchored:1" },
	{ "below anything", { "~/(.*)/old/.* /new" }, "unanchored:1" },
	{ "an expression for one example, which is none",
	    { "~/(?=b)a /x", "~/(a)\\1 /y" }, "| unjudged:1 unjudged:2" },
	{ "anything, and a word in the end", { "~/.*old /new" }, "" },
	{ "in brackets", { "~(.*)/old/(.*) /new" }, "unanchored:1" },
	{ "at least something", { "~(.+)old.* /new" }, "unanchored:1" },
	{ "from the beginning on", { "~^.*old.* /new" }, "" },
	{ "an expression for anywhere", { "~.*old(.*) /new" }, "unanchored:1" },
};

static struct buf strong, weak;

static enum err
note(const struct lint_finding *f, void *arg)
{
	struct buf *b = f->severity == LINT_INFO ? &weak : &strong;

	(void)arg;
	assert_int_not_equal(strlen(f->message), 0);
	assert_null(strpbrk(f->message, "\r\n"));
	assert_true(f->from >= SCRATCH_NOW && f->until > f->from);
	buf_addf(b, "%s%s:", b->len > 0 ? " " : "", lint_kind_name(f->kind));
	for (size_t i = 0; i < f->n; i++)
		buf_addf(b, "%s%lld", i > 0 ? "," : "", (long long)f->rules[i]);
	if (f->from > SCRATCH_NOW)
		buf_addf(b, "@%lld",
		    (long long)((f->from - SCRATCH_NOW) / WHEN_DAY));
	return ERR_OK;
}

static enum err
judge(const struct rule *r, void *arg)
{
	return lint_rule(arg, r, 1000);
}

static void
test_lint(void **state)
{
	const struct lint_case *c = *state;
	struct scratch          s;
	struct lint            *lint = NULL;

	scratch_make(&s);
	st = scratch_open(s.db, STORE_CREATE);
	assert_err(table_open(s.db, &table), ERR_OK);
	for (size_t i = 0; i < ARRAY_LEN(c->rules); i++)
		if (c->rules[i] != NULL &&
		    strncmp(c->rules[i], "UPDATE", 6) == 0)
			scratch_sql(s.db, c->rules[i]);
		else if (c->rules[i] != NULL)
			brief_add(c->rules[i]);
	buf_init(&strong, 10000);
	buf_init(&weak, 10000);
	assert_err(lint_open(table, SCRATCH_NOW, note, NULL, &lint), ERR_OK);
	assert_err(rules_each(st, judge, lint), ERR_OK);
	lint_close(lint);
	if (weak.len > 0)
		buf_addf(&strong, "%s| %.*s", strong.len > 0 ? " " : "",
		    (int)weak.len, weak.data);
	assert_err(buf_end(&strong), ERR_OK);
	assert_string_equal(strong.len > 0 ? strong.data : "", c->want);
	buf_free(&weak);
	buf_free(&strong);
	table_close(table);
	store_close(st);
	scratch_remove(&s);
}

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(cases)] = { 0 };

	TABLE_FILL(tests, cases, test_lint);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
