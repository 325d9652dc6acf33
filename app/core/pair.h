/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PAIR_H
#define DETOUR_PAIR_H

/*
 * pair.h - the name-value pairs of FastCGI 1.0, 3.4: the length of the name,
 * that of the value, the name, the value.
 */

#include <stddef.h>

/* How many octets the length of a name or value has, by its first. */
static inline size_t
pair_length_size(unsigned char first)
{
	return first >= 0x80 ? 4 : 1;
}

/* A length of 1 or, with the high bit set, 4 octets. */
static inline size_t
pair_length(const unsigned char *p)
{
	if (p[0] < 0x80)
		return p[0];
	return (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 |
	    (size_t)p[2] << 8 | p[3];
}

/*
 * Of the pair that n octets begin with: how many octets its two lengths have,
 * behind which its name and its value stand; 0 when it is not there as a whole.
 * What begins with an at sign is for "make prove": cases that EVA shall keep
 * apart.
 */
static inline size_t
pair_read(const unsigned char *p, size_t n, size_t *ret_name_n,
    size_t *ret_value_n)
{
	size_t at = 2;

	if (n < at)
		return 0;
	/*@ split p[0] >= 0x80; */
	*ret_name_n = p[0];
	*ret_value_n = p[1];
	if (((p[0] | p[1]) & 0x80) != 0) { /* not as a rule */
		at = pair_length_size(p[0]);
		/*@ split at; */
		if (at >= n)
			return 0;
		/*@ split p[at] >= 0x80; */
		if (n - at < pair_length_size(p[at]))
			return 0;
		*ret_name_n = pair_length(p);
		*ret_value_n = pair_length(p + at);
		at += pair_length_size(p[at]);
	}
	if (*ret_name_n + *ret_value_n > n - at)
		return 0;
	return at;
}

#endif
