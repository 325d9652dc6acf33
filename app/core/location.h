/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOCATION_H
#define DETOUR_LOCATION_H

/*
 * location.h - the Location of an answer, rebuilt from the target's parts.
 *
 * What comes from the request's path is in canonical, escaped form already
 * (url.h) and is only copied into path, query or fragment, never into the
 * authority; the value of a parameter is decoded, and escaped anew as one
 * segment of a path.  Pure.
 */

#include "match.h"
#include "target.h"
#include "key.h"

#define LOCATION_MAX 4000 /* octets; nginx drops answers beyond 4,040 */

/*
 * location_build - append the Location for a request that a rule covers.
 *
 *	t	the rule's target (or its fallback), not TARGET_ALONE
 *	m	where its placeholders come from
 *	query	whether the visitor's parameters are passed on
 *
 * Passed parameters keep their bytes; those that the source requires, and those
 * whose name the target has, are dropped; the fragment comes last.  A slash
 * that an empty :splat leaves over merges with its neighbour.
 *
 * Errors: ERR_LIMIT beyond LOCATION_MAX, ERR_NOMEM; ERR_SYNTAX where captures
 * of a regular expression, or values of parameters, make a dot segment or leave
 * an escape broken or of a control octet in the path, and if the result fails
 * location_is_safe(), which only a bug can cause.
 */
enum err location_build(const struct target *t, const struct match *m,
    const struct key *k, enum rule_query query, struct buf *out) MUST_CHECK;

/*
 * location_is_safe - the last look before the wire: 1 to LOCATION_MAX octets,
 * only 0x21 to 0x7E without '\', beginning with the target's origin followed
 * by '/', or, without an origin, with one '/' that no second one follows.
 */
bool location_is_safe(const struct target *, struct slice location);

/*
 * Whether a Location leads to the very URL that was requested, fragments
 * aside: same origin, same normalised path, same query.
 */
bool location_is_self(const struct target *, struct slice location,
    const struct key *);

#endif
