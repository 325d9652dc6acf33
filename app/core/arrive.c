/* SPDX-License-Identifier: MIT */
/* arrive.c - does a rule let anybody arrive? see arrive.h. */
#include "arrive.h"

#include <ctype.h>
#include <string.h>

#include "key.h"
#include "location.h"
#include "match.h"
#include "params.h"
#include "pattern.h"
#include "target.h"

/* A rule that falls on itself this often in a row goes on for ever: each hop
 * does the same to a path that is longer, or has come back. */
#define HOPS_MAX 6

/* Where a chain of answers of one rule ends. */
enum end {
	END_ARRIVES,
	END_LOOPS,
	END_NOWHERE /* it never began: the rule gives no answer here */
};

/* How the letters of a source are asked for; only of a rule without case. */
enum spelling { AS_TYPED, IN_CAPITALS, IN_SMALL };

/* One thing to ask for. */
struct start {
	enum scheme   scheme;
	const char   *below; /* a path that ends in a star */
	enum spelling spelling;
	bool          query; /* there is one, besides what is required */
};

struct walk {
	const struct rule   *rule;
	const struct target *target;
	struct key           key;
	struct buf           url;  /* what is asked for */
	struct buf           next; /* the Location */
};

static enum err
hop(struct walk *w, int n, bool *ret_end, enum end *end)
{
	struct request r;
	struct match   m;
	enum err       rc;

	rc = buf_end(&w->url);
	if (rc != ERR_OK)
		return rc;
	request_from_url(w->url.data, "GET", &r);
	rc = key_from_request(&r, &w->key);
	if (rc == ERR_NOMEM)
		return rc;
	*ret_end = true;
	*end = n == 0 ? END_NOWHERE : END_ARRIVES;
	if (rc != ERR_OK || match_rule(w->rule, &w->key, &m) != MATCH_YES)
		return ERR_OK; /* elsewhere */
	buf_reset(&w->next);
	rc = location_build(w->target, &m, &w->key, w->rule->query, &w->next);
	if (rc == ERR_NOMEM)
		return rc;
	if (rc == ERR_LIMIT && n > 0) {
		*end = END_LOOPS; /* it grew until it was too long */
		return ERR_OK;
	}
	if (rc != ERR_OK)
		return ERR_OK;
	if (location_is_self(w->target, buf_slice(&w->next), &w->key)) {
		/* Declined here: fine after a hop, useless without one. */
		*end = n == 0 ? END_LOOPS : END_ARRIVES;
		return ERR_OK;
	}
	*ret_end = false;
	return ERR_OK;
}

/* The next URL: the Location, on the same origin if it is only a path. */
static void
follow(struct walk *w)
{
	buf_reset(&w->url);
	if (w->target->kind == TARGET_PATH) {
		buf_adds(&w->url, scheme_name(w->key.scheme));
		buf_adds(&w->url, "://");
		buf_add_slice(&w->url, w->key.host);
	}
	buf_add_slice(&w->url, buf_slice(&w->next));
}

static void
add_spelled(struct walk *w, struct slice s, enum spelling spelling)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.s[i];

		if (spelling == IN_CAPITALS)
			c = (char)toupper((unsigned char)c);
		else if (spelling == IN_SMALL)
			c = url_lower(c);
		buf_addc(&w->url, c);
	}
}

/* A path that the source covers: each placeholder is a segment of its own,
 * which stands in no source by chance. */
static void
add_path(struct walk *w, const struct source *at, enum spelling spelling)
{
	struct slice rest = at->path, hole;
	size_t       next = 0;

	while (at->kind == SOURCE_PATTERN &&
	    pattern_next(at->path, &next, &hole)) {
		rest.n = (size_t)(hole.s - rest.s);
		add_spelled(w, rest, spelling);
		buf_addf(&w->url, "any-%zu", next);
		rest.s = hole.s + hole.n;
		rest.n = at->path.n - next;
	}
	add_spelled(w, rest, spelling);
}

/* The URL that a source stands for. */
static void
begin(struct walk *w, const struct start *from)
{
	const struct source *at = &w->rule->at;

	buf_reset(&w->url);
	buf_adds(&w->url, scheme_name(from->scheme));
	buf_adds(&w->url, "://");
	source_any_host(at, &w->url);
	add_path(w, at, from->spelling);
	buf_adds(&w->url, from->below);
	if (at->nparams > 0) {
		buf_addc(&w->url, '?');
		params_example(at->params, &w->url);
	}
	if (from->query) {
		buf_addc(&w->url, at->nparams > 0 ? '&' : '?');
		buf_adds(&w->url, "x=1");
	}
}

static enum err
walk_from(struct walk *w, const struct start *from, enum end *end)
{
	enum err rc = ERR_OK;
	bool     ended = false;

	begin(w, from);
	for (int n = 0; n < HOPS_MAX && rc == ERR_OK && !ended; n++) {
		if (n > 0)
			follow(w);
		rc = hop(w, n, &ended, end);
	}
	if (rc == ERR_OK && !ended)
		*end = END_LOOPS;
	return rc;
}

/* The i-th thing to ask for; false when there are no more.  What makes no
 * difference to the rule has one value. */
static bool
start_at(const struct rule *r, size_t i, struct start *ret)
{
	static const enum scheme   schemes[] = { SCHEME_HTTP, SCHEME_HTTPS };
	static const char *const   below[] = { "", "/x", "/x/y.html", "/x/" };
	static const enum spelling spellings[] = { AS_TYPED, IN_CAPITALS,
		IN_SMALL };
	size_t                     b = r->at.rest ? ARRAY_LEN(below) : 1;
	size_t s = r->ignore_case ? ARRAY_LEN(spellings) : 1;
	size_t q = r->query == QUERY_DROP ? 2 : 1;
	size_t n = r->at.scheme == SCHEME_ANY ? ARRAY_LEN(schemes) : 1;

	if (i >= b * s * q * n)
		return false;
	ret->below = below[i % b];
	ret->spelling = spellings[i / b % s];
	ret->query = i / b / s % q == 1;
	ret->scheme = n == 1 ? r->at.scheme : schemes[i / b / s / q];
	return true;
}

/* Where nothing need be tried: the answers are on another host, or on a path
 * that is too long or too short to be the rule's. */
static bool
leads_away(const struct source *at, const struct target *t)
{
	if (t->kind == TARGET_URL && at->host.n > 0 && !at->wild &&
	    !slice_eq(at->host, t->host))
		return true;
	return at->kind == SOURCE_EXACT && url_is_canonical(t->path) &&
	    url_trim(t->path).n != at->head.n;
}

/* Behind the parenthesis that closes the one at i, as one does; 0 if it is none
 * that captures, or if there are others within. */
static size_t
skip_group(struct slice s, size_t i)
{
	const struct slice at = { s.s + i, s.n - i };

	if (slice_starts(at, "(?") || slice_starts(at, "(*"))
		return 0;
	for (i++; i < s.n && s.s[i] != ')'; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '[' || s.s[i] == '(')
			return 0;
	}
	return i + 1;
}

/*
 * Whether an expression leads each path that it matches to itself, for certain:
 * its own text, with "$1" for the first pair of parentheses and so on, is the
 * target's path.  What else an expression does, nobody can tell from examples.
 */
static bool
is_identity(const struct rule *r, const struct target *t)
{
	struct slice s = r->at.path, path = t->path;
	size_t       at = 0, end;
	char         n = '1';

	/* In other letters, a path that it matches is another one. */
	if (t->has_query || r->query == QUERY_DROP || r->ignore_case)
		return false;
	for (size_t i = 0; i < s.n; at++) {
		if (at >= path.n)
			return false;
		if (s.s[i] == '(') {
			end = skip_group(s, i);
			if (end == 0 || n > '9' || at + 1 >= path.n ||
			    path.s[at] != '$' || path.s[++at] != n++)
				return false;
			/* How often is not told by a capture. */
			if (end < s.n && strchr("*+?{", s.s[end]) != NULL)
				return false;
			i = end;
			continue;
		}
		if (s.s[i] == '\\' && i + 1 < s.n &&
		    ispunct((unsigned char)s.s[i + 1]))
			i++;
		else if (strchr("\\[]{}*+?|^$.", s.s[i]) != NULL)
			return false;
		if (s.s[i++] != path.s[at])
			return false;
	}
	return at == path.n;
}

/* Whether something loops and nothing arrives at this target. */
static enum err
only_loops(const struct rule *r, const struct target *t, bool *ret)
{
	struct start from;
	struct walk  w = { .rule = r, .target = t };
	enum end     end = END_NOWHERE;
	bool         loops = false;
	enum err     rc = ERR_OK;

	*ret = false;
	if (t->kind == TARGET_ALONE || leads_away(&r->at, t))
		return ERR_OK;
	if (r->at.kind == SOURCE_REGEX) {
		*ret = t->kind == TARGET_PATH && is_identity(r, t);
		return ERR_OK;
	}
	key_init(&w.key);
	buf_init(&w.url, 2 * URL_REQUEST_MAX);
	buf_init(&w.next, 2 * URL_REQUEST_MAX);
	for (size_t i = 0;
	     rc == ERR_OK && end != END_ARRIVES && start_at(r, i, &from); i++) {
		rc = walk_from(&w, &from, &end);
		loops = loops || end == END_LOOPS;
	}
	*ret = rc == ERR_OK && loops && end != END_ARRIVES;
	buf_free(&w.next);
	buf_free(&w.url);
	key_free(&w.key);
	return rc == ERR_NOMEM ? rc : ERR_OK;
}

enum err
arrive_never(const struct rule *r, bool *ret_never, struct buf *why)
{
	struct slice typed = r->target;
	bool         never = false;
	enum err     rc = ERR_OK;

	if (rule_leads(r))
		rc = only_loops(r, &r->to, &never);
	if (rc == ERR_OK && !never && !slice_is(r->after, "decline") &&
	    !slice_is(r->after, "gone")) {
		typed = r->after; /* the fallback */
		rc = only_loops(r, &r->later, &never);
	}
	if (rc != ERR_OK)
		return rc;
	*ret_never = never;
	if (never)
		(void)refuse(why, ERR_SYNTAX,
		    "'%.*s' to '%.*s' can only loop: whatever is asked for, "
		    "the answer falls on this rule again; give a target that "
		    "it does not cover",
		    (int)r->source.n, r->source.s, (int)typed.n, typed.s);
	return ERR_OK;
}
