/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SOURCE_H
#define DETOUR_SOURCE_H

/*
 * source.h - what a rule matches: parse the text that people type.
 *
 *	/path			this path, on any host
 *	example.com/path	on this host
 *	https://example.com/p	on this host and scheme
 *	/docs/ *		(without the space) /docs and all below it
 *	/blog/:year/:slug	each placeholder is exactly one segment
 *	/index.php?p=12&x	any path with these parameters (params.h)
 *	/store?id=:id		any value of a parameter is a placeholder, too
 *	~/p/(\d+)		a regular expression for the whole path
 *	example.com~/p/(\d+)	on this host
 *	*.example.com/path	on any subdomain, not on example.com itself
 *
 * Pure.  Refusals are sentences for the person who typed (errs.h).
 */

#include "buf.h"
#include "errs.h"
#include "url.h"

#define SOURCE_MAX 2000 /* octets, as typed and again as normalised */

/* How the path is compared.  The numbers are stored: only ever add. */
enum source_kind {
	SOURCE_EXACT = 0,
	SOURCE_PREFIX = 1,  /* path and everything below it */
	SOURCE_PATTERN = 2, /* a path with placeholders (pattern.h) */
	SOURCE_REGEX = 3    /* a regular expression (regex.h) */
};

struct source {
	enum scheme      scheme; /* SCHEME_ANY unless bound to one */
	enum source_kind kind;
	bool             wild; /* host is "*.example.com" */
	bool             rest; /* ended in a '/' and '*': what follows the
	                        * path is :splat */
	struct slice host;     /* canonical; empty for any */
	struct slice path;     /* canonical, its final slash as typed; without
	                        * a final '/' and '*', so empty for
	                        * everything; or the expression */
	struct slice head;     /* what every path begins with, in whole
	                        * segments: trimmed (url_trim), folded when
	                        * ignore_case */
	struct slice literal;  /* of an expression, what every path begins with,
	                        * folded when ignore_case */
	unsigned     captures; /* of an expression; set by rule_validate() */
	struct slice params;   /* those that are required (params.h) */
	unsigned     nparams;
	/* Placeholders: so many are segments of the path, and so many values of
	 * parameters.  names is a pattern that has them all, in their order;
	 * empty for an expression. */
	unsigned     segments, values;
	struct slice names;
	struct slice lookup; /* what rules are looked up by; one text for all
	                      * sources that cover the same paths: the head,
	                      * the shape of a pattern, an expression; where a
	                      * rule is not held and has params, "head?param"
	                      * with params_key() */
};

/*
 * Whether a rule with this source is one of the few that are held in memory:
 * all but those with an exact path and no wildcard; and, of these, those whose
 * parameters may all have any value.
 */
bool source_is_held(const struct source *);

struct source_options {
	bool literal;     /* '*' and ':' are ordinary characters */
	bool ignore_case; /* fold head and lookup, but no parameter */
};

/*
 * source_parse - understand a source.
 *
 *	typed	what the person wrote
 *	text	receives what ret points into; appended to; the caller owns it
 *		and must not append to it while ret is in use
 *	why	the sentence of a refusal
 *
 * Whether an expression compiles is not looked at: rule_validate() does that.
 *
 * Errors: ERR_SYNTAX, ERR_LIMIT above SOURCE_MAX (path and parameters
 * together), URL_SEGMENTS_MAX, PATTERN_NAMES_MAX or PARAMS_MAX, ERR_NOMEM.
 */
enum err source_parse(struct slice typed, struct source_options,
    struct source *ret, struct buf *text, struct buf *why) MUST_CHECK;

/*
 * source_host - append the canonical form of a host as a source has it: "*."
 * may stand in front of a name, and there is no port.  Errors: those of
 * host_parse().
 */
enum err source_host(struct slice typed, struct buf *text,
    struct buf *why) MUST_CHECK;

/* Append a host that a source is for: its own, one below its wildcard, or
 * nobody's, which stands for any (RFC 2606). */
void source_any_host(const struct source *, struct buf *out);

/* Append the parameters that it requires, "id=:post&x", as they may be typed.
 */
void source_params(const struct source *, struct buf *out);

/*
 * Append one clause for people: "any path at or below /docs on example.com;
 * the rest becomes :splat".
 */
void source_describe(const struct source *, bool strict, bool ignore_case,
    struct buf *out);

#endif
