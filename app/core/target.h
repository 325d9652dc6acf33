/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TARGET_H
#define DETOUR_TARGET_H

/*
 * target.h - where a rule sends people: parse, validate, keep the parts.
 *
 * A target is an absolute http or https URL or a path that begins with one
 * slash, or "-" for "leave this alone".  It is parsed into parts, each of
 * which is validated, and a Location is built from the parts (location.h): a
 * request is never joined to a target's authority.
 *
 * Whatever is accepted here has the same origin in every URL parser (WHATWG
 * URL, RFC 3986), or none, where a name's xn-- form means nothing.  What is
 * refused: control octets, spaces, user info, '\', "//host", other schemes,
 * hosts that are not plain (host_parse()), dot segments and what a :splat
 * could make one, bad escapes, unknown placeholders.  Pure.
 */

#include "buf.h"
#include "errs.h"
#include "source.h"
#include "url.h"

#define TARGET_MAX 2000 /* octets, as typed and again as normalised */

enum target_kind {
	TARGET_ALONE, /* "-": decline, and stop looking */
	TARGET_PATH,  /* "/path": the origin stays the visitor's */
	TARGET_URL    /* "https://host/path" */
};

struct target {
	enum target_kind kind;
	enum scheme      scheme;   /* of a TARGET_URL */
	struct slice     origin;   /* "https://host:port", or empty */
	struct slice     host;     /* within origin: no port */
	int              port;     /* typed, or 0 */
	struct slice     path;     /* begins with '/' */
	struct slice     query;    /* without '?' */
	struct slice     fragment; /* without '#' */
	bool             has_query;
	bool             has_fragment;
	bool             literal; /* placeholders are ordinary text */
};

/*
 * target_parse - understand a target.
 *
 *	from	the rule's source: says which placeholders are known
 *	literal	placeholders are ordinary text
 *	text	receives what ret points into, in the escaped form that is
 *		sent; appended to; the caller owns it and must not append to it
 *		while ret is in use
 *	why	the sentence of a refusal
 *
 * Octets above 0x7F are escaped when they are UTF-8, as browsers would.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT above TARGET_MAX, ERR_NOMEM.
 */
enum err target_parse(struct slice typed, const struct source *from,
    bool literal, struct target *ret, struct buf *text,
    struct buf *why) MUST_CHECK;

/* Whether a path has a "." or ".." segment, dots escaped or not. */
bool target_has_dots(struct slice path);

/*
 * The next placeholder in a part of a target that is not literal: it goes to
 * *ret_hole, as ":splat", ":name" or "$1", everything before it to *ret_before,
 * and both are cut off *rest.  False when there is none, and then *ret_before
 * is all that was left.
 */
bool target_next_hole(struct slice *rest, struct slice *ret_before,
    struct slice *ret_hole);

#endif
