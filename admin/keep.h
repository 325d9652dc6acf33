/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_KEEP_H
#define DETOUR_KEEP_H

/*
 * keep.h - what is imported goes into the database, in one transaction; what is
 * refused is counted, said, and written down.
 */

#include <stdio.h>

#include "bulk.h"
#include "cmd.h"
#include "ids.h"
#include "import.h"
#include "ledger.h"
#include "onward.h"
#include "progress.h"

/* What to do when there is a rule with the same source and start. */
enum conflict { CONFLICT_KEEP, CONFLICT_OVERWRITE, CONFLICT_FAIL };

/* So many are looked at for loops at most; and none if there are more than the
 * second that are held in memory meanwhile. */
#define KEEP_IDS_MAX  100000
#define KEEP_HELD_MAX 100000

struct keep {
	struct session *session;
	const char     *name; /* of the file, for messages */
	enum conflict   conflict;
	bool            all_or_nothing;
	FILE           *again;    /* --refused, or NULL */
	json_t         *refusals; /* with --format json; else NULL */
	int64_t         size;     /* of the file, or 0 when nobody knows */

	struct ledger ledger;
	struct bulk   bulk;
	struct ids    stored; /* what is looked at for loops */
	bool          first;  /* nothing was in the table before */
	bool          bulked; /* there was no index at first */
	struct onward onward; /* then all rules, until the end */
	int64_t       added, changed, kept, refused;
	int64_t       open; /* of those added or changed: temporary, no end */
	int64_t       permanent; /* of those, the permanent ones */
	size_t        differing; /* of those kept: the line answers otherwise */
	int64_t       warnings;
	enum status   status; /* what was said when an import_fn ended it */

	struct progress progress;
};

/* The functions of an import whose arg is a struct keep. */
import_fn  keep_rule;
import_fn  keep_refused;
import_fn  keep_heading;
import_say keep_warn;

/* Take the progress off the terminal. */
void keep_hush(struct keep *);

/* Around all rows, within the ledger: with many of them the index waits.
 * Errors: those of bulk.h. */
enum err keep_begin(struct keep *) MUST_CHECK;
enum err keep_end(struct keep *) MUST_CHECK;

#endif
