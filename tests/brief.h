/* SPDX-License-Identifier: MIT */
#ifndef DETOUR_BRIEF_H
#define DETOUR_BRIEF_H

/*
 * brief.h - rules in a few words, added to the store of the running scene.
 *
 *	SOURCE TARGET [FROM..UNTIL [SHARE%]] [WORD...]
 *
 * The window is in days from SCRATCH_NOW: 0 is since ever, 9999 never; without
 * one it ends in 99 days.  A target may be "308:/x" or "410".  A word is
 *strict, ignore-case, literal, disabled, protect, drop, sunset, or NAME=VALUE
 *of after, method, cookie, daily, max-age.
 */

#include "changes.h"

/* One word behind the window. */
static inline void
brief_set(struct rule *r, const char *word)
{
	const char *value = strchr(word, '=');
	struct buf  text;

	buf_init(&text, 1000);
	if (value == NULL) {
		;
	} else if (strncmp(word, "after=", 6) == 0) {
		rule_set_text(r, &r->after, slice_of(value + 1));
	} else if (strncmp(word, "max-age=", 8) == 0) {
		r->max_age = strtol(value + 1, NULL, 10);
	} else if (strncmp(word, "daily=", 6) == 0) {
		buf_addf(&text, "daily %s UTC", value + 1);
		assert_err(buf_end(&text), ERR_OK);
		rule_set_text(r, &r->repeats, buf_slice(&text));
	} else {
		buf_addf(&text, "%.*s %s", (int)(value - word), word,
		    value + 1);
		assert_err(buf_end(&text), ERR_OK);
		rule_set_text(r, &r->conditions, buf_slice(&text));
	}
	buf_free(&text);
	r->strict |= strcmp(word, "strict") == 0;
	r->ignore_case |= strcmp(word, "ignore-case") == 0;
	r->literal |= strcmp(word, "literal") == 0;
	r->protect |= strcmp(word, "protect") == 0;
	r->sunset |= strcmp(word, "sunset") == 0;
	r->enabled &= strcmp(word, "disabled") != 0;
	if (strcmp(word, "drop") == 0)
		r->query = QUERY_DROP;
}

static inline void
brief_add(const char *text)
{
	struct ledger l;
	struct rule   r;
	char          source[4000], words[4000], word[100], *target = words;
	int           from = 0, until = 99, share = RULE_SHARE_ALL, n = 0, more;

	assert_true(sscanf(text, "%3999s %3999s%n", source, words, &n) == 2);
	text += n;
	if (sscanf(text, " %d..%d%n", &from, &until, &n) == 2)
		text += n;
	more = 0;
	if (sscanf(text, " %d%%%n", &share, &more) == 1 && more > 0)
		text += more;
	rule_init(&r, SCRATCH_NOW);
	while (sscanf(text, " %99s%n", word, &n) == 1) {
		brief_set(&r, word);
		text += n;
	}
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
