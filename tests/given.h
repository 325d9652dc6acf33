/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_GIVEN_H
#define DETOUR_GIVEN_H

/*
 * given.h - what a unit test starts from: a valid rule, a key, the instant.
 *
 * Include it after rows.h.
 */

#include <string.h>

#include "key.h"
#include "request.h"
#include "rule.h"

#define NOW 1796083200LL /* 2026-12-01T00:00:00Z */

/*
 * A rule that always was and never ends, not yet validated, so that a test may
 * change it first.  target may be NULL.  Free it with rule_free().
 */
static inline void
given_rule(struct rule *r, int64_t id, const char *source, const char *target)
{
	rule_init(r, NOW);
	r->id = id;
	r->starts_at = WHEN_EVER;
	rule_set_text(r, &r->source, slice_of(source));
	rule_set_text(r, &r->target, slice_of(target));
}

/* The same, validated. */
static inline void
given_valid_rule(struct rule *r, int64_t id, const char *source,
    const char *target)
{
	given_rule(r, id, source, target);
	assert_err(rule_validate(r, NULL), ERR_OK);
}

/* The key of a URL; key must be initialised. */
static inline void
given_key(struct key *k, const char *method, const char *url)
{
	struct request r;

	request_from_url(url, method, &r);
	assert_err(key_from_request(&r, k), ERR_OK);
}

#endif
