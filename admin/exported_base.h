/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_EXPORTED_BASE_H
#define DETOUR_EXPORTED_BASE_H

/*
 * exported_base.h - what the files behind exported.h share; nobody else
 * includes it.
 *
 *	exported.c	which rules, in which order, and the whole
 *	exported_rule.c	one of them: its text, and what stands in front of it
 *	exported_peers.c	those that a format writes as one
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
	bool                    dry;  /* nothing is written or told yet */
	bool                    wide; /* some are for more than one path */
	struct to_peers         peers;
	struct rule             peer;  /* found there */
	int64_t                *apart; /* firsts of what is not one after all */
	size_t                  napart, max_apart;
	enum err                error;   /* of a look at those in front */
	bool                    no_room; /* the spool cannot be written */
	struct progress         progress;
};

/* How many rules for a path are found by it so far; TO_KEYS: no more. */
struct keys {
	const struct rule *of; /* the last one of that path */
	unsigned           n;
};

/* Begin with nothing; and free. */
void exported_peers_init(struct work *);
void exported_peers_free(struct work *);

/* A part of what a format would write as one is left out: so it is no one. */
enum err exported_is_apart(struct work *, int64_t first) MUST_CHECK;

/* Whether it answers anything from an instant on. */
bool exported_answers(const struct rule *, int64_t now);

/* Write a rule; what cannot be written is told, and noted in front of those
 * that come. */
enum err exported_rule(struct work *, const struct rule *,
    struct keys *) MUST_CHECK;

#endif
