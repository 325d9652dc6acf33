/* SPDX-License-Identifier: MIT */
/* rule_repeats.c - the repetition of a rule, with its zone; see rule.h. */
#include "rule.h"

#include "zones.h"

/* One text for one meaning, so that the same rule is the same row. */
static enum err
check_form(struct slice stored, const struct repeat *r, struct slice zone,
    struct buf *why)
{
	struct buf b;
	enum err   rc;

	buf_init(&b, 2 * REPEAT_TEXT_MAX); /* it may be longer than typed */
	repeat_print(r, zone, &b);
	rc = buf_end(&b);
	if (rc == ERR_OK && !slice_eq(buf_slice(&b), stored))
		rc = refuse(why, ERR_SYNTAX,
		    "the repetition '%.*s' is not in its stored form '%s'",
		    quotable(stored), stored.s, b.data);
	buf_free(&b);
	return rc;
}

enum err
rule_repeats_parse(struct slice stored, struct repeat *ret, struct buf *why)
{
	struct repeat r = { 0 };
	struct slice  zone = { NULL, 0 };
	enum err      rc = ERR_OK;

	if (stored.n > 0)
		rc = repeat_parse(stored, &r, &zone, why);
	if (rc == ERR_OK && stored.n > 0)
		rc = check_form(stored, &r, zone, why);
	if (rc == ERR_OK && stored.n > 0)
		rc = zones_find(zone, &r.zone, why);
	*ret = rc == ERR_OK ? r : (struct repeat){ 0 };
	return rc;
}
