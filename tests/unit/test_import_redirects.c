/* SPDX-License-Identifier: MIT */
/*
 * test_import_redirects.c - the file _redirects of Netlify.
 *
 * The lines of Netlify are those of the fixtures of its own parser
 * (netlify/build, packages/redirect-parser, MIT), one or two of each.
 */
#include "rows.h"

#include "imported.h"

static const struct import_case import_cases[] = {
	{ "netlify: its other file is not read", "netlify",
	    "# x\n[[redirects]]\n  from = \"/a\"\n  to = \"/b\"\n", 0,
	    "X2 this is netlify.toml, of which nothing is read" },
	{ "netlify: comments and empty lines", "netlify",
	    "# one\n\n  /home              /\n"
	    "/blog/my-post-ads.php  /blog/my-post#ads # with a comment\n",
	    0,
	    "?3 without '!'\n"
	    "/home -> / 301\n"
	    "/blog/my-post-ads.php -> /blog/my-post#ads 301" },
	{ "netlify: a line of form feeds is empty", "netlify",
	    "\f\n \v\n/a /b 301!\f\n", 0, "/a -> /b 301" },
	{ "cloudflare: a line of form feeds is empty", "cloudflare",
	    "\f\n/a /b\n", 0, "/a -> /b 302 strict" },
	{ "netlify: a status is kept, '!' says nothing here", "netlify",
	    "/test https://www.bitballoon.com/test=hello 301!\n"
	    "/t2 /x 302\n/t3 /x 303\n/t4 /x 307\n/t5 /x 308\n",
	    0,
	    "/test -> https://www.bitballoon.com/test=hello 301\n"
	    "?2 without '!'\n"
	    "/t2 -> /x 302\n"
	    "/t3 -> /x 303\n"
	    "/t4 -> /x 307\n"
	    "/t5 -> /x 308" },
	{ "netlify: a domain and its rest", "netlify",
	    "http://hello.bitballoon.com/*   http://www.hello.com/:splat\n", 0,
	    "?1 without '!'\n"
	    "http://hello.bitballoon.com/* -> http://www.hello.com/:splat "
	    "301" },
	{ "netlify: placeholders", "netlify",
	    "/news/:month/:date/:year/:slug  /blog/:year/:month/:date/:slug\n",
	    0,
	    "?1 without '!'\n"
	    "/news/:month/:date/:year/:slug -> /blog/:year/:month/:date/:slug "
	    "301" },
	{ "netlify: a parameter with a value", "netlify",
	    "/      page=news      /news\n"
	    "/      _escaped_fragment_=/about    /about\n",
	    0,
	    "?1 without '!'\n"
	    "?1 looks at the last one only\n"
	    "/?page=news -> /news 301\n"
	    "/?_escaped_fragment_=/about -> /about 301" },
	{ "netlify: a parameter that is taken over", "netlify",
	    "/blog  post=:post_id  /blog/:post_id\n", 0,
	    "?1 without '!'\n"
	    "?1 looks at the last one only\n"
	    "?1 may be empty there, and of several the last one\n"
	    "/blog?post=:post_id -> /blog/:post_id 301" },
	{ "netlify: some of each, and a star", "netlify",
	    "/articles/:a/* id=:id tag=:tag lang=en /posts/:tag/:id/:a/:splat "
	    "301!\n",
	    0,
	    "?1 looks at the last one only\n"
	    "?1 may be empty there\n"
	    "/articles/:a/*?id=:id&tag=:tag&lang=en -> "
	    "/posts/:tag/:id/:a/:splat 301" },
	{ "netlify: a value before any value is above it there, too", "netlify",
	    "/a p=1 /x 301!\n/a p=:v /y/:v 301!\n/a /z 301!\n", 0,
	    "?1 looks at the last one only\n"
	    "/a?p=1 -> /x 301\n"
	    "?2 may be empty there\n"
	    "/a?p=:v -> /y/:v 301\n"
	    "/a -> /z 301" },
	{ "netlify: any value shadows a value", "netlify",
	    "/a p=:v /y/:v 301!\n/a p=1 /x 301!\n/a p=:w /z/:w 301!\n", 0,
	    "?1 looks at the last one only\n"
	    "?1 may be empty there\n"
	    "/a?p=:v -> /y/:v 301\n"
	    "?2 line 1 shadowed '/a?p=1'\n"
	    "/a?p=1 -> /x 301\n"
	    "!3 line 1 has it" },
	{ "netlify: names that are none here", "netlify",
	    "/a p=:a-b /y/:a-b\n/a p=:1 /x\n/a p=: /z\n/a p=:\xc3\xa9 /z\n", 0,
	    "!1 'p=:a-b' takes whatever value a parameter has, by a name that "
	    "is none here: write a letter\n"
	    "!2 'p=:1' takes whatever value\n"
	    "!3 'p=:' takes whatever value\n"
	    "!4 'p=:\xc3\xa9' takes whatever value" },
	{ "netlify: names of segments that are none here", "netlify",
	    "/:1/a /b/:1\n/a/:b-c /d\nhttp://h.example/:\xc3\xa9/* /e\n"
	    "/f/:g.html /h\n/: /i 301!\n/j:1 /k 301!\n",
	    0,
	    "!1 ':1' takes any segment there, by a name that is none here: "
	    "write a letter\n"
	    "!2 ':b-c' takes any segment\n!3 ':\xc3\xa9' takes any segment\n"
	    "!4 ':g.html' takes any segment\n"
	    "/: -> /i 301\n/j:1 -> /k 301" },
	{ "netlify: names that stand there twice", "netlify",
	    "/a/:v p=:v /y/:v\n/a p=:v q=:v /y/:v\n/a/* p=:splat /y/:splat\n",
	    0,
	    "?1 without '!'\n?1 looks at the last one only\n?1 may be empty\n"
	    "!1 ':v' is refused: it stands there twice\n"
	    "!2 ':v' is refused: it stands there twice\n"
	    "!3 ':splat' is refused" },
	{ "netlify: names that begin alike", "netlify",
	    "/a p=:id q=:id2 /w/:id2/:id\n/b p=:id2 q=:id /w/:id2/:id 301!\n"
	    "/c/:id/:id2 /w/:id/:id2\n/d/:id p=:idx /w/:idx\n"
	    "/e/:id p=:idx /w/:id 301!\n/f/:s/* /w/:splat\n",
	    0,
	    "!1 ':id2' begins with ':id', by which Netlify replaces it, too\n"
	    "?2 looks at the last one only\n?2 may be empty\n"
	    "/b?p=:id2&q=:id -> /w/:id2/:id 301\n"
	    "!3 ':id2' begins with ':id'\n!4 ':idx' begins with ':id'\n"
	    "/e/:id?p=:idx -> /w/:id 301\n!6 ':splat' begins with ':s'" },
	{ "netlify: a page and a proxy are no redirects", "netlify",
	    "/api/*  https://api.bitballoon.com/*   200\n"
	    "/admin/* 200!\n/x /404.html 404\n",
	    0,
	    "!1 a 200 shows another page\n!2 it has no target\n"
	    "!3 a 404 is no redirect" },
	{ "netlify: what came first, and is none here", "netlify",
	    "/a/* /p 200\n/a/b /c 301!\n/d /e 302 Country=de\n/d /f 301!\n"
	    "/g /h 404!\n/g /i 301!\n/j /k Country=de\n/j /l 301!\n"
	    "/m /n 301!\n/m /o 200\n/m Language=de /p 301!\n",
	    0,
	    "!1 one with the target '-' leaves it alone\n"
	    "?2 line 1 came first there for '/a/b', or for some of it\n"
	    "/a/b -> /c 301\n"
	    "!3 the condition\n?4 line 3 came first there for '/d'\n"
	    "/d -> /f 301\n"
	    "!5 a 404 is\n?6 line 5 came first there for '/g'\n/g -> /i 301\n"
	    "!7 never in effect\n/j -> /l 301\n"
	    "/m -> /n 301\n!10 a 200 shows\n"
	    "?11 looks at the last one only\n"
	    "?11 line 9 shadowed '/m?Language=de'\n"
	    "/m?Language=de -> /p 301" },
	{ "netlify: what came first, with a target that is none here",
	    "netlify",
	    "/a/* https://x.example/:no 301!\n/a/b /c 301!\n/a/* /d 301!\n"
	    "/e /f 301!\n/e https://x.example/:no 301!\n/e q=1 /g 301!\n",
	    0,
	    "!1 the source has no placeholder ':no'\n"
	    "?2 line 1 came first there for '/a/b'\n/a/b -> /c 301\n"
	    "?3 line 1 came first there for '/a/*'\n/a/* -> /d 301\n"
	    "/e -> /f 301\n!5 the source has no placeholder\n"
	    "?6 looks at the last one only\n?6 line 4 shadowed '/e?q=1'\n"
	    "/e?q=1 -> /g 301" },
	{ "netlify: a refused line has no other warnings", "netlify",
	    "/a /b 200! Language=de\n", 0, "!1 a 200 shows" },
	{ "netlify: a number behind the source is a status", "netlify",
	    "/a 2020=x /b\n/c -1=x /d\n/e p=1 2=x /f 301!\n", 0,
	    "!1 '2020=x' begins with a number\n!2 '-1=x' begins with\n"
	    "?3 looks at the last one only\n/e?p=1&2=x -> /f 301" },
	{ "netlify: a source is a path or a whole URL", "netlify",
	    "//h.example/a /b\nh.example/c /d\n/e#f /g\n", 0,
	    "!1 a source begins with one '/', http:// or https:// there\n"
	    "!2 'h.example/c' does not\n!3 no request has a '#'" },
	{ "netlify: a scheme is in small letters", "netlify",
	    "HTTP://h.example/a /b\n/c HTTPS://h.example/\n"
	    "/d http://H.example/ 301!\n",
	    0,
	    "!1 'HTTP://h.example/a' does not\n"
	    "!2 it has no target, which begins with '/', http:// or https://\n"
	    "/d -> http://H.example/ 301" },
	{ "netlify: spaces of Unicode are spaces", "netlify",
	    "/a\xc2\xa0/b 301!\n\xc2\xa0# c\n\xc2\xa0\n"
	    "/d /e\xe2\x80\x89"
	    "302!\n",
	    0, "/a -> /b 301\n/d -> /e 302" },
	{ "netlify: countries and roles", "netlify",
	    "/ /china 302 Country=ch,tw\n/a /b 302 Role=admin\n", 0,
	    "!1 the condition 'Country=ch,tw' cannot be said\n"
	    "!2 the condition 'Role=admin' cannot be said" },
	{ "netlify: a language", "netlify",
	    "/ /de 302 Language=de\n/ /en 302\n/ /fr 302 language=fr\n", 0,
	    "?1 without '!'\n"
	    "?1 the cookie nf_lang says nothing here\n"
	    "/ -> /de 302 {language de}\n"
	    "/ -> /en 302\n"
	    "?3 line 2 shadowed '/'\n"
	    "/ -> /fr 302 {language fr}" },
	{ "netlify: a cookie", "netlify",
	    "/ /b 302! Cookie=is_beta\n/ /e 302 Cookie=\n/ /f 302! "
	    "Cookie=is_beta\n/g /h 302! Cookie=a=b\n",
	    0,
	    "/ -> /b 302 {cookie is_beta}\n"
	    "!2 'Cookie=' names no cookie\n"
	    "!3 line 1 has it\n"
	    "!4 'a=b' is the name of no cookie" },
	{ "netlify: any of several cookies is a rule for each", "netlify",
	    "/ /c 302! Cookie=a,b Language=de\n/b /c 302! Cookie=c,,d\n/b /c "
	    "302! Cookie=e,\n",
	    0,
	    "?1 nf_lang\n"
	    "/ -> /c 302 {cookie a|language de}\n"
	    "/ -> /c 302 {cookie b|language de}\n"
	    "!2 'Cookie=c,,d' names no cookie\n"
	    "!3 'Cookie=e,' names no cookie" },
	{ "netlify: of two with one name the last condition counts", "netlify",
	    "/ /d 302! Cookie=a Cookie=b\n/ /e 302! Language=fr Language=it\n",
	    0,
	    "/ -> /d 302 {cookie b}\n"
	    "?2 nf_lang\n"
	    "/ -> /e 302 {language it}" },
	{ "netlify: a condition needs a status before it", "netlify",
	    "/ /d Language=de\n/ /d Country=de\n", 0,
	    "!1 Netlify wants a status before the condition 'Language=de'\n"
	    "!2 Netlify wants a status before the condition 'Country=de'" },
	{ "netlify: conditions in other letters", "netlify",
	    "/a /b 302! cookie=c\n/a /c 302! LANGUAGE=de\n/a /d 302! x=y\n"
	    "/a /e 302! country=de\n/a /f 302! language=de Language=fr\n",
	    0,
	    "!1 Netlify knows no condition 'cookie'\n"
	    "!2 Netlify knows no condition 'LANGUAGE'\n"
	    "!3 Netlify knows no condition 'x': it was never in effect\n"
	    "!4 the condition 'country=de' cannot be said\n"
	    "?5 nf_lang\n?5 line 4 came first there for '/a'\n"
	    "/a -> /f 302 {language de}" },
	{ "netlify: no language", "netlify",
	    "/a /b 302! Language=\n/a /b 302! language=,\n", 0,
	    "!1 'Language=' names no language: it was never in effect\n"
	    "!2 'language=,' names no language" },
	{ "netlify: a signature", "netlify",
	    "/a https://x.example/ 301 Sign=API_SECRET\n", 0,
	    "!1 the condition 'Sign=API_SECRET' cannot be said" },
	{ "netlify: headers by mistake", "netlify",
	    "/backup/*\n    Basic-Auth: dev@x.example:nud\n", 0,
	    "!1 it has no target\n!2 it has no target" },
	{ "netlify: no slash", "netlify", "/test test\n", 0,
	    "!1 it has no target, which begins with" },
	{ "netlify: a status that is none", "netlify", "/test /x 3a1\n", 0,
	    "!1 '3a1' is not a status" },
	{ "netlify: what is its own", "netlify", "/.netlify/a /b\n", 0,
	    "!1 Netlify keeps /.netlify" },
	{ "netlify: what is its own, on a host", "netlify",
	    "https://h.example/.netlify/a /b\n/.netlify /b\n", 0,
	    "!1 Netlify keeps /.netlify\n!2 Netlify keeps /.netlify" },
	{ "netlify: a URL that is none", "netlify",
	    "http:// /b\nhttps:///c /d\n", 0,
	    "?1 without '!'\n!1 host\n!2 host" },
	{ "netlify: parameters in the source were never found", "netlify",
	    "/old.html?id=1 301\n/old.html?id=1 /new 301\n"
	    "/old#top /new\n",
	    0,
	    "!1 it has no target\n"
	    "!2 Netlify looks for parameters where they stand as words\n"
	    "!3 no request has a '#'" },
	{ "netlify: parameters that it reads otherwise", "netlify",
	    "/a p=1=2 /b\n/a p=1 p=2 /b\n/a p /b\n/a p=1 q=2&r /b!\n"
	    "/a p=1 q=2&r /b 301!\n",
	    0,
	    "!1 'p=1=2' has two '='\n"
	    "!2 'p=2' is the second with its name\n"
	    "!3 'p' is neither a parameter nor a target\n"
	    "?4 without '!'\n"
	    "?4 looks at the last one only\n"
	    "/a?p=1&q=2%26r -> /b! 301\n"
	    "!5 line 4 has it" },
	{ "netlify: parameters on a host without a path", "netlify",
	    "https://h.example p=1 /b 301!\n", 0,
	    "?1 looks at the last one only\n"
	    "https://h.example/?p=1 -> /b 301" },
	{ "netlify: a page for what is gone", "netlify", "/a /gone.html 410!\n",
	    0, "?1 here it shows a short note\n/a -> 410" },
	{ "netlify: a comment may follow at once, and hide all", "netlify",
	    "/a #/b\n/a /b#c #d\n/a# /b\n", 0,
	    "!1 it has no target\n"
	    "?2 without '!'\n"
	    "/a -> /b#c 301\n"
	    "!3 no request has a '#'" },
	{ "netlify: tabs, returns and no last end", "netlify",
	    "/a\t\t/b\t301!\r\n/c /d 301!\r/e /f 301!", 0,
	    "/a -> /b 301\n/c -> /d 301\n/e -> /f 301" },
	{ "netlify: the first wins", "netlify", "/a /b\n# no\n/a/ /c 302\n", 0,
	    "?1 without '!'\n"
	    "/a -> /b 301\n"
	    "!3 line 1 has it" },
	{ "netlify: a star shadows what is below it", "netlify",
	    "/a/* /x/:splat\n/a/b /y\n/a/b/* /z\n/b/* /v\n/*  /w\n/c /u\n", 0,
	    "?1 without '!'\n"
	    "/a/* -> /x/:splat 301\n"
	    "?2 line 1 shadowed '/a/b' there\n"
	    "/a/b -> /y 301\n"
	    "?3 line 1 shadowed '/a/b/*' there\n"
	    "/a/b/* -> /z 301\n"
	    "/b/* -> /v 301\n"
	    "?5 what begins with '/w' Netlify leaves alone\n"
	    "/* -> /w 301\n"
	    "?6 line 5 shadowed '/c'\n"
	    "/c -> /u 301" },
	{ "netlify: a placeholder shadows one that it takes", "netlify",
	    "/a/:b /x\n/a/c /y\n/a/c/d /z\n", 0,
	    "?1 without '!'\n"
	    "/a/:b -> /x 301\n"
	    "?2 line 1 shadowed '/a/c'\n"
	    "/a/c -> /y 301\n"
	    "/a/c/d -> /z 301" },
	{ "netlify: any host shadows one", "netlify",
	    "/a /x\nhttps://h.example/a /y\n", 0,
	    "?1 without '!'\n"
	    "/a -> /x 301\n"
	    "?2 line 1 shadowed 'https://h.example/a'\n"
	    "https://h.example/a -> /y 301" },
	{ "netlify: more parameters are above fewer there, too", "netlify",
	    "/a p=1 /x\n/a /y\n", 0,
	    "?1 without '!'\n"
	    "?1 looks at the last one only\n"
	    "/a?p=1 -> /x 301\n"
	    "/a -> /y 301" },
	{ "netlify: fewer parameters shadow more", "netlify",
	    "/a /y\n/a p=1 /x\n", 0,
	    "?1 without '!'\n"
	    "/a -> /y 301\n"
	    "?2 looks at the last one only\n"
	    "?2 line 1 shadowed '/a?p=1'\n"
	    "/a?p=1 -> /x 301" },
	{ "netlify: a star in the middle", "netlify", "/a/*/b /c\n", 0,
	    "?1 without '!'\n"
	    "!1 has a '*' that is not the whole last segment" },
	{ "netlify: it leads to where it begins", "netlify",
	    "/* / 301!\n/a/* /a 301!\nhttp://h.example/b/* /b/:splat 301!\n", 0,
	    "!1 it leads to where all that it is for begins, and Netlify sees "
	    "a circle in it: it was never in effect\n"
	    "!2 it leads to where\n!3 it leads to where" },
	{ "netlify: what is below its target", "netlify",
	    "http://h.example/* /en/:splat 301!\n/a/* /a/ 301!\n"
	    "/:x/b/* /c/b 301!\n",
	    0,
	    "?1 what begins with '/en' Netlify leaves alone, since it leads "
	    "there; here it is led on, if no rule 'http://h.example/en/*' to "
	    "'-' leaves it alone\n"
	    "?1 nobody can arrive\n"
	    "http://h.example/* -> /en/:splat 301\n"
	    "?2 what begins with '/a/' Netlify leaves alone, since it leads "
	    "there; here it is led on, if no rule '/a/*' to '-'\n"
	    "/a/* -> /a/ 301\n"
	    "?3 what begins with '/c/b' Netlify leaves alone\n"
	    "/:x/b/* -> /c/b 301" },
	{ "netlify: what is not below its source", "netlify",
	    "/a/* / 301!\n/bc/* /b/:splat 301!\n/d/:x/* /d/:splat 301!\n"
	    "/e/* /e/f?g=1 301!\n/h/:x /h/i 301!\n/j/* /j/k#l 301!\n"
	    "/l/* https://h.example/l/m 301!\n/n/:x/* /n/:x/:x 301!\n",
	    0,
	    "/a/* -> / 301\n/bc/* -> /b/:splat 301\n"
	    "/d/:x/* -> /d/:splat 301\n/e/* -> /e/f?g=1 301\n"
	    "/h/:x -> /h/i 301\n/j/* -> /j/k#l 301\n"
	    "/l/* -> https://h.example/l/m 301\n"
	    "/n/:x/* -> /n/:x/:x 301" },
	{ "netlify: it leads to itself", "netlify", "/a/* /a/b/:splat\n", 0,
	    "?1 what begins with '/a/b' Netlify leaves alone\n"
	    "?1 without '!'\n"
	    "?1 nobody can arrive\n"
	    "/a/* -> /a/b/:splat 301" },
};

/* As many as the largest file of Netlify's own tests has. */
static void
test_many_lines(void **state)
{
	struct import_case c = { "", "netlify", NULL, 0, "" };
	struct buf         text, out;
	size_t             lines = 0;

	(void)state;
	buf_init(&text, 1 << 22);
	buf_init(&out, 1 << 23);
	for (int i = 0; i < 45000; i++)
		buf_addf(&text, "/base/some-%d /base/another-%d 301!\n", i, i);
	assert_err(buf_end(&text), ERR_OK);
	c.text = text.data;
	imported(&c, &out);
	assert_err(buf_end(&out), ERR_OK);
	for (size_t i = 0; i < out.len; i++)
		lines += out.data[i] == '\n';
	assert_int_equal(lines, 45000);
	assert_null(strpbrk(out.data, "!?"));
	buf_free(&out);
	buf_free(&text);
}

int
main(void)
{
	static const struct CMUnitTest more[] = {
		cmocka_unit_test(test_many_lines),
	};
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];
	int               failed;

	TABLE_FILL(tests, import_cases, test_imported);
	failed =
	    cmocka_run_group_tests_name("import _redirects", tests, NULL, NULL);
	return failed +
	    cmocka_run_group_tests_name("import of many", more, NULL, NULL);
}
