/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BUF_H
#define DETOUR_BUF_H

/*
 * buf.h - a bounded byte string whose failure is sticky, and a slice of text.
 *
 * Append freely, check once with buf_end().  Every buffer has a maximum from
 * birth.  Between requests a buffer is reset, not freed, so that the steady
 * state allocates nothing.
 */

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "errs.h"

/* A piece of somebody else's text: not NUL-terminated, never owned. */
struct slice {
	const char *s; /* NULL only when n is 0 */
	size_t      n; /* octets */
};

/* The slice of a string constant or of a NUL-terminated string. */
#define SLICE(literal) ((struct slice)SLICE_INIT(literal))
/* The same to begin a constant with. */
#define SLICE_INIT(literal)                      \
	{                                        \
		"" literal, sizeof(literal) - 1, \
	}
struct slice slice_of(const char *); /* NULL gives the empty slice */

bool slice_eq(struct slice, struct slice);
/* Less than, equal to or greater than 0, octet by octet, as SQLite sorts. */
int  slice_order(struct slice, struct slice);
int  slice_order_any_case(struct slice, struct slice); /* of ASCII */
bool slice_is(struct slice, const char *);             /* equals this string */
bool slice_is_any_case(struct slice, const char *);    /* of ASCII */
bool slice_starts(struct slice, const char *prefix);
bool slice_is_token(struct slice); /* of HTTP (RFC 9110, 5.6.2) */
bool slice_is_utf8(struct slice);  /* well-formed (RFC 3629); ASCII is */
/* Nothing but ASCII, without a space or a control character.  Eight octets at
 * a time: what is asked before looking at each of them. */
bool   slice_is_graphic(struct slice);
bool   slice_has(struct slice, char);
size_t slice_count(struct slice, char); /* how often it has that octet */

/* Without the spaces and tabs at both ends. */
struct slice slice_trim(struct slice);

/* Cut off what stands before an octet, and the octet; all if there is none. */
struct slice slice_cut(struct slice *rest, char);

struct buf {
	char    *data; /* NUL-terminated once buf_end() has said ERR_OK */
	size_t   len;  /* octets in use, without the NUL */
	size_t   cap;  /* octets allocated */
	size_t   max;  /* len never exceeds this */
	enum err err;  /* first failure, or ERR_OK */
};

/* Start empty.  Allocates nothing; max is in octets. */
void buf_init(struct buf *, size_t max);

/* Start empty in room, n octets of the caller's: holds n - 1, and never
 * allocates.  Do not free it. */
void buf_init_in(struct buf *, char *room, size_t n);

/* Empty it and forget any failure, but keep the memory for the next use. */
static inline void
buf_reset(struct buf *b)
{
	b->len = 0;
	b->err = ERR_OK;
}

/* Release the memory; what remains is empty, keeps max, and may be reused. */
void buf_free(struct buf *);

/* Make room for n more octets and the final NUL; false, and b->err, when that
 * cannot be.  For those below: they stand here because an answer is put
 * together from some fifty pieces. */
bool buf_room(struct buf *b, size_t n);

/* What "make prove" takes as given of a buffer that has its room, when it looks
 * at those who append: */
/*@ requires \valid(b) && b->len <= b->max;
  @ requires n == 0 || \valid_read((char *)p + (0 .. n - 1));
  @ requires n == 0 || \initialized((char *)p + (0 .. n - 1));
  @ assigns b->len, b->err, b->data[0 .. b->max - 1];
  @ ensures \old(b->len) <= b->len <= b->max;
  @ ensures b->err == ERR_OK || b->err == ERR_LIMIT; */
static inline void
buf_add(struct buf *b, const void *p, size_t n)
{
	const bool fits =
	    b->err == ERR_OK && n < b->cap - b->len && n <= b->max - b->len;

	if (n == 0 || (!fits && !buf_room(b, n)))
		return;
	memcpy(b->data + b->len, p, n);
	b->len += n;
}

static inline void
buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

static inline void
buf_adds(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

static inline void
buf_add_slice(struct buf *b, struct slice s)
{
	buf_add(b, s.s, s.n);
}

/* For a document that must be UTF-8: what is not becomes U+FFFD. */
void buf_add_utf8(struct buf *b, struct slice);

/*@ requires \valid(b) && b->len <= b->max;
  @ assigns b->len, b->err, b->data[0 .. b->max - 1];
  @ ensures \old(b->len) <= b->len <= b->max; */
void buf_addf(struct buf *b, const char *, ...) PRINTF_LIKE(2, 3);

/* A decimal number without printf, for the request path. */
void buf_addi(struct buf *, long long);

/*
 * Terminate data with a NUL and report the first failure since the last
 * reset: ERR_OK, ERR_LIMIT or ERR_NOMEM.
 */
enum err buf_end(struct buf *) MUST_CHECK;

/* What is in it, as a slice; valid until the next append or reset. */
static inline struct slice
buf_slice(const struct buf *b)
{
	return (struct slice){ b->data, b->len };
}

/*
 * The sentence for people that a refusal leaves behind (errs.h).  why may be
 * NULL.  Always returns e, so that a refusal is one statement:
 *	return refuse(why, ERR_SYNTAX, "'%s' is not ...", typed);
 */
enum err refuse(struct buf *why, enum err e, const char *, ...)
    PRINTF_LIKE(3, 4);

/*
 * How many octets of what was typed a sentence may quote, for "%.*s": up to
 * the first control octet or the first that is not UTF-8, at most QUOTE_MAX.
 * So a sentence stays one line, and no terminal is told what to do.
 */
int quotable(struct slice);

#define QUOTE_MAX 2000
#define WHY_MAX   8192 /* long enough for every sentence of refuse() */

#endif
