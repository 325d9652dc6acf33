# SPDX-License-Identifier: MIT
"""served_apache.py - files for a real Apache, as data: a name, the file, what is
asked for, and of that what detour answers otherwise, which import has said."""

HTACCESS = [
    ("Redirect", """\
Redirect permanent /perm https://h.example/alias
Redirect temp /temp /here
Redirect seeother /seeother https://h.example/alias/
Redirect gone /gone
Redirect 308 /slash/ /to/
Redirect /plain https://h.example/x?a=b
RedirectTemp /temp2 https://h.example/index.html
RedirectPermanent /perm2 https://h.example/index.html
Redirect 403 /forbid
""",
     ["/perm", "/perm/", "/perm/a/b", "/permx", "/perm?x=1", "/PERM",
      "/temp/a?b=c", "/seeother", "/seeother/x", "/gone", "/gone/x", "/gonex",
      "/slash", "/slash/", "/slash/a", "/plain", "/plain/y", "/plain?c=d",
      "/temp2", "/perm2/a%20b", "/perm/a%2fb", "/perm//a", "/forbid"],
      ["/perm/a%2fb"]),
    ("RedirectMatch", """\
RedirectMatch permanent /p([0-9]) https://h.example/alias/$1.html
RedirectMatch temp ^/t([0-9])$ /alias/$1.html
RedirectMatch seeother (?i)^/s(.*)$ https://h.example/$1
RedirectMatch gone ^/g([0-9])$
RedirectMatch (.*)\\.gif$ https://img.example$1.jpg
RedirectMatch ^(/w/.*)/v$ https://h.example$1
RedirectMatch 301 ^/blog/(\\d+)/([a-z]+)/?$ /b/$2-$1?x=$1
""",
     ["/p1", "/p1/x", "/x/p1y", "/t5", "/t5/", "/t55", "/S1", "/s/a/b", "/g1",
      "/g1x", "/blog/12/abc", "/blog/12/abc/", "/blog/12/ABC", "/t5?a=b",
      "/a.gif", "/x/y.gif?a=1", "/.gif", "/a.gifx", "/w/v", "/w/u/v", "/w//v",
      "/blog/1/a?q=1"], ["/s/a/b"]),
    ("rules", """\
RewriteEngine On
RewriteRule ^old/(.*)$ /new/$1 [R=301,L]
RewriteRule ^a$ https://h.example/b [R,L,NC]
RewriteRule ^q$ /r?x=1 [R,L]
RewriteRule ^qa$ /r?x=1 [R,L,QSA]
RewriteRule ^qd$ /r [R,L,QSD]
RewriteRule ^qe$ /r? [R,L]
RewriteRule ^qf$ /r? [R,L,QSA]
RewriteRule ^qg$ /r? [R,L,QSA,QSD]
RewriteRule ^g$ - [G]
RewriteRule ^p/([^/]+)/([^/]+)$ /$2/$1 [R=307,L]
RewriteRule ^dot.html$ /dotted [R,L]
RewriteRule within /anywhere [R,L]
""",
     ["/old", "/old/", "/old/a/b", "/old/a?b=c", "/a", "/A", "/a/", "/q?y=2",
      "/qa?y=2", "/qd?y=2", "/qe?y=2", "/qf?y=2", "/qf",
      "/qg?y=2", "/g", "/p/a/b", "/p/a/b/c",
      "/dot.html", "/dotxhtml", "/x/within/y", "/q", "/qa", "/old/a%20b",
      "/p/a%2fb/c"], ["/p/a%2fb/c"]),
    ("conditions", """\
RewriteEngine On
RewriteCond %{HTTP_HOST} ^site\\.example$ [NC]
RewriteRule ^h/(.*)$ https://www.site.example/$1 [R=301,L]
RewriteCond %{HTTP_HOST} =other.example
RewriteRule ^i$ /no [R,L]
RewriteCond %{QUERY_STRING} ^id=12$
RewriteRule ^page\\.php$ /twelve? [R=301,L]
RewriteCond %{QUERY_STRING} (^|&)id=13(&|$)
RewriteRule ^page\\.php$ /thirteen [R=301,L]
RewriteCond %{REQUEST_URI} ^/foo/(\\d+)$
RewriteRule .* https://h.example/foo/%1 [R=302,L]
""",
     ["/h/x", "/h/", "/h", "/i", "/page.php", "/page.php?id=12",
      "/page.php?id=13", "/page.php?a=b&id=13", "/foo/12", "/foo/x"],
      ["/page.php?a=b&id=13"]),
    ("what is escaped in a path", """\
RewriteEngine On
RewriteRule ^d\\{e(\\d)$ /f/$1 [R,L]
RewriteRule ^g\\|h\\[(\\d)$ /i/$1 [R,L]
RewriteRule ^j\\^k(\\d)$ /l/$1 [R,L]
RewriteRule ^m%(\\d)$ /n/$1 [R,L]
RewriteRule ^o%20p$ /q [R,L]
RedirectMatch "^/r s(\\d)$" /t/$1
RedirectMatch ^/u%20(\\d)$ /v
RewriteRule ^w`x"(\\d)$ /y/$1 [R,L]
""",
     ["/d%7Be1", "/g%7Ch%5B1", "/g%7ch%5b1", "/j%5Ek1",
      "/m%251", "/o%20p", "/r%20s1", "/u%201", "/w%60x%221"], []),
    ("left alone", """\
RewriteEngine On
RewriteRule ^keep$ - [L]
RewriteCond %{HTTP_HOST} =site.example
RewriteRule ^kept$ - [END]
RewriteRule ^(.*)$ https://n.example/$1 [R=301,L]
""",
     ["/keep", "/kept", "/keeps", "/a/b"], []),
    ("everything", """\
Redirect 301 / https://n.example/
""",
     ["/", "/a/b?c=d", "/a%20b"], []),
    ("everything, without a slash", """\
Redirect 301 / https://n.example
""",
     ["/", "/a/b"], ["/", "/a/b"]),
    ("the root", """\
RedirectMatch ^/$ /home
""",
     ["/", "/?a=b", "/x"], []),
    ("a fragment", """\
Redirect /a https://h.example/b#c
""",
     ["/a", "/a/x", "/a?q=1"], ["/a/x", "/a?q=1"]),
    ("rule: the root", """\
RewriteEngine On
RewriteRule ^$ /home [R,L]
""",
     ["/", "/?a=1", "/x"], []),
    ("rule: the index", """\
RewriteEngine On
RewriteRule ^index\\.php$ / [R=301,L]
""",
     ["/index.php", "/index.php?a=b", "/x/index.php"], []),
    ("rule: a final slash goes", """\
RewriteEngine On
RewriteRule ^(.+)/$ /$1 [R=301,L]
""",
     ["/a/", "/a/b/", "/a", "/"], []),
    ("rule: a final slash comes", """\
RewriteEngine On
RewriteRule ^(.*[^/])$ /$1/ [R,L]
""",
     ["/a", "/a/b", "/a/", "/"], []),
    ("rule: segments change places", """\
RewriteEngine On
RewriteRule ^([a-z]{2})/(.*) /x/$2?lang=$1 [R,L]
""",
     ["/en/a/b", "/en/", "/en", "/eng/a", "/en/a?b=c"], []),
    ("rule: in any case", """\
RewriteEngine On
RewriteRule ^old-(\\d+)\\.html$ /new/$1 [R=301,NC,L]
""",
     ["/old-12.html", "/OLD-1.HTML", "/old-x.html", "/a/old-1.html"], []),
    ("rule: alternatives", """\
RewriteEngine On
RewriteRule ^(foo|bar)/?$ /baz/$1 [R,L]
""",
     ["/foo", "/bar/", "/foox"], []),
    ("rule: whatever it is", """\
RewriteEngine On
RewriteCond %{HTTP_HOST} ^site\\.example$
RewriteRule .? https://h.example%{REQUEST_URI} [R=301,L]
""",
     ["/", "/a/b?c=d"], []),
    ("rule: whatever it is, by ^", """\
RewriteEngine On
RewriteCond %{HTTP_HOST} ^site\\.example$
RewriteRule ^ https://h.example%{REQUEST_URI} [R=301,L]
""",
     ["/", "/a/b?c=d", "/a%20b"], []),
    ("rule: a fragment, or a #", """\
RewriteEngine On
RewriteRule ^x$ /y#z [R,NE,L]
RewriteRule ^w$ /y#z [R,L]
""",
     ["/x", "/w"], []),
    ("rule: an escape in a target", """\
RewriteEngine On
RewriteRule ^x$ /y%20z [R,L]
RewriteRule ^w$ /y%20z [R,L,NE]
""",
     ["/x", "/w"], ["/x", "/w"]),
    ("rule: escapes of a request", """\
RewriteEngine On
RewriteRule ^u/(.*)$ /v/$1 [R,L]
""",
     ["/u/a%20b", "/u/%C3%A9", "/u/a+b", "/u/a%25b", "/u/a%23b"], []),
    ("rule: a request in parameters", """\
RewriteEngine On
RewriteRule ^u/(.*)$ /v?q=$1 [R,L]
""",
     ["/u/a%3fb", "/u/a%20b", "/u/%C3%A9", "/u/a+b", "/u/a&b", "/u/a/b",
      "/u/a=b"], ["/u/a+b", "/u/a&b", "/u/a=b"]),
    ("rule: the flag B", """\
RewriteEngine On
RewriteRule ^u/(.*)$ /v?q=$1 [R,B,L]
""",
     ["/u/a%20b", "/u/a&b", "/u/a/b"], ["/u/a%20b", "/u/a&b", "/u/a/b"]),
    ("rule: a base", """\
RewriteEngine On
RewriteBase /s/
RewriteRule ^a$ b [R,L]
RewriteRule ^c/(.*)$ /d/$1 [R,L]
""",
     ["/a", "/c/x"], []),
    ("rule: one leads to another", """\
RewriteEngine On
RewriteRule ^a$ /b [R]
RewriteRule ^b$ /c [R,L]
""",
     ["/a", "/b"], []),
    ("rule: any host but", """\
RewriteEngine On
RewriteCond %{HTTP_HOST} !^www\\. [NC]
RewriteRule ^(.*)$ https://www.%{HTTP_HOST}/$1 [R=301,L]
""",
     ["/a"], ["/a"]),
    ("rule: statuses by their names", """\
RewriteEngine On
RewriteOptions inherit
RewriteRule ^a$ /b [R=permanent,L]
RewriteRule ^c$ /d [redirect=seeother,last]
RewriteRule ^e$ - [gone]
RewriteRule ^f$ /g [R=302,QSA,L]
""",
     ["/a", "/c", "/e", "/f?x=1"], []),
    ("rule: spaces", """\
RewriteEngine On
RewriteRule "^a b$" "/c d" [R,L]
RewriteRule ^e\\ f$ /g\\ h [R,L]
RewriteRule ^i\\sj$ /k [R,L]
RewriteRule ^l\\s+m$ /n [R,L]
""",
     ["/a%20b", "/e%20f", "/i%20j", "/ij", "/l%20%20m", "/lm"], []),
    ("an expression with parameters", """\
RedirectMatch 301 ^/x/(.*)$ /y?z=$1
RedirectMatch ^/w$ /v?
""",
     ["/x/a/b", "/x/a%20b", "/x/a?q=1", "/w?a=b"], []),
    ("gone", """\
RedirectMatch 410 ^/d(/.*)?$
Redirect 410 /e
""",
     ["/d", "/d/x", "/dx", "/e/x"], []),
    ("the longer path first", """\
Redirect /a/b /one
Redirect /a /two
""",
     ["/a/b", "/a/b/c", "/a", "/a/x"], []),
    ("the shorter path first", """\
Redirect /a /two
Redirect /a/b /one
""",
     ["/a/b", "/a/b/c", "/a/x"], ["/a/b", "/a/b/c"]),
    ("slashes that do not go together", """\
Redirect /a/ /b
Redirect /c /d/
""",
     ["/a/x", "/a/", "/c", "/c/x"], []),
    ("letters beyond ASCII", """\
Redirect /café /b
RedirectMatch ^/né$ /c
""",
     ["/caf%C3%A9", "/n%C3%A9"], []),
    ("an escape in a path", """\
Redirect /a%20b /b
""",
     ["/a%20b", "/a%2520b"], ["/a%2520b"]),
    ("modules", """\
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteRule ^a$ /b [R,L]
</IfModule>
<IfModule !mod_alias.c>
Redirect /n /x
</IfModule>
<IfModule mod_nothing.c>
Redirect /m /x
</IfModule>
""",
     ["/a", "/n", "/m"], ["/m"]),
    ("as WordPress writes it", """\
# BEGIN WordPress
<IfModule mod_rewrite.c>
RewriteEngine On
RewriteBase /
RewriteRule ^index\\.php$ - [L]
RewriteCond %{REQUEST_FILENAME} !-f
RewriteCond %{REQUEST_FILENAME} !-d
RewriteRule . /index.php [L]
</IfModule>
# END WordPress
Redirect 301 /old /new
""",
     ["/old", "/old/x"], []),
    ("condition: the path", """\
RewriteEngine On
RewriteCond %{REQUEST_URI} ^/a/b$
RewriteRule ^ /c [R,L]
RewriteCond %{REQUEST_URI} ^/d
RewriteRule (.*) /e/$1 [R,L]
""",
     ["/a/b", "/a/b/", "/d", "/dx", "/d/f"], ["/d", "/dx", "/d/f"]),
    ("condition: the parameters", """\
RewriteEngine On
RewriteCond %{QUERY_STRING} ^$
RewriteRule ^a$ /b [R,L]
RewriteCond %{QUERY_STRING} x=1
RewriteRule ^c$ /d [R,L]
RewriteCond %{QUERY_STRING} ^id=(\\d+)$
RewriteRule ^e$ /f/%1? [R,L]
""",
     ["/a", "/a?y=1", "/c?x=1", "/c?zx=12", "/e?id=5"], ["/a", "/c?x=1",
      "/c?zx=12", "/e?id=5"]),
    ("condition: https", """\
RewriteEngine On
RewriteCond %{HTTPS} off
RewriteCond %{HTTP_HOST} ^site\\.example$
RewriteRule (.*) https://%{HTTP_HOST}%{REQUEST_URI} [R=301,L]
""",
     ["/a?b=c", "/"], []),
    ("rule: a variable", """\
RewriteEngine On
RewriteCond %{ENV:X} 1
RewriteRule ^a$ /b [R,L]
RewriteRule ^c$ /d [R,E=X:1,L]
""",
     ["/a", "/c"], ["/c"]),
    ("expressions of old pages", """\
RedirectMatch 301 (?i)^/page\\.php$ /x
RedirectMatch 301 \\.asp$ /y
""",
     ["/PAGE.php", "/a.asp", "/a.aspx", "/a/b.asp"], []),
    ("expressions that take little", """\
RedirectMatch ^/a/(.*?)/(.*)$ /b/$2/$1
""",
     ["/a/x/y/z", "/a/x", "/a//y"], []),
    ("a dollar", """\
RedirectMatch ^/a$ /b$$1
RedirectMatch ^/c$ /d\\$1
""",
     ["/a", "/c"], ["/a", "/c"]),
    ("rule: two parameters", """\
RewriteEngine On
RewriteRule ^a(.*)$ /b?x=&y=$1 [R,L]
""",
     ["/ab", "/a"], []),
    ("rule: a percent", """\
RewriteEngine On
RewriteRule ^a$ /b%c [R,L]
""",
     ["/a"], ["/a"]),
    ("rule: the same host", """\
RewriteEngine On
RewriteRule ^a$ http://site.example/b [R,L]
""",
     ["/a"], []),
    ("a star is text", """\
Redirect /a* /b
""",
     ["/a*", "/ax"], []),
    ("a colon is text", """\
Redirect /a:b /c:d
Redirect /w/:x /y/:x
""",
     ["/a:b", "/w/:x", "/w/z"], []),
]
