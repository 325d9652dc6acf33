/* SPDX-License-Identifier: MIT */
/*
 * cmd_upcoming.c - upcoming: what starts and ends soon, the next one first.
 */
#include <stdlib.h>

#include "cmd.h"
#include "rules.h"
#include "upcoming_ics.h"

#define WITHIN_DEFAULT (30 * WHEN_DAY)

static const struct out_column upcoming_columns[] = {
	{ "at", OUT_ALL },
	{ "event", OUT_ALL },
	{ "in", OUT_MACHINES },
	{ "id", OUT_ALL },
	{ "source", OUT_ALL },
	{ "target", OUT_ALL },
	{ "status", OUT_ALL },
	{ "state", OUT_ALL },
	{ "after", OUT_ALL },
};

/* What is to come, in the order of one instant: what ends makes room for what
 * starts. */
enum turn {
	TURN_ENDS,
	TURN_PAUSES, /* an occurrence is over, the window is not */
	TURN_STARTS
};

/* The rule is read again when it is printed. */
struct edge {
	int64_t   at;
	int64_t   id;
	enum turn turn;
};

struct edges {
	int64_t      now, until;
	struct edge *edge;
	size_t       n, room;
};

static enum err
add(struct edges *e, int64_t at, int64_t id, enum turn turn)
{
	struct edge *more;

	if (at <= e->now || at > e->until)
		return ERR_OK;
	if (e->n == e->room) {
		e->room = e->room == 0 ? 64 : e->room * 2;
		more = realloc(e->edge, e->room * sizeof(*more));
		if (more == NULL)
			return ERR_NOMEM;
		e->edge = more;
	}
	e->edge[e->n++] = (struct edge){ at, id, turn };
	return ERR_OK;
}

/* Of what repeats the occurrence that lasts, or else the next. */
static enum err
look(const struct rule *r, void *arg)
{
	const struct edges *e = arg;
	struct occurrence   o = { r->starts_at, WHEN_NEVER };
	enum err            rc = ERR_OK;

	if (!r->enabled)
		return ERR_OK;
	if (r->repeat.zone != NULL && !rule_occurrence(r, e->now, &o))
		o.begin = o.end = WHEN_NEVER;
	rc = add(arg, o.begin, r->id, TURN_STARTS);
	if (rc == ERR_OK && o.end != r->expires_at)
		rc = add(arg, o.end, r->id, TURN_PAUSES);
	return rc == ERR_OK ? add(arg, r->expires_at, r->id, TURN_ENDS) : rc;
}

/* By time. */
static int
compare(const void *a, const void *b)
{
	const struct edge *x = a, *y = b;

	if (x->at != y->at)
		return x->at < y->at ? -1 : 1;
	if (x->turn != y->turn)
		return x->turn < y->turn ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void
put(struct session *s, const struct edge *e, const struct rule *r)
{
	static const char *const words[] = { "ends", "pauses", "starts" };
	struct out              *o = &s->out;

	out_time(o, e->at);
	out_string(o, words[e->turn]);
	out_int(o, e->at - s->now);
	out_int(o, r->id);
	out_text(o, r->source);
	if (r->target.n == 0)
		out_null(o);
	else
		out_text(o, r->target);
	out_int(o, r->status);
	out_string(o, rule_state_name(rule_state(r, s->now)));
	out_text(o, r->after);
}

static enum err
print(struct session *s, const struct edges *e, int64_t limit)
{
	struct rule rule;
	enum err    rc = ERR_OK;
	size_t      i;
	bool        found = false;

	rule_init(&rule, s->now);
	out_begin(&s->out, upcoming_columns, ARRAY_LEN(upcoming_columns),
	    false);
	for (i = 0; i < e->n && rc == ERR_OK; i++) {
		if (limit != 0 && s->out.rows == (size_t)limit)
			break;
		rc = rules_get(s->store, e->edge[i].id, &rule, &found);
		if (rc == ERR_OK && found)
			put(s, &e->edge[i], &rule);
	}
	rule_free(&rule);
	return rc;
}

enum status
cmd_upcoming(struct session *s)
{
	struct edges edges = { .now = s->now };
	int64_t      within = WITHIN_DEFAULT, limit;
	enum err     rc;

	if (!duration_option(s, OPT_WITHIN, &within) ||
	    !limit_option(s, &limit))
		return EXIT_USAGE;
	edges.until = within > WHEN_MAX - s->now ? WHEN_MAX : s->now + within;
	if (s->own_format) {
		rc = upcoming_ics(s, edges.until, limit);
		return finished(s, rc, EXIT_YES);
	}
	/* One snapshot for both looks at a rule. */
	rc = store_begin_read(s->store);
	if (rc == ERR_OK)
		rc = rules_each(s->store, look, &edges);
	if (rc == ERR_OK && edges.n > 0)
		qsort(edges.edge, edges.n, sizeof(edges.edge[0]), compare);
	if (rc == ERR_OK)
		rc = print(s, &edges, limit);
	store_end(s->store);
	free(edges.edge);
	if (rc != ERR_OK)
		return failed(s, rc);
	rc = out_end(&s->out);
	none_told(s,
	    "nothing begins or ends so soon; --within 90d looks further");
	return finished(s, rc, EXIT_YES);
}
