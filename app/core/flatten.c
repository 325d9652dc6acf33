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
	struct match m;
	bool         found = false;
	enum err     rc = ERR_OK;

	*ret = false;
	for (size_t i = 0; i < WITNESSES && rc == ERR_OK && !found; i++) {
		buf_reset(&f->url);
		if (!witness_url(r, i, &f->url) || f->url.len == 0)
			continue;
		rc = buf_end(&f->url);
		if (rc == ERR_OK)
			rc = set_key(f->url.data, &f->from);
		if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
			rc = ERR_OK;
		else if (rc == ERR_OK)
			found = match_rule(r, &f->from, &m) == MATCH_YES;
	}
	if (rc != ERR_OK || !found)
		return rc;
	buf_reset(&f->text);
	/* Without what a visitor may add. */
	rc = location_build(&r->to, &m, &f->from, QUERY_DROP, &f->text);
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
find_next(struct flatten *f, struct match *ret)
{
	const struct match *m = NULL;
	size_t              n = 0;
	enum err            rc;

	rule_reset(&f->next, f->now);
	rc = table_find(f->table, &f->to, f->mono_ms, &m, &n);
	if (rc == ERR_OK)
		rc = decide(&f->to, m, n, when_exactly(f->now), NULL,
		    &f->decision);
	if (rc != ERR_OK || f->decision.location.len == 0)
		return rc;
	for (size_t i = 0; i < n; i++)
		if (m[i].rule->id == f->decision.rule_id) {
			rc = rule_copy(&f->next, m[i].rule);
			break;
		}
	if (rc == ERR_OK && match_rule(&f->next, &f->to, ret) != MATCH_YES)
		f->next.id = 0;
	return rc;
}

/* Why a hop is not crossed, or NULL. */
static const char *
is_special(const struct rule *r)
{
	if (r->protect)
		return "is protected";
	if (r->share < RULE_SHARE_ALL)
		return "is for a share of visitors";
	if (r->conditions.n > 0)
		return "has conditions";
	if (r->repeats.n > 0)
		return "repeats";
	if (!slice_is(r->after, "decline"))
		return "answers after its end";
	return NULL;
}

/* 307 and 308 keep a method; a 303 anywhere makes it GET; else 301 and 302 make
 * a POST one. */
static int
status_of(int a, int b)
{
	bool permanent = (a == 301 || a == 308) && (b == 301 || b == 308);

	if (a == 303 || b == 303)
		return 303;
	if (a == 301 || a == 302 || b == 301 || b == 302)
		return permanent ? 301 : 302;
	return permanent ? 308 : 307;
}

/* What the rule is once it leads on over f->next. */
static void
join(struct rule *r, const struct rule *next, struct slice target, int64_t now)
{
	int status = status_of(r->status, next->status);

	if (next->max_age == RULE_MAX_AGE_NONE || r->max_age > next->max_age)
		r->max_age = next->max_age;
	/* Permanent answers have no max-age of their own. */
	if (rule_is_permanent(next) && !rule_is_permanent(r))
		r->max_age = RULE_MAX_AGE_NONE;
	r->status = status;
	if (rule_is_permanent(r)) {
		r->promoted_at = r->starts_at > now ? r->starts_at : now;
	} else {
		r->promoted_at = r->promoted_until = 0;
		if (next->expires_at < r->expires_at)
			r->expires_at = next->expires_at;
	}
	if (next->query == QUERY_DROP)
		r->query = QUERY_DROP;
	rule_set_text(r, &r->target, target);
}

static struct area
area_of(const struct flatten *f, const struct rule *r)
{
	struct area  a = { .path = f->to.path, .host = f->to.host };
	struct slice before;
	bool         constant;

	a.many = flatten_splat(&r->to, &before, &constant);
	/* ":splat" is a segment of a witness: the last one. */
	while (a.many && a.path.s[a.path.n - 1] != '/')
		a.path.n--;
	a.wild = r->to.kind == TARGET_PATH && r->at.wild;
	return a;
}

/* Whether one rule after another can be one: 0, or why not. */
static enum err
judge(struct flatten *f, const struct rule *r, const int64_t *through, size_t n,
    bool *ret, struct buf *why)
{
	const struct rule *next = &f->next;
	struct area        area = area_of(f, r);
	const char        *special = is_special(next);
	int64_t            until = r->expires_at, rival = 0;
	enum err           rc = ERR_OK;

	*ret = false;
	for (size_t i = 0; i < n; i++)
		if (through[i] == next->id)
			rival = next->id;
	f->circle = next->id == r->id || rival != 0;
	if (f->circle)
		buf_addf(why, "it leads in a circle, over rule %lld",
		    (long long)next->id);
	else if (special != NULL)
		buf_addf(why, "rule %lld %s", (long long)next->id, special);
	else if (next->at.nparams > 0)
		buf_addf(why, "rule %lld requires parameters",
		    (long long)next->id);
	else if (next->at.scheme != SCHEME_ANY && r->to.kind == TARGET_PATH &&
	    r->at.scheme == SCHEME_ANY)
		buf_addf(why, "rule %lld is for one scheme only",
		    (long long)next->id);
	else {
		if (next->expires_at < until)
			until = next->expires_at;
		rc = flatten_rival(f, r, next, &area, until, &rival);
		*ret = rc == ERR_OK && rival == 0;
		if (rc == ERR_OK && rival != 0)
			buf_addf(why,
			    "rule %lld may answer some of what it leads to",
			    (long long)rival);
	}
	return rc;
}

/* One more hop; *ret_more when there was one, and it is gone. */
static enum err
shorten(struct flatten *f, struct rule *r, int64_t *through, size_t *n,
    bool *ret_more, struct buf *why)
{
	struct match next;
	struct slice before;
	struct buf   target;
	bool         leads = false, can = false, constant, never = false;
	enum err     rc = lead(f, r, &leads);

	*ret_more = false;
	if (rc == ERR_OK && leads)
		rc = find_next(f, &next);
	if (rc != ERR_OK || !leads || f->next.id == 0)
		return rc;
	rc = judge(f, r, through, *n, &can, why);
	if (rc != ERR_OK || !can)
		return rc;
	buf_init(&target, 8 * URL_REQUEST_MAX);
	constant = !flatten_splat(&r->to, &before, &leads);
	can = flatten_target(f, r, &next, &target, why);
	rc = buf_end(&target);
	if (rc == ERR_OK && can) {
		join(r, &f->next, buf_slice(&target), f->now);
		rc = rule_validate(r, why);
		if (rc == ERR_OK)
			rc = arrive_never(r, &never, NULL);
		/* "/c/:x" as text is no placeholder. */
		if (rc == ERR_OK && constant)
			can = (flatten_splat(&r->to, &before, &leads), leads);
		*ret_more = rc == ERR_OK && can && !never;
		if (rc == ERR_OK && !*ret_more)
			buf_adds(why,
			    never ? "it leads in a circle" :
				    "where it ends can't be written as a "
				    "target");
		through[(*n)++] = f->next.id;
	}
	buf_free(&target);
	return rc == ERR_SYNTAX || rc == ERR_LIMIT ? ERR_OK : rc;
}

enum err
flatten_rule(struct flatten *f, const struct rule *r, int64_t mono_ms,
    struct rule *ret, enum flatten_end *end, int64_t *through, size_t *ret_n,
    struct buf *why)
{
	enum rule_state state = rule_state(r, f->now);
	const char     *special = is_special(r);
	struct rule     draft;
	bool            more = true;
	enum err        rc;

	*end = FLATTEN_NONE;
	*ret_n = 0;
	f->mono_ms = mono_ms;
	f->circle = false;
	if (!r->parsed || (state != RULE_ACTIVE && state != RULE_PERMANENT) ||
	    !rule_leads(r) || r->to.kind == TARGET_ALONE)
		return ERR_OK;
	rule_init(&draft, f->now);
	rc = rule_copy(&draft, r);
	if (rc == ERR_OK)
		rc = rule_copy(ret, r);
	for (int i = 0; rc == ERR_OK && more && i < FLATTEN_HOPS; i++) {
		size_t n = *ret_n;

		rc = shorten(f, &draft, through, ret_n, &more, why);
		if (rc == ERR_OK && more && special != NULL) {
			*ret_n = n;
			buf_addf(why, "it %s", special);
			more = false;
		} else if (rc == ERR_OK && more) {
			*end = FLATTEN_DONE;
			rc = rule_copy(ret, &draft);
		} else {
			*ret_n = n;
		}
	}
	if (rc == ERR_OK && why->len > 0 && (*end == FLATTEN_NONE || f->circle))
		*end = FLATTEN_LEFT;
	rule_free(&draft);
	return rc;
}
