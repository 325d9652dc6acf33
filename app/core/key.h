/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_KEY_H
#define DETOUR_KEY_H

/*
 * key.h - turn what the client sent into the one text that rules see.
 *
 *	env -> request -> KEY -> candidates -> winner -> decision -> bytes
 *
 * Pure.  Safe on hostile input.
 */

#include <stdbool.h>

#include "buf.h"
#include "errs.h"
#include "request.h"
#include "url.h"

#define KEY_METHOD_MAX 64 /* octets of a method */

/* Whether a text can be a method: a token that is not too long. */
bool key_is_method(struct slice);

/* How a method is treated; only the ones that differ have a name. */
enum method { METHOD_OTHER, METHOD_HEAD, METHOD_OPTIONS, METHOD_TRACE };

/*
 * A request in canonical form.  The slices point into text or are static; they
 * are valid until the next key_from_request() with the same key; address,
 * agent, verb and env are borrowed from the request.
 */
struct key {
	enum method  method;
	enum scheme  scheme;      /* never SCHEME_ANY */
	struct slice host;        /* lower case, no port, no final dot; empty
	                           * when there is none that is sane */
	int          port;        /* in the Host header, or 0 */
	int          server_port; /* SERVER_PORT, or 0 */
	struct slice path;        /* url_path() of it: begins with '/' */
	struct slice folded;      /* path with ASCII letters in lower case,
	                           * escapes left alone; the same length */
	struct slice query;       /* url_query() of it, without the '?' */
	bool         has_query;   /* there was a '?' */
	bool         asterisk;    /* OPTIONS *: no path at all */
	bool         anybody;     /* no visitor asks: every share is taken */
	struct slice address;     /* who asks; the request's own */
	struct slice agent;
	struct slice verb; /* the method as it came */
	struct env   env;  /* the request's variables */
	struct buf   text; /* owns them all ... */
	struct buf   fold; /* ... but this one, folded */
};

void key_init(struct key *);
void key_free(struct key *);

/*
 * key_from_request - the canonical form of a request.
 *
 * The target is uri, raw (FASTCGI: every server passes it undecoded); without
 * one, script_name and path_info are encoded again; path_info alone where
 * request_path_is_info(), with or without an uri.  The authority of an absolute
 * target ("http://a/b") is the host, and the header is ignored (RFC 9112,
 * 3.2.2); its scheme is not looked at, as the server knows how it was asked.
 * The host decides which rule matches and nothing else; a host that is
 * malformed or too long is as none.
 *
 * Errors:
 *	ERR_SYNTAX	no method or a malformed one, CONNECT; a target that
 *			is empty, neither a path nor an absolute URL, holds
 *			a '#', a space or a control octet, or whose path
 *			holds a bad escape or an encoded control octet: 400
 *	ERR_LIMIT	a target above URL_REQUEST_MAX: 414
 *	ERR_NOMEM
 */
enum err key_from_request(const struct request *, struct key *ret) MUST_CHECK;

/* Append "https://host:8443", without the scheme's own port; nothing for a key
 * without a host. */
void key_origin(const struct key *, struct buf *out);

/* Append a key as one text, "https://host/path?query", by which it is known
 * again; without a host it begins with the path. */
void key_url(const struct key *, struct buf *out);
/*
 * Whether a browser asks for leave before a page of another origin makes its
 * request (Fetch, "CORS-preflight fetch"): OPTIONS with an Origin and an
 * Access-Control-Request-Method.
 */
bool key_is_preflight(const struct key *);

#endif
