/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LEDGER_BASE_H
#define DETOUR_LEDGER_BASE_H

/*
 * ledger_base.h - what the files behind ledger.h share; nobody else includes
 * it.
 */

#include "ledger.h"

/* A row whose every octet is a control octet, "\u001f" in JSON, and names. */
#define LEDGER_JSON_MAX                                    \
	(6 *                                               \
	    (SOURCE_MAX + 2 * TARGET_MAX + RULE_NOTE_MAX + \
		CONDITIONS_TEXT_MAX + RULE_REPEATS_MAX + 4000))

/* The JSON of a row, or the empty text if there is no such rule. */
enum err ledger_row_json(struct ledger *, int64_t id,
    struct buf *out) MUST_CHECK;

/* Insert a row under the rule's id, or a new one if that is 0; added is the
 * event that it belongs to. */
enum err ledger_insert(struct ledger *, struct rule *,
    int64_t added) MUST_CHECK;

/* The expectation that an event is about, by its before or after; 0 if it is
 * about none. */
enum err ledger_expectation_of(struct ledger *, struct slice json,
    int64_t *ret_id) MUST_CHECK;

/* Add an expectation again as it was; nothing if it is there. */
enum err ledger_expect_again(struct ledger *, struct slice json,
    int64_t id) MUST_CHECK;

/* Record an event with what is in l->before and l->after. */
enum err ledger_record(struct ledger *, int64_t rule, int64_t count) MUST_CHECK;

#endif
