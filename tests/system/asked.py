# SPDX-License-Identifier: MIT
"""asked.py - what a set-up of setups.py lets the worker see of a request: rules
with conditions, and a page of another origin."""

from web import ask

RULES = [
    ("/docs/if-cookie", "/held", "--cookie", "beta=1"),
    ("/docs/if-language", "/held", "--language", "de"),
    ("/docs/if-header", "/held", "--header", "X-Device=phone"),
    ("/docs/if-net", "/held", "--from-net", "127.0.0.0/8"),
    ("/docs/if-elsewhere", "/held", "--from-net", "192.0.2.0/24"),
    ("/docs/if-delete", "/held", "--method", "DELETE"),
    ("/docs/api", "/held", "--cors", "https://app.example"),
]

# What is asked, the header, whether the condition holds, and what the answer
# varies by; in any case there is a rule for all of /docs/.
ASKED = [
    ("a cookie", "GET", "if-cookie", "Cookie: a=b; beta=1", True, "cookie"),
    ("another cookie", "GET", "if-cookie", "Cookie: beta=2", False, "cookie"),
    ("no cookie", "GET", "if-cookie", None, False, "cookie"),
    ("a language", "GET", "if-language", "Accept-Language: de-AT,en;q=0.5",
     True, "accept-language"),
    ("another language", "GET", "if-language", "Accept-Language: en,de;q=0.5",
     False, "accept-language"),
    ("a header", "GET", "if-header", "X-Device: phone", True, "x-device"),
    ("no header", "GET", "if-header", None, False, "x-device"),
    ("a header of a like name", "GET", "if-header", "X_Device: phone", False,
     "x-device"),
    ("a language of a like name", "GET", "if-language", "Accept_Language: de",
     False, "accept-language"),
    ("an address", "GET", "if-net", None, True, ""),
    ("a header says nothing of the address", "GET", "if-elsewhere",
     "X-Forwarded-For: 192.0.2.1", False, ""),
    ("a method", "DELETE", "if-delete", None, True, ""),
    ("another method", "GET", "if-delete", None, False, ""),
]

PREFLIGHT = ("Origin: https://app.example",
             "Access-Control-Request-Method: POST",
             "Access-Control-Request-Headers: content-type")


def conditions(r):
    """r is a Running that has a check()."""
    unseen = r.setup.unseen
    for name, method, page, header, holds, vary in ASKED:
        a = ask(r.port.number, method, r.link("/docs/" + page), None,
                more=[header] if header else [])
        # Some servers take "_" for "-"; the manual tells of them.
        if r.setup.blurs and name.endswith("of a like name"):
            holds = True
        want = "/held" if holds and name not in unseen else \
            "https://new.example/d/" + page
        names = [n.strip().lower() for n in
                 ",".join([v for n, v in a.fields if n == "vary"]).split(",")]
        r.check(f"condition: {name}",
                a.field("location") == want and (not vary or vary in names),
                f"want {want}, vary {vary}\n{a}")
        private = "private" in a.field("cache-control")
        r.check(f"condition: {name} is {'' if private else 'not '}private",
                private == page.startswith(("if-net", "if-elsewhere")), a)


def other_origins(r):
    """A preflight, and the request after it."""
    if "a preflight" in r.setup.unseen:
        return
    a = ask(r.port.number, "OPTIONS", r.link("/docs/api"), None,
            more=PREFLIGHT)
    got = {n: v for n, v in a.fields if n.startswith("access-control-")}
    r.check("a preflight is answered", a.status == 204 and got == {
        "access-control-allow-origin": "https://app.example",
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": "POST",
        "access-control-allow-headers": "content-type",
        "access-control-max-age": "600"} and "body" not in got, a)
    a = ask(r.port.number, "GET", r.link("/docs/api"), None,
            more=PREFLIGHT[:1])
    r.check("the redirect gives leave",
            (a.status, a.field("access-control-allow-origin"),
             a.field("access-control-allow-credentials")) ==
            (307, "https://app.example", "true"), a)
