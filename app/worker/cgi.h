/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CGI_H
#define DETOUR_CGI_H

/*
 * cgi.h - one request from the environment, then the end (RFC 3875).
 */

#include "options.h"

/*
 * cgi_run - answer on standard output.
 *
 * Then, so that nothing delays the answer: read what the client has sent, up
 * to CONTENT_LENGTH and no further, because standard input may be its socket;
 * close standard output; write the hit, if there is one and it can be.
 *
 * Without a database every request is declined.  Returns an exit status.
 */
int cgi_run(const struct options *);

#endif
