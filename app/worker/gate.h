/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GATE_H
#define DETOUR_GATE_H

/*
 * gate.h - is a whole, sane FastCGI request waiting in these bytes?
 *
 * Pure.  Only when it is, anybody reads it: neither direct.c nor libfcgi, which
 * then never blocks, meets what it cannot handle: management records, lengths
 * beyond reason, other roles, multiplexed ids, aborts.
 */

#include <stdbool.h>
#include <stddef.h>

#include "env.h"

#define GATE_PEEK_MAX  65536 /* octets that are looked at; a head must fit */
#define GATE_NAME_MAX  4096  /* octets of a parameter's name */
#define GATE_VALUE_MAX 65536 /* octets of a parameter's value */
#define GATE_ASK_MAX   1024  /* octets of a management record's content */

enum gate {
	GATE_WHOLE, /* head, and stdin to its end (an Authorizer has none) */
	GATE_HEAD,  /* the head is whole, stdin has not ended yet */
	GATE_MORE,  /* a head that may become whole */

	/* Not a request, but FastCGI 1.0 knows an answer (reply.h): */
	GATE_STRAY,  /* an abort of a request that was answered already: none */
	GATE_VALUES, /* a question about our limits, FCGI_GET_VALUES */
	GATE_UNKNOWN, /* management of a type that is unknown */
	GATE_ABORTED, /* the request that was coming is aborted */
	GATE_ROLE,    /* a role that we do not play */
	GATE_SECOND,  /* a second request, while one is coming */

	GATE_BAD /* nothing for us: close */
};

struct gate_seen {
	size_t len;    /* octets of the whole request, of the record, or up to
	                * the end of the abort; with GATE_ROLE and GATE_SECOND
	                * what follows is of no use */
	size_t   head; /* of these, before stdin (GATE_WHOLE, GATE_HEAD) */
	unsigned id;   /* of the request; or of the one not taken on */
	unsigned type; /* of the record (GATE_VALUES, GATE_UNKNOWN) */
	bool     authorizer; /* the role (GATE_WHOLE, GATE_HEAD) */
	bool     keep;       /* FCGI_KEEP_CONN was set (also GATE_ABORTED) */
	bool exact; /* libfcgi, reading it from a connection, would stand right
	             * behind len (GATE_WHOLE); it takes some paddings for
	             * headers */
	/* For gate_env() (GATE_WHOLE, GATE_HEAD): */
	size_t params;   /* where the content of the parameters begins, ... */
	size_t params_n; /* ... how many octets it has ... */
	bool   split;    /* ... and whether in several records */
};

/*
 * gate_look - what the first n octets of a connection are; n is at most
 * GATE_PEEK_MAX.
 *
 * A prefix of what is GATE_WHOLE is GATE_MORE or GATE_HEAD.  Of what follows
 * the end of a request nothing is looked at.
 */
enum gate gate_look(const unsigned char *, size_t n, struct gate_seen *ret);

/*
 * The parameters of a request whose head gate_look() has seen in these octets,
 * and which points into them.  What is split is joined there: the octets of the
 * head are spoilt then, and those behind it stay.
 *
 * libfcgi's own are not used: it ends a value where it has a NUL, so that
 * "/a\0b" would be a request for "/a".
 */
struct env gate_env(unsigned char *, const struct gate_seen *);

/* Whether it is no request, but has an answer, or needs none. */
bool gate_is_aside(enum gate);

#endif
