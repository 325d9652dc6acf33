/* SPDX-License-Identifier: MIT */
/* from_redirects_path.c - the paths of Cloudflare; see from_redirects.h. */
#include <string.h>

#include "foreign.h"
#include "from_redirects.h"
#include "pattern.h"

#define HOLES_MAX 9

/* A path as an expression: what its holes are called, in their order. */
struct holes {
	struct slice names[HOLES_MAX];
	unsigned     n;
	bool         simple; /* our own sources say the same */
	struct buf   regex;
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

bool
cloudflare_has_name(struct slice path)
{
	for (size_t i = 0; i < path.n; i++)
		if (name_at(path, i) > 0)
			return true;
	return false;
}

static void
take_path(struct import *im, struct slice s, struct holes *h)
{
	size_t   n;
	unsigned stars = 0;

	for (size_t i = 0; i < s.n; i += n) {
		bool star = s.s[i] == '*';

		n = star ? 1 : name_at(s, i);
		if (n == 0) {
			n = 1;
			if (strchr(".^$|()[]+*?{}\\", s.s[i]) != NULL)
				buf_addc(&h->regex, '\\');
			buf_addc(&h->regex, s.s[i]);
			continue;
		}
		stars += star;
		if (stars > 1 || h->n == HOLES_MAX) {
			import_refuse(im,
			    stars > 1 ? "a source has one '*' there, and no "
					"more: it was never in effect" :
					"it has more than nine placeholders");
			return;
		}
		h->names[h->n++] =
		    star ? SLICE(":splat") : (struct slice){ s.s + i, n };
		h->simple &= i > 0 && s.s[i - 1] == '/' &&
		    (star ? i + 1 == s.n : i + n == s.n || s.s[i + n] == '/');
		buf_adds(&h->regex, star ? "(.*)" : "([^/]+)");
	}
}

/* Names as captures; what is no name of the source is text there. */
static void
take_target(struct import *im, const struct holes *h, struct slice to)
{
	struct buf   text;
	struct slice rest;
	size_t       n, i, from = 0;

	buf_init(&text, 2 * TARGET_MAX);
	if (foreign_is_url(to, &rest))
		from = to.n - rest.n;
	buf_add(&text, to.s, from);
	for (i = from; i < to.n; i += n) {
		struct slice name = { to.s + i, name_at(to, i) };
		unsigned     k = 0;

		while (k < h->n && !slice_eq(h->names[k], name))
			k++;
		n = name.n > 0 && k < h->n ? name.n : 1;
		if (n > 1)
			buf_addf(&text, "$%u", k + 1);
		else
			buf_addc(&text, to.s[i]);
	}
	if (buf_end(&text) == ERR_OK)
		foreign_target(im, buf_slice(&text), "");
	else
		import_refuse(im, "its target is too long");
	buf_free(&text);
}

void
cloudflare_path(struct import *im, struct slice from, struct slice to)
{
	struct holes h = { .simple = true };
	struct buf   text;

	/* A final slash makes a difference there; "/a/" and a star are not for
	 * "/a". */
	im->rule.strict = true;
	buf_init(&h.regex, 2 * SOURCE_MAX);
	buf_init(&text, 2 * SOURCE_MAX);
	take_path(im, from, &h);
	if (h.simple && !im->bad) {
		foreign_source(im, (struct slice){ "", 0 }, from, "");
		foreign_target(im, to, "");
		if (h.n == 0)
			foreign_plain(im);
	} else if (!im->bad) {
		im->rule.strict = false;
		buf_addc(&text, '~');
		buf_add_slice(&text, buf_slice(&h.regex));
		if (buf_end(&text) == ERR_OK)
			rule_set_text(&im->rule, &im->rule.source,
			    buf_slice(&text));
		else
			import_refuse(im, "its source is too long");
		take_target(im, &h, to);
	}
	buf_free(&text);
	buf_free(&h.regex);
}
