/* SPDX-License-Identifier: MIT */
/*
 * from_redirects.c - the file _redirects: of Netlify, of GitLab Pages, and of
 * Cloudflare Pages and Workers.
 *
 *	from [key=value ...] to [status[!]] [condition=value ...] [# comment]
 *
 * The three look the same, and are not: GitLab knows no parameters and no
 * conditions, Cloudflare neither, and its '*' takes whatever follows.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_redirects.h"
#include "read_lines.h"

/* A line in its parts. */
struct redirect {
	struct slice from, to, status;
	struct slice params[WORDS_MAX], conditions[WORDS_MAX];
	size_t       nparams, nconditions;
	bool         force; /* '!' after the status */
};

static bool
is_target(struct slice word)
{
	struct slice rest;

	return word.s[0] == '/' || foreign_is_url(word, &rest);
}

/* A status, perhaps with a '!'. */
static bool
is_status(struct slice word)
{
	size_t i = 0;

	while (i < word.n && word.s[i] >= '0' && word.s[i] <= '9')
		i++;
	return i > 0 && (i == word.n || (i + 1 == word.n && word.s[i] == '!'));
}

/* Cut a line; it is refused when it has no target. */
static void
take_line(struct import *im, struct slice text, struct redirect *ret)
{
	struct redirect r = { 0 };
	struct words    w;
	size_t          i, n;

	words_cut(text, &w);
	if (w.n > WORDS_MAX)
		import_refuse(im, "it has %zu words, which is too many", w.n);
	n = w.n < WORDS_MAX ? w.n : WORDS_MAX;
	for (i = 0; i < n && w.at[i].s[0] != '#';)
		i++;
	n = i;
	r.from = w.at[0];
	for (i = 1; i < n && !is_target(w.at[i]) && !is_status(w.at[i]); i++)
		r.params[r.nparams++] = w.at[i];
	if (i == n || is_status(w.at[i]))
		import_refuse(im,
		    n < 2 ? "it has no target" :
			    "it has no target, which begins with '/', "
			    "http:// or https://");
	else
		r.to = w.at[i++];
	if (i < n && is_status(w.at[i])) {
		r.status = w.at[i++];
		r.force = r.status.s[r.status.n - 1] == '!';
		r.status.n -= r.force;
	} else if (i < n && memchr(w.at[i].s, '=', w.at[i].n) == NULL) {
		import_refuse(im, "'%.*s' is not a status", quotable(w.at[i]),
		    w.at[i].s);
	}
	while (i < n)
		r.conditions[r.nconditions++] = w.at[i++];
	*ret = r;
}

/* "key=value" before the target: what the request must have. */
static void
add_params(struct import *im, const struct redirect *r, struct buf *source)
{
	for (size_t i = 0; i < r->nparams; i++) {
		struct slice p = r->params[i];
		const char  *is = memchr(p.s, '=', p.n);

		if (is == NULL)
			import_refuse(im,
			    "'%.*s' is neither a parameter nor a target",
			    quotable(p), p.s);
		else if (is + 1 < p.s + p.n && is[1] == ':')
			import_refuse(im,
			    "'%.*s' takes whatever value a parameter has: here "
			    "a rule is for one value, so write each",
			    quotable(p), p.s);
		buf_addc(source, i == 0 ? '?' : '&');
		buf_add_slice(source, p);
	}
}

/* ---------------------------------------------------------------- netlify */

/* Language and a cookie are ours, too; the others ask for what no request says.
 */
static enum err
take_conditions(struct import *im, const struct redirect *r, int64_t line)
{
	enum err rc = ERR_OK;
	int      ncookies = 0;

	for (size_t i = 0; i < r->nconditions && rc == ERR_OK; i++) {
		struct slice c = r->conditions[i], name = slice_cut(&c, '=');

		if (slice_is_word(name, "Cookie") && c.n == 0)
			import_refuse(im, "'%.*s' names no cookie",
			    quotable(r->conditions[i]), r->conditions[i].s);
		if (slice_is_word(name, "Cookie") &&
		    memchr(c.s, ',', c.n) == NULL &&
		    memchr(c.s, '=', c.n) == NULL && ncookies++ == 0) {
			rc = import_cell(im, COLUMN_COOKIE, c);
			continue;
		}
		if (slice_is_word(name, "Cookie"))
			import_refuse(im,
			    "'%.*s' is for any of several cookies, and a rule "
			    "is for all that it names: write a line for each",
			    quotable(r->conditions[i]), r->conditions[i].s);
		if (!slice_is_word(name, "Language")) {
			import_refuse(im,
			    "the condition '%.*s' cannot be said: no rule asks "
			    "for it",
			    quotable(r->conditions[i]), r->conditions[i].s);
			continue;
		}
		rc = import_cell(im, COLUMN_LANGUAGE, c);
		if (!im->bad)
			import_remark(im, line,
			    "a language is what the browser prefers; the "
			    "cookie "
			    "nf_lang says nothing here");
	}
	return rc;
}

static enum err
take_netlify(struct import *im, const struct redirect *r, int64_t line)
{
	struct buf source;
	enum err   rc;

	buf_init(&source, 2 * SOURCE_MAX);
	buf_add_slice(&source, r->from);
	add_params(im, r, &source);
	rc = take_conditions(im, r, line);
	foreign_status(im, r->status);
	if (slice_starts(r->from, "/.netlify"))
		import_refuse(im,
		    "Netlify keeps /.netlify to itself: it was never in "
		    "effect");
	if (buf_end(&source) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&source));
	else
		import_refuse(im, "its source is too long");
	foreign_target(im, r->to, "");
	buf_free(&source);
	return rc;
}

static enum err
netlify_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct redirect r;
	enum err        rc = ERR_OK;

	(void)arg;
	import_row(im);
	take_line(im, text, &r);
	if (!im->bad)
		rc = take_netlify(im, &r, line);
	if (!im->bad && !r.force)
		import_remark(im, line,
		    "without '!' a file of the site comes first there; here "
		    "the web server says who is asked first");
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_netlify(struct import *im)
{
	return read_lines(im, false, netlify_line, NULL);
}

bool
guess_netlify(const struct hint *h)
{
	return hint_named(h, "_redirects");
}

/* ----------------------------------------------------------------- gitlab */

static enum err
gitlab_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct redirect r;
	enum err        rc = ERR_OK;

	(void)arg;
	import_row(im);
	take_line(im, text, &r);
	if (!im->bad && r.nparams > 0)
		import_refuse(im,
		    "GitLab Pages knows no parameters in a rule: it was never "
		    "in effect");
	if (!im->bad && r.nconditions > 0)
		import_refuse(im,
		    "GitLab Pages knows no conditions: it was never in effect");
	if (!im->bad && r.force)
		import_refuse(im,
		    "GitLab Pages knows no '!': it was never in effect");
	if (!im->bad)
		rc = take_netlify(im, &r, line);
	if (!im->bad && im->rule.status != 301 && im->rule.status != 302)
		import_refuse(im,
		    "GitLab Pages knows the statuses 301 and 302: it was never "
		    "in effect");
	return rc != ERR_OK ? rc : import_end_row(im, line, raw);
}

enum err
from_gitlab(struct import *im)
{
	return read_lines(im, false, gitlab_line, NULL);
}

/* ------------------------------------------------------------- cloudflare */

/* What is counted there. */
struct counts {
	unsigned fixed, wide;
};

/* Beyond its limits a line was never in effect. */
static void
check_limits(struct import *im, const struct redirect *r, struct counts *n,
    struct slice text)
{
	bool is_wide = memchr(r->from.s, '*', r->from.n) != NULL ||
	    cloudflare_has_name(r->from);

	if (text.n > CLOUDFLARE_LINE_MAX)
		import_refuse(im,
		    "the line has %zu characters, and Cloudflare takes %d: it "
		    "was never in effect",
		    text.n, CLOUDFLARE_LINE_MAX);
	else if (is_wide && n->wide == CLOUDFLARE_WIDE_MAX)
		import_refuse(im,
		    "Cloudflare takes %d lines with '*' or ':name', and this "
		    "is "
		    "one more: it was never in effect",
		    CLOUDFLARE_WIDE_MAX);
	else if (!is_wide && n->fixed == CLOUDFLARE_FIXED_MAX)
		import_refuse(im,
		    "Cloudflare takes %d lines without '*' and ':name', and "
		    "this is one more: it was never in effect",
		    CLOUDFLARE_FIXED_MAX);
	else if (is_wide)
		n->wide++;
	else
		n->fixed++;
}

static enum err
cloudflare_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct redirect r;
	struct slice    rest;

	import_row(im);
	take_line(im, text, &r);
	if (!im->bad && (r.nparams > 0 || r.nconditions > 0 || r.force))
		import_refuse(im,
		    "Cloudflare knows a source, a target and a status, and "
		    "nothing else: it was never in effect");
	if (!im->bad && foreign_is_url(r.from, &rest))
		import_refuse(im,
		    "Cloudflare takes paths as sources, and no whole URLs: it "
		    "was never in effect");
	if (!im->bad && r.from.s[0] != '/')
		import_refuse(im, "'%.*s' does not begin with a '/'",
		    quotable(r.from), r.from.s);
	if (!im->bad)
		check_limits(im, &r, arg, text);
	foreign_status(im, r.status);
	if (!im->bad)
		cloudflare_path(im, r.from, r.to);
	foreign_own_query(im);
	return import_end_row(im, line, raw);
}

enum err
from_cloudflare(struct import *im)
{
	struct counts n = { 0 };

	return read_lines(im, false, cloudflare_line, &n);
}

/* Nothing tells them from Netlify's. */
bool
guess_never(const struct hint *h)
{
	(void)h;
	return false;
}
