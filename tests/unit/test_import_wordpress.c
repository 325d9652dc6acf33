/* SPDX-License-Identifier: MIT */
/*
 * test_import_wordpress.c - the plugins Redirection and Safe Redirect Manager:
 * what they do with a row, found by reading them and what they are tested with.
 */
#include "rows.h"

#include "imported.h"

#define RED "source,target,regex,code,type,hits,title,status\n"
#define SRM "source,target,regex,code,order,notes\n"

/* A redirect that passes parameters on, as an object of its own. */
#define PASS(from, to)                                         \
	"{\"url\":\"" from "\",\"action_data\":{\"url\":\"" to \
	"\"},\"match_data\":{\"source\":{\"flag_query\":\"pass\"}}}"

/* One that leads by more than its address. */
#define MATCH(type, data, from, other)                                       \
	"{\"url\":\"/a\",\"match_type\":\"" type "\",\"action_data\":{" data \
	",\"url_from\":\"" from "\",\"url_notfrom\":\"" other "\"},"         \
	"\"match_data\":{\"source\":{\"flag_query\":\"ignore\"}}}"

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
	{ "redirection-csv: a condition that it cannot write",
	    "redirection-csv", RED "/a,/unknown,0,301,url,0,,active\n", 0,
	    "!2 '/unknown' is what the plugin writes for a target" },
	{ "redirection-csv: a list of two columns", "redirection-csv",
	    "/a,/unknown\n", 0,
	    "?1 there an address without parameters\n"
	    "/a -> /unknown 301 ignore-case" },
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
	    "?2 an expression with '$' at its end was for requests without\n"
	    "~/p/(\\d+)/? -> /post/$1 301 ignore-case" },
	{ "redirection-csv: an expression that is but one path",
	    "redirection-csv", RED "^/a\\.html$,/b,1,301,url,0,,active\n", 0,
	    "?2 an expression with '$' at its end was for requests without\n"
	    "/a.html -> /b 301 strict ignore-case" },
	{ "redirection-csv: what takes the parameters, too", "redirection-csv",
	    RED "^/a/.+$,/b,1,301,url,0,,\n^/c/(.*)$,/d/$1#e,1,301,url,0,,\n"
		"^/f/(.*?)$,/g/$1/h,1,301,url,0,,\n^/i/.*,/j,1,301,url,0,,\n"
		"^/k\\$,/l,1,301,url,0,,\n",
	    0,
	    "~/a/.+ -> /b 301 ignore-case drop\n"
	    "/c/* -> /d/:splat#e 301 strict ignore-case\n"
	    "~/f/(.*?) -> /g/$1/h 301 ignore-case drop\n"
	    "~/i/.* -> /j 301 ignore-case drop\n"
	    "~/k\\$(.*) -> /l$1 301 ignore-case" },
	{ "redirection-csv: expressions are of what is not escaped",
	    "redirection-csv",
	    RED
	    "^/a\\s+b,/c,1,301,url,0,,\n^/d%20e/%E4%BD%A0,/f,1,301,url,0,,\n"
	    "^/g.h,/i,1,301,url,0,,\n^/j%FC,/k,1,301,url,0,,\n",
	    0,
	    "~/a(?:%20)+b(.*) -> /c$1 301 ignore-case\n"
	    "~/d%20e/%E4%BD%A0(.*) -> /f$1 301 ignore-case\n"
	    "?4 one character of an expression is one of the decoded path\n"
	    "~/g.h(.*) -> /i$1 301 ignore-case\n"
	    "!5 paths are compared without escapes there, and '%FC' was "
	    "never" },
	{ "redirection-csv: a '+' in a path", "redirection-csv",
	    "/a+b?c=1+2,/d,0\n/e?f=1+2,/g,0\n", 0,
	    "?1 a '+' in a path is a space, too, there\n"
	    "?1 there the case of parameters\n?1 there an address without\n"
	    "/a+b?c=1+2 -> /d 301 ignore-case drop\n"
	    "/e?f=1+2 -> /g 301 ignore-case drop" },
	{ "redirection-json: an expression ignores no parameters",
	    "redirection-json",
	    "[{\"url\":\"^/a/\",\"regex\":true,\"action_data\":\"/b\","
	    "\"match_data\":{\"source\":{\"flag_query\":\"ignore\"}}}]",
	    0, "~/a/(.*) -> /b$1 301 ignore-case" },
	{ "redirection-csv: more than nine captures", "redirection-csv",
	    RED "^/(a)(b)(c)(d)(e)(f)(g)(h)(i)(j)$,/q/$10,1,301,url,0,,\n"
		"^/(a)(b)(c)(d)(e)(f)(g)(h)(i),/q/$9,1,301,url,0,,\n",
	    0,
	    "!2 there are captures from $1 to $9 only\n"
	    "!3 it has more than nine captures" },
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
	    "~/a/.* -> /x 301 ignore-case drop\n"
	    "?3 there an address\n"
	    "?3 line 2 shadowed '/a/b' there\n"
	    "/a/b -> /y 301 ignore-case\n"
	    "!4 line 3 has it" },

	{ "redirection-csv: ends of old systems, and none at the end",
	    "redirection-csv", "/a,/b,0,x\r/c,/d,0,308\r\n/e,/f,0,666", 0,
	    "?1 'x' is no status: it was a 301 there\n"
	    "?1 there an address without\n"
	    "/a -> /b 301 ignore-case\n/c -> /d 308 ignore-case\n"
	    "?3 '666' is no status\n/e -> /f 301 ignore-case" },
	{ "redirection-csv: by '|'", "redirection-csv", "/a|/b|0|302\n", 0,
	    "?1 there an address without\n/a -> /b 302 ignore-case" },
	{ "redirection-csv: letters of parameters", "redirection-csv",
	    "/a?b[]=1&b[]=2,/c,0\n/d?1=2,/e,0\n", 0,
	    "?1 there the case of parameters makes no difference\n"
	    "?1 there an address without\n"
	    "/a?b[]=1&b[]=2 -> /c 301 ignore-case drop\n"
	    "/d?1=2 -> /e 301 ignore-case drop" },
	{ "redirection-csv: escapes and letters beyond ASCII",
	    "redirection-csv",
	    "/f\xc3\xbcr/x,/y,0\n^/f%C3%BCr/\\d$,/z,1\n^/a\\+b,/c,1\n", 0,
	    "?1 there an address without\n"
	    "/f\xc3\xbcr/x -> /y 301 ignore-case\n"
	    "?2 an expression with '$' at its end was for requests without\n"
	    "~/f%C3%BCr/\\d -> /z 301 ignore-case\n"
	    "~/a\\+b(.*) -> /c$1 301 ignore-case" },
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
	{ "redirection-json: lines in another order", "redirection-json",
	    "{\"redirects\":["
	    "{\"url\":\"^/a$\",\"regex\":true,\"action_data\":\"/b\","
	    "\"group_id\":1,\"position\":4},"
	    "{\"url\":\"^/c$\",\"regex\":true,\"action_data\":\"/d\","
	    "\"group_id\":2,\"position\":1},"
	    "{\"url\":\"^/a$\",\"regex\":true,\"action_data\":\"/e\","
	    "\"group_id\":2,\"position\":0}]}",
	    0,
	    "?1 an expression with '$' at its end was for requests without\n"
	    "/a -> /b 301 strict ignore-case\n/c -> /d 301 strict ignore-case\n"
	    "?1 the lower \"position\" is asked first\n!1 line 1 has it" },
	{ "redirection-json: by login", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\",\"match_type\":\"login\","
	    "\"action_data\":{\"logged_in\":\"/a\"}}]}",
	    0, "!1 it matches by 'login'" },
	{ "redirection-json: at random", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\",\"match_type\":\"url\","
	    "\"action_type\":\"random\"}]}",
	    0, "!1 its action is 'random'" },
	{ "redirection-json: all parameters are passed on", "redirection-json",
	    "[" PASS("/a?x=1&y=2", "/b?y=3#f") "," PASS("/c?x=1",
		"/d") "," PASS("/e", "/f?g=h") "]",
	    0,
	    "?1 there the case of parameters makes no difference\n"
	    "/a?x=1&y=2 -> /b?y=3&x=1#f 301 ignore-case\n"
	    "/c?x=1 -> /d?x=1 301 ignore-case\n"
	    "/e -> /f?g=h 301 ignore-case" },
	{ "redirection-json: of a group that is disabled", "redirection-json",
	    "{\"groups\":[{\"id\":1,\"enabled\":true},{\"id\":\"2\","
	    "\"enabled\":false}],\"redirects\":["
	    "{\"url\":\"^/a$\",\"regex\":true,\"action_data\":\"/b\","
	    "\"group_id\":2},"
	    "{\"url\":\"^/c$\",\"regex\":true,\"action_data\":\"/d\","
	    "\"group_id\":1},"
	    "{\"url\":\"^/e$\",\"regex\":true,\"action_data\":\"/f\"}]}",
	    0,
	    "?1 an expression with '$' at its end was for requests without\n"
	    "?1 its group is disabled\n"
	    "/a -> /b 301 strict ignore-case disabled\n"
	    "/c -> /d 301 strict ignore-case\n"
	    "/e -> /f 301 strict ignore-case" },
	{ "redirection-json: by a cookie, a header, addresses, a server",
	    "redirection-json",
	    MATCH("cookie", "\"name\":\"beta\",\"value\":\"1\"", "/x",
		"") "\n" MATCH("header", "\"name\":\"X-A\",\"value\":\"b c\"",
		"/x", "/y") "\n" MATCH("ip", "\"ip\":[\"10.0.0.1\",\"::1\"]",
		"/x", "") "\n" MATCH("server",
		"\"server\":\"https://h.example:8080/z\"", "/x", "/y"),
	    0,
	    "/a -> /x 301 ignore-case drop {cookie beta=1}\n"
	    "/a -> /x 301 ignore-case drop {header X-A=b c}\n"
	    "/a -> /y 301 ignore-case drop\n"
	    "?3 line 2 shadowed '/a'\n"
	    "/a -> /x 301 ignore-case drop {from_net 10.0.0.1/32|from_net "
	    "::1/128}\n"
	    "?4 line 2 shadowed 'h.example/a'\n"
	    "h.example/a -> /x 301 ignore-case drop\n!4 line 2 has it" },
	{ "redirection-json: conditions that cannot be said",
	    "redirection-json",
	    MATCH("cookie", "\"name\":\"b\",\"value\":\"1\",\"regex\":true",
		"/x", "") "\n" MATCH("cookie", "\"name\":\"b\",\"value\":\"\"",
		"/x", "") "\n" MATCH("header", "\"name\":\"b\",\"value\":\"1\"",
		"", "/y") "\n" MATCH("ip", "\"ip\":[]", "/x",
		"") "\n" MATCH("ip", "\"ip\":[\"x\"]", "/x",
		"") "\n" MATCH("server", "\"server\":\"\"", "/x",
		"") "\n" MATCH("language", "\"language\":\"de\"", "/x", ""),
	    0,
	    "!1 by an expression for the value of 'b'\n"
	    "!2 a value that no condition can have\n"
	    "!3 it leads those that do not match\n"
	    "!4 names none\n!5 'x'\n!6 names none\n"
	    "!7 it matches by 'language'" },
	{ "redirection-json: what no address alone decides", "redirection-json",
	    "[{\"url\":\"/a\",\"match_type\":\"agent\"},"
	    "{\"url\":\"/a\",\"action_type\":\"pass\"},"
	    "{\"url\":\"/a\",\"action_type\":\"nothing\"},"
	    "{\"url\":\"/a\",\"action_code\":304}]",
	    0,
	    "!1 it matches by 'agent'\n!1 its action is 'pass'\n"
	    "!1 its action is 'nothing'\n!1 a 304 is no redirect" },
	{ "redirection-json: the end is missing", "redirection-json",
	    "{\"redirects\":[{\"url\":\"/l\"", 0, "X1 the file ends within" },

	{ "safe-redirect: 302, in any case", "safe-redirect-csv",
	    SRM "/a,/b,0,,0,why\n", 0, "/a -> /b 302 ignore-case note=why" },
	{ "safe-redirect: a star takes a path and what is below",
	    "safe-redirect-csv", SRM "/w/*,/x/*,0,301,0,\n", 0,
	    "?2 there a final slash is left out\n"
	    "/w/* -> /x/:splat 301 ignore-case" },
	{ "safe-redirect: a star within a segment", "safe-redirect-csv",
	    SRM "/w.*,/x/*,0,301,0,\n", 0,
	    "?2 there a final slash is left out\n"
	    "~/w\\.(.*) -> /x/$1 301 ignore-case rank=0" },
	{ "safe-redirect: a star in parameters, and before a slash",
	    "safe-redirect-csv",
	    SRM "/v*,/x?y=*,0,301,0,\n/w/*,/x?y=*#,0,301,0,\n"
		"/z*/,/x/*,0,301,0,\n",
	    0,
	    "?2 there a final slash is left out\n"
	    "~/v(.*) -> /x?y=$1 301 ignore-case drop rank=0\n"
	    "/w/* -> /x?y=*# 301 ignore-case drop\n"
	    "~/z(.*) -> /x/$1 301 ignore-case rank=0" },
	{ "safe-redirect: a star, and one target", "safe-redirect-csv",
	    SRM "/w/*,/x,0,301,0,\n", 0, "/w/* -> /x 301 ignore-case" },
	{ "safe-redirect: an expression, in its order", "safe-redirect-csv",
	    SRM "/tes?t/[0-9]+/path/[^/]+/?,/go/here,1,302,3,\n", 0,
	    "?2 there is no '^'\n?2 there a final slash is left out before\n"
	    "~/tes?t/[0-9]+/path/[^/]+/?(.*) -> /go/here$1 302 ignore-case "
	    "rank=3" },
	{ "safe-redirect: an expression that is but a path, in an order",
	    "safe-redirect-csv",
	    SRM "^/a$,/b,1,302,0,\n^/c/(.*)$,/d/$1,1,302,0,\n"
		"^/e$,/f,1,302,5,\n/g,/h,0,302,7,\n",
	    0,
	    "?2 an expression with '$' at its end was for requests without\n"
	    "/a -> /b 302 strict ignore-case\n"
	    "?3 there a final slash is left out before\n"
	    "/c/* -> /d/:splat 302 strict ignore-case\n"
	    "?4 an order is kept for expressions only\n"
	    "/e -> /f 302 strict ignore-case\n/g -> /h 302 ignore-case" },
	{ "safe-redirect: an expression loses its final slash",
	    "safe-redirect-csv", SRM "^/b?/,https://x.example/y,1,302,0,\n", 0,
	    "?2 there a final slash is left out before\n"
	    "~/b?.* -> https://x.example/y 302 ignore-case rank=0" },
	{ "safe-redirect: a capture that is none", "safe-redirect-csv",
	    SRM "/a/(b+)/c,/d/$1/$2,1,302,0,\n/e?f,/g/$1,1,302,0,\n", 0,
	    "?2 there is no '^'\n!2 no capture '$2', which was nothing there\n"
	    "?3 there is no '^'\n!3 no capture '$1'" },
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
	{ "safe-redirect: names of another list", "safe-redirect-csv",
	    "http code,legacy url,new url,is_regex,order,notes\n"
	    "302,/some-url,/new-url,0,0,why\n301,/r?x/\\d+,/go,1,0,\n",
	    0,
	    "/some-url -> /new-url 302 ignore-case note=why\n"
	    "?3 there is no '^'\n?3 there a final slash is left out before\n"
	    "~/r?x/\\d+(.*) -> /go$1 301 ignore-case rank=0" },
	{ "safe-redirect: a host says nothing", "safe-redirect-csv",
	    SRM "https://www.h.example/a?b=c,/d,0,302,0,\nhttp://i.example,"
		"/e,0,302,0,\n",
	    0,
	    "?2 there a source is a path, whatever host\n"
	    "?2 there an address with parameters\n"
	    "/a?b=c -> /d 302 ignore-case drop\n/ -> /e 302 ignore-case" },
	{ "safe-redirect: what is no source there", "safe-redirect-csv",
	    SRM "/@me,/you,0,302,0,\n/a,,0,302,0,\n", 0,
	    "!2 there an '@' is left out of a source\n!3 it has no target" },
	{ "safe-redirect: forced to https", "safe-redirect-csv",
	    "source,target,force_https\n/a,/b,true\n/c,http://d.example/,1\n"
	    "/e,https://f.example/,1\n/g,/h,0\n",
	    0,
	    "!2 it is forced to https\n!3 it is forced to https\n"
	    "/e -> https://f.example/ 302 ignore-case\n"
	    "/g -> /h 302 ignore-case" },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];

	TABLE_FILL(tests, import_cases, test_imported);
	return cmocka_run_group_tests_name("import of WordPress", tests, NULL,
	    NULL);
}
