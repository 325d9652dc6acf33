/* SPDX-License-Identifier: MIT */
/* test_import_nginx.c - nginx: return, rewrite and maps. */
#include "rows.h"

#include "imported.h"

#define S(text) "server { server_name h.example; " text " }\n"

/* What an export has around its rules. */
#define OWN(rules)                                                     \
	"map \"$detour_target\" $detour_any_list {\n"                  \
	"\t# Written at 2026-12-01T00:00:00Z\n" rules                  \
	"}\nmap $detour_any_list $detour_status {\n\t\"~^([0-9]+) \" " \
	"\"$1\";\n"                                                    \
	"}\n"

static const struct import_case import_cases[] = {
	{ "return: one path, without parameters", "nginx",
	    "location = /a { return 301 /b; }\n", 0,
	    "/a -> /b 301 strict drop" },
	{ "return: with parameters", "nginx",
	    "location = /a { return 302 /b$is_args$args; }\n", 0,
	    "/a -> /b 302 strict" },
	{ "return: an URL alone is 302", "nginx",
	    "location = /a { return https://x.example/; }\n", 0,
	    "/a -> https://x.example/ 302 strict drop" },
	{ "return: without what it needs", "nginx",
	    "location ~ ^/a { return 301; }\nrewrite ^/a;\n", 0,
	    "!1 it has no target\n!2 it has no target" },
	{ "return: what a visitor says goes nowhere but into the path", "nginx",
	    "location / { return 301 $scheme://x.example$request_uri; }\n"
	    "location /x { return 301 /a$foo; }\n",
	    0, "!1 '$scheme://x.example' in the target\n!2 '$foo' in the" },
	{ "return: to another host with the same scheme", "nginx",
	    "server { server_name a.example *.b.example;\n"
	    "return 301 $scheme://www.x.example$request_uri; }\n"
	    "server { server_name x.example;\n"
	    "location = /a { return 302 ${scheme}://y.example/; } }\n",
	    0,
	    "http://a.example/* -> http://www.x.example/:splat 301\n"
	    "https://a.example/* -> https://www.x.example/:splat 301\n"
	    "http://*.b.example/* -> http://www.x.example/:splat 301\n"
	    "https://*.b.example/* -> https://www.x.example/:splat 301\n"
	    "http://x.example/a -> http://y.example/ 302 strict drop\n"
	    "https://x.example/a -> https://y.example/ 302 strict drop" },
	{ "return: a location that is two rules, for each scheme", "nginx",
	    "server { server_name x.example;\n"
	    "location /a { return 302 $scheme://y.example/; } }\n",
	    0,
	    "http://x.example/a/* -> http://y.example/ 302 drop\n"
	    "?2 a location without a '/' at its end\n"
	    "http://x.example~/a[^/].* -> http://y.example/ 302 drop "
	    "rank=2098\n"
	    "https://x.example/a/* -> https://y.example/ 302 drop\n"
	    "https://x.example~/a[^/].* -> https://y.example/ 302 drop "
	    "rank=2098" },
	{ "return: where the host is asked for, as certbot writes it", "nginx",
	    "server {\n"
	    "if ($host = www.a.example) { return 301 "
	    "https://$host$request_uri; }\n"
	    "if ($host = \"a.example\") {\n"
	    "return 302 $scheme://www.$host$uri; }\n"
	    "if ($host ~ b) { return 301 /b; }\n"
	    "if ($host = $c) { return 301 /c; }\n"
	    "server_name a.example www.a.example ~d;\n"
	    "location = /e { if ($host = a.example) { return 301 /f; } }\n"
	    "}\nserver { return 302 /g; }\n",
	    0,
	    "www.a.example/* -> https://www.a.example/:splat 301\n"
	    "http://a.example/* -> http://www.a.example/:splat 302 drop\n"
	    "https://a.example/* -> https://www.a.example/:splat 302 drop\n"
	    "!5 it stands within 'if { }'\n!6 it stands within 'if { }'\n"
	    "!8 it stands within 'if { }'\n/* -> /g 302 drop" },
	{ "rewrite: to a name in front, and to the same host", "nginx",
	    "server { server_name x.example;\n"
	    "rewrite ^(.*)$ $scheme://www.$host$1 permanent;\n"
	    "location = /a { return 302 $scheme://$host/b; } }\n",
	    0,
	    "http://x.example/* -> http://www.x.example/:splat 301\n"
	    "https://x.example/* -> https://www.x.example/:splat 301\n"
	    "x.example/a -> /b 302 strict drop" },
	{ "return: the whole path behind an expression", "nginx",
	    "location ~* \\.(gif)$ { return 302 /x$uri; }\n", 0,
	    "?1 nginx asks expressions before plain locations\n"
	    "!1 write what of it is wanted as $1" },
	{ "map: a default", "nginx", "map $uri $new { default /; }\n", 0,
	    "!1 'default' is for all other paths" },
	{ "return: below a location", "nginx",
	    "location /docs/ { return 308 "
	    "https://d.example$request_uri; }\n"
	    "location ^~ /e/ { return 307 /f; }\n",
	    0,
	    "/docs/* -> https://d.example/docs/:splat 308 strict\n"
	    "/e/* -> /f 307 strict drop" },
	{ "return: what begins so, within a segment", "nginx",
	    "location /pre.x { return 303 /post; }\n"
	    "location /p { return 301 https://x.example$request_uri; "
	    "}\n",
	    0,
	    "/pre.x/* -> /post 303 drop\n"
	    "?1 within a segment, too: that is an expression here\n"
	    "~/pre\\.x[^/].* -> /post 303 drop rank=2094\n"
	    "!2 within a segment, too" },
	{ "return: of several that begin so the longest is asked first",
	    "nginx",
	    S("location /a { return 301 /x; }\n"
	      "location /a/bc { return 302 /y; }\n"
	      "location / { return 303 /z; }"),
	    0,
	    "h.example/a/* -> /x 301 drop\n"
	    "?1 within a segment, too\n"
	    "h.example~/a[^/].* -> /x 301 drop rank=2098\n"
	    "h.example/a/bc/* -> /y 302 drop\n"
	    "h.example~/a/bc[^/].* -> /y 302 drop rank=2095\n"
	    "h.example/* -> /z 303 drop" },
	{ "a location that redirects nothing", "nginx",
	    "location /app/ {\n\tproxy_pass http://a;\n}\n"
	    "location / { return 301 /b; }\n",
	    0,
	    "?2 this is no redirect\n?3 if none to '-' leaves it alone\n"
	    "/* -> /b 301 drop" },
	{ "return: an expression", "nginx",
	    "location ~ ^/img/(\\d+)\\.gif$ { return 301 /i/$1.png; }\n"
	    "location ~* \"^/j/(\\d{2})\" { return 301 /i/$1; }\n",
	    0,
	    "?1 nginx asks expressions before plain locations\n"
	    "~/img/(\\d+)\\.gif -> /i/$1.png 301 drop\n"
	    "~/j/(\\d{2}).* -> /i/$1 301 ignore-case drop" },
	{ "return: gone, and forbidden", "nginx",
	    "location = /a { return 410; }\nlocation = /b { return "
	    "403; }\n"
	    "location = /c { return 444; }\nlocation = /d { return 200 "
	    "ok; }\n",
	    0,
	    "/a -> 410 strict drop\n!2 a 403 is no redirect\n"
	    "!3 a 444 is no redirect\n!4 a 200 shows another page" },
	{ "server: all its names", "nginx",
	    "server { listen 80; server_name a.example .b.example _;\n"
	    "  return 301 https://www.a.example$request_uri; }\n",
	    0,
	    "?1 this is no redirect, and is passed over\n"
	    "a.example/* -> https://www.a.example/:splat 301\n"
	    "b.example/* -> https://www.a.example/:splat 301\n"
	    "*.b.example/* -> https://www.a.example/:splat 301" },
	{ "server: its own host is known", "nginx",
	    "server { server_name a.example;\n"
	    "  return 301 https://$host$request_uri; }\n",
	    0,
	    "a.example/* -> https://a.example/:splat "
	    "301" },
	{ "server: an expression for a name", "nginx",
	    "server { server_name ~^(.+)$; return 301 /a; }\n", 0,
	    "!1 its server_name has an expression" },
	{ "server: the next one has no names of it", "nginx",
	    S("") "server { location = /a { return 301 /b; } }\n", 0,
	    "/a -> /b 301 strict drop" },
	{ "rewrite: permanent and redirect", "nginx",
	    S("rewrite ^/old/(.*)$ /new/$1 permanent;\n"
	      "rewrite ^/x/(\\d+)$ /y?id=$1? redirect;"),
	    0,
	    "h.example/old/* -> /new/:splat 301 strict\n"
	    "?2 is escaped here ('&', '=', '+')\n"
	    "h.example~/x/(\\d+) -> /y?id=$1 302 drop" },
	{ "rewrite: everything", "nginx",
	    "rewrite ^ https://x.example$request_uri? permanent;\n", 0,
	    "/* -> https://x.example/:splat 301" },
	{ "rewrite: one character is one of the decoded path", "nginx",
	    "rewrite ^/a/[^/]+/(\\d)\\.x$ /b/$1 redirect;\n"
	    "rewrite ^/a/(.)x$ /c permanent;\n"
	    "rewrite ^/d\\s(\\d)$ /e permanent;\n"
	    "rewrite ^/f\\s*(\\d)$ /g permanent;\n",
	    0,
	    "~/a/[^/]+/(\\d)\\.x -> /b/$1 302\n"
	    "?2 in which a space is three: %20\n~/a/(.)x -> /c 301\n"
	    "~/d%20(\\d) -> /e 301\n"
	    "~/f(?:%20)*(\\d) -> /g 301" },
	{ "rewrite: within the server", "nginx",
	    S("rewrite ^/a$ /b last; rewrite ^/c$ /d;"), 0,
	    "!1 without 'permanent' or 'redirect'\n"
	    "!1 one with the target '-' leaves it alone" },
	{ "rewrite: a URL is a redirect", "nginx",
	    S("rewrite ^/a$ https://x.example/b break;"), 0,
	    "h.example/a -> https://x.example/b 302 strict" },
	{ "rewrite: the first wins", "nginx",
	    "rewrite ^/a/(.*)$ /b/$1 permanent;\n"
	    "rewrite ^/a/c$ /d permanent;\nrewrite ^/a/(.*)$ /e "
	    "permanent;\n",
	    0,
	    "/a/* -> /b/:splat 301 strict\n?2 line 1 shadowed '/a/c'\n"
	    "/a/c -> /d 301 strict\n!3 line 1 has it" },
	{ "rewrite: within a location", "nginx",
	    "location /a/ { rewrite ^/a/(.*)$ /b/$1 permanent; }\n"
	    "location /c/ { rewrite ^ https://h.example/?d=e redirect; }\n"
	    "location /f/ { rewrite ^ https://h.example$request_uri? "
	    "permanent; }\n"
	    "location /g/ { rewrite ^ /h? permanent; }\n"
	    "location /i { rewrite ^/ia(.*)$ /j permanent; }\n"
	    "location /i { rewrite ^/i?(.*)$ /j permanent; }\n"
	    "location = /k { rewrite ^/k$ /l permanent; }\n"
	    "location /m/ { rewrite (.*) /n$1 permanent; }\n"
	    "location /o.p { rewrite ^/o.p(x)$ /q permanent; }\n",
	    0,
	    "/a/* -> /b/:splat 301 strict\n"
	    "/c/* -> https://h.example/?d=e 302 strict\n"
	    "/f/* -> https://h.example/f/:splat 301 strict\n"
	    "/g/* -> /h 301 strict drop\n"
	    "~/ia(.*) -> /j 301\n"
	    "!6 an expression within a location\n"
	    "!7 an expression within a location\n"
	    "!8 an expression within a location\n"
	    "!9 an expression within a location" },
	{ "a map of what was asked", "nginx",
	    "map $request_uri $new { /a?b=c /d; /e /f; }\n", 0,
	    "?1 for exactly the parameters that it has\n"
	    "?1 a map says no status\n"
	    "/a?b=c -> /d 302 strict ignore-case drop\n"
	    "/e -> /f 302 strict ignore-case drop" },
	{ "if: asks for more", "nginx",
	    S("if ($http_user_agent ~ bot) { return 301 /a; }\n"
	      "if ($b) { rewrite ^/c$ /d permanent; }"),
	    0,
	    "!1 it stands within 'if { }'\n!2 it stands within 'if { "
	    "}'" },
	{ "captures that have names", "nginx",
	    "rewrite ^/n/(?P<one>\\d+)/([(]|b)/(?<two>x+)$ /m/$two/${one}y/$2 "
	    "redirect;\n"
	    "location ~ ^/c/(?:z)(?<w>a|b)$ { return 301 /d/$w; }\n"
	    "map $uri $new { ~^/e\\((?<x>.*)$ /f/$x; ~^/g/(?<x>.*)$ /h/$y; }\n"
	    "rewrite ^/k/(?<=k/)(?<v>a)$ /l/$v permanent;\n",
	    0,
	    "~/n/(?P<one>\\d+)/([(]|b)/(?<two>x+) -> /m/$3/$1y/$2 302\n"
	    "?2 nginx asks expressions\n"
	    "~/c/(?:z)(?<w>a|b) -> /d/$1 301 drop\n"
	    "?3 a map says no status\n"
	    "~/e\\((?<x>.*) -> /f/$1 302 drop\n"
	    "!3 '$y' in the target\n"
	    "~/k/(?<=k/)(?<v>a) -> /l/$1 301" },
	{ "a variable that begins like another", "nginx",
	    S("location = /a { return 301 https://$hostname/b; }\n"
	      "location = /c { return 301 https://$http_host/d; }\n"
	      "location = /e { return 301 https://${host}.z/f; }"),
	    0,
	    "!1 '$hostname/b' in the target\n"
	    "h.example/c -> https://h.example/d 301 strict drop\n"
	    "h.example/e -> https://h.example.z/f 301 strict drop" },
	{ "a variable in a target", "nginx",
	    "location = /a { return 301 /b/$cookie_c; }\n", 0,
	    "!1 '$cookie_c' in the target cannot be said" },
	{ "a map, and the return that gives its status", "nginx",
	    "map $uri $new { default \"\"; /a /b; \"/c d\" "
	    "https://x.example/;"
	    "\n~^/f/(.*)$ /g/$1; ~*^/h(\\d)$ /i/$1; }\n"
	    "server { if ($new) { return 308 $new; } }\n",
	    0,
	    "/a -> /b 308 strict ignore-case drop\n"
	    "/c%20d -> https://x.example/ 308 strict ignore-case drop\n"
	    "/f/* -> /g/:splat 308 strict drop\n"
	    "~/h(\\d) -> /i/$1 308 ignore-case drop" },
	{ "a map in a file of its own", "nginx", "# x\n/a /b;\n/c  /d ;\n", 0,
	    "?2 a map says no status\n/a -> /b 302 strict ignore-case "
	    "drop\n"
	    "/c -> /d 302 strict ignore-case drop" },
	{ "a map with a default", "nginx",
	    "map $uri $new { default /x; include more.map; /a; }\n", 0,
	    "!1 'default' is for all other paths\n!1 import 'more.map' "
	    "by "
	    "itself\n!1 a map has two words" },
	{ "a map of something else", "nginx",
	    "map $host $new { a.example /b; }\n", 0,
	    "?1 this is no redirect, and is passed over" },
	{ "an export: its rules stand in comments", "nginx",
	    OWN("\t# rule 7: {\"source\":\"/a\",\"target\":\"/b\","
		"\"status\":307,\"expires_at\":\"2000-01-01T00:00:"
		"00Z\"}\n") "location = /-detour-410 "
			    "{\n\tinternal;\n\treturn 410;\n}\n"
			    "if ($detour_status) {\n\trewrite ^ "
			    "/-detour-1 last;\n}\n",
	    0, "/a -> /b 307 until=2000-01-01T00:00:00Z" },
	{ "an export: lines that were changed", "nginx",
	    OWN("\t# rule 7: {\"source\":\"/a\",\"target\":\"/b\","
		"\"status\":307}\n\t\"~^/a\" \"307 | no-cache | "
		"/c\";\n"),
	    0, "!3 the lines below do not say what this comment says" },
	{ "an export: lines below no rule, and below one that is left "
	  "alone",
	    "nginx",
	    OWN("\t\"~^/a\" \"x\";\n\t\"~^/b\" \"x\";\n"
		"\t# Not exported, left alone: rule 8: /c -> /d, 307\n"
		"\t\"~^/c\" \"-\";\n\t# rule 9\n\t\"~^/e\" \"x\";\n"
		"\t# rule 10: {\n\t# rule 11: {\"sauce\":1}\n"),
	    0,
	    "!3 there is no comment with a rule above it\n"
	    "!7 its comment does not carry the rule\n"
	    "!9 its comment is no rule any more\n"
	    "!10 unknown column 'sauce'" },
	{ "an export: nobody says when it was written", "nginx",
	    "map $x $detour_any_list {\n\t# rule 7: "
	    "{\"source\":\"/a\"}\n}\n",
	    0, "!2 the line '# Written at ...' above all rules is gone" },
	{ "an export without its end", "nginx",
	    "map $x $detour_any_list {\n\tdefault \"\";\n", 0,
	    "X3 the map of the export has no '}'" },
	{ "a statement without its end", "nginx",
	    "location = /a { return 301 /b }\n", 0, "X1 has no ';'" },
	{ "a quote without its end", "nginx", "\nreturn 301 \"/b;\n", 0,
	    "X2 a quote that begins here is not closed" },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];

	TABLE_FILL(tests, import_cases, test_imported);
	return cmocka_run_group_tests_name("import nginx", tests, NULL, NULL);
}
