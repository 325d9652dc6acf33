/* SPDX-License-Identifier: MIT */
/* flatten_rivals.c - who else might answer; see flatten_base.h. */
#include <string.h>

#include "flatten_base.h"
#include "sql.h"

#define LOOKED_AT_MAX 2000 /* rules below a path: with more it is left */

/* A search for a rival. */
struct search {
	const struct rule *rule, *next;
	const struct area *area;
	int64_t            now, until;
};

/* Whether one text begins with the other, at the end of a segment. */
static bool
is_below(struct slice path, struct slice head)
{
	return path.n >= head.n &&
	    (head.n == 0 || strncasecmp(path.s, head.s, head.n) == 0) &&
	    (path.n == head.n || path.s[head.n] == '/' || head.n <= 1);
}

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

/* Whether a rule may cover some of the area, whatever else it wants. */
static bool
path_meets(const struct rule *x, const struct area *a)
{
	struct slice head = x->at.head, path = url_trim(a->path);
	size_t       n;

	if (x->at.kind == SOURCE_REGEX) {
		n = x->at.literal.n < path.n ? x->at.literal.n : path.n;
		return n == 0 || strncasecmp(x->at.literal.s, path.s, n) == 0;
	}
	if (x->at.kind == SOURCE_EXACT)
		return is_below(head, path) && (a->many || head.n == path.n);
	return is_below(path, head) || (a->many && is_below(head, path));
}

static bool
may_answer(const struct search *s, const struct rule *x)
{
	switch (rule_state(x, s->now)) {
	case RULE_DISABLED:
		return false;
	case RULE_EXPIRED:
		return !slice_is(x->after, "decline");
	case RULE_SCHEDULED:
		return rule_next_change(x, s->now) < s->until;
	case RULE_ACTIVE:
	case RULE_PERMANENT:
		break;
	}
	return true;
}

static bool
is_rival(const struct search *s, const struct rule *x)
{
	if (x->id == s->next->id || !x->parsed || !may_answer(s, x) ||
	    !host_meets(x, s->area) || !path_meets(x, s->area))
		return false;
	return match_order(x, s->next) < 0;
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
		if (rc == ERR_OK && valid &&
		    (is_rival(s, &x) || ++n == LOOKED_AT_MAX))
			*ret = x.id;
		if (rc != ERR_OK || *ret != 0) {
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
	if (rc == ERR_OK && s->area->many)
		rc = ask_exact(f, s, path, '/', ret);
	return rc;
}

enum err
flatten_rival(struct flatten *f, const struct rule *r, const struct rule *next,
    const struct area *area, int64_t until, int64_t *ret)
{
	const struct search s = { r, next, area, f->now, until };
	struct slice        path = url_trim(area->path);
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
