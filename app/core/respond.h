/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_RESPOND_H
#define DETOUR_RESPOND_H

/*
 * respond.h - a decision to header and body bytes.
 *
 *	env -> request -> key -> candidates -> winner -> decision -> BYTES
 *
 * Pure.  Nothing of the request is echoed but what location.h put into the
 * Location.
 */

#include "buf.h"
#include "decide.h"

#define RESPOND_MAX 65536 /* octets; a Location, escaped, fits with room */

/* Who asks; it decides the order of the first two lines and what a decline is.
 */
enum role {
	ROLE_RESPONDER,  /* Location before Status (HAProxy); decline: 404 */
	ROLE_AUTHORIZER, /* Status first (lighttpd); decline: 200 */
	ROLE_CGI         /* Status first (busybox); decline: 404 */
};

struct respond_options {
	enum role role;
	bool      identify; /* send X-Redirect-By */
};

/* Octets of a head: nginx gives it a page of 4,096, if it is told nothing else
 * (fastcgi_buffer_size), and answers 502 to a longer one. */
#define RESPOND_HEAD_MAX 4088

/*
 * Append the complete CGI response.  A failure is sticky in out.
 *
 * A redirect has a short note as its body (RFC 9110, 15.4), but where the lines
 * that describe the note would make the head too long.
 */
void respond(const struct decision *, struct respond_options, struct buf *out);

/* Append the value of Cache-Control, as sent: "no-cache", "max-age=60". */
void respond_cache_control(const struct decision *, struct buf *out);

/* Append a complete response with a page of the worker.  more is further header
 * lines, each ended by CR and LF, or "". */
void respond_page(int status, const char *content_type, const char *more,
    struct slice body, enum method, struct buf *out);

/* Append text with & < > " ' escaped for HTML. */
void respond_html(struct slice, struct buf *out);

#endif
