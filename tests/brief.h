/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BRIEF_H
#define DETOUR_BRIEF_H

/*
 * brief.h - rules in a few words, added to the store of the running scene.
 *
 *	SOURCE TARGET [FROM..UNTIL [SHARE%]]
 *
 * The window is in days from SCRATCH_NOW: 0 is since ever, 9999 never; without
 * one it ends in 99 days.  A target may be "308:/x" or "410".
 */

#include "changes.h"

static inline void
brief_add(const char *text)
{
	struct ledger l;
	struct rule   r;
	char          source[100], words[100], *target = words;
	int           from = 0, until = 99, share = RULE_SHARE_ALL;

	assert_true(sscanf(text, "%99s %99s %d..%d %d%%", source, words, &from,
			&until, &share) >= 2);
	rule_init(&r, SCRATCH_NOW);
	if (target[0] >= '1' && target[0] <= '9') {
		r.status = (int)strtol(target, &target, 10);
		target += target[0] == ':';
	}
	r.starts_at = from == 0 ? WHEN_EVER : SCRATCH_NOW + from * WHEN_DAY;
	r.expires_at = until == 9999 || rule_is_permanent(&r) ?
	    WHEN_NEVER :
	    SCRATCH_NOW + until * WHEN_DAY;
	r.share = share;
	rule_set_text(&r, &r.source, slice_of(source));
	rule_set_text(&r, &r.target, slice_of(target));
	assert_err(rule_validate(&r, NULL), ERR_OK);
	start(&l, "add");
	assert_err(ledger_add(&l, &r), ERR_OK);
	assert_err(ledger_end(&l, true), ERR_OK);
	rule_free(&r);
}

#endif
