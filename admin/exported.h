/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPORTED_H
#define DETOUR_EXPORTED_H

/*
 * exported.h - the rules that were chosen in a format for others (to.h).
 */

#include "filter.h"
#include "place.h"
#include "to.h"

/*
 * Write the rules that pass, in the order in which they are asked.  What the
 * format cannot express is told on standard error, each with its reason, and so
 * is in what a text differs from its rule; then the rest is written, and it is
 * EXIT_NO.  If strict, nothing is.
 *
 * No rule answers in the place of one that is not written, and would be asked
 * before it: such requests are left alone, or, where the format has no way to
 * say that, the rule is left out, too.  Rules that answer nothing from now on
 * (disabled; over, and declining) need no text.
 */
enum status exported(struct session *, const struct to_format *,
    const struct filter *, bool strict, struct place *);

#endif
