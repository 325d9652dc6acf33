/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ERRS_H
#define DETOUR_ERRS_H

/*
 * errs.h - every way the core can fail, and nothing else.
 *
 * A function that can fail returns enum err.  Results leave through trailing
 * ret_* pointers, which are written only when the function returns ERR_OK.
 * "No rule matches" is an answer, not a failure: see decide.h.
 *
 * Text that people typed is refused with a sentence: the last parameter of
 * such a function is a struct buf *why, to which it appends one line without
 * a full stop that quotes what was typed, says why it is refused, and what
 * would be accepted.  why may be NULL when nobody will read it.
 */

enum err {
	ERR_OK = 0,
	ERR_NOMEM,  /* out of memory, ours or SQLite's */
	ERR_SYNTAX, /* text from a client or an operator does not parse */
	ERR_LIMIT,  /* input is larger than a documented limit */
	ERR_BUSY,   /* database stayed locked past the busy timeout */
	ERR_ABSENT, /* the database file does not exist */
	ERR_SCHEMA, /* database belongs to another program or version */
	ERR_STORE,  /* any other SQLite failure */
	ERR_IO      /* read or write failed; errno says why */
};

/*
 * Short lower-case name of an error, for log lines and tests: "syntax".
 * Never NULL; static storage, do not free.
 */
const char *err_name(enum err);

/* Ignoring the result of such a function is a compile-time error. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Compile-time checked printf arguments: fmt and first are 1-based. */
#define PRINTF_LIKE(fmt, first) __attribute__((format(printf, fmt, first)))

#define ARRAY_LEN(a) (sizeof(a) / sizeof((a)[0]))

#endif
