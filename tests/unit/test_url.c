/* SPDX-License-Identifier: MIT */
/* test_url.c - the promises of url.h; drawn paths are in test_url_drawn.c. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "url.h"

struct path_case {
	const char *name;
	const char *in;
	const char *out; /* NULL is ERR_SYNTAX */
};

static const struct path_case path_cases[] = {
	{ "root is itself", "/", "/" },
	{ "case is kept", "/About", "/About" },
	{ "a final slash is kept", "/a/", "/a/" },
	{ "what may stand in a path stays", "/-._~!$&'()*+,;=:@",
	    "/-._~!$&'()*+,;=:@" },

	/* RFC 3986, 6.2.2.1 and 6.2.2.2. */
	{ "escapes of the unreserved are undone", "/%41%7a%30%2D%5f%7E",
	    "/Az0-_~" },
	{ "hex becomes upper case", "/%c3%a9", "/%C3%A9" },
	{ "raw UTF-8 is escaped", "/\xc3\xa9", "/%C3%A9" },
	{ "raw octets that are not UTF-8 are escaped", "/\xff\xfe", "/%FF%FE" },
	{ "escapes that are not UTF-8 stay", "/%ff%FE", "/%FF%FE" },
	{ "an overlong slash stays two escapes", "/%c0%af", "/%C0%AF" },
	{ "C1 controls are escapes as others", "/%80%9f\xc2\x85",
	    "/%80%9F%C2%85" },
	{ "an escaped slash stays", "/a%2fb", "/a%2Fb" },
	{ "escaped slashes are no run", "/%2f%2F", "/%2F%2F" },
	{ "an escaped percent stays", "/100%25", "/100%25" },
	{ "decoding happens once", "/%2561%252e", "/%2561%252e" },
	{ "reserved escapes stay", "/%3a%40%21%24%26%27%28%29%2a%2b%2c%3b%3d",
	    "/%3A%40%21%24%26%27%28%29%2A%2B%2C%3B%3D" },
	{ "escapes of the forbidden stay", "/%20%22%3c%3e%5b%5c%5d%5e%60%7b%7d",
	    "/%20%22%3C%3E%5B%5C%5D%5E%60%7B%7D" },
	{ "raw forbidden octets are escaped", "/ \"<>[\\]^`{|}",
	    "/%20%22%3C%3E%5B%5C%5D%5E%60%7B%7C%7D" },
	{ "'?' and '#' are escaped", "/a?b#c", "/a%3Fb%23c" },

	/* RFC 3986, 6.2.2.3. */
	{ "a dot segment goes", "/a/./b", "/a/b" },
	{ "a final dot leaves a slash", "/a/.", "/a/" },
	{ "two dots take their parent", "/a/../b", "/b" },
	{ "final dots leave a slash", "/a/b/..", "/a/" },
	{ "dots with a slash", "/a/b/../", "/a/" },
	{ "many dots take many", "/a/b/c/../../d/../e", "/a/e" },
	{ "nothing climbs past root", "/../../a", "/a" },
	{ "only dots are root", "/..", "/" },
	{ "one dot is root", "/.", "/" },
	{ "all escaped dots are dots", "/a/%2e%2E/b", "/b" },
	{ "half escaped dots are dots", "/a/.%2e/b/%2E./c", "/c" },
	{ "an escaped dot is a dot", "/a/%2e/b", "/a/b" },
	{ "twice escaped dots are a name", "/a/%252e%252e/b",
	    "/a/%252e%252e/b" },
	{ "three dots are a name", "/.../a", "/.../a" },
	{ "a name may begin with dots", "/..a/.b", "/..a/.b" },
	{ "a name may end in dots", "/a../b.", "/a../b." },
	{ "dots and a parameter are a name", "/a/..;x/b", "/a/..;x/b" },
	{ "dots and an escaped slash are a name", "/a/..%2fb", "/a/..%2Fb" },
	{ "dots and a backslash are a name", "/a/..\\b", "/a/..%5Cb" },
	{ "dots take a segment with escapes", "/a/%2F/../b", "/a/b" },

	/* Ours, as in web servers: runs of slashes are one. */
	{ "a run at the beginning merges", "//a", "/a" },
	{ "a run at the end merges", "/a//", "/a/" },
	{ "every run merges", "///a///b////", "/a/b/" },
	{ "merging comes before dots", "/a//../b", "/b" },
	{ "dots leave no run", "/a/..//b", "/b" },
	{ "dots between runs leave none", "/.//./evil", "/evil" },

	{ "nothing is refused", "", NULL },
	{ "a relative path is refused", "a/b", NULL },
	{ "dots alone are refused", "..", NULL },
	{ "an escaped slash is no beginning", "%2Fa", NULL },
	{ "a backslash is no beginning", "\\a", NULL },
	{ "a blank is no beginning", " /a", NULL },
	{ "a lone percent is refused", "/a%", NULL },
	{ "a cut escape is refused", "/a%4", NULL },
	{ "an escape cut by a slash is refused", "/a%4/b", NULL },
	{ "an escape without hex is refused", "/%zz", NULL },
	{ "an escape half without hex is refused", "/%4g", NULL },
	{ "a signed escape is refused", "/%+4", NULL },
	{ "an escape of Unicode is refused", "/%u0041", NULL },
	{ "a doubled percent is refused", "/%%41", NULL },
	{ "an escaped NUL is refused", "/a%00", NULL },
	{ "an escaped TAB is refused", "/%09/evil", NULL },
	{ "an escaped CR is refused", "/a%0dSet-Cookie:x", NULL },
	{ "an escaped LF is refused", "/a%0A", NULL },
	{ "an escaped US is refused", "/a%1f", NULL },
	{ "an escaped DEL is refused", "/a%7F", NULL },
	{ "a raw LF is refused", "/a\nb", NULL },
	{ "a raw TAB is refused", "/\t/evil", NULL },
	{ "a raw DEL is refused", "/a\x7f", NULL },
	{ "a control in a segment that dots take is refused", "/%00/../a",
	    NULL },
	{ "a bad escape in a segment that dots take is refused", "/%g/../a",
	    NULL },
};

static void
path_row(void **state)
{
	const struct path_case *c = *state;
	struct slice            in = slice_of(c->in);
	struct buf              once, twice;

	buf_init(&once, URL_REQUEST_MAX);
	buf_init(&twice, URL_REQUEST_MAX);
	buf_adds(&once, "/../x%"); /* what is there already is not touched */
	assert_err(url_path(in, &once), c->out != NULL ? ERR_OK : ERR_SYNTAX);
	if (c->out != NULL) {
		assert_err(buf_end(&once), ERR_OK);
		assert_string_equal(once.data + 6, c->out);
		assert_memory_equal(once.data, "/../x%", 6);
		assert_err(url_path(slice_of(once.data + 6), &twice), ERR_OK);
		assert_err(buf_end(&twice), ERR_OK);
		assert_string_equal(twice.data, c->out);
	}
	if (url_is_canonical(in))
		assert_string_equal(c->in, c->out);
	buf_free(&twice);
	buf_free(&once);
}

static void
a_nul_is_a_control_like_others(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 100);
	assert_err(url_path(SLICE("/a\0b"), &out), ERR_SYNTAX);
	assert_err(url_path(slice_of(NULL), &out), ERR_SYNTAX);
	assert_false(url_is_canonical(SLICE("/a\0b")));
	buf_free(&out);
}

static void
usual_paths_are_canonical_at_a_look(void **state)
{
	(void)state;
	assert_true(url_is_canonical(SLICE("/")));
	assert_true(url_is_canonical(SLICE("/index.html")));
	assert_true(url_is_canonical(SLICE("/Blog/2026/a-b_c~d/")));
	assert_false(url_is_canonical(slice_of(NULL)));
	assert_false(url_is_canonical(SLICE("a")));
	assert_false(url_is_canonical(SLICE("//a")));
	assert_false(url_is_canonical(SLICE("/a//")));
	assert_false(url_is_canonical(SLICE("/a/..")));
	assert_false(url_is_canonical(SLICE("/%61")));
	assert_false(url_is_canonical(SLICE("/a b")));
	assert_false(url_is_canonical(SLICE("/\xc3\xa9")));
}

/* Once for a path that is copied whole, once for one that is not. */
static void
a_path_that_does_not_fit_is_a_limit(void **state)
{
	static const char *const paths[] = { "/abcdefg", "/%61bcdefg",
		"/a/../bcdefgh", "//\xff.../" };
	struct buf               out;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		buf_init(&out, 8);
		assert_err(url_path(slice_of(paths[i]), &out), ERR_OK);
		assert_int_equal(out.len, 8);
		buf_free(&out);
		buf_init(&out, 7);
		assert_err(url_path(slice_of(paths[i]), &out), ERR_LIMIT);
		assert_in_range(out.len, 0, 7);
		buf_free(&out);
	}
}

struct text_case {
	const char *name;
	const char *in;
	const char *out;
};

static const struct text_case query_cases[] = {
	{ "an empty query is empty", "", "" },
	{ "its octets stay", "x=%26&y=+&z=/?:@!$'()*,;~._-",
	    "x=%26&y=+&z=/?:@!$'()*,;~._-" },
	{ "escapes keep their case", "a=%c3%A9", "a=%c3%A9" },
	{ "escapes of the unreserved stay", "a=%61", "a=%61" },
	{ "bad escapes stay", "a=%&b=%zz%4", "a=%&b=%zz%4" },
	{ "escaped controls stay", "a=%0d%0a%00", "a=%0d%0a%00" },
	{ "brackets stay, as browsers send them", "a[]=1", "a[]=1" },
	{ "raw UTF-8 is escaped", "a=\xc3\xa9", "a=%C3%A9" },
	{ "raw controls are escaped", "a\r\nb\t\x7f", "a%0D%0Ab%09%7F" },
	{ "spaces and quotes are escaped", " \"'<>", "%20%22'%3C%3E" },
	{ "other forbidden octets are escaped", "#\\^`{|}",
	    "%23%5C%5E%60%7B%7C%7D" },
};

static void
query_row(void **state)
{
	const struct text_case *c = *state;
	struct buf              out;

	buf_init(&out, 1000);
	buf_addc(&out, '?');
	url_query(slice_of(c->in), &out);
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data + 1, c->out);
	buf_free(&out);
}

/* Each octet by itself, against the text of RFC 3986. */
static void
every_octet_is_where_it_may_be(void **state)
{
	static const char unreserved[] = "-._~0123456789"
					 "abcdefghijklmnopqrstuvwxyz"
					 "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
	static const char in_path[] = "!$&'()*+,;=:@";
	static const char in_query[] = "/?[]%";
	struct buf        path, query, encoded;

	(void)state;
	buf_init(&path, 10);
	buf_init(&query, 10);
	buf_init(&encoded, 10);
	for (int i = 1; i < 256; i++) {
		char c = (char)i, raw[3] = { '/', c, '\0' }, escaped[8];
		bool plain =
		    strchr(unreserved, c) != NULL || strchr(in_path, c) != NULL;
		bool control = i < 0x20 || i == 0x7f;

		snprintf(escaped, sizeof(escaped), "/%%%02X", (unsigned)i);
		buf_reset(&path);
		buf_reset(&query);
		buf_reset(&encoded);
		url_query((struct slice){ &c, 1 }, &query);
		url_encode((struct slice){ &c, 1 }, &encoded);
		assert_true(slice_is(buf_slice(&query),
		    plain || strchr(in_query, c) != NULL ? raw + 1 :
							   escaped + 1));
		assert_true(slice_is(buf_slice(&encoded),
		    plain || c == '/' ? raw + 1 : escaped + 1));
		if (c == '/' || c == '.' || c == '%')
			continue; /* these mean something in a path */
		assert_err(url_path(slice_of(raw), &path),
		    control ? ERR_SYNTAX : ERR_OK);
		if (control)
			continue;
		assert_true(slice_is(buf_slice(&path), plain ? raw : escaped));
		buf_reset(&path);
		assert_err(url_path(slice_of(escaped), &path), ERR_OK);
		assert_true(slice_is(buf_slice(&path),
		    strchr(unreserved, c) != NULL ? raw : escaped));
	}
	buf_free(&encoded);
	buf_free(&query);
	buf_free(&path);
}

static void
folding_leaves_escapes_alone(void **state)
{
	char path[] = "/AbZ@[`{%C3%A9/%2F%4A%\xc3\x89";

	(void)state;
	url_fold(path, sizeof(path) - 1);
	assert_string_equal(path, "/abz@[`{%C3%A9/%2F%4A%\xc3\x89");
	url_fold(path, 0);
	assert_string_equal(path, "/abz@[`{%C3%A9/%2F%4A%\xc3\x89");
	assert_int_equal(url_lower('A'), 'a');
	assert_int_equal(url_lower('Z'), 'z');
	assert_int_equal(url_lower('@'), '@');
	assert_int_equal(url_lower('['), '[');
	assert_int_equal(url_lower('\xc4'), '\xc4');
}

static void
one_final_slash_is_trimmed_but_not_root(void **state)
{
	(void)state;
	assert_true(slice_is(url_trim(SLICE("/a/")), "/a"));
	assert_true(slice_is(url_trim(SLICE("/a")), "/a"));
	assert_true(slice_is(url_trim(SLICE("/")), "/"));
	assert_true(slice_is(url_trim(SLICE("/a%2F")), "/a%2F"));
	assert_int_equal(url_trim(slice_of(NULL)).n, 0);
}

static void
schemes_have_names(void **state)
{
	(void)state;
	assert_string_equal(scheme_name(SCHEME_HTTP), "http");
	assert_string_equal(scheme_name(SCHEME_HTTPS), "https");
	assert_string_equal(scheme_name(SCHEME_ANY), "");
}

static const struct text_case params_cases[] = {
	{ "one parameter", "a=1", "[a=1]" },
	{ "each in its order", "a=1&b&c=", "[a=1][b][c=]" },
	{ "empty pieces are pieces", "&a&&b&", "[][a][][b][]" },
	{ "an empty query is an empty piece", "", "[]" },
	{ "';' separates nothing", "a=1;b=2", "[a=1;b=2]" },
	{ "an escaped '&' separates nothing", "a=%26b", "[a=%26b]" },
};

static void
params_row(void **state)
{
	const struct text_case *c = *state;
	struct slice            rest = slice_of(c->in), one;
	struct buf              out;

	buf_init(&out, 100);
	while (url_next_param(&rest, &one))
		buf_addf(&out, "[%.*s]", (int)one.n, one.s);
	assert_false(url_next_param(&rest, &one));
	assert_err(buf_end(&out), ERR_OK);
	assert_string_equal(out.data, c->out);
	buf_free(&out);
}

struct name_case {
	const char *name;
	const char *a, *b;
	bool        same;
};

static const struct name_case name_cases[] = {
	{ "a name is itself", "utm", "utm", true },
	{ "values do not count", "a=1", "a=2", true },
	{ "a name alone is that name", "a", "a=2", true },
	{ "case counts", "a", "A", false },
	{ "a longer name is another", "ab=1", "a=1", false },
	{ "escapes are decoded", "%75tm=1", "utm=2", true },
	{ "hex has no case", "%c3%a9", "%C3%A9", true },
	{ "raw octets are their escapes", "\xc3\xa9", "%C3%A9", true },
	{ "'+' is a space", "a+b", "a%20b", true },
	{ "an escaped '+' is none", "a%2Bb", "a+b", false },
	{ "an escaped '=' is part of the name", "a%3D1", "a=1", false },
	{ "it is the same as itself", "a%3D1", "a%3d1=2", true },
	{ "a NUL is no end", "a%00b", "a%00c", false },
	{ "decoding happens once", "%2561", "%61", false },
	{ "a bad escape is its text", "%zz", "%25zz", true },
	{ "a cut escape is its text", "a%", "a%25", true },
	{ "empty names are the same", "", "=x", true },
	{ "an empty name is no other", "", "a", false },
	{ "brackets are part of the name", "a[]=1", "a%5B%5D=2", true },
};

static void
name_row(void **state)
{
	const struct name_case *c = *state;

	assert_int_equal(url_same_name(slice_of(c->a), slice_of(c->b)),
	    c->same);
	assert_int_equal(url_same_name(slice_of(c->b), slice_of(c->a)),
	    c->same);
}

int
main(void)
{
	static struct CMUnitTest paths[ARRAY_LEN(path_cases)];
	static struct CMUnitTest queries[ARRAY_LEN(query_cases)];
	static struct CMUnitTest params[ARRAY_LEN(params_cases)];
	static struct CMUnitTest names[ARRAY_LEN(name_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(a_nul_is_a_control_like_others),
		 cmocka_unit_test(usual_paths_are_canonical_at_a_look),
		 cmocka_unit_test(a_path_that_does_not_fit_is_a_limit),
		 cmocka_unit_test(every_octet_is_where_it_may_be),
		 cmocka_unit_test(folding_leaves_escapes_alone),
		 cmocka_unit_test(one_final_slash_is_trimmed_but_not_root),
		 cmocka_unit_test(schemes_have_names),
	};
	int failed = 0;

	TABLE_FILL(paths, path_cases, path_row);
	TABLE_FILL(queries, query_cases, query_row);
	TABLE_FILL(params, params_cases, params_row);
	TABLE_FILL(names, name_cases, name_row);
	failed += cmocka_run_group_tests_name("path", paths, NULL, NULL);
	failed += cmocka_run_group_tests_name("query", queries, NULL, NULL);
	failed += cmocka_run_group_tests_name("params", params, NULL, NULL);
	failed += cmocka_run_group_tests_name("names", names, NULL, NULL);
	failed += cmocka_run_group_tests_name("url", rest, NULL, NULL);
	return failed != 0;
}
