# SPDX-License-Identifier: MIT
"""peers.py - what others answer, as data: a name, the format, a file, the lines
that cannot be taken, and what each URL gets.  A URL that begins with a '/' is
asked for on site.example; "404" is no redirect."""

PEERS = [
    ("a splat, fixed lines and names", "cloudflare", """\
/home / 301
/blog/* https://blog.example/:splat 301
/products/:code/:name/* /products?junk=:splat&name=:name&code=:code 301
/foo /bar 301
""", [], {
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
""", [4, 5], {
        "http://hello.example/a/b?c=d": "301 http://www.hello.example/a/b?c=d",
        "https://hello.example/a": "302 https://new.example/a",
        "/blog/my-post.php": "301 /blog/my-post#ads",
        "/?page=news": "301 /news",
        "/?page=old": "302 https://new.example/?page=old",
        "/x/y/": "302 https://new.example/x/y/",
    }),
]
