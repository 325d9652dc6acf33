/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REQUEST_H
#define DETOUR_REQUEST_H

/*
 * request.h - CGI variables to struct request: picked out, not interpreted.
 *
 *	env -> REQUEST -> key -> candidates -> winner -> decision -> bytes
 *
 * FastCGI and CGI deliver the same thing, variables with a name and a value.
 * Pure.  Everything in a struct request is raw and possibly hostile; url.h is
 * the only module that interprets the target, the host and the scheme.
 */

#include <stdbool.h>

#include "buf.h"
#include "env.h"
#include "errs.h"

/* What is asked of the worker; the web server says it, never the client. */
enum page { PAGE_REDIRECT, PAGE_STALE, PAGE_METRICS, PAGE_HEALTH };

/*
 * One request.  All text is borrowed from the env given to request_from_env()
 * (or the URL given to request_from_url()); s is NULL when the variable is not
 * there.  Of a repeated variable the first counts, as in libfcgi.
 */
struct request {
	struct slice method;       /* REDIRECT_REQUEST_METHOD (Apache's
	                            * ErrorDocument), else REQUEST_METHOD */
	struct slice uri;          /* REQUEST_URI: raw path and query */
	struct slice script_name;  /* only used without a REQUEST_URI: */
	struct slice path_info;    /* decoded path ... */
	struct slice query_string; /* ... and raw query */
	struct slice host;         /* HTTP_HOST */
	struct slice scheme;       /* REQUEST_SCHEME */
	struct slice https;        /* HTTPS: "on"; without one,
	                            * REDIRECT_HTTPS: Apache's, of the request
	                            * that an ErrorDocument is for */
	struct slice server_port;  /* SERVER_PORT */
	struct slice accept;       /* HTTP_ACCEPT, for the stale page */
	struct slice address;      /* REMOTE_ADDR, and ... */
	struct slice agent;        /* ... HTTP_USER_AGENT: who is in a share */
	struct slice page_name;    /* DETOUR_PAGE */
	struct slice path_from;    /* DETOUR_PATH; see request_path_is_info() */
	struct slice url;          /* request_from_url(): the URL, else empty */
	struct env   env;          /* all of them */
};

/* Pick the variables out of env, in one pass. */
void request_from_env(struct env, struct request *ret);

/*
 * A request as a browser would make it for a URL: "http://host/path?query",
 * "https://...", or "/path" for no host in particular.  method is borrowed.
 * The url must outlive the request.
 */
void request_from_url(const char *url, const char *method, struct request *ret);

/*
 * Append all that the answer to a request of the web server depends on, as one
 * text: two requests with the same text get the same answer at the same moment.
 * False for the few that have none, because it would take more to tell.
 */
bool request_ask(const struct request *, struct buf *out);

/*
 * A header of the request by its name ("X-Device"), among the variables:
 * HTTP_X_DEVICE.  s is NULL when it is not there.
 */
struct slice request_header(struct env, struct slice name);

/* The page that page_name asks for; an unknown or no name is PAGE_REDIRECT. */
enum page request_page(const struct request *);

/*
 * Whether DETOUR_PATH is "path-info": the path that rules see is PATH_INFO, and
 * what stands before it in the URL is the program.  It cannot be guessed, since
 * a server's SCRIPT_NAME may as well be the beginning of the site's path.
 */
bool request_path_is_info(const struct request *);

#endif
