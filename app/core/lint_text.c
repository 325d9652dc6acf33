/* SPDX-License-Identifier: MIT */
/* lint_text.c - what a source says by itself; see lint_base.h. */
#include <string.h>

#include "lint_base.h"
#include "params.h"
#include "witness.h"

/* --------------------------------------------------------------- catch-alls */

/* What other programs ask every site for, and must find. */
static const char *const wanted[] = { "/robots.txt",
	"/.well-known/acme-challenge/any" };
static const char *const wanted_names[] = { "/robots.txt", "/.well-known/" };

/* Whether a source was made for a path: its own head leads there. */
static bool
is_meant(const struct rule *r, const char *path)
{
	struct slice head =
	    r->at.kind == SOURCE_REGEX ? r->at.literal : r->at.head;

	return head.n > 1 && strncmp(path, head.s, head.n) == 0;
}

/* Whether a rule answers a path on its host. */
static enum err
takes(struct lint *l, const struct rule *r, const char *path, bool *ret)
{
	struct place *p = &l->places[0];
	struct key   *k = &l->places[1].key;
	struct match  m;
	enum err      rc;

	*ret = false;
	buf_reset(&l->url);
	key_origin(k, &l->url);
	buf_adds(&l->url, path);
	if (r->at.nparams > 0) {
		buf_addc(&l->url, '?');
		params_example(r->at.params, &l->url);
	}
	rc = buf_end(&l->url);
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &p->key);
	if (rc != ERR_OK || match_rule(r, &p->key, &m) != MATCH_YES)
		return rc;
	buf_reset(&l->text);
	rc = lint_look(l, &p->key, lint_begins(l, r), lint_ends(r), &p->steps);
	for (size_t i = 0; rc == ERR_OK && i < p->steps.n; i++)
		*ret = *ret ||
		    (p->steps.step[i].rule == r->id &&
			!p->steps.step[i].leaves);
	return rc;
}

static enum err
catch_all(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_CATCH_ALL, r);
	size_t              n = 0;
	bool                one, more, covered;
	enum err            rc;

	/* Its host, from a witness. */
	rc = lint_first(l, r, 0, &more, &covered);
	if (rc == ERR_OK && l->url.len == 0)
		return ERR_OK;
	if (rc == ERR_OK)
		rc = lint_key(l->url.data, "GET", &l->places[1].key);
	if (rc == ERR_SYNTAX || rc == ERR_LIMIT)
		return ERR_OK;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_adds(&l->message, " also answers ");
	for (size_t i = 0; rc == ERR_OK && i < ARRAY_LEN(wanted); i++) {
		if (is_meant(r, wanted[i]))
			continue;
		rc = takes(l, r, wanted[i], &one);
		if (rc != ERR_OK || !one)
			continue;
		buf_addf(&l->message, "%s%s", n++ > 0 ? " and " : "",
		    wanted_names[i]);
	}
	if (rc != ERR_OK || n == 0)
		return rc;
	buf_adds(&l->message,
	    ", which search engines and certificates need; a rule of its own "
	    "with the target '-' leaves a path alone");
	return lint_found(l, &f);
}

/* -------------------------------------------------------------- expressions */

static bool
is_plain(char c)
{
	return url_lower(c) != c || (c >= 'a' && c <= 'z') ||
	    (c >= '0' && c <= '9');
}

/* Behind a class that begins here. */
static size_t
skip_class(struct slice s, size_t i)
{
	i++;
	if (i < s.n && s.s[i] == '^')
		i++;
	if (i < s.n && s.s[i] == ']')
		i++;
	while (i < s.n && s.s[i] != ']')
		i += s.s[i] == '\\' ? 2 : 1;
	return i;
}

/* Where a bare dot stands between letters or digits and means any octet. */
static bool
find_dot(struct slice s, size_t *ret)
{
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '[')
			i = skip_class(s, i);
		else if (s.s[i] == '.' && i > 0 && is_plain(s.s[i - 1]) &&
		    (i < 2 || s.s[i - 2] != '\\') && i + 2 < s.n &&
		    is_plain(s.s[i + 1]) && is_plain(s.s[i + 2])) {
			*ret = i;
			return true;
		}
	}
	return false;
}

/* The piece of text around a dot: "www.example.com". */
static struct slice
name_around(struct slice s, size_t at)
{
	size_t from = at, to = at;

	while (from > 0 &&
	    (is_plain(s.s[from - 1]) || strchr(".-", s.s[from - 1]) != NULL))
		from--;
	while (to < s.n && (is_plain(s.s[to]) || strchr(".-", s.s[to]) != NULL))
		to++;
	return (struct slice){ s.s + from, to - from };
}

static enum err
dot(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_DOT, r);
	struct slice        name;
	size_t              at = 0;

	if (!find_dot(r->at.path, &at))
		return ERR_OK;
	name = name_around(r->at.path, at);
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_addf(&l->message,
	    ": the '.' in '%.*s' matches any character; write '\\.' if a dot "
	    "is meant",
	    quotable(name), name.s);
	return lint_found(l, &f);
}

static bool
begins_with_any(struct slice s)
{
	if (s.n > 0 && s.s[0] == '^')
		return false;
	return slice_starts(s, ".*") || slice_starts(s, ".+") ||
	    slice_starts(s, "/.*") || slice_starts(s, "(.*)") ||
	    slice_starts(s, "(.+)") || slice_starts(s, "/(.*)");
}

/* Whether it goes on behind what begins it, and ends in anything again. */
static bool
is_adrift(struct slice s)
{
	size_t i = 0;

	if (!begins_with_any(s))
		return false;
	while (i < s.n && strchr("/(.*+)", s.s[i]) != NULL)
		i++;
	return i < s.n && (s.s[s.n - 1] == '*' || s.s[s.n - 1] == ')');
}

static enum err
unanchored(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_UNANCHORED, r);
	struct slice        s = r->at.path;
	bool                bare = true;

	for (size_t i = 0; i < s.n; i++)
		bare = bare && strchr("\\[](){}*+?|^$.", s.s[i]) == NULL;
	if (!bare && !is_adrift(s))
		return ERR_OK;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	if (bare)
		buf_addf(&l->message,
		    ": '~%.*s' is this path alone, as without the '~'; "
		    "'%.*s/*' "
		    "is what begins with it",
		    quotable(s), s.s, quotable(s), s.s);
	else
		buf_addf(&l->message,
		    ": '~%.*s' matches its words anywhere in a path; begin it "
		    "with the folder that is meant",
		    quotable(s), s.s);
	return lint_found(l, &f);
}

/* -------------------------------------------------------------------- POSTs */

/* A rule for POSTs gets some: no log need tell. */
static enum err
post(struct lint *l, const struct rule *r)
{
	struct lint_finding f = lint_about(l, LINT_POST, r);
	struct slice        rest = r->conditions, value;
	enum condition_kind kind;
	bool                posts = false, fresh = false;
	enum err            rc;

	while (condition_next(&rest, &kind, &value))
		posts = posts ||
		    (kind == CONDITION_METHOD && slice_is(value, "POST"));
	if (!posts)
		return ERR_OK;
	rc = lint_is_new(l, LINT_POST, &r->id, 1, &fresh);
	if (rc != ERR_OK || !fresh)
		return rc;
	buf_reset(&l->message);
	lint_add_rules(&l->message, &r->id, 1);
	buf_addf(&l->message,
	    " is for POST and answers %d, of which browsers make a GET; %d "
	    "keeps the method",
	    r->status, r->status == 301 ? 308 : 307);
	return lint_found(l, &f);
}

enum err
lint_text(struct lint *l, const struct rule *r)
{
	enum err rc = ERR_OK;

	if (lint_begins(l, r) == WHEN_NEVER)
		return ERR_OK;
	if (r->at.kind != SOURCE_EXACT &&
	    (!rule_leads(r) || r->to.kind != TARGET_ALONE))
		rc = catch_all(l, r);
	if (rc == ERR_OK && (r->status == 301 || r->status == 302))
		rc = post(l, r);
	if (rc == ERR_OK && r->at.kind == SOURCE_REGEX)
		rc = dot(l, r);
	if (rc == ERR_OK && r->at.kind == SOURCE_REGEX)
		rc = unanchored(l, r);
	return rc;
}
