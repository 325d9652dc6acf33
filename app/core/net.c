/* SPDX-License-Identifier: MIT */
/* net.c - networks and addresses, as bits; see net.h. */
#include "net.h"

#include <arpa/inet.h>
#include <string.h>

/* An address: 4 octets of IPv4 or 16 of IPv6. */
struct address {
	unsigned char octet[16];
	int           bits; /* 32 or 128 */
};

static const unsigned char mapped[12] = { [10] = 0xff, [11] = 0xff };

static bool
address_parse(struct slice s, struct address *ret)
{
	char text[NET_TEXT_MAX + 1];

	if (s.n == 0 || s.n > NET_TEXT_MAX || memchr(s.s, '\0', s.n) != NULL)
		return false;
	memcpy(text, s.s, s.n);
	text[s.n] = '\0';
	*ret = (struct address){ .bits = 32 };
	if (inet_pton(AF_INET, text, ret->octet) == 1)
		return true;
	ret->bits = 128;
	return inet_pton(AF_INET6, text, ret->octet) == 1;
}

/* IPv4 that is written as IPv6. */
static bool
is_mapped(const struct address *a)
{
	return a->bits == 128 && memcmp(a->octet, mapped, sizeof(mapped)) == 0;
}

static void
unmap(struct address *a)
{
	memmove(a->octet, a->octet + 12, 4);
	memset(a->octet + 4, 0, 12);
	a->bits = 32;
}

/* "24"; -1 for anything else. */
static int
length_parse(struct slice s)
{
	int v = 0;

	if (s.n == 0 || s.n > 3 || (s.n > 1 && s.s[0] == '0'))
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] < '0' || s.s[i] > '9')
			return -1;
		v = v * 10 + (s.s[i] - '0');
	}
	return v;
}

/* Clear all bits beyond a length; whether there were any. */
static bool
clear_beyond(struct address *a, int length)
{
	bool any = false;

	for (int i = 0; i < a->bits / 8; i++) {
		const int           here = length - 8 * i;
		const unsigned      bits = here >= 8 ? 0xff :
			 here <= 0                   ? 0 :
						       0xff00U >> here;
		const unsigned char keep = (unsigned char)(bits & 0xff);

		any = any || (a->octet[i] & ~keep) != 0;
		a->octet[i] = (unsigned char)(a->octet[i] & keep);
	}
	return any;
}

static void
add_address(const struct address *a, struct buf *out)
{
	char text[INET6_ADDRSTRLEN];

	/* It has room for any. */
	(void)inet_ntop(a->bits == 32 ? AF_INET : AF_INET6, a->octet, text,
	    sizeof(text));
	buf_adds(out, text);
}

/* An address and a length, as they stand. */
static bool
take_apart(struct slice typed, struct address *a, int *ret_length)
{
	const bool slash = typed.n > 0 && memchr(typed.s, '/', typed.n) != NULL;

	if (!address_parse(slice_cut(&typed, '/'), a))
		return false;
	*ret_length = slash ? length_parse(typed) : a->bits;
	if (*ret_length < 0 || *ret_length > a->bits)
		return false;
	if (is_mapped(a) && *ret_length >= 96) {
		unmap(a);
		*ret_length -= 96;
	}
	return true;
}

enum err
net_parse(struct slice typed, struct buf *out, struct buf *why)
{
	struct address a, net;
	struct buf     hint;
	char           room[2 * NET_TEXT_MAX];
	int            length;

	if (!take_apart(typed, &a, &length))
		return refuse(why, ERR_SYNTAX,
		    "'%.*s' is not a network: give an address, or one with "
		    "the length of the network, as 192.0.2.0/24 or "
		    "2001:db8::/32",
		    quotable(typed), typed.s);
	net = a;
	if (clear_beyond(&net, length)) {
		buf_init_in(&hint, room, sizeof(room));
		add_address(&net, &hint);
		buf_addf(&hint, "/%d for all of it, or ", length);
		add_address(&a, &hint);
		return buf_end(&hint) != ERR_OK ?
		    hint.err :
		    refuse(why, ERR_SYNTAX,
			"'%.*s' has bits beyond the first %d: write %s for "
			"that one address",
			quotable(typed), typed.s, length, hint.data);
	}
	add_address(&a, out);
	buf_addf(out, "/%d", length);
	return buf_end(out);
}

bool
net_has(struct slice net, struct slice address)
{
	struct address a, of;
	int            length;

	if (!take_apart(net, &of, &length) ||
	    !address_parse(slice_cut(&address, '%'), &a))
		return false;
	if (is_mapped(&a))
		unmap(&a);
	if (a.bits != of.bits)
		return false;
	(void)clear_beyond(&a, length);
	return memcmp(a.octet, of.octet, sizeof(a.octet)) == 0;
}

/* Of the special-purpose registries, what no site of the public has. */
static const char *const special[] = {
	"0.0.0.0/8",
	"10.0.0.0/8",
	"100.64.0.0/10",
	"127.0.0.0/8",
	"169.254.0.0/16",
	"172.16.0.0/12",
	"192.0.0.0/24",
	"192.0.2.0/24",
	"192.88.99.0/24",
	"192.168.0.0/16",
	"198.18.0.0/15",
	"198.51.100.0/24",
	"203.0.113.0/24",
	"224.0.0.0/3",
	"2001::/23",
	"2001:db8::/32",
	"2002::/16",
	"3fff::/20",
};

bool
net_is_public(struct slice address)
{
	/* Of IPv6 only this is given out. */
	if (!net_has(SLICE("0.0.0.0/0"), address) &&
	    !net_has(SLICE("2000::/3"), address))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(special); i++)
		if (net_has(slice_of(special[i]), address))
			return false;
	return true;
}
