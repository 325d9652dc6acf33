/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FROM_OWN_H
#define DETOUR_FROM_OWN_H

/*
 * from_own.h - an object of our own JSON, wherever it stands.
 */

#include <jansson.h>

#include "import.h"

/*
 * Its members are cells of the row at hand; what is no column refuses the row.
 * Errors: ERR_NOMEM.
 */
enum err own_cells(struct import *, const json_t *object) MUST_CHECK;

#endif
