/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_REPLY_H
#define DETOUR_REPLY_H

/*
 * reply.h - the records that are sent without libfcgi.
 *
 * Pure.  Of what is no request (gate_is_aside()) libfcgi answers some, and is
 * harmed by some: a name that FCGI_GET_VALUES repeats overflows its stack.  So
 * all of it is answered here.
 */

#include "buf.h"
#include "gate.h"

#define REPLY_MAX 256 /* octets, at most */

/*
 * reply - append the record that answers what gate_look() has seen.
 *
 *	GATE_VALUES	our limits, each that was asked for, once
 *			(FCGI_GET_VALUES_RESULT, section 4.1)
 *	GATE_UNKNOWN	that we do not know it (FCGI_UNKNOWN_TYPE, 4.2)
 *	GATE_ABORTED	the end of the request (FCGI_END_REQUEST, 5.4)
 *	GATE_ROLE	its end, because of its role (FCGI_UNKNOWN_ROLE, 5.5)
 *	GATE_SECOND	its end, because one is coming (FCGI_CANT_MPX_CONN, 5.5)
 *	any other	nothing
 *
 *	record		where the look began; read for GATE_VALUES only
 *	conns		how many connections there may be at once
 */
void reply(enum gate, const struct gate_seen *, const unsigned char *record,
    size_t conns, struct buf *out);

#define REPLY_ANSWER_MORE 64 /* octets that are added to an answer, at most */

/*
 * Append the answer to a request, FCGI_STDOUT, and the end of that request, as
 * libfcgi does.  An answer is RESPOND_MAX octets long at most.
 */
void reply_answer(unsigned id, struct slice answer, struct buf *out);

#endif
