/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECTED_H
#define DETOUR_EXPECTED_H

/*
 * expected.h - the expectations that do not hold: as findings of lint, and as
 * what keeps a change from being made.
 */

#include "cmd.h"
#include "lint.h"

/*
 * Bring a finding for each expectation that does not hold by a table, as of an
 * instant.  Errors: those of expect_results(), and what fn returns.
 */
enum err expected_lint(struct store *, struct table *, int64_t at, lint_fn *,
    void *arg) MUST_CHECK;

/*
 * Within a transaction that has changed rules: EXIT_NO, with a message for
 * each, when expectations held that hold no longer; with --force these are
 * warnings. EXIT_FAIL when it cannot be told.
 */
enum status expected_gate(struct session *);

#endif
