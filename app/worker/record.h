/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RECORD_H
#define DETOUR_RECORD_H

/*
 * record.h - the records of FastCGI 1.0, as they lie on the wire (section 8).
 *
 * A header of 8 octets: version, type, id of the request (2), length of the
 * content (2), length of the padding, and one that is reserved.  An id of 0 is
 * management, of the connection and not of a request.
 */

#include <stddef.h>

#define RECORD_HEADER  8 /* octets */
#define RECORD_VERSION 1

enum record_type {
	RECORD_BEGIN = 1,
	RECORD_ABORT = 2,
	RECORD_END = 3,
	RECORD_PARAMS = 4,
	RECORD_STDIN = 5,
	RECORD_STDOUT = 6,
	RECORD_GET_VALUES = 9,
	RECORD_GET_VALUES_RESULT = 10,
	RECORD_UNKNOWN = 11,
	RECORD_TYPES = RECORD_UNKNOWN /* the last that FastCGI 1.0 knows */
};

/* Octets of content that need no padding, which section 3.3 advises. */
#define RECORD_ALIGN    8
#define RECORD_FULL_MAX 65528

/* Octets of content; those of an end and of an unknown type are as many. */
#define RECORD_BEGIN_LEN 8

/* A number of two octets. */
static inline size_t
record_be16(const unsigned char *p)
{
	return (size_t)p[0] << 8 | p[1];
}

/* How many octets the length of a name or value has, by its first. */
static inline size_t
record_length_size(unsigned char first)
{
	return first >= 0x80 ? 4 : 1;
}

/* A length of 1 or, with the high bit set, 4 octets. */
static inline size_t
record_length(const unsigned char *p)
{
	if (p[0] < 0x80)
		return p[0];
	return (size_t)(p[0] & 0x7f) << 24 | (size_t)p[1] << 16 |
	    record_be16(p + 2);
}

/*
 * Of the pair that n octets begin with (section 3.4): how many octets its two
 * lengths have, behind which its name and its value stand; 0 when it is not
 * there as a whole.  What begins with an at sign is for "make prove": cases
 * that EVA shall keep apart.
 */
static inline size_t
record_pair(const unsigned char *p, size_t n, size_t *ret_name_n,
    size_t *ret_value_n)
{
	size_t at = 2;

	if (n < at)
		return 0;
	/*@ split p[0] >= 0x80; */
	*ret_name_n = p[0];
	*ret_value_n = p[1];
	if (((p[0] | p[1]) & 0x80) != 0) { /* not as a rule */
		at = record_length_size(p[0]);
		/*@ split at; */
		if (at >= n)
			return 0;
		/*@ split p[at] >= 0x80; */
		if (n - at < record_length_size(p[at]))
			return 0;
		*ret_name_n = record_length(p);
		*ret_value_n = record_length(p + at);
		at += record_length_size(p[at]);
	}
	if (*ret_name_n + *ret_value_n > n - at)
		return 0;
	return at;
}

#endif
