/* SPDX-License-Identifier: MIT */
/*
 * test_target.c - what is a target, and its parts.
 *
 * What is refused is in test_target_refused.c.
 */
#include "rows.h"

#include <stdio.h>

#include "from.h"
#include "given.h"
#include "says.h"
#include "target.h"

#define TEXT_MAX (6 * TARGET_MAX)

/* --------------------------------------------------------------- accepted */

struct accepted {
	const char *name;
	const char *typed;
	const char *want; /* "origin path ?query #fragment" */
};

static const struct accepted accepted_rows[] = {
	{ "a path keeps the visitor's origin", "/new", " /new" },
	{ "the root is a path", "/", " /" },
	{ "a URL has an origin", "https://a.example/x",
	    "https://a.example /x" },
	{ "an empty path becomes one slash", "http://a.example",
	    "http://a.example /" },
	{ "an empty path before a query", "https://a.example?q=1",
	    "https://a.example / ?q=1" },
	{ "an empty path before a fragment", "https://a.example#f",
	    "https://a.example / #f" },
	{ "scheme and host become small letters", "HTTPS://A.Example/Path",
	    "https://a.example /Path" },
	{ "a port stays", "https://a.example:8443/x",
	    "https://a.example:8443 /x" },
	{ "a port loses its zeros", "https://a.example:00443/",
	    "https://a.example:443 /" },
	{ "the highest port", "http://a.example:65535/",
	    "http://a.example:65535 /" },
	{ "an empty port is none", "https://a.example:/x",
	    "https://a.example /x" },
	{ "an IPv4 address", "http://192.0.2.1:81/", "http://192.0.2.1:81 /" },
	{ "an IPv6 address", "http://[2001:DB8::1]:81/",
	    "http://[2001:db8::1]:81 /" },
	{ "a name without dots", "http://localhost/", "http://localhost /" },
	{ "an international name in its ASCII form",
	    "https://xn--bcher-kva.example/",
	    "https://xn--bcher-kva.example /" },
	{ "query and fragment", "/n?a=1&b=%2F#top", " /n ?a=1&b=%2F #top" },
	{ "an empty query and an empty fragment stay", "/n?#", " /n ? #" },
	{ "a '?' in a fragment is no query", "/n#a?b", " /n #a?b" },
	{ "a second '?' belongs to the query", "/n?a?b", " /n ?a?b" },
	{ "a second '#' is escaped", "/n#a#b", " /n #a%23b" },
	{ "a URL within a query is text", "/go?u=https://b.example/?x",
	    " /go ?u=https://b.example/?x" },
	{ "a URL within a path is text", "/go/https%3A//b.example",
	    " /go/https%3A//b.example" },
	{ "an '@' in a path is text", "https://a.example/@me",
	    "https://a.example /@me" },
	{ "slashes inside of a path stay", "/a//b", " /a//b" },
	{ "slashes after a host stay", "https://a.example//b",
	    "https://a.example //b" },
	{ "three dots are a name", "/.../x", " /.../x" },
	{ "a dot file is a name", "/.well-known/x", " /.well-known/x" },
	{ "dots in a query are text", "/a?b=/../c", " /a ?b=/../c" },

	/* Escapes: what is written stays, what must be escaped is. */
	{ "an escape stays as typed", "/caf%c3%a9%2f", " /caf%c3%a9%2f" },
	{ "UTF-8 is escaped in a path", "/caf\xc3\xa9", " /caf%C3%A9" },
	{ "UTF-8 is escaped in a query", "/?q=\xc3\xa9", " / ?q=%C3%A9" },
	{ "UTF-8 is escaped in a fragment", "/#\xf0\x9f\x9a\xa7",
	    " / #%F0%9F%9A%A7" },
	{ "a no-break space is only an octet",
	    "/a\xc2\xa0"
	    "b",
	    " /a%C2%A0b" },
	{ "marks that a path cannot hold are escaped", "/a\"<>[]^`{|}",
	    " /a%22%3C%3E%5B%5D%5E%60%7B%7C%7D" },
	{ "marks that a path can hold stay", "/a!$&'()*+,;=:@-._~",
	    " /a!$&'()*+,;=:@-._~" },
	{ "brackets stay in a query", "/?a[]=1", " / ?a[]=1" },
	{ "quotes are escaped in a query", "/?a=\"<>", " / ?a=%22%3C%3E" },
	{ "an encoded backslash is text", "/%5Cevil.example",
	    " /%5Cevil.example" },
	{ "an encoded slash is text", "/%2Fevil.example", " /%2Fevil.example" },
	{ "an escaped control octet may stand in a query", "/?a=%0D%0A",
	    " / ?a=%0D%0A" },
	{ "the escape of a space is none of a control octet", "/a%20b",
	    " /a%20b" },
	{ "the escape of a high octet is none of a control octet", "/%80%FF",
	    " /%80%FF" },

	/* Placeholders. */
	{ ":splat in a path", "/n/:splat", " /n/:splat" },
	{ ":splat in query and fragment", "https://a.example/?u=:splat#:splat",
	    "https://a.example / ?u=:splat #:splat" },
	{ ":splat more than once", "/:splat/x/:splat", " /:splat/x/:splat" },
	{ ":splat before a dot and a suffix", "/:splat.html", " /:splat.html" },
	{ "a time of day is no placeholder", "/at/12:30", " /at/12:30" },
	{ "a lone ':' or '$' is none", "/a:/$/:-/x$", " /a:/$/:-/x$" },
};

/* "origin path ?query #fragment". */
static void
describe(const struct target *t, struct buf *out)
{
	buf_add_slice(out, t->origin);
	buf_addc(out, ' ');
	buf_add_slice(out, t->path);
	if (t->has_query)
		buf_adds(out, " ?");
	buf_add_slice(out, t->query);
	if (t->has_fragment)
		buf_adds(out, " #");
	buf_add_slice(out, t->fragment);
	assert_err(buf_end(out), ERR_OK);
}

static void
assert_parts(const char *typed, const struct source *from, bool literal,
    const char *want)
{
	struct buf    text, again, got, whole;
	struct target t;

	buf_init(&text, TEXT_MAX);
	buf_init(&again, TEXT_MAX);
	buf_init(&got, TEXT_MAX);
	buf_init(&whole, TEXT_MAX);

	/* It appends: what was there before stays, and is no part of it. */
	buf_adds(&text, "before");
	assert_err(target_parse(slice_of(typed), from, literal, &t, &text,
		       NULL),
	    ERR_OK);
	assert_memory_equal(text.data, "before", 6);
	describe(&t, &got);
	assert_string_equal(got.data, want);
	assert_int_equal(t.kind, t.origin.n > 0 ? TARGET_URL : TARGET_PATH);
	assert_int_equal(t.literal, literal);
	assert_int_equal(t.scheme != SCHEME_ANY, t.origin.n > 0);

	/* The form that is sent gives the same parts again. */
	for (size_t i = 0; i < got.len; i++)
		if (got.data[i] != ' ')
			buf_addc(&whole, got.data[i]);
	assert_err(target_parse(buf_slice(&whole), from, literal, &t, &again,
		       NULL),
	    ERR_OK);
	buf_reset(&got);
	describe(&t, &got);
	assert_string_equal(got.data, want);
	for (size_t i = 0; i < whole.len; i++)
		assert_in_range(whole.data[i], 0x21, 0x7e);

	buf_free(&whole);
	buf_free(&got);
	buf_free(&again);
	buf_free(&text);
}

/* Only :splat makes a difference between the kinds of sources. */
static void
test_accepted(void **state)
{
	const struct accepted *c = *state;

	assert_parts(c->typed, FROM_PREFIX, false, c->want);
	if (strstr(c->typed, ":splat") == NULL)
		assert_parts(c->typed, FROM_EXACT, false, c->want);
}

static void
literal_placeholders_are_text(void **state)
{
	(void)state;
	assert_parts("/:name/$1?:b#$2", FROM_EXACT, true, " /:name/$1 ?:b #$2");
	assert_parts("/:splat", FROM_PREFIX, true, " /:splat");
	assert_parts("/x:splat.", FROM_PREFIX, true, " /x:splat.");
}

/* ----------------------------------------------------------------- limits */

/* typed is "/aaa" of n octets, the last of them e. */
static void
assert_length(size_t n, const char *e, enum err want)
{
	char          typed[TARGET_MAX + 8];
	struct target t;
	struct buf    text, why;

	buf_init(&text, TEXT_MAX);
	buf_init(&why, WHY_MAX);
	memset(typed, 'a', sizeof(typed));
	typed[0] = '/';
	memcpy(typed + n - strlen(e), e, strlen(e));
	assert_err(target_parse((struct slice){ typed, n }, FROM_EXACT, false,
		       &t, &text, &why),
	    want);
	if (want == ERR_OK) {
		assert_int_equal(why.len, 0);
	} else {
		assert_says(&why, "the limit is 2000");
	}
	buf_free(&why);
	buf_free(&text);
}

static void
limit_as_typed(void **state)
{
	(void)state;
	assert_length(TARGET_MAX, "", ERR_OK);
	assert_length(TARGET_MAX + 1, "", ERR_LIMIT);
}

/* It counts what is typed, though the '?' is in none of the parts. */
static void
limit_though_the_parts_are_shorter(void **state)
{
	(void)state;
	assert_length(TARGET_MAX, "?", ERR_OK);
	assert_length(TARGET_MAX + 1, "?", ERR_LIMIT);
}

/* Two octets become six. */
static void
limit_once_escaped(void **state)
{
	(void)state;
	assert_length(TARGET_MAX - 4, "\xc3\xa9", ERR_OK);
	assert_length(TARGET_MAX - 3, "\xc3\xa9", ERR_LIMIT);
}

/* The host's own limits hold within a target: a label, and all of it. */
static void
limit_of_a_host(void **state)
{
	char          label[64 + 1], typed[600];
	struct target t;
	struct buf    text;

	(void)state;
	buf_init(&text, TEXT_MAX);
	memset(label, 'a', 64);
	label[64] = '\0';
	snprintf(typed, sizeof(typed), "https://%.63s.%.63s.%.63s.%.63s/",
	    label, label, label, label);
	assert_err(target_parse(slice_of(typed), FROM_EXACT, false, &t, &text,
		       NULL),
	    ERR_OK);
	assert_int_equal(t.host.n, URL_HOST_MAX);
	snprintf(typed, sizeof(typed), "https://%.64s/", label);
	assert_err(target_parse(slice_of(typed), FROM_EXACT, false, &t, &text,
		       NULL),
	    ERR_SYNTAX);
	snprintf(typed, sizeof(typed), "https://%.63s.%.63s.%.63s.%.62s.a/",
	    label, label, label, label);
	assert_err(target_parse(slice_of(typed), FROM_EXACT, false, &t, &text,
		       NULL),
	    ERR_LIMIT);
	buf_free(&text);
}

static void
alone_is_a_dash(void **state)
{
	struct target t;
	struct buf    text;

	(void)state;
	buf_init(&text, TEXT_MAX);
	assert_err(target_parse(SLICE("-"), FROM_PREFIX, false, &t, &text,
		       NULL),
	    ERR_OK);
	assert_int_equal(t.kind, TARGET_ALONE);
	assert_int_equal(t.origin.n + t.path.n + t.query.n, 0);
	buf_free(&text);
}

static void
host_and_port_are_parts_of_the_origin(void **state)
{
	struct target t;
	struct buf    text;

	(void)state;
	buf_init(&text, TEXT_MAX);
	assert_err(target_parse(SLICE("https://A.example:8443/"), FROM_EXACT,
		       false, &t, &text, NULL),
	    ERR_OK);
	assert_true(slice_is(t.host, "a.example"));
	assert_ptr_equal(t.host.s, t.origin.s + strlen("https://"));
	assert_int_equal(t.port, 8443);
	assert_int_equal(t.scheme, SCHEME_HTTPS);
	buf_free(&text);
}

/* A full text is a failure, not a cut target. */
static void
limit_of_the_text(void **state)
{
	struct target t;
	struct buf    text;

	(void)state;
	buf_init(&text, 10);
	assert_err(target_parse(SLICE("/0123456789"), FROM_EXACT, false, &t,
		       &text, NULL),
	    ERR_LIMIT);
	buf_free(&text);
}

static void
captures_of_an_expression(void **state)
{
	(void)state;
	assert_parts("/$1/x$3?y=$2#$1", FROM_REGEX(3), false,
	    " /$1/x$3 ?y=$2 #$1");
	assert_parts("/$9", FROM_REGEX(9), false, " /$9");
	assert_parts("/$12", FROM_REGEX(1), false, " /$12");
	assert_parts("/$1.$2", FROM_REGEX(2), false, " /$1.$2");
	assert_parts("/a$/$b", FROM_REGEX(1), false, " /a$/$b");
}

/* A name of the source may stand wherever :splat may. */
static void
placeholders_of_a_pattern(void **state)
{
	const struct source *from = FROM_PATTERN("/blog/:year/x/:Slug_2");

	(void)state;
	assert_parts("/:year/:Slug_2?y=:year#:year", from, false,
	    " /:year/:Slug_2 ?y=:year #:year");
	assert_parts("https://a.example:81/x:year.html", from, false,
	    "https://a.example:81 /x:year.html");
	assert_parts("/:year.:Slug_2", from, false, " /:year.:Slug_2");
	assert_parts("/:year:year", from, false, " /:year:year");
	assert_parts("/10:30/a:/b", from, false, " /10:30/a:/b");
}

int
main(void)
{
	struct CMUnitTest       accepted[ARRAY_LEN(accepted_rows)];
	const struct CMUnitTest rest[] = {
		cmocka_unit_test(literal_placeholders_are_text),
		cmocka_unit_test(placeholders_of_a_pattern),
		cmocka_unit_test(captures_of_an_expression),
		cmocka_unit_test(limit_as_typed),
		cmocka_unit_test(limit_though_the_parts_are_shorter),
		cmocka_unit_test(limit_once_escaped),
		cmocka_unit_test(limit_of_a_host),
		cmocka_unit_test(limit_of_the_text),
		cmocka_unit_test(alone_is_a_dash),
		cmocka_unit_test(host_and_port_are_parts_of_the_origin),
	};
	int failed = 0;

	TABLE_FILL(accepted, accepted_rows, test_accepted);
	failed += cmocka_run_group_tests_name("accepted", accepted, NULL, NULL);
	failed += cmocka_run_group_tests_name("target", rest, NULL, NULL);
	return failed != 0;
}
