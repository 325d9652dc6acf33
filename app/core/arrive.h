/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ARRIVE_H
#define DETOUR_ARRIVE_H

/*
 * arrive.h - whether a rule lets any visitor arrive.
 *
 * Pure: follows the rule's own answers with the functions that serve them.
 */

#include "rule.h"

/*
 * arrive_never - whether a valid rule, or its fallback, can only loop or grow:
 * each answer falls on the rule itself again ("/a" to "/%61", "/ *" to
 * "/x/:splat" on the same host).  "/foo" to "/foo/" arrives.  Of a regular
 * expression it is known only where its own text is the target, with "$1" for
 * what is in parentheses; what else one does, lint tries.  Appends a sentence
 * to why when true.
 *
 * Errors: ERR_NOMEM.
 */
enum err arrive_never(const struct rule *, bool *ret_never,
    struct buf *why) MUST_CHECK;

#endif
