/* SPDX-License-Identifier: MIT */
/* test_net.c - the promises of net.h. */
#include "rows.h"

#include "net.h"
#include "says.h"

struct typed {
	const char *name;
	const char *in;
	const char *out; /* or what the refusal says */
	enum err    rc;
};

static const struct typed typed[] = {
	{ "a network", "10.0.0.0/8", "10.0.0.0/8", ERR_OK },
	{ "an address is a network", "192.0.2.7", "192.0.2.7/32", ERR_OK },
	{ "everybody", "0.0.0.0/0", "0.0.0.0/0", ERR_OK },
	{ "bits within an octet", "192.0.2.128/25", "192.0.2.128/25", ERR_OK },
	{ "IPv6", "2001:DB8:0:0::/32", "2001:db8::/32", ERR_OK },
	{ "an address of IPv6", "::1", "::1/128", ERR_OK },
	{ "everybody by IPv6", "::/0", "::/0", ERR_OK },
	{ "IPv4 in IPv6", "::ffff:10.0.0.0/104", "10.0.0.0/8", ERR_OK },
	{ "an address of IPv4 in IPv6", "::ffff:192.0.2.7", "192.0.2.7/32",
	    ERR_OK },
	{ "all of IPv4 in IPv6", "::ffff:0:0/96", "0.0.0.0/0", ERR_OK },
	{ "bits beyond", "10.1.2.3/8",
	    "write 10.0.0.0/8 for all of it, or 10.1.2.3 for that one",
	    ERR_SYNTAX },
	{ "one bit beyond", "192.0.2.1/31", "192.0.2.0/31 for all",
	    ERR_SYNTAX },
	{ "bits beyond in IPv6", "2001:db8::1/32",
	    "2001:db8::/32 for all of it, or 2001:db8::1 for", ERR_SYNTAX },
	{ "too long a length", "10.0.0.0/33", "not a network", ERR_SYNTAX },
	{ "too long a length in IPv6", "::/129", "not a network", ERR_SYNTAX },
	{ "a length with zeros", "10.0.0.0/08", "not a network", ERR_SYNTAX },
	{ "a negative length", "10.0.0.0/-1", "not a network", ERR_SYNTAX },
	{ "no length", "10.0.0.0/", "not a network", ERR_SYNTAX },
	{ "a mask", "10.0.0.0/255.0.0.0", "not a network", ERR_SYNTAX },
	{ "a length with a letter", "10.0.0.0/1a", "not a network",
	    ERR_SYNTAX },
	{ "or another sign", "10.0.0.0/:", "not a network", ERR_SYNTAX },
	{ "a length of four digits", "::/1000", "not a network", ERR_SYNTAX },
	{ "more than all of IPv4 in IPv6", "::ffff:0:0/95",
	    "::fffe:0:0/95 for all", ERR_SYNTAX },
	{ "three numbers", "10.0.0/24", "192.0.2.0/24", ERR_SYNTAX },
	{ "octal", "010.0.0.1", "not a network", ERR_SYNTAX },
	{ "a name", "localhost", "not a network", ERR_SYNTAX },
	{ "a zone", "fe80::1%eth0", "not a network", ERR_SYNTAX },
	{ "nothing", "", "not a network", ERR_SYNTAX },
	{ "too long a text",
	    "1111:1111:1111:1111:1111:1111:1111:1111:1111:1111:1111",
	    "not a network", ERR_SYNTAX },
};

static void
test_typed(void **state)
{
	const struct typed *c = *state;
	struct buf          out, why, again;

	buf_init(&out, 100);
	buf_init(&again, 100);
	buf_init(&why, WHY_MAX);
	assert_err(net_parse(slice_of(c->in), &out, &why), c->rc);
	if (c->rc == ERR_OK) {
		assert_string_equal(out.data, c->out);
		assert_err(net_parse(buf_slice(&out), &again, &why), ERR_OK);
		assert_string_equal(again.data, c->out);
	} else {
		assert_says(&why, c->out);
	}
	buf_free(&why);
	buf_free(&again);
	buf_free(&out);
}

struct row {
	const char *name;
	const char *net, *address;
	bool        has;
};

static const struct row rows[] = {
	{ "the first of a network", "10.0.0.0/8", "10.0.0.0", true },
	{ "the last of a network", "10.0.0.0/8", "10.255.255.255", true },
	{ "one before it", "10.0.0.0/8", "9.255.255.255", false },
	{ "one behind it", "10.0.0.0/8", "11.0.0.0", false },
	{ "half an octet, inside", "192.0.2.128/25", "192.0.2.128", true },
	{ "half an octet, outside", "192.0.2.128/25", "192.0.2.127", false },
	{ "one address", "192.0.2.7/32", "192.0.2.7", true },
	{ "its neighbour", "192.0.2.7/32", "192.0.2.6", false },
	{ "everybody", "0.0.0.0/0", "255.255.255.255", true },
	{ "not those of IPv6", "0.0.0.0/0", "::1", false },
	{ "nor the other way round", "::/0", "192.0.2.7", false },
	{ "IPv6 inside", "2001:db8::/32", "2001:db8:ffff::1", true },
	{ "IPv6 outside", "2001:db8::/32", "2001:db9::", false },
	{ "another spelling", "2001:db8::/128", "2001:0DB8:0:0:0:0:0:0", true },
	{ "IPv4 as IPv6", "10.0.0.0/8", "::ffff:10.1.2.3", true },
	{ "IPv4 as IPv6, outside", "10.0.0.0/8", "::ffff:11.1.2.3", false },
	{ "IPv4 as IPv6 is not in IPv6", "::/0", "::ffff:10.1.2.3", false },
	{ "with a zone", "fe80::/10", "fe80::1%eth0", true },
	{ "no address", "0.0.0.0/0", "unix:", false },
	{ "an empty address", "0.0.0.0/0", "", false },
	{ "none at all", "0.0.0.0/0", NULL, false },
	{ "a port behind it", "0.0.0.0/0", "10.0.0.1:80", false },
	{ "a very long one", "0.0.0.0/0",
	    "10.0.0.1                                                      ",
	    false },
};

static void
test_row(void **state)
{
	const struct row *c = *state;

	assert_int_equal(net_has(slice_of(c->net), slice_of(c->address)),
	    c->has);
}

struct public_case {
	const char *name;
	const char *address;
	bool        is_public;
};

static const struct public_case public_cases[] = {
	{ "of the public", "93.184.215.14", true },
	{ "of the public, IPv6", "2606:2800:21f::1", true },
	{ "this host", "127.0.0.1", false },
	{ "all of this host", "127.9.9.9", false },
	{ "unspecified, which is this host", "0.0.0.0", false },
	{ "private, 10", "10.255.255.255", false },
	{ "just beyond 10", "11.0.0.0", true },
	{ "private, 172.16", "172.31.255.255", false },
	{ "just beyond 172.16", "172.32.0.0", true },
	{ "private, 192.168", "192.168.1.1", false },
	{ "a carrier's", "100.64.0.1", false },
	{ "of the link, where clouds keep secrets", "169.254.169.254", false },
	{ "for documents", "203.0.113.9", false },
	{ "for benchmarks", "198.19.0.1", false },
	{ "for many", "224.0.0.1", false },
	{ "for all", "255.255.255.255", false },
	{ "the last one that is given out", "223.255.255.255", true },
	{ "this host, IPv6", "::1", false },
	{ "unspecified, IPv6", "::", false },
	{ "IPv4 within IPv6: this host", "::ffff:127.0.0.1", false },
	{ "IPv4 within IPv6: public", "::ffff:93.184.215.14", true },
	{ "translated IPv4", "64:ff9b::7f00:1", false },
	{ "IPv4 in 6to4", "2002:7f00:1::1", false },
	{ "private, IPv6", "fd00::1", false },
	{ "of the link, IPv6", "fe80::1", false },
	{ "of the link, with its zone", "fe80::1%eth0", false },
	{ "for many, IPv6", "ff02::1", false },
	{ "for documents, IPv6", "2001:db8::1", false },
	{ "what is no address", "example.com", false },
	{ "nothing", "", false },
};

static void
test_public(void **state)
{
	const struct public_case *c = *state;

	assert_int_equal(net_is_public(slice_of(c->address)), c->is_public);
}

/* What stands before a NUL is another address. */
static void
a_nul_is_no_end(void **state)
{
	static const char nul[] = "10.0.0.0\0/8";
	struct buf        out, why;

	(void)state;
	buf_init(&out, 100);
	buf_init(&why, WHY_MAX);
	assert_err(net_parse((struct slice){ nul, sizeof(nul) - 1 }, &out,
		       &why),
	    ERR_SYNTAX);
	assert_says(&why, "not a network");
	assert_false(net_has(SLICE("10.0.0.0/8"),
	    (struct slice){ nul, sizeof(nul) - 3 }));
	assert_false(net_has((struct slice){ nul, 9 }, SLICE("10.0.0.0")));
	buf_free(&why);
	buf_free(&out);
}

int
main(void)
{
	struct CMUnitTest publics[ARRAY_LEN(public_cases)];
	struct CMUnitTest tests[ARRAY_LEN(rows)];
	struct CMUnitTest typed_tests[ARRAY_LEN(typed)];
	struct CMUnitTest rest[] = { cmocka_unit_test(a_nul_is_no_end) };
	int               failed;

	TABLE_FILL(tests, rows, test_row);
	TABLE_FILL(typed_tests, typed, test_typed);
	failed = cmocka_run_group_tests_name("typed", typed_tests, NULL, NULL);
	failed += cmocka_run_group_tests_name("has", tests, NULL, NULL);
	TABLE_FILL(publics, public_cases, test_public);
	failed += cmocka_run_group_tests_name("public", publics, NULL, NULL);
	failed += cmocka_run_group_tests_name("rest", rest, NULL, NULL);
	return failed != 0;
}
