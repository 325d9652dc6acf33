/* SPDX-License-Identifier: MIT */
/* flatten_target.c - two targets made one; see flatten_base.h. */
#include "flatten_base.h"
#include "location.h"

static bool
has_hole(const struct target *t, struct slice part)
{
	struct slice before, hole;

	return !t->literal && target_next_hole(&part, &before, &hole);
}

bool
flatten_splat(const struct target *t, struct slice *ret_before,
    bool *ret_constant)
{
	struct slice rest = t->path, hole;

	*ret_constant = !has_hole(t, t->path) && !has_hole(t, t->query) &&
	    !has_hole(t, t->fragment);
	if (*ret_constant || t->literal || has_hole(t, t->query) ||
	    has_hole(t, t->fragment))
		return false;
	return target_next_hole(&rest, ret_before, &hole) && rest.n == 0 &&
	    slice_is(hole, ":splat") && ret_before->n > 0 &&
	    ret_before->s[ret_before->n - 1] == '/';
}

/* The fragment of the last hop that has one. */
static void
add_fragment(const struct target *first, const struct target *second,
    struct buf *out)
{
	const struct target *t = second->has_fragment ? second : first;

	if (!t->has_fragment)
		return;
	buf_addc(out, '#');
	buf_add_slice(out, t->fragment);
}

/* What a prefix makes of a target that ends in ":splat", which is the last
 * segment of a path here. */
static bool
add_deeper(const struct rule *r, const struct rule *next, struct slice path,
    struct buf *out, struct buf *why)
{
	const struct target *t = &next->to;
	struct slice         head = next->at.head, below, first, hole;
	struct slice         rest = t->path;
	bool                 constant = !has_hole(t, t->path);

	if (has_hole(t, t->query) || has_hole(t, t->fragment) ||
	    (!constant &&
		(!target_next_hole(&rest, &first, &hole) ||
		    !slice_is(hole, ":splat") || has_hole(t, rest)))) {
		buf_addf(why, "the target of rule %lld has other placeholders",
		    (long long)next->id);
		return false;
	}
	while (path.n > 0 && path.s[path.n - 1] != '/')
		path.n--;
	if (next->at.kind != SOURCE_PREFIX || next->ignore_case ||
	    path.n < head.n + 1 || r->to.has_query) {
		buf_addf(why, "what rule %lld makes of it is no single target",
		    (long long)next->id);
		return false;
	}
	below = (struct slice){ path.s + head.n + 1, path.n - head.n - 1 };
	buf_add_slice(out, t->kind == TARGET_URL ? t->origin : r->to.origin);
	buf_add_slice(out, constant ? t->path : first);
	if (!constant) {
		buf_add_slice(out, below);
		buf_adds(out, ":splat");
		buf_add_slice(out, rest);
	}
	if (t->has_query) {
		buf_addc(out, '?');
		buf_add_slice(out, t->query);
	}
	add_fragment(&r->to, t, out);
	return true;
}

bool
flatten_target(struct flatten *f, const struct rule *r,
    const struct match *next, struct buf *out, struct buf *why)
{
	const struct target *t = &next->rule->to;
	struct slice         before;
	bool                 constant;

	if (flatten_splat(&r->to, &before, &constant))
		return add_deeper(r, next->rule, f->to.path, out, why);
	if (!constant) {
		buf_adds(why,
		    "its target has placeholders that another "
		    "target can't have");
		return false;
	}
	if (t->kind == TARGET_PATH)
		buf_add_slice(out, r->to.origin);
	buf_reset(&f->text);
	if (location_build(t, next, &f->to, next->rule->query, &f->text) !=
	    ERR_OK) {
		buf_adds(why, "it leads to no sound Location");
		return false;
	}
	buf_add_slice(out, buf_slice(&f->text));
	if (!t->has_fragment)
		add_fragment(&r->to, t, out);
	return true;
}
