/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BENCH_WIRE_H
#define DETOUR_BENCH_WIRE_H

/*
 * wire.h - a request to octets, and octets to an answer: FastCGI as a web
 * server speaks it, or HTTP/1.1 as a client does.  Pure.
 */

#include <stdbool.h>

#include "buf.h"
#include "lines.h"

#define WIRE_OUT_MAX 20480 /* octets of a request */
#define WIRE_IN_MAX  65536 /* octets of an answer */

enum wire_params {
	WIRE_NGINX, /* Debian's fastcgi_params and a browser's headers: 28 */
	WIRE_OURS   /* the five of our own recipe */
};

/* How all requests of a run are written. */
struct wire {
	bool       http; /* else FastCGI */
	bool       keep; /* the connection is used again */
	struct buf same; /* parameters that are the same in each request */
};

/* Errors: ERR_NOMEM. */
enum err wire_init(struct wire *, bool http, bool keep, enum wire_params,
    const char *host) MUST_CHECK;
void     wire_free(struct wire *);

/* Write a request into out, WIRE_OUT_MAX octets of room; how many it took. */
size_t wire_ask(const struct wire *, const struct line *, unsigned char *out);

struct wire_answer {
	int          status;
	struct slice location;
	size_t       len;   /* octets that it took */
	bool         close; /* HTTP: the connection cannot be used again */
};

enum wire_seen { WIRE_MORE, WIRE_WHOLE, WIRE_BROKEN };

/*
 * What the first n octets of a connection are; on WIRE_WHOLE *ret is written,
 * whose location is valid until in is changed.
 */
enum wire_seen wire_look(const struct wire *, const unsigned char *in, size_t n,
    struct wire_answer *ret);

#endif
