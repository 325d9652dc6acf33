/* SPDX-License-Identifier: MIT */
/*
 * from_cloudflare.c - the file _redirects of Cloudflare Pages and Workers.
 *
 *	from to [status] [# comment]
 *
 * Its paths are compared octet for octet: a final slash counts, "*" is whatever
 * stands there, ":name" all up to a '/'.  Lines are checked in the order in
 * which they are there, because what is refused late has counted.
 */
#include <string.h>

#include "foreign.h"
#include "formats.h"
#include "from_redirects.h"
#include "pattern.h"
#include "read_lines.h"

#define LINE_MAX_CHARS 1000 /* as it is documented there */
#define FIXED_MAX      2000 /* lines before the first with '*' or ':name' */
#define WIDE_MAX       100  /* that line, and all after it */

/* What is counted there. */
struct counts {
	unsigned fixed, wide;
};

/* The name that begins at a ':'; its length, or 0. */
static size_t
name_at(struct slice s, size_t at)
{
	size_t n = 1;

	if (at + 1 >= s.n || s.s[at] != ':' || s.s[at + 1] == '_' ||
	    !pattern_is_start(s.s[at + 1]))
		return 0;
	while (at + n < s.n && pattern_is_name(s.s[at + n]))
		n++;
	return n;
}

/* ----------------------------------------------------------------- limits */

/* As it is counted there: in units of UTF-16. */
static size_t
count_chars(struct slice s)
{
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.s[i];

		if ((c & 0xc0) != 0x80)
			n += c >= 0xf0 ? 2 : 1;
	}
	return n;
}

static bool
is_wide(struct slice path)
{
	for (size_t i = 0; i < path.n; i++)
		if (path.s[i] == '*' || name_at(path, i) > 0)
			return true;
	return false;
}

static void
count_line(struct import *im, struct slice from, struct counts *n)
{
	if (n->wide == 0 && !is_wide(from)) {
		if (n->fixed++ >= FIXED_MAX)
			import_refuse(im,
			    "Cloudflare takes %d lines without '*' and "
			    "':name', and this is one more: it was never in "
			    "effect",
			    FIXED_MAX);
	} else if (n->wide++ >= WIDE_MAX) {
		import_refuse(im,
		    "Cloudflare takes %d lines from the first with '*' or "
		    "':name' on, and skips the rest of the file: it was never "
		    "in effect",
		    WIDE_MAX);
	}
}

/* ------------------------------------------------------------------ paths */

/* A name that begins with one before it, or is it, breaks the expression that
 * is made of the line there: but what begins with ":splat" is only filled
 * differently. */
static void
check_name(struct import *im, const struct holes *h, struct slice name)
{
	for (unsigned k = 0; k < h->n; k++) {
		struct slice a = h->names[k];

		if (a.n > name.n || memcmp(a.s, name.s, a.n) != 0)
			continue;
		import_refuse(im,
		    a.n == name.n ?
			"'%.*s' stands there twice: Cloudflare ignores such a "
			"line" :
			slice_is(a, ":splat") ?
			"'%.*s' begins with ':splat', by which Cloudflare "
			"replaces it, too: take another name" :
			"'%.*s' begins with the name of a placeholder before "
			"it: Cloudflare ignores such a line",
		    quotable(name), name.s);
	}
}

static void
take_path(struct import *im, struct slice s, struct holes *h)
{
	size_t   n;
	unsigned stars = 0;

	for (size_t i = 0; i < s.n && !im->bad; i += n) {
		bool         star = s.s[i] == '*';
		struct slice name = { s.s + i, name_at(s, i) };

		n = star ? 1 : name.n;
		if (n == 0) {
			n = 1;
			holes_text(h, (struct slice){ s.s + i, 1 });
			continue;
		}
		stars += star;
		if (stars > 1)
			import_refuse(im,
			    "a source has one '*' there, and no more: it was "
			    "never in effect");
		name = star ? SLICE(":splat") : name;
		check_name(im, h, name);
		holes_add(im, h, name);
		h->simple &= i > 0 && s.s[i - 1] == '/' &&
		    (star ? i + 1 == s.n : i + n == s.n || s.s[i + n] == '/');
		buf_adds(&h->regex, star ? "(.*)" : "([^/]+)");
	}
}

/* Whether every ':' of a target that begins a name begins one of the source,
 * and the whole of it: then our own holes say the same. */
static bool
is_simple_target(const struct holes *h, struct slice to)
{
	for (size_t i = redirects_origin(to); i < to.n; i++) {
		size_t       n = name_at(to, i);
		unsigned     k;
		struct slice rest = { to.s + i, to.n - i };

		if (to.s[i] == ':' && n == 0 && i + 1 < to.n &&
		    to.s[i + 1] == '_')
			return false;
		if (n == 0)
			continue;
		k = holes_first(h, rest);
		if (k == h->n || h->names[k].n != n)
			return false;
	}
	return true;
}

/* Names as captures; what is no name of the source is text there, and one that
 * another begins with is followed by text. */
static void
take_target(struct import *im, const struct holes *h, struct slice to)
{
	struct buf text;
	size_t     i = redirects_origin(to);

	buf_init(&text, 2 * TARGET_MAX);
	buf_add(&text, to.s, i);
	while (i < to.n) {
		unsigned k =
		    holes_first(h, (struct slice){ to.s + i, to.n - i });

		if (k < h->n) {
			buf_addf(&text, "$%u", k + 1);
			i += h->names[k].n;
		} else {
			buf_addc(&text, to.s[i++]);
		}
	}
	if (buf_end(&text) == ERR_OK)
		foreign_target(im, buf_slice(&text), "");
	else
		import_refuse(im, "its target is too long");
	buf_free(&text);
}

static void
take_paths(struct import *im, struct slice from, struct slice to)
{
	struct holes h;

	/* A final slash makes a difference there; "/a/" and a star are not for
	 * "/a". */
	im->rule.strict = true;
	holes_init(&h);
	take_path(im, from, &h);
	if (h.n == 0 && !im->bad) {
		foreign_source(im, (struct slice){ "", 0 }, from, "");
		foreign_target(im, to, "");
		foreign_plain(im);
	} else if (h.simple && is_simple_target(&h, to) && !im->bad) {
		foreign_source(im, (struct slice){ "", 0 }, from, "");
		foreign_target(im, to, "");
	} else if (!im->bad) {
		im->rule.strict = false;
		holes_source(im, &h);
		holes_target(im, to);
		take_target(im, &h, to);
	}
	holes_free(&h);
}

/* ------------------------------------------------------------------ lines */

/* What its validator says of a target. */
static void
check_target(struct import *im, struct slice from, struct slice to)
{
	struct slice rest;

	if (to.s[0] != '/' &&
	    !(foreign_is_url(to, &rest) && slice_starts(to, "https://")))
		import_refuse(im,
		    "Cloudflare takes targets that begin with '/' or "
		    "https://, and '%.*s' does not: it was never in effect",
		    quotable(to), to.s);
	else if (to.s[0] == '/' && from.s[from.n - 1] != '/' &&
	    !slice_ends(from, "/*"))
		return;
	else if (to.s[0] == '/' &&
	    (slice_ends(to, "/index") || slice_ends(to, "/index.html")))
		import_refuse(im,
		    "Cloudflare leaves out '/index' and '/index.html' of "
		    "addresses, sees an endless loop here, and ignores such a "
		    "line");
}

/* A '?' with nothing behind it brings no parameters there.  From the first line
 * with '*' or ':name' on, a path loses its double slashes, and so do its
 * parameters and its fragment. */
static void
clean_target(struct slice to, bool merge, struct buf *out)
{
	const size_t end = redirects_path(to).n;
	const bool   lone = end < to.n && to.s[end] == '?' &&
	    (end + 1 == to.n || to.s[end + 1] == '#');

	for (size_t i = 0; i < to.n; i++)
		if (!(lone && i == end) &&
		    !(merge && i > 0 && to.s[i] == '/' && to.s[i - 1] == '/'))
			buf_addc(out, to.s[i]);
}

static void
take_words(struct import *im, const struct words *w, size_t n,
    struct counts *counts, int64_t line)
{
	struct slice from = redirects_path(w->at[0]), rest;
	struct slice to = w->at[1], status = n > 2 ? w->at[2] : SLICE("");
	struct buf   slashed, path, clean;

	if (foreign_is_url(w->at[0], &rest)) {
		import_refuse(im,
		    "Cloudflare takes paths as sources, and no whole URLs: it "
		    "was never in effect");
		return;
	}
	buf_init(&slashed, FEED_LINE_MAX + 1);
	if (w->at[0].s[0] != '/')
		buf_addc(&slashed, '/');
	buf_add_slice(&slashed, from);
	buf_init(&path, 3 * FEED_LINE_MAX + 1);
	redirects_canonical(buf_slice(&slashed), &path);
	if (buf_end(&path) == ERR_OK)
		from = buf_slice(&path);
	count_line(im, from, counts);
	buf_init(&clean, FEED_LINE_MAX + 1);
	clean_target(to, counts->wide > 0 && to.s[0] == '/', &clean);
	if (buf_end(&clean) == ERR_OK)
		to = buf_slice(&clean);
	if (!im->bad)
		check_target(im, from, to);
	foreign_status(im, status);
	if (!im->bad && im->rule.status == 410)
		import_refuse(im,
		    "Cloudflare knows no 410 here: it was never in effect");
	if (!im->bad)
		take_paths(im, from, to);
	else if (im->answered)
		foreign_source(im, (struct slice){ "", 0 }, from, "");
	foreign_own_query(im);
	redirects_remark(im, line);
	if (!im->bad &&
	    memmem(w->at[0].s, redirects_path(w->at[0]).n, "//", 2) != NULL)
		import_warn(im, line,
		    "a path with '//' is one of its own there; here '%.*s' is "
		    "answered, too",
		    quotable(from), from.s);
	(void)slice_cut(&to, '#');
	if (!im->bad && slice_has(to, '#'))
		import_remark(im, line,
		    "a second '#' in a target is sent as it is there, and as "
		    "%23 here");
	if (!im->bad && redirects_path(w->at[0]).n < w->at[0].n)
		import_warn(im, line,
		    "Cloudflare leaves out what follows '%c' in a source: this "
		    "is for '%.*s', whatever parameters are there",
		    w->at[0].s[redirects_path(w->at[0]).n], quotable(from),
		    from.s);
	buf_free(&clean);
	buf_free(&path);
	buf_free(&slashed);
}

static enum err
cloudflare_line(struct import *im, void *arg, struct slice text, int64_t line,
    struct slice raw)
{
	struct words w;
	size_t       n = 0;

	if (!words_cut(text, &w))
		return ERR_OK;
	import_row(im);
	while (n < w.n && n < WORDS_MAX && w.at[n].s[0] != '#')
		n++;
	if (count_chars(text) > LINE_MAX_CHARS)
		import_refuse(im,
		    "the line has %zu characters, and Cloudflare promises to "
		    "take %d",
		    count_chars(text), LINE_MAX_CHARS);
	else if (n < 2)
		import_refuse(im, "it has no target");
	else if (n > 3)
		import_refuse(im,
		    "Cloudflare knows a source, a target and a status, and "
		    "nothing else, and it has %zu words: it was never in "
		    "effect",
		    n);
	else
		take_words(im, &w, n, arg, line);
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
