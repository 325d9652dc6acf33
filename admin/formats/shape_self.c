/* SPDX-License-Identifier: MIT */
/*
 * shape_self.c - where a rule could lead to the URL that was asked for, and so
 * gives way; see shape_base.h.
 */
#include "shape_base.h"

#include <string.h>
#include <strings.h>

#include "host.h"
#include "spell.h"

void
shape_host(struct slice host, bool wild, int port, struct buf *out)
{
	buf_adds(out, "(?i:");
	if (wild) { /* "*.example.com": any labels in place of the star */
		buf_adds(out, "(?:[a-z0-9_-]{1,63}[.])+");
		host.s += 2;
		host.n -= 2;
	}
	spell_text(host, out);
	buf_adds(out, ")[.]?");
	if (port == 0)
		buf_adds(out, "(?::[0-9]*)?");
	else
		buf_addf(out, "(?::%d)?", port);
}

/* Whether the target's origin may be that of a request that is covered. */
static bool
is_reachable(const struct rule *r, const struct target *t)
{
	const struct source *at = &r->at;
	struct slice         end = at->host;

	if (t->kind == TARGET_PATH)
		return true;
	if (at->scheme != SCHEME_ANY && at->scheme != t->scheme)
		return false;
	if (at->host.n == 0)
		return true;
	if (!at->wild)
		return slice_eq(at->host, t->host);
	end.s++;
	end.n--;
	return t->host.n > end.n &&
	    memcmp(t->host.s + t->host.n - end.n, end.s, end.n) == 0;
}

/* " HOST SCHEME" of a request for the target's own origin. */
static void
add_origin(const struct target *t, struct buf *out)
{
	if (t->kind == TARGET_PATH) {
		buf_adds(out, " [^ ]* https?");
		return;
	}
	buf_addc(out, ' ');
	shape_host(t->host, false, t->scheme == SCHEME_HTTPS ? 443 : 80, out);
	buf_addf(out, " %s", scheme_name(t->scheme));
}

/* A Location's path, without origin, query and fragment. */
static struct slice
path_of(const struct target *t, struct slice location)
{
	struct slice s = { location.s + t->origin.n, location.n - t->origin.n };

	for (size_t i = 0; i < s.n; i++)
		if (s.s[i] == '?' || s.s[i] == '#')
			s.n = i;
	return s;
}

static enum err
unsure(struct buf *why)
{
	return refuse(why, ERR_SYNTAX,
	    "it gives way where it would lead to the very URL that was asked "
	    "for, and for which URLs that is cannot be written down");
}

/* A target without placeholders: the one URL that is its own. */
static enum err
except_fixed(const struct rule *r, const struct target *t, struct trial *trial,
    struct slice path, struct buf *except, struct buf *why)
{
	enum err rc = trial_make(trial, r, t, path, r->at.params);

	if (rc == ERR_SYNTAX) /* it is not covered */
		return ERR_OK;
	if (rc == ERR_OK && r->at.nparams > 0)
		return unsure(why);
	if (rc != ERR_OK)
		return rc;
	spell_text(path, except);
	if (r->query == QUERY_PASS) {
		buf_adds(except, "(?:[?][^ ]*)?");
	} else if (t->query.n == 0) {
		buf_adds(except, "[?]?");
	} else {
		buf_adds(except, "[?]");
		spell_text(t->query, except);
	}
	add_origin(t, except);
	return buf_end(except);
}

/* Whether a query has a parameter of each name that is required: what is
 * consumed, and not there, no URL that is led to has as often as before. */
static bool
has_all(struct slice query, struct slice required)
{
	struct slice one, wanted, all;
	bool         has = true;

	while (has && url_next_param(&required, &wanted))
		for (has = false, all = query;
		     !has && url_next_param(&all, &one);)
			has = url_same_name(one, wanted);
	return has;
}

/* What it requires, with a mark for each value that is a placeholder. */
static void
mark_params(const struct forms *f, struct slice params, struct buf *out)
{
	struct slice one;

	for (bool more = false; url_next_param(&params, &one); more = true) {
		const bool any = one.n > 1 && one.s[one.n - 1] == ':';

		one.n -= any;
		if (more)
			buf_addc(out, '&');
		buf_add_slice(out, one);
		if (any)
			mark_add(f, 0, out);
	}
}

static enum err
find(const struct rule *r, const struct target *t, const struct forms *f,
    struct slice query, struct trial *trial, bool *ret_always,
    struct buf *except, struct buf *why)
{
	const struct form *last = &f->form[f->n - 1];
	struct slice       path;
	size_t             selves = 0;
	enum err           rc;

	if (t->kind == TARGET_ALONE || !is_reachable(r, t) ||
	    (r->at.nparams > 0 && !has_all(t->query, r->at.params)))
		return ERR_OK;
	if (t->kind == TARGET_URL && t->port != 0 &&
	    t->port != (t->scheme == SCHEME_HTTPS ? 443 : 80))
		return unsure(why);
	if (r->at.kind == SOURCE_REGEX) {
		if (apart_by_head(r, t))
			return ERR_OK;
		rc = trial_make_pieces(trial, r, t, f, query);
		if (rc != ERR_OK)
			return rc == ERR_SYNTAX ? unsure(why) : rc;
	}
	for (size_t i = 0; i < f->n && r->at.kind != SOURCE_REGEX; i++) {
		rc =
		    trial_make(trial, r, t, buf_slice(&f->form[i].path), query);
		if (rc == ERR_SYNTAX)
			return unsure(why);
		if (rc != ERR_OK)
			return rc;
		selves += trial->self;
	}
	buf_reset(&trial->path);
	rc = url_path(path_of(t, buf_slice(&trial->location)), &trial->path);
	if (rc == ERR_OK)
		rc = buf_end(&trial->path);
	if (rc != ERR_OK)
		return rc == ERR_SYNTAX ? unsure(why) : rc;
	path = buf_slice(&trial->path);
	if (!mark_is_in(f, path))
		return except_fixed(r, t, trial, path, except, why);
	if (r->at.kind == SOURCE_REGEX)
		return unsure(why);
	if (selves == 0)
		return apart_by_segments(r, f, buf_slice(&last->path), path) ?
		    ERR_OK :
		    unsure(why);
	if (selves < f->n || r->query != QUERY_PASS || r->at.nparams > 0)
		return unsure(why);
	*ret_always = t->kind == TARGET_PATH;
	if (!*ret_always) {
		buf_adds(except, "[^ ]*");
		add_origin(t, except);
	}
	return buf_end(except);
}

enum err
self_except(const struct rule *r, const struct target *t, const struct forms *f,
    struct trial *trial, bool *ret_always, struct buf *except, struct buf *why)
{
	struct buf query;
	enum err   rc;

	*ret_always = false;
	buf_reset(except);
	buf_init(&query, SHAPE_TEXT_MAX);
	mark_params(f, r->at.params, &query);
	rc = buf_end(&query);
	if (rc == ERR_OK)
		rc = find(r, t, f, buf_slice(&query), trial, ret_always, except,
		    why);
	buf_free(&query);
	return rc;
}

enum err
shape_turns(const struct rule *r, bool *ret)
{
	struct forms forms;
	struct trial trial;
	struct buf   except;
	bool         always = false;
	enum err     rc;

	if (r->at.kind == SOURCE_REGEX && apart_by_head(r, &r->to)) {
		*ret = false; /* whether or not its forms can be said */
		return ERR_OK;
	}
	forms_init(&forms);
	trial_init(&trial);
	buf_init(&except, SHAPE_TEXT_MAX);
	rc = forms_make(&forms, r, NULL);
	if (rc == ERR_OK)
		rc = self_except(r, &r->to, &forms, &trial, &always, &except,
		    NULL);
	*ret = rc != ERR_OK || always || except.len > 0;
	buf_free(&except);
	trial_free(&trial);
	forms_free(&forms);
	return rc == ERR_SYNTAX ? ERR_OK : rc;
}
