/* SPDX-License-Identifier: MIT */
/* from_redirects_line.c - which word of a line is what; see
 * from_redirects_base.h. */
#include <string.h>

#include "from_redirects_base.h"

bool
redirects_is_url(struct slice s)
{
	return slice_starts(s, "http://") || slice_starts(s, "https://");
}

static bool
is_target(struct slice word)
{
	return word.s[0] == '/' || redirects_is_url(word);
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

/* What stands behind a source is read as a status there when a number begins
 * it, and then there is no target. */
static bool
begins_number(struct slice word)
{
	size_t sign = word.s[0] == '-' || word.s[0] == '+' ? 1 : 0;

	return word.n > sign && word.s[sign] >= '0' && word.s[sign] <= '9';
}

void
redirect_cut(struct import *im, const struct words *w, struct redirect *ret)
{
	struct redirect r = { 0 };
	size_t          i, n;

	if (w->n > WORDS_MAX)
		import_refuse(im, "it has %zu words, which is too many", w->n);
	n = w->n < WORDS_MAX ? w->n : WORDS_MAX;
	for (i = 0; i < n && w->at[i].s[0] != '#';)
		i++;
	n = i;
	r.from = w->at[0];
	for (i = 1; i < n && !is_target(w->at[i]) && !is_status(w->at[i]); i++)
		r.params[r.nparams++] = w->at[i];
	if (r.nparams > 0 && begins_number(r.params[0]))
		import_refuse(im,
		    "'%.*s' begins with a number, and Netlify reads it as a "
		    "status: it was never in effect",
		    quotable(r.params[0]), r.params[0].s);
	if (i == n || is_status(w->at[i]))
		import_refuse(im,
		    n < 2 ? "it has no target" :
			    "it has no target, which begins with '/', "
			    "http:// or https://");
	else
		r.to = w->at[i++];
	if (i < n && is_status(w->at[i])) {
		r.status = w->at[i++];
		r.force = r.status.s[r.status.n - 1] == '!';
		r.status.n -= r.force;
	} else if (i < n && memchr(w->at[i].s, '=', w->at[i].n) == NULL) {
		import_refuse(im, "'%.*s' is not a status", quotable(w->at[i]),
		    w->at[i].s);
	}
	while (i < n)
		r.conditions[r.nconditions++] = w->at[i++];
	*ret = r;
}
