/* SPDX-License-Identifier: MIT */
/* rest.c - from one header to the next, in whatever pieces; see rest.h. */
#include "rest.h"

#include "record.h"

/* Whether a header is of a record of this request that can be skipped. */
static bool
is_of(const struct rest *r, const unsigned char *header)
{
	if (header[0] != RECORD_VERSION || record_be16(header + 2) != r->id)
		return false;
	return header[1] == RECORD_STDIN ||
	    (header[1] == RECORD_ABORT && record_be16(header + 4) == 0);
}

/* Whether it begins a request; this one is given up then. */
static bool
is_begin(const unsigned char *header)
{
	return header[0] == RECORD_VERSION && header[1] == RECORD_BEGIN &&
	    record_be16(header + 2) != 0;
}

size_t
rest_skip(struct rest *r, const unsigned char *b, size_t n)
{
	size_t at = 0, len;

	for (;;) {
		if (r->left > n - at) {
			r->left -= n - at;
			return n;
		}
		at += r->left;
		r->left = 0;
		if (r->last)
			*r = (struct rest){ 0 };
		if (r->id == 0 || at + RECORD_HEADER > n)
			return at;
		if (!is_of(r, b + at)) {
			if (is_begin(b + at))
				*r = (struct rest){ 0 };
			return at;
		}
		len = record_be16(b + at + 4);
		r->left = len + b[at + 6];
		r->last = len == 0;
		at += RECORD_HEADER;
	}
}
