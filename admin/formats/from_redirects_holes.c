/* SPDX-License-Identifier: MIT */
/* from_redirects_holes.c - the holes of a path; see from_redirects.h. */
#include <string.h>

#include "foreign.h"
#include "from_redirects.h"
#include "target.h"

void
holes_init(struct holes *h)
{
	*h = (struct holes){ .simple = true };
	buf_init(&h->regex, 2 * SOURCE_MAX);
	buf_addc(&h->regex, '~');
}

void
holes_free(struct holes *h)
{
	buf_free(&h->regex);
}

void
holes_add(struct import *im, struct holes *h, struct slice name)
{
	if (h->n == HOLES_MAX)
		import_refuse(im, "it has more than nine placeholders");
	else
		h->names[h->n++] = name;
}

void
holes_text(struct holes *h, struct slice text)
{
	for (size_t i = 0; i < text.n; i++) {
		if (text.s[i] != '\0' &&
		    strchr(".^$|()[]+*?{}\\", text.s[i]) != NULL)
			buf_addc(&h->regex, '\\');
		buf_addc(&h->regex, text.s[i]);
	}
}

unsigned
holes_first(const struct holes *h, struct slice text)
{
	unsigned best = h->n;

	for (unsigned k = 0; k < h->n; k++)
		if (text.n >= h->names[k].n &&
		    memcmp(text.s, h->names[k].s, h->names[k].n) == 0 &&
		    (best == h->n || h->names[k].n > h->names[best].n))
			best = k;
	return best;
}

void
holes_target(struct import *im, struct slice to)
{
	for (size_t i = redirects_origin(to); i + 1 < to.n; i++)
		if (to.s[i] == '$' && to.s[i + 1] >= '1' && to.s[i + 1] <= '9')
			import_refuse(im,
			    "'$%c' is text there, and would be what the source "
			    "captures here: write it as %%24%c",
			    to.s[i + 1], to.s[i + 1]);
}

void
holes_source(struct import *im, struct holes *h)
{
	if (buf_end(&h->regex) == ERR_OK)
		rule_set_text(&im->rule, &im->rule.source,
		    buf_slice(&h->regex));
	else
		import_refuse(im, "its source is too long");
}

void
redirects_remark(struct import *im, int64_t line)
{
	struct slice query = im->rule.target, before, hole;

	(void)slice_cut(&query, '?');
	query = slice_cut(&query, '#');
	if (!im->bad && !im->rule.literal &&
	    target_next_hole(&query, &before, &hole))
		import_remark(im, line,
		    "what a request brings into the parameters of a target is "
		    "escaped here ('&', '=', '+'), and was not there");
}

void
redirects_canonical(struct slice path, struct buf *out)
{
	if (url_path(path, out) != ERR_OK) {
		buf_reset(out);
		buf_add_slice(out, path);
	}
}

struct slice
redirects_path(struct slice s)
{
	size_t n = 0;

	while (n < s.n && s.s[n] != '?' && s.s[n] != '#')
		n++;
	return (struct slice){ s.s, n };
}

size_t
redirects_origin(struct slice s)
{
	struct slice rest;
	size_t       n;

	if (!foreign_is_url(s, &rest))
		return 0;
	for (n = s.n - rest.n; n < s.n && strchr("/?#", s.s[n]) == NULL;)
		n++;
	return n;
}
