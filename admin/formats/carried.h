/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_CARRIED_H
#define DETOUR_CARRIED_H

/*
 * carried.h - a rule in a comment of an export, so that it can be read there,
 * by people and by an import.
 *
 * The comment is an object of our own JSON on one line, without the columns
 * that say nothing: the id, what is derived, and every default.
 */

#include "buf.h"
#include "rule.h"

/*
 * Append ": {...}"; nothing if that would have more than max octets, or if a
 * text of the rule is not UTF-8.
 */
void carried_put(const struct rule *, size_t max, struct buf *out);

#endif
