/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_LOGGED_H
#define DETOUR_LOGGED_H

/*
 * logged.h - which rule answered a request that stands in a log.
 */

#include "decide.h"
#include "hits.h"
#include "ids.h"
#include "logline.h"
#include "table.h"

/* What became of the lines of a log. */
struct tally {
	int64_t lines;   /* that were new */
	int64_t before;  /* counted by an earlier import */
	int64_t served;  /* a rule answered */
	int64_t late;    /* an expired rule would have, or did */
	int64_t other;   /* a rule would answer, the log says otherwise */
	int64_t refused; /* not understood */
	int64_t left;    /* a rule answered that does not count */
};

struct logged {
	struct table   *table;  /* borrowed */
	struct ids      ids;    /* of the rules that count, in order */
	const char     *host;   /* of a log that names none, or NULL */
	const char     *scheme; /* the same */
	struct hits     hits;
	struct tally    tally;
	struct key      key;
	struct decision decision;
};

void logged_init(struct logged *);
void logged_free(struct logged *);

/*
 * Decide a line as the worker would have at its instant, and count it: served
 * when the log tells the status of the rule, or none; late when an expired rule
 * would have answered, or did.  Where no rule answers as the log tells, those
 * that are disabled are asked, too: what was moved into a server's
 * configuration is disabled here.
 */
enum err logged_count(struct logged *, const struct logline *) MUST_CHECK;

#endif
