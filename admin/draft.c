/* SPDX-License-Identifier: MIT */
/*
 * draft.c - the options of add and edit, put into a rule.
 */
#include "draft.h"

#include <string.h>

#include "columns.h"
#include "life.h"
#include "when.h"

static enum err
draft_tags(struct session *s, struct rule *r)
{
	struct buf tags;
	bool       any;
	enum err   rc;

	buf_init(&tags, RULE_TAGS_MAX);
	rc = tags_option(s, &any, &tags);
	if (rc == ERR_OK && any)
		rule_set_text(r, &r->tags, buf_slice(&tags));
	buf_free(&tags);
	return rc;
}

static enum err
draft_share(struct session *s, struct rule *r)
{
	const char *typed = args_value(&s->args, OPT_SHARE);
	int64_t     n;
	enum err    rc;

	if (typed == NULL)
		return ERR_OK;
	rc = number_parse(typed, "a share in percent", 1, 100, &n, &s->why);
	if (rc == ERR_OK)
		r->share = (int)n;
	return rc;
}

static enum err
draft_rank(struct session *s, struct rule *r)
{
	const char *typed = args_value(&s->args, OPT_RANK);

	return typed == NULL ? ERR_OK : rank_parse(typed, &r->rank, &s->why);
}

static void
draft_switches(struct session *s, struct rule *r)
{
	const struct args *a = &s->args;

	r->strict = args_switch(a, OPT_STRICT, OPT_NO_STRICT, r->strict);
	r->ignore_case =
	    args_switch(a, OPT_IGNORE_CASE, OPT_NO_IGNORE_CASE, r->ignore_case);
	r->literal = args_switch(a, OPT_LITERAL, OPT_NO_LITERAL, r->literal);
	r->protect = args_switch(a, OPT_PROTECT, OPT_NO_PROTECT, r->protect);
	r->sunset = args_switch(a, OPT_SUNSET, OPT_NO_SUNSET, r->sunset);
	if (args_has(a, OPT_DISABLED))
		r->enabled = false;
}

enum err
draft_options(struct session *s, struct rule *r)
{
	const char *status = args_value(&s->args, OPT_STATUS);
	const char *query = args_value(&s->args, OPT_QUERY);
	const char *max_age = args_value(&s->args, OPT_MAX_AGE);
	const char *after = args_value(&s->args, OPT_AFTER);
	const char *note = args_value(&s->args, OPT_NOTE);
	enum err    rc = ERR_OK;

	if (status != NULL)
		rc = status_parse(status, &r->status, &s->why);
	if (rc == ERR_OK && query != NULL)
		rc = query_parse(query, &r->query, &s->why);
	if (rc == ERR_OK && max_age != NULL)
		rc = max_age_parse(max_age, &r->max_age, &s->why);
	if (rc == ERR_OK)
		rc = draft_share(s, r);
	if (rc == ERR_OK)
		rc = draft_rank(s, r);
	if (rc == ERR_OK)
		rc = draft_tags(s, r);
	if (rc == ERR_OK)
		rc = draft_repeats(s, r);
	if (rc == ERR_OK)
		rc = draft_conditions(s, r);
	if (rc == ERR_OK && after != NULL && strpbrk(after, "/:.-") == NULL &&
	    strcmp(after, "decline") != 0 && strcmp(after, "gone") != 0)
		rc = refuse(&s->why, ERR_SYNTAX,
		    "'%s' is nothing that can follow: decline, gone, or a "
		    "fallback target as /over",
		    after);
	if (after != NULL)
		rule_set_text(r, &r->after, slice_of(after));
	if (note != NULL)
		rule_set_text(r, &r->note, slice_of(note));
	draft_switches(s, r);
	return rc;
}

/* ---------------------------------------------------------------- window */

/* The options; *ret_for is 0 when there is none. */
static enum err
read_window(struct session *s, int64_t *from, int64_t *until, int64_t *ret_for)
{
	const char *typed_from = args_value(&s->args, OPT_FROM);
	const char *typed_until = args_value(&s->args, OPT_UNTIL);
	const char *typed_for = args_value(&s->args, OPT_FOR);
	enum err    rc = ERR_OK;

	*ret_for = 0;
	if (typed_for != NULL && typed_until != NULL)
		return refuse(&s->why, ERR_SYNTAX,
		    "--for %s and --until %s both say when it ends: give one",
		    typed_for, typed_until);
	if (typed_from != NULL)
		rc =
		    when_instant(typed_from, WHEN_START, s->now, from, &s->why);
	if (rc == ERR_OK && typed_until != NULL) {
		if (strcmp(typed_until, "never") == 0)
			*until = WHEN_NEVER;
		else
			rc = when_instant(typed_until, WHEN_END, s->now, until,
			    &s->why);
	}
	if (rc == ERR_OK && typed_for != NULL)
		rc = when_duration(typed_for, ret_for, &s->why);
	return rc;
}

_Static_assert(RULE_FOR_DEFAULT / WHEN_DAY == 30, "as end_of() says it");

/* from + length, if the calendar reaches so far.  Without a length it is the
 * usual one, of which nothing was typed. */
static enum err
end_of(struct session *s, int64_t from, int64_t length, int64_t *ret)
{
	const char *typed = args_value(&s->args, OPT_FOR);

	if (length == 0)
		length = RULE_FOR_DEFAULT;
	if (length > WHEN_MAX - from)
		return refuse(&s->why, ERR_LIMIT,
		    "'%s' leads beyond the year 9999; for no end write "
		    "'--until never'",
		    typed != NULL ? typed : "30d");
	*ret = from + length;
	return ERR_OK;
}

/* "--for" on a rule that can't have it; rule_validate() says it of an end. */
static enum err
no_end(struct session *s, const struct rule *r)
{
	return refuse(&s->why, ERR_SYNTAX,
	    "a permanent rule (%d) has no end: leave --for and --until out, or "
	    "take status %d, which ends on time",
	    r->status, rule_demoted_status(r->status));
}

enum err
draft_window(struct session *s, struct rule *r)
{
	int64_t  from = s->now, until = WHEN_EVER, length;
	enum err rc;

	rc = read_window(s, &from, &until, &length);
	if (rc != ERR_OK)
		return rc;
	r->starts_at = from;
	r->expires_at = WHEN_NEVER;
	if (rule_is_permanent(r)) {
		if (length != 0 || when_is_instant(until))
			return no_end(s, r);
		life_permanent(r, s->now);
		return ERR_OK;
	}
	if (until == WHEN_EVER) /* was not given */
		return end_of(s, from, length, &r->expires_at);
	r->expires_at = until;
	if (until <= s->now && !args_has(&s->args, OPT_FROM))
		r->starts_at = WHEN_EVER;
	return ERR_OK;
}

enum err
draft_new_window(struct session *s, struct rule *r)
{
	int64_t  until = r->expires_at, length, from;
	enum err rc;

	rc = read_window(s, &r->starts_at, &until, &length);
	if (rc != ERR_OK)
		return rc;
	if (length != 0 && rule_is_permanent(r))
		return no_end(s, r);
	r->expires_at = until;
	if (length == 0)
		return ERR_OK;
	from = r->starts_at;
	if (!args_has(&s->args, OPT_FROM) && from < s->now)
		from = s->now;
	return end_of(s, from, length, &r->expires_at);
}

enum err
draft_renewal(struct session *s, struct rule *r)
{
	int64_t  from = r->starts_at > s->now ? r->starts_at : s->now;
	int64_t  start = from, until = WHEN_EVER, length;
	enum err rc;

	rc = read_window(s, &start, &until, &length);
	if (rc != ERR_OK)
		return rc;
	if (until == WHEN_EVER) /* was not given */
		return end_of(s, from, length, &r->expires_at);
	r->expires_at = until;
	return ERR_OK;
}

void
draft_warn_seconds(const struct session *s)
{
	const char *typed = args_value(&s->args, OPT_FOR);
	size_t      n = typed != NULL ? strspn(typed, "0123456789") : 0;

	if (n > 0 && n < 4 && typed[n] == '\0')
		said(s, EXIT_YES,
		    "warning: --for %s is %s second%s; for as many days write "
		    "%sd",
		    typed, typed, strcmp(typed, "1") == 0 ? "" : "s", typed);
}

void
draft_warn_over(const struct session *s, const struct rule *r)
{
	struct occurrence o;

	if (r->expires_at <= s->now)
		said(s, EXIT_YES,
		    "warning: the window of rule %lld is already over",
		    (long long)r->id);
	else if (!rule_occurrence(r, s->now, &o))
		said(s, EXIT_YES,
		    "warning: rule %lld never answers: what is left of its "
		    "window has no time that is %.*s",
		    (long long)r->id, (int)r->repeats.n, r->repeats.s);
}
