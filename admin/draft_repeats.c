/* SPDX-License-Identifier: MIT */
/*
 * draft_repeats.c - --daily, --weekly and --zone, put into a rule.
 */
#include "draft.h"
#include "local_zone.h"
#include "repeat.h"
#include "zones.h"

/* The days of one and the hours of the other, or all of the one that is given.
 */
static enum err
combine(const char *daily, const char *weekly, struct repeat *ret,
    struct buf *why)
{
	struct repeat hours = { 0 }, days = { 0 };
	enum err      rc = ERR_OK;

	if (daily != NULL)
		rc = repeat_daily(slice_of(daily), &hours, why);
	if (rc == ERR_OK && weekly != NULL)
		rc = repeat_weekly(slice_of(weekly), &days, why);
	if (rc != ERR_OK)
		return rc;
	*ret = daily != NULL ? hours : days;
	if (daily == NULL || weekly == NULL)
		return repeat_check(ret, why);
	if (repeat_has_hours(&days))
		return refuse(why, ERR_SYNTAX,
		    "--daily %s and --weekly '%s' both give hours: give them "
		    "once",
		    daily, weekly);
	ret->days = days.days;
	return repeat_check(ret, why);
}

/* The local zone, if there is one of that name. */
static enum err
find_local(struct buf *name, struct buf *why)
{
	const struct zone *z;
	enum err           rc = local_zone(name, why);

	if (rc == ERR_OK)
		rc = buf_end(name);
	if (rc == ERR_OK && zones_find(buf_slice(name), &z, NULL) == ERR_SYNTAX)
		rc = refuse(why, ERR_SYNTAX,
		    "the local time zone '%s' is not in " ZONES_DIR
		    ": say which one is meant, as --zone Europe/Berlin",
		    name->data);
	return rc;
}

/* The stored form; what was not given stays as it is in r. */
static enum err
compose(struct session *s, const struct rule *r, struct buf *out)
{
	const char   *daily = args_value(&s->args, OPT_DAILY);
	const char   *weekly = args_value(&s->args, OPT_WEEKLY);
	const char   *typed = args_value(&s->args, OPT_ZONE);
	struct repeat rep = { 0 };
	struct slice  zone = { NULL, 0 };
	struct buf    local;
	enum err      rc = ERR_OK;

	if (daily == NULL && weekly == NULL && r->repeats.n == 0)
		return refuse(&s->why, ERR_SYNTAX,
		    "--zone %s is for a rule that repeats: give --daily or "
		    "--weekly, too",
		    typed);
	if (r->repeats.n > 0 &&
	    repeat_parse(r->repeats, &rep, &zone, NULL) != ERR_OK)
		zone = (struct slice){ NULL, 0 }; /* it is being put right */
	if (daily != NULL || weekly != NULL)
		rc = combine(daily, weekly, &rep, &s->why);
	buf_init(&local, REPEAT_TEXT_MAX);
	if (typed != NULL) {
		zone = slice_of(typed);
	} else if (rc == ERR_OK && zone.n == 0) {
		rc = find_local(&local, &s->why);
		zone = buf_slice(&local);
	}
	if (rc == ERR_OK)
		rc = zones_find(zone, &rep.zone, &s->why);
	if (rc == ERR_OK)
		repeat_print(&rep, zone, out);
	buf_free(&local);
	return rc;
}

enum err
draft_repeats(struct session *s, struct rule *r)
{
	const struct args *a = &s->args;
	struct buf         stored;
	bool any = args_has(a, OPT_DAILY) || args_has(a, OPT_WEEKLY) ||
	    args_has(a, OPT_ZONE);
	enum err rc;

	if (args_has(a, OPT_NO_REPEAT)) {
		if (any)
			return refuse(&s->why, ERR_SYNTAX,
			    "--no-repeat takes the repetition away: leave "
			    "--daily, --weekly and --zone out");
		rule_set_text(r, &r->repeats, slice_of(NULL));
	}
	if (!any)
		return ERR_OK;
	buf_init(&stored, WHY_MAX);
	rc = compose(s, r, &stored);
	if (rc == ERR_OK)
		rc = buf_end(&stored);
	if (rc == ERR_OK)
		rule_set_text(r, &r->repeats, buf_slice(&stored));
	buf_free(&stored);
	return rc;
}
