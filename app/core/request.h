/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REQUEST_H
#define DETOUR_REQUEST_H

/*
 * request.h - CGI variables to struct request: picked out, not interpreted.
 *
 *	env -> REQUEST -> key -> candidates -> winner -> decision -> bytes
 *
 * FastCGI and CGI deliver the same thing, an array of "NAME=value" strings.
 * Pure.  Everything in a struct request is raw and possibly hostile; url.h is
 * the only module that interprets the target, the host and the scheme.
 */

#include <stdbool.h>

#include "buf.h"
#include "errs.h"

/* What is asked of the worker; the web server says it, never the client. */
enum page { PAGE_REDIRECT, PAGE_STALE, PAGE_METRICS, PAGE_HEALTH };

/*
 * One request.  All text is borrowed from the env given to request_from_env()
 * (or the URL given to request_from_url()); NULL means that the variable is
 * not there.  Of a repeated variable the first counts, as in libfcgi.
 */
struct request {
	const char *method;        /* REDIRECT_REQUEST_METHOD (Apache's
	                            * ErrorDocument), else REQUEST_METHOD */
	const char  *uri;          /* REQUEST_URI: raw path and query */
	const char  *script_name;  /* only used without a REQUEST_URI: */
	const char  *path_info;    /* decoded path ... */
	const char  *query_string; /* ... and raw query */
	const char  *host;         /* HTTP_HOST */
	const char  *scheme;       /* REQUEST_SCHEME */
	const char  *https;        /* HTTPS: "on" */
	const char  *server_port;  /* SERVER_PORT */
	const char  *accept;       /* HTTP_ACCEPT, for the stale page */
	const char  *address;      /* REMOTE_ADDR, and ... */
	const char  *agent;        /* ... HTTP_USER_AGENT: who is in a share */
	const char  *length;       /* CONTENT_LENGTH */
	const char  *page_name;    /* DETOUR_PAGE */
	const char  *path_from;    /* DETOUR_PATH; see request_path_is_info() */
	struct slice url;          /* request_from_url(): the URL, else empty */
	char *const *env;          /* all of them, or NULL for none */
};

/* Pick the variables out of env, in one pass. */
void request_from_env(char *const *env, struct request *ret);

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
 * A header of the request by its name ("X-Device"), among the variables of
 * env, which may be NULL: HTTP_X_DEVICE.  s is NULL when it is not there.
 */
struct slice request_header(char *const *env, struct slice name);

/* The page that page_name asks for; an unknown or no name is PAGE_REDIRECT. */
enum page request_page(const struct request *);

/*
 * Whether DETOUR_PATH is "path-info": the path that rules see is PATH_INFO, and
 * what stands before it in the URL is the program.  It cannot be guessed, since
 * a server's SCRIPT_NAME may as well be the beginning of the site's path.
 */
bool request_path_is_info(const struct request *);

#endif
