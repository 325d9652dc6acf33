/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPECTED_H
#define DETOUR_EXPECTED_H

/*
 * expected.h - the expectations that do not hold: as findings of lint, and as
 * what keeps a change from being made.
 *
 *	expected.c		of all that there are
 *	expected_again.c	of those that a change brings
 */

#include "cmd.h"
#include "ledger.h"
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

/*
 * Within a transaction that has brought expectations back, or in from
 * elsewhere: what expect says of one that is added.  EXIT_NO, with a message
 * for each, when one says what another one says already, or contradicts it,
 * whatever --force says; a warning of each that does not hold, or is over.
 */
enum status expected_again(struct session *, const struct ledger *);

#endif
