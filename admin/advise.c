/* SPDX-License-Identifier: MIT */
/*
 * advise.c - what a person should know of a rule before it is stored.
 */
#include "advise.h"

#include "arrive.h"
#include "finding.h"
#include "hits.h"
#include "match.h"
#include "rules.h"

/* How long browsers are taken to remember a permanent redirect. */
#define REMEMBERED  WHEN_YEAR
#define STILL_ASKED (30 * WHEN_DAY)

enum status
advise_loop(struct session *s, const struct rule *r)
{
	bool     never = false;
	enum err rc;

	/* An error of its own: memory. */
	rc = arrive_never(r, &never, &s->why);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (!never)
		return EXIT_YES;
	if (!args_has(&s->args, OPT_FORCE)) {
		buf_adds(&s->why, "; --force makes it all the same");
		return failed(s, ERR_SYNTAX);
	}
	if (buf_end(&s->why) == ERR_OK)
		said(s, EXIT_YES, "warning: %s", s->why.data);
	buf_reset(&s->why);
	return EXIT_YES;
}

struct neighbours {
	const struct session *session;
	const struct rule    *rule;
};

static enum err
warn_of_neighbour(const struct rule *other, void *arg)
{
	const struct neighbours *n = arg;
	enum rule_state          state = rule_state(other, n->session->now);
	enum rule_state          own = rule_state(n->rule, n->session->now);

	if (other->id == n->rule->id ||
	    (state != RULE_ACTIVE && state != RULE_PERMANENT))
		return ERR_OK;
	/* When it will meet others lint tells, with the time. */
	if (own == RULE_SCHEDULED || own == RULE_EXPIRED)
		return ERR_OK;
	/* That it is for some requests only is what was meant. */
	if (match_step(other, n->rule) == STEP_CONDITIONS)
		return ERR_OK;
	said(n->session, EXIT_YES,
	    "warning: rule %lld is %s on the same source; while both are, the "
	    "one %s %s",
	    (long long)other->id, rule_state_name(state),
	    other->at.kind == SOURCE_REGEX ?
		"with the lower rank, then the lower id," :
		"that started last",
	    other->wants.n > 0 || n->rule->wants.n > 0 ? "is asked first" :
							 "answers");
	return ERR_OK;
}

static enum err
find_chained(struct session *s, const struct rule *r, int64_t *ret_other)
{
	struct table *table;
	enum err      rc;

	*ret_other = 0;
	rc = session_table(s, &table);
	if (rc == ERR_OK)
		rc = table_chained(table, r, s->now, mono_ms(), ret_other);
	return rc;
}

enum status
advise_neighbours(struct session *s, const struct rule *r)
{
	struct neighbours n = { s, r };
	enum rule_state   state = rule_window_state(r, s->now);
	int64_t           other = 0;
	enum err          rc;

	rc = rules_same_source(s->store, r, warn_of_neighbour, &n);
	/* Of a chain to come lint tells, if ever both are active. */
	if (rc == ERR_OK && state != RULE_SCHEDULED && state != RULE_EXPIRED)
		rc = find_chained(s, r, &other);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (other != 0)
		said(s, EXIT_YES,
		    "warning: the target '%.*s' is answered by rule %lld: "
		    "visitors are sent on twice",
		    (int)r->target.n, r->target.s, (long long)other);
	return EXIT_YES;
}

/* What --force does not help against; NULL when there is nothing. */
static const char *
never_promoted(const struct rule *r)
{
	if (r->status == 303)
		return "a 303 turns every method into GET, which no permanent "
		       "status does";
	if (r->status == 410)
		return "a 410 leads nowhere";
	if (r->status == 503)
		return "a 503 leads nowhere, and ends";
	if (r->repeats.n > 0)
		return "it repeats, and what is permanent has no end; 'detour "
		       "edit --no-repeat' takes that away";
	return NULL;
}

enum status
advise_promotion(struct session *s, const struct rule *r)
{
	const char    *no = never_promoted(r);
	long long      id = (long long)r->id;
	struct finding finding;
	int64_t        other;
	bool           never = false, found = false;
	enum err       rc;

	if (no != NULL)
		return said(s, EXIT_NO, "rule %lld is never promoted: %s", id,
		    no);
	if (args_has(&s->args, OPT_FORCE))
		return EXIT_YES;
	if (r->protect)
		return said(s, EXIT_NO,
		    "rule %lld is protected; --force promotes it all the same",
		    id);
	if (r->share < RULE_SHARE_ALL)
		return said(s, EXIT_NO,
		    "rule %lld is for %d %% of visitors only; --force promotes "
		    "it all the same",
		    id, r->share);
	if (r->wants.n > 0)
		return said(s, EXIT_NO,
		    "rule %lld is for some requests only, by its conditions; "
		    "--force promotes it all the same",
		    id);
	if (rule_state(r, s->now) == RULE_SCHEDULED)
		return said(s, EXIT_NO,
		    "rule %lld has not begun, so nothing speaks for it yet; "
		    "--force promotes it all the same",
		    id);
	rc = finding_get(s->store, r->id, &finding, &found);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (found && finding.result == FINDING_DEAD)
		return said(s, EXIT_NO,
		    "the target of rule %lld answered %d when 'detour verify' "
		    "asked it last; ask again, or use --force",
		    id, finding.status);
	rc = arrive_never(r, &never, NULL);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (never)
		return said(s, EXIT_NO,
		    "rule %lld leads back to itself: browsers would remember "
		    "a loop; --force promotes it all the same",
		    id);
	rc = find_chained(s, r, &other);
	if (rc != ERR_OK)
		return failed(s, rc);
	if (other != 0)
		return said(s, EXIT_NO,
		    "the target of rule %lld is answered by rule %lld: let "
		    "rule %lld lead where visitors end up, with 'detour edit "
		    "%lld --target', or use --force",
		    id, (long long)other, id, id);
	return EXIT_YES;
}

enum status
advise_removal(struct session *s, const struct rule *r)
{
	struct store  *hits;
	struct hit_sum sum;
	enum err       rc;

	if (!rule_is_permanent(r))
		return EXIT_YES;
	if (r->promoted_at > s->now - REMEMBERED) {
		said(s, EXIT_YES,
		    "warning: rule %lld was permanent for less than a year: "
		    "browsers that remember it go on to its target",
		    (long long)r->id);
		return EXIT_YES;
	}
	rc = session_hits(s, &hits);
	if (rc == ERR_OK) {
		rc = hits_sum(hits, r->id, &sum);
		store_close(hits);
	}
	if (rc != ERR_OK)
		return failed(s, rc);
	if (sum.last > s->now - STILL_ASKED)
		said(s, EXIT_YES,
		    "warning: rule %lld was visited within the last 30 days",
		    (long long)r->id);
	return EXIT_YES;
}
