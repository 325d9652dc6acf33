/* SPDX-License-Identifier: MIT */
/* lint_find.c - all rules that cover a URL; see lint_base.h. */
#include <stdlib.h>

#include "lint_base.h"

static enum err
make_room(struct lint *l, size_t n)
{
	const size_t       cap = n + n / 2 + 16;
	struct match      *m;
	struct crowd_span *s;

	if (n <= l->matches_cap)
		return ERR_OK;
	m = realloc(l->matches, cap * sizeof(*m));
	if (m != NULL)
		l->matches = m;
	s = realloc(l->spans, cap * sizeof(*s));
	if (s != NULL)
		l->spans = s;
	if (m == NULL || s == NULL)
		return ERR_NOMEM;
	l->matches_cap = cap;
	return ERR_OK;
}

static enum err
add_draft(struct lint *l, const struct key *k, const struct match **ret,
    size_t *ret_n)
{
	const bool   ours = *ret == l->matches; /* and may move */
	struct match own;
	size_t       n = 0;
	enum err     rc = make_room(l, *ret_n + 1);

	if (rc != ERR_OK)
		return rc;
	if (ours)
		*ret = l->matches;
	for (size_t i = 0; i < *ret_n; i++)
		if ((*ret)[i].rule->id != l->draft->id)
			l->matches[n++] = (*ret)[i];
	if (match_rule(l->draft, k, &own) == MATCH_YES)
		l->matches[n++] = own;
	match_sort(l->matches, n);
	*ret = l->matches;
	*ret_n = n;
	return ERR_OK;
}

/* Those of a crowd that have a word then. */
static enum err
pick(struct lint *l, const struct key *k, const struct crowd *c, int64_t from,
    int64_t until, const struct match **ret, size_t *ret_n)
{
	size_t   n = 0;
	enum err rc = ERR_OK;

	for (size_t i = 0; i < c->n && rc == ERR_OK; i++) {
		if (!crowd_is_on(c, i, from, until))
			continue;
		rc = make_room(l, n + 1);
		if (rc == ERR_OK &&
		    match_rule(&c->rules[i], k, &l->matches[n]) == MATCH_YES)
			l->spans[n++] = c->spans[i];
	}
	*ret = l->matches;
	*ret_n = n;
	return rc;
}

/* A crowd is known again by its URL. */
static enum err
name_crowd(struct lint *l, const struct key *k, struct slice *ret)
{
	enum err rc;

	buf_reset(&l->crowd_url);
	key_url(k, &l->crowd_url);
	rc = buf_end(&l->crowd_url);
	*ret = buf_slice(&l->crowd_url);
	return rc;
}

/* More than can be looked at.  A message may be in the making. */
static enum err
tell_too_many(struct lint *l, const struct rule *first, size_t n)
{
	struct lint_finding f = lint_about(l, LINT_UNJUDGED, first);
	struct buf          message;
	bool                fresh = false;
	enum err rc = lint_is_new(l, LINT_UNJUDGED, f.rules, f.n, &fresh);

	if (rc != ERR_OK || !fresh)
		return rc;
	buf_init(&message, LINT_TEXT);
	buf_addf(&message,
	    "%zu rules cover %s, which is more than %d: what they do together "
	    "was not judged",
	    n, l->crowd_url.data, CROWD_MOST);
	rc = buf_end(&message);
	f.message = message.data;
	f.url = l->crowd_url.data;
	if (rc == ERR_OK)
		rc = l->fn(&f, l->arg);
	buf_free(&message);
	return rc;
}

/* From the table; what there is too much of, as a crowd. */
static enum err
read_all(struct lint *l, const struct key *k, struct slice url,
    const struct match **ret, size_t *ret_n, struct crowd **ret_crowd)
{
	enum err rc = table_find(l->table, k, l->mono_ms, ret, ret_n);

	l->others = rc == ERR_OK ? *ret_n : 0;
	if (rc != ERR_OK || *ret_n < l->crowd_least || *ret_n == 0)
		return rc;
	rc = crowds_add(l->crowds, url, *ret, *ret_n, ret_crowd);
	if (rc == ERR_OK && *ret_n > CROWD_MOST)
		rc = tell_too_many(l, (*ret)[0].rule, *ret_n);
	return rc;
}

enum err
lint_find(struct lint *l, const struct key *k, int64_t from, int64_t until,
    const struct match **ret, size_t *ret_n, struct crowd **ret_crowd)
{
	struct slice  url;
	struct crowd *c;
	enum err      rc = name_crowd(l, k, &url);

	if (rc != ERR_OK)
		return rc;
	c = crowds_find(l->crowds, url);
	if (c == NULL)
		rc = read_all(l, k, url, ret, ret_n, &c);
	if (rc == ERR_OK && c != NULL) {
		l->others = c->total;
		rc = pick(l, k, c, from, until, ret, ret_n);
	}
	l->too_many = c != NULL && c->total > CROWD_MOST;
	*ret_crowd = c;
	if (rc == ERR_OK && l->draft != NULL) {
		rc = add_draft(l, k, ret, ret_n);
		l->others += l->draft->id == 0;
	}
	return rc;
}
