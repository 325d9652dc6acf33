/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ASKED_H
#define DETOUR_ASKED_H

/*
 * asked.h - the request that "explain" is asked about.
 */

#include "cmd.h"
#include "request.h"

struct asked {
	struct request request;
	const char    *url; /* as typed */
	const char    *method;
	const char    *host; /* of a Host header, or NULL */
	struct buf     uri;  /* what request borrows ... */
	char         **env;  /* ... and its headers, as variables */
};

/*
 * A request for a URL by a method, both borrowed, with --ip and every --header.
 * A Host header counts more than the host of the URL; headers that no rule
 * looks at change nothing.  EXIT_USAGE, with a message, for what is not a
 * header.  Free it in any case.
 */
enum status asked_parse(struct session *, const char *url, const char *method,
    struct asked *ret);
void        asked_free(struct asked *);

#endif
