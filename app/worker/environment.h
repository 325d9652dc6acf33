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
 * They are what libfcgi makes of them, in its order; like there, a value ends
 * where it has a NUL.  Errors: ERR_SYNTAX when they are no whole pairs, which
 * gate_look() refuses, ERR_NOMEM; then the octets are spoilt.
 */
enum err environment_make(struct environment *e, unsigned char *params,
    size_t n) MUST_CHECK;

#endif
