/* SPDX-License-Identifier: MIT */
/*
 * test_import_redirects.c - the file _redirects, of three that read it.
 *
 * The lines of Netlify are those of the fixtures of its own parser
 * (netlify/build, packages/redirect-parser, MIT), one or two of each.
 */
#include "rows.h"

#include "imported.h"

static const struct import_case import_cases[] = {
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
	    "/?page=news -> /news 301\n"
	    "/?_escaped_fragment_=/about -> /about 301" },
	{ "netlify: a parameter that is taken over", "netlify",
	    "/blog  post=:post_id  /blog/:post_id\n", 0,
	    "!1 'post=:post_id' takes whatever value" },
	{ "netlify: a page and a proxy are no redirects", "netlify",
	    "/api/*  https://api.bitballoon.com/*   200\n"
	    "/admin/* 200!\n/x /404.html 404\n",
	    0,
	    "!1 a 200 shows another page\n!2 it has no target\n"
	    "!3 a 404 is no redirect" },
	{ "netlify: countries and roles", "netlify",
	    "/ /china 302 Country=ch,tw\n/a /b 302 Role=admin\n", 0,
	    "!1 the condition 'Country=ch,tw' cannot be said\n"
	    "!2 the condition 'Role=admin' cannot be said" },
	{ "netlify: a language", "netlify",
	    "/ /de 302 Language=de\n/ /en 302\n/ /fr 302 language=fr\n", 0,
	    "?1 the cookie nf_lang says nothing here\n"
	    "?1 without '!'\n"
	    "/ -> /de 302 {language de}\n"
	    "/ -> /en 302\n"
	    "?3 line 2 shadowed '/'\n"
	    "/ -> /fr 302 {language fr}" },
	{ "netlify: a cookie", "netlify",
	    "/ /b 302! Cookie=is_beta\n/ /c 302 Cookie=a,b\n"
	    "/ /d 302 Cookie=a Cookie=b\n/ /e 302 Cookie=\n/ /f 302 "
	    "Cookie=is_beta\n",
	    0,
	    "/ -> /b 302 {cookie is_beta}\n"
	    "!2 'Cookie=a,b' is for any of several\n"
	    "!3 'Cookie=b' is for any of several\n"
	    "!4 'Cookie=' names no cookie\n"
	    "?5 without '!'\n"
	    "!5 line 1 has it" },
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
	    "/a?p=1 -> /x 301\n"
	    "/a -> /y 301" },
	{ "netlify: fewer parameters shadow more", "netlify",
	    "/a /y\n/a p=1 /x\n", 0,
	    "?1 without '!'\n"
	    "/a -> /y 301\n"
	    "?2 line 1 shadowed '/a?p=1'\n"
	    "/a?p=1 -> /x 301" },
	{ "netlify: a star in the middle", "netlify", "/a/*/b /c\n", 0,
	    "?1 without '!'\n"
	    "!1 has a '*' that is not the whole last segment" },
	{ "netlify: it leads to itself", "netlify", "/a/* /a/b/:splat\n", 0,
	    "?1 without '!'\n"
	    "?1 nobody can arrive\n"
	    "/a/* -> /a/b/:splat 301" },

	{ "gitlab: what it knows", "gitlab",
	    "/a /b\n/c/* /d/:splat 302\nhttp://h.example/* "
	    "https://i.example/:splat\n",
	    0,
	    "/a -> /b 301\n/c/* -> /d/:splat 302\n"
	    "http://h.example/* -> https://i.example/:splat 301" },
	{ "gitlab: what it does not know", "gitlab",
	    "/a p=1 /b\n/c /d 301!\n/e /f 302 Country=de\n/g /h 308\n", 0,
	    "!1 GitLab Pages knows no parameters\n!2 GitLab Pages knows no "
	    "'!'\n!3 GitLab Pages knows no conditions\n!4 GitLab Pages knows "
	    "the statuses" },

	{ "cloudflare: 302 and a slash that counts", "cloudflare",
	    "/a /b\n/c/ /d/ 301\n", 0,
	    "/a -> /b 302 strict\n/c/ -> /d/ 301 strict" },
	{ "cloudflare: a star is not for the path above it", "cloudflare",
	    "/blog/* https://blog.my.domain/:splat\n", 0,
	    "/blog/* -> https://blog.my.domain/:splat 302 strict" },
	{ "cloudflare: a star anywhere", "cloudflare",
	    "/a*.html /b/:splat 301\n/c/*/d /e/:splat\n", 0,
	    "~/a(.*)\\.html -> /b/$1 301\n~/c/(.*)/d -> /e/$1 302" },
	{ "cloudflare: names within a segment", "cloudflare",
	    "/m/:code-:name /n/:name?c=:code\n/m/:x/y /z/:x\n", 0,
	    "~/m/([^/]+)-([^/]+) -> /n/$2?c=$1 302 drop\n"
	    "/m/:x/y -> /z/:x 302 strict" },
	{ "cloudflare: parameters of the target's own", "cloudflare",
	    "/a /b?c=1\n", 0, "/a -> /b?c=1 302 strict drop" },
	{ "cloudflare: two stars", "cloudflare", "/a/*/*  /b\n", 0,
	    "!1 a source has one '*' there" },
	{ "cloudflare: a proxy", "cloudflare", "/a /b 200\n", 0,
	    "!1 a 200 shows another page" },
	{ "cloudflare: a whole URL", "cloudflare", "https://x.example/a /b\n",
	    0, "!1 Cloudflare takes paths as sources" },
	{ "cloudflare: more than three words", "cloudflare",
	    "/a /b 302 Country=de\n", 0, "!1 and nothing else" },
};

/* The limits, at and past the edge. */
static void
test_cloudflare_limits(void **state)
{
	struct import_case c = { "", "cloudflare", NULL, 0, "" };
	struct buf         text, out;
	char              *lost;
	int                i;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_init(&out, 1 << 20);
	for (i = 0; i < 2001; i++)
		buf_addf(&text, "/a%d /b\n", i);
	for (i = 0; i < 101; i++)
		buf_addf(&text, "/c%d/* /d\n", i);
	buf_addf(&text, "/e /%0996d\n/f /%0997d\n", 1, 1);
	assert_err(buf_end(&text), ERR_OK);
	c.text = text.data;
	imported(&c, &out);
	assert_err(buf_end(&out), ERR_OK);
	lost = strstr(out.data, "!2001 Cloudflare takes 2000 lines");
	assert_non_null(lost);
	lost = strstr(lost + 1, "!2102 Cloudflare takes 100 lines");
	assert_non_null(lost);
	lost = strstr(lost + 1, "!2103 Cloudflare takes 2000");
	assert_non_null(lost);
	lost = strstr(lost + 1, "!2104 the line has 1001 characters");
	assert_non_null(lost);
	assert_null(strstr(lost + 1, "\n!"));
	buf_free(&out);
	buf_free(&text);
}

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
		cmocka_unit_test(test_cloudflare_limits),
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
