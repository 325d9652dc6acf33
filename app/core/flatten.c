/* SPDX-License-Identifier: MIT */
/* flatten.c - the way of a rule, made one hop; see flatten.h. */
#include "flatten.h"

#include <stdlib.h>
#include <string.h>

#include "arrive.h"
#include "flatten_base.h"
#include "location.h"
#include "sql.h"
#include "witness.h"

#define WITNESSES 4 /* of an expression, one of which it covers */

/* ---------------------------------------------------------- life and death */

/* All rules that are not exact: few. */
static enum err
load_held(struct flatten *f)
{
	struct query *q = store_query(f->store, sql_rule_heads);
	bool          row = false, valid;
	enum err      rc;

	while ((rc = query_step(q, &row)) == ERR_OK && row) {
		if (f->held_n == f->held_cap) {
			size_t cap = f->held_cap == 0 ? 64 : 2 * f->held_cap;
			struct rule *p =
			    realloc(f->held, cap * sizeof(*f->held));

			if (p == NULL) {
				query_reset(q);
				return ERR_NOMEM;
			}
			f->held = p;
			for (; f->held_cap < cap; f->held_cap++)
				rule_init(&f->held[f->held_cap], 0);
		}
		rc = rules_from_row(q, &f->held[f->held_n], &valid);
		if (rc != ERR_OK) {
			query_reset(q);
			return rc;
		}
		f->held_n += valid;
	}
	return rc;
}

enum err
flatten_open(struct store *s, struct table *t, int64_t now,
    struct flatten **ret)
{
	struct flatten *f = calloc(1, sizeof(*f));
	enum err        rc;

	if (f == NULL)
		return ERR_NOMEM;
	f->store = s;
	f->table = t;
	f->now = now;
	key_init(&f->from);
	key_init(&f->to);
	decision_init(&f->decision);
	buf_init(&f->url, 8 * URL_REQUEST_MAX);
	buf_init(&f->text, 8 * URL_REQUEST_MAX);
	buf_init(&f->path, 4 * URL_REQUEST_MAX);
	rule_init(&f->next, now);
	rc = load_held(f);
	if (rc == ERR_OK)
		*ret = f;
	else
		flatten_close(f);
	return rc;
}

void
flatten_close(struct flatten *f)
{
	if (f == NULL)
		return;
	for (size_t i = 0; i < f->held_cap; i++)
		rule_free(&f->held[i]);
	free(f->held);
	rule_free(&f->next);
	buf_free(&f->path);
	buf_free(&f->text);
	buf_free(&f->url);
	decision_free(&f->decision);
	key_free(&f->to);
	key_free(&f->from);
	free(f);
}

/* ------------------------------------------------------------------ one hop */

static enum err
set_key(const char *url, struct key *k)
{
	struct request r;
	enum err       rc;

	request_from_url(url, "GET", &r);
	rc = key_from_request(&r, k);
	k->anybody = true;
	return rc;
}

/* A URL of the rule as f->from, where it leads as f->to; *ret is false when it
 * leads nowhere that can be told. */
static enum err
lead(struct flatten *f, const struct rule *r, bool *ret)
{
	bool     found = false;
	enum err rc = ERR_OK;

	*ret = false;
	for (size_t i = 0; i < WITNESSES && rc == ERR_OK && !found; i++) {
		buf_reset(&f->url);
		if (!witness_url(r, i, &f->url))
			break;
		rc = buf_end(&f->url);
		if (rc == ERR_OK && f->url.len == 0)
			continue;
		if (rc == ERR_OK)
			rc = set_key(f->url.data, &f->from);
		if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
			rc = ERR_OK;
		else if (rc == ERR_OK)
			found =
			    match_rule(r, &f->from, &f->covers) == MATCH_YES;
	}
	if (rc != ERR_OK || !found)
		return rc;
	buf_reset(&f->text);
	/* Without what a visitor may add. */
	rc = location_build(&r->to, &f->covers, &f->from, QUERY_DROP, &f->text);
	buf_reset(&f->url);
	if (r->to.kind == TARGET_PATH)
		key_origin(&f->from, &f->url);
	if (rc == ERR_OK)
		buf_add_slice(&f->url, buf_slice(&f->text));
	if (rc == ERR_OK)
		rc = buf_end(&f->url);
	if (rc == ERR_OK)
		rc = set_key(f->url.data, &f->to);
	*ret = rc == ERR_OK;
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? ERR_OK : rc;
}

/* The rule that answers f->to with a redirect: a copy in f->next, whose id is 0
 * when there is none, and a match of it. */
static enum err
find_next(struct flatten *f, const struct rule *r, const int64_t *through,
    size_t through_n, struct match *ret)
{
	const struct match *m = NULL;
	size_t              n = 0;
	enum err            rc;

	rule_reset(&f->next, f->now);
	rc = table_find(f->table, &f->to, f->mono_ms, &m, &n);
	if (rc == ERR_OK)
		rc = decide(&f->to, m, n, when_exactly(f->at), NULL,
		    &f->decision);
	if (rc == ERR_OK && f->decision.location.len > 0)
		rc = rule_copy(&f->next,
		    flatten_find(m, n, f->decision.rule_id)->rule);
	if (rc == ERR_OK && f->next.id != 0 &&
	    match_rule(&f->next, &f->to, ret) != MATCH_YES)
		f->next.id = 0;
	return rc != ERR_OK ? rc :
			      flatten_again(f, r, m, n, through, through_n);
}

/* What r leads to; f->path and f->to are borrowed. */
static enum err
area_of(struct flatten *f, const struct rule *r, struct area *ret)
{
	struct slice rest, hole;

	*ret = (struct area){ .path = f->to.path,
		.base = f->to.path,
		.holes = flatten_has_hole(&r->to, r->to.path),
		.host = f->to.host,
		.wild = r->to.kind == TARGET_PATH && r->at.wild };
	if (!ret->holes)
		return ERR_OK;
	if (!flatten_path(f, r)) { /* then it may be anything */
		if (f->path.err == ERR_NOMEM)
			return ERR_NOMEM;
		buf_reset(&f->path);
		buf_adds(&f->path, "/:splat");
	}
	ret->path = rest = buf_slice(&f->path);
	(void)target_next_hole(&rest, &ret->base, &hole);
	while (ret->base.n > 1 && ret->base.s[ret->base.n - 1] != '/')
		ret->base.n--;
	return f->path.err;
}

/* Whether one rule after another can be one. */
static enum err
judge(struct flatten *f, const struct rule *r, bool *ret, struct buf *why)
{
	const struct rule *next = &f->next;
	struct area        area;
	int64_t            until = r->expires_at, rival = 0;
	enum err           rc;

	*ret = false;
	if (!flatten_may(f, r, why))
		return ERR_OK;
	if (next->expires_at < until)
		until = next->expires_at;
	rc = area_of(f, r, &area);
	if (rc == ERR_OK)
		rc = flatten_rival(f, r, next, &area, until, &rival);
	*ret = rc == ERR_OK && rival == 0;
	if (rc == ERR_OK && rival != 0)
		buf_addf(why, "rule %lld may answer some of what it leads to",
		    (long long)rival);
	return rc;
}

/* Where nobody answers what r leads to as such, some of what its placeholders
 * stand for may be sent on. */
static enum err
look_at_parts(struct flatten *f, const struct rule *r, struct buf *why)
{
	struct area area;
	int64_t     rival = 0;
	enum err    rc;

	if (!flatten_has_hole(&r->to, r->to.path) ||
	    f->held_n > FLATTEN_PARTS_MAX)
		return ERR_OK;
	rc = area_of(f, r, &area);
	if (rc == ERR_OK)
		rc = flatten_rival(f, r, NULL, &area, r->expires_at, &rival);
	if (rc == ERR_OK && rival != 0)
		buf_addf(why, "rule %lld may answer some of what it leads to",
		    (long long)rival);
	return rc;
}

/* The Location of a target, fragments aside, as a URL where one is named. */
static enum err
place(const struct target *t, const struct match *m, const struct key *k,
    struct slice origin, struct buf *out)
{
	enum err rc;

	buf_reset(out);
	if (t->kind == TARGET_PATH)
		buf_add_slice(out, origin);
	rc = location_build(t, m, k, m->rule->query, out);
	if (rc == ERR_OK && memchr(out->data, '#', out->len) != NULL)
		out->len = (size_t)((char *)memchr(out->data, '#', out->len) -
		    out->data);
	return rc;
}

/* Whether r, as it is now, leads to where next does: a text that has become a
 * placeholder, say, would not. */
static enum err
is_same_place(struct flatten *f, const struct rule *r, const struct match *next,
    struct slice origin, bool *ret)
{
	enum err rc = place(&next->rule->to, next, &f->to, origin, &f->url);

	*ret = false;
	if (rc == ERR_OK)
		rc = place(&r->to, &f->covers, &f->from, SLICE(""), &f->text);
	if (rc == ERR_OK)
		*ret = slice_eq(buf_slice(&f->url), buf_slice(&f->text));
	return rc;
}

/* One more hop; *ret_more when there was one, and it is gone. */
static enum err
shorten(struct flatten *f, struct rule *r, int64_t *through, size_t *n,
    bool *ret_more, struct buf *why)
{
	struct match next = { .rule = &f->next };
	struct buf   target, origin;
	bool         leads = false, can = false, never = false, back;
	enum err     rc = lead(f, r, &leads);

	*ret_more = false;
	if (rc == ERR_OK && leads)
		rc = find_next(f, r, through, *n, &next);
	if (f->again != 0)
		buf_addf(why, "it leads in a circle, over rule %lld",
		    (long long)f->again);
	else if (rc == ERR_OK && leads && f->next.id == 0)
		rc = look_at_parts(f, r, why);
	if (rc != ERR_OK || !leads || f->again != 0 || f->next.id == 0)
		return rc;
	rc = judge(f, r, &can, why);
	if (rc != ERR_OK || !can)
		return rc;
	buf_init(&target, 8 * URL_REQUEST_MAX);
	buf_init(&origin, 2 * TARGET_MAX);
	buf_add_slice(&origin, r->to.origin);
	can = flatten_target(f, r, &next, &target, why);
	rc = buf_end(&target);
	if (rc == ERR_OK && can) {
		flatten_join(r, &f->next, buf_slice(&target), f->now);
		rc = rule_validate(r, why);
		if (rc == ERR_OK)
			rc = arrive_never(r, &never, NULL);
		if (rc == ERR_OK)
			rc = is_same_place(f, r, &next, buf_slice(&origin),
			    &can);
		back = rc == ERR_OK && flatten_declines(f, r);
		if (back && f->path.err == ERR_NOMEM)
			rc = ERR_NOMEM;
		*ret_more = rc == ERR_OK && can && !never && !back;
		if (rc == ERR_OK && !*ret_more)
			buf_adds(why,
			    never    ? "it leads in a circle" :
				back ? "it would lead some of its visitors to "
				       "where they are" :
				       "where it ends can't be written as a "
				       "target");
		through[(*n)++] = f->next.id;
	}
	buf_free(&origin);
	buf_free(&target);
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? ERR_OK : rc;
}

/* When a rule answers: now, or in its next occurrence.  False for one that is
 * to come, is over, or leads nowhere. */
static bool
answers(const struct rule *r, int64_t now, int64_t *ret)
{
	enum rule_state state = rule_state(r, now);

	*ret = now;
	if (!r->parsed || !rule_leads(r) || r->to.kind == TARGET_ALONE)
		return false;
	if (state == RULE_SCHEDULED && rule_window_state(r, now) == RULE_ACTIVE)
		*ret = rule_next_change(r, now);
	state = rule_state(r, *ret);
	return state == RULE_ACTIVE || state == RULE_PERMANENT;
}

enum err
flatten_rule(struct flatten *f, const struct rule *r, int64_t mono_ms,
    struct rule *ret, enum flatten_end *end, int64_t *through, size_t *ret_n,
    struct buf *why)
{
	struct rule draft;
	bool        more = true;
	enum err    rc;

	*end = FLATTEN_NONE;
	*ret_n = 0;
	f->mono_ms = mono_ms;
	f->again = 0;
	if (!answers(r, f->now, &f->at))
		return ERR_OK;
	rule_init(&draft, f->now);
	rc = rule_copy(&draft, r);
	if (rc == ERR_OK)
		rc = rule_copy(ret, r);
	for (int i = 0; rc == ERR_OK && more && i < FLATTEN_HOPS; i++) {
		size_t n = *ret_n;

		rc = shorten(f, &draft, through, ret_n, &more, why);
		if (rc == ERR_OK && more && r->protect) {
			*ret_n = n;
			buf_adds(why, "it is protected");
			more = false;
		} else if (rc == ERR_OK && more) {
			*end = FLATTEN_DONE;
			rc = rule_copy(ret, &draft);
		} else {
			*ret_n = n;
		}
	}
	if (rc == ERR_OK && why->err == ERR_NOMEM)
		rc = ERR_NOMEM;
	if (rc == ERR_OK && why->len > 0 &&
	    (*end == FLATTEN_NONE || f->again != 0))
		*end = FLATTEN_LEFT;
	rule_free(&draft);
	return rc;
}
