# SPDX-License-Identifier: MIT
"""peers.py - what others answer, as data: a name, the format, a file, the lines
that cannot be taken, and what each URL gets.  A URL that begins with a '/' is
asked for on site.example; "404" is no redirect."""

import json

PEERS = [
    ("a splat, fixed lines and names", "cloudflare", """\
/home / 301
/blog/* https://blog.example/:splat 301
/products/:code/:name/* /products?junk=:splat&name=:name&code=:code 301
/foo /bar 301
/double/:id /a//b/:id?c=d//e 302
/outside/:id https://x.example//:id 302
""", [], {
        "/double/1": "302 /a/b/1?c=d/e",
        "/outside/1": "302 https://x.example//1",
        "/home": "301 /",
        "/home/": "404",
        "/blog/a-post": "301 https://blog.example/a-post",
        "/blog/2020/06/a": "301 https://blog.example/2020/06/a",
        "/blog/": "301 https://blog.example/",
        "/blog": "404",
        "/blog?a=1": "404",
        "/blog/x?a=1": "301 https://blog.example/x?a=1",
        "/products/abc/dress/red?size=s":
            "301 /products?junk=red&name=dress&code=abc",
        "/products/abc/dress/": "301 /products?junk=&name=dress&code=abc",
        "/products/abc": "404",
        "/foo": "301 /bar",
        "/Foo": "404",
    }),
    ("parameters and fragments", "cloudflare", """\
/ /home 301
/recent /home?sort=updated_at 301
/a /?test=abc 301
/b https://h.example/?test=abc#def 301
/c https://h.example/#def?test=abc 301
/d https://h.example/#heading 301
/some%20page /home 301
/e /%2fwww.example.com/ 308
""", [], {
        "/?sort=price": "301 /home?sort=price",
        "/recent": "301 /home?sort=updated_at",
        "/recent?sort=price&x=1": "301 /home?sort=updated_at",
        "/a": "301 /?test=abc",
        "/b": "301 https://h.example/?test=abc#def",
        "/c": "301 https://h.example/#def?test=abc",
        "/d?test=abc": "301 https://h.example/?test=abc#heading",
        "/some%20page": "301 /home",
        "/e": "308 /%2fwww.example.com/",
    }),
    ("slashes and case", "gitlab", """\
/foo/ /bar/
/baz /qux/
/a/b /c/
/cake.html /alive.html 302
""", [], {
        "/foo/": "301 /bar/",
        "/foo": "301 /bar/",
        "/foo//": "301 /bar/",
        "//foo": "301 /bar/",
        "/FOO?a=1": "301 /bar/",
        "/baz/": "301 /qux/",
        "/baz/x": "404",
        "/a//b": "301 /c/",
        "/cake.html": "302 /alive.html",
    }),
    ("stars", "gitlab", """\
/a/*/bar /a/:splat/qux
/b/* /qux/:splat
/*/baz/bar /q/:splat
/c*d /qux/:splat
/d/*/bar/*/baz /qux/:splat
/e/* /qux/:splat/:splat
/*/foo /r/:splat
""", [], {
        "/a/baz/bar": "301 /a/baz/qux",
        "/a/hello/world/bar": "301 /a/hello/world/qux",
        "/a/baz/bar/": "301 /a/baz/qux",
        "/a/bar": "301 /a/qux",
        "/b/baz/bar": "301 /qux/baz/bar",
        "/b/baz/bar/": "301 /qux/baz/bar/",
        "/b/": "301 /qux/",
        "/b": "301 /qux/",
        "/foo/baz/bar": "301 /q/foo",
        "/cd": "404",
        "/cxd": "404",
        "/d/hello/bar/world/baz": "301 /qux/hello",
        "/e/hello": "301 /qux/hello/hello",
        "/foo": "301 /r/",
    }),
    ("names", "gitlab", """\
/a/:year/:month/:day/bar /qux/:year-:month-:day
/b/:name /qux/:name
/c/:name/bar /c/:name/qux
/d:name /qux/:name
/e/:foo /:foobar
/f/:foo/:foobar /qux/:foo/:foobar
/g/:name/bar/:name/baz /qux/:name
/h/ /qux/:name
""", [], {
        "/a/2021/08/16/bar": "301 /qux/2021-08-16",
        "/b/bar": "301 /qux/bar",
        "/b/": "404",
        "/c/hello/world/bar": "404",
        "/c/hello/bar": "301 /c/hello/qux",
        "/drbar": "404",
        "/e/baz": "301 /",
        "/f/baz/quux": "301 /qux/baz/quux",
        "/g/hello/bar/world/baz": "301 /qux/hello",
        "/h/": "301 /qux/",
    }),
    ("domains, splats and anchors", "netlify", """\
http://hello.example/*  http://www.hello.example/:splat
/blog/my-post.php       /blog/my-post#ads # an anchor, and a comment
/      page=news        /news
/blog  post=:post_id    /blog/:post_id
/api/*  https://api.example/:splat   200
/*      https://new.example/:splat   302!
""", [5], {
        "http://hello.example/a/b?c=d": "301 http://www.hello.example/a/b?c=d",
        "https://hello.example/a": "302 https://new.example/a",
        "/blog/my-post.php": "301 /blog/my-post#ads",
        "/?page=news": "301 /news",
        "/blog?post=a%20b": "301 /blog/a%20b",
        "/blog": "302 https://new.example/blog",
        "/?page=old": "302 https://new.example/?page=old",
        "/x/y/": "302 https://new.example/x/y/",
    }),
    ("cases, slashes and stars", "safe-redirect-csv", """\
source,target,regex,code,order,notes
/,/gohere,0,302,0,
/one/,/goHERE,0,302,0,
/two*,/w,0,302,0,
/three/*,/g/*,0,302,0,
/tes?t/[0-9]+/path/[^/]+/?,/re,1,301,0,
/myfiles2/(.*\\.jpe?g),/images2/$1,1,301,0,
/four,/f?x=1,0,302,0,
/five?a=1,/g,0,302,0,
/seven,,0,410,0,
/eight,,0,404,0,
/nine*,https://x.example/a/*,0,302,0,
""", [11], {
        "/": "302 /gohere",
        "/ONE": "302 /goHERE",
        "/one/?test=true": "302 /goHERE?test=true",
        "/two/x": "302 /w",
        "/three/x": "302 /g/x",
        "/three/FooBar.JPEG": "302 /g/FooBar.JPEG",
        "/three/?test=true": "302 /g/?test=true",
        "/three-page/": "404",
        "/tet/555/path/sdf": "301 /re",
        "/another/test": "404",
        "/MyFiles2/FooBar.JPEG": "301 /images2/FooBar.JPEG",
        "/four?y=2": "302 /f?x=1",
        "/five?a=1": "302 /g",
        "/five?a=2": "404",
        "/seven": "410",
        "/nine/A/b?c=d": "302 https://x.example/a/A/b?c=d",
    }),
    ("paths, cases and parameters", "redirection-csv", """\
/old,/new,0,302
/cats?dogs[]=1&dogs[]=2,/dogs,0
/zhong:again/thing?other=%E4%B8%AD,/x,0
"^/category/(.*?)$",/url/$1,1
"^/hello\\+world$",/hw,1
"^/f%C3%BCr/\\d$",/fuer,1
/a b,/c d,0
/off,/x,0,301,url,0,,disabled
""", [], {
        "/OLD/": "302 /new",
        "/cats?dogs[]=1&dogs[]=2": "301 /dogs",
        "/cats?dogs[]=3&dogs[]=2": "404",
        "/zhong:again/thing?other=%E4%B8%AD": "301 /x",
        "/category/1": "301 /url/1",
        "/hello+world": "301 /hw",
        "/f%C3%BCr/1": "301 /fuer",
        "/a%20b": "301 /c%20d",
        "/off": "404",
    }),
    ("parameters passed on, ignored, exact", "redirection-json", json.dumps(
        {"groups": [{"id": 1, "enabled": True}, {"id": 2, "enabled": False}],
         "redirects": [{
             "url": url, "action_data": {"url": to}, "action_type": "url",
             "match_type": "url", "action_code": 301, "group_id": group,
             "match_data": {"source": {"flag_query": query}},
         } for url, to, query, group in [
             ("/pass", "/cats?cat=a", "pass", 1),
             ("/plain", "/cats", "pass", 1),
             ("/some?x=1", "/cats#f", "pass", 1),
             ("/ignore?a=1", "/i", "ignore", 1),
             ("/exact?a=1&b=2", "/e", "exact", 1),
             ("/group", "/g", "ignore", 2)]]}), [], {
        "/pass?thing=cat": "301 /cats?cat=a&thing=cat",
        "/pass?cat=b": "301 /cats?cat=a",
        "/plain?hey=there&1=2": "301 /cats?hey=there&1=2",
        "/some?x=1&y=2": "301 /cats?x=1&y=2#f",
        "/some?y=2": "404",
        "/ignore?b=2&a=1": "301 /i",
        "/exact?b=2&a=1": "301 /e",
        "/group": "404",
    }),
    ("paths, hosts and windows", "neos-csv", """\
Source Uri,Target Uri,Status Code,Host,Start DateTime,End DateTime,Comment
some/path/,other/path,301,,,,
a,b?x=1#t,302,h.example|i.example,,2099-01-01T00:00:00+00:00,
gone,,410,,,,
never,x,302,,2098-01-01T00:00:00+00:00,,
over,x,302,,,2001-01-01T00:00:00+00:00,
away,https://x.example/y,307,|,,,
lost,,404,,,,
""", [8], {
        "/some/path": "301 /other/path",
        "/some/path/?q=1": "301 /other/path?q=1",
        "/Some/path": "404",
        "http://h.example/a?q=2": "302 /b?x=1#t",
        "/a": "404",
        "/gone": "410",
        "/never": "404",
        "/over": "404",
        "/away?q=1": "307 https://x.example/y",
    }),
    ("as its report is exported", "wagtail-csv", """\
From,To,Type,Site
/redirectme,/redirectto,permanent,
/redirectme?foo=Bar,/with,temporary,
/t\u00e9sting-\u00fcnicode,/unicode,permanent,
/site,/x,permanent,h.example
Hello/world.html;f=3,/hi,permanent,
""", [], {
        "/redirectme/": "301 /redirectto",
        "/redirectme/?foo=Bar": "302 /with",
        "/redirectme/?utm=x": "301 /redirectto",
        "/t%C3%A9sting-%C3%BCnicode/": "301 /unicode",
        "/t%c3%a9sting-%c3%bcnicode": "301 /unicode",
        "http://h.example/site": "301 /x",
        "/site": "404",
        "/Hello/world.html;f=3": "301 /hi",
        "/hello/world.html;f=3": "404",
    }),
    ("as the plugin Redirection writes it for Apache", "htaccess", """\
# Created by Redirection
<IfModule mod_rewrite.c>
RewriteRule ^my-test\\.php$ /valid [R=302,L]
RewriteRule ^my-hash$ /target#hash [R=301,L,NE]
RewriteRule ^my-page$ / [F]
RewriteRule ^my-page\\.php$ / [G]
RewriteCond %{QUERY_STRING} ^query=1&thing=2$
RewriteRule ^my-query$ /target [R=302,L]
RewriteRule ^my\\stest\\surl$ /target [R=301,L]
RewriteRule ^test$ /target [R=301,L,NC]
RewriteRule ^pass$ /target [R=301,L,QSA]
RewriteCond %{HTTP_HOST} ^h\\.example$ [NC]
RewriteRule ^server$ /target [R=301,L]
RewriteRule blog/(.*) /$1 [R=301,L]
</IfModule>
# End of Redirection
""", [5], {
        "/my-test.php": "302 /valid",
        "/my-testAphp": "404",
        "/my-hash": "301 /target#hash",
        "/my-page": "404",
        "/my-page.php": "410",
        "/my-query?query=1&thing=2": "302 /target?query=1&thing=2",
        "/my-query": "404",
        "/my%20test%20url": "301 /target",
        "/TEST": "301 /target",
        "/pass?a=b": "301 /target?a=b",
        "http://h.example/server": "301 /target",
        "/server": "404",
        "/blog/a/b": "301 /a/b",
    }),
    ("moved pages, in any case", "mdn-tsv", """\
# FROM-URL\tTO-URL
/en-US/docs/Web/API/Bob\t/en-US/docs/Web/API/Blob
/zh-TW/docs/AJAX:\u4e0a\t/zh-TW/docs/Web/Guide#Foo
/en-US/docs/a_*\thttps://x.example/%20b
""", [], {
        "/en-us/docs/web/api/bob?q=1": "301 /en-US/docs/Web/API/Blob",
        "/zh-tw/docs/AJAX:%E4%B8%8A": "301 /zh-TW/docs/Web/Guide#Foo",
        "/en-US/docs/a_*": "301 https://x.example/%20b",
        "/en-US/docs/a_b": "404",
    }),
    ("archives and redirects", "govuk-csv", """\
Old URL,Type,New URL,Archive URL,Suggested URL
http://www.bis.gov.uk/About/,redirect,https://www.gov.uk/bis,,
https://www.bis.gov.uk/gone,archive,,http://w.example/gone,
http://www.bis.gov.uk/what,unresolved,,,
""", [4], {
        "http://www.bis.gov.uk/about": "301 https://www.gov.uk/bis",
        "https://WWW.bis.gov.uk/ABOUT/?a=b": "301 https://www.gov.uk/bis",
        "http://www.bis.gov.uk/gone": "410",
        "http://www.bis.gov.uk/what": "404",
        "/about": "404",
    }),
    ("what follows a name", "golink-jsonl", """\
{"Short":"who","Long":"http://who.example/"}
{"Short":"me","Long":"/who/{{.User}}"}
{"Short":"esc","Long":"http://h.example/foo%2f/bar"}
{"Short":"re","Long":"/rel"}
{"Short":"q","Long":"/r?a=1"}
""", [2], {
        "/who": "302 http://who.example/",
        "/WHO/": "302 http://who.example/",
        "/who/p": "302 http://who.example/p",
        "/who?q=1": "302 http://who.example/?q=1",
        "/who/p?q=1": "302 http://who.example/p?q=1",
        "/does-not-exist": "404",
        "/esc": "302 http://h.example/foo%2f/bar",
        "/esc/extra": "302 http://h.example/foo%2f/bar/extra",
        "/re/a": "302 /rel/a",
        "/re/path?a=b": "302 /rel/path?a=b",
        "/q/x?b=2": "302 /r?a=1/x&b=2",
    }),
    ("parameters of both", "shlink-csv", """\
longURL;tags;domain;short code;Title;Forward query
https://x.example/foo?some=thing;;;a;;true
https://x.example/foo?some=thing;;;b;;false
https://x.example;;s.example;c;;
""", [], {
        "/a": "302 https://x.example/foo?some=thing",
        "/a?foo=bar": "302 https://x.example/foo?some=thing&foo=bar",
        "/a?123=foo": "302 https://x.example/foo?some=thing&123=foo",
        "/b?foo=bar": "302 https://x.example/foo?some=thing",
        "http://s.example/c": "302 https://x.example/",
        "/A": "404",
        "/c": "404",
    }),
    ("paths and parameters", "vercel-json", json.dumps({"redirects": [
        {"source": a, "destination": b, **more} for a, b, more in [
            ("/some/old/path", "/some/new/path", {}),
            ("/next(\\.js)?", "https://x.example", {}),
            ("/proxy/(.*)", "https://f.example", {"statusCode": 302}),
            ("/regex/([a-zA-Z]{1,})", "https://f.example/$1", {}),
            ("/projects/:id/:action", "/projects.html", {}),
            ("/old/:segment/path", "/new/path/:segment", {}),
            ("/catchall/:hello*", "/x/:hello*/", {}),
            ("/another/:hello+", "/y/:hello+/", {}),
            ("/feedback/((?!general).*)", "/feedback/general", {}),
            ("/hello/:world*", "/something#:world*", {}),
            ("/external/:id",
             "https://e.example/?utm=g.com#/guides/:id/page?d=c", {}),
            ("/dash/:a-:b/:more*", "/z/:a/:b/:more*", {}),
            ("/optional/:id?", "/api/optional/:id?", {}),
            ("/feature-{:slug}", "/blog-{:slug}", {}),
            ("/brace/:world", "/somewhere?else={:world}", {}),
            ("/blog/:slug(\\d{1,})", "/news/:slug", {"permanent": False}),
            ("/q", "/r?path=foo", {}),
            ("/digit/:0", "/:0", {}),
            ("/unnamed/(first|second)/(.*)", "/got-unnamed", {}),
            ("/i/:first(docs|cli)/v2:second(.*)", "/:first/:second", {}),
        ]]}), [], {
        "/some/old/path": "308 /some/new/path",
        "/Some/old/path": "404",
        "/some/old/path/": "404",
        "/next": "308 https://x.example/",
        "/next.js": "308 https://x.example/",
        "/nextAjs": "404",
        "/proxy/dir/sub": "302 https://f.example/",
        "/proxyed/two": "404",
        "/regex/admin": "308 https://f.example/admin",
        "/regex/user/1": "404",
        "/projects/one/edit": "308 /projects.html",
        "/projects/two/three/delete": "404",
        "/old/one/path": "308 /new/path/one",
        "/old/path": "404",
        "/catchall": "308 /x/",
        "/catchall/a/b": "308 /x/a/b/",
        "/another": "404",
        "/another/a/b": "308 /y/a/b/",
        "/another/a/": "404",
        "/dash/x-y": "308 /z/x/y/",
        "/dash/x-y/": "404",
        "/dash/x-y/1/2": "308 /z/x/y/1/2",
        "/dash/x-y/1/": "404",
        "/feedback/another": "308 /feedback/general",
        "/feedback/general": "404",
        "/hello/a/b": "308 /something#a/b",
        "/external/1": "308 https://e.example/?utm=g.com#/guides/1/page?d=c",
        "/optional": "308 /api/optional/",
        "/optional/1": "308 /api/optional/1",
        "/optionally": "404",
        "/feature-first": "308 /blog-first",
        "/brace/w": "308 /somewhere?else=w",
        "/blog/12": "307 /news/12",
        "/blog/a": "404",
        "/q?baz=10": "308 /r?path=foo&baz=10",
        "/digit/first": "308 /first",
        "/unnamed/first/final": "308 /got-unnamed",
        "/unnamed/third/final": "404",
        "/i/docs/v2-some/thing": "308 /docs/-some/thing",
    }),
]
