/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_TARGET_SCHEME_H
#define DETOUR_TARGET_SCHEME_H

/*
 * target_scheme.h - how a target begins: http://, https:// or one '/'.
 */

#include "url.h"

/*
 * Cut "http://" or "https://" off typed, which is not empty and has no blank
 * and no control character.
 *
 *	ret_rest	what is left
 *	ret_scheme	SCHEME_ANY for a path, which begins with one '/'
 *
 * ERR_SYNTAX, with what was probably meant in why.
 */
enum err target_scheme(struct slice typed, struct slice *ret_rest,
    enum scheme *ret_scheme, struct buf *why) MUST_CHECK;

#endif
