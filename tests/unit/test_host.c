/* SPDX-License-Identifier: MIT */
/* test_host.c - the promises of host.h. */
#include "rows.h"

#include <stdio.h>
#include <string.h>

#include "host.h"
#include "url.h"
#include "says.h"

#define LABEL63 \
	"a23456789-b23456789-c23456789-d23456789-e23456789-f23456789-g23"
#define HOST255 LABEL63 "." LABEL63 "." LABEL63 "." LABEL63

struct host_case {
	const char *name;
	const char *in;
	const char *host; /* NULL when it is refused */
	int         port;
};

static const struct host_case host_cases[] = {
	{ "a name", "example.com", "example.com", 0 },
	{ "a lone label", "localhost", "localhost", 0 },
	{ "capitals become small", "WWW.Example.COM", "www.example.com", 0 },
	{ "the final dot goes", "example.com.", "example.com", 0 },
	{ "a port is cut off", "example.com:8080", "example.com", 8080 },
	{ "the final dot goes before a port", "example.com.:80", "example.com",
	    80 },
	{ "an empty port is none (RFC 3986, 3.2.3)",
	    "example.com:", "example.com", 0 },
	{ "the smallest port", "a:1", "a", 1 },
	{ "the largest port", "a:65535", "a", 65535 },
	{ "a port with zeros", "a:00080", "a", 80 },
	{ "hyphens, underscores, digits", "_a-1.b--c.9x", "_a-1.b--c.9x", 0 },
	{ "an international name in its plain form", "xn--bcher-kva.example",
	    "xn--bcher-kva.example", 0 },
	{ "a label of 63", LABEL63 ".example", LABEL63 ".example", 0 },
	{ "a name of 255", HOST255, HOST255, 0 },
	{ "a name of 255 and a port", HOST255 ":65535", HOST255, 65535 },
	{ "a name of 255 and a final dot", HOST255 ".:65535", HOST255, 65535 },

	/* IPv4: four plain decimal numbers, or no number at the end. */
	{ "IPv4", "192.0.2.1", "192.0.2.1", 0 },
	{ "IPv4 with a port", "127.0.0.1:80", "127.0.0.1", 80 },
	{ "IPv4 with a final dot", "192.0.2.1.", "192.0.2.1", 0 },
	{ "the largest IPv4", "255.255.255.255", "255.255.255.255", 0 },
	{ "numbers before a word are a name", "1.2.3.4.a", "1.2.3.4.a", 0 },
	{ "hex without 0x is a name", "a.ff", "a.ff", 0 },
	{ "0x and no hex is a name", "a.0xg", "a.0xg", 0 },

	/* IPv6, as inet_pton(3) takes it. */
	{ "IPv6", "[2001:db8::1]", "[2001:db8::1]", 0 },
	{ "IPv6 in small letters", "[2001:DB8::A]", "[2001:db8::a]", 0 },
	{ "IPv6 with a port", "[::1]:443", "[::1]", 443 },
	{ "IPv6 with an empty port", "[::1]:", "[::1]", 0 },
	{ "IPv6 of nothing", "[::]", "[::]", 0 },
	{ "the longest IPv6",
	    "[ABCD:ABCD:ABCD:ABCD:ABCD:ABCD:255.255.255.255]:65535",
	    "[abcd:abcd:abcd:abcd:abcd:abcd:ffff:ffff]", 65535 },

	/* Of its spellings browsers send one (WHATWG URL, 3.5). */
	{ "IPv6 with all its zeros", "[2001:0DB8:0:0:0000:0:0:1]",
	    "[2001:db8::1]", 0 },
	{ "IPv6 of zeros", "[0:0:0:0:0:0:0:0]", "[::]", 0 },
	{ "IPv6 with IPv4 inside", "[::ffff:192.0.2.1]", "[::ffff:c000:201]",
	    0 },
	{ "the longer of two runs of zeros", "[1:0:0:2:0:0:0:3]",
	    "[1:0:0:2::3]", 0 },
	{ "the first of two runs of zeros", "[1:0:0:2:3:0:0:4]",
	    "[1::2:3:0:0:4]", 0 },
	{ "a zero by itself is no run", "[1:2:3::5:6:7:8]", "[1:2:3:0:5:6:7:8]",
	    0 },
	{ "a run of zeros in front", "[0:0:1:2:3:4:5:6]", "[::1:2:3:4:5:6]",
	    0 },
	{ "a run of zeros at the end", "[1:2:3:4:5:6:0:0]", "[1:2:3:4:5:6::]",
	    0 },
	{ "zeros within a piece", "[1000:100:10:1:ff:f:a0:0]",
	    "[1000:100:10:1:ff:f:a0:0]", 0 },

	{ "nothing", "", NULL, 0 },
	{ "a dot", ".", NULL, 0 },
	{ "two dots", "..", NULL, 0 },
	{ "a dot in front", ".example.com", NULL, 0 },
	{ "two dots inside", "a..example", NULL, 0 },
	{ "two dots at the end", "example.com..", NULL, 0 },
	{ "a port alone", ":80", NULL, 0 },
	{ "port zero", "a:0", NULL, 0 },
	{ "port 65536", "a:65536", NULL, 0 },
	{ "a port of six digits", "a:000080", NULL, 0 },
	{ "a port beyond any number", "a:99999999999999999999", NULL, 0 },
	{ "a port with a sign", "a:+80", NULL, 0 },
	{ "a port with a blank", "a: 80", NULL, 0 },
	{ "a port in words", "a:http", NULL, 0 },
	{ "two ports", "a:80:80", NULL, 0 },
	{ "IPv6 without brackets", "2001:db8::1", NULL, 0 },
	{ "a label of 64", LABEL63 "x.example", NULL, 0 },
	{ "a last label of 64", "a." LABEL63 "x", NULL, 0 },
	{ "user info", "user@example.com", NULL, 0 },
	{ "user info with a password", "a:b@example.com", NULL, 0 },
	{ "a host behind a host", "good.example@evil.example", NULL, 0 },
	{ "a backslash", "good.example\\evil.example", NULL, 0 },
	{ "a slash", "good.example/", NULL, 0 },
	{ "a query", "good.example?", NULL, 0 },
	{ "a fragment", "good.example#", NULL, 0 },
	{ "a space", "good.example evil.example", NULL, 0 },
	{ "a space in front", " good.example", NULL, 0 },
	{ "a space at the end", "good.example ", NULL, 0 },
	{ "an escape", "ex%61mple.com", NULL, 0 },
	{ "a wildcard", "*.example.com", NULL, 0 },
	{ "a comma", "a.example,b.example", NULL, 0 },
	{ "quotes and angles", "ev\"il<>", NULL, 0 },
	{ "a line break", "a\r\nX: y", NULL, 0 },
	{ "UTF-8",
	    "b\xc3\xbc"
	    "cher.example",
	    NULL, 0 },
	{ "UTF-8 and a line break", "\xc3\xbc\r\nX: y", NULL, 0 },
	{ "a full stop of Asia",
	    "evil\xe3\x80\x82"
	    "example",
	    NULL, 0 },
	{ "a soft hyphen",
	    "ex\xc2\xad"
	    "ample.com",
	    NULL, 0 },

	/* Browsers read these as numbers (WHATWG URL, 3.5 and 4.4). */
	{ "a number alone", "3627734734", NULL, 0 },
	{ "zero alone", "0", NULL, 0 },
	{ "a hex number", "0x7f000001", NULL, 0 },
	{ "a capital hex number", "0X7F.1", NULL, 0 },
	{ "an empty hex number", "0x", NULL, 0 },
	{ "a name that ends in one", "example.0x", NULL, 0 },
	{ "a name that ends in a number", "example.1", NULL, 0 },
	{ "a name that ends in no octal", "example.09", NULL, 0 },
	{ "hex parts", "0xd8.0x3a.0xd6.0xce", NULL, 0 },
	{ "octal parts", "0300.0.02.01", NULL, 0 },
	{ "a zero in front", "192.0.2.01", NULL, 0 },
	{ "two parts", "127.1", NULL, 0 },
	{ "three parts", "127.0.1", NULL, 0 },
	{ "five parts", "1.2.3.4.5", NULL, 0 },
	{ "a part of 256", "1.2.3.256", NULL, 0 },
	{ "a final dot does not hide it", "127.1.", NULL, 0 },
	{ "a port does not hide it", "127.1:80", NULL, 0 },

	{ "an open bracket", "[", NULL, 0 },
	{ "empty brackets", "[]", NULL, 0 },
	{ "no closing bracket", "[::1", NULL, 0 },
	{ "no opening bracket", "::1]", NULL, 0 },
	{ "two brackets", "[[::1]]", NULL, 0 },
	{ "something behind the bracket", "[::1]x", NULL, 0 },
	{ "a dot behind the bracket", "[::1].", NULL, 0 },
	{ "a port without its colon", "[::1]80", NULL, 0 },
	{ "a bad port behind the bracket", "[::1]:x", NULL, 0 },
	{ "two gaps", "[1::2::3]", NULL, 0 },
	{ "too many groups", "[1:2:3:4:5:6:7:8:9]", NULL, 0 },
	{ "too few groups", "[1:2:3:4:5:6:7]", NULL, 0 },
	{ "a group of five digits", "[12345::]", NULL, 0 },
	{ "a zone", "[fe80::1%eth0]", NULL, 0 },
	{ "an escaped zone", "[fe80::1%25eth0]", NULL, 0 },
	{ "a name in brackets", "[example.com]", NULL, 0 },
	{ "IPv4 in brackets", "[192.0.2.1]", NULL, 0 },
	{ "a future address", "[v1.a]", NULL, 0 },
	{ "something in front of the bracket", "a[::1]", NULL, 0 },
};

static void
host_row(void **state)
{
	const struct host_case *c = *state;
	struct buf              out, again, why;
	int                     port = -77;

	buf_init(&out, 1000);
	buf_init(&again, 1000);
	buf_init(&why, WHY_MAX);
	buf_addc(&out, '<');
	assert_err(host_parse(slice_of(c->in), &out, &port, &why),
	    c->host != NULL ? ERR_OK : ERR_SYNTAX);
	assert_err(buf_end(&out), ERR_OK);
	if (c->host != NULL) {
		assert_string_equal(out.data + 1, c->host);
		assert_int_equal(port, c->port);
		assert_int_equal(why.len, 0);
		assert_err(host_parse(slice_of(c->host), &again, &port, NULL),
		    ERR_OK);
		assert_true(slice_is(buf_slice(&again), c->host));
		assert_int_equal(port, 0);
	} else {
		assert_string_equal(out.data, "<"); /* nothing was appended */
		assert_int_equal(port, -77);
		buf_reset(&again);
		buf_addf(&again, "'%.*s' is not a plain host: write ",
		    quotable(slice_of(c->in)), c->in);
		assert_err(buf_end(&again), ERR_OK);
		assert_says(&why, again.data);
	}
	buf_free(&why);
	buf_free(&again);
	buf_free(&out);
}

static void
an_international_name_is_told_its_plain_form(void **state)
{
	struct buf out, why;
	int        port;

	(void)state;
	buf_init(&out, 100);
	buf_init(&why, WHY_MAX);
	assert_err(host_parse(SLICE("b\xc3\xbc.example"), &out, &port, &why),
	    ERR_SYNTAX);
	assert_says(&why, "in its xn-- form");
	buf_free(&why);
	buf_free(&out);
}

static void
a_longer_host_is_a_limit(void **state)
{
	static const char *const longer[] = { HOST255 "x", HOST255 ".x",
		HOST255 "x:80", HOST255 ".x." };
	struct buf               out, why;
	int                      port = -77;

	(void)state;
	assert_int_equal(sizeof(HOST255) - 1, URL_HOST_MAX);
	buf_init(&out, 1000);
	buf_init(&why, WHY_MAX);
	for (size_t i = 0; i < ARRAY_LEN(longer); i++) {
		assert_err(host_parse(slice_of(longer[i]), &out, &port, &why),
		    ERR_LIMIT);
		assert_says(&why, "the limit is 255");
		buf_reset(&why);
		assert_int_equal(out.len, 0);
		assert_int_equal(port, -77);
	}
	buf_free(&why);
	buf_free(&out);
}

static void
a_nul_is_no_end(void **state)
{
	struct buf out;
	int        port;

	(void)state;
	buf_init(&out, 100);
	assert_err(host_parse(SLICE("good.example\0.evil.example"), &out, &port,
		       NULL),
	    ERR_SYNTAX);
	assert_err(host_parse(SLICE("[::1\0]"), &out, &port, NULL), ERR_SYNTAX);
	assert_err(host_parse(SLICE("1.2.3.4\0"), &out, &port, NULL),
	    ERR_SYNTAX);
	assert_err(host_parse(slice_of(NULL), &out, &port, NULL), ERR_SYNTAX);
	assert_int_equal(out.len, 0);
	buf_free(&out);
}

static void
a_host_that_does_not_fit_is_not_begun(void **state)
{
	struct buf out;
	int        port = -77;

	(void)state;
	buf_init(&out, 10);
	assert_err(host_parse(SLICE("example.com:1"), &out, &port, NULL),
	    ERR_LIMIT);
	assert_int_equal(out.len, 0);
	assert_int_equal(port, -77);
	buf_free(&out);
}

/* Each octet within a label, and as a label of its own. */
static void
only_plain_octets_make_a_label(void **state)
{
	struct buf out;
	int        port;

	(void)state;
	buf_init(&out, 100);
	for (int i = 0; i < 256; i++) {
		const char in[] = { 'a', (char)i, 'b', '.', 'c' };
		bool plain = (i >= 'a' && i <= 'z') || (i >= 'A' && i <= 'Z') ||
		    (i >= '0' && i <= '9') || i == '-' || i == '_' || i == '.';

		buf_reset(&out);
		assert_err(host_parse((struct slice){ in, sizeof(in) }, &out,
			       &port, NULL),
		    plain ? ERR_OK : ERR_SYNTAX);
		assert_int_equal(out.len, plain ? sizeof(in) : 0);
	}
	buf_free(&out);
}

/* Whatever ends in a number is four of them, in their only spelling. */
static void
no_number_is_spelled_another_way(void **state)
{
	static const char alphabet[] = "00112579.....xXaf";
	uint64_t          seed = 0x5eed;
	struct buf        out;
	int               port, addresses = 0;

	(void)state;
	buf_init(&out, 100);
	for (int n = 0; n < 200000; n++) {
		char     in[16], same[32];
		unsigned a[4];
		size_t   len = 0;

		do {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			in[len++] =
			    alphabet[(seed >> 20) % (sizeof(alphabet) - 1)];
		} while (len < 15 && (seed >> 50) % 12 != 0);
		in[len] = '\0';
		buf_reset(&out);
		if (host_parse((struct slice){ in, len }, &out, &port, NULL) !=
		    ERR_OK)
			continue;
		assert_err(buf_end(&out), ERR_OK);
		if (strspn(out.data, "0123456789.") != out.len)
			continue; /* a word: not at the end only by chance */
		assert_int_equal(sscanf(out.data, "%3u.%3u.%3u.%3u", &a[0],
				     &a[1], &a[2], &a[3]),
		    4);
		snprintf(same, sizeof(same), "%u.%u.%u.%u", a[0], a[1], a[2],
		    a[3]);
		assert_string_equal(out.data, same);
		addresses++;
	}
	assert_true(addresses > 10);
	buf_free(&out);
}

static void
an_address_is_no_name(void **state)
{
	(void)state;
	assert_true(host_is_address(SLICE("192.0.2.1")));
	assert_true(host_is_address(SLICE("[::1]")));
	assert_false(host_is_address(SLICE("192.0.2.1.example")));
	assert_false(host_is_address(SLICE("")));
	assert_false(host_is_address(SLICE(HOST255)));
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(host_cases)];
	const struct CMUnitTest  rest[] = {
		 cmocka_unit_test(an_international_name_is_told_its_plain_form),
		 cmocka_unit_test(a_longer_host_is_a_limit),
		 cmocka_unit_test(a_nul_is_no_end),
		 cmocka_unit_test(a_host_that_does_not_fit_is_not_begun),
		 cmocka_unit_test(only_plain_octets_make_a_label),
		 cmocka_unit_test(no_number_is_spelled_another_way),
		 cmocka_unit_test(an_address_is_no_name),
	};
	int failed = 0;

	TABLE_FILL(rows, host_cases, host_row);
	failed += cmocka_run_group_tests_name("host", rows, NULL, NULL);
	failed += cmocka_run_group_tests_name("hosts", rest, NULL, NULL);
	return failed != 0;
}
