/* SPDX-License-Identifier: MIT */
/* near.c - rules that almost cover a key; see near.h. */
#include "near.h"

#include <string.h>
#include <strings.h>

/* ------------------------------------------------------- what is in the way */

/* Whether a host is another one, or below it. */
static bool
is_within(struct slice host, struct slice other)
{
	return host.n > other.n && host.s[host.n - other.n - 1] == '.' &&
	    memcmp(host.s + host.n - other.n, other.s, other.n) == 0;
}

static bool
is_related(struct slice a, struct slice b)
{
	if (slice_starts(a, "*.")) {
		a.s += 2;
		a.n -= 2;
	}
	return b.n == 0 || slice_eq(a, b) || is_within(a, b) || is_within(b, a);
}

/* A rule that lacks some of its conditions; room is for its head. */
static bool
covers_without(const struct rule *r, unsigned less, const struct key *k,
    char room[SOURCE_MAX + 1])
{
	struct rule  lax = *r; /* borrows all text, frees none */
	struct match m;

	if (less & NEAR_SCHEME)
		lax.at.scheme = SCHEME_ANY;
	if (less & NEAR_HOST) {
		lax.at.host.n = 0;
		lax.at.wild = false;
	}
	if (less & NEAR_PARAM)
		lax.at.nparams = 0;
	if (less & NEAR_SLASH)
		lax.strict = false;
	if ((less & NEAR_CASE) && !r->ignore_case) {
		if (r->at.head.s != NULL)
			memcpy(room, r->at.head.s, r->at.head.n);
		url_fold(room, r->at.head.n);
		lax.at.head.s = room;
		lax.ignore_case = true;
	}
	return match_rule(&lax, k, &m) == MATCH_YES;
}

unsigned
near_why(const struct rule *r, const struct key *k)
{
	static const unsigned all =
	    NEAR_SCHEME | NEAR_HOST | NEAR_SLASH | NEAR_CASE | NEAR_PARAM;
	char     room[SOURCE_MAX + 1];
	unsigned why = 0;

	/* A rule's head begins every path that it covers: nearly all rules
	 * end here. */
	if (r->at.head.n > k->path.n ||
	    strncasecmp(r->at.head.s != NULL ? r->at.head.s : "", k->path.s,
		r->at.head.n) != 0)
		return 0;
	if (!covers_without(r, all, k, room))
		return 0;
	for (unsigned bit = 1; bit <= all; bit <<= 1)
		if (!covers_without(r, all & ~bit, k, room))
			why |= bit;
	if ((why & NEAR_HOST) && r->at.kind != SOURCE_EXACT &&
	    r->at.head.n == 0 && !is_related(r->at.host, k->host))
		return 0;
	return why;
}

static int
bits(unsigned why)
{
	int n = 0;

	for (; why != 0; why &= why - 1)
		n++;
	return n;
}

static bool
is_nearer(struct near a, struct near b)
{
	int c = bits(a.why) - bits(b.why);

	return c != 0 ? c < 0 : match_order(a.rule, b.rule) < 0;
}

void
near_keep(struct near *list, size_t room, size_t *n, struct near one)
{
	size_t at = *n;

	for (size_t i = 0; i < *n; i++)
		if (list[i].rule == one.rule)
			return;
	while (at > 0 && is_nearer(one, list[at - 1]))
		at--;
	if (at == room)
		return;
	if (*n < room)
		++*n;
	for (size_t i = *n - 1; i > at; i--)
		list[i] = list[i - 1];
	list[at] = one;
}

/* ----------------------------------------------------------------- spelling */

/* The letter in capitals; only of a small one. */
static char
capital(char c)
{
	return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

/*
 * The smallest spelling of one octet that is not below another; '\0' when there
 * is none.  Capitals come before small letters.
 */
static char
spelt(char c, bool fixed, unsigned least)
{
	char big = fixed ? c : capital(url_lower(c));
	char small = fixed ? c : url_lower(c);

	if ((unsigned char)big >= least)
		return big;
	return (unsigned char)small >= least ? small : '\0';
}

/* Whether an octet is one of the two digits of an escape. */
static bool
is_digit_of_escape(struct slice path, size_t i)
{
	return (i >= 1 && path.s[i - 1] == '%') ||
	    (i >= 2 && path.s[i - 2] == '%');
}

/* The rest, as small as can be. */
static void
add_smallest(struct slice path, size_t from, struct buf *out)
{
	for (size_t i = from; i < path.n; i++)
		buf_addc(out, spelt(path.s[i], is_digit_of_escape(path, i), 0));
}

bool
near_spelling(struct slice path, struct slice least, struct buf *out)
{
	size_t i;
	char   c = '\0';

	/* As long as the text can be followed exactly, follow it. */
	for (i = 0; i < path.n && i < least.n; i++) {
		c = spelt(path.s[i], is_digit_of_escape(path, i),
		    (unsigned char)least.s[i]);
		if (c != least.s[i])
			break;
		buf_addc(out, c);
	}
	if (i == least.n) { /* a text comes before what it begins */
		add_smallest(path, i, out);
		return true;
	}
	if (i == path.n)
		c = '\0';
	/* Go back to where a larger octet can stand. */
	while (c == '\0') {
		if (i-- == 0)
			return false;
		c = spelt(path.s[i], is_digit_of_escape(path, i),
		    (unsigned char)least.s[i] + 1U);
		out->len = i;
	}
	buf_addc(out, c);
	add_smallest(path, i + 1, out);
	return true;
}
