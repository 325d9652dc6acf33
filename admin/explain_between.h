/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPLAIN_BETWEEN_H
#define DETOUR_EXPLAIN_BETWEEN_H

/*
 * explain_between.h - when the answer for a URL becomes another.
 */

#include "cmd.h"

struct between {
	struct session *session;
	int64_t         from, until;
	bool            many;     /* of several URLs */
	bool            answered; /* by a rule, at any time, every URL so far */
};

/* Read --between; EXIT_USAGE with a message. */
enum status between_parse(struct between *, struct session *);

/* Begin the table, and add the rows of a URL. */
void        between_begin(const struct between *);
enum status between_rows(struct between *, const char *url, const char *method);

#endif
