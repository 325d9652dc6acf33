/* SPDX-License-Identifier: MIT */
/* flatten_query.c - the queries of two targets; see flatten_base.h. */
#include <string.h>

#include "flatten_base.h"
#include "params.h"

/* The part of a parameter that is its name. */
static struct slice
name_of(struct slice param)
{
	struct slice rest = param;

	return slice_cut(&rest, '=');
}

static bool
has_name(struct slice query, struct slice param)
{
	struct slice one;

	while (query.n > 0 && url_next_param(&query, &one))
		if (url_same_name(one, param))
			return true;
	return false;
}

/* Whether a part of a query's names is a placeholder. */
static bool
has_open_name(const struct target *t)
{
	struct slice query = t->query, one;

	while (query.n > 0 && url_next_param(&query, &one))
		if (flatten_has_hole(t, name_of(one)))
			return true;
	return false;
}

/* Which parameters of a query are consumed, one after the other. */
static bool
is_consumed(const struct rule *next, struct slice one, unsigned *met)
{
	return next->at.nparams > 0 && params_meets(next->at.params, one, met);
}

static bool
is_fitting(const struct rule *r, const struct rule *next, const char **why)
{
	struct slice query = r->to.query, one;
	unsigned     met = 0, n = 0;

	*why = "its placeholders stand for names of parameters";
	if (has_open_name(&r->to) || has_open_name(&next->to))
		return false;
	while (query.n > 0 && url_next_param(&query, &one)) {
		bool open = flatten_has_hole(&r->to, one);

		*why = "the parameters that rule %lld requires are no fixed "
		       "ones";
		if (open && has_name(next->at.params, one))
			return false;
		if (!is_consumed(next, one, &met))
			continue;
		n++;
		/* The visitor's own of that name end at r, which has it. */
		*why = "what rule %lld requires would have to be dropped, and "
		       "all else passed on";
		if (r->query == QUERY_PASS && next->query == QUERY_PASS &&
		    !has_name(next->to.query, one))
			return false;
	}
	*why = "rule %lld requires parameters that not every visitor has";
	return n == next->at.nparams;
}

bool
flatten_query_fits(const struct rule *r, const struct rule *next,
    struct buf *why)
{
	const char *because;

	if (is_fitting(r, next, &because))
		return true;
	while (*because != '\0') {
		if (strncmp(because, "%lld", 4) == 0) {
			buf_addf(why, "%lld", (long long)next->id);
			because += 4;
		} else {
			buf_addc(why, *because++);
		}
	}
	return false;
}

/* --------------------------------------------------------------- with holes */

static void
add_escaped(struct slice s, struct buf *out)
{
	for (size_t i = 0; i < s.n; i++) {
		if (strchr("&=+;#?", s.s[i]) != NULL)
			url_escape((unsigned char)s.s[i], out);
		else
			buf_addc(out, s.s[i]);
	}
}

/*
 * A text with placeholders as a value.  In a path, slashes merge around what
 * may be nothing; in a value they would not, so that such a placeholder must
 * be the end.
 */
static bool
add_value(const struct source *from, struct slice text, struct buf *out)
{
	struct slice before, hole;
	bool         more = true;

	while (more) {
		more = target_next_hole(&text, &before, &hole);
		add_escaped(before, out);
		if (!more)
			break;
		if (flatten_is_wild(from, hole) ||
		    (slice_is(hole, ":splat") && text.n > 0))
			return false;
		buf_add_slice(out, hole);
	}
	return true;
}

bool
flatten_part(const struct rule *next, struct slice part, const struct pieces *p,
    struct buf *out)
{
	struct slice before, hole;

	if (next->to.literal) {
		buf_add_slice(out, part);
		return true;
	}
	while (target_next_hole(&part, &before, &hole)) {
		buf_add_slice(out, before);
		if (!add_value(p->from, flatten_piece(next, p, hole), out))
			return false;
	}
	buf_add_slice(out, before);
	return true;
}

bool
flatten_query(const struct rule *r, const struct rule *next,
    const struct pieces *p, struct buf *out)
{
	struct slice query = r->to.query, one;
	bool         more = next->to.has_query;
	unsigned     met = 0;

	if (more) {
		buf_addc(out, '?');
		if (!flatten_part(next, next->to.query, p, out))
			return false;
	}
	if (next->query == QUERY_DROP)
		return true;
	while (query.n > 0 && url_next_param(&query, &one)) {
		if (is_consumed(next, one, &met) ||
		    has_name(next->to.query, one))
			continue;
		if (!more)
			buf_addc(out, '?');
		else if (out->data[out->len - 1] != '?')
			buf_addc(out, '&');
		buf_add_slice(out, one);
		more = true;
	}
	return true;
}
