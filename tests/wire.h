/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WIRE_H
#define DETOUR_WIRE_H

/*
 * wire.h - FastCGI records as string constants, for rows of a table.
 */

/* A record is header, content and padding; lengths are octal escapes. */
#define RECORD(type, id, len, pad) "\001" type "\000" id "\000" len pad "\000"
#define BEGIN(role, flags)                     \
	RECORD("\001", "\001", "\010", "\000") \
	"\000" role flags "\000\000\000\000\000"
#define PADDED_BEGIN(pad, padding)          \
	RECORD("\001", "\001", "\010", pad) \
	"\000\001\000\000\000\000\000\000" padding
#define RESPONDER              BEGIN("\001", "\000")
#define KEPT                   BEGIN("\001", "\001")
#define AUTHORIZER             BEGIN("\002", "\000")
#define PARAMS(len)            RECORD("\004", "\001", len, "\000")
#define PARAMS_END             PARAMS("\000")
#define STDIN(len)             RECORD("\005", "\001", len, "\000")
#define STDIN_END              STDIN("\000")
#define PAIR                   "\001\002AXY" /* A=XY: 5 octets */
#define HEAD                   RESPONDER PARAMS("\005") PAIR PARAMS_END
#define WIRE(literal)          .wire = (literal), .n = sizeof(literal) - 1
#define ABORT                  RECORD("\002", "\001", "\000", "\000")
#define MANAGE(type, len, pad) RECORD(type, "\000", len, pad)

#endif
