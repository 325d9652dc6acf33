/* SPDX-License-Identifier: MIT */
/* flatten_target.c - two targets made one; see flatten_base.h. */
#include "flatten_base.h"
#include "location.h"

/* -------------------------------------------------------------------- holes */

bool
flatten_has_hole(const struct target *t, struct slice part)
{
	struct slice before, hole;

	return !t->literal && target_next_hole(&part, &before, &hole);
}

bool
flatten_has_holes(const struct target *t)
{
	return flatten_has_hole(t, t->path) || flatten_has_hole(t, t->query) ||
	    flatten_has_hole(t, t->fragment);
}

bool
flatten_path(struct flatten *f, const struct rule *r)
{
	struct slice was = r->to.path, is, before, a, b;
	bool         more;

	buf_reset(&f->path);
	if (url_path(was, &f->path) != ERR_OK)
		return false;
	is = buf_slice(&f->path);
	do {
		more = target_next_hole(&was, &before, &a);
		if (more != target_next_hole(&is, &before, &b) ||
		    (more && !slice_eq(a, b)))
			return false;
	} while (more);
	return true;
}

bool
flatten_is_wild(const struct source *at, struct slice hole)
{
	return hole.s[0] == '$' ||
	    (at->values > 0 &&
		pattern_find(at->names,
		    (struct slice){ hole.s + 1, hole.n - 1 }) >=
		    (int)at->segments);
}

struct slice
flatten_piece(const struct rule *r, const struct pieces *p, struct slice hole)
{
	int i;

	if (slice_is(hole, ":splat"))
		return p->splat;
	i = pattern_find(r->at.path, (struct slice){ hole.s + 1, hole.n - 1 });
	return i < 0 ? (struct slice){ NULL, 0 } : p->piece[i];
}

/* --------------------------------------------------------------------- path */

static bool
has_wild(const struct source *at, struct slice text)
{
	struct slice before, hole;

	while (target_next_hole(&text, &before, &hole))
		if (flatten_is_wild(at, hole))
			return true;
	return false;
}

/* Whether all that may make no sound path is in another one, too. */
static bool
is_wild_kept(const struct source *at, struct slice was, struct slice is)
{
	struct slice before, a, b, rest;

	while (target_next_hole(&was, &before, &a)) {
		bool kept = !flatten_is_wild(at, a);

		for (rest = is; !kept && target_next_hole(&rest, &before, &b);)
			kept = slice_eq(a, b);
		if (!kept)
			return false;
	}
	return true;
}

/*
 * Whether a text that is put behind a path means there what it meant behind a
 * '/': one that may begin with nothing, or with a slash, needs that.  What may
 * be anything needs it at both ends.
 */
static bool
may_follow(const struct buf *out, const struct source *from, struct slice text,
    struct slice after)
{
	struct slice rest = text, before, hole;
	bool         slash = out->len > 0 && out->data[out->len - 1] == '/';

	if (!target_next_hole(&rest, &before, &hole))
		return true;
	if (has_wild(from, text))
		return slash && (after.n == 0 || after.s[0] == '/');
	return slash || before.n > 0 || !slice_is(hole, ":splat") ||
	    rest.n == 0;
}

/* As location_build() joins them. */
static void
join(struct buf *out, struct slice s)
{
	while (out->len > 0 && out->data[out->len - 1] == '/' && s.n > 0 &&
	    s.s[0] == '/') {
		s.s++;
		s.n--;
	}
	buf_add_slice(out, s);
}

/* was: the path that it replaces, whose placeholders it has. */
static bool
add_path(const struct rule *next, const struct pieces *p, struct slice was,
    struct buf *out)
{
	const size_t at = out->len;
	struct slice rest = next->to.path, before, hole, text;
	bool         more;

	if (next->to.literal) {
		buf_add_slice(out, rest);
		return !has_wild(p->from, was);
	}
	more = target_next_hole(&rest, &before, &hole);
	buf_add_slice(out, before);
	while (more) {
		text = flatten_piece(next, p, hole);
		more = target_next_hole(&rest, &before, &hole);
		if (!may_follow(out, p->from, text, before))
			return false;
		join(out, text);
		join(out, before);
	}
	return is_wild_kept(p->from, was,
	    (struct slice){ out->data + at, out->len - at });
}

/* ---------------------------------------------------------------- all of it */

/* The fragment of the last hop that has one. */
static bool
add_fragment(const struct rule *r, const struct rule *next,
    const struct pieces *p, struct buf *out)
{
	const struct target *t = next->to.has_fragment ? &next->to : &r->to;

	if (!t->has_fragment)
		return true;
	buf_addc(out, '#');
	if (t == &next->to)
		return flatten_part(next, t->fragment, p, out);
	buf_add_slice(out, t->fragment);
	return true;
}

/* Both have a single Location, once they are asked without parameters. */
static bool
add_constant(struct flatten *f, const struct rule *r, const struct match *next,
    struct buf *out, struct buf *why)
{
	const struct target *t = &next->rule->to;

	if (t->kind == TARGET_PATH)
		buf_add_slice(out, r->to.origin);
	buf_reset(&f->text);
	if (location_build(t, next, &f->to, next->rule->query, &f->text) !=
	    ERR_OK) {
		buf_adds(why, "it leads to no sound Location");
		return false;
	}
	buf_add_slice(out, buf_slice(&f->text));
	if (!t->has_fragment && r->to.has_fragment) {
		buf_addc(out, '#');
		buf_add_slice(out, r->to.fragment);
	}
	return true;
}

bool
flatten_target(struct flatten *f, const struct rule *r, const struct match *m,
    struct buf *out, struct buf *why)
{
	const struct rule *next = m->rule;
	struct pieces      p = { .from = &r->at };

	if (!flatten_query_fits(r, next, why))
		return false;
	if (!flatten_has_holes(&r->to))
		return add_constant(f, r, m, out, why);
	if (next->at.values > 0) {
		buf_addf(why, "rule %lld takes the value of a parameter",
		    (long long)next->id);
		return false;
	}
	if (!flatten_path(f, r) ||
	    flatten_fit(next, buf_slice(&f->path), true, &p) != FIT_ALL) {
		buf_addf(why,
		    "rule %lld may answer only some of what it "
		    "leads to",
		    (long long)next->id);
		return false;
	}
	buf_add_slice(out,
	    next->to.kind == TARGET_URL ? next->to.origin : r->to.origin);
	if (!add_path(next, &p, r->to.path, out) ||
	    !flatten_query(r, next, &p, out) ||
	    !add_fragment(r, next, &p, out)) {
		buf_addf(why,
		    "no single target says what rule %lld makes of its "
		    "placeholders",
		    (long long)next->id);
		return false;
	}
	return true;
}
