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

#endif
