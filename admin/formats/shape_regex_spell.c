/* SPDX-License-Identifier: MIT */
/* shape_regex_spell.c - expressions for other servers: write them anew, and
 * what may become of what they capture; see shape_regex.h. */
#include <string.h>

#include "shape_regex.h"
#include "spell.h"

/* ------------------------------------------------------------------ spell */

static bool
has(const uint64_t set[2], unsigned c)
{
	return (set[c / 64] >> (c % 64) & 1) != 0;
}

/* Within a class; in no configuration does it mean anything. */
static void
add_octet(unsigned c, struct buf *out)
{
	if ((url_lower((char)c) >= 'a' && url_lower((char)c) <= 'z') ||
	    (c >= '0' && c <= '9') || strchr("/._~!,;=@", (int)c) != NULL)
		buf_addc(out, (char)c);
	else
		buf_addf(out, "\\x%02X", c);
}

static void
add_ranges(const uint64_t set[2], bool absent, struct buf *out)
{
	for (unsigned c = 0x21, to; c <= 0x7e; c = to + 1) {
		to = c;
		if (has(set, c) == absent || (absent && (c == '#')))
			continue;
		while (to < 0x7e && has(set, to + 1) != absent &&
		    !(absent && to + 1 == '#'))
			to++;
		add_octet(c, out);
		if (to > c + 1)
			buf_addc(out, '-');
		if (to > c)
			add_octet(to, out);
	}
}

static size_t
count(const uint64_t set[2])
{
	size_t n = 0;

	for (unsigned c = 0x21; c <= 0x7e; c++)
		n += has(set, c);
	return n;
}

static void
add_set(const struct token *t, struct buf *out)
{
	const bool most = count(t->set) > 64;

	for (unsigned c = 0x21; c <= 0x7e && count(t->set) == 1; c++)
		if (has(t->set, c)) {
			const char one = (char)c;

			spell_text((struct slice){ &one, 1 }, out);
			return;
		}
	buf_adds(out, most ? "[^ " : "[");
	add_ranges(t->set, most, out);
	buf_addc(out, ']');
}

static void
add_count(const struct token *t, struct buf *out)
{
	if (t->min == 1 && t->max == 1)
		return;
	if (t->min == 0 && t->max == 1)
		buf_addc(out, '?');
	else if (t->max == 0 && t->min < 2)
		buf_addc(out, t->min == 0 ? '*' : '+');
	else if (t->max == 0)
		buf_addf(out, "{%u,}", t->min);
	else if (t->max == t->min)
		buf_addf(out, "{%u}", t->min);
	else
		buf_addf(out, "{%u,%u}", t->min, t->max);
	if (t->lazy)
		buf_addc(out, '?');
}

void
shape_regex_spell(const struct shape_regex *x, struct buf *out)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct token *t = &x->token[i];

		switch (t->kind) {
		case TOKEN_SET:
			add_set(t, out);
			break;
		case TOKEN_OPEN:
			buf_adds(out, t->group > 0 ? "(" : "(?:");
			break;
		case TOKEN_OR:
			buf_addc(out, '|');
			break;
		case TOKEN_CLOSE:
			buf_addc(out, ')');
			break;
		}
		if (t->kind == TOKEN_SET || t->kind == TOKEN_CLOSE)
			add_count(t, out);
	}
}

/* ---------------------------------------------------------------- captures */

/* What a group may capture. */
struct capture {
	bool empty; /* or nothing */
	bool clean; /* no slash, no dot, no part of an escape */
	bool whole; /* a whole segment */
	bool rest;  /* all up to the end, ... */
	bool head;  /* ... from the beginning of a segment */
};

/* Whether a token is this octet and no other, once. */
static bool
is_octet(const struct shape_regex *x, size_t i, char c)
{
	const struct token *t = &x->token[i];

	return i < x->n && t->kind == TOKEN_SET && t->min == 1 && t->max == 1 &&
	    count(t->set) == 1 && has(t->set, (unsigned)c);
}

/* Whether nothing, or a slash that may be left out, is all that comes. */
static bool
is_end(const struct shape_regex *x, size_t i)
{
	const struct token *t = &x->token[i];

	return i == x->n ||
	    (i + 1 == x->n && t->kind == TOKEN_SET && t->min == 0 &&
		t->max == 1 && count(t->set) == 1 && has(t->set, '/'));
}

static bool
is_inside(const struct shape_regex *x, size_t open)
{
	for (size_t i = 0; i < open; i++)
		if (x->token[i].kind == TOKEN_OPEN && x->token[i].close > open)
			return true;
	return false;
}

/* Whether the octet in front may be the beginning of an escape. */
static bool
is_cut(const struct shape_regex *x, size_t open)
{
	for (size_t i = open; i-- > 0 && open - i <= 2;)
		if (x->token[i].kind != TOKEN_SET || x->token[i].min != 1 ||
		    x->token[i].max != 1 || has(x->token[i].set, '%'))
			return true;
	return false;
}

/* Of the octets that the tokens from i on to an end can cover, the fewest. */
static size_t
shortest(const struct shape_regex *x, size_t i, size_t end)
{
	size_t least = SIZE_MAX, n = 0;

	for (; i < end; i++) {
		const struct token *t = &x->token[i];

		if (t->kind == TOKEN_SET) {
			n += t->min;
		} else if (t->kind == TOKEN_OPEN) {
			if (x->token[t->close].min > 0)
				n += shortest(x, i + 1, t->close);
			i = t->close;
		} else if (t->kind == TOKEN_OR) {
			least = n < least ? n : least;
			n = 0;
		}
	}
	return n < least ? n : least;
}

static struct capture
look_at(const struct shape_regex *x, size_t open)
{
	const size_t close = x->token[open].close;
	const bool   one =
	    close == open + 2 && x->token[open + 1].kind == TOKEN_SET;
	const bool     slash = open > 0 && is_octet(x, open - 1, '/');
	struct capture c = { .clean = true };

	c.empty = x->token[close].min == 0 || is_inside(x, open) ||
	    shortest(x, open + 1, close) == 0;
	for (size_t i = open + 1; i < close; i++)
		if (x->token[i].kind == TOKEN_SET &&
		    (has(x->token[i].set, '/') || has(x->token[i].set, '.') ||
			has(x->token[i].set, '%')))
			c.clean = false;
	if (!one || is_inside(x, open) || x->token[close].min == 0)
		return c;
	c.whole = slash && !has(x->token[open + 1].set, '/') &&
	    (is_end(x, close + 1) || is_octet(x, close + 1, '/'));
	c.head = slash;
	c.rest = is_end(x, close + 1) && (slash || !is_cut(x, open));
	return c;
}

/* What stands beside a hole of the target; 0 is an end, or another hole. */
struct beside {
	char before, after;
	bool is_last; /* nothing of the path comes after it */
	bool is_cut;  /* a '%' is near in front */
};

static bool
capture_fits(const struct capture *c, const struct beside *b)
{
	if (b->before == '\0' || b->is_cut)
		return false;
	if (c->empty &&
	    (b->before == '.' || (b->before == '/' && b->after == '/')))
		return false;
	if (b->after == '\0' && !b->is_last) /* another hole */
		return c->clean && !c->empty;
	if (c->clean || c->whole)
		return true;
	return c->rest && b->is_last && b->before != '.' &&
	    (c->head || b->before != '/');
}

static struct beside
beside_of(struct slice before, struct slice rest)
{
	struct beside b = { .before =
				before.n > 0 ? before.s[before.n - 1] : '\0',
		.after = rest.n > 0 && rest.s[0] != '$' ? rest.s[0] : '\0',
		.is_last = rest.n == 0 };

	for (size_t i = before.n; i-- > 0 && before.n - i <= 2;)
		b.is_cut = b.is_cut || before.s[i] == '%';
	return b;
}

enum err
shape_regex_target(const struct shape_regex *x, const struct target *t,
    struct buf *why)
{
	struct slice rest = t->path, before, hole;

	if (t->literal)
		return ERR_OK;
	while (target_next_hole(&rest, &before, &hole)) {
		const unsigned n = (unsigned)(hole.s[1] - '0');
		struct beside  b = beside_of(before, rest);

		for (size_t i = 0; i < x->n; i++) {
			struct capture c;

			if (x->token[i].kind != TOKEN_OPEN ||
			    x->token[i].group != n)
				continue;
			c = look_at(x, i);
			if (!capture_fits(&c, &b))
				return refuse(why, ERR_SYNTAX,
				    "what its regular expression captures as "
				    "$%u could make a path in its target that "
				    "detour would not lead to, or would write "
				    "in another way",
				    n);
		}
	}
	return ERR_OK;
}
