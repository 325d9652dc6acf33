/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WITNESS_H
#define DETOUR_WITNESS_H

/*
 * witness.h - URLs that stand for all that a rule covers.
 *
 * Where a source leaves something open, a witness has what no other source
 * names by chance: a segment of its own for each placeholder, a host of its own
 * below a wildcard, no host at all for any.  So what another rule makes of all
 * witnesses of a rule, it makes of every URL that the rule covers; only of a
 * regular expression they are no more than examples.  Pure.
 */

#include "rule.h"

/*
 * witness_url - append the i-th URL of a rule that rule_validate() has passed;
 * false when there are no more.
 *
 * The first ones are the plainest.  Then come all forms in which the path may
 * stand: with and without its final slash, in capitals and small letters, by
 * either scheme, and, of a path that ends in a star, as deep as any source
 * can tell apart.  A text need not be covered: ask match_rule().
 */
bool witness_url(const struct rule *, size_t i, struct buf *out);

/* How many there are at most, and how many of them show where a rule leads. */
#define WITNESS_MAX   400
#define WITNESS_PLAIN 3

#endif
