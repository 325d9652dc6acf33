/* SPDX-License-Identifier: MIT */
/* source_describe.c - a source in words, for people; see source.h. */
#include "source.h"

#include "pattern.h"

static void
add_path(const struct source *s, bool strict, struct buf *out)
{
	if (s->kind == SOURCE_REGEX) {
		buf_adds(out, "any path that the regular expression ");
		buf_add_slice(out, s->path);
		buf_adds(out, " matches as a whole");
		return;
	}
	if (s->rest && s->path.n == 0) {
		buf_adds(out, "any path");
		return;
	}
	if (s->rest)
		buf_adds(out,
		    strict ? "any path below " : "any path at or below ");
	else if (s->kind == SOURCE_PATTERN)
		buf_adds(out, strict ? "exactly a path as " : "a path as ");
	else
		buf_adds(out, strict ? "exactly " : "the path ");
	buf_add_slice(out, s->path);
}

/* Placeholders of a pattern, from some place on: ":year and :slug". */
static void
add_names(struct slice names, size_t at, struct buf *out)
{
	struct slice name, next;
	bool         more = pattern_next(names, &at, &name);

	for (bool first = true; more; first = false, name = next) {
		more = pattern_next(names, &at, &next);
		if (!first)
			buf_adds(out, more ? ", " : " and ");
		buf_add_slice(out, name);
	}
}

static void
add_host(const struct source *s, struct buf *out)
{
	buf_adds(out, " on ");
	if (s->host.n == 0) {
		buf_adds(out, "any host");
	} else if (s->wild) {
		buf_adds(out, "any subdomain of ");
		buf_add(out, s->host.s + 2, s->host.n - 2);
	} else {
		buf_add_slice(out, s->host);
	}
	if (s->scheme != SCHEME_ANY)
		buf_addf(out, ", %s only", scheme_name(s->scheme));
}

/* The parameters, with something between them, and before the last one. */
static void
join_params(const struct source *s, const char *between, const char *last,
    struct buf *out)
{
	struct slice rest = s->params, one, name;
	size_t       at = s->path.n;

	for (unsigned i = 0; url_next_param(&rest, &one); i++) {
		if (i > 0)
			buf_adds(out, i + 1 < s->nparams ? between : last);
		if (one.s[one.n - 1] == ':' &&
		    pattern_next(s->names, &at, &name)) {
			one.n--;
			buf_add_slice(out, one);
			one = name;
		}
		buf_add_slice(out, one);
	}
}

void
source_params(const struct source *s, struct buf *out)
{
	join_params(s, "&", "&", out);
}

/* ", with the parameters p=12 and x". */
static void
add_params(const struct source *s, struct buf *out)
{
	buf_adds(out,
	    s->nparams > 1 ? ", with the parameters " :
			     ", with the parameter ");
	join_params(s, ", ", " and ", out);
}

void
source_describe(const struct source *s, bool strict, bool ignore_case,
    struct buf *out)
{
	add_path(s, strict, out);
	if (ignore_case)
		buf_adds(out, " in capital or small letters");
	add_host(s, out);
	if (s->nparams > 0)
		add_params(s, out);
	if (s->kind == SOURCE_PATTERN) {
		buf_adds(out, "; one segment each becomes ");
		add_names(s->path, 0, out);
	}
	if (s->values > 0) {
		buf_adds(out,
		    s->values > 1 ? "; their values, unless empty, become " :
				    "; its value, unless empty, becomes ");
		add_names(s->names, s->path.n, out);
	}
	if (s->captures > 0)
		buf_addf(out,
		    s->captures > 1 ? "; its captures become $1 to $%u" :
				      "; its capture becomes $%u",
		    s->captures);
	if (s->rest)
		buf_adds(out,
		    s->kind == SOURCE_PATTERN && s->values == 0 ?
			", the rest :splat" :
			"; the rest becomes :splat");
}
