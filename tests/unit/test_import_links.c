/* SPDX-License-Identifier: MIT */
/* test_import_links.c - what comes from plugins of WordPress, from short links
 * and from Vercel. */
#include "rows.h"

#include "imported.h"

#define RED "source,target,regex,code,type,hits,title,status\n"
#define SRM "source,target,regex,code,order,notes\n"
#define SHL "Long URL,Tags,Domain,Short code,Title,Valid until,Max visits\n"

/* A redirect of vercel.json with conditions. */
#define HAS(what)                                           \
	"{\"redirects\":[{\"source\":\"/h\",\"has\":[" what \
	"],\"destination\":\"/z\"}]}"

static const struct import_case import_cases[] = {
	{ "redirection-csv: a path, in any case", "redirection-csv",
	    RED "/old,/new,0,302,url,5,\"A title\",active\n", 0,
	    "?2 there an address without parameters\n"
	    "/old -> /new 302 ignore-case note=A title" },
	{ "redirection-csv: no status is 301, not active is disabled",
	    "redirection-csv", RED "/old,/new,0,,url,5,,disabled\n", 0,
	    "?2 there an address\n/old -> /new 301 ignore-case disabled" },
	/* johngodley/redirection, tests/fileio/fixtures/semicolon.csv, derived:
	 * four columns, ';', no header, "https" for a status. */
	{ "redirection-csv: its own fixture", "redirection-csv",
	    "/sign/REPN;https://my.x.example/show/?m=z;0;https\n"
	    "/sign/PNWM;https://my.x.example/show/?m=z;0;https\n",
	    0,
	    "?1 'https' is no status: it was a 301 there\n"
	    "?1 there an address without\n"
	    "/sign/REPN -> https://my.x.example/show/?m=z 301 ignore-case "
	    "drop\n"
	    "?2 'https' is no status\n"
	    "/sign/PNWM -> https://my.x.example/show/?m=z 301 ignore-case "
	    "drop" },
	{ "redirection-csv: all below a path", "redirection-csv",
	    RED "\"^/blog/(.*)\",https://x.example/$1,1,301,url,0,,active\n", 0,
	    "/blog/* -> https://x.example/:splat 301 strict ignore-case" },
	{ "redirection-csv: what is not matched stays", "redirection-csv",
	    RED "\"^/p/(\\d+)\",/post/$1,1,301,url,0,,active\n", 0,
	    "~/p/(\\d+)(.*) -> /post/$1$2 301 ignore-case" },
	{ "redirection-csv: the whole of it", "redirection-csv",
	    RED "\"^/p/(\\d+)/?$\",/post/\\1,1,301,url,0,,active\n", 0,
	    "~/p/(\\d+)/? -> /post/$1 301 ignore-case" },
	{ "redirection-csv: an expression that is but one path",
	    "redirection-csv", RED "^/a\\.html$,/b,1,301,url,0,,active\n", 0,
	    "/a.html -> /b 301 strict ignore-case" },
	{ "redirection-csv: no column of expressions", "redirection-csv",
	    "/a[0-9],/b\n/c,/d\n", 0,
	    "?1 there is no '^'\n"
	    "~/a[0-9](.*) -> /b$1 301 ignore-case\n"
	    "?2 there an address without\n/c -> /d 301 ignore-case" },
	{ "redirection-csv: parameters in an expression", "redirection-csv",
	    RED "^/a\\?id=(\\d+),/b/$1,1,301,url,0,,active\n", 0,
	    "!2 looks at parameters" },
	{ "redirection-csv: gone", "redirection-csv",
	    RED "/a,,0,410,error,0,,active\n", 0,
	    "?2 there an address\n/a -> 410 ignore-case" },
	{ "redirection-csv: not found", "redirection-csv",
	    RED "/a,,0,404,error,0,,active\n", 0, "!2 a 404 is no redirect" },
	{ "redirection-csv: what leads nowhere", "redirection-csv",
	    RED "/a,/b,0,301,pass,0,,active\n", 0,
	    "!2 type 'pass' is no redirect" },
	{ "redirection-csv: what looks like a placeholder is text",
	    "redirection-csv", RED "/wiki/A:B,/w/*,0,301,url,0,,active\n", 0,
	    "?2 there an address\n/wiki/A:B -> /w/* 301 ignore-case literal" },
	{ "redirection-csv: the first wins, and shadows", "redirection-csv",
	    RED "^/a/.*,/x,1,301,url,0,,active\n"
		"/a/b,/y,0,301,url,0,,active\n"
		"/A/B/,/z,0,301,url,0,,active\n",
	    0,
	    "~/a/.* -> /x 301 ignore-case\n"
	    "?3 there an address\n"
	    "?3 line 2 shadowed '/a/b' there\n"
	    "/a/b -> /y 301 ignore-case\n"
	    "!4 line 3 has it" },

	{ "redirection-json: options of each", "redirection-json",
	    "{\"plugin\":{\"version\":\"5\"},\"groups\":[{\"id\":1}],"
	    "\"redirects\":[\n"
	    "{\"url\":\"/s\",\"match_type\":\"url\",\"action_type\":\"url\","
	    "\"action_data\":{\"url\":\"/t\"},\"action_code\":301,"
	    "\"match_data\":{\"source\":{\"flag_query\":\"pass\",\"flag_case\":"
	    "false,\"flag_trailing\":false}},\"enabled\":true,\"title\":\"T\"},"
	    "\n{\"url\":\"/i\",\"action_data\":\"/t\",\"action_code\":302,"
	    "\"match_data\":{\"source\":{\"flag_query\":\"ignore\"}},"
	    "\"enabled\":false}],\"more\":{\"a\":[1]}}\n",
	    0,
	    "/s -> /t 301 strict note=T\n"
	    "/i -> /t 302 ignore-case drop disabled" },
	{ "redirection-json: by login", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\",\"match_type\":\"login\","
	    "\"action_data\":{\"logged_in\":\"/a\"}}]}",
	    0, "!1 it matches by 'login'" },
	{ "redirection-json: at random", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\",\"match_type\":\"url\","
	    "\"action_type\":\"random\"}]}",
	    0, "!1 its action is 'random'" },
	{ "redirection-json: the end is missing", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\"", 0, "X1 the file ends within" },

	{ "safe-redirect: 302, in any case", "safe-redirect-csv",
	    SRM "/a,/b,0,,0,why\n", 0, "/a -> /b 302 ignore-case note=why" },
	{ "safe-redirect: a star takes a path and what is below",
	    "safe-redirect-csv", SRM "/w/*,/x/*,0,301,0,\n", 0,
	    "/w/* -> /x/:splat 301 ignore-case" },
	{ "safe-redirect: a star within a segment", "safe-redirect-csv",
	    SRM "/w.*,/x/*,0,301,0,\n", 0,
	    "~/w\\.(.*) -> /x/$1 301 ignore-case" },
	{ "safe-redirect: a star, and one target", "safe-redirect-csv",
	    SRM "/w/*,/x,0,301,0,\n", 0, "/w/* -> /x 301 ignore-case" },
	{ "safe-redirect: an expression, in its order", "safe-redirect-csv",
	    SRM "/tes?t/[0-9]+/path/[^/]+/?,/go/here,1,302,3,\n", 0,
	    "?2 there is no '^'\n"
	    "~/tes?t/[0-9]+/path/[^/]+/?(.*) -> /go/here$1 302 ignore-case "
	    "rank=3" },
	{ "safe-redirect: nothing is filled into a whole URL",
	    "safe-redirect-csv",
	    SRM "^/a/(.*)$,https://x.example/$1,1,302,0,\n", 0,
	    "!2 there captures are not filled into a whole URL" },
	{ "safe-redirect: forbidden is no redirect", "safe-redirect-csv",
	    SRM "/a,,0,403,0,\n", 0, "!2 a 403 is no redirect" },
	{ "safe-redirect: as the tool exports it", "safe-redirect-csv",
	    "ID,redirect_from,redirect_to,status_code,enable_regex,"
	    "post_status\n5,/a,/b,301,,draft\n",
	    0, "/a -> /b 301 ignore-case disabled" },

	{ "shlink: with an end and tags", "shlink-csv",
	    SHL "https://x.example/1,a|b,s.test,abc,One,"
		"2027-01-01T00:00:00+00:00,\n",
	    0,
	    "s.test/abc -> https://x.example/1 302 strict "
	    "until=2027-01-01T00:00:00Z tags=a,b note=One" },
	{ "shlink: as its web client exports", "shlink-csv",
	    "createdAt,title,shortUrl,domain,shortCode,longUrl,tags,visits\n"
	    "2022,\"\",https://s.test/x,DEFAULT,x,https://x.example/2,,5\n",
	    0, "/x -> https://x.example/2 302 strict" },
	{ "shlink: so many visits", "shlink-csv",
	    SHL "https://x.example/1,,,abc,,,10\n", 0,
	    "!2 it ends after 10 visits" },
	{ "shlink: a tag of two words is left out", "shlink-csv",
	    SHL "https://x.example/1,a b|c,,abc,,,\n", 0,
	    "?2 the tag 'a b' is left out\n"
	    "/abc -> https://x.example/1 302 strict tags=c" },
	{ "yourls: as its plugin exports", "yourls-csv",
	    "source,target,hits\r\n/abc/,https://x.example/?a=1,7\r\n", 0,
	    "/abc/ -> https://x.example/?a=1 301 drop" },
	{ "yourls: a keyword, until", "yourls-csv",
	    "keyword,url,expires\nabc,https://x.example/,"
	    "2027-01-01T00:00:00Z\n",
	    0,
	    "?2 a 301 with an end becomes a 302\n"
	    "/abc -> https://x.example/ 302 drop until=2027-01-01T00:00:00Z" },
	{ "golink: a link leads on", "golink-jsonl",
	    "{\"Short\":\"go\",\"Long\":\"https://x.example/a\",\"Owner\":"
	    "\"a@b.example\"}\n"
	    "{\"Short\":\"gh\",\"Long\":\"https://y.example/\"}\n",
	    0,
	    "/go -> https://x.example/a 302 strict ignore-case note=by "
	    "a@b.example\n"
	    "/go/* -> https://x.example/a/:splat 302 strict ignore-case "
	    "note=by a@b.example\n"
	    "/gh -> https://y.example/ 302 strict ignore-case\n"
	    "/gh/* -> https://y.example/:splat 302 strict ignore-case" },
	{ "golink: templates are refused one by one", "golink-jsonl",
	    "{\"Short\":\"a\",\"Long\":\"https://x.example/{{.Path}}\"}\n"
	    "{\"Short\":\"b-c\",\"Long\":\"https://x.example/?q=1\"}\n",
	    0,
	    "!1 is a template\n"
	    "?2 takes no notice of '-'\n"
	    "/b-c -> https://x.example/?q=1 302 ignore-case" },
	{ "golink: no name", "golink-jsonl", "{\"Long\":\"https://x.e/\"}\n", 0,
	    "!1 it has no name" },

	{ "vercel: permanent is 308, and if not 307", "vercel-json",
	    "{\"redirects\":[\n{\"source\":\"/me\",\"destination\":"
	    "\"/profile.html\"},\n{\"source\":\"/user\",\"destination\":"
	    "\"/api/user\",\"permanent\":false},\n{\"source\":\"/x\","
	    "\"destination\":\"/y\",\"statusCode\":301}]}",
	    0,
	    "/me -> /profile.html 308 strict\n"
	    "/user -> /api/user 307 strict\n"
	    "/x -> /y 301 strict" },
	{ "vercel: parameters of a path", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/blog/:slug\",\"destination\":"
	    "\"/news/:slug\"},{\"source\":\"/docs/:path*\",\"destination\":"
	    "\"https://d.example/:path*\"},{\"source\":\"/x/(.*)\","
	    "\"destination\":\"/y/$1\"}]}",
	    0,
	    "/blog/:slug -> /news/:slug 308 strict\n"
	    "?1 here for a path with a final slash, too\n"
	    "/docs -> https://d.example/ 308 strict\n"
	    "/docs/* -> https://d.example/:splat 308 strict\n"
	    "/x/* -> /y/:splat 308 strict" },
	{ "vercel: a final slash makes another source", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/b/:y/:s\",\"destination\":"
	    "\"/n/:s\"},{\"source\":\"/b/:y/:s/\",\"destination\":"
	    "\"/m/:s\"},{\"source\":\"/b/:y/:s\",\"destination\":"
	    "\"/k\"},{\"source\":\"/e/:p*\",\"destination\":\"/:p*\"}]}",
	    0,
	    "/b/:y/:s -> /n/:s 308 strict\n/b/:y/:s/ -> /m/:s 308 strict\n"
	    "!1 line 1 has it\n?1 a final slash, too\n/e -> / 308 strict\n"
	    "/e/* -> /:splat 308 strict" },
	{ "vercel: parameters with an expression", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/post/:id(\\\\d+)\","
	    "\"destination\":\"/p/:id\"},{\"source\":\"/a-:b/c.d\","
	    "\"destination\":\"/e/:b\"}]}",
	    0,
	    "~/post/(\\d+) -> /p/$1 308\n"
	    "~/a-([^/]+)/c\\.d -> /e/$1 308" },
	{ "vercel: a host", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/h\",\"has\":[{\"type\":\"host\","
	    "\"value\":\"h.example\"}],\"destination\":\"/z\"}]}",
	    0, "?1 a '.' in a value\nh.example/h -> /z 308 strict" },
	{ "vercel: other conditions", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/h\",\"has\":[{\"type\":"
	    "\"query\",\"key\":\"x\"}],\"destination\":\"/z\"},{\"source\":"
	    "\"/m\",\"missing\":[{\"type\":\"cookie\"}],\"destination\":"
	    "\"/z\"}]}",
	    0,
	    "!1 a parameter that a rule asks for is not passed on\n"
	    "!1 \"missing\" asks for" },
	{ "vercel: a cookie, headers and a host", "vercel-json",
	    HAS("{\"type\":\"cookie\",\"key\":\"b\",\"value\":\"1\"},"
		"{\"type\":\"header\",\"key\":\"X-A\"},{\"type\":\"host\","
		"\"value\":\"h.example\"},{\"type\":\"header\","
		"\"key\":\"X-B\",\"value\":\"c\"}"),
	    0,
	    "?1 a '.' in a value\n"
	    "h.example/h -> /z 308 strict {cookie b=1|header X-A|header "
	    "X-B=c}" },
	{ "vercel: a condition that is an expression", "vercel-json",
	    HAS("{\"type\":\"cookie\",\"key\":\"b\",\"value\":\"(?<x>.*)\"}"),
	    0, "!1 the value '(?<x>.*)' is an expression" },
	{ "vercel: two conditions on one thing", "vercel-json",
	    HAS("{\"type\":\"cookie\",\"key\":\"b\",\"value\":\"1\"},"
		"{\"type\":\"cookie\",\"key\":\"b\",\"value\":\"2\"}"),
	    0, "!1 \"has\" asks twice for 'b'" },
	{ "vercel: a condition that no rule can have", "vercel-json",
	    HAS("{\"type\":\"ip\",\"value\":\"1\"}"), 0,
	    "!1 \"has\" with the type 'ip'" },
	{ "vercel: a header that says something elsewhere", "vercel-json",
	    HAS("{\"type\":\"header\",\"key\":\"Cookie\"}"), 0, "!1 " },
	{ "vercel: bulk, as CSV", "vercel-json",
	    "source,destination,permanent,statusCode,sensitive,query\n"
	    "/a,/b,true\n/c,https://x.example/c,f,,t,true\n",
	    0,
	    "/a -> /b 308 strict ignore-case drop\n"
	    "/c -> https://x.example/c 307 strict" },
	{ "vercel: bulk, as JSON lines", "vercel-json",
	    "{\"source\":\"/a\",\"destination\":\"/b\",\"permanent\":true}\n"
	    "{\"source\":\"/c\",\"destination\":\"/d\"}\n",
	    0,
	    "/a -> /b 308 strict ignore-case drop\n"
	    "/c -> /d 307 strict ignore-case drop" },
	{ "vercel: a star without a parameter", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a/*\",\"destination\":\"/b\"}]}", 0,
	    "!1 has a '*' without a parameter" },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];

	TABLE_FILL(tests, import_cases, test_imported);
	return cmocka_run_group_tests_name("import links", tests, NULL, NULL);
}
