/* SPDX-License-Identifier: MIT */
/*
 * from_gitlab.c - the file _redirects of GitLab Pages.
 *
 *	from to [status]
 *
 * Its paths are compared in any case, and without their final slash; a '*' or a
 * ":name" is a whole segment, and what a target names without the source having
 * it is nothing.  Parameters of a request are dropped.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_redirects.h"
#include "pattern.h"
#include "read_lines.h"

#define RULES_MAX   1000
#define SLASHES_MAX 25
#define FILE_MAX    65536 /* octets */

/* Letters, and nothing else, make a name. */
static size_t
letters_at(struct slice s, size_t at)
{
	size_t n = 0;

	while (at + n < s.n &&
	    ((s.s[at + n] >= 'a' && s.s[at + n] <= 'z') ||
		(s.s[at + n] >= 'A' && s.s[at + n] <= 'Z')))
		n++;
	return n;
}

/* The name that begins at a ':'; its length, or 0. */
static size_t
name_at(struct slice s, size_t at)
{
	size_t n = at < s.n && s.s[at] == ':' ? letters_at(s, at + 1) : 0;

	return n > 0 ? n + 1 : 0;
}

/* ------------------------------------------------------------------ paths */

static bool
is_known(const struct holes *h, struct slice name)
{
	for (unsigned k = 0; k < h->n; k++)
		if (slice_eq(h->names[k], name))
			return true;
	return false;
}

/* A segment of a source, after its '/'. */
static void
take_segment(struct import *im, struct slice s, bool last, struct holes *h)
{
	bool         star = s.n == 1 && s.s[0] == '*';
	struct slice name = star ? SLICE(":splat") : s;

	if (star || (name_at(s, 0) == s.n && s.n > 0)) {
		/* Of two with one name the first counts. */
		h->simple &= !is_known(h, name) && (!star || last);
		holes_add(im, h, name);
		buf_adds(&h->regex, star ? "/?(.*)" : "/([^/]+)");
		return;
	}
	/* What is no hole there would be one here, or be refused. */
	if (memchr(s.s, '*', s.n) != NULL || memchr(s.s, ':', s.n) != NULL)
		h->simple = false;
	buf_addc(&h->regex, '/');
	holes_text(h, s);
}

static void
take_path(struct import *im, struct slice path, struct holes *h)
{
	size_t n;

	for (size_t i = 0; i < path.n && !im->bad; i += n) {
		struct slice segment = { path.s + i, 0 };

		for (n = 0; i + n < path.n && path.s[i + n] != '/';)
			n++;
		segment.n = n;
		if (n > 0)
			take_segment(im, segment, i + n == path.n, h);
		n += i + n < path.n;
	}
	buf_adds(&h->regex, "/?");
}

/* Whether it is the same in ours, where a name may have digits. */
static bool
is_simple_target(const struct holes *h, struct slice to)
{
	for (size_t i = redirects_origin(to); i < to.n; i++) {
		size_t n = name_at(to, i);

		if (n > 0 &&
		    (!is_known(h, (struct slice){ to.s + i, n }) ||
			(i + n < to.n &&
			    ((to.s[i + n] >= '0' && to.s[i + n] <= '9') ||
				to.s[i + n] == '_'))))
			return false;
	}
	return true;
}

/* Names as holes of ours; what the source does not have is nothing, and slashes
 * that are left over merge. */
static void
take_target(struct import *im, const struct holes *h, bool simple,
    struct slice to)
{
	struct buf text;
	size_t     i = redirects_origin(to), n;

	buf_init(&text, 2 * TARGET_MAX);
	buf_add(&text, to.s, i);
	for (; i < to.n; i += n) {
		struct slice name = { to.s + i, name_at(to, i) };
		unsigned     k = 0;

		n = name.n > 0 ? name.n : 1;
		if (to.s[i] == '/' && text.len > 0 &&
		    text.data[text.len - 1] == '/')
			continue;
		while (k < h->n && !slice_eq(h->names[k], name))
			k++;
		if (name.n == 0 || (simple && k < h->n))
			buf_add(&text, to.s + i, n);
		else if (k < h->n)
			buf_addf(&text, "$%u", k + 1);
	}
	if (buf_end(&text) == ERR_OK)
		foreign_target(im, buf_slice(&text), "");
	else
		import_refuse(im, "its target is too long");
	buf_free(&text);
}

/* Where something is filled in, '$' begins a name there, too, as in Go. */
static void
check_dollar(struct import *im, const struct holes *h, struct slice to)
{
	bool filled = h->n > 0;

	for (size_t i = 0; i < to.n; i++)
		filled |= name_at(to, i) > 0;
	for (size_t i = 0; filled && i + 1 < to.n; i++)
		if (to.s[i] == '$' &&
		    (pattern_is_name(to.s[i + 1]) ||
			strchr("{$", to.s[i + 1]) != NULL))
			import_refuse(im,
			    "a '$' begins what is filled in there, as ':' "
			    "does: write ':name', or %%24 for the '$' itself");
}

static void
take_paths(struct import *im, struct slice from, struct slice to, int64_t line)
{
	size_t       at = redirects_origin(from);
	struct slice host = { from.s, at }, path = { from.s + at, from.n - at };
	struct holes h;
	struct buf   text;
	bool         simple;

	if (memchr(path.s, '%', path.n) != NULL)
		import_warn(im, line,
		    "GitLab Pages compares paths without escapes: with a '%%' "
		    "it was never in effect");
	buf_init(&text, 3 * FEED_LINE_MAX);
	redirects_canonical(path, &text);
	if (buf_end(&text) == ERR_OK)
		path = buf_slice(&text);
	holes_init(&h);
	take_path(im, path, &h);
	simple = h.simple && is_simple_target(&h, to);
	if (simple || h.n == 0)
		foreign_source(im, host, path, "");
	else if (at > 0)
		import_refuse(im,
		    "a source with a host has one '*' at its end here, and "
		    "each ':name' once");
	else
		holes_source(im, &h);
	check_dollar(im, &h, to);
	if (!im->bad)
		take_target(im, &h, simple, to);
	if (h.n == 0)
		foreign_plain(im);
	redirects_remark(im, line);
	if (simple && slice_ends(path, "/*") && !im->bad)
		import_remark(im, line,
		    "a '*' there is also for what begins alike, '/ab' with "
		    "'/a/*'; here it is not");
	holes_free(&h);
	buf_free(&text);
}

/* ------------------------------------------------------------------ lines */

static size_t
count_slashes(struct slice url)
{
	const size_t       at = redirects_origin(url);
	const struct slice path = redirects_path(url);

	return at >= path.n ?
	    0 :
	    slice_count((struct slice){ path.s + at, path.n - at }, '/');
}

static void
check_words(struct import *im, const struct words *w)
{
	if (w->n < 2)
		import_refuse(im, "it has no target");
	for (size_t i = 2; i < w->n && i < WORDS_MAX && !im->bad; i++)
		if (w->at[i].s[0] == '#')
			import_refuse(im,
			    "GitLab Pages knows no comment behind a rule, and "
			    "then takes no line of the file: put it on a line "
			    "of its own");
	for (size_t i = 1; i < 3 && i < w->n && !im->bad; i++)
		if (w->at[i].s[0] != '/' && memchr(w->at[i].s, '=', w->at[i].n))
			import_refuse(im,
			    "GitLab Pages knows no parameters in a rule: it "
			    "was never in effect");
	if (!im->bad && w->n > 3)
		import_refuse(im,
		    "GitLab Pages knows no conditions: it was never in effect");
	if (!im->bad && w->n > 2 && w->at[2].s[w->at[2].n - 1] == '!')
		import_refuse(im,
		    "GitLab Pages knows no '!': it was never in effect");
	for (size_t i = 0; i < 2 && !im->bad; i++)
		if (count_slashes(w->at[i]) > SLASHES_MAX)
			import_refuse(im,
			    "it has more than %d slashes, which GitLab Pages "
			    "does not take: it was never in effect",
			    SLASHES_MAX);
}

static void
check_urls(struct import *im, struct slice from, struct slice to)
{
	struct slice rest;

	if (!foreign_is_url(from, &rest) &&
	    (from.s[0] != '/' || slice_starts(from, "//")))
		import_refuse(im,
		    "a source begins with one '/' there, and '%.*s' does not: "
		    "it was never in effect",
		    quotable(from), from.s);
	if (redirects_path(from).n < from.n)
		import_refuse(im,
		    "GitLab Pages knows no parameters in a rule: it was never "
		    "in effect");
	if (slice_starts(to, "//"))
		import_refuse(im,
		    "a target begins with one '/', and '%.*s' does not: it was "
		    "never in effect",
		    quotable(to), to.s);
	else if (!foreign_is_url(to, &rest) && to.s[0] != '/')
		import_refuse(im,
		    "it has no target, which begins with '/', http:// or "
		    "https://");
}

static enum err
gitlab_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	unsigned    *nrules = arg;
	struct words w;

	if (!words_cut(text, &w))
		return ERR_OK;
	import_row(im);
	im->rule.ignore_case = true;
	im->rule.query = QUERY_DROP;
	check_words(im, &w);
	if (++*nrules > RULES_MAX)
		import_refuse(im,
		    "GitLab Pages takes %d rules of a file: it was never in "
		    "effect",
		    RULES_MAX);
	if (!im->bad)
		check_urls(im, w.at[0], w.at[1]);
	foreign_status(im, w.n > 2 ? w.at[2] : SLICE(""));
	if (!im->bad && im->rule.status != 301 && im->rule.status != 302)
		import_refuse(im,
		    "GitLab Pages knows the statuses 301 and 302: it was never "
		    "in effect");
	if (!im->bad)
		take_paths(im, w.at[0], w.at[1], line);
	else if (im->answered)
		foreign_source_url(im, w.at[0], true);
	return import_end_row(im, line, raw);
}

enum err
from_gitlab(struct import *im)
{
	unsigned nrules = 0;
	enum err rc = read_lines(im, false, gitlab_line, &nrules);

	if (rc == ERR_OK && im->feed.taken > FILE_MAX)
		import_warn(im, 0,
		    "GitLab Pages takes files of up to %d octets: of this one "
		    "nothing was in effect",
		    FILE_MAX);
	return rc;
}
