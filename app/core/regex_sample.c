/* SPDX-License-Identifier: MIT */
/* regex_sample.c - a text that an expression probably matches; regex.h. */
#include <string.h>

#include "regex.h"

#define DEPTH_MAX  20  /* of parentheses */
#define REPEAT_MAX 100 /* of what a "{n}" asks for */

/* A walk through an expression that writes as it goes. */
struct sampler {
	struct slice s;
	size_t       i;
	bool         fewest; /* what may be left out is */
	bool         last;   /* of several alternatives */
	unsigned     depth;
	bool         failed; /* beyond what is understood here */
	struct buf  *out;
};

static int
peek(const struct sampler *p, size_t ahead)
{
	return p->i + ahead < p->s.n ? (unsigned char)p->s.s[p->i + ahead] : -1;
}

static bool
is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static bool
is_letter(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* ------------------------------------------------------------------ classes */

/* Whether an escape as "\d" is for an octet; an escaped mark is for itself. */
static bool
escape_has(char escape, int c)
{
	bool word = is_letter(c) || is_digit(c) || c == '_';

	switch (escape) {
	case 'd':
		return is_digit(c);
	case 'D':
		return !is_digit(c);
	case 'w':
		return word;
	case 'W':
		return !word;
	case 's':
		return false;
	case 'S':
		return true;
	default:
		return escape == c;
	}
}

static bool
name_has(struct slice name, int c)
{
	if (slice_is(name, "alpha"))
		return is_letter(c);
	if (slice_is(name, "digit"))
		return is_digit(c);
	if (slice_is(name, "alnum"))
		return is_letter(c) || is_digit(c);
	if (slice_is(name, "lower"))
		return c >= 'a' && c <= 'z';
	if (slice_is(name, "upper"))
		return c >= 'A' && c <= 'Z';
	if (slice_is(name, "xdigit"))
		return is_digit(c) || (c >= 'a' && c <= 'f');
	return slice_is(name, "word") && (is_letter(c) || is_digit(c));
}

/* Whether a class has an octet; at is behind its '[' and '^', end its ']'. */
static bool
class_has(struct slice s, size_t at, size_t end, int c)
{
	while (at < end) {
		const char *close;
		int         low = (unsigned char)s.s[at];

		if (low == '[' && at + 1 < end && s.s[at + 1] == ':' &&
		    (close = memmem(s.s + at, end - at, ":]", 2)) != NULL) {
			struct slice name = { s.s + at + 2,
				(size_t)(close - s.s) - at - 2 };

			if (name_has(name, c))
				return true;
			at = (size_t)(close - s.s) + 2;
			continue;
		}
		if (low == '\\' && at + 1 < end) {
			if (escape_has(s.s[at + 1], c))
				return true;
			at += 2;
			continue;
		}
		if (at + 2 < end && s.s[at + 1] == '-') {
			if (c >= low && c <= (unsigned char)s.s[at + 2])
				return true;
			at += 3;
			continue;
		}
		if (low == c)
			return true;
		at++;
	}
	return false;
}

/* Where a class that begins behind its '[' ends: its ']'. */
static size_t
class_end(struct slice s, size_t at)
{
	if (at < s.n && s.s[at] == ']')
		at++;
	for (; at < s.n && s.s[at] != ']'; at++) {
		const char *close;

		if (s.s[at] == '\\')
			at++;
		else if (s.s[at] == '[' && at + 1 < s.n && s.s[at + 1] == ':' &&
		    (close = memmem(s.s + at, s.n - at, ":]", 2)) != NULL)
			at = (size_t)(close - s.s) + 1;
	}
	return at;
}

/* All that a path may hold, what is likely first. */
static const char octets[] =
    "w7-aWAz0_.~+,;:@!$&()*='bcdefghijklmnopqrstuvxyBCDEFGHIJKLMNOPQRSTUVXYZ"
    "12345689%/";

static void
add_class(struct sampler *p)
{
	bool   negated;
	size_t at, end;

	p->i++;
	negated = peek(p, 0) == '^';
	p->i += negated;
	at = p->i;
	end = class_end(p->s, at);
	p->i = end + 1;
	p->failed = p->failed || end >= p->s.n;
	for (const char *c = octets; !p->failed && *c != '\0'; c++)
		if (class_has(p->s, at, end, *c) != negated) {
			buf_addc(p->out, *c);
			return;
		}
	p->failed = true;
}

/* -------------------------------------------------------------------- atoms */

static void add_alternatives(struct sampler *);

static void
add_escape(struct sampler *p)
{
	int c = peek(p, 1);

	p->i += 2;
	if (c == 'd')
		buf_addc(p->out, '7');
	else if (c == 'w' || c == 'D' || c == 'S')
		buf_addc(p->out, 'w');
	else if (c == 'W')
		buf_addc(p->out, '-');
	else if (c >= 0 && !is_letter(c) && !is_digit(c))
		buf_addc(p->out, (char)c);
	else if (c < 0 || memchr("bAzZG", c, 5) == NULL)
		p->failed = true;
}

/* What stands behind "(?"; true when nothing of the group is part of the text:
 * what is looked at, ahead or behind, and options. */
static bool
skip_marks(struct sampler *p)
{
	int c = peek(p, 0), d = peek(p, 1);

	if (c == ':' || c == '>' || c == '|') {
		p->i++;
		return false;
	}
	if (c == '=' || c == '!') {
		p->i++;
		return true;
	}
	if (c == '<' && (d == '=' || d == '!')) {
		p->i += 2;
		return true;
	}
	if (c == '<' || c == '\'' || (c == 'P' && d == '<')) {
		p->i += c == 'P' ? 2 : 1;
		while (peek(p, 0) >= 0 && peek(p, 0) != '>' &&
		    peek(p, 0) != '\'')
			p->i++;
		p->i++;
		return false;
	}
	while (peek(p, 0) > 0 && strchr("imnsxJU-", peek(p, 0)) != NULL)
		p->i++;
	if (peek(p, 0) == ':')
		p->i++;
	else if (peek(p, 0) != ')')
		p->failed = true;
	return false;
}

static void
add_group(struct sampler *p)
{
	size_t before = p->out->len;
	bool   silent = false;

	p->i++;
	if (++p->depth > DEPTH_MAX)
		p->failed = true;
	if (peek(p, 0) == '?') {
		p->i++;
		silent = skip_marks(p);
	}
	if (!p->failed)
		add_alternatives(p);
	if (silent && p->out->len > before)
		p->out->len = before;
	if (peek(p, 0) == ')')
		p->i++;
	else
		p->failed = true;
	p->depth--;
}

/* How often what stands here is wanted, by what follows it. */
static unsigned
repeat(struct sampler *p)
{
	unsigned n = 1;
	int      c = peek(p, 0);

	if (c == '*' || c == '?') {
		p->i++;
		n = !p->fewest;
	} else if (c == '+') {
		p->i++;
	} else if (c == '{' && is_digit(peek(p, 1))) {
		p->i++;
		for (n = 0; is_digit(peek(p, 0)) && n < REPEAT_MAX; p->i++)
			n = 10 * n + (unsigned)(peek(p, 0) - '0');
		if (n == 0)
			n = !p->fewest;
		while (peek(p, 0) >= 0 && peek(p, 0) != '}')
			p->i++;
		p->i++;
	} else {
		return 1;
	}
	if (peek(p, 0) == '?' || peek(p, 0) == '+')
		p->i++; /* lazy, or possessive */
	return n < REPEAT_MAX ? n : REPEAT_MAX;
}

static void
add_atom(struct sampler *p)
{
	size_t   before = p->out->len, n;
	int      c = peek(p, 0);
	unsigned times;

	if (c == '\\')
		add_escape(p);
	else if (c == '[')
		add_class(p);
	else if (c == '(')
		add_group(p);
	else {
		p->i++;
		if (c == '.')
			buf_addc(p->out, 'w');
		else if (c != '^' && c != '$')
			buf_addc(p->out, (char)c);
	}
	if (p->failed || p->out->err != ERR_OK)
		return;
	n = p->out->len - before;
	times = repeat(p);
	if (times == 0)
		p->out->len = before;
	for (; times > 1 && p->out->err == ERR_OK; times--)
		for (size_t i = 0; i < n; i++)
			buf_addc(p->out, p->out->data[before + i]);
}

static void
add_alternatives(struct sampler *p)
{
	size_t before = p->out->len, first;

	for (;;) {
		while (!p->failed && p->out->err == ERR_OK && peek(p, 0) >= 0 &&
		    peek(p, 0) != '|' && peek(p, 0) != ')')
			add_atom(p);
		if (p->failed || p->out->err != ERR_OK || peek(p, 0) != '|')
			return;
		first = p->out->len;
		p->i++;
		if (p->last) {
			p->out->len = before;
			continue;
		}
		/* The first one stays: walk over the others. */
		while (!p->failed && p->out->err == ERR_OK && peek(p, 0) >= 0 &&
		    peek(p, 0) != ')') {
			if (peek(p, 0) == '|')
				p->i++;
			else
				add_atom(p);
		}
		if (p->out->len > first)
			p->out->len = first;
		return;
	}
}

bool
regex_sample(struct slice pattern, unsigned variant, struct buf *out)
{
	struct sampler p = {
		.s = pattern,
		.fewest = (variant & 1U) != 0,
		.last = (variant & 2U) != 0,
		.out = out,
	};

	add_alternatives(&p);
	return !p.failed && p.i == pattern.n && buf_end(out) == ERR_OK;
}
