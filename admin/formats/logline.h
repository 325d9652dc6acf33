/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOGLINE_H
#define DETOUR_LOGLINE_H

/*
 * logline.h - one line of a web server's access log: who asked for what, when,
 * and what the answer was.
 *
 * Understood are the common and the combined format (Apache's LogFormat common,
 * combined and vhost_combined; nginx's log_format combined), and a JSON object:
 * that of Caddy, and those that people make of nginx's and Apache's variables.
 * Pure: whoever reads the file (logs.h) hands over line by line.
 */

#include <stdint.h>

#include "buf.h"
#include "errs.h"
#include "request.h"

#define LOGLINE_MAX 65536 /* octets of a line, and of its text */

/*
 * What a line says.  Texts are NUL-terminated and lie in the buffer that was
 * given to logline_read(); NULL where the line does not say.
 */
struct logline {
	int64_t     at;      /* Unix seconds */
	int         status;  /* of the answer; 0 if it is not told */
	const char *method;  /* never NULL */
	const char *uri;     /* as it was sent; never NULL */
	const char *host;    /* of the Host header, or of the virtual host */
	const char *scheme;  /* "http", "https" */
	const char *address; /* of the client */
	const char *agent;   /* User-Agent */
};

/*
 * logline_read - understand a line, without its end.
 *
 *	text	receives what ret points into: room for LOGLINE_MAX and more,
 *		reset by this call, and not to be changed while ret is in use
 *	why	a clause: what is missing, or where it went wrong
 *
 * Of JSON these keys count, of several the first: the time is "time_iso8601",
 * "ts", "msec", "timestamp", "time", "time_local" or "@timestamp" (RFC 3339,
 * Unix seconds with a fraction, or as in the common format); "request" is the
 * line "GET / HTTP/1.1", or an object as of Caddy, in which the other keys are
 * then; "method", "request_method"; "uri", "request_uri", "url", "path" with
 * "query"; "host", "http_host", "vhost", "server_name"; "scheme"; "remote_ip",
 * "client_ip", "remote_addr"; "user_agent", "http_user_agent"; "status".
 *
 * Escapes of the text formats (\", \\, \xHH) are undone in the request and in
 * the user agent.  A request with a NUL is none, and a time is an instant
 * (when.h).
 *
 * Errors: ERR_SYNTAX; ERR_LIMIT for a line above LOGLINE_MAX; ERR_NOMEM.
 */
enum err logline_read(struct slice line, struct logline *ret, struct buf *text,
    struct buf *why) MUST_CHECK;

/* The request behind a line, for key_from_request(); borrows its texts. */
void logline_request(const struct logline *, struct request *ret);

#endif
