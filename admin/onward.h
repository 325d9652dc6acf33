/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_ONWARD_H
#define DETOUR_ONWARD_H

/*
 * onward.h - which of very many rules may lead to one another.
 *
 * To judge whether a rule is part of a circle, requests are made up and
 * decided: 30,000 instructions.  Of a million rules that move a site to another
 * host none leads to another one, which can be told by the path and the host of
 * its target: so only the others need be judged.  Whatever is in doubt is one
 * of them.  16 octets for each rule, and 2 MB.
 */

#include "rule.h"

struct onward_rule;

struct onward {
	uint8_t            *paths;  /* a bit for what may be a rule's path */
	uint32_t           *hosts;  /* hashes of their hosts, ... */
	size_t              nhosts; /* ... but not of more than are held */
	struct onward_rule *rules;
	size_t              n, cap;
	size_t              held; /* rules for more than one path */
	bool                any;  /* some are for any host, or for too many */
};

/* Nothing is allocated yet. */
void onward_init(struct onward *);
void onward_free(struct onward *);

/* Each rule that there is, validated, with its id.  Errors: ERR_NOMEM. */
enum err onward_add(struct onward *, const struct rule *) MUST_CHECK;

/* Bring the ids of those that may lead to any of them, in the order in which
 * they came.  Anything but ERR_OK from fn ends it and is returned. */
typedef enum err onward_fn(int64_t id, void *arg);
enum err onward_each(const struct onward *, onward_fn *, void *arg) MUST_CHECK;

#endif
