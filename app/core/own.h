/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_OWN_H
#define DETOUR_OWN_H

/*
 * own.h - the parameters that a target has of its own, which a visitor's of
 * the same name must not override.
 *
 * Found by a hash of the decoded name: a visitor may send 4,000 parameters, and
 * a target may have 1,000.  Pure; nothing is allocated.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"
#include "url.h"

/* More than twice as many as a target of TARGET_MAX octets has parameters. */
#define OWN_SLOTS 4096

struct own {
	size_t   size;          /* slots in use, a power of two; or 0 */
	uint16_t at[OWN_SLOTS]; /* where a parameter begins, + 1; 0: free */
};

/*
 * Take note of the parameters of a query.  What more of them there are than
 * OWN_SLOTS / 2 are not noted: ERR_LIMIT.
 */
enum err own_note(struct own *, struct slice query) MUST_CHECK;

/*
 * Whether one of them has the name of a parameter.  query is the text that was
 * noted, wherever it lies now.
 */
bool own_has(const struct own *, struct slice query, struct slice param);

#endif
