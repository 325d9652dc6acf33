/* SPDX-License-Identifier: MIT */
/* to_host.c - what Netlify, Vercel and Cloudflare do not know; see to.h. */
#include "to.h"

void
to_differs(struct to_how how, const char *clause)
{
	if (how.differs->len > 0)
		buf_adds(how.differs, "; ");
	buf_adds(how.differs, clause);
}

/* What a rule asks for that the host does not know. */
static enum err
check_asked(const struct rule *r, const struct to_host *host, struct buf *why)
{
	const unsigned looks = r->wants.looks & ~host->conditions;

	for (int kind = 0; kind < CONDITION_KINDS; kind++)
		if ((looks & (1U << kind)) != 0)
			return refuse(why, ERR_SYNTAX,
			    "it is for some requests, and %s knows nothing of "
			    "'%s'",
			    host->name,
			    condition_name((enum condition_kind)kind));
	if (r->share < RULE_SHARE_ALL)
		return refuse(why, ERR_SYNTAX,
		    "it is for a share of the visitors, %d %%", r->share);
	if (r->at.values > 0 && !host->values)
		return refuse(why, ERR_SYNTAX,
		    "it takes the value of a parameter, which %s does not",
		    host->name);
	if (r->at.kind == SOURCE_REGEX && !host->regex)
		return refuse(why, ERR_SYNTAX,
		    "it is a regular expression, and %s has none", host->name);
	return ERR_OK;
}

static enum err
check_time(const struct rule *r, struct to_how how, struct buf *why)
{
	if (r->repeats.n > 0)
		return refuse(why, ERR_SYNTAX,
		    "its window repeats, and this format knows no time");
	if (rule_state(r, how.now) == RULE_SCHEDULED)
		return refuse(why, ERR_SYNTAX,
		    "it has not begun, and this format knows no time");
	if (r->expires_at != WHEN_NEVER)
		return refuse(why, ERR_SYNTAX,
		    "it ends, and this format knows no time: it would be "
		    "served for ever");
	return ERR_OK;
}

static enum err
check_turns(const struct rule *r, struct to_how how, struct buf *why)
{
	bool     turns;
	enum err rc = shape_turns(r, &turns);

	if (rc != ERR_OK || !turns)
		return rc;
	if (r->at.host.n > 0 || r->to.kind != TARGET_URL)
		return refuse(why, ERR_SYNTAX,
		    "it gives way where it would lead to the very URL that was "
		    "asked for");
	to_differs(how,
	    "where it would lead to the very URL that was asked for, it gives "
	    "way here");
	return ERR_OK;
}

enum err
to_hosted(const struct rule *r, struct to_how how, const struct to_host *host,
    struct buf *why)
{
	enum err rc;

	if (!r->parsed)
		return refuse(why, ERR_SYNTAX, "what is stored is not valid");
	rc = check_asked(r, host, why);
	if (rc == ERR_OK && (!rule_leads(r) || slice_is(r->target, "-")))
		rc = refuse(why, ERR_SYNTAX,
		    "it leads nowhere, and this format only knows redirects");
	if (rc == ERR_OK)
		rc = check_time(r, how, why);
	return rc == ERR_OK ? check_turns(r, how, why) : rc;
}
