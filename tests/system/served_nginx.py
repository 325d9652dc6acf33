# SPDX-License-Identifier: MIT
"""served_nginx.py - files for a real nginx, as data: a name, the file, what is
asked for, and of that what detour answers otherwise, which import has said."""

NGINX = [
    ("return", """\
location = /a { return 301 /b; }
location = /c { return 302 https://h.example/d?x=1; }
location /e/ { return 307 https://h.example$request_uri; }
location = /f { return 410; }
location /g { return 308 /h; }
location = /i { return https://h.example/; }
location / { return 404; }
""",
     ["/a", "/a?x=1", "/a/", "/A", "/c?y=1", "/e/", "/e/x/y?z=1", "/e", "/f",
      "/g", "/gx", "/g/x?y", "/i"], []),
    ("rewrite", """\
rewrite ^/old/(.*)$ /new/$1 permanent;
rewrite ^/a$ /b redirect;
rewrite ^/c/(\\d+)/(.*)$ https://h.example/$2?id=$1 permanent;
rewrite ^/d$ /e? redirect;
rewrite (?i)^/f$ /g permanent;
rewrite /in /out redirect;
rewrite ^/h(/|$) /i redirect;
rewrite ^(/dl/.*)/media/(.*)\\..*$ $1/mp3/$2.mp3 redirect;
rewrite ^(/r/.*)$ https://h.example$1 permanent;
location / { return 404; }
""",
     ["/old/x", "/old/", "/old", "/old/a?b=c", "/a?x=1", "/a", "/c/1/x?y=2",
      "/c/1/x", "/d?x=1", "/F", "/x/in/y", "/h", "/h/", "/hh", "/h/x",
      "/dl/a/media/b.avi", "/dl/a/b/media/c.x.y?q=1", "/dl/media/b", "/r/",
      "/r/x/y?z=1", "/r"], []),
    ("the scheme that was asked for", """\
server { server_name site.example;
location /s/ { return 301 $scheme://h.example$request_uri; }
location = /t { return 302 $scheme://www.$host/t; }
location / { return 404; }
}
""",
     ["/s/", "/s/a?b=c", "/t", "/t?d=e", "/u"], []),
    ("every location", """\
location / { rewrite ^ http://example.com/ redirect; }
location /add { rewrite ^ http://example.com/?c=d redirect; }
location /no { rewrite ^ http://example.com/?c=d? redirect; }
location /return302text { return 302 "text"; }
location /return405 { return 405; }
""",
     ["/", "/?a=b", "/add", "/add?a=b", "/no?a=b", "/return302text",
      "/return405", "/x"], ["/return302text", "/return405"]),
    ("a capture of it all", """\
location /capture { rewrite ^(.*) /x$1?c=d redirect; }
location /dup { rewrite ^(.*) /y$1?c=$1 permanent; }
location / { return 404; }
""",
     ["/capture/a?a=b", "/capture/%25?a=b", "/dup/a", "/dup/%25"],
      ["/capture/a?a=b", "/capture/%25?a=b", "/dup/a", "/dup/%25"]),
    ("expressions as locations", """\
location ~ ^/a/(\\d+)$ { return 301 /b/$1; }
location ~* \\.PHP$ { return 301 /c; }
location ^~ /d/ { return 302 /e; }
location / { return 404; }
""",
     ["/a/12", "/a/x", "/x.php", "/d/x.php", "/d/", "/a/12?q=1"], []),
    ("variables of the path", """\
location /u/ { return 301 https://h.example$uri$is_args$args; }
location /v/ { return 301 https://h.example$request_uri; }
location = /w { return 301 $scheme://www.h.example/w; }
location / { return 404; }
""",
     ["/u/a%20b?c=d", "/u/a", "/v/a%20b?c=d", "/w"], ["/w"]),
    ("a condition on the host", """\
server { server_name site.example www.site.example;
if ($host = site.example) { return 301 https://www.$host$request_uri; }
if ( $host = other.example ) { return 302 /x; }
location / { return 404; }
}
""",
     ["/a?b=c", "/"], []),
    ("a condition on a parameter", """\
location = /p { if ($arg_id = 5) { return 301 /five; }
return 302 /other; }
location / { return 404; }
""",
     ["/p?id=5", "/p?id=6", "/p"], ["/p?id=5"]),
    ("a map", """\
map $uri $new { /a /b;
/c https://h.example/d;
~^/e/(?<x>.*)$ /f/$x;
default "";
/g/ /h; }
server { if ($new) { return 301 $new; }
location / { return 404; }
}
""",
     ["/a", "/a?x=1", "/c", "/e/y", "/g/", "/g", "/A"], []),
    ("a map of what was asked", """\
map $request_uri $new2 { /a?x=1 /b;
/c /d; }
server { if ($new2) { return 302 $new2; }
location / { return 404; }
}
""",
     ["/a?x=1", "/c", "/c?y=1", "/a"], ["/c?y=1"]),
    ("captures with names", """\
location = /a { rewrite ^/(?<q>.*)$ /b/$q permanent; }
rewrite ^/n/(?P<one>\\d+)$ /m/$one redirect;
location / { return 404; }
""",
     ["/a", "/n/12"], ["/a"]),
    ("one leads to another", """\
rewrite ^/a$ /b last;
location = /b { return 301 /c; }
location / { return 404; }
""",
     ["/a", "/b"], ["/a"]),
    ("the longest location", """\
location /a { return 301 /b; }
location /a/c { return 302 /d; }
location = /a/c/e { return 303 /f; }
location / { return 404; }
""",
     ["/a", "/ab", "/a/c", "/a/cx", "/a/c/e", "/a/x"], ["/a/cx"]),
    ("quotes and braces", """\
rewrite "^/d/(\\d{4})/(\\d{2})$" /e/$1-$2 permanent;
rewrite '^/s s$' /t redirect;
location / { return 404; }
""",
     ["/d/2020/12", "/d/20/1", "/s%20s"], []),
    ("expressions in locations", """\
location /a/ { rewrite ^/a/(.*)$ https://h.example/$1 permanent; }
location /b/ { rewrite ^ https://h.example$request_uri? permanent; }
location /c/ { rewrite ^(.*)$ https://h.example$1 permanent; }
location / { return 404; }
""",
     ["/a/x/y?z=1", "/b/x?z=1", "/c/x?z=1", "/a/"], ["/c/x?z=1"]),
    ("in any case", """\
location ~* ^/Old/(.*)$ { return 301 /new/$1; }
location / { return 404; }
""",
     ["/old/x", "/OLD/X?a=1", "/old/"], []),
    ("a return of nothing", """\
location = /a { return 301; }
location = /b { return 302 https://h.example; }
location = /c { return 410; }
location / { return 404; }
""",
     ["/a", "/b", "/c"], ["/a", "/b"]),
    ("names", """\
server_name site.example www.site.example;
location = /a { return 301 /b; }
location / { return 404; }
""",
     ["/a"], []),
    ("the host in a target", """\
rewrite ^/x/(.*) https://$host/y/$1 permanent;
location / { return 404; }
""",
     ["/x/a"], ["/x/a"]),
    ("a final slash goes", """\
rewrite ^(.+)/$ $1 permanent;
location / { return 404; }
""",
     ["/a/", "/a/b/?q=1", "/"], ["/a/", "/a/b/?q=1"]),
    ("a star is text", """\
location = /a* { return 301 /b; }
location = /w:x { return 301 /y:z; }
location / { return 404; }
""",
     ["/a*", "/ax", "/w:x"], []),
]
