/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGE_EXPECTED_H
#define DETOUR_STAGE_EXPECTED_H

/*
 * stage_expected.h - the expectations of a stage become those that are live.
 */

#include "ledger.h"
#include "staging.h"

/*
 * Within a ledger of the live store: remove those that the stage has no more,
 * and add those that it has and that are not there.  One is the same as another
 * when it says the same, whatever their ids; what was added to either of them
 * since the stage began is not what the other one has removed.
 */
enum err stage_merge_expectations(struct store *live, struct store *stage,
    const struct staging *, struct ledger *) MUST_CHECK;

#endif
