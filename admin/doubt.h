/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_DOUBT_H
#define DETOUR_DOUBT_H

/*
 * doubt.h - what is valid as typed, but means something else to whoever comes
 * from another program: "{slug}", "<id>" or "[id]" for a placeholder, "(a|b)"
 * for an expression, "$request_uri" for what was asked for, "docs/old" for a
 * path.  And what came along when it was copied.  Pure.
 */

#include "rule.h"

/*
 * doubt_of - the sentences about a rule that is valid, one by one: of its
 * source and of its target one each at most.
 */
void doubt_of(const struct rule *, void (*say)(void *arg, const char *),
    void *arg);

#endif
