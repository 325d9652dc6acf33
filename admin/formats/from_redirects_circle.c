/* SPDX-License-Identifier: MIT */
/*
 * from_redirects_circle.c - a line of Netlify's that leads below its own
 * source; see from_redirects_base.h.
 *
 * Where the path to which such a line leads, without "/:splat", is one that its
 * source takes, all requests that begin with that text are left alone there.
 */
#include <string.h>

#include "foreign.h"
#include "from_redirects.h"
#include "from_redirects_base.h"

/* Whether a source with a final star takes a path. */
static bool
takes(struct slice source, struct slice path)
{
	struct slice s, p;

	do {
		s = slice_cut(&source, '/');
		p = slice_cut(&path, '/');
		if (slice_is(s, "*") && source.s == NULL)
			return true;
		if (s.n > 0 && s.s[0] == ':' ? p.n == 0 : !slice_eq(s, p))
			return false;
	} while (source.s != NULL && path.s != NULL);
	return slice_is(source, "*");
}

/* Where a line leads, as a text with which requests may begin; empty when none
 * does, since it is not of this site, or is filled in or escaped. */
static struct slice
stem_of(struct slice to)
{
	const struct slice rest = SLICE("/:splat");

	if (to.s[0] != '/')
		return (struct slice){ to.s, 0 };
	if (slice_ends(to, "/:splat"))
		to.n -= rest.n;
	for (size_t i = 0; i < to.n; i++)
		if (strchr("?#:%*", to.s[i]) != NULL)
			return (struct slice){ to.s, 0 };
	return to;
}

void
redirect_check_circle(struct import *im, const struct redirect *r, int64_t line)
{
	const size_t at = redirects_origin(r->from);
	struct slice path = { r->from.s + at, r->from.n - at };
	struct slice stem = stem_of(r->to), below = stem;

	if (im->bad || stem.n == 0 || !slice_ends(path, "/*") ||
	    !takes(path, stem))
		return;
	path.n -= path.n > 2 ? 2 : 1;
	if (slice_eq(path, stem)) {
		import_refuse(im,
		    "it leads to where all that it is for begins, and Netlify "
		    "sees a circle in it: it was never in effect");
		return;
	}
	below.n -= below.s[below.n - 1] == '/';
	import_warn(im, line,
	    "what begins with '%.*s' Netlify leaves alone, since it leads "
	    "there; here it is led on, if no rule '%.*s%.*s/*' to '-' leaves "
	    "it alone",
	    quotable(stem), stem.s, (int)at, r->from.s, quotable(below),
	    below.s);
}
