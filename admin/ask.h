/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ASK_H
#define DETOUR_ASK_H

/*
 * ask.h - one request to a web server, and its answer.  The only module that
 * knows libcurl; nothing is asked but what a person has told to ask.
 */

#include "cmd.h"
#include "location.h"

#define ASK_SECONDS 10 /* to connect and to answer */

struct answer {
	int  status;
	char location[LOCATION_MAX + 2]; /* "" if there is none */
	bool by_detour; /* X-Redirect-By says so: a worker has answered */
};

/*
 * GET url, which is absolute, without following it.
 *
 *	host	what the Host header says, or NULL for that of the url
 *
 * EXIT_USAGE for what is no URL of http or https, EXIT_FAIL when there is no
 * answer; both with a message.
 */
enum status ask(struct session *, const char *url, const char *host,
    struct answer *ret);

#endif
