/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ENVIRONMENT_H
#define DETOUR_ENVIRONMENT_H

/*
 * environment.h - the parameters of a request as "NAME=value" strings, made
 * where they lie.
 *
 * FastCGI 1.0, 3.4: a name and a value stand behind the octets of their
 * lengths, which are two at least.  One of them is where '=' goes, once the
 * name has moved up by one; and the first of the next pair is where the string
 * ends.  So nothing is allocated for a parameter, and only names are copied.
 *
 * Pure, but for memory that it keeps for the next request.
 */

#include <stdbool.h>
#include <stddef.h>

#include "errs.h"

#define ENVIRONMENT_USUAL 64 /* variables; for more, memory is taken */

struct environment {
	char **vars; /* "NAME=value", then NULL */
	size_t max;  /* of vars, without that NULL */
	char  *usual[ENVIRONMENT_USUAL + 1];
};

void environment_init(struct environment *);
void environment_free(struct environment *);

/*
 * Make the n octets of one record of parameters into e->vars.  These point into
 * the octets, and the one behind them, params[n], is written as well: there
 * stands the header of the next record.
 *
 * They are what libfcgi makes of them, in its order.  But there a value ends
 * where it has a NUL, so that "/a\0b" would be a request for "/a".  Here, if
 * nul says that there are some (gate_seen.nul), each NUL of a value becomes the
 * octet 1: with it a target or a method is malformed, and a host is none.
 *
 * Errors: ERR_SYNTAX when they are no whole pairs, which gate_look() refuses,
 * ERR_NOMEM; then the octets are spoilt.
 */
enum err environment_make(struct environment *e, unsigned char *params,
    size_t n, bool nul) MUST_CHECK;

/*
 * What stands in for the variables of a request with a NUL that libfcgi has
 * read, and cut: no method, so that the answer is 400.
 */
extern char *const environment_malformed[];

#endif
