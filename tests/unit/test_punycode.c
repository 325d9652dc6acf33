/* SPDX-License-Identifier: MIT */
/* test_punycode.c - the promises of punycode.h. */
#include "rows.h"

#include "punycode.h"

struct punycode_case {
	const char *name;
	const char *host;
	bool        sound;
};

static const struct punycode_case cases[] = {
	{ "a plain name", "www.example.com", true },
	{ "no name", "", true },
	{ "an address", "192.0.2.1", true },
	{ "an umlaut", "xn--bcher-kva.example", true },
	{ "in capitals", "XN--BCHER-KVA.example", true },
	{ "one character, as the first label and the last",
	    "xn--zca.example.xn--zca", true },
	{ "an emoji, as in names that are in use", "xn--i-7iq.ws", true },
	{ "an emoji beyond the first plane", "xn--ls8h.la", true },
	{ "two hyphens elsewhere", "ab--c.example", true },
	{ "a hyphen at the end of ASCII", "xn----xhn.example", true },

	/* RFC 3492, 7.1. */
	{ "Arabic", "xn--egbpdaj6bu4bxfgehfvwxn", true },
	{ "Chinese, simplified", "xn--ihqwcrb4cv8a8dqg056pqjye", true },
	{ "Czech", "xn--proprostnemluvesky-uyb24dma41a", true },
	{ "Hebrew", "xn--4dbcagdahymbxekheh6e0a7fei0b", true },
	{ "Russian", "xn--b1abfaaepdrnnbgefbadotcwatmq2g4l", true },
	{ "Japanese and ASCII", "xn--hello-another-way--fz4qb4ec4q4t8p", true },

	{ "a brace is no digit of it", "xn--a{b", false },
	{ "nor is a bracket", "xn--A[b", false },
	{ "nor a colon", "xn--4:b", false },
	{ "nor a sign before the digits", "xn--a!b", false },
	{ "nothing behind it", "xn--", false },
	{ "nothing behind it, further on", "a.xn--.example", false },
	{ "a number that does not end", "xn--a", false },
	{ "a number that does not end, after a sound one",
	    "xn--bcher-kva9.example", false },
	{ "ASCII alone", "xn--abc-.example", false },
	{ "ASCII of hyphens alone", "xn----.example", false },
	{ "a digit that is none", "xn--a_b", false },
	{ "a number beyond 32 bits", "xn--99999999", false },
	{ "numbers that add up beyond 32 bits", "xn--zzzzzzzzzzzz.example",
	    false },
	{ "a code point that does not exist", "xn--0.pt", false },
	{ "half of a surrogate pair", "xn--ib9b", false },
	{ "a control character", "xn--a-la", false },
	{ "a plane for private use", "xn--dn32g.example", false },
	{ "a plane that holds nothing yet", "xn--g57s", false },
	{ "the replacement character", "xn--zn7c.com", false },
	{ "a joiner at the beginning", "xn--1ug.example", false },
	{ "a non-joiner at the beginning", "xn--0ug.example", false },
	{ "a label of 64 octets",
	    "xn--bcher-kvaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
	    false },
};

static void
row(void **state)
{
	const struct punycode_case *c = *state;

	assert_int_equal(punycode_is_sound(slice_of(c->host)), c->sound);
}

int
main(void)
{
	static struct CMUnitTest rows[ARRAY_LEN(cases)];

	TABLE_FILL(rows, cases, row);
	return cmocka_run_group_tests_name("punycode", rows, NULL, NULL) != 0;
}
