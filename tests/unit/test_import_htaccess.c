/* SPDX-License-Identifier: MIT */
/* test_import_htaccess.c - Apache's Redirect and RewriteRule. */
#include "rows.h"

#include "imported.h"

#define ON "RewriteEngine On\n"

static const struct import_case import_cases[] = {
	{ "host: a dot is any character, or text, or has a backslash",
	    "htaccess",
	    "RewriteCond %{HTTP_HOST} =a.example\nRewriteRule ^x$ /y [R,L]\n"
	    "RewriteCond %{HTTP_HOST} ^b\\.example$\nRewriteRule ^x$ /y [R,L]\n"
	    "RewriteCond %{HTTP_HOST} ^c.example$\nRewriteRule ^x$ /y [R,L]\n",
	    0,
	    "a.example/x -> /y 302 strict\nb.example/x -> /y 302 strict\n"
	    "?6 a '.' in a condition on a host is any character there\n"
	    "c.example/x -> /y 302 strict" },
	{ "a path, and all below it", "htaccess",
	    "Redirect /a https://x.example/b\n", 0,
	    "/a -> https://x.example/b 302 strict\n"
	    "/a/* -> https://x.example/b/:splat 302 strict" },
	{ "a path with a slash is not for the one without", "htaccess",
	    "Redirect 301 /old/ /new/\n", 0,
	    "/old/* -> /new/:splat 301 strict" },
	{ "everything", "htaccess", "Redirect / https://x.example/\n", 0,
	    "/* -> https://x.example/:splat 302" },
	{ "statuses by name", "htaccess",
	    "Redirect permanent /a/ /b/\nRedirect temp /c/ /d/\n"
	    "Redirect seeother /e/ /f/\nRedirect gone /g\n"
	    "RedirectPermanent /h/ /i/\nRedirectTemp /j/ /k/\n"
	    "redirect 308 /l/ /m/\n",
	    0,
	    "/a/* -> /b/:splat 301 strict\n/c/* -> /d/:splat 302 strict\n"
	    "/e/* -> /f/:splat 303 strict\n/g/* -> 410\n"
	    "/h/* -> /i/:splat 301 strict\n/j/* -> /k/:splat 302 strict\n"
	    "/l/* -> /m/:splat 308 strict" },
	{ "a page, and what is below it", "htaccess",
	    "RedirectPermanent /one.html https://x.example/two.html\n", 0,
	    "/one.html -> https://x.example/two.html 301 strict\n"
	    "/one.html/* -> https://x.example/two.html/:splat 301 strict" },
	{ "quotes and spaces", "htaccess",
	    "  Redirect \"/a b\" 'https://x.example/c d'\n", 0,
	    "/a%20b -> https://x.example/c%20d 302 strict\n"
	    "/a%20b/* -> https://x.example/c%20d/:splat 302 strict" },
	{ "a line that goes on", "htaccess",
	    "Redirect 301 \\\n /a \\\n /b\nRedirect /c\n", 0,
	    "/a -> /b 301 strict\n/a/* -> /b/:splat 301 strict\n"
	    "!4 it has no target" },
	{ "a comment goes on, too", "htaccess",
	    "# off: \\\nRedirect /a /b\n#\\\r\nRedirect /c /d\nRedirect /e/ "
	    "/f/\n",
	    0, "/e/* -> /f/:splat 302 strict" },
	{ "lines are joined without a space, and not before one", "htaccess",
	    "Redirect 301 /a\\\nb/ /c/\nRedirect /d/ \\ \n", 0,
	    "/ab/* -> /c/:splat 301 strict\n!3 target '\\:splat' is refused" },
	{ "a '\\' and nothing", "htaccess", "\\\n\n\\", 0, "" },
	{ "a line of form feeds", "htaccess", "\f\n\v \n", 0, "" },
	{ "parameters of a target", "htaccess",
	    "Redirect /q https://x.example/?a=1\n", 0,
	    "/q -> https://x.example/?a=1 302 strict drop\n"
	    "/q/* -> https://x.example/?a=1/:splat 302 strict drop" },
	{ "a fragment of a target", "htaccess", "Redirect /q /r#s\n", 0,
	    "?1 added to the fragment\n/q -> /r#s 302 strict drop" },
	{ "an escape in a path", "htaccess",
	    "Redirect /a%20b /c\nRedirect /a%zz/ /c/\n"
	    "Redirect \"/d e/\" /f/\n",
	    0,
	    "!1 Apache compares paths without escapes\n!2 a bad escape\n"
	    "/d%20e/* -> /f/:splat 302 strict" },
	{ "what is no redirect", "htaccess",
	    "Options -Indexes\nErrorDocument 404 /x\nRedirect 404 /nf\n"
	    "Redirect 403 /nf\n",
	    0,
	    "?1 this is no redirect, and is passed over\n"
	    "!3 a 404 is no redirect\n!4 a 403 is no redirect" },
	{ "a quote that is not closed", "htaccess", "Redirect \"/a /b\n", 0,
	    "!1 a quote is not closed" },
	{ "too many words", "htaccess", "Redirect 301 /a /b /c\n", 0,
	    "!1 '/c' is a word too many" },
	{ "no slash", "htaccess", "Redirect a /b\n", 0, "!1 'a' is no path" },
	{ "an expression", "htaccess",
	    "RedirectMatch 301 ^/blog/(\\d+)/?$ https://x.example/p/$1\n", 0,
	    "~/blog/(\\d+)/? -> https://x.example/p/$1 301" },
	{ "an expression within a path", "htaccess",
	    "RedirectMatch /img(\\d) /i/$1\n", 0,
	    "~.*?/img(\\d).* -> /i/$1 302" },
	{ "an expression that is but a path", "htaccess",
	    "RedirectMatch ^/a\\.html$ /b\nRedirectMatch ^/c/?$ /d\n"
	    "RedirectMatch ^/e/(.*)$ /f/$1\nRedirectMatch ^/e/(.*) /g/$1-x\n",
	    0,
	    "/a.html -> /b 302 strict\n/c -> /d 302\n"
	    "/e/* -> /f/:splat 302 strict\n!4 line 3 has it" },
	{ "alternatives and anchors", "htaccess",
	    "RedirectMatch ^/a|/b$ /c\nRedirectMatch ^/(a|b)$ /c/$1\n", 0,
	    "!1 is of the first alternative only\n"
	    "~/(a|b) -> /c/$1 302" },
	{ "the whole match", "htaccess", "RedirectMatch ^/a.*$ /b$0\n", 0,
	    "!1 '$0' is the whole match" },
	{ "a capture that begins with the path's slash", "htaccess",
	    "RedirectMatch (.*)\\.gif$ https://img.example$1.jpg\n"
	    "RedirectMatch ^(/a/(b|c)[)|]*)/d$ $1/$2\n"
	    "RedirectMatch ^(.+)$ https://h.example$1\n",
	    0,
	    "~/(.*)\\.gif -> https://img.example/$1.jpg 302\n"
	    "?2 one character of an expression\n"
	    "~/(a/(b|c)[)|]*)/d -> /$1/$2 302\n"
	    "?3 where line 1 is for a request, too, it came first there\n"
	    "/* -> https://h.example/:splat 302" },
	{ "a capture of which that is not sure", "htaccess",
	    "RedirectMatch ^(.*)/a$ https://h.example$1\n"
	    "RedirectMatch ^(/b|.*)$ https://h.example$1\n"
	    "RedirectMatch ^(/?c.*)$ https://h.example$1\n"
	    "RedirectMatch ^(/d)?e$ https://h.example$1\n"
	    "RedirectMatch (/f.*)$ https://h.example$1\n"
	    "RedirectMatch ^(/g.*)$ https://h.example$1?$1\n"
	    "RedirectMatch ^(.*)h?$ https://h.example$1\n",
	    0,
	    "!1 placeholders stand in path\n!2 placeholders stand in path\n"
	    "!3 placeholders stand in path\n!4 placeholders stand in path\n"
	    "!5 placeholders stand in path\n"
	    "?6 what a request brings into the parameters\n"
	    "!6 placeholders stand in path\n!7 placeholders stand in path" },
	{ "an escaped '$' is no end", "htaccess", "RedirectMatch ^/a\\$ /b\n",
	    0, "~/a\\$.* -> /b 302" },
	{ "what is escaped in a path cannot be repeated", "htaccess",
	    "RedirectMatch \"^/a( +)b$\" /c$1\n", 0,
	    "!1 the expression repeats an octet that is escaped in a path: "
	    "write it as %20 in brackets" },
	{ "a bracket in a class", "htaccess",
	    "RedirectMatch ^/[a\\]](b+)$ /c$1\n", 0,
	    "~/[a\\]](b+) -> /c$1 302" },
	{ "a class of what is escaped in a path", "htaccess",
	    "RedirectMatch ^/[\xc3\xa4](b)$ /c$1\n", 0,
	    "!1 the expression has a class of octets that are escaped" },
	{ "half an escape", "htaccess", "RedirectMatch ^/a(b)\\ /c$1\n", 0,
	    "!1 the expression ends in a '\\'" },
	{ "what is looked at is no capture", "htaccess",
	    "RedirectMatch ^/(?<=/)(a+)(?<!b)(?=c)(?P<x>c)$ /c$1$2\n", 0,
	    "~/(?<=/)(a+)(?<!b)(?=c)(?P<x>c) -> /c$1$2 302" },
	{ "a space in an expression", "htaccess",
	    "RedirectMatch \"^/a b(c)$\" /d$1\n", 0, "~/a%20b(c) -> /d$1 302" },

	{ "rule: below a path", "htaccess",
	    ON "RewriteRule ^old/(.*)$ /new/$1 [R=301,L]\n", 0,
	    "/old/* -> /new/:splat 301 strict" },
	{ "rule: [R] is 302, relative to the base", "htaccess",
	    ON "RewriteBase /site\nRewriteRule ^a$ b [R,L,NC]\n", 0,
	    "/a -> /site/b 302 strict ignore-case" },
	{ "rule: a whole URL needs no [R]", "htaccess",
	    ON "RewriteRule ^a$ https://x.example/b [L]\n", 0,
	    "/a -> https://x.example/b 302 strict" },
	{ "rule: a page within is no redirect", "htaccess",
	    ON "RewriteRule ^a$ /b [L]\n", 0,
	    "!2 without [R] it is no redirect: the server shows another page "
	    "under this address, and where a wider rule is for it, too, one "
	    "with the target '-' leaves it alone" },
	{ "rule: parameters are dropped, kept, added", "htaccess",
	    ON "RewriteRule ^a$ /b? [R,L]\nRewriteRule ^c$ /d [R,L,QSD]\n"
	       "RewriteRule ^e$ /f?x=1 [R,L]\n"
	       "RewriteRule ^g$ /h?x=1 [R,L,QSA,NE]\n",
	    0,
	    "/a -> /b 302 strict drop\n/c -> /d 302 strict drop\n"
	    "/e -> /f?x=1 302 strict drop\n/g -> /h?x=1 302 strict" },
	{ "rule: a # is escaped, but with NE", "htaccess",
	    ON "RewriteRule ^a$ /b#c [R,L]\nRewriteRule ^d$ /e#f [R,L,NE]\n"
	       "RewriteRule ^g$ https://x.example/#h [R,L]\n",
	    0,
	    "/a -> /b%23c 302 strict\n/d -> /e#f 302 strict\n"
	    "/g -> https://x.example/%23h 302 strict" },
	{ "rule: what a request brings along", "htaccess",
	    ON "RewriteRule ^a/(.*)$ /b?c=$1 [R,L]\n"
	       "RewriteRule ^d(.*)$ /e/$1 [R,L]\n",
	    0,
	    "?2 is escaped here ('&', '=', '+')\n"
	    "/a/* -> /b?c=:splat 302 strict drop\n"
	    "?3 a '/' that $1 brings along\n"
	    "~/d(.*) -> /e/$1 302" },
	{ "rule: gone", "htaccess", ON "RewriteRule ^a/(.*)$ - [G]\n", 0,
	    "/a/* -> 410 strict" },
	{ "rule: left alone", "htaccess",
	    ON "RewriteRule ^a - [L]\nRewriteRule ^b$ - [END,NC]\n"
	       "RewriteRule ^c -\nRewriteRule ^d - [R,L]\n"
	       "RewriteRule ^(.*)$ https://h.example/$1 [R,L]\n",
	    0,
	    "~/a.* -> - 302\n/b -> - 302 strict ignore-case\n"
	    "!4 a '-' leaves the address as it is\n"
	    "!5 a '-' leaves the address as it is\n"
	    "?6 where line 2 is for a request, too, it came first there\n"
	    "/* -> https://h.example/:splat 302" },
	{ "rule: spaces behind a backslash", "htaccess",
	    ON "RewriteRule ^a\\ b$ /c\\ d [R,L]\n"
	       "RewriteRule ^e[\\ _]f /g [R,L]\nRedirect /h\\ i /j\n",
	    0,
	    "/a%20b -> /c%20d 302 strict\n!3 a class with a space\n"
	    "!4 '/j' is a word too many" },
	{ "rule: what is escaped in a path", "htaccess",
	    ON "RewriteRule ^a\\{b(\\d)$ /c [R,L]\n"
	       "RewriteRule ^d\\|e\\[f\\^g\\?h%(\\d)$ /i [R,L]\n"
	       "RewriteRule ^(?<j>k<l>)`$ /m [R,L]\n",
	    0,
	    "~/a%7Bb(\\d) -> /c 302\n"
	    "~/d%7Ce%5Bf%5Eg%3Fh%25(\\d) -> /i 302\n"
	    "~/(?<j>k%3Cl%3E)%60 -> /m 302" },
	{ "rule: escapes, which it never finds", "htaccess",
	    ON "RewriteRule ^a%20b$ /c [R,L]\nRewriteRule ^d%2 /e [R,L]\n"
	       "RedirectMatch ^/f%C3 /g\n",
	    0,
	    "!2 '%20' was never found\n~/d%252.* -> /e 302\n"
	    "!4 '%C3' was never found" },
	{ "rule: a space, as the plugin Redirection writes it", "htaccess",
	    ON "RewriteRule ^my\\stest\\surl$ /a [R=301,L]\n"
	       "RewriteRule ^c\\sd/(.*)$ /e/$1 [R=301,L]\n"
	       "RewriteRule ^my\\sown.* /b [R=301,L]\n",
	    0,
	    "/my%20test%20url -> /a 301 strict\n"
	    "/c%20d/* -> /e/:splat 301 strict\n"
	    "~/my%20own.* -> /b 301" },
	{ "rule: classes of what is escaped", "htaccess",
	    ON "RewriteRule ^a[\\s_]b$ /c [R,L]\n", 0,
	    "?2 in which a space is three\n~/a[\\s_]b -> /c 302" },
	{ "rule: without [L]", "htaccess", ON "RewriteRule ^a$ /b [R]\n", 0,
	    "?2 without [L] the rules below it\n/a -> /b 302 strict" },
	{ "rule: flags that nothing says", "htaccess",
	    ON "RewriteRule ^a$ /b [R,CO=x]\nRewriteRule ^c$ - [F]\n", 0,
	    "!2 the flag 'CO=x' cannot be said\n!3 the flag 'F'" },
	{ "rule: a slash that is not there", "htaccess",
	    ON "RewriteRule ^/a$ /b [R,L]\nRewriteRule ^/?c$ /d [R,L]\n", 0,
	    "?2 matches nothing in a .htaccess\n/a -> /b 302 strict\n"
	    "/c -> /d 302 strict" },
	{ "rule: all but some", "htaccess", ON "RewriteRule !^a /b [R,L]\n", 0,
	    "!2 a rule is never for all paths but some" },
	{ "rule: the engine is off", "htaccess",
	    "RewriteEngine off\nRewriteRule ^a$ /b [R,L]\n", 0,
	    "!2 RewriteEngine is off" },

	{ "condition: hosts, joined by OR", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} ^example\\.com$ [NC,OR]\n"
	       "RewriteCond %{HTTP_HOST} ^(www\\.)?old\\.example$ [NC]\n"
	       "RewriteRule ^(.*)$ https://www.example.com/$1 [R=301,L]\n",
	    0,
	    "example.com/* -> https://www.example.com/:splat 301\n"
	    "old.example/* -> https://www.example.com/:splat 301\n"
	    "www.old.example/* -> https://www.example.com/:splat 301" },
	{ "condition: two hosts without OR", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} ^a\\.example$\n"
	       "RewriteCond %{HTTP_HOST} ^b\\.example$\n"
	       "RewriteRule ^c$ /d [R,L]\nRewriteRule ^e$ /f [R,L]\n",
	    0, "!4 it is the second host, without OR\n/e -> /f 302 strict" },
	{ "condition: not www", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} !^www\\.\n"
	       "RewriteRule ^(.*)$ https://www.x.example/$1 [R=301,L]\n",
	    0, "!3 never asks that something is not so" },
	{ "condition: a host that is open at its ends", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} ^www\\.\nRewriteRule ^a$ /b [R,L]\n"
	       "RewriteCond %{HTTP_HOST} x\\.example$\n"
	       "RewriteRule ^a$ /b [R,L]\n",
	    0, "!3 it has no '$'\n!5 it has no '^'" },
	{ "condition: https for one host", "htaccess",
	    ON "RewriteCond %{HTTPS} off\n"
	       "RewriteCond %{HTTP_HOST} =example.net\n"
	       "RewriteRule ^(.*)$ https://%{HTTP_HOST}%{REQUEST_URI} "
	       "[L,R=301]\n",
	    0, "http://example.net/* -> https://example.net/:splat 301" },
	{ "condition: https for any host", "htaccess",
	    ON "RewriteCond %{HTTPS} !=on\n"
	       "RewriteRule ^(.*)$ https://%{HTTP_HOST}/$1 [L,R=301]\n",
	    0, "!3 a scheme without a host cannot be said" },
	{ "condition: a parameter, which goes on", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} (^|&)id=12(&|$)\n"
	       "RewriteRule ^page\\.php$ /new [R=301,L]\n"
	       "RewriteCond %{QUERY_STRING} ^id=13$\n"
	       "RewriteRule ^page\\.php$ /new? [R=301,L]\n",
	    0,
	    "?3 come first in the answer here\n"
	    "/page.php?id=12 -> /new?id=12 301 strict\n"
	    "?5 is for requests without other parameters there\n"
	    "/page.php?id=13 -> /new 301 strict drop" },
	{ "condition: just these parameters", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} ^a=1&b=2$\n"
	       "RewriteRule ^c$ /d? [R,L]\n"
	       "RewriteCond %{QUERY_STRING} ^(.*&)?e=1$\n"
	       "RewriteRule ^f$ /g? [R,L]\n"
	       "RewriteRule ^h$ /i [R,L]\n",
	    0,
	    "?3 is for requests without other parameters there\n"
	    "/c?a=1&b=2 -> /d 302 strict drop\n"
	    "/f?e=1 -> /g 302 strict drop\n"
	    "/h -> /i 302 strict" },
	{ "condition: parameters, or more", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} ^(.*&)?e=1(&.*)?$\n"
	       "RewriteRule ^f$ /g? [R,L]\n",
	    0, "/f?e=1 -> /g 302 strict drop" },
	{ "condition: a value that looks like a placeholder", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} ^id=:id$\n"
	       "RewriteRule ^page\\.php$ /new? [R=301,L]\n",
	    0,
	    "?3 without other parameters\n"
	    "/page.php?id=%3Aid -> /new 301 strict drop" },
	{ "condition: any value of a parameter", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} ^id=(\\d+)$\n"
	       "RewriteRule ^page\\.php$ /new/%1? [R=301,L]\n",
	    0, "!3 a rule is for one value" },
	{ "condition: the path, as an expression", "htaccess",
	    ON "RewriteCond %{REQUEST_URI} ^/foo/(\\d+)$\n"
	       "RewriteRule .* https://x.example/foo/%1 [R=302,L]\n",
	    0, "~/foo/(\\d+) -> https://x.example/foo/$1 302" },
	{ "condition: a file", "htaccess",
	    ON "RewriteCond %{REQUEST_FILENAME} !-f\n"
	       "RewriteRule ^a$ /b [R,L]\nRewriteRule ^c$ /d [R,L]\n",
	    0, "!3 no rule asks whether a file is there\n/c -> /d 302 strict" },
	{ "condition: an agent", "htaccess",
	    ON "RewriteCond %{HTTP_USER_AGENT} bot\n"
	       "RewriteRule ^a$ /b [R,L]\n",
	    0, "!3 '%{HTTP_USER_AGENT}' cannot be said" },

	{ "condition: a host that is several", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} ^(a|b)\\.example$\n"
	       "RewriteRule ^x$ /y [R,L]\n",
	    0, "!3 of hosts, '^example\\.com$' and" },
	{ "condition: the port tells the scheme", "htaccess",
	    ON "RewriteCond %{HTTP_HOST} ^a\\.example$\n"
	       "RewriteCond %{SERVER_PORT} ^443$\nRewriteRule ^x$ /y [R,L]\n"
	       "RewriteCond %{HTTP_HOST} ^a\\.example$\n"
	       "RewriteCond %{SERVER_PORT} 80\nRewriteRule ^z$ /y [R,L]\n",
	    0,
	    "https://a.example/x -> /y 302 strict\n"
	    "http://a.example/z -> /y 302 strict" },
	{ "condition: the scheme by its name", "htaccess",
	    ON "RewriteCond %{SERVER_NAME} =a.example\n"
	       "RewriteCond %{REQUEST_SCHEME} =https\n"
	       "RewriteRule ^x$ /y [R,L]\n"
	       "RewriteCond %{SERVER_NAME} =a.example\n"
	       "RewriteCond %{REQUEST_SCHEME} http\n"
	       "RewriteRule ^z$ /y [R,L]\n",
	    0,
	    "https://a.example/x -> /y 302 strict\n"
	    "http://a.example/z -> /y 302 strict" },
	{ "condition: both schemes at once", "htaccess",
	    ON "RewriteCond %{HTTPS} on\nRewriteCond %{SERVER_PORT} 80\n"
	       "RewriteRule ^x$ /y [R,L]\n",
	    0, "!4 it is for no request at all" },
	{ "condition: OR between what are no hosts", "htaccess",
	    ON "RewriteCond %{HTTPS} on [OR]\n"
	       "RewriteCond %{HTTP_HOST} =a.example\nRewriteRule ^x$ /y [R,L]\n"
	       "RewriteCond %{HTTP_HOST} =a.example [OR]\n"
	       "RewriteCond %{HTTPS} on\nRewriteRule ^z$ /y [R,L]\n",
	    0,
	    "!4 only hosts may be joined by OR\n"
	    "!7 only hosts may be joined by OR" },
	{ "condition: one that is not whole", "htaccess",
	    ON "RewriteCond %{HTTP_HOST}\nRewriteRule ^x$ /y [R,L]\n"
	       "RewriteCond\nRewriteRule ^z$ /y [R,L]\n",
	    0, "!3 it is not whole\n!5 it is not whole" },
	{ "condition: two parameters, one with an escape", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} (^|&)a=1\\.5(&|$)\n"
	       "RewriteCond %{QUERY_STRING} (^|&)b=2(&|$)\n"
	       "RewriteRule ^x$ /y? [R,L]\n",
	    0, "/x?a=1.5&b=2 -> /y 302 strict drop" },
	{ "condition: a parameter that is open at its end", "htaccess",
	    ON "RewriteCond %{QUERY_STRING} ^id=12\nRewriteRule ^x$ /y [R,L]\n",
	    0, "!3 of parameters, '^a=1$' and '(^|&)a=1(&|$)' can" },
	{ "condition: a second path", "htaccess",
	    ON "RewriteCond %{REQUEST_URI} ^/a\n"
	       "RewriteCond %{REQUEST_URI} b$\nRewriteRule .* /y [R,L]\n",
	    0, "!4 host, scheme, parameters and path of a request can" },

	{ "containers for what is not there, and what they hold", "htaccess",
	    "<IfModule mod_rewrite.c>\n<IfModule !mod_alias.c>\n"
	    "Redirect /a /b\n<IfModule x>\nRedirect /a /b\n</IfModule>\n"
	    "Redirect /a /b\n</IfModule>\nRedirect /c/ /d/\n</IfModule>\n"
	    "<IfDefine !X>\nRedirect /e/ /f/\n</IfDefine>\n</IfModule>\n"
	    "Redirect /g/ /h/\n",
	    0,
	    "!3 within <IfModule !mod_alias.c>\n"
	    "!5 within <IfModule !mod_alias.c>\n"
	    "!7 within <IfModule !mod_alias.c>\n"
	    "/c/* -> /d/:splat 302 strict\n!12 within <IfDefine !X>\n"
	    "/g/* -> /h/:splat 302 strict" },
	{ "containers that ask for something", "htaccess",
	    "<IfModule mod_alias.c>\nRedirect /a/ /b/\n</IfModule>\n"
	    "<Files \"x\">\nRedirect /c /d\n</Files>\nRedirect /e/ /f/\n",
	    0,
	    "/a/* -> /b/:splat 302 strict\n!5 it stands within <Files>\n"
	    "/e/* -> /f/:splat 302 strict" },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];

	TABLE_FILL(tests, import_cases, test_imported);
	return cmocka_run_group_tests_name("import .htaccess", tests, NULL,
	    NULL);
}
