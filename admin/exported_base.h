/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPORTED_BASE_H
#define DETOUR_EXPORTED_BASE_H

/*
 * exported_base.h - what the files behind exported.h share; nobody else
 * includes it.
 *
 *	exported.c	which rules, in which order, and the whole
 *	exported_rule.c	one of them: its text, and what stands in front of it
 */

#include "ahead.h"
#include "chosen.h"
#include "exported.h"
#include "progress.h"
#include "spool.h"

struct work {
	struct session         *session;
	const struct to_format *format;
	const struct filter    *filter;
	struct chosen           chosen;
	struct ahead            ahead; /* what is not written */
	struct spool            spool;
	struct to_how           how;
	struct to_sum           sum;
	size_t                  read;
	int64_t                 wanted;
	size_t                  refused;
	size_t                  differ; /* are written, but not exactly */
	struct member         **group;  /* rules for one path: exported.c */
	size_t                  cap;
	struct rule             other; /* one in front of these */
	struct buf              text, guard, differs;
	enum err                error;   /* of a look at those in front */
	bool                    no_room; /* the spool cannot be written */
	struct progress         progress;
};

/* How many rules for a path are found by it so far; TO_KEYS: no more. */
struct keys {
	const struct rule *of; /* the last one of that path */
	unsigned           n;
};

/* Write a rule; what cannot be written is told, and noted in front of those
 * that come. */
enum err exported_rule(struct work *, const struct rule *,
    struct keys *) MUST_CHECK;

#endif
