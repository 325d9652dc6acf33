# SPDX-License-Identifier: MIT
"""drawn_regex.py - rules with regular expressions and with several parameters,
and requests for them.
"""

from drawn import EDGES, is_normal

REGEXES = [
    ("~/a/(b+)", "/x$1"), ("~/r/(\\d+)", "/n/$1"), ("~/r/([^/]+)/(\\w{1,3})/?", "/n/$2-$1"),
    ("~/r/([^/]*)/x", "https://new.example/$1"), ("~/s/(.*)", "/t/$1"),
    ("~/sx(.*)", "/tx$1"), ("~/r/(.+?)/?$", "https://new.example/r/$1?q=1"),
    ("a.example~^/a/(?:b|index)/([a-z.]+)", "/f/$1"),
    ("~/r/(news|blog)(-[0-9]{2,4})?/?", "/n/$1-x$2.html"), ("~/A/[b-d]?x*", "/y"),
    ("~/r/x\\.y/([A-Z]+)", "http://a.example/x/$1/y"), ("~/p(x)?/q(.)", "/$2"),
    ("*.a.example~/r/(\\d{2})([a-z]*)", "/w/$1"), ("~/z/(a|b)/(c|d)x?", "/r2/$2/$1"),
    # None of these: what they capture, how long they take, another dialect.
    ("~/u/(.*)/z", "/v/$1/w"), ("~/u/(\\d*)", "/v/$1/w"), ("~/u/([^x]*)", "/v.$1"),
    ("~/u/(.*)-(.*)-(.*)", "/v/$3"), ("~/u/(?=x)xy", "/v"), ("~/u/(a)\\1", "/v"),
    ("~/(\\w+)/u", "/$1/v"),
]

# How many of them mean something else elsewhere, or lead where they cannot.
LEFT_OUT = 10

PATHS = """/a/b /a/bbb /a/bb/ /r/7 /r/077 /r/7x /r/a.b/xyz /r/a.b/xyz/ /r/%C3%A9/xy9
/r/%C3%A9/xy99 /r/abc/x /r/..a/x /s /s/ /s/a/b/ /s/%2F /sx /sx/ /sx.. /sx/..b/c /sxx%20y
/r/q /r/q/ /r/q/r/s/ /a/b/c.d /a/index/x.y /a/B/x /a/index/9 /r/news /r/blog-12/
/r/blog-12345 /r/news-123 /A/bx /A/xx /A/cxxx /a/cx /A/ex /r/x.y/ABC /r/x.y/abc /r/xzy/A
/p/qr /px/q. /px/q. /px/q%41 /px/qA /r/12 /r/12ab /r/12AB /a/cx /b/d /b/dx/ /a/d /R/7
/z/a/c /z/b/dx /z/a/cx/ /u/a/z /u/7 /u/abc /u/a-b-c /u/xy /u/aa /q/u /r/a/b/c/ /S/x /RX /post /post/ /get /get/x /form""".split()

PARAMS = [("/m?a&b", "/m2", "pass"), ("/m?b=%C3%A9&a&c=+", "/m3", "pass"),
          ("a.example/m/*?x=1&y=2", "/mm/:splat#f", "pass"),
          ("/m/:s?x=1&y=2", "https://new.example/:s?z=1", "drop"),
          ("/d?p1=1&p2&p3=3&p4", "/d4", "drop"), ("/m?x&y&z&w", "/m4", "pass"),
          ("/m?o", "/m5", "pass")]

METHODS = [("/post", "/p1", "POST"), ("/post", "/p2", ""), ("/get/*", "/g", "GET"),
           ("/form", "-", "PUT,DELETE"), ("/form", "/f", ""), ("/r/7", "/m7", "PUT")]

QUERIES = """a&b b&a a=&b= b&x&a x&b&a&y a&b&a b&b&a a&a&a b&a&b&a x a b a&b=1
x&&a&&b &a&b a&b&&c a&x&b&y&z x&y&a&b x&a&y&b a&b&c=%20 c=+&b=%C3%A9&a
c=%20&b=%c3%a9&x&a q&c=+&a&b=%C3%A9&b a&b=%C3%A9&c= x=1&y=2 y=2&x=1&z y=2&z&x=%31
a&&b &a&&b c=+&a&&b=%C3%A9 &a&b=%C3%A9&c=+ x=1&&y=2 o &o &&o &o&x &x&o o&&x
y=2 x=1&x=1 p4&p3=3&p2&p1=1 p1=1&p2=&p3=%33&p4 p1=1&p2&p3=3 w&x&y&z""".split() + [
    "&".join(["n"] * 62 + ["a", "b"]), "&".join(["n"] * 63 + ["a", "b"]),
    "&".join(["a"] + ["n"] * 62 + ["b", "c"]), "&".join(["a"] + ["n"] * 63 + ["b"])]


def rows(dice):
    made = [{"source": s, "target": t, "rank": n,
             "status": dice.choice([307, 302, 308]),
             "query": "drop" if "?" in t else dice.choice(["pass", "drop"]),
             "ignore_case": "yes" if n % 5 == 3 else "no"}
            for n, (s, t) in enumerate(REGEXES)]
    for r in made[:4]:
        r.update(status=307, expires_at=EDGES[0], after="gone")
    made += [{"source": s, "target": t, "method": m, "status": 307}
             for s, t, m in METHODS]
    return made + [{"source": s, "target": t, "query": q, "status": 308}
                   for s, t, q in PARAMS]


def requests(dice):
    made = set()
    for host in ["a.example", "b.a.example", "c.example"]:
        for path in PATHS:
            made.add((path + dice.choice(["", "?x=1", "?"]), host))
        for query in QUERIES:
            for path in ["/m", "/m/", "/m/s", "/d"]:
                made.add((path + "?" + query, host))
    return sorted(r for r in made if is_normal(r[0]))
