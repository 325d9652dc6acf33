/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ACCEPT_H
#define DETOUR_ACCEPT_H

/*
 * accept.h - in which form a client would rather have a page (RFC
 * 9110, 12.5.1).
 *
 * Pure.  Safe on hostile input.
 */

#include <stdbool.h>

#include "buf.h"

/*
 * Whether it would rather have HTML than JSON, by its Accept header, empty for
 * none. Of the ranges that take a kind the most exact one counts, and of the
 * two kinds the one of the higher weight; of equals the one that is named more
 * exactly, then the one that is named first, and JSON if neither is.
 */
bool accept_prefers_html(struct slice header);

#endif
