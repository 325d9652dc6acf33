/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_IDS_H
#define DETOUR_IDS_H

/*
 * ids.h - the rules that a command is about.
 */

#include "cmd.h"
#include "rules.h"

struct ids {
	int64_t *id;
	size_t   n;
};

/* Read the operands: sorted, each once.  On failure says so; free it in any
 * case. */
enum status ids_parse(struct session *, struct ids *ret);

/* Add one at the end.  ERR_NOMEM. */
enum err ids_add(struct ids *, int64_t) MUST_CHECK;
/* Whether it is among them; they are sorted. */
bool ids_has(const struct ids *, int64_t);

/* Bring each of these rules to fn, as rules_each() brings all.  Says which
 * there are not: EXIT_NO then. */
enum status ids_each(struct session *, const struct ids *, rules_fn *fn,
    void *arg);
void        ids_free(struct ids *);

#endif
