/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REST_H
#define DETOUR_REST_H

/*
 * rest.h - what is left of a request that was answered before its stdin ended.
 *
 * Pure.  It is skipped record by record as it comes, so that the connection can
 * carry the next request: nginx, Apache and HAProxy send that on it once they
 * have the answer, the latter two without ending the stdin before, HAProxy by
 * another id.  Nothing of it is held.
 */

#include <stdbool.h>
#include <stddef.h>

struct rest {
	unsigned id;   /* of that request; 0: nothing is left of any */
	size_t   left; /* octets of a record that are still to come ... */
	bool     last; /* ... and it is the last one */
};

/*
 * rest_skip - how many of n octets belong to it, and are done with.
 *
 * It ends with an empty record of stdin or an abort, to the last octet of the
 * padding, and before a begin, of whatever id.  Where it has not ended, what
 * follows the octets is for gate_look(): a part of a header, or a record that
 * is not of this request.
 */
size_t rest_skip(struct rest *, const unsigned char *, size_t n);

#endif
