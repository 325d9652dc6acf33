/* SPDX-License-Identifier: MIT */
/* to_vercel_path.c - paths as Vercel reads them; see to_vercel.h. */
#include <string.h>

#include "pattern.h"
#include "to_vercel.h"

bool
vercel_is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

/* ------------------------------------------------------------------- source */

static void
add_text(char c, const char *special, struct buf *out)
{
	if (vercel_is_one_of(c, special))
		buf_addc(out, '\\');
	buf_addc(out, c);
}

/* What would be a parameter in an exact path is escaped. */
void
vercel_add_path(const struct rule *r, struct slice path, struct buf *out)
{
	const char *special =
	    r->at.kind == SOURCE_PATTERN ? "(){}*+?" : "(){}*+?:";

	for (size_t i = 0; i < path.n; i++)
		add_text(path.s[i], special, out);
}

/* What means the same in every dialect of expressions: no more is known of
 * that behind "(" up to its end, which may hold no other capture. */
static bool
is_common(struct slice group)
{
	for (size_t i = 0; i < group.n; i++) {
		const char c = group.s[i];
		const char next = i + 1 < group.n ? group.s[i + 1] : '\0';

		if (c == '(' &&
		    (i + 2 >= group.n || next != '?' ||
			!vercel_is_one_of(group.s[i + 2], ":=!")))
			return false;
		if (c == '\\' && pattern_is_name(next) &&
		    !vercel_is_one_of(next, "dDwWsSb"))
			return false;
		if ((c == '[' && vercel_is_one_of(next, ":]")) ||
		    (next == '+' && vercel_is_one_of(c, "*+?}")))
			return false;
		i += c == '\\';
	}
	return group.n > 0 && group.s[0] != '?';
}

/* "(...)" at the beginning of s: without its brackets, or nothing. */
static struct slice
group_at(struct slice s)
{
	const struct slice none = { NULL, 0 };
	int                depth = 0;
	bool               list = false;

	if (s.n == 0 || s.s[0] != '(')
		return none;
	for (size_t i = 0; i < s.n; i++) {
		if (s.s[i] == '\\')
			i++;
		else if (s.s[i] == '[' || s.s[i] == ']')
			list = s.s[i] == '[';
		else if (s.s[i] == '(' && !list)
			depth++;
		else if (s.s[i] == ')' && !list && --depth == 0)
			return (struct slice){ s.s + 1, i - 1 };
	}
	return none;
}

static char
octet_at(struct slice s, size_t i)
{
	return i < s.n ? s.s[i] : '\0';
}

/*
 * "(x)", "(x)?" and "(?:/(x))?", which there are ":p1(x)", the same with a '?',
 * and "/:p1(x)?".  Returns how many octets of s it is, or 0.
 */
static size_t
add_group(struct slice s, unsigned n, struct buf *out)
{
	struct slice group = group_at(s);
	const char   before = out->len > 0 ? out->data[out->len - 1] : '\0';
	size_t       used = group.n + 2;
	bool         maybe = octet_at(s, used) == '?';

	if (group.n > 4 && slice_starts(group, "?:/(")) {
		const struct slice inner =
		    group_at((struct slice){ group.s + 3, group.n - 3 });

		if (inner.n + 5 != group.n || !maybe || !is_common(inner) ||
		    (used + 1 < s.n && s.s[used + 1] != '/'))
			return 0;
		buf_addf(out, "/:p%u(%.*s)?", n, (int)inner.n, inner.s);
		return used + 1;
	}
	if (!is_common(group) || vercel_is_one_of(octet_at(s, used), "*+{") ||
	    (maybe && (before == '/' || before == '.')))
		return 0;
	buf_addf(out, ":p%u(%.*s)%s", n, (int)group.n, group.s,
	    maybe ? "?" : "");
	used += maybe;
	return vercel_is_one_of(octet_at(s, used), "*+?{") ? 0 : used;
}

enum err
vercel_add_expression(struct slice e, struct buf *out, struct buf *why)
{
	unsigned n = 0;
	size_t   used;

	if (octet_at(e, 0) != '/' && !slice_starts(e, "(?:/("))
		return refuse(why, ERR_SYNTAX,
		    "its expression does not begin with a '/'");
	while (e.n > 0) {
		if (e.s[0] == '(') {
			used = add_group(e, ++n, out);
			if (used == 0)
				return refuse(why, ERR_SYNTAX,
				    "Vercel cannot read '%.*s' as a parameter",
				    quotable(e), e.s);
		} else if (e.s[0] == '\\' && e.n > 1 &&
		    !pattern_is_name(e.s[1])) {
			used = 2;
			add_text(e.s[1], "(){}*+?:\\", out);
		} else if (vercel_is_one_of(e.s[0], ".^$|[]*+?{})\\") ||
		    vercel_is_one_of(octet_at(e, 1), "*+?{")) {
			return refuse(why, ERR_SYNTAX,
			    "Vercel reads an expression in brackets only, and "
			    "this is none: '%.*s'",
			    quotable(e), e.s);
		} else {
			used = 1;
			add_text(e.s[0], ":", out);
		}
		e.s += used;
		e.n -= used;
	}
	return buf_end(out);
}

/* ------------------------------------------------------------------- target */

/* What was captured: as the source names it. */
static void
add_hole(struct slice hole, char next, struct buf *out)
{
	const bool braces = pattern_is_name(next);

	buf_adds(out, braces ? "{:" : ":");
	if (hole.s[0] == '$')
		buf_addc(out, 'p');
	buf_addf(out, "%.*s%s", (int)hole.n - 1, hole.s + 1, braces ? "}" : "");
}

static enum err
add_part(const struct rule *r, struct slice part, bool alone, struct buf *out,
    struct buf *why)
{
	struct slice before, hole;
	bool         more = true;

	while (more) {
		more =
		    !r->to.literal && target_next_hole(&part, &before, &hole);
		if (!more)
			before = part;
		for (size_t i = 0; i < before.n; i++)
			if (vercel_is_one_of(before.s[i], "(){}*+:?$\\"))
				return refuse(why, ERR_SYNTAX,
				    "a '%c' in a target means something there",
				    before.s[i]);
		buf_add_slice(out, before);
		if (!more)
			break;
		if (slice_is(hole, ":splat") && part.n > 0 && part.s[0] == '/')
			return refuse(why, ERR_SYNTAX,
			    "a '/' follows :splat in its target, and would "
			    "there stand twice behind another one");
		if (!alone || !slice_is(hole, ":splat"))
			add_hole(hole, octet_at(part, 0), out);
	}
	return ERR_OK;
}

enum err
vercel_add_target(const struct rule *r, bool alone, struct buf *out,
    struct buf *why)
{
	enum err rc = ERR_OK;

	buf_add_slice(out, r->to.origin);
	if (!slice_eq(r->target, r->to.origin)) /* it may have no path */
		rc = add_part(r, r->to.path, alone, out, why);
	if (rc == ERR_OK && r->to.has_query) {
		buf_addc(out, '?');
		rc = add_part(r, r->to.query, alone, out, why);
	}
	if (rc == ERR_OK && r->to.has_fragment) {
		buf_addc(out, '#');
		rc = add_part(r, r->to.fragment, alone, out, why);
	}
	return rc == ERR_OK ? buf_end(out) : rc;
}
