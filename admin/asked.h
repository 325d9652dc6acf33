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
	const char    *url;    /* as typed */
	const char    *method; /* as typed, or "GET" */
	struct buf     uri;    /* what request borrows */
};

/*
 * A request from the operand, --method and --header.  A Host header counts more
 * than the host of the URL; headers that no rule looks at change nothing.
 * EXIT_USAGE, with a message, for what is not a header.  Free it in any case.
 */
enum status asked_parse(struct session *, struct asked *ret);
void        asked_free(struct asked *);

#endif
