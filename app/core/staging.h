/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_STAGING_H
#define DETOUR_STAGING_H

/*
 * staging.h - changes made in a copy of the rules, the stage, and what they are
 * to the rules as they have become since.
 *
 * The stage is a database of its own.  Its history has an event that says when
 * it began; what both have changed since is told by the two histories, rule by
 * rule, so that nothing else is kept.
 */

#include "ledger.h"

struct staging {
	int64_t base; /* the event in the stage that says so: in both databases
	               * what comes later has this number or a higher one */
	int64_t at;
	char    who[256];
};

/* Note in a copy that it is a stage from now on. */
enum err staging_begin(struct store *copy, const char *who,
    int64_t now) MUST_CHECK;

/* When a stage began; *ret_found is false of what is none. */
enum err staging_find(struct store *stage, struct staging *ret,
    bool *ret_found) MUST_CHECK;

/* Whether the rules still are those that the stage was made of: false once a
 * restore has put others in their place. */
enum err staging_fits(struct store *live, const struct staging *,
    bool                           *ret) MUST_CHECK;

/* The ids of the expectations that were added to either database since the
 * stage began, in order. */
typedef enum err staging_id_fn(int64_t expectation, void *arg);

enum err staging_new(struct store *, const struct staging *, staging_id_fn *,
    void *arg) MUST_CHECK;

enum staged_kind { STAGED_ADDED, STAGED_CHANGED, STAGED_REMOVED };

/* One rule that is other in the stage.  Borrowed: valid during the call. */
struct staged {
	enum staged_kind kind;     /* what it would be to the rules now */
	int64_t          id;       /* in the stage */
	bool             is_new;   /* ... where it was added */
	bool             conflict; /* the rules have it otherwise since, too */
	struct slice     before;   /* the row as it is: JSON, or empty */
	struct slice     after;    /* the row in the stage */
};

typedef enum err staged_fn(const struct staged *, void *arg);

/*
 * Every rule that the stage has otherwise, in order of id; what both have
 * changed in the same way is none.  fn may change the rules meanwhile, that one
 * only.  Anything but ERR_OK from fn ends the walk and is returned.
 */
enum err staging_each(struct store *live, struct store *stage,
    const struct staging *, staged_fn *, void *arg) MUST_CHECK;

#endif
