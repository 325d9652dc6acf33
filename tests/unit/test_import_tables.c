/* SPDX-License-Identifier: MIT */
/* test_import_tables.c - formats of two or a few columns, and what any CSV can
 * be: gov.uk, MDN, Wagtail, Neos, Cloudflare's Bulk Redirects. */
#include "rows.h"

#include "imported.h"

#define GOV "Old Url,New Url,Status\n"
#define NEOS                                                     \
	"Source Uri,Target Uri,Status Code,Host,Start DateTime," \
	"End DateTime,Comment,Creator,Type\n"

static const struct import_case import_cases[] = {
	{ "two slashes: of their own there, and one here", "mdn-tsv",
	    "/a//b\t/c\n//\t/d\n//e.example/f\t/g\n", 0,
	    "?1 its index.json\n?1 two slashes in a path are one here\n"
	    "/a//b -> /c 301 ignore-case literal drop\n"
	    "!2 it would be for the home page\n"
	    "//e.example/f -> /g 301 ignore-case literal drop" },
	{ "two slashes: before a star, and in an expression", "htaccess",
	    "Redirect // /a\nRedirectMatch ^//+$ /b\nRedirectMatch ^//$ /c\n",
	    0,
	    "!1 it would be for the home page\n~//+ -> /b 302\n"
	    "!3 it would be for the home page" },
	{ "two slashes: of a host", "govuk-csv",
	    "Old URL,New URL,Status\nhttps://a.example//,https://b.example/,"
	    "301\nhttps://a.example/,https://b.example/,301\n",
	    0,
	    "!2 it would be for the home page\n"
	    "a.example/ -> https://b.example/ 301 ignore-case literal drop" },
	/* The files of alphagov/transition (MIT), shortened. */
	{ "govuk: gone, with where it is archived", "govuk-csv",
	    "Old Url,New Url,Status,Suggested Link,Archive Link\n"
	    "http://www.direct.gov.uk/autumnstatement,,410,,"
	    "http://webarchive.nationalarchives.gov.uk/2012/x\n",
	    0,
	    "www.direct.gov.uk/autumnstatement -> 410 ignore-case literal drop "
	    "note=archive: http://webarchive.nationalarchives.gov.uk/2012/x" },
	{ "govuk: a redirect, of no scheme", "govuk-csv",
	    GOV "https://www.ago.gov.uk/_layouts/feed.aspx,"
		"https://www.gov.uk//ago,301",
	    0,
	    "www.ago.gov.uk/_layouts/feed.aspx -> https://www.gov.uk//ago 301 "
	    "ignore-case literal drop" },
	{ "govuk: no status is 301", "govuk-csv",
	    GOV "http://a.gov.uk/x,https://www.gov.uk/x,\n", 0,
	    "a.gov.uk/x -> https://www.gov.uk/x 301 ignore-case literal drop" },
	{ "govuk: archive is 410, and leads nowhere", "govuk-csv",
	    GOV "http://a.gov.uk/x?id=5,https://www.gov.uk/x,archive\n", 0,
	    "?2 a 410 leads nowhere\n"
	    "a.gov.uk/x?id=5 -> 410 ignore-case literal drop" },
	{ "govuk: the same URL in another case", "govuk-csv",
	    GOV "http://a.gov.uk/x,https://www.gov.uk/,301\n"
		"http://A.gov.uk/X/,https://www.gov.uk/y,301\n",
	    0,
	    "a.gov.uk/x -> https://www.gov.uk/ 301 ignore-case literal drop\n"
	    "!3 line 2 has it" },
	{ "govuk: a page is no redirect", "govuk-csv",
	    GOV "http://a.gov.uk/x,https://www.gov.uk/,200\n", 0,
	    "!2 a 200 shows another page" },
	{ "govuk: a status of nonsense", "govuk-csv",
	    GOV "http://a.gov.uk/x,https://www.gov.uk/,moved\n", 0,
	    "!2 'moved' is not a status" },
	{ "govuk: no new URL", "govuk-csv", GOV "http://a.gov.uk/x,,301\n", 0,
	    "!2 it has no target" },
	{ "govuk: as it is exported", "govuk-csv",
	    "Old URL,Type,New URL,Archive URL,Suggested URL\n"
	    "http://a.gov.uk/x,redirect,https://www.gov.uk/y,,\n"
	    "http://a.gov.uk/z,archive,,http://w.example/z,\n"
	    "http://a.gov.uk/u,unresolved,,,https://s.example/\n",
	    0,
	    "a.gov.uk/x -> https://www.gov.uk/y 301 ignore-case literal drop\n"
	    "a.gov.uk/z -> 410 ignore-case literal drop note=archive: "
	    "http://w.example/z\n"
	    "!4 it is unresolved" },
	{ "govuk: as it is imported", "govuk-csv",
	    "old url,new url\n/a,https://www.gov.uk/b\n/c,TNA\n"
	    "/d,http://webarchive.nationalarchives.gov.uk/2016/x\n/e,\n,\n"
	    "old_url,new_url\nhttp://h.gov.uk/f,tna\n",
	    0,
	    "/a -> https://www.gov.uk/b 301 ignore-case literal drop\n"
	    "/c -> 410 ignore-case literal drop\n"
	    "/d -> 410 ignore-case literal drop note=archive: "
	    "http://webarchive.nationalarchives.gov.uk/2016/x\n"
	    "!5 it is unresolved\n"
	    "!7 'old_url' begins with neither '/' nor http://\n"
	    "h.gov.uk/f -> 410 ignore-case literal drop" },
	{ "govuk: without a header", "govuk-csv",
	    "/a\thttps://www.gov.uk/b\n/c\tTNA\n", 0,
	    "/a -> https://www.gov.uk/b 301 ignore-case literal drop\n"
	    "/c -> 410 ignore-case literal drop" },

	{ "mdn: placeholders and stars are text, case is nothing", "mdn-tsv",
	    "# FROM-URL\tTO-URL\n"
	    "/en-US/docs/Web/CSS/:hover\t/en-US/docs/Web/CSS/*\n"
	    "/EN-us/docs/Web/css/:HOVER\t/x\n",
	    0,
	    "?2 there a page takes its index.json\n"
	    "/en-US/docs/Web/CSS/:hover -> /en-US/docs/Web/CSS/* 301 "
	    "ignore-case literal drop\n"
	    "!3 line 2 has it" },
	{ "mdn: one column", "mdn-tsv", "/en-US/docs/A /en-US/docs/B\n", 0,
	    "!1 it has 1 field, but at least 2 are needed" },
	{ "mdn: letters beyond ASCII", "mdn-tsv",
	    "/ja/docs/\xe3\x81\x82\t/ja/docs/\xe3\x81\x84\n", 0,
	    "?1 there a page\n"
	    "/ja/docs/\xe3\x81\x82 -> /ja/docs/\xe3\x81\x84 301 ignore-case "
	    "literal drop" },

	{ "wagtail: with a header", "wagtail-csv", "from,to\n/old,/new\n", 0,
	    "/old -> /new 301 literal drop" },
	{ "wagtail: without one", "wagtail-csv", "/old,https://x.example/\n", 0,
	    "/old -> https://x.example/ 301 literal drop" },
	{ "wagtail: exact parameters are ours only nearly", "wagtail-csv",
	    "/old?a=1,/new\n/old,/new2\n", 0,
	    "?1 here others may stand beside them\n"
	    "/old?a=1 -> /new 301 literal drop\n"
	    "/old -> /new2 301 literal drop" },

	{ "wagtail: as its report is exported", "wagtail-csv",
	    "From,To,Type,Site\r\n/a,/b,temporary,\r\n"
	    "/c,https://d.example/,permanent,h.example [default]\r\n"
	    "/e,/f,permanent,i.example:8000\r\n/g,/h,permanent,My site\r\n"
	    "/i,/j,ephemeral,\r\n",
	    0,
	    "/a -> /b 302 literal drop\n"
	    "h.example/c -> https://d.example/ 301 literal drop\n"
	    "i.example/e -> /f 301 literal drop\n"
	    "!5 the site 'My site' is a name\n"
	    "!6 type: 'ephemeral' is neither true nor false" },
	{ "csv: what spreadsheets leave around the rows", "csv",
	    "sep=;\r\nsource;target;;\r\n/a,b;/c;;\r\n;;;\r\n\"\";;;\r\n"
	    "/d;/e;;x\r\n/f;/g;;\r\n",
	    0,
	    "/a,b -> /c 307\n!6 'x' stands in a column without a name\n"
	    "/f -> /g 307" },
	{ "csv: the names of others", "csv", "Redirect from,Redirect to\n", 0,
	    "X1 unknown column 'Redirect from'; did you mean 'source'?" },
	{ "csv: a status by another name", "csv", "source,target,HTTP Status\n",
	    0, "X1 did you mean 'status'?" },
	{ "json: the names of others", "json",
	    "[{\"from\":\"/a\",\"to\":\"/b\"},\n"
	    "{\"source\":\"/a\",\"target\":\"/b\",\"statusCode\":301}]",
	    0,
	    "!1 unknown column 'from'; did you mean 'source'?\n"
	    "!2 did you mean 'status'?" },
	{ "csv: a separator is named once", "csv",
	    "source,target\nsep=;\n/a,/b\n", 0,
	    "!2 it has 1 field\n/a -> /b 307" },
	{ "csv: what is a placeholder elsewhere is told", "csv",
	    "source,target\n/a/<id>,/b\n/c/*,/d/<*>\n/e/{f},/g\n/h,/i{uri}\n",
	    0,
	    "?2 '<id>' is a part of the path as it stands\n"
	    "/a/<id> -> /b 307\n"
	    "?3 the '*' in '/d/<*>' is sent as it stands\n/c/* -> /d/<*> 307\n"
	    "?4 '{f}' is a part of the path\n/e/{f} -> /g 307\n"
	    "?5 the '{uri}' in '/i{uri}' is sent\n/h -> /i{uri} 307" },
	{ "wagtail: a type beside what says that it is permanent",
	    "wagtail-csv", "Type,Permanent,From,To\nRedirect,FALSE,/a,/b\n", 0,
	    "/a -> /b 302 literal drop" },
	{ "wagtail: columns anywhere, by their names", "wagtail-csv",
	    "ID,Permanent,Domain,From,To\n1,FALSE,www.x.example,/a,/b\n"
	    "2,TRUE,,c,/d\n",
	    0,
	    "?1 columns are passed over, for wagtail-csv has none of that "
	    "name: 'ID', 'Domain'\n"
	    "/a -> /b 302 literal drop\n/c -> /d 301 literal drop" },
	{ "wagtail: a host says nothing, and the slash neither", "wagtail-csv",
	    "from,to\nhttp://a.example:8000/b/,http://c.example\n"
	    "/b,/d\n/goodbye,/x\n/goodbye/,/cake/\n",
	    0,
	    "?2 there an old URL is a path\n"
	    "/b/ -> http://c.example 301 literal drop\n"
	    "!3 line 2 has it\n"
	    "/goodbye -> /x 301 literal drop\n!5 line 4 has it" },
	{ "wagtail: parameters in any order, and letters as they are",
	    "wagtail-csv",
	    "/Hello/w.html;f=3?foo=Bar&Baz=2,/x\n"
	    "/Hello/w.html;f=3?Baz=2&foo=Bar,/y\n/t%c3%a9,/z\n/t\xc3\xa9,/v\n",
	    0,
	    "?1 here others may stand beside them\n"
	    "/Hello/w.html;f=3?foo=Bar&Baz=2 -> /x 301 literal drop\n"
	    "!2 line 1 has it\n"
	    "/t%c3%a9 -> /z 301 literal drop\n!4 line 3 has it" },

	{ "neos: no host among the hosts is any", "neos-csv",
	    NEOS "a,b,301,|,,,,,\nc,d,301,|h.example| ,,,,,\n", 0,
	    "/a -> /b 301 literal\nh.example/c -> /d 301 literal" },
	{ "neos: a path has no first slash there", "neos-csv",
	    NEOS "old/page,new/page,301,,,,,,\n", 0,
	    "/old/page -> /new/page 301 literal" },
	{ "neos: a rule for each host, with a window", "neos-csv",
	    NEOS "old,https://x.example/,307,a.example|b.example,"
		 "2027-01-01T00:00:00+01:00,2027-02-01T00:00:00+00:00,\"Moved, "
		 "\"\"now\"\"\",eve,manual\n",
	    0,
	    "a.example/old -> https://x.example/ 307 literal drop "
	    "from=2026-12-31T23:00:00Z until=2027-02-01T00:00:00Z note=Moved, "
	    "\"now\"|by eve\n"
	    "b.example/old -> https://x.example/ 307 literal drop "
	    "from=2026-12-31T23:00:00Z until=2027-02-01T00:00:00Z note=Moved, "
	    "\"now\"|by eve" },
	{ "neos: a permanent one with an end ends", "neos-csv",
	    NEOS "old,new,301,,,2027-02-01T00:00:00+00:00,,,\n", 0,
	    "?2 a 301 with an end becomes a 302\n"
	    "/old -> /new 302 literal until=2027-02-01T00:00:00Z" },
	{ "neos: gone, without a header, by ';'", "neos-csv", "old;;410\n", 0,
	    "/old -> 410 literal" },
	{ "neos: a note of two lines is one record", "neos-csv",
	    NEOS "a,b,301,,,,\"x\ny\",,\nc,d,999,,,,,,\n", 0,
	    "/a -> /b 301 literal note=x|y\n!4 '999' is not a status" },
	{ "neos: an end that is none", "neos-csv", NEOS "a,b,302,,,soon,,,\n",
	    0, "!2 expires_at: 'soon'" },

	{ "cloudflare-csv: parameters are dropped", "cloudflare-csv",
	    "example.com/a,https://example.net/b\n", 0,
	    "example.com/a -> https://example.net/b 301 strict literal drop" },
	{ "cloudflare-csv: or not", "cloudflare-csv",
	    "example.com/a,https://example.net/b,302,true\n", 0,
	    "example.com/a -> https://example.net/b 302 strict literal" },
	{ "cloudflare-csv: subdomains are a rule of their own",
	    "cloudflare-csv",
	    "http://example.com/a,https://example.net/b,,FALSE,TRUE,,\n", 0,
	    "http://example.com/a -> https://example.net/b 301 strict literal "
	    "drop\n"
	    "http://*.example.com/a -> https://example.net/b 301 strict "
	    "literal drop" },
	{ "cloudflare-csv: all below", "cloudflare-csv",
	    "example.com/foo/,https://example.com/qux/,301,TRUE,,TRUE,TRUE\n"
	    "example.com/bar,https://example.com/quux,301,TRUE,,TRUE,FALSE\n"
	    "a.example/b,https://a.example/c,301,TRUE,,TRUE,TRUE\n",
	    0,
	    "example.com/foo/* -> https://example.com/qux/:splat 301\n"
	    "example.com/bar/* -> https://example.com/quux 301\n"
	    "a.example/b -> https://a.example/c 301 strict literal\n"
	    "a.example/b/* -> https://a.example/c/:splat 301 strict" },
	{ "cloudflare-csv: no host", "cloudflare-csv",
	    "/a,https://example.net/b\n", 0, "!1 names no host" },
	{ "cloudflare-csv: parameters in a source", "cloudflare-csv",
	    "example.com/a?b=1,https://example.net/b\n", 0,
	    "!1 has parameters or a fragment" },
	{ "cloudflare-csv: a header is a row like any other", "cloudflare-csv",
	    "source,target\n", 0, "!1" },
	{ "cloudflare-csv: eight fields", "cloudflare-csv",
	    "example.com/a,https://example.net/b,,,,,,x\n", 0,
	    "!1 it has 8 fields, but there are only 7" },
	{ "cloudflare-csv: a flag of nonsense", "cloudflare-csv",
	    "example.com/a,https://example.net/b,301,maybe\n", 0,
	    "!1 preserve query string: 'maybe' is neither true nor false" },

	/* Whatever can happen to a file. */
	{ "carriage returns alone end lines", "wagtail-csv",
	    "/a,/b\r/c,/d\r/e\r", 0,
	    "/a -> /b 301 literal drop\n/c -> /d 301 literal drop\n!3 it has 1 "
	    "field" },
	{ "a byte order mark, and both ends of a line", "wagtail-csv",
	    "\xef\xbb\xbf/a,/b\r\n\r\n/c,/d\r\n/e\r\n", 0,
	    "/a -> /b 301 literal drop\n/c -> /d 301 literal drop\n!4 it has 1 "
	    "field" },
	{ "tabs between fields", "wagtail-csv", "/a\t/b,c\n", 0,
	    "/a -> /b,c 301 literal drop" },
	{ "Latin-1 is said", "wagtail-csv", "/caf\xe9,/b\n/c,/d\n", 0,
	    "!1 is not UTF-8; if it is of Excel on Windows\n/c -> /d 301 "
	    "literal drop" },
	{ "UTF-16 is said", "wagtail-csv", "\xff\xfe/\0a\0,\0", 8,
	    "X1 it is not UTF-8 but UTF-16" },
	{ "an old workbook of Excel", "wagtail-csv", "\xd0\xcf\x11\xe0\xa1", 0,
	    "X1 this is an Excel workbook" },
	{ "a new workbook of Excel", "wagtail-csv", "PK\x03\x04\x14", 0,
	    "X1 this is an Excel workbook or another archive" },
	{ "something compressed", "wagtail-csv", "\x1f\x8b\x08", 0,
	    "X1 this is compressed" },
	{ "octets of no text", "wagtail-csv", "/a,/b\n\0\0", 8,
	    "X1 it holds octets that no text has" },
	{ "a quote within a field", "wagtail-csv", "/a\"b,/c\n/d,/e\n", 0,
	    "!1 a quote stands within a field\n/d -> /e 301 literal drop" },
	{ "a quote that is not closed", "wagtail-csv", "/a,/b\n\"/c,/d\n", 0,
	    "/a -> /b 301 literal drop\n!2 the file ends within a quoted" },
	{ "an empty file has no rows", "wagtail-csv", "", 0, "" },
	{ "spaces in a path are escaped", "wagtail-csv", "/a b,/c d?e f\n", 0,
	    "/a%20b -> /c%20d?e%20f 301 literal drop" },
};

int
main(void)
{
	struct CMUnitTest tests[ARRAY_LEN(import_cases)];

	TABLE_FILL(tests, import_cases, test_imported);
	return cmocka_run_group_tests_name("import tables", tests, NULL, NULL);
}
