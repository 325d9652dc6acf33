/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_URL_H
#define DETOUR_URL_H

/*
 * url.h - the canonical form of a path and a query.
 *
 * Two requests that mean the same resource come out as the same octets; two
 * that may differ do not.  key.h applies this to a
 * request, source.h to a rule; nothing downstream looks at raw input again.
 *
 * Pure: no I/O, no clock, no globals.  Safe on hostile input.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"

#define URL_REQUEST_MAX  8000 /* octets of a request target */
#define URL_HOST_MAX     255  /* octets of a host name */
#define URL_SEGMENTS_MAX 64   /* segments of a path in a source */

/* A piece of a path, by its place: what a placeholder or a capture of a source
 * stands for.  A path has at most 3 * URL_REQUEST_MAX octets. */
struct piece {
	uint16_t at, n;
};

#define URL_PIECES_MAX 9 /* pieces that a source may name */

enum scheme { SCHEME_ANY, SCHEME_HTTP, SCHEME_HTTPS };

/* "http", "https"; "" for any. */
const char *scheme_name(enum scheme);

/*
 * url_path - canonical form of a path (RFC 3986, 6.2.2): unreserved escapes
 * decoded, hex digits in upper case, dot segments removed, runs of slashes
 * merged, octets that may not stand in a path escaped.
 *
 * "%2F" stays encoded: "/a%2Fb" and "/a/b" are different resources.
 *
 * Guarantees on ERR_OK: what was appended begins with '/', holds only
 * printable ASCII without space, has no "." or ".." segment, and gives itself
 * when normalised again.
 *
 * Errors: ERR_SYNTAX no leading '/', a bad escape, a control octet, raw or
 * encoded; ERR_LIMIT, ERR_NOMEM from out (after which its text is unspecified).
 */
enum err url_path(struct slice in, struct buf *out) MUST_CHECK;

/* Whether url_path() would change nothing: a cheap look, true for nearly
 * every path; false may also mean "cannot tell". */
bool url_is_canonical(struct slice path);

/*
 * url_query - a query fit for a Location: its octets as they came, but those
 * that RFC 3986 does not allow in a query are escaped.  '[' and ']' stay, as
 * browsers send them, and so does a '%', whatever follows it.  Appends only
 * octets 0x21 to 0x7E, and never '#'.
 */
void url_query(struct slice in, struct buf *out);

/* Turn ASCII letters of a path into lower case, where they lie, but leave
 * escapes alone. */
void url_fold(char *path, size_t n);

/* Append one octet as an escape: "%C3". */
void url_escape(unsigned char, struct buf *out);

/* Append a decoded path with every octet escaped that may not stand in one,
 * '%' included: the way back from PATH_INFO. */
void url_encode(struct slice decoded, struct buf *out);

/* One ASCII letter in lower case, anything else as it is. */
char url_lower(char);

/* The path without its final '/', unless it is just that. */
struct slice url_trim(struct slice path);

/*
 * The next "name=value" of a query: cuts it and its '&' off *rest.  False when
 * there is none left.  Empty pieces ("a&&b") are returned too, as empty.
 */
bool url_next_param(struct slice *rest, struct slice *ret_param);

/* The octet of an escape "%XX" that begins at i, or -1 if none does. */
int url_escape_at(struct slice, size_t i);

/* The next octet of a query from *i on, decoded ("%XX", and '+' as a space); -1
 * at the end. */
int url_next_octet(struct slice, size_t *i);

/*
 * Whether two parameter names are the same once decoded ("%XX", and '+' as a
 * space).  Each argument is a whole "name=value" or just a name.
 */
bool url_same_name(struct slice a, struct slice b);

/* A number that is the same for all spellings of a name. */
uint32_t url_name_hash(struct slice param);

#endif
