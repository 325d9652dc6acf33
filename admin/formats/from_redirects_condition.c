/* SPDX-License-Identifier: MIT */
/* from_redirects_condition.c - what a line asks of a visitor; see
 * from_redirects_base.h. */
#include "from_redirects_base.h"

/* The last one with a name, which replaces those before it. */
static struct slice
condition_of(const struct redirect *r, const char *name)
{
	struct slice ret = { NULL, 0 };

	for (size_t i = 0; i < r->nconditions; i++) {
		struct slice c = r->conditions[i];

		if (slice_is(slice_cut(&c, '='), name))
			ret = c;
	}
	return ret;
}

struct slice
redirect_language(const struct redirect *r)
{
	struct slice ret = condition_of(r, "language");

	return ret.s != NULL ? ret : condition_of(r, "Language");
}

struct slice
redirect_cookies(const struct redirect *r)
{
	return condition_of(r, "Cookie");
}

/* Whether a list has an empty place. */
static bool
has_empty(struct slice list)
{
	do
		if (slice_cut(&list, ',').n == 0)
			return true;
	while (list.s != NULL);
	return false;
}

/* Whether a list has nothing in it. */
static bool
is_empty(struct slice list)
{
	for (size_t i = 0; i < list.n; i++)
		if (list.s[i] != ',')
			return false;
	return list.s != NULL;
}

/* Some of its names may begin with a small letter. */
static bool
is_language(struct slice name)
{
	return slice_is(name, "Language") || slice_is(name, "language");
}

static bool
is_other(struct slice name)
{
	return slice_is(name, "Country") || slice_is(name, "country") ||
	    slice_is(name, "Role") || slice_is(name, "role") ||
	    slice_is(name, "Sign") || slice_is(name, "signed");
}

/* Language and cookies are ours, too; the others ask for what no request
 * says. */
static void
check_condition(struct import *im, struct slice whole, bool *never)
{
	struct slice c = whole, name = slice_cut(&c, '=');

	if (slice_is(name, "Cookie") && has_empty(c)) {
		import_refuse(im, "'%.*s' names no cookie", quotable(whole),
		    whole.s);
	} else if (is_language(name) && is_empty(c)) {
		*never = true;
		import_refuse(im,
		    "'%.*s' names no language: it was never in effect",
		    quotable(whole), whole.s);
	} else if (is_other(name)) {
		import_refuse(im,
		    "the condition '%.*s' cannot be said: no rule asks for it",
		    quotable(whole), whole.s);
	} else if (!is_language(name) && !slice_is(name, "Cookie")) {
		*never = true;
		import_refuse(im,
		    "Netlify knows no condition '%.*s': it was never in effect",
		    quotable(name), name.s);
	}
}

static void
check_conditions(struct import *im, const struct redirect *r)
{
	bool never = false;

	if (r->nconditions > 0 && r->status.n == 0)
		import_refuse(im,
		    "Netlify wants a status before the condition '%.*s': it "
		    "was never in effect",
		    quotable(r->conditions[0]), r->conditions[0].s);
	for (size_t i = 0; i < r->nconditions; i++)
		check_condition(im, r->conditions[i], &never);
	/* It did answer there, as an error page does. */
	im->answered = !never &&
	    ((im->bad && r->status.n > 0) || slice_is(r->status, "404"));
}

enum err
redirect_conditions(struct import *im, const struct redirect *r,
    struct slice cookie)
{
	struct slice language = redirect_language(r);
	enum err     rc = ERR_OK;

	check_conditions(im, r);
	if (!im->bad && slice_has(cookie, '='))
		import_refuse(im,
		    "'%.*s' is the name of no cookie: Netlify looks for names "
		    "and not for values",
		    quotable(cookie), cookie.s);
	if (!im->bad && cookie.n > 0)
		rc = import_cell(im, COLUMN_COOKIE, cookie);
	if (rc != ERR_OK || im->bad || language.n == 0)
		return rc;
	return import_cell(im, COLUMN_LANGUAGE, language);
}
