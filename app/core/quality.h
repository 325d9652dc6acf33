/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_QUALITY_H
#define DETOUR_QUALITY_H

/*
 * quality.h - how much a client likes something: the weight "q" of its Accept
 * headers (RFC 9110, 12.4.2).  Pure.
 */

#include "buf.h"

#define QUALITY_MOST 1000 /* also where nothing is said */

/* "q=0.8", in any capitals, in thousandths; -1 for what is no weight, or one
 * that is not allowed. */
int quality_parse(struct slice parameter);

#endif
