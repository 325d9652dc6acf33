/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_WALLS_H
#define DETOUR_WALLS_H

/*
 * walls.h - the sandbox of a child, as the options want it.
 */

#include <stdint.h>

#include "options.h"

/* Which folders the walls around a child let in: another number when one of
 * them was replaced. */
uint64_t walls_ground(const struct options *);

/*
 * Give up what a child does not need, for good.  Says in the log what could not
 * be given up; returns what stands, in a word, for the pages.
 */
const char *walls_enter(const struct options *);

#endif
