/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_SHARE_H
#define DETOUR_SHARE_H

/*
 * share.h - which visitors a rule with a share is for.
 *
 * The same visitor is in the same share each time, in every process and every
 * version, and in a share of 30 if he was in one of 20.  Whether he is in one
 * rule's share says nothing of any other rule's.  Pure.
 */

#include <stdbool.h>
#include <stdint.h>

#include "buf.h"

/*
 * share_takes - whether a visitor is one of those percent.
 *
 *	address, agent	REMOTE_ADDR and HTTP_USER_AGENT, or empty
 *
 * FNV-1a, 64 bits, of address, a NUL and agent; exclusive-or the rule's id
 * times 0x9e3779b97f4a7c15; mixed by the finaliser of splitmix64; of which the
 * upper 32 bits, as a fraction, are below the percentage.
 */
bool share_takes(int percent, int64_t rule, struct slice address,
    struct slice agent);

#endif
