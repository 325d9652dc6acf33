/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_H
#define DETOUR_FROM_H

/*
 * from.h - sources of each kind: as much of them as target_parse() asks for.
 */

#include "source.h"

#define FROM_EXACT (&(const struct source){ .kind = SOURCE_EXACT })
#define FROM_PREFIX \
	(&(const struct source){ .kind = SOURCE_PREFIX, .rest = true })
#define FROM_PATTERN(text)       \
	(&(const struct source){ \
	    .kind = SOURCE_PATTERN, .names = { "" text, sizeof(text) - 1 } })
#define FROM_REGEX(n) \
	(&(const struct source){ .kind = SOURCE_REGEX, .captures = (n) })

#endif
