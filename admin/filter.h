/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_FILTER_H
#define DETOUR_FILTER_H

/*
 * filter.h - which rules list and export are about.
 */

#include "cmd.h"
#include "ids.h"
#include "rules.h"

/* What was typed; all of it has to hold, also what stands there twice. */
struct filter {
	const struct args *args; /* states, tags, texts; borrowed */
	struct buf         host; /* canonical; empty: any */
	bool               none; /* two hosts were given */
	const struct ids  *ids;  /* these only, in order; NULL: all */
	int64_t            limit;
	int64_t            now;
};

/* Read the options; EXIT_USAGE, with a message, when one is refused.  Free it
 * in any case. */
enum status filter_parse(struct session *, struct filter *ret);
void        filter_free(struct filter *);

/* Whether a rule passes; the limit is not looked at. */
bool filter_passes(const struct filter *, const struct rule *);

/* Bring every rule that passes, in order of id.  Anything but ERR_OK from fn
 * ends it and is returned. */
enum err filter_each(struct session *, const struct filter *, rules_fn *,
    void *arg) MUST_CHECK;

#endif
