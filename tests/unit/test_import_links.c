/* SPDX-License-Identifier: MIT */
/* test_import_links.c - what comes from short links and from Vercel. */
#include "rows.h"

#include "imported.h"

#define SHL "Long URL,Tags,Domain,Short code,Title,Valid until,Max visits\n"

/* A redirect of vercel.json with conditions. */
/* A redirect of its own line, for any value of a parameter. */
#define TAKEN(source, key, value, to)                    \
	"{\"redirects\":[{\"source\":\"" source          \
	"\",\"has\":[{\"type\":\"query\",\"key\":\"" key \
	"\",\"value\":\"" value "\"}],\"destination\":\"" to "\"}]}\n"
#define HAS(what)                                           \
	"{\"redirects\":[{\"source\":\"/h\",\"has\":[" what \
	"],\"destination\":\"/z\"}]}"

/* A redirect of vercel.json, around one. */
#define VER(from, to)                                               \
	"{\"redirects\":[{\"source\":\"" from "\",\"destination\":" \
	"\"" to "\"}]}"

static const struct import_case import_cases[] = {
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
	{ "shlink: names of its own importer, by ';'", "shlink-csv",
	    "longURL;tags;domain;short code;Title\n"
	    "https://x.example;foo,baz;s.test;a-1;\n"
	    "fb://profile/3;;s.test;b;\n",
	    0,
	    "s.test/a-1 -> https://x.example 302 strict tags=baz,foo\n"
	    "!3 only http:// and https:// URLs" },
	{ "shlink: a parameter that the target has", "shlink-csv",
	    "long url,short code,forward "
	    "query\nhttps://x.example/?a=b,c,false\n"
	    "https://x.example/?a=b,d,true\n",
	    0,
	    "/c -> https://x.example/?a=b 302 strict drop\n"
	    "?3 replaces the target's own\n"
	    "/d -> https://x.example/?a=b 302 strict" },
	{ "golink: a link leads on", "golink-jsonl",
	    "{\"Short\":\"go\",\"Long\":\"https://x.example/a\",\"Owner\":"
	    "\"a@b.example\"}\n"
	    "{\"Short\":\"gh\",\"Long\":\"https://y.example/\"}\n",
	    0,
	    "?1 golink forgives a '.'\n"
	    "/go -> https://x.example/a 302 ignore-case note=by "
	    "a@b.example\n"
	    "/go/* -> https://x.example/a/:splat 302 strict ignore-case "
	    "note=by a@b.example\n"
	    "/gh -> https://y.example/ 302 ignore-case\n"
	    "/gh/* -> https://y.example/:splat 302 strict ignore-case" },
	{ "golink: templates are refused one by one", "golink-jsonl",
	    "{\"Short\":\"a\",\"Long\":\"https://x.example/{{.Path}}\"}\n"
	    "{\"Short\":\"b-c\",\"Long\":\"https://x.example/?q=1\"}\n",
	    0,
	    "!1 is a template\n"
	    "?2 golink forgives a '.'\n"
	    "?2 takes no notice of '-'\n"
	    "?2 the target's own stands alone\n"
	    "/b-c -> https://x.example/?q=1 302 ignore-case\n"
	    "/b-c/* -> https://x.example/?q=1/:splat 302 strict ignore-case" },
	{ "golink: what follows goes to the end, wherever that is",
	    "golink-jsonl",
	    "{\"Short\":\"a\",\"Long\":\"https://x.example/f%2fg#h\"}\n"
	    "{\"Short\":\"b\",\"Long\":\"/rel\"}\n"
	    "{\"Short\":\"c\",\"Long\":\"rel\"}\n"
	    "{\"Short\":\"d\",\"Long\":\"\"}\n",
	    0,
	    "?1 golink forgives a '.'\n"
	    "/a -> https://x.example/f%2fg#h 302 ignore-case\n"
	    "/a/* -> https://x.example/f%2fg#h/:splat 302 strict ignore-case\n"
	    "/b -> /rel 302 ignore-case\n"
	    "/b/* -> /rel/:splat 302 strict ignore-case\n"
	    "!3 begins with neither https:// nor '/'\n!4 it has no target" },
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
	{ "vercel: paths that say more than a path can here", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a(b(c))\",\"destination\":"
	    "\"/x\"},{\"source\":\"/a(b\",\"destination\":\"/x\"},"
	    "{\"source\":\"/a*b\",\"destination\":\"/x\"},"
	    "{\"source\":\"/:a*/b\",\"destination\":\"/x\"},"
	    "{\"source\":\"a\",\"destination\":\"/x\"},"
	    "{\"source\":\"/:x(\\\\d+)?\",\"destination\":\"/x\"}]}",
	    0,
	    "!1 has brackets within brackets\n!1 a bracket is not closed\n"
	    "!1 '/a*b' has a '*' without a parameter\n"
	    "!1 has a '*' that is not at its end\n"
	    "!1 'a' does not begin with a '/'\n"
	    "~(?:/(\\d+))? -> /x 308" },
	{ "vercel: at least one segment, and text with an escape",
	    "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a/:p+\",\"destination\":"
	    "\"/b/:p+\"},{\"source\":\"/c\\\\(d\",\"destination\":"
	    "\"https://x.example/:none\"}]}",
	    0,
	    "~/a/([^/]+(?:/[^/]+)*) -> /b/$1 308\n"
	    "/c(d -> https://x.example/:none 308 strict literal" },
	{ "vercel: a host", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/h\",\"has\":[{\"type\":\"host\","
	    "\"value\":\"h.example\"}],\"destination\":\"/z\"}]}",
	    0, "?1 a '.' in a value\nh.example/h -> /z 308 strict" },
	{ "vercel: marks behind a backslash are text", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/h\",\"has\":[{\"type\":\"host\","
	    "\"value\":\"h\\\\.example\"},{\"type\":\"query\",\"key\":\"q\","
	    "\"value\":\"a\\\\+\\\\(b\"}],\"destination\":\"/z\"}]}",
	    0,
	    "?1 come first in the answer here\n"
	    "h.example/h?q=a%2B%28b -> /z?q=a%2B%28b 308 strict" },
	{ "vercel: letters behind one are not", "vercel-json",
	    HAS("{\"type\":\"cookie\",\"key\":\"b\",\"value\":\"\\\\d\"}"), 0,
	    "!1 the value '\\d' is an expression" },
	{ "vercel: all that follows, which may be missing", "vercel-json",
	    VER("/c/(.*)?", "/x/$1"), 0, "~/c(?:/(.*))? -> /x/$1 308" },
	{ "vercel: other conditions", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/h\",\"has\":[{\"type\":"
	    "\"query\",\"key\":\"x\"}],\"destination\":\"/z\"},{\"source\":"
	    "\"/m\",\"missing\":[{\"type\":\"cookie\"}],\"destination\":"
	    "\"/z\"}]}",
	    0,
	    "?1 the last one counts there\n?1 come first in the answer here\n"
	    "/h?x=:x -> /z?x=:x 308 strict\n"
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
	{ "vercel: what came first, and is none here", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a/:x\",\"has\":[{\"type\":"
	    "\"header\",\"key\":\"x\",\"value\":\"(a|b)\"}],"
	    "\"destination\":\"/b\"},{\"source\":\"/a/c\",\"destination\":"
	    "\"/d\"},{\"source\":\"a\",\"destination\":\"/b\"},{\"source\":"
	    "\"/a\",\"destination\":\"/e\"},{\"source\":\"/f/:x\","
	    "\"destination\":\"//g\"},{\"source\":\"/f/:y\","
	    "\"destination\":\"/h\"}]}",
	    0,
	    "!1 the value '(a|b)' is an expression\n"
	    "?1 line 1 came first there for '/a/c'\n/a/c -> /d 308 strict\n"
	    "!1 'a' does not begin\n/a -> /e 308 strict\n"
	    "!1 '//' begins another host\n"
	    "?1 line 1 came first there for '/f/:y'\n"
	    "/f/:y -> /h 308 strict" },
	{ "vercel: a fragment behind a host", "vercel-json",
	    VER("/a-:x", "https://x.example#:x") "\n" VER("/b/(.*)",
		"https://x.example?c=$1#$1"),
	    0,
	    "~/a-([^/]+) -> https://x.example#$1 308\n"
	    "/b/* -> https://x.example?c=:splat#:splat 308 strict" },
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
	{ "vercel: what may be missing", "vercel-json",
	    VER("/next(\\\\.js)?", "https://x.example") "\n" VER("/o/:id?",
		"/p/:id?") "\n" VER("/o/:id?/x", "/p/:id") "\n" VER("/a.:ext?",
		"/p"),
	    0,
	    "~/next(\\.js)? -> https://x.example 308\n"
	    "~/o(?:/([^/]+))? -> /p/$1 308\n"
	    "~/o(?:/([^/]+))?/x -> /p/$1 308\n"
	    "!4 has a '?' that is not at its end" },
	{ "vercel: brackets that capture nothing", "vercel-json",
	    VER("/f/((?!general).*)", "/g") "\n" VER("/h/:x((?:a|b)c)",
		"/i/:x?y=:x") "\n" VER("/j/((a))", "/k"),
	    0,
	    "~/f/((?!general).*) -> /g 308\n"
	    "~/h/((?:a|b)c) -> /i/$1?y=$1 308\n"
	    "!3 has brackets within brackets" },
	{ "vercel: the shortest of two in one segment", "vercel-json",
	    VER("/a/:x-:y", "/b/:y"), 0, "~/a/([^/]+?)-([^/]+) -> /b/$2 308" },
	{ "vercel: of two with one name the last counts", "vercel-json",
	    VER("/a/:x(\\\\d+)/:x(\\\\w+)", "/b/:x"), 0,
	    "~/a/(\\d+)/(\\w+) -> /b/$2 308" },
	{ "vercel: a name may begin with a digit", "vercel-json",
	    VER("/a/:0", "/:0") "\n" VER("/b/:1st/:2*", "/c/:1st/:2*"), 0,
	    "~/a/([^/]+) -> /$1 308\n"
	    "~/b/([^/]+)(?:/([^/]+(?:/[^/]+)*))? -> /c/$1/$2 308" },
	{ "vercel: braces that are text", "vercel-json",
	    VER("/a/:x", "https://h.example/{:x}"), 0,
	    "!1 Vercel sends '{' and '}' as text" },
	{ "vercel: braces before a fragment", "vercel-json",
	    VER("/a/:x", "/b/{:x}#c"), 0, "!1 Vercel sends '{'" },
	{ "vercel: braces in parameters", "vercel-json",
	    VER("/a/:x", "https://h.example/b?c={:x}"), 0,
	    "/a/:x -> https://h.example/b?c=:x 308 strict" },
	{ "vercel: a capture of nothing", "vercel-json", VER("/a", "/b/$1"), 0,
	    "!1 '$1' is a capture there" },
	{ "vercel: an expression that it does not take", "vercel-json",
	    VER("/a/(?:b|c)", "/d"), 0, "!1 does not begin with a '?'" },
	{ "vercel: braces that hold a part together", "vercel-json",
	    VER("/f-{:slug}", "/b-{:slug}") "\n" VER("/h/:w",
		"/s?e={:w}") "\n" VER("/g{-:x}?", "/y") "\n" VER("/i", "/{j}"),
	    0,
	    "~/f-([^/]+) -> /b-$1 308\n/h/:w -> /s?e=:w 308 strict\n"
	    "!3 has a '{' without a parameter\n"
	    "/i -> /{j} 308 strict" },
	{ "vercel: a parameter that is asked for, and passed on", "vercel-json",
	    "{\"redirects\":["
	    "{\"source\":\"/s/:p*\",\"has\":[{\"type\":\"query\",\"key\":\"a "
	    "b\","
	    "\"value\":\"c&d\"}],\"destination\":\"/t/:p*?x=1#f\"},\n"
	    "{\"source\":\"/u\",\"has\":[{\"type\":\"query\",\"key\":\"e\","
	    "\"value\":\"1\"},{\"type\":\"query\",\"key\":\"f\",\"value\":"
	    "\"2\"}],"
	    "\"destination\":\"/v?f=3\"},\n"
	    "{\"source\":\"/w-:x\",\"has\":[{\"type\":\"query\",\"key\":\"e\","
	    "\"value\":\"1\"}],\"destination\":\"/v\"},\n"
	    "{\"source\":\"/y\",\"has\":[{\"type\":\"query\",\"key\":\"e\","
	    "\"value\":\"[0-9]\"}],\"destination\":\"/v\"}]}",
	    0,
	    "?1 what ends in a '*'\n?1 come first in the answer here\n"
	    "/s?a%20b=c%26d -> /t?x=1&a%20b=c%26d#f 308 strict\n"
	    "/s/*?a%20b=c%26d -> /t/:splat?x=1&a%20b=c%26d#f 308 strict\n"
	    "/u?e=1&f=2 -> /v?f=3&e=1 308 strict\n"
	    "!3 an expression and parameters\n!4 is an expression" },
	{ "vercel: any value of a parameter, by a name", "vercel-json",
	    TAKEN("/home", "id", "(?<cms>.*)", "/home/:cms") TAKEN("/s/:p*",
		"i d", "(?<v>.+)", "https://x.example/:v/:p*?i+d=1#:v")
		TAKEN("/a", "1", "(?<v_2>.*)", "/b"),
	    0,
	    "?1 the last one counts there\n?1 come first in the answer here\n"
	    "/home?id=:cms -> /home/:cms?id=:cms 308 strict\n"
	    "?2 what ends in a '*'\n"
	    "/s?i%20d=:v -> https://x.example/:v?i+d=1#:v 308 strict\n"
	    "/s/*?i%20d=:v -> https://x.example/:v/:splat?i+d=1#:v 308 strict\n"
	    "/a?1=:v_2 -> /b?1=:v_2 308 strict" },
	{ "vercel: any value by no name we have", "vercel-json",
	    TAKEN("/a", "1", "", "/b") TAKEN("/a", "x", "(?<v>[0-9]+)", "/b")
		TAKEN("/a", "x", "(?<1>.*)", "/b") TAKEN("/a", "x", "a(?<v>.*)",
		    "/b") TAKEN("/a/:v", "x", "(?<v>.*)", "/b"),
	    0,
	    "!1 the parameter '1' in \"has\" has any value, and no letter\n"
	    "!2 is an expression\n!3 is an expression\n!4 is an expression\n"
	    "?5 the last one counts there\n?5 come first in the answer here\n"
	    "!5 ':v' is refused: it stands there twice" },
	{ "vercel: more than any value", "vercel-json",
	    TAKEN("/a", "x", "(?<v>.*)", "/b/:v*") TAKEN("/a", "x", "(?<v>.*)",
		"/b/{:v}") TAKEN("/a", "x", "(?<v>.*)", "/b/:v?")
		TAKEN("/a\\\\:b", "x", "(?<v>.*)", "/b/:v"),
	    0,
	    "!1 ':v' in its destination is more than the value\n"
	    "!2 ':v' in its destination\n!3 ':v' in its destination\n"
	    "!4 a '*' or ':' that belongs to the path" },
	{ "vercel: what else of its file redirects", "vercel-json",
	    "{\"cleanUrls\":true,\"redirects\":[{\"source\":\"/a\","
	    "\"destination\":\"/b\"}],\"trailingSlash\":false}",
	    0,
	    "?0 \"cleanUrls\" redirects there, too, and is not read\n"
	    "?0 \"trailingSlash\" redirects there, too\n/a -> /b 308 strict" },
	{ "vercel: a key that it does not have", "vercel-json",
	    "{\"redirects\":[\n"
	    "{\"source\":\"/a\",\"destination\":\"/b\",\"type\":302},\n"
	    "{\"regex\":\"/c\",\"destination\":\"/d\"},\n"
	    "{\"source\":\"/e\",\"destination\":\"/f\",\"statusCode\":302.0},\n"
	    "{\"source\":\"/g\",\"destination\":\"/h\",\"locale\":true}]}",
	    0,
	    "!2 unknown key 'type'\n!3 unknown key 'regex'\n"
	    "!4 statusCode: a text, a whole number\n"
	    "!5 unknown key 'locale'" },
	{ "vercel: what Next.js adds", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a\",\"destination\":\"/b\","
	    "\"locale\":false,\"basePath\":false,\"permanent\":false}]}",
	    0, "/a -> /b 307 strict" },
	{ "vercel: conditions that are no list", "vercel-json",
	    "{\"redirects\":[\n{\"source\":\"/a\",\"destination\":\"/b\","
	    "\"has\":{\"type\":\"host\",\"value\":\"h.example\"}},\n"
	    "{\"source\":\"/c\",\"destination\":\"/d\",\"missing\":"
	    "{\"type\":\"cookie\",\"key\":\"x\"}}]}",
	    0,
	    "!2 \"has\" is no list of conditions\n"
	    "!3 \"missing\" is no list of conditions" },
	{ "vercel: a bulk one has no conditions", "vercel-json",
	    "[{\"source\":\"/a\",\"destination\":\"/b\",\"has\":"
	    "[{\"type\":\"cookie\",\"key\":\"x\"}]}]",
	    0, "!1 unknown key 'has'" },
	{ "vercel: a bulk one is no pattern", "vercel-json",
	    "[{\"source\":\"/a/:p*\",\"destination\":\"/b/:p*\"},\n"
	    "{\"source\":\"/a/:p\",\"destination\":\"/c\"},\n"
	    "{\"source\":\"/wiki/Talk:Foo_(bar)\",\"destination\":\"/d\","
	    "\"preserveQueryParams\":true}]",
	    0,
	    "?1 '/a/:p*' is taken as it stands\n"
	    "/a/:p* -> /b/:p* 307 strict ignore-case literal drop\n"
	    "?2 '/a/:p' is taken as it stands\n"
	    "/a/:p -> /c 307 strict ignore-case literal drop\n"
	    "/wiki/Talk:Foo_(bar) -> /d 307 strict ignore-case literal" },
	{ "vercel: a column that it does not have", "vercel-json",
	    "source,destination,status\n/a,/b,301\n", 0,
	    "X1 unknown column 'status'; the first row names the columns, "
	    "which are source, destination, permanent, status code" },
	{ "vercel: two statuses", "vercel-json",
	    "{\"redirects\":[{\"source\":\"/a\",\"destination\":\"/b\","
	    "\"permanent\":false,\"statusCode\":301}]}",
	    0, "!1 Vercel takes one of them" },
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
