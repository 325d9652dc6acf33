/* SPDX-License-Identifier: MIT */
/* shape_regex.c - expressions for other servers: read them; shape_regex.h. */
#include "shape_regex.h"

#include <string.h>

#define COUNT_MAX 255 /* of what is written as a count */
#define DEPTH_MAX 8

struct reader {
	struct slice        s;
	size_t              i;
	bool                fold; /* both cases of a letter are one */
	struct shape_regex *ret;
};

/* ------------------------------------------------------------------- sets */

static void
set_add(uint64_t set[2], unsigned c)
{
	set[c / 64] |= UINT64_C(1) << (c % 64);
}

static void
set_range(uint64_t set[2], unsigned from, unsigned to, bool fold)
{
	for (unsigned c = from; c <= to && c < 128; c++) {
		set_add(set, c);
		if (fold && c >= 'a' && c <= 'z')
			set_add(set, c - 'a' + 'A');
		if (fold && c >= 'A' && c <= 'Z')
			set_add(set, c - 'A' + 'a');
	}
}

/* What a path has, and what follows it in a line has not in front. */
static void
set_within_path(uint64_t set[2])
{
	uint64_t path[2] = { 0, 0 };

	set_range(path, 0x21, 0x7e, false);
	path['?' / 64] &= ~(UINT64_C(1) << ('?' % 64));
	path['#' / 64] &= ~(UINT64_C(1) << ('#' % 64));
	set[0] &= path[0];
	set[1] &= path[1];
}

/* "\d", "\w": false for what is no set here. */
static bool
set_named(char name, uint64_t set[2])
{
	if (name != 'd' && name != 'w')
		return false;
	set_range(set, '0', '9', false);
	if (name == 'w') {
		set_range(set, 'a', 'z', true);
		set_add(set, '_');
	}
	return true;
}

/* ------------------------------------------------------------------- read */

static char
peek(const struct reader *r, size_t ahead)
{
	return r->i + ahead < r->s.n ? r->s.s[r->i + ahead] : '\0';
}

static bool
is_word(char c)
{
	return (url_lower(c) >= 'a' && url_lower(c) <= 'z') ||
	    (c >= '0' && c <= '9');
}

/* The octet that a '\' in front makes plain. */
static bool
read_escaped(struct reader *r, unsigned char *ret)
{
	const char c = peek(r, 1);

	if (c == '\0' || is_word(c) || (unsigned char)c >= 0x7f || c <= ' ')
		return false;
	*ret = (unsigned char)c;
	r->i += 2;
	return true;
}

/* "[...]"; the names of POSIX are not taken. */
static bool
read_class(struct reader *r, uint64_t set[2])
{
	const bool    negated = peek(r, 1) == '^';
	unsigned char from, to;
	bool          first = true;

	for (r->i += negated ? 2 : 1; first || peek(r, 0) != ']';
	     first = false) {
		from = (unsigned char)peek(r, 0);
		if (from == '\0' || from == '[' || from >= 0x7f)
			return false;
		if (from == '\\' && set_named(peek(r, 1), set)) {
			r->i += 2;
			if (peek(r, 0) == '-' && peek(r, 1) != ']')
				return false;
			continue;
		}
		if (from != '\\')
			r->i++;
		else if (!read_escaped(r, &from))
			return false;
		to = from;
		if (peek(r, 0) == '-' && peek(r, 1) != ']') {
			r->i++;
			to = (unsigned char)peek(r, 0);
			if (to == '\0' || to == '[' || to >= 0x7f)
				return false;
			if (to != '\\')
				r->i++;
			else if (!read_escaped(r, &to))
				return false;
			if (to < from)
				return false;
		}
		set_range(set, from, to, r->fold);
	}
	r->i++;
	if (negated) {
		set[0] = ~set[0];
		set[1] = ~set[1];
	}
	return true;
}

static bool
read_number(struct reader *r, unsigned *ret)
{
	unsigned n = 0;
	size_t   from = r->i;

	while (peek(r, 0) >= '0' && peek(r, 0) <= '9' && n <= COUNT_MAX)
		n = n * 10 + (unsigned)(r->s.s[r->i++] - '0');
	*ret = n;
	return r->i > from && n <= COUNT_MAX;
}

/* What may stand behind something; false where it is none of ours. */
static bool
read_count(struct reader *r, struct token *t)
{
	const char c = peek(r, 0);

	t->min = t->max = 1;
	if (c == '*' || c == '+' || c == '?') {
		t->min = c == '+';
		t->max = c == '?';
		r->i++;
	} else if (c == '{') {
		r->i++;
		if (!read_number(r, &t->min))
			return false;
		t->max = t->min;
		if (peek(r, 0) == ',' && peek(r, 1) == '}') {
			t->max = 0;
			r->i++;
		} else if (peek(r, 0) == ',') {
			r->i++;
			if (!read_number(r, &t->max) || t->max < t->min)
				return false;
		}
		if (peek(r, 0) != '}' ||
		    (t->max == 0 && r->s.s[r->i - 1] != ','))
			return false;
		r->i++;
	} else {
		return true;
	}
	if (peek(r, 0) == '?') {
		t->lazy = true;
		r->i++;
	}
	return peek(r, 0) != '+' && peek(r, 0) != '*' && peek(r, 0) != '?' &&
	    peek(r, 0) != '{';
}

static struct token *
add_token(struct reader *r, enum token_kind kind)
{
	struct token *t;

	if (r->ret->n == SHAPE_TOKENS_MAX)
		return NULL;
	t = &r->ret->token[r->ret->n++];
	*t = (struct token){ .kind = kind, .min = 1, .max = 1 };
	return t;
}

/* One octet, or one of several. */
static bool
read_set(struct reader *r)
{
	struct token *t = add_token(r, TOKEN_SET);
	unsigned char c = (unsigned char)peek(r, 0);

	if (t == NULL || c == '\0' || c >= 0x7f ||
	    strchr("*+?{}]|)^$", c) != NULL)
		return false;
	if (c == '.') {
		t->set[0] = t->set[1] = ~UINT64_C(0);
		r->i++;
	} else if (c == '[') {
		if (!read_class(r, t->set))
			return false;
	} else if (c == '\\' && set_named(peek(r, 1), t->set)) {
		r->i += 2;
	} else {
		if (c != '\\')
			r->i++;
		else if (!read_escaped(r, &c))
			return false;
		set_range(t->set, c, c, r->fold);
	}
	set_within_path(t->set);
	return (t->set[0] | t->set[1]) != 0 && read_count(r, t);
}

/* All up to the end, or to the ')' of depth; opened is its token. */
static bool
read_all(struct reader *r, size_t opened, int depth)
{
	struct token *t;
	size_t        open;
	bool          keeps;

	while (r->i < r->s.n && peek(r, 0) != ')') {
		if (peek(r, 0) == '|') {
			r->i++;
			t = depth > 0 ? add_token(r, TOKEN_OR) : NULL;
			if (t == NULL)
				return false;
			t->group = (unsigned)opened;
			continue;
		}
		if (peek(r, 0) != '(') {
			if (!read_set(r))
				return false;
			continue;
		}
		keeps = peek(r, 1) != '?';
		if ((!keeps && peek(r, 2) != ':') || depth == DEPTH_MAX)
			return false;
		r->i += keeps ? 1 : 3;
		open = r->ret->n;
		t = add_token(r, TOKEN_OPEN);
		if (t == NULL)
			return false;
		t->group = keeps ? ++r->ret->groups : 0;
		if (!read_all(r, open, depth + 1) || peek(r, 0) != ')')
			return false;
		r->i++;
		t = add_token(r, TOKEN_CLOSE);
		if (t == NULL || !read_count(r, t) || t->max != 1 || t->lazy)
			return false;
		for (size_t i = open; i < r->ret->n; i++)
			if (i == open ||
			    (r->ret->token[i].kind == TOKEN_OR &&
				r->ret->token[i].group == open))
				r->ret->token[i].close = r->ret->n - 1;
	}
	return true;
}

/* ------------------------------------------------------------------ steps */

/* What may come first from a token on; nothing, if that may be all.  Each token
 * is looked at once, however many groups may be left out. */
static void
first_of(const struct shape_regex *x, size_t i, uint64_t set[2],
    bool seen[SHAPE_TOKENS_MAX])
{
	for (; i < x->n && !seen[i]; i++) {
		const struct token *t = &x->token[i];

		seen[i] = true;
		if (t->kind == TOKEN_SET) {
			set[0] |= t->set[0];
			set[1] |= t->set[1];
			if (t->min > 0)
				return;
		} else if (t->kind == TOKEN_OR) {
			i = t->close;
		} else if (t->kind == TOKEN_OPEN) {
			for (size_t j = i + 1; j < t->close; j++)
				if (x->token[j].kind == TOKEN_OR &&
				    x->token[j].close == t->close)
					first_of(x, j + 1, set, seen);
			if (x->token[t->close].min == 0)
				first_of(x, t->close + 1, set, seen);
		}
	}
}

/* Whether it ends by itself: nothing of it could come next as well. */
static bool
is_sure(const struct shape_regex *x, size_t i)
{
	uint64_t next[2] = { 0, 0 };
	bool     seen[SHAPE_TOKENS_MAX] = { false };

	first_of(x, i + 1, next, seen);
	return (next[0] & x->token[i].set[0]) == 0 &&
	    (next[1] & x->token[i].set[1]) == 0;
}

static bool
has_or(const struct shape_regex *x, size_t open)
{
	for (size_t i = open + 1; i < x->token[open].close; i++)
		if (x->token[i].kind == TOKEN_OR &&
		    x->token[i].close == x->token[open].close)
			return true;
	return false;
}

static bool
is_long(const struct token *t)
{
	return t->kind == TOKEN_SET && (t->max == 0 || t->max > 16);
}

#define CHOICES_MAX 16

/* Of what may have to be tried at many lengths there is one at most, and the
 * others leave few choices. */
static bool
is_cheap(const struct shape_regex *x)
{
	unsigned choices = 1;
	bool     unsure = false;

	for (size_t i = 0; i < x->n && choices <= CHOICES_MAX; i++) {
		const struct token *t = &x->token[i];

		if (t->kind == TOKEN_CLOSE && t->min == 0)
			choices *= 2;
		if (t->kind == TOKEN_OPEN && i + 1 < t->close && has_or(x, i))
			choices *= 2;
		if (t->kind != TOKEN_SET || (t->max != 0 && t->min == t->max) ||
		    is_sure(x, i))
			continue;
		if (!is_long(t)) {
			choices *= t->max - t->min + 1;
			continue;
		}
		if (unsure)
			return false;
		unsure = true;
	}
	return choices <= CHOICES_MAX;
}

enum err
shape_regex_parse(const struct rule *rule, struct shape_regex *ret,
    struct buf *why)
{
	struct slice  s = rule->at.path;
	struct reader r = { .fold = rule->ignore_case, .ret = ret };

	ret->n = 0;
	ret->groups = 0;
	if (s.n > 0 && s.s[0] == '^') {
		s.s++;
		s.n--;
	}
	if (s.n > 0 && s.s[s.n - 1] == '$' && (s.n < 2 || s.s[s.n - 2] != '\\'))
		s.n--;
	r.s = s;
	if (!read_all(&r, 0, 0) || r.i < s.n)
		return refuse(why, ERR_SYNTAX,
		    "of its regular expression, what stands at '%.*s' may mean "
		    "something else to other servers",
		    quotable((struct slice){ s.s + r.i, s.n - r.i }),
		    s.s + r.i);
	if (!is_cheap(ret))
		return refuse(why, ERR_SYNTAX,
		    "its regular expression could take many steps, after which "
		    "detour gives up and other servers do not");
	return ERR_OK;
}
