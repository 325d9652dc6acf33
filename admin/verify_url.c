/* SPDX-License-Identifier: MIT */
/*
 * verify_url.c - the URL that a rule leads to, whoever asks.
 */
#include "verify_url.h"

static bool
has_hole(struct slice part)
{
	struct slice before, hole;

	return target_next_hole(&part, &before, &hole);
}

static bool
has_holes(const struct target *t)
{
	return !t->literal &&
	    (has_hole(t->path) || has_hole(t->query) || has_hole(t->fragment));
}

const char *
verify_why_not(const struct rule *r)
{
	if (!r->parsed)
		return "what is stored is no rule";
	if (!r->enabled)
		return "it is disabled";
	if (!rule_leads(r) || r->to.kind == TARGET_ALONE)
		return "it leads nowhere";
	if (has_holes(&r->to))
		return "its target has placeholders: only a visitor says which "
		       "URL it is";
	if (r->to.kind == TARGET_PATH && (r->at.host.n == 0 || r->at.wild))
		return "its target is a path, and its source names no host";
	return NULL;
}

/* Of a rule for any scheme https is meant. */
void
verify_url(const struct rule *r, struct buf *out)
{
	if (r->to.kind == TARGET_URL)
		buf_add_slice(out, r->to.origin);
	else
		buf_addf(out, "%s://%.*s",
		    r->at.scheme == SCHEME_HTTP ? "http" : "https",
		    (int)r->at.host.n, r->at.host.s);
	buf_add_slice(out, r->to.path);
	if (r->to.has_query) {
		buf_addc(out, '?');
		buf_add_slice(out, r->to.query);
	}
}
