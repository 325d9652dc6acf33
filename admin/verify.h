/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_VERIFY_H
#define DETOUR_VERIFY_H

/*
 * verify.h - ask URLs over HTTP whether they are there; by libcurl.
 *
 * Politely: a few at a time, one at a time of each host and with a pause in
 * between, HEAD and only where that is an error GET, of which no body is read:
 * many servers answer HEAD with an error, and not always 405.  No redirect is
 * followed, no proxy and no cookie used.
 *
 * An address that is not public is refused when the connection is about to be
 * made: whatever a name led to before, or leads to next time.
 *
 * A certificate must be good: of an authority of the system, or of a file.
 */

#include <stdint.h>

#include "buf.h"
#include "finding.h"

#define VERIFY_AT_ONCE_MAX 16

struct verify_options {
	size_t  at_once; /* 1 to VERIFY_AT_ONCE_MAX */
	int64_t delay_ms;
	int64_t timeout_ms; /* of one request, from beginning to end */
	int64_t slow_ms;
	bool    allow_private;

	const char *authorities; /* a file of certificates, PEM; NULL: those of
	                          * the system */
};

/* One question. */
struct verify_ask {
	char *url; /* http or https, without a fragment; the caller's */

	/* What came of it, once it is asked. */
	enum finding_result result;
	int                 status;   /* 0: no answer */
	char               *location; /* or NULL; to be freed */
	int64_t             ms;
	char                message[300]; /* why there was no answer, or "" */

	/* The rest is verify.c's. */
	struct slice host;
};

/* One is answered. */
typedef enum err verify_fn(struct verify_ask *, void *arg);

/* While there is nothing to do but wait, some times a second. */
typedef void verify_tick_fn(void *arg);

/*
 * Ask them all, in any order; sorts them.  Anything but ERR_OK from fn ends it
 * and is returned.  Errors: ERR_NOMEM; ERR_IO when libcurl does not start.
 */
enum err verify_run(struct verify_ask *, size_t n,
    const struct verify_options *, verify_fn *, verify_tick_fn *,
    void *arg) MUST_CHECK;

#endif
