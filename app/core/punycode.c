/* SPDX-License-Identifier: MIT */
/* punycode.c - decoded, to see whether that can be done; see punycode.h. */
#include "punycode.h"

#include <stdint.h>

/* RFC 3492, 5. */
enum {
	BASE = 36,
	T_MIN = 1,
	T_MAX = 26,
	SKEW = 38,
	DAMP = 700,
	FIRST_BIAS = 72,
	FIRST = 0x80
};

#define LABEL_MAX 63      /* octets, and so characters */
#define LAST      0x3ffff /* no letter stands in the planes behind it */

static int
digit(char c)
{
	return c >= 'a' && c <= 'z' ? c - 'a' :
	    c >= 'A' && c <= 'Z'    ? c - 'A' :
	    c >= '0' && c <= '9'    ? c - '0' + 26 :
				      -1;
}

/* 6.1. */
static uint32_t
adapt(uint32_t delta, uint32_t n, bool first)
{
	uint32_t k = 0;

	delta /= first ? DAMP : 2;
	delta += delta / n;
	for (; delta > (BASE - T_MIN) * T_MAX / 2; k += BASE)
		delta /= BASE - T_MIN;
	return k + (BASE - T_MIN + 1) * delta / (delta + SKEW);
}

/* One number of variable length, 6.2; false when it is none. */
static bool
next_delta(struct slice *in, uint32_t bias, uint32_t *ret)
{
	uint32_t i = 0, w = 1, t;
	int      d;

	for (uint32_t k = BASE;; k += BASE) {
		d = in->n > 0 ? digit(in->s[0]) : -1;
		if (d < 0 || (uint32_t)d > (UINT32_MAX - i) / w)
			return false;
		in->s++;
		in->n--;
		i += (uint32_t)d * w;
		t = k <= bias ? T_MIN : k >= bias + T_MAX ? T_MAX : k - bias;
		if ((uint32_t)d < t)
			break;
		if (w > UINT32_MAX / (BASE - t))
			return false;
		w *= BASE - t;
	}
	*ret = i;
	return true;
}

/* What exists, and is no control character. */
static bool
is_character(uint32_t c)
{
	return c >= 0xa0 && c <= LAST && (c < 0xd800 || c > 0xdfff) &&
	    (c & 0xfffe) != 0xfffe && c != 0xfffd;
}

static bool
is_joiner(uint32_t c)
{
	return c == 0x200c || c == 0x200d;
}

/* What follows "xn--", at most LABEL_MAX octets. */
static bool
is_punycode(struct slice in)
{
	uint32_t n = FIRST, bias = FIRST_BIAS, at = 0, delta, count = 0;
	uint32_t first = 'a'; /* character of the label */

	for (size_t i = in.n; i > 0 && count == 0; i--)
		if (in.s[i - 1] == '-')
			count = (uint32_t)i; /* with the '-' itself */
	in.s += count;
	in.n -= count;
	count -= count > 0;
	if (in.n == 0)
		return false;
	for (bool begun = false; in.n > 0; begun = true) {
		if (!next_delta(&in, bias, &delta) || delta > UINT32_MAX - at)
			return false;
		bias = adapt(delta, ++count, !begun);
		at += delta;
		if (at / count > LAST - n)
			return false;
		n += at / count;
		if (!is_character(n))
			return false;
		if (at % count == 0)
			first = n;
		at = at % count + 1;
	}
	return !is_joiner(first);
}

bool
punycode_is_sound(struct slice host)
{
	struct slice label;

	while (host.n > 0) {
		label = slice_cut(&host, '.');
		if (label.n > LABEL_MAX)
			return false;
		if (label.n < 4 || label.s[2] != '-' || label.s[3] != '-' ||
		    (label.s[0] | 0x20) != 'x' || (label.s[1] | 0x20) != 'n')
			continue;
		label.s += 4;
		label.n -= 4;
		if (!is_punycode(label))
			return false;
	}
	return true;
}
