/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_IMPORT_H
#define DETOUR_IMPORT_H

/*
 * import.h - rows of a file become rules, one by one, in one transaction.
 *
 * A reader (read_csv.c, read_json.c) finds the records and their cells; this
 * module says what a row means: its defaults, whether it is a rule, whether
 * there is such a rule already.
 */

#include <stdio.h>

#include "cmd.h"
#include "columns.h"
#include "ledger.h"
#include "rule.h"

/* Octets of one record: more is a quote or a brace that was not closed. */
#define IMPORT_RECORD_MAX 65536

/* What to do when there is a rule with the same source and start. */
enum conflict { CONFLICT_KEEP, CONFLICT_OVERWRITE, CONFLICT_FAIL };

struct import {
	struct session *session;
	const char     *name; /* of the file, for messages */
	FILE           *in;
	enum conflict   conflict;
	bool            all_or_nothing;
	int64_t         for_s; /* window of what comes without an end, or 0 */
	struct buf      tags;  /* put on every rule */

	struct ledger ledger;
	int64_t       added, changed, kept, refused;
	json_t       *refusals; /* with --format json; else NULL */
	FILE         *again;    /* --refused, or NULL */
	int64_t       began_ms; /* for the progress */
	int64_t       told_ms;  /* when it was last on the terminal, or 0 */

	/* The row at hand. */
	struct rule rule;
	bool        created;  /* created_at was given */
	bool        promoted; /* promoted_at was given */
	bool        bad;      /* reason says why it is refused */
	struct buf  reason;
};

/* Begin a row. */
void import_row(struct import *);

/* One cell of it.  The first that is refused makes the row bad. */
enum err import_cell(struct import *, enum column, struct slice) MUST_CHECK;

/* The row is refused, for a reason of the reader's. */
void import_refuse(struct import *, const char *, ...) PRINTF_LIKE(2, 3);

/*
 * End the row: store it, or refuse it.  line is that of its first octet, raw
 * its text, which ends up in --refused and in JSON.  Anything but EXIT_YES,
 * with a message, ends the import.
 */
enum status import_end_row(struct import *, int64_t line, struct slice raw);

/* The whole file cannot be read: says "FILE:LINE: SENTENCE", EXIT_USAGE. */
enum status import_stop(const struct import *, int64_t line, const char *, ...)
    PRINTF_LIKE(3, 4);

/* The readers: to the end of the file.  first is its first octet after a byte
 * order mark, which is still to be read; EOF for an empty file. */
enum status import_csv(struct import *);
enum status import_json(struct import *);

#endif
