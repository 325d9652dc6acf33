/* SPDX-License-Identifier: MIT */
/* flatten_rivals.c - who else might answer; see flatten_base.h. */
#include <string.h>

#include "flatten_base.h"
#include "params.h"
#include "sql.h"

#define LOOKED_AT_MAX 2000 /* rules below a path: with more it is left */
#define PARTS_MAX     100  /* the same, of those that send some of it on */

/* A search for a rival. */
struct search {
	const struct rule *rule, *next;
	const struct area *area;
	int64_t            at, until;
};

static bool
host_meets(const struct rule *x, const struct area *a)
{
	struct slice host = x->at.host, end = a->host;

	if (host.n == 0 || a->host.n == 0)
		return true;
	if (x->at.wild) {
		host.s++;
		host.n--;
	}
	if (a->wild && memchr(end.s, '.', end.n) != NULL) {
		const char *dot = memchr(end.s, '.', end.n);

		end.n -= (size_t)(dot - end.s);
		end.s = dot;
	}
	/* One ends in the other: generous, which is only careful. */
	if (!x->at.wild && !a->wild)
		return slice_eq(host, a->host);
	return (end.n >= host.n &&
		   memcmp(end.s + end.n - host.n, host.s, host.n) == 0) ||
	    (host.n >= end.n &&
		memcmp(host.s + host.n - end.n, end.s, end.n) == 0);
}

/* Whether a visitor may come with the parameters that a rule requires: those of
 * the target come first, and keep the visitor's of the same name away. */
static bool
query_meets(const struct rule *x, const struct rule *r)
{
	struct slice wanted = x->at.params, one, query, other;

	while (wanted.n > 0 && url_next_param(&wanted, &one)) {
		bool there = false, named = false;

		query = r->to.query;
		while (query.n > 0 && url_next_param(&query, &other)) {
			if (!url_same_name(one, other))
				continue;
			named = true;
			there = there || flatten_has_hole(&r->to, other) ||
			    params_is_met(one, other);
		}
		if (!there && (named || r->query == QUERY_DROP) &&
		    !flatten_has_hole(&r->to, r->to.query))
			return false;
	}
	return true;
}

/* Whether a rule may cover some of the area, whatever else it wants. */
static bool
path_meets(const struct rule *x, const struct area *a)
{
	struct pieces pieces;

	return flatten_fit(x, a->path, a->holes, &pieces) != FIT_NONE;
}

static bool
may_answer(const struct search *s, const struct rule *x)
{
	switch (rule_state(x, s->at)) {
	case RULE_DISABLED:
		return false;
	case RULE_EXPIRED:
		return !slice_is(x->after, "decline");
	case RULE_SCHEDULED:
		return rule_next_change(x, s->at) < s->until;
	case RULE_ACTIVE:
	case RULE_PERMANENT:
		break;
	}
	return true;
}

/* Whether a rule is none to look at, where it stands: what is sought, or what
 * sends nobody on where that is sought. */
static bool
is_aside(const struct search *s, const struct rule *x)
{
	if (s->next != NULL)
		return x->id == s->next->id;
	return x->id == s->rule->id || !rule_leads(x) ||
	    x->to.kind == TARGET_ALONE;
}

static bool
is_rival(const struct search *s, const struct rule *x)
{
	if (!x->parsed || is_aside(s, x) || !may_answer(s, x) ||
	    !host_meets(x, s->area) || !path_meets(x, s->area) ||
	    !query_meets(x, s->rule))
		return false;
	return s->next == NULL || match_order(x, s->next) < 0;
}

/* Exact rules whose lookup begins with low and lies before high. */
static enum err
ask(struct flatten *f, const struct search *s, struct slice low,
    struct slice high, int64_t *ret)
{
	struct query *q = store_query(f->store, sql_rule_between);
	struct rule   x;
	bool          row = false, valid;
	size_t        n = 0;
	enum err      rc;

	rule_init(&x, 0);
	query_bind_text(q, ":low", low);
	query_bind_text(q, ":high", high);
	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		rc = rules_from_row(q, &x, &valid);
		n += rc == ERR_OK && valid;
		if (rc == ERR_OK && valid &&
		    (is_rival(s, &x) ||
			(s->next != NULL && n == LOOKED_AT_MAX)))
			*ret = x.id;
		if (rc != ERR_OK || *ret != 0 ||
		    (s->next == NULL && n == PARTS_MAX)) {
			query_reset(q);
			break;
		}
	}
	rule_free(&x);
	return rc;
}

/* All exact rules that are looked up by a text, or by one that goes on with a
 * certain octet. */
static enum err
ask_exact(struct flatten *f, const struct search *s, struct slice path,
    char more, int64_t *ret)
{
	enum err rc;
	size_t   n;

	buf_reset(&f->text);
	buf_add_slice(&f->text, path);
	if (more != '\0')
		buf_addc(&f->text, more);
	n = f->text.len;
	buf_add_slice(&f->text, path);
	buf_addc(&f->text, more != '\0' ? (char)(more + 1) : '\1');
	rc = buf_end(&f->text);
	if (rc == ERR_OK && *ret == 0)
		rc = ask(f, s, (struct slice){ f->text.data, n },
		    (struct slice){ f->text.data + n, f->text.len - n }, ret);
	return rc;
}

static enum err
ask_spelling(struct flatten *f, const struct search *s, struct slice path,
    int64_t *ret)
{
	enum err rc = ask_exact(f, s, path, '\0', ret);

	if (rc == ERR_OK)
		rc = ask_exact(f, s, path, '?', ret);
	if (path.n == 1)
		path.n = 0; /* the root has the slash already */
	if (rc == ERR_OK && s->area->holes)
		rc = ask_exact(f, s, path, '/', ret);
	return rc;
}

enum err
flatten_rival(struct flatten *f, const struct rule *r, const struct rule *next,
    const struct area *area, int64_t until, int64_t *ret)
{
	const struct search s = { r, next, area, f->at, until };
	struct slice        path = url_trim(area->base);
	char                room[SOURCE_MAX + 1];
	enum err            rc = ERR_OK;

	*ret = 0;
	if (path.n > SOURCE_MAX)
		return ERR_OK; /* no rule has so long a path */
	for (size_t i = 0; i < f->held_n && *ret == 0; i++)
		if (is_rival(&s, &f->held[i]))
			*ret = f->held[i].id;
	if (*ret == 0)
		rc = ask_spelling(f, &s, path, ret);
	memcpy(room, path.s, path.n);
	url_fold(room, path.n);
	if (rc == ERR_OK && *ret == 0 && memcmp(room, path.s, path.n) != 0)
		rc = ask_spelling(f, &s, (struct slice){ room, path.n }, ret);
	return rc;
}
