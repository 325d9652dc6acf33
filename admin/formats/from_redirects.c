/* SPDX-License-Identifier: MIT */
/*
 * from_redirects.c - the file _redirects of Netlify.
 *
 *	from [key=value ...] to [status[!]] [condition=value ...] [# comment]
 *
 * Those of GitLab Pages and of Cloudflare look the same, and are not:
 * from_gitlab.c, from_cloudflare.c.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_redirects.h"
#include "from_redirects_base.h"
#include "pattern.h"
#include "target.h"

/* Whether an earlier one has its name: there the later one replaces it. */
static bool
is_named_before(const struct redirect *r, size_t n)
{
	struct slice value = r->params[n], name = slice_cut(&value, '=');

	for (size_t i = 0; i < n; i++) {
		struct slice v = r->params[i];

		if (slice_eq(slice_cut(&v, '='), name))
			return true;
	}
	return false;
}

/* Whether "key=:name" takes over whatever value a parameter has: there a name
 * is anything behind the ':'. */
static bool
takes_value(struct slice param)
{
	(void)slice_cut(&param, '=');
	return param.n > 0 && param.s[0] == ':';
}

static bool
is_placeholder(struct slice s)
{
	for (size_t i = 1; i < s.n; i++)
		if (!pattern_is_name(s.s[i]))
			return false;
	return s.n > 1 && s.s[0] == ':' && pattern_is_start(s.s[1]);
}

static void
check_param(struct import *im, const struct redirect *r, size_t i)
{
	struct slice p = r->params[i], value = p, name = slice_cut(&value, '=');

	if (name.n == p.n)
		import_refuse(im, "'%.*s' is neither a parameter nor a target",
		    quotable(p), p.s);
	else if (takes_value(p) && !is_placeholder(value))
		import_refuse(im,
		    "'%.*s' takes whatever value a parameter has, by a name "
		    "that is none here: write a letter, then letters, digits "
		    "and '_'",
		    quotable(p), p.s);
	else if (slice_has(value, '='))
		import_refuse(im,
		    "'%.*s' has two '=', and Netlify reads up to the second: "
		    "write it as %%3D",
		    quotable(p), p.s);
	else if (is_named_before(r, i))
		import_refuse(im,
		    "'%.*s' is the second with its name: Netlify looks for "
		    "the last one only",
		    quotable(p), p.s);
}

/* "key=value" before the target: what the request must have. */
static void
add_params(struct import *im, const struct redirect *r, struct buf *source)
{
	for (size_t i = 0; i < r->nparams && !im->bad; i++) {
		check_param(im, r, i);
		buf_addc(source, i == 0 ? '?' : '&');
		for (size_t k = 0; k < r->params[i].n; k++)
			if (strchr("&#;", r->params[i].s[k]) != NULL)
				url_escape((unsigned char)r->params[i].s[k],
				    source);
			else
				buf_addc(source, r->params[i].s[k]);
	}
}

/* As in parameters, a name is anything behind the ':' there. */
static void
check_segments(struct import *im, struct slice path)
{
	while (path.n > 0) {
		struct slice s = slice_cut(&path, '/');

		if (s.n > 1 && s.s[0] == ':' && !is_placeholder(s))
			import_refuse(im,
			    "'%.*s' takes any segment there, by a name that is "
			    "none here: write a letter, then letters, digits "
			    "and '_'",
			    quotable(s), s.s);
	}
}

static void
take_source(struct import *im, const struct redirect *r)
{
	size_t at = redirects_is_url(r->from) ? redirects_origin(r->from) : 0;
	struct slice path = { r->from.s + at, r->from.n - at };
	struct buf   source;

	if (slice_starts(path, "/.netlify"))
		import_refuse(im,
		    "Netlify keeps /.netlify to itself: it was never in "
		    "effect");
	if (slice_has(path, '#'))
		import_refuse(im,
		    "no request has a '#', so it was never in effect");
	if (at == 0 && (path.s[0] != '/' || slice_starts(path, "//")))
		import_refuse(im,
		    "a source begins with one '/', http:// or https:// there, "
		    "and '%.*s' does not: it was never in effect",
		    quotable(path), path.s);
	if (slice_has(path, '?'))
		import_refuse(im,
		    "Netlify looks for parameters where they stand as words of "
		    "their own, '/a b=c /d' for '/a?b=c': so it was never in "
		    "effect");
	check_segments(im, path);
	buf_init(&source, 2 * SOURCE_MAX);
	buf_add_slice(&source, r->from);
	if (path.n == 0 && r->nparams > 0)
		buf_addc(&source, '/');
	add_params(im, r, &source);
	if (buf_end(&source) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source, buf_slice(&source));
	else
		import_refuse(im, "its source is too long");
	buf_free(&source);
}

/* The i-th name that is filled there: of the path, then of parameters; false
 * when there are no more. */
static bool
name_at(const struct redirect *r, size_t i, struct slice *ret)
{
	const size_t at = redirects_origin(r->from);
	struct slice path = { r->from.s + at, r->from.n - at };

	while (path.n > 0) {
		*ret = slice_cut(&path, '/');
		if (is_placeholder(*ret) && i-- == 0)
			return true;
	}
	for (size_t k = 0; k < r->nparams; k++) {
		*ret = r->params[k];
		(void)slice_cut(ret, '=');
		if (is_placeholder(*ret) && i-- == 0)
			return true;
	}
	return false;
}

/* A name is replaced there wherever its text is: first those that come first,
 * also where a longer one begins with it. */
static void
check_names(struct import *im, const struct redirect *r)
{
	struct slice a, b, to = r->to, before, hole;

	while (!im->bad && target_next_hole(&to, &before, &hole))
		for (size_t i = 0; name_at(r, i, &a); i++) {
			if (slice_eq(a, hole))
				break;
			b = hole;
			if (a.n < b.n && memcmp(a.s, b.s, a.n) == 0)
				import_refuse(im,
				    "'%.*s' begins with '%.*s', by which "
				    "Netlify replaces it, too: take other "
				    "names",
				    quotable(b), b.s, quotable(a), a.s);
		}
}

/* ------------------------------------------------------------------ lines */

/* Whether a '/' follows the rest of a path in a target. */
static bool
has_slash_behind(struct slice to)
{
	const struct slice rest = SLICE(":splat/");
	const struct slice path = redirects_path(to);

	return path.n >= rest.n &&
	    memmem(path.s, path.n, rest.s, rest.n) != NULL;
}

static void
remark(struct import *im, const struct redirect *r, int64_t line)
{
	if (im->bad)
		return;
	if (!r->force)
		import_remark(im, line,
		    "without '!' a file of the site comes first there; here "
		    "the web server says who is asked first");
	if (redirect_language(r).n > 0)
		import_remark(im, line,
		    "a language is what the browser prefers; the cookie "
		    "nf_lang says nothing here");
	if (r->nparams > 0)
		import_remark(im, line,
		    "of several parameters with one name Netlify looks at the "
		    "last one only; here any of them is enough");
	for (size_t i = 0; i < r->nparams; i++)
		if (takes_value(r->params[i]))
			import_remark(im, line,
			    "a parameter that is taken over may be empty "
			    "there, and of several the last one is; here the "
			    "first that is not empty");
	if (has_slash_behind(r->to))
		import_remark(im, line,
		    "where :splat is empty, or ends with a '/', two stand "
		    "there one behind the other; here one");
	if (im->rule.status == 410)
		import_remark(im, line,
		    "a 410 shows a page of the site there; here it shows a "
		    "short note");
}

/* How a redirect begins in the other file of Netlify. */
#define TOML_REDIRECT "[[redirects]]"

/* A rule asks for all cookies that it names, and a line for any: so it is a
 * rule for each. */
static enum err
netlify_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct redirect r = { 0 };
	struct words    w;
	struct slice    cookies, cookie;
	enum err        rc = ERR_OK;

	(void)arg;
	if (!words_cut(text, &w))
		return ERR_OK;
	if (slice_is(w.at[0], TOML_REDIRECT))
		return import_stop(im, line,
		    "this is netlify.toml, of which nothing is read: write "
		    "each " TOML_REDIRECT
		    " as a line of a file _redirects, 'FROM TO STATUS'");
	import_row(im);
	redirect_cut(im, &w, &r);
	cookies = redirect_cookies(&r);
	do {
		bool bad = im->bad;

		cookie = foreign_trim(slice_cut(&cookies, ','));
		if (!bad) {
			import_row(im);
			rc = redirect_conditions(im, &r, cookie);
			foreign_status(im, r.status);
			take_source(im, &r);
			check_names(im, &r);
			redirect_check_circle(im, &r, line);
			foreign_target(im, r.to, "");
			remark(im, &r, line);
		}
		if (rc == ERR_OK)
			rc = import_end_row(im, line, raw);
	} while (rc == ERR_OK && !im->bad && cookies.n > 0);
	return rc;
}

enum err
from_netlify(struct import *im)
{
	return read_lines(im, false, netlify_line, NULL);
}

bool
guess_netlify(const struct hint *h)
{
	return hint_named(h, "_redirects") || hint_named(h, "netlify.toml") ||
	    hint_has(h, TOML_REDIRECT);
}
