/* SPDX-License-Identifier: MIT */
/*
 * test_import_cloudflare.c - the file _redirects of Cloudflare and of GitLab
 * Pages: what each of them does with a line, found by reading its parser and
 * what it is tested with.
 */
#include "rows.h"

#include "imported.h"

static const struct import_case import_cases[] = {
	{ "cloudflare: 302 and a slash that counts", "cloudflare",
	    "/a /b\n/c/ /d/ 301\n", 0,
	    "/a -> /b 302 strict\n/c/ -> /d/ 301 strict" },
	{ "cloudflare: comments, of their own and behind", "cloudflare",
	    "  # one\n\n\t/a /b 301 # two\n/c /d #\n/e /f#g #h\n#\n", 0,
	    "/a -> /b 301 strict\n/c -> /d 302 strict\n"
	    "/e -> /f#g 302 strict" },
	{ "cloudflare: two words or three", "cloudflare",
	    "/a\n/b /c 302 more\n/d # /e\n/f /g 302 Country=de\n", 0,
	    "!1 it has no target\n!2 it has 4 words\n!3 it has no target\n"
	    "!4 and nothing else" },
	{ "cloudflare: its statuses", "cloudflare",
	    "/a /b 303\n/c /d 307\n/e /f 308\n/g /h 418\n/i /j 410\n"
	    "/k /l 404\n/m /n 302!\n/o /p x\n",
	    0,
	    "/a -> /b 303 strict\n/c -> /d 307 strict\n/e -> /f 308 strict\n"
	    "!4 a 418 is no redirect\n!5 Cloudflare knows no 410\n"
	    "!6 a 404 is no redirect\n!7 '302!' is not a status\n"
	    "!8 'x' is not a status" },
	{ "cloudflare: a proxy", "cloudflare",
	    "/a /b 200\n/c https://h.example/ 200\n", 0,
	    "!1 a 200 shows another page\n!2 a 200 shows another page" },
	{ "cloudflare: a source is a path", "cloudflare",
	    "https://x.example/a /b\nhttp://x.example/a /b\n"
	    "x.example https://y.example\n",
	    0,
	    "!1 Cloudflare takes paths as sources\n"
	    "!2 Cloudflare takes paths as sources\n"
	    "/x.example -> https://y.example 302 strict" },
	{ "cloudflare: parameters in a source are left out", "cloudflare",
	    "/a?b=c /d\n/e#f /g\n/a /h\n", 0,
	    "?1 leaves out what follows '?'\n/a -> /d 302 strict\n"
	    "?2 leaves out what follows '#'\n/e -> /g 302 strict\n"
	    "!3 line 1 has it" },
	{ "cloudflare: a target is a path, or at https", "cloudflare",
	    "/a http://x.example/\n/b x.example\n/c https://x.example:123\n"
	    "/d https://x.example/y?z=1#t\n",
	    0,
	    "!1 'http://x.example/' does not\n!2 'x.example' does not\n"
	    "/c -> https://x.example:123 302 strict\n"
	    "/d -> https://x.example/y?z=1#t 302 strict drop" },
	{ "cloudflare: escapes, and what has to be one", "cloudflare",
	    "/a%20b /c%20d\n/e;`f /g{}\n/h /i%zz\n/j%2f*k /%2fl\n", 0,
	    "/a%20b -> /c%20d 302 strict\n/e;%60f -> /g{} 302 strict\n"
	    "!3 a '%' is followed by two hex digits\n"
	    "~/j%2F(.*)k -> /%2fl 302" },
	{ "cloudflare: what it sees as a loop", "cloudflare",
	    "/* /index.html\n/* /index\n/ /index.html\n/ /index\n"
	    "/a/* /b/index\n/a/ /b/index.html?c#d\n"
	    "/a /b/index.html\n/* https://x.example/index.html\n",
	    0,
	    "!1 an endless loop\n!2 an endless loop\n!3 an endless loop\n"
	    "!4 an endless loop\n!5 an endless loop\n"
	    "/a/ -> /b/index.html?c#d 302 strict drop\n"
	    "/a -> /b/index.html 302 strict\n"
	    "/* -> https://x.example/index.html 302 strict" },
	{ "cloudflare: the first wins", "cloudflare", "/a /b\n/b /a\n/a /c\n",
	    0, "/a -> /b 302 strict\n/b -> /a 302 strict\n!3 line 1 has it" },
	{ "cloudflare: a star is not for the path above it", "cloudflare",
	    "/blog/* https://blog.my.domain/:splat\n", 0,
	    "/blog/* -> https://blog.my.domain/:splat 302 strict" },
	{ "cloudflare: a star anywhere", "cloudflare",
	    "/a*.html /b/:splat 301\n/c/*/d /e/:splat\n", 0,
	    "~/a(.*)\\.html -> /b/$1 301\n~/c/(.*)/d -> /e/$1 302" },
	{ "cloudflare: names within a segment", "cloudflare",
	    "/m/:code-:name /n/:name?c=:code\n/m/:x/y /z/:x\n", 0,
	    "?1 and was not there\n"
	    "~/m/([^/]+)-([^/]+) -> /n/$2?c=$1 302 drop\n"
	    "?2 where line 1 is for a request, too\n"
	    "/m/:x/y -> /z/:x 302 strict" },
	{ "cloudflare: what comes first there, and last here", "cloudflare",
	    "/a*.html /b\n/* /c\n/:d/e /f\n/g/* /h\n/i/j/* /k\n", 0,
	    "~/a(.*)\\.html -> /b 302\n"
	    "?2 where line 1 is for a request, too, it came first there, and "
	    "'/*' does here\n/* -> /c 302 strict\n"
	    "?3 line 2 shadowed\n/:d/e -> /f 302 strict\n"
	    "?4 line 2 shadowed\n/g/* -> /h 302 strict\n"
	    "?5 line 2 shadowed\n/i/j/* -> /k 302 strict" },
	{ "cloudflare: names and stars that change places", "cloudflare",
	    "/:a/b /c\n/d/* /e\n/f/g/* /h\n/b/* /i\n/k/:l /m\n/k/:n/b /o\n", 0,
	    "/:a/b -> /c 302 strict\n"
	    "?2 where line 1 is for a request\n/d/* -> /e 302 strict\n"
	    "/f/g/* -> /h 302 strict\n"
	    "?4 where line 1 is for a request\n/b/* -> /i 302 strict\n"
	    "?5 where line 1 is for a request\n/k/:l -> /m 302 strict\n"
	    "/k/:n/b -> /o 302 strict" },
	{ "cloudflare: names and a star in any order", "cloudflare",
	    "/p/:code/:name/* /p?junk=:splat&name=:name&code=:code 301\n", 0,
	    "?1 and was not there\n"
	    "/p/:code/:name/* -> /p?junk=:splat&name=:name&code=:code 301 "
	    "strict drop" },
	{ "cloudflare: a name is replaced where another begins with it",
	    "cloudflare", "/y/:code /z/:code2\n", 0,
	    "~/y/([^/]+) -> /z/$12 302" },
	{ "cloudflare: names that break its expression", "cloudflare",
	    "/a/:x/:x /b\n/a/:x-:x /b\n/a/:x/:xy /b\n/a/:splat/* /b\n"
	    "/a/*/:splatter /b\n",
	    0,
	    "!1 ':x' stands there twice\n!2 ':x' stands there twice\n"
	    "!3 ':xy' begins with the name of a placeholder before it\n"
	    "!4 ':splat' stands there twice\n!5 ':splatter' begins with" },
	{ "cloudflare: a name may begin like one that comes later",
	    "cloudflare",
	    "/a/:xy/:x /b/:x/:xy\n/c/:splatter/* /d/:splat/:splatter\n", 0,
	    "/a/:xy/:x -> /b/:x/:xy 302 strict\n"
	    "/c/:splatter/* -> /d/:splat/:splatter 302 strict" },
	{ "cloudflare: text that would be a capture here", "cloudflare",
	    "/a*.html /b/$1/:splat\n/c /d/$1\n/e* /f$x:splat\n", 0,
	    "!1 '$1' is text there, and would be what the source captures\n"
	    "/c -> /d/$1 302 strict literal\n~/e(.*) -> /f$x$1 302" },
	{ "cloudflare: no parameters in a target are none of its own",
	    "cloudflare",
	    "/a /b?\n/c /d?#e\n/f/:g /h?\n/i https://h.example/?#j\n"
	    "/k /l#m?\n",
	    0,
	    "/a -> /b 302 strict\n/c -> /d#e 302 strict\n"
	    "/f/:g -> /h 302 strict\n"
	    "/i -> https://h.example/#j 302 strict\n"
	    "/k -> /l#m? 302 strict" },
	{ "cloudflare: a path with two slashes", "cloudflare", "/a//b /c\n", 0,
	    "?1 a path with '//' is one of its own there\n"
	    "/a/b -> /c 302 strict" },
	{ "cloudflare: parameters are filled as they come", "cloudflare",
	    "/a/:x /b?c=:x\n/d/:x /e?f=:x\n/g /h?c=:x\n", 0,
	    "?1 escaped here ('&', '=', '+'), and was not there\n"
	    "/a/:x -> /b?c=:x 302 strict drop\n"
	    "/d/:x -> /e?f=:x 302 strict drop\n"
	    "/g -> /h?c=:x 302 strict literal drop" },
	{ "cloudflare: a page came first, and is none here", "cloudflare",
	    "/a /p 200\n/a /b\n/c/* /p 200\n/c/d /e\n/f/:g /p 200\n"
	    "/f/* /h\n/i /j 410\n/i /k\n",
	    0,
	    "!1 one with the target '-' leaves it alone\n"
	    "?2 line 1 came first there for '/a', or for some of it, and is "
	    "refused: here this line answers\n"
	    "/a -> /b 302 strict\n"
	    "!3 a 200 shows\n?4 line 3 came first there for '/c/d'\n"
	    "/c/d -> /e 302 strict\n"
	    "!5 a 200 shows\n?6 line 5 came first there for '/f/*'\n"
	    "/f/* -> /h 302 strict\n"
	    "!7 Cloudflare knows no 410\n/i -> /k 302 strict" },
	{ "spaces of Unicode are spaces", "cloudflare",
	    "/a\xc2\xa0/b\n/c /d\xe3\x80\x80"
	    "301\n\xc2\xa0# e\n"
	    "\xe2\x80\x83/f /g\xe2\x80\xa8\n\xe2\x80\xaf\n"
	    "/h\xe2\x80\x8b /i\n",
	    0,
	    "/a -> /b 302 strict\n/c -> /d 301 strict\n"
	    "/f -> /g 302 strict\n/h%E2%80%8B -> /i 302 strict" },
	{ "cloudflare: more names than an expression has", "cloudflare",
	    "/:a/:b/:c/:d/:e/:f/:g/:h/:i/x /y\n"
	    "/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j /y\n",
	    0,
	    "/:a/:b/:c/:d/:e/:f/:g/:h/:i/x -> /y 302 strict\n"
	    "!2 more than nine placeholders" },
	{ "cloudflare: parameters of the target's own", "cloudflare",
	    "/a /b?c=1\n/d /e#f?g\n", 0,
	    "/a -> /b?c=1 302 strict drop\n/d -> /e#f?g 302 strict" },
	{ "cloudflare: a second '#'", "cloudflare",
	    "/a /b##c-1\n/d https://x.example/e#f\n"
	    "/g https://x.example/h##i\n",
	    0,
	    "?1 a second '#' in a target is sent as it is there, and as %23\n"
	    "/a -> /b##c-1 302 strict\n"
	    "/d -> https://x.example/e#f 302 strict\n"
	    "/g -> https://x.example/h##i 302 strict" },
	{ "cloudflare: two stars", "cloudflare", "/a/*/*  /b\n", 0,
	    "!1 a source has one '*' there" },

	{ "gitlab: any case, either slash, no parameters", "gitlab",
	    "/a/ /b/\n/c /d 302\n", 0,
	    "/a/ -> /b/ 301 ignore-case drop\n"
	    "/c -> /d 302 ignore-case drop" },
	{ "gitlab: a star at the end", "gitlab",
	    "/c/* /d/:splat 302\nhttp://h.example/* "
	    "https://i.example/:splat\n",
	    0,
	    "?1 what begins alike\n"
	    "/c/* -> /d/:splat 302 ignore-case drop\n"
	    "?2 what is for a host is asked before\n"
	    "http://h.example/* -> https://i.example/:splat 301 ignore-case "
	    "drop" },
	{ "gitlab: a star elsewhere is none or many segments", "gitlab",
	    "/f/*/b /f/:splat/q\n/*/g/b /q/:splat\n/h/*/b/*/z /q/:splat\n", 0,
	    "~/f/?(.*)/b/? -> /f/$1/q 301 ignore-case drop\n"
	    "~/?(.*)/g/b/? -> /q/$1 301 ignore-case drop\n"
	    "~/h/?(.*)/b/?(.*)/z/? -> /q/$1 301 ignore-case drop" },
	{ "gitlab: names are whole segments", "gitlab",
	    "/f/:year/:month/b /q/:year-:month\n/g:name /q/:name\n"
	    "/h/:y2 /q/:y2\n/i*j /k/:splat\n",
	    0,
	    "/f/:year/:month/b -> /q/:year-:month 301 ignore-case drop\n"
	    "/g:name -> /q/ 301 ignore-case literal drop\n"
	    "/h/:y2 -> /q/2 301 ignore-case literal drop\n"
	    "/i*j -> /k/ 301 ignore-case literal drop" },
	{ "gitlab: of two with one name the first counts", "gitlab",
	    "/f/:a/b/:a /q/:a\n/g/*/b/:splat /q/:splat\n"
	    "/h/:splat/b/* /q/:splat\n",
	    0,
	    "~/f/([^/]+)/b/([^/]+)/? -> /q/$1 301 ignore-case drop\n"
	    "~/g/?(.*)/b/([^/]+)/? -> /q/$1 301 ignore-case drop\n"
	    "~/h/([^/]+)/b/?(.*)/? -> /q/$1 301 ignore-case drop" },
	{ "gitlab: a name that the source lacks is nothing", "gitlab",
	    "/f/ /q/:name\n/g/:a /q/:b/c\n/h/:foo /:foobar\n/i/:a /q/:a1\n", 0,
	    "/f/ -> /q/ 301 ignore-case drop\n"
	    "~/g/([^/]+)/? -> /q/c 301 ignore-case drop\n"
	    "~/h/([^/]+)/? -> / 301 ignore-case drop\n"
	    "~/i/([^/]+)/? -> /q/$11 301 ignore-case drop" },
	{ "gitlab: what Go fills in", "gitlab",
	    "/a/*/b /c/$1/:splat\n/d /e/$1\n/f/:g /h/${g}\n/i /j/$k:l\n"
	    "/m/:n /o$-:n$\n",
	    0,
	    "!1 a '$' begins what is filled in there\n"
	    "/d -> /e/$1 301 ignore-case literal drop\n"
	    "!3 a '$' begins\n!4 a '$' begins\n"
	    "/m/:n -> /o$-:n$ 301 ignore-case drop" },
	{ "gitlab: a page came first, and is none here", "gitlab",
	    "/a/* /p 200\n/a/b /c\n", 0,
	    "!1 a 200 shows\n?2 line 1 came first there for '/a/b'\n"
	    "/a/b -> /c 301 ignore-case drop" },
	{ "gitlab: a hole twice in the target", "gitlab",
	    "/f/:a /q/:a/:a\n/g/* /q/:splat/:splat\n", 0,
	    "/f/:a -> /q/:a/:a 301 ignore-case drop\n"
	    "?2 what begins alike\n"
	    "/g/* -> /q/:splat/:splat 301 ignore-case drop" },
	{ "gitlab: what it does not know", "gitlab",
	    "/a p=1 /b\n/c /d 301!\n/e /f 302 Country=de\n/g /h 308\n"
	    "/i /j 418\n/k /l 200\n/m\n/n /o # p\n/q?r=1 /s\n/t /u foo=bar\n",
	    0,
	    "!1 GitLab Pages knows no parameters\n"
	    "!2 GitLab Pages knows no '!'\n"
	    "!3 GitLab Pages knows no conditions\n"
	    "!4 GitLab Pages knows the statuses\n!5 a 418 is no redirect\n"
	    "!6 a 200 shows another page\n!7 it has no target\n"
	    "!8 knows no comment behind a rule\n"
	    "!9 GitLab Pages knows no parameters\n"
	    "!10 GitLab Pages knows no parameters" },
	{ "gitlab: one slash at the beginning", "gitlab",
	    "//h.example/a /b\nh.example /b\n../a /b\n/a h.example\n"
	    "/a ../b\n/a //h.example/b\n",
	    0,
	    "!1 begins with one '/' there\n!2 begins with one '/' there\n"
	    "!3 begins with one '/' there\n!4 it has no target\n"
	    "!5 it has no target\n!6 a target begins with one '/'" },
	{ "gitlab: escapes are never compared", "gitlab", "/a%20b /c\n", 0,
	    "?1 compares paths without escapes\n"
	    "/a%20b -> /c 301 ignore-case drop" },
	{ "gitlab: a host, and a star within", "gitlab",
	    "https://h.example/a/*/b /c/:splat\n", 0,
	    "!1 a source with a host has one '*' at its end" },
	{ "gitlab: 25 slashes are the limit", "gitlab",
	    "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a /b\n"
	    "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a /b\n",
	    0,
	    "/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a/a -> /b 301 "
	    "ignore-case drop\n!2 more than 25 slashes" },
};

/* What becomes of a text of many lines: exactly these are not taken. */
static void
assert_lost(const char *format, struct buf *text, const char *const *lost,
    size_t nrules)
{
	struct import_case c = { "", format, NULL, 0, "" };
	struct buf         out;
	size_t             taken = 0;
	char              *line, *save = NULL;

	buf_init(&out, 1 << 22);
	assert_err(buf_end(text), ERR_OK);
	c.text = text->data;
	imported(&c, &out);
	assert_err(buf_end(&out), ERR_OK);
	for (line = strtok_r(out.data, "\n", &save); line != NULL;
	     line = strtok_r(NULL, "\n", &save)) {
		if (strchr("!?X", line[0]) == NULL) {
			taken++;
			continue;
		}
		assert_non_null(*lost);
		if (!imported_is(line, *lost))
			fail_msg("got  %s\nwant %s", line, *lost);
		lost++;
	}
	assert_null(*lost);
	assert_int_equal(taken, nrules);
	buf_free(&out);
	buf_free(text);
}

static void
test_cloudflare_limits(void **state)
{
	static const char *const lost[] = { "!2002 Cloudflare takes 2000 lines",
		"!2003 Cloudflare takes 2000 lines",
		"!2104 Cloudflare takes 100 lines from the first",
		"!2105 Cloudflare takes 100 lines from the first", NULL };
	struct buf               text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "/twice /b\n");
	for (int i = 1; i < 2000; i++)
		buf_addf(&text, "/a%d /b\n", i);
	/* What is refused late has counted. */
	buf_addf(&text, "# no line\n/a2000 /b\n/a2001 /b\n");
	for (int i = 0; i < 99; i++)
		buf_addf(&text, "/c%d/* /d\n", i);
	/* From the first star on every line counts as one with a star. */
	buf_addf(&text, "/e1 /f\n/e2 /f\n/e3/* /f\n");
	assert_lost("cloudflare", &text, lost, 2100);
}

static void
test_cloudflare_late(void **state)
{
	static const char *const lost[] = { "!2 line 1 has it",
		"!3 'x' does not", "!2001 Cloudflare takes 2000 lines", NULL };
	struct buf               text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "/a /b\n/a /c\n/d x\n");
	for (int i = 3; i < 2001; i++)
		buf_addf(&text, "/a%d /b\n", i);
	assert_lost("cloudflare", &text, lost, 1998);
}

static void
test_cloudflare_long(void **state)
{
	static const char *const lost[] = { "!2 the line has 1001 characters",
		"!4 the line has 1001 characters", NULL };
	struct buf               text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_addf(&text, "/e /%0996d\n/f /%0997d\n", 1, 1);
	/* In characters, of which one beyond U+FFFF is two there. */
	buf_addf(&text, "/g\xc3\xa9 /%0995d\n", 1);
	buf_addf(&text, "/h\xf0\x9f\x98\x80 /%0995d\n# %01998d\n", 1, 1);
	assert_lost("cloudflare", &text, lost, 2);
}

static void
test_gitlab_limits(void **state)
{
	static const char *const lost[] = { "!1001 takes 1000 rules of a file",
		"!1002 takes 1000 rules of a file",
		"?0 takes files of up to 65536 octets", NULL };
	struct buf               text;

	(void)state;
	buf_init(&text, 1 << 20);
	for (int i = 0; i < 1002; i++)
		buf_addf(&text, "/a%d/%060d /b\n", i, i);
	assert_lost("gitlab", &text, lost, 1000);
}

int
main(void)
{
	static const struct CMUnitTest more[] = {
		cmocka_unit_test(test_cloudflare_limits),
		cmocka_unit_test(test_cloudflare_late),
		cmocka_unit_test(test_cloudflare_long),
		cmocka_unit_test(test_gitlab_limits),
	};
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];
	int               failed;

	TABLE_FILL(tests, import_cases, test_imported);
	failed = cmocka_run_group_tests_name("import of Cloudflare, GitLab",
	    tests, NULL, NULL);
	return failed +
	    cmocka_run_group_tests_name("import at limits", more, NULL, NULL);
}
