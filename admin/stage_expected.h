/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGE_EXPECTED_H
#define DETOUR_STAGE_EXPECTED_H

/*
 * stage_expected.h - the expectations of a stage, beside those that are live.
 *
 * One is the same as another when it says the same, whatever their ids.  What
 * was added to either side since the stage began is not what the other one has
 * removed.
 */

#include "expect.h"
#include "staging.h"

/*
 * Told of each expectation that the stage has otherwise: first of those that it
 * has removed, then of those that it has added.  Borrowed: valid during the
 * call.  Anything but ERR_OK ends the walk and is returned.
 */
typedef enum err staged_expectation_fn(const struct expectation *,
    enum staged_kind, void *arg);

enum err staged_expectations(struct store *live, struct store *stage,
    const struct staging *, staged_expectation_fn *, void *arg) MUST_CHECK;

/* Within a ledger of the live store: do the same to what is live.  fn is told
 * of each, with its id there. */
enum err stage_merge_expectations(struct store *live, struct store *stage,
    const struct staging *, struct ledger *, staged_expectation_fn *fn,
    void *arg) MUST_CHECK;

#endif
