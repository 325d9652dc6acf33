/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_PARAMS_H
#define DETOUR_PARAMS_H

/*
 * params.h - the parameters that a source requires: "/index.php?p=12&x".
 *
 * Parameters are the same when name and value are, decoded ("%XX", and '+' as
 * a space); without a value is the same as with an empty one.  Their order is
 * nothing.  In canonical form every octet is an escape but letters, digits and
 * "-._~", and an empty value has no '='.
 *
 * A value that is a placeholder, "id=:post", is any value that is not empty; of
 * several with that name in a request it is the first such.  In canonical form
 * it is a ':', so that two that differ by their names only are the same.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "errs.h"
#include "url.h"

#define PARAMS_MAX 8 /* parameters of a source */

/* The first parameters of a request are looked at, no more: who sends
 * thousands has no rule, and costs no more than others. */
#define PARAMS_SEEN_MAX 64

/* What is required, besides its text. */
struct params {
	unsigned     n;                /* how many */
	unsigned     values;           /* whose value is a placeholder */
	struct slice name[PARAMS_MAX]; /* of these, as ":post"; as typed */
};

/*
 * params_parse - append what is required, in canonical form: sorted, each
 * once, joined by '&'.
 *
 *	literal	a ':' is an ordinary character
 *	ret	its placeholders are in the order of the text
 *
 * Whether a name stands twice is not looked at: source_parse() does that.
 *
 * Errors: ERR_SYNTAX for one without a name, for a bad escape, for a ':name'
 * that is not the whole value, or of a parameter that is there twice; ERR_LIMIT
 * above PARAMS_MAX; ERR_NOMEM.
 */
enum err params_parse(struct slice typed, bool literal, struct buf *out,
    struct params *ret, struct buf *why) MUST_CHECK;

/* Append one parameter in canonical form; a bad escape is text. */
void params_canonical(struct slice param, struct buf *out);

/*
 * The one of several that are required by which a rule is looked up: that
 * which most probably tells it from others on the same path, "id=1207" of
 * "id=1207&view=article".  Digits count for much, then the length of a value;
 * one that may have any is never it, and where all may it is empty.
 */
struct slice params_key(struct slice required);

/* Whether two parameters are the same. */
bool params_is_same(struct slice a, struct slice b);

/* The same for two parameters that are the same; its upper bits are the best.
 */
uint64_t params_hash(struct slice param);

/* Whether a parameter in canonical form may have any value. */
bool params_is_any(struct slice wanted);

/* Whether a parameter of a request is what one in canonical form requires. */
bool params_is_met(struct slice wanted, struct slice param);

/*
 * Whether a parameter of a request is one of those that are required and were
 * not met yet; then it is noted in *met, which begins with 0.  required is in
 * canonical form.
 */
bool params_meets(struct slice required, struct slice param, unsigned *met);

/* Whether a query has all that are required, among its first
 * PARAMS_SEEN_MAX. */
bool params_covered(struct slice required, struct slice query);

/* Where in a query that has all that are required the values of placeholders
 * are, in their order: still escaped, never empty. */
void params_values(struct slice required, struct slice query,
    struct piece *ret);

/* Append a query that has all that are required: what is canonical, but with a
 * value of its own, "any-id", for each placeholder. */
void params_example(struct slice required, struct buf *out);

#endif
